// SPDX-License-Identifier: GPL-2.0
/* Many threads with one migration file. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "hostile.h"

#define THREADS		4
#define READ_ROUNDS	20
#define WRITE_ROUNDS	20
/* What differs between two streams of one mdev: the id, checksums, the digest. */
#define OWN_BYTES	(16 + 5 * 4)

/**
 * struct worker - one thread
 * @fd: the migration file that all have
 * @step_bytes: size of its reads or writes
 * @total: bytes that all have moved
 * @seen: how often each byte was read, by this one
 * @odd: an errno that must not occur, 0 if none has
 */
struct worker {
	int fd;
	size_t step_bytes;
	atomic_size_t *total;
	unsigned long seen[256];
	int odd;
};

static pthread_barrier_t start;

/*
 * All threads with @fd, from the same moment on; steps of 1 to 7 bytes, others in
 * each round. Returns the bytes that they moved; @odd: an errno of one of them.
 */
static size_t run(struct worker *workers, int fd, unsigned int round,
		  void *(*body)(void *arg), int *odd)
{
	pthread_t threads[THREADS];
	atomic_size_t total = 0;
	unsigned int i;

	memset(workers, 0, THREADS * sizeof(*workers));
	pthread_barrier_init(&start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		workers[i].fd = fd;
		workers[i].step_bytes = (round * THREADS + i) % 7 + 1;
		workers[i].total = &total;
		if (pthread_create(&threads[i], NULL, body, &workers[i]))
			bail("no thread");
	}
	*odd = 0;
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		if (workers[i].odd)
			*odd = workers[i].odd;
	}
	pthread_barrier_destroy(&start);
	return total;
}

static void *reader(void *arg)
{
	struct worker *worker = arg;
	unsigned char bytes[8];
	long got, i;

	pthread_barrier_wait(&start);
	while ((got = take(worker->fd, bytes, worker->step_bytes)) > 0) {
		for (i = 0; i < got; i++)
			worker->seen[bytes[i]]++;
		atomic_fetch_add(worker->total, got);
	}
	worker->odd = got;
	return NULL;
}

/* Each byte of the stream comes once, to one of the readers. */
static void readers(const struct scene *scene)
{
	unsigned int round, bad = 0, i;
	struct guest guest;

	guest_open(&guest, scene->a);
	for (round = 0; round < READ_ROUNDS; round++) {
		struct worker workers[THREADS];
		unsigned long away = 0;
		long seen[256] = { 0 };
		size_t total, at;
		int fd, odd;

		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
		total = run(workers, fd, round, reader, &odd);
		for (i = 0; i < THREADS; i++)
			for (at = 0; at < 256; at++)
				seen[at] += workers[i].seen[at];
		for (at = 0; at < scene->stream_bytes; at++)
			seen[scene->stream[at]]--;
		for (at = 0; at < 256; at++)
			away += labs(seen[at]);
		if (odd || total != scene->stream_bytes || away > 2 * OWN_BYTES)
			bad++;
		close(fd);
		guest_reset(&guest);
	}
	guest_close(&guest);
	ok(!bad, "R06: %u readers of 1 to 7 bytes get each byte once, %u times", THREADS,
	   READ_ROUNDS);
}

static void *writer(void *arg)
{
	struct worker *worker = arg;
	unsigned char bytes[8];
	long got;

	memset(bytes, worker->step_bytes, sizeof(bytes));
	pthread_barrier_wait(&start);
	while ((got = give(worker->fd, bytes, worker->step_bytes)) > 0)
		atomic_fetch_add(worker->total, got);
	worker->odd = got == -EBADMSG || got == -EINVAL ? 0 : got;
	return NULL;
}

/* Nonsense from many: the header is refused, for all of them, and for good. */
static void writers(const struct scene *scene)
{
	struct worker workers[THREADS];
	unsigned int round, bad = 0;
	char config[CONFIG_MAX_BYTES];
	struct guest guest;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	for (round = 0; round < WRITE_ROUNDS; round++) {
		size_t total;
		int fd, odd;

		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		total = run(workers, fd, round, writer, &odd);
		/* Nothing is looked at before the header is whole. */
		if (odd || total >= 64 || total < 64 - 7 ||
		    go(&guest, VFIO_DEVICE_STATE_STOP, NULL) >= 0 ||
		    guest_state(&guest) != VFIO_DEVICE_STATE_RESUMING)
			bad++;
		close(fd);
		guest_reset(&guest);
	}
	ok(!bad && same_config(scene->a, config),
	   "R07: %u writers at once are refused, and nothing is applied, %u times", THREADS,
	   WRITE_ROUNDS);
	guest_close(&guest);
}

static void *faulting_writer(void *arg)
{
	struct worker *worker = arg;
	unsigned int i;

	pthread_barrier_wait(&start);
	for (i = 0; i < 200; i++) {
		long got = give(worker->fd, (void *)1, 50 * worker->step_bytes);

		if (got != -EFAULT)
			worker->odd = got ? got : 1;
	}
	return NULL;
}

/* Memory that is not there, from many at once: no lock is lost or left. */
static void faulting_writers(const struct scene *scene)
{
	struct worker workers[THREADS];
	struct guest guest;
	int fd, odd;

	guest_open(&guest, scene->a);
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	run(workers, fd, 0, faulting_writer, &odd);
	ok(!odd, "R16: many writes from memory that is not there: EFAULT");
	ok(!write_all(fd, scene->stream, scene->stream_bytes),
	   "R16: the file takes the stream after that");
	ok(!go(&guest, VFIO_DEVICE_STATE_STOP, NULL), "R16: and the device its state");
	close(fd);
	guest_close(&guest);
}

/**
 * struct flipper - a thread that changes a buffer while it is being written
 * @at: the byte
 * @good: what it is in the stream
 * @end: when to stop
 */
struct flipper {
	volatile unsigned char *at;
	unsigned char good;
	atomic_bool end;
};

static void *flip(void *arg)
{
	struct flipper *flipper = arg;

	while (!atomic_load(&flipper->end)) {
		*flipper->at = ~flipper->good;
		*flipper->at = flipper->good;
	}
	return NULL;
}

/*
 * What was checked is what is used: either the stream is taken, and then it is the
 * good one that was applied, or it is refused.
 */
static void flipped(const struct scene *scene)
{
	unsigned int taken = 0, refused = 0, bad = 0;
	char config[CONFIG_MAX_BYTES];
	unsigned char *copy;
	struct guest guest;
	size_t at;

	copy = malloc(scene->stream_bytes);
	if (!copy)
		bail("no memory");
	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	for (at = 0; at < scene->stream_bytes; at += 3) {
		struct flipper flipper = { .at = copy + at };
		pthread_t thread;
		int fd, ret;

		memcpy(copy, scene->stream, scene->stream_bytes);
		flipper.good = copy[at];
		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		if (pthread_create(&thread, NULL, flip, &flipper))
			bail("no thread");
		ret = write_all(fd, copy, scene->stream_bytes);
		if (!ret)
			ret = go(&guest, VFIO_DEVICE_STATE_STOP, NULL);
		atomic_store(&flipper.end, true);
		pthread_join(thread, NULL);
		*(ret ? &refused : &taken) += 1;
		if ((ret && ret != -EBADMSG && ret != -EINVAL && ret != -EFBIG &&
		     ret != -EPROTONOSUPPORT) || !same_config(scene->a, config))
			bad++;
		close(fd);
		guest_reset(&guest);
	}
	guest_close(&guest);
	free(copy);
	ok(!bad, "R14: a byte that changes while it is written: taken as it was (%u), or refused (%u)",
	   taken, refused);
}

void case_races(const struct scene *scene)
{
	watch("races", 1800);
	readers(scene);
	writers(scene);
	faulting_writers(scene);
	flipped(scene);
}
