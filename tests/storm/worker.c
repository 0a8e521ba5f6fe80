// SPDX-License-Identifier: GPL-2.0
#include "worker.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "slot.h"

#define WORKERS_MAX	32

static struct worker *workers[WORKERS_MAX];
static atomic_uint workers_count;
static atomic_ullong done;
static pthread_mutex_t reporting = PTHREAD_MUTEX_INITIALIZER;

void worker_init(struct worker *worker, const char *name, u64 seed)
{
	worker->name = name;
	worker->tid = gettid();
	worker->random = seed * 0x9e3779b97f4a7c15ULL + 1;
	pthread_mutex_init(&worker->lock, NULL);
	model_add_window(&worker->window);
	workers[atomic_fetch_add(&workers_count, 1)] = worker;
}

/* xorshift64* */
u64 rnd(struct worker *worker, u64 below)
{
	u64 x = worker->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	worker->random = x;
	return ((x * 0x2545f4914f6cdd1dULL) >> 20) % below;
}

bool chance(struct worker *worker, unsigned int percent)
{
	return rnd(worker, 100) < percent;
}

unsigned int pick_bit(struct worker *worker, u64 mask)
{
	u64 left = rnd(worker, __builtin_popcountll(mask));

	while (left--)
		mask &= mask - 1;
	return __builtin_ctzll(mask);
}

static struct op_record *last_record(struct worker *worker)
{
	return &worker->log[(worker->current - 1) % LOG_OPS];
}

void op_begin(struct worker *worker, const char *fmt, ...)
{
	struct op_record *record;
	va_list args;

	window_open(&worker->window);
	pthread_mutex_lock(&worker->lock);
	worker->current++;
	record = last_record(worker);
	record->begin_ns = now_ns();
	record->end_ns = 0;
	record->result[0] = '\0';
	va_start(args, fmt);
	vsnprintf(record->what, sizeof(record->what), fmt, args);
	va_end(args);
	worker->busy = true;
	pthread_mutex_unlock(&worker->lock);
}

void op_note(struct worker *worker, const char *fmt, ...)
{
	va_list args;

	pthread_mutex_lock(&worker->lock);
	va_start(args, fmt);
	vsnprintf(last_record(worker)->result,
		  sizeof(last_record(worker)->result), fmt, args);
	va_end(args);
	pthread_mutex_unlock(&worker->lock);
}

void op_end(struct worker *worker, const char *fmt, ...)
{
	struct op_record *record;
	va_list args;

	pthread_mutex_lock(&worker->lock);
	record = last_record(worker);
	record->end_ns = now_ns();
	va_start(args, fmt);
	vsnprintf(record->result, sizeof(record->result), fmt, args);
	va_end(args);
	worker->busy = false;
	pthread_mutex_unlock(&worker->lock);
	window_close(&worker->window);
	atomic_fetch_add(&done, 1);
}

void op_end_noted(struct worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	last_record(worker)->end_ns = now_ns();
	worker->busy = false;
	pthread_mutex_unlock(&worker->lock);
	window_close(&worker->window);
	atomic_fetch_add(&done, 1);
}

u64 ops_done(void)
{
	return atomic_load(&done);
}

static void print_log(struct worker *worker)
{
	const struct op_record *record;
	u64 first, nr;

	pthread_mutex_lock(&worker->lock);
	printf("# last operations of %s (thread %d), times in seconds:\n",
	       worker->name, worker->tid);
	first = worker->current > LOG_OPS ? worker->current - LOG_OPS : 0;
	for (nr = first; nr < worker->current; nr++) {
		record = &worker->log[nr % LOG_OPS];
		printf("#   %10.4f", record->begin_ns / 1e9);
		if (record->end_ns)
			printf(" %+8.4f", (record->end_ns - record->begin_ns) / 1e9);
		else
			printf("  running");
		printf("  %s: %s\n", record->what, record->result);
	}
	pthread_mutex_unlock(&worker->lock);
}

static void print_all(void)
{
	unsigned int i;

	for (i = 0; i < atomic_load(&workers_count); i++)
		if (workers[i])
			print_log(workers[i]);
	model_print();
}

void disagree(struct worker *worker, const char *fmt, ...)
{
	va_list args;

	/* Never given back: the process ends. */
	pthread_mutex_lock(&reporting);
	printf("not ok - %s: ", worker->name);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n# seed %llu, at %.4f s\n", (unsigned long long)options.seed,
	       now_ns() / 1e9);
	if (worker->current)
		printf("# in: %s\n", last_record(worker)->what);
	print_all();
	slots_print();
	fflush(stdout);
	_exit(1);
}

static void print_kernel_stack(struct worker *worker)
{
	static char text[8192];
	char path[PATH_BYTES];
	char *line, *rest = text;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stack", worker->tid);
	if (sys_read(path, text, sizeof(text)) <= 0) {
		snprintf(path, sizeof(path), "/proc/self/task/%d/wchan",
			 worker->tid);
		sys_read(path, text, sizeof(text));
	}
	printf("# kernel stack of %s (thread %d):\n", worker->name, worker->tid);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			printf("#   %s\n", line);
}

static u64 busy_since_ns(struct worker *worker)
{
	u64 since_ns = 0;

	pthread_mutex_lock(&worker->lock);
	if (worker->busy)
		since_ns = last_record(worker)->begin_ns;
	pthread_mutex_unlock(&worker->lock);
	return since_ns;
}

__attribute__((noreturn))
static void hangs(struct worker *worker)
{
	unsigned int i;

	pthread_mutex_lock(&reporting);
	printf("not ok - %s hangs: %s\n# seed %llu, for more than %llu s (--patience)\n",
	       worker->name, last_record(worker)->what,
	       (unsigned long long)options.seed,
	       (unsigned long long)options.patience_s);
	for (i = 0; i < atomic_load(&workers_count); i++)
		if (workers[i])
			print_kernel_stack(workers[i]);
	print_all();
	fflush(stdout);
	_exit(4);
}

static void *watchdog(void *argument)
{
	u64 since_ns;
	unsigned int i;

	(void)argument;
	for (;;) {
		sleep(1);
		for (i = 0; i < atomic_load(&workers_count); i++) {
			if (!workers[i])
				continue;
			since_ns = busy_since_ns(workers[i]);
			if (since_ns && now_ns() - since_ns >
			    options.patience_s * NSEC_PER_SEC)
				hangs(workers[i]);
		}
	}
	return NULL;
}

void watchdog_start(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, watchdog, NULL))
		abort();
}
