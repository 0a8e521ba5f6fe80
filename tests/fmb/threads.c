// SPDX-License-Identifier: GPL-2.0
/*
 * Four readers, a user who switches, resets, an administrator who switches by debugfs
 * and looks, all at the same time with one function.
 */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "../client/number.h"
#include "fmb.h"

#define READERS	4

/**
 * struct worker - a thread
 * @function: what all work with
 * @stop: the end, of all
 * @alone: with readers only
 * @calls: how often it has done what it does
 * @successes: how often what it does has succeeded
 * @off: reads that found the measurement off
 * @torn: samples that were marked
 * @wrong: samples that were not, and were not one sample
 * @bad: first errno that there should not be
 */
struct worker {
	const struct function *function;
	const bool *stop;
	bool alone;
	unsigned long calls;
	unsigned long successes;
	unsigned long off;
	unsigned long torn;
	unsigned long wrong;
	int bad;
};

static bool goes_on(const struct worker *worker)
{
	return !__atomic_load_n(worker->stop, __ATOMIC_RELAXED);
}

/* @others: what it may be but 0, up to a 0 */
static void expect(struct worker *worker, int ret, const int *others)
{
	worker->calls++;
	while (*others && ret != *others)
		others++;
	if (ret != *others && !worker->bad)
		worker->bad = ret;
	worker->successes += !ret;
}

/* Nobody else interferes. */
static const int nothing[] = { 0 };
/* Measurement is off. */
static const int off[] = { -ENXIO, 0 };
/* In the middle of a reset, and: the administrator has switched it off. */
static const int refused[] = { -EIO, 0 };
static const int refused_or_none[] = { -EIO, -EPERM, 0 };
/* Another reset is under way; how far it is decides which. */
static const int other_reset[] = { -EAGAIN, -EBUSY, -EIO, -ENODEV, 0 };
/*
 * A hot reset first asks, twice, whether the slot can be reset, and the host's answer is
 * no while another reset is under way (reset_slot() of s390_pci_hpc.c): EINVAL, ENOTTY.
 */
static const int other_hot_reset[] = {
	-EAGAIN, -EBUSY, -EIO, -ENODEV, -EINVAL, -ENOTTY, 0
};
/* EINVAL: it is as it was wanted, or nearly. */
static const int switched[] = { -EINVAL, -EIO, 0 };

static bool one_sample(const struct fmb *fmb)
{
	unsigned int i;

	for (i = 0; i <= VFIO_ZPCI_FMB_RPCIT_OPS; i++)
		if (fmb->counters[i] != fmb->samples)
			return false;
	return true;
}

static void *reader(void *arg)
{
	struct worker *worker = arg;
	struct fmb fmb;
	int ret;

	while (goes_on(worker)) {
		ret = function_sample(worker->function, &fmb);
		expect(worker, ret, off);
		if (ret)
			worker->off++;
		else if (fmb_torn(&fmb))
			worker->torn++;
		else
			worker->wrong += !one_sample(&fmb);
	}
	return NULL;
}

static void *switcher(void *arg)
{
	struct worker *worker = arg;

	const int *disable = worker->alone ? nothing : refused;
	const int *enable = worker->alone ? nothing : refused_or_none;

	while (goes_on(worker)) {
		expect(worker, function_enable(worker->function, 0), disable);
		expect(worker, function_enable(worker->function, 1), enable);
		expect(worker, function_enable(worker->function, 1), enable);
	}
	return NULL;
}

static void *resetter(void *arg)
{
	struct worker *worker = arg;

	while (goes_on(worker)) {
		expect(worker, function_reset(worker->function), other_reset);
		expect(worker, function_hot_reset(worker->function), other_hot_reset);
	}
	return NULL;
}

static void *administrator(void *arg)
{
	struct worker *worker = arg;
	struct fmb fmb;

	while (goes_on(worker)) {
		expect(worker, put_statistics(worker->function->address, "0"), switched);
		statistics(worker->function->address, &fmb);
		expect(worker, put_statistics(worker->function->address, "1"), switched);
		expect(worker, reset_by_sysfs(worker->function->address), other_reset);
	}
	return NULL;
}

static const struct {
	const char *name;
	void *(*run)(void *worker);
	bool with_others;
} threads[] = {
	{ "reader 1", reader, false },
	{ "reader 2", reader, false },
	{ "reader 3", reader, false },
	{ "reader 4", reader, false },
	{ "switcher", switcher, false },
	{ "resets", resetter, true },
	{ "administrator", administrator, true },
};

static void run(const struct function *function, unsigned int seconds, bool others)
{
	struct worker worker[ARRAY_SIZE(threads)] = { 0 };
	pthread_t thread[ARRAY_SIZE(threads)];
	unsigned long torn = 0, wrong = 0, reads = 0, none = 0;
	const char *what = others ? "with resets and an administrator" : "and a switcher";
	bool stop = false;
	u64 begin = now_ns();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		if (threads[i].with_others && !others)
			continue;
		worker[i].function = function;
		worker[i].stop = &stop;
		worker[i].alone = !others;
		if (pthread_create(&thread[i], NULL, threads[i].run, &worker[i]))
			bail("no thread");
	}
	while (now_ns() - begin < seconds * NSEC_PER_SEC)
		sleep(1);
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		if (!worker[i].function)
			continue;
		pthread_join(thread[i], NULL);
		ok(!worker[i].bad && worker[i].successes, "threads: %s: %s: %lu of %lu calls: %s",
		   what, threads[i].name, worker[i].successes, worker[i].calls,
		   said(worker[i].bad));
		if (i >= READERS)
			continue;
		reads += worker[i].calls;
		none += worker[i].off;
		torn += worker[i].torn;
		wrong += worker[i].wrong;
	}
	ok(!wrong && reads > none + torn,
	   "F8: %u readers %s: none got two samples as one: %lu read, %lu off, %lu marked",
	   READERS, what, reads, none, torn);
}

static void check_afterwards(const struct function *function)
{
	struct fmb fmb;

	/* The administrator may have had the last word. */
	put_statistics(function->address, "1");
	ok(!function_enable(function, 0) && !function_enable(function, 1),
	   "threads: it can be switched afterwards");
	first_sample(function, &fmb);
	sample_after(function, fmb.last_update, &fmb);
	ok(true, "threads: samples come afterwards");
}

void case_threads(const struct scene *scene)
{
	struct function function;

	set_reset_method(scene->address, "bus");
	emu_set("window_us", 100);
	emu_set("period_us", 200);
	function_open(&function, scene->address);
	run(&function, scene->seconds, false);
	check_afterwards(&function);
	run(&function, scene->seconds, true);
	check_afterwards(&function);
	function_close(&function);
}
