// SPDX-License-Identifier: GPL-2.0
/*
 * storm: random operations on all that vfio_ap has, by many threads, compared
 * with a model of the contract (CONTRACT.md 1.10, C21).
 *
 * Every some seconds all threads rest, and the whole state of the device is
 * compared with the model. In between each result is judged by what the model
 * allows while others are at work.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "ops.h"
#include "options.h"
#include "scene.h"
#include "stats.h"

/* The workers rest, or are to go home, when the coordinator says so. */
static pthread_mutex_t rest_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t rest_change = PTHREAD_COND_INITIALIZER;
static bool resting;
static bool over;
static unsigned int rested;

/* False when it is over. */
static bool may_go_on(void)
{
	bool go_on;

	pthread_mutex_lock(&rest_lock);
	if (resting) {
		rested++;
		pthread_cond_broadcast(&rest_change);
		while (resting)
			pthread_cond_wait(&rest_change, &rest_lock);
		rested--;
		pthread_cond_broadcast(&rest_change);
	}
	go_on = !over;
	pthread_mutex_unlock(&rest_lock);
	return go_on;
}

static void all_rest(void)
{
	pthread_mutex_lock(&rest_lock);
	resting = true;
	while (rested < options.threads)
		pthread_cond_wait(&rest_change, &rest_lock);
	pthread_mutex_unlock(&rest_lock);
}

static void all_go_on(void)
{
	pthread_mutex_lock(&rest_lock);
	resting = false;
	pthread_cond_broadcast(&rest_change);
	/* Else a worker that is slow to wake would be counted again. */
	while (rested)
		pthread_cond_wait(&rest_change, &rest_lock);
	pthread_mutex_unlock(&rest_lock);
}

static bool wanted(const struct op *op)
{
	return (options.migration || !op->migration) &&
	       (!options.lenient || !op->strict) &&
	       (options.filtered_unassign || !op->takes);
}

static unsigned int pick_op(struct worker *worker)
{
	unsigned int total = 0, i;
	u64 left;

	/* All that has to do with a stuck queue takes seconds. */
	if (model_must(STUCK) && chance(worker, 8))
		for (i = 0; i < ops_count; i++)
			if (ops[i].run == op_stuck)
				return i;

	for (i = 0; i < ops_count; i++)
		if (wanted(&ops[i]))
			total += ops[i].weight;
	left = rnd(worker, total);
	for (i = 0; ; i++) {
		if (!wanted(&ops[i]))
			continue;
		if (left < ops[i].weight)
			return i;
		left -= ops[i].weight;
	}
}

static void *work(void *argument)
{
	static struct worker workers[THREADS_MAX];
	static char names[THREADS_MAX][16];
	unsigned int nr = (uintptr_t)argument, op;
	struct worker *worker = &workers[nr];
	const struct op_record *record;

	snprintf(names[nr], sizeof(names[nr]), "worker %u", nr);
	worker_init(worker, names[nr], options.seed + nr);
	while (may_go_on()) {
		op = pick_op(worker);
		if (!ops[op].run(worker))
			continue;
		record = &worker->log[(worker->current - 1) % LOG_OPS];
		stats_count(op, record->result, record->end_ns - record->begin_ns);
	}
	return NULL;
}

/*
 * What a VMM's main loop does: when the kernel wants a device back, close it.
 * One whose eventfd was taken away is closed by its administrator instead.
 */
static void *give_back(void *argument)
{
	static struct worker worker;
	struct slot *slot;
	bool asked;
	u64 count;

	(void)argument;
	worker_init(&worker, "VMM", options.seed + 1000);
	for (;; usleep(10000)) {
		for (slot = slots; slot < slots + options.mdevs; slot++) {
			if (!atomic_load(&slot->removing))
				continue;
			/* Whoever has it now gives it back before long. */
			pthread_rwlock_wrlock(&slot->lock);
			asked = slot->guest.device_fd >= 0 &&
				(!slot->guest.irq_set[IRQ_REQ] ||
				 read(slot->guest.irq_fd[IRQ_REQ], &count,
				      sizeof(count)) == sizeof(count));
			if (asked) {
				op_begin(&worker, "give mdev %u back",
					 slot->index);
				slot_close(&worker, slot);
				op_end(&worker, "done");
			}
			pthread_rwlock_unlock(&slot->lock);
		}
	}
	return NULL;
}

static void start(void *(*run)(void *), uintptr_t argument, pthread_t *thread)
{
	if (pthread_create(thread, NULL, run, (void *)argument)) {
		fprintf(stderr, "storm: no thread\n");
		exit(3);
	}
}

/* Until the next check, or the end */
static void let_them(u64 until_ns)
{
	while (now_ns() < until_ns && (!options.ops || ops_done() < options.ops))
		usleep(20000);
}

/* Kinds that never took place, though they were to be expected often enough. */
static unsigned int missing_ops(void)
{
	unsigned int op, missing = 0, total = 0;

	for (op = 0; op < ops_count; op++)
		total += wanted(&ops[op]) ? ops[op].weight : 0;
	for (op = 0; op < ops_count; op++) {
		if (!wanted(&ops[op]) || stats_of(op) ||
		    ops_done() * ops[op].weight / total < 15)
			continue;
		printf("# never done: %s\n", ops[op].name);
		missing++;
	}
	return missing;
}

int main(int argc, char **argv)
{
	static struct worker coordinator;
	u64 end_ns, next_ns, begin_ns = now_ns();
	pthread_t threads[THREADS_MAX], vmm;
	unsigned int checks = 0, i;
	char text[256];

	setvbuf(stdout, NULL, _IOLBF, 0);
	options_parse(argc, argv);
	if (access(MATRIX, F_OK)) {
		fprintf(stderr, "storm: no vfio_ap is loaded (in the lab: lab-load-vfio-ap)\n");
		return 3;
	}
	if (sys_read(MATRIX "/driver/features", text, sizeof(text)) < 0 ||
	    !strstr(text, "migratable"))
		options.migration = false;
	scene_read();
	slots_init();
	printf("# seed %llu, %llu s, %llu threads, %llu mdevs, %u adapters of %u domains%s\n",
	       (unsigned long long)options.seed,
	       (unsigned long long)options.seconds,
	       (unsigned long long)options.threads,
	       (unsigned long long)options.mdevs, scene.adapters_count,
	       scene.domains_count, options.migration ? "" : ", no migration");

	worker_init(&coordinator, "coordinator", options.seed + 2000);
	watchdog_start();
	start(give_back, 0, &vmm);
	check_all(&coordinator);
	end_ns = now_ns() + options.seconds * NSEC_PER_SEC;
	for (i = 0; i < options.threads; i++)
		start(work, i, &threads[i]);
	do {
		next_ns = now_ns() + options.interval_s * NSEC_PER_SEC;
		let_them(next_ns < end_ns ? next_ns : end_ns);
		all_rest();
		check_all(&coordinator);
		if (options.migration)
			check_migration(&coordinator);
		checks++;
		if (now_ns() >= end_ns || (options.ops && ops_done() >= options.ops)) {
			pthread_mutex_lock(&rest_lock);
			over = true;
			pthread_mutex_unlock(&rest_lock);
		}
		all_go_on();
	} while (!over);
	for (i = 0; i < options.threads; i++)
		pthread_join(threads[i], NULL);
	check_tear_down(&coordinator);

	printf("ok 1 - C21: %llu operations, seed %llu: model and device agree (%u checks, %.0f s)\n",
	       (unsigned long long)ops_done(), (unsigned long long)options.seed,
	       checks, (now_ns() - begin_ns) / 1e9);
	stats_print();
	printf("%sok 2 - C21: operations of every kind took place\n",
	       missing_ops() ? "not " : "");
	return 0;
}
