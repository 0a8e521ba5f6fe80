// SPDX-License-Identifier: GPL-2.0
/*
 * Readers, migrations, and mdevs that come and go, all at the same time. What is read
 * must be in order always; the checkers of debug kernels say the rest.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "../lib/tap.h"
#include "outcomes.h"

#define READERS	3

static atomic_bool over;

/**
 * struct worker - a thread
 * @scene: the scene
 * @mdev: whose file it reads
 * @thread: it
 * @rounds: how often it did what it does
 * @missing: how often there was no such mdev
 * @bad: how often there was something wrong
 */
struct worker {
	const struct scene *scene;
	const char *mdev;
	pthread_t thread;
	unsigned long rounds;
	unsigned long missing;
	unsigned long bad;
};

static void *reads(void *arg)
{
	struct vfio_ap_outcomes_header header;
	struct worker *worker = arg;
	u64 begun = 0;
	int ret;

	while (!over) {
		ret = outcomes_check(worker->mdev, &header);
		if (ret == -ENOENT) {
			worker->missing++;
			begun = 0;
			continue;
		}
		worker->rounds++;
		/* It is never less than before, unless it is another mdev. */
		if (ret || (worker->mdev == worker->scene->mdev && header.begun < begun))
			worker->bad++;
		begun = header.begun;
	}
	return NULL;
}

static void *migrates(void *arg)
{
	struct worker *worker = arg;
	struct guest guest;

	guest_open(&guest, worker->mdev);
	while (!over) {
		worker->rounds++;
		if (guest_migrates(&guest))
			worker->bad++;
	}
	guest_close(&guest);
	return NULL;
}

static void *comes_and_goes(void *arg)
{
	struct worker *worker = arg;
	struct guest guest;

	while (!over) {
		worker->rounds++;
		mdev_create(worker->mdev);
		guest_open(&guest, worker->mdev);
		if (guest_migrates(&guest))
			worker->bad++;
		guest_close(&guest);
		mdev_remove(worker->mdev);
	}
	return NULL;
}

static void start(struct worker *worker, const struct scene *scene, const char *mdev,
		  void *(*run)(void *))
{
	worker->scene = scene;
	worker->mdev = mdev;
	if (pthread_create(&worker->thread, NULL, run, worker))
		bail("no thread");
}

void case_race(const struct scene *scene)
{
	struct worker readers[2 * READERS] = { 0 }, migrator = { 0 }, other = { 0 };
	unsigned long rounds = 0, bad = 0;
	struct timespec end;
	unsigned int i;

	over = false;
	for (i = 0; i < 2 * READERS; i++)
		start(&readers[i], scene, i < READERS ? scene->mdev : scene->spare, reads);
	start(&migrator, scene, scene->mdev, migrates);
	start(&other, scene, scene->spare, comes_and_goes);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += scene->seconds;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
	over = true;
	for (i = 0; i < 2 * READERS; i++) {
		pthread_join(readers[i].thread, NULL);
		rounds += readers[i].rounds;
		bad += readers[i].bad;
	}
	pthread_join(migrator.thread, NULL);
	pthread_join(other.thread, NULL);
	ok(rounds && !bad, "race: %lu files were read, %lu of them not in order", rounds, bad);
	ok(migrator.rounds && !migrator.bad, "race: %lu migrations, %lu failed",
	   migrator.rounds, migrator.bad);
	ok(other.rounds && !other.bad, "race: %lu mdevs came and went, %lu failed", other.rounds,
	   other.bad);
}
