// SPDX-License-Identifier: GPL-2.0
/* Many threads with one migration file. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../driver/core/stream_layout.h"
#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "../lib/caller.h"
#include "hostile.h"

#define THREADS		4
#define READ_ROUNDS	20
#define WRITE_ROUNDS	20
/* So many bytes of one kind are written by all threads together. */
#define UNKNOWN_BYTES	4000
#define CONFIG_ROUNDS	300

/**
 * struct worker - one thread
 * @fd: the migration file that all have
 * @step_bytes: size of its reads or writes
 * @left: of a stream: how many bytes all of them may still write
 * @total: bytes that all have moved
 * @seen: how often each byte was read, by this one
 * @odd: an errno that must not occur, 0 if none has
 */
struct worker {
	int fd;
	size_t step_bytes;
	atomic_long *left;
	atomic_size_t *total;
	unsigned long seen[256];
	int odd;
};

static pthread_barrier_t start;

/*
 * All threads with @fd, from the same moment on; steps of 1 to 7 bytes, others in
 * each round. Returns the bytes that they moved; @odd: an errno of one of them.
 */
static size_t run(struct worker *workers, int fd, unsigned int round, long bytes,
		  void *(*body)(void *arg), int *odd)
{
	pthread_t threads[THREADS];
	atomic_size_t total = 0;
	atomic_long left = bytes;
	unsigned int i;

	memset(workers, 0, THREADS * sizeof(*workers));
	pthread_barrier_init(&start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		workers[i].fd = fd;
		workers[i].step_bytes = (round * THREADS + i) % 7 + 1;
		workers[i].left = &left;
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

/* Is that byte another in each stream: of the id, a checksum over it, the digest? */
static bool is_own(const struct scene *scene, size_t at)
{
	const size_t end = scene->stream_bytes - TAIL_BYTES;
	const size_t digest = end + RECORD_BYTES + END_AT(stream_crc);

	return (at >= HEADER_AT(migration_id) && at < HEADER_AT(total_bytes)) ||
	       (at >= HEADER_AT(header_crc) && at < HEADER_BYTES) ||
	       (at >= end + RECORD_AT(payload_crc) && at < end + RECORD_BYTES) ||
	       (at >= digest && at < digest + 4);
}

/*
 * Each byte of the stream comes once, to one of the readers: what they have together is
 * what another stream of the mdev has, apart from the few bytes that are its own.
 */
static bool read_once(const struct scene *scene, const struct worker *workers)
{
	unsigned long more = 0, own = 0;
	long seen[256] = { 0 };
	unsigned int i;
	size_t at;

	for (i = 0; i < THREADS; i++)
		for (at = 0; at < 256; at++)
			seen[at] += workers[i].seen[at];
	for (at = 0; at < scene->stream_bytes; at++) {
		if (is_own(scene, at))
			own++;
		else
			seen[scene->stream[at]]--;
	}
	for (at = 0; at < 256; at++) {
		if (seen[at] < 0)
			return false;
		more += seen[at];
	}
	return more == own;
}

static void readers(const struct scene *scene)
{
	unsigned int round, bad = 0;
	struct guest guest;

	guest_open(&guest, scene->a);
	for (round = 0; round < READ_ROUNDS; round++) {
		struct worker workers[THREADS];
		size_t total;
		int fd, odd;

		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
		total = run(workers, fd, round, 0, reader, &odd);
		if (odd || total != scene->stream_bytes || !read_once(scene, workers))
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
		total = run(workers, fd, round, 0, writer, &odd);
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

/* As many equal bytes as are left, a few at a time */
static void *equal_writer(void *arg)
{
	struct worker *worker = arg;
	long bytes = worker->step_bytes;
	unsigned char same[8];

	memset(same, 0xa5, sizeof(same));
	pthread_barrier_wait(&start);
	while (atomic_fetch_sub(worker->left, bytes) >= bytes) {
		long got = give(worker->fd, same, bytes);

		if (got != bytes) {
			worker->odd = got < 0 ? got : -EIO;
			break;
		}
		atomic_fetch_add(worker->total, got);
	}
	return NULL;
}

/*
 * A good stream, of which all threads together write a part whose bytes are equal: each
 * byte must have a place of its own, or the checksum would not be that of the stream.
 */
static void good_writers(const struct scene *scene)
{
	char full[CONFIG_MAX_BYTES], config[CONFIG_MAX_BYTES];
	unsigned int round, bad = 0;
	unsigned char *stream;
	struct guest guest;
	size_t bytes, head;

	stream = stream_make(scene, false, UNKNOWN_BYTES, &bytes);
	head = bytes - AP_STREAM_END_BYTES - UNKNOWN_BYTES;
	guest_open(&guest, scene->a);
	for (round = 0; round < WRITE_ROUNDS; round++) {
		struct worker workers[THREADS];
		size_t total;
		int fd, odd;

		small_config(scene, full, config);
		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		if (write_all(fd, stream, head))
			bail("the stream is not taken");
		total = run(workers, fd, round, UNKNOWN_BYTES, equal_writer, &odd);
		if (odd || total > UNKNOWN_BYTES || total < UNKNOWN_BYTES - THREADS * 7 ||
		    !same_config(scene->a, config) ||
		    write_all(fd, stream + head + total, bytes - head - total) ||
		    go(&guest, VFIO_DEVICE_STATE_STOP, NULL) ||
		    !same_config(scene->a, full))
			bad++;
		close(fd);
		guest_reset(&guest);
	}
	guest_close(&guest);
	free(stream);
	ok(!bad, "R07: %u writers at once of one good stream: each byte has its place, %u times",
	   THREADS, WRITE_ROUNDS);
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
	run(workers, fd, 0, 0, faulting_writer, &odd);
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
 * @flips: how often it was changed
 * @end: when to stop
 */
struct flipper {
	volatile unsigned char *at;
	unsigned char good;
	atomic_ulong flips;
	atomic_bool end;
};

static void *flip(void *arg)
{
	struct flipper *flipper = arg;

	while (!atomic_load(&flipper->end)) {
		*flipper->at = ~flipper->good;
		*flipper->at = flipper->good;
		atomic_fetch_add(&flipper->flips, 1);
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
		while (!atomic_load(&flipper.flips))
			sched_yield();
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

/**
 * struct sender - a thread that is stuck in write()
 * @fd: the migration file
 * @data: what it writes
 * @bytes: how much
 */
struct sender {
	int fd;
	const unsigned char *data;
	size_t bytes;
};

static long send_it(void *arg)
{
	const struct sender *sender = arg;

	return write_all(sender->fd, sender->data, sender->bytes);
}

/*
 * One write() of a whole stream, whose bytes from @cut on do not come before those in
 * front of it are other ones. False if it is not taken as it was, or not applied.
 */
static bool taken_as_it_was(const struct scene *scene, const unsigned char *stream,
			    size_t bytes, size_t cut)
{
	char full[CONFIG_MAX_BYTES], config[CONFIG_MAX_BYTES];
	struct sender sender;
	struct caller caller;
	struct stall stall;
	struct guest guest;
	bool good;
	size_t at;
	long ret;

	need(stall_begin(&stall), "userfaultfd");
	memcpy(stall.page - cut, stream, cut);
	guest_open(&guest, scene->a);
	small_config(scene, full, config);
	sender.fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	sender.data = stall.page - cut;
	sender.bytes = bytes;
	caller_begin_stalled(&caller, &stall, send_it, &sender);
	for (at = 1; at <= cut; at++)
		stall.page[-at] ^= 0xff;
	ret = caller_end_stalled(&caller, &stall, stream + cut, bytes - cut);
	good = !ret && !go(&guest, VFIO_DEVICE_STATE_STOP, NULL) &&
	       same_config(scene->a, full);
	if (!good)
		printf("# cut at %zu of %zu: %s\n", cut, bytes, said(ret));
	close(sender.fd);
	guest_reset(&guest);
	restore_config(scene->a, full);
	guest_close(&guest);
	stall_free(&stall);
	return good;
}

/*
 * What was checked is what is used, for certain: where one check ends the rest of the
 * stream does not come until the bytes that were checked are other ones.
 */
static void changed_behind_the_back(const struct scene *scene)
{
	const size_t end = scene->stream_bytes - AP_STREAM_END_BYTES;
	const size_t cuts[] = { HEADER_BYTES, HEADER_BYTES + RECORD_BYTES, end,
				end + RECORD_BYTES };
	unsigned char *stream;
	unsigned int i;
	size_t bytes;

	if (!stall_possible("R14: bytes that change after they were checked"))
		return;
	ok(taken_as_it_was(scene, scene->stream, scene->stream_bytes, HEADER_BYTES),
	   "R14: the header changes after it was checked: taken as it was");
	stream = stream_make(scene, true, 0, &bytes);
	for (i = 0; i < ARRAY_SIZE(cuts); i++)
		ok(taken_as_it_was(scene, stream, bytes, cuts[i]),
		   "R14: the first %zu bytes of a stream from PRE_COPY change after that: taken as they were",
		   cuts[i]);
	free(stream);
}

/**
 * struct setter - a thread that changes an mdev's configuration back and forth
 * @mdev: it
 * @configs: the two
 * @done: it has ended
 * @failed: how often that was refused
 */
struct setter {
	const char *mdev;
	const char *const *configs;
	atomic_bool done;
	unsigned int failed;
};

static void *set_configs(void *arg)
{
	struct setter *setter = arg;
	unsigned int round;

	for (round = 0; round < CONFIG_ROUNDS; round++)
		if (set_attribute(setter->mdev, "ap_config", setter->configs[round % 2]))
			setter->failed++;
	atomic_store(&setter->done, true);
	return NULL;
}

/* Two configurations that differ in each mask: what is read is one or the other. */
static void whole_config(const struct scene *scene)
{
	static const char *const configs[] = {
		"0x00000000000080,0x80,0x08",	/* adapter 30, domain 0, control domain 4 */
		"0x00000000000040,0x02,0x04",	/* 31, 6, 5 */
	};
	struct setter setter = { .mdev = scene->empty, .configs = configs };
	char texts[2][CONFIG_MAX_BYTES];
	unsigned long seen[2] = { 0 }, torn = 0;
	char before[CONFIG_MAX_BYTES];
	pthread_t thread;
	unsigned int i;

	attribute(scene->empty, "ap_config", before, sizeof(before));
	for (i = 0; i < 2; i++) {
		if (set_attribute(scene->empty, "ap_config", configs[i]))
			bail("%s does not take ap_config %s", scene->empty, configs[i]);
		attribute(scene->empty, "ap_config", texts[i], sizeof(texts[i]));
	}
	if (pthread_create(&thread, NULL, set_configs, &setter))
		bail("no thread");
	while (!atomic_load(&setter.done)) {
		char now[CONFIG_MAX_BYTES];

		attribute(scene->empty, "ap_config", now, sizeof(now));
		if (!strcmp(now, texts[0]))
			seen[0]++;
		else if (!strcmp(now, texts[1]))
			seen[1]++;
		else
			torn++;
	}
	pthread_join(thread, NULL);
	restore_config(scene->empty, before);
	ok(!setter.failed && !torn && seen[0] && seen[1],
	   "B2: ap_config, read while it changes, is always one of both (%lu, %lu times)",
	   seen[0], seen[1]);
}

void case_races(const struct scene *scene)
{
	watch("races", 1800);
	readers(scene);
	writers(scene);
	good_writers(scene);
	faulting_writers(scene);
	flipped(scene);
	changed_behind_the_back(scene);
	whole_config(scene);
}
