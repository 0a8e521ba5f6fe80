// SPDX-License-Identifier: GPL-2.0
/* Migration files that outlive what they are of. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "hostile.h"

/* An open device costs a host of the lab tens of milliseconds, one with checkers more. */
#define CLOSE_ROUNDS	600
/* One of both is ahead by up to so many turns of an empty loop. */
#define AHEAD_MAX	2000
#define PART_ROUNDS	20
#define REFCNT	"/sys/module/vfio_ap/refcnt"

static const u32 data_states[] = {
	VFIO_DEVICE_STATE_STOP_COPY,
	VFIO_DEVICE_STATE_RESUMING,
	APVMM_STATE_PRE_COPY,
};

/**
 * struct closer - one of two who close something at the same time
 * @fd: what
 * @wait: for how many turns it lets the other be ahead
 */
struct closer {
	int fd;
	unsigned int wait;
};

static pthread_barrier_t both;

static void *close_it(void *arg)
{
	const struct closer *closer = arg;
	volatile unsigned int turn;

	pthread_barrier_wait(&both);
	for (turn = 0; turn < closer->wait; turn++)
		;
	close(closer->fd);
	return NULL;
}

/*
 * The file and the device are closed at the same time: nothing else is between the
 * barrier and the two calls, and who is ahead, and by how much, is another in each round.
 * (KCSAN, which sees races that did no harm, cannot be had together with KASAN.)
 */
static void close_race(const struct scene *scene)
{
	unsigned int round;

	pthread_barrier_init(&both, NULL, 2);
	for (round = 0; round < CLOSE_ROUNDS; round++) {
		unsigned int ahead = round * 37 % AHEAD_MAX;
		struct closer file = { .wait = round % 2 ? ahead : 0 };
		struct closer device = { .wait = round % 2 ? 0 : ahead };
		struct guest guest;
		pthread_t thread;

		guest_open(&guest, scene->empty);
		file.fd = guest_data_fd(&guest, data_states[round % 3]);
		device.fd = guest.device.device_fd;
		guest.device.device_fd = -1;
		if (pthread_create(&thread, NULL, close_it, &file))
			bail("no thread");
		close_it(&device);
		pthread_join(thread, NULL);
		guest_close(&guest);
	}
	pthread_barrier_destroy(&both);
	ok(true, "R01: device and migration file closed at the same time, %u times",
	   CLOSE_ROUNDS);
}

/* A stream that was written in part: what it took is free again (kmemleak). */
static void in_part(const struct scene *scene)
{
	unsigned int round, bad = 0;

	for (round = 0; round < PART_ROUNDS; round++) {
		/* Only the header; as much of the rest as was made room for. */
		size_t bytes = round % 2 ? 64 : scene->stream_bytes - 1;
		struct guest guest;
		int fd;

		guest_open(&guest, scene->empty);
		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		/* Whether it is refused, as "empty" cannot have its queues, is all the same. */
		if (give(fd, scene->stream, 64) != 64)
			bad++;
		give(fd, scene->stream + 64, bytes - 64);
		guest_close(&guest);
		close(fd);
	}
	ok(!bad, "R03: a part is written, the device closed, the file closed, %u times",
	   PART_ROUNDS);
}

/* The mdev is removed while its migration file is open. */
static void outlives(const struct scene *scene)
{
	unsigned char byte;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(data_states); i++) {
		u32 state = data_states[i];
		const char *name = mig_state_text(state);
		struct guest guest;
		long before;
		int fd;

		guest_open(&guest, scene->empty);
		fd = guest_data_fd(&guest, state);
		if (state == VFIO_DEVICE_STATE_RESUMING)
			ok(give(fd, scene->stream, 70) == 70, "R02: %s: a part is written", name);
		guest_close(&guest);
		if (set_attribute(scene->empty, "remove", "1"))
			bail("%s cannot be removed", scene->empty);
		ok(take(fd, &byte, 1) == (state == VFIO_DEVICE_STATE_RESUMING ? -EBADF : -ENODEV),
		   "R02: %s: read after the mdev was removed", name);
		ok(give(fd, &byte, 1) == (state == VFIO_DEVICE_STATE_RESUMING ? -ENODEV : -EBADF),
		   "R02: %s: write after the mdev was removed", name);
		before = get_number(REFCNT);
		close(fd);
		ok(before > 0 && get_number(REFCNT) == before - 1,
		   "R02: %s: the file held the module, which had %ld users", name, before);
		if (mdev_create(scene->empty))
			bail("%s cannot be created again", scene->empty);
	}
}

/* A second session, while the first one's file is open */
static void two_sessions(const struct scene *scene)
{
	char full[CONFIG_MAX_BYTES], config[CONFIG_MAX_BYTES];
	struct guest guest;
	int old, new;

	guest_open(&guest, scene->a);
	small_config(scene, full, config);
	old = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(!write_all(old, scene->stream, 100), "R04: the first session: a part is written");
	guest_reset(&guest);
	new = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(give(old, scene->stream + 100, 10) == -ENODEV, "R04: after a RESET its file is dead");
	ok(!write_all(new, scene->stream, 200), "R04: the second session begins at the beginning");
	close(old);
	ok(!write_all(new, scene->stream + 200, scene->stream_bytes - 200),
	   "R04: that the first file was closed does not harm it");
	ok(same_config(scene->a, config), "R04: nothing of either is applied so far");
	ok(!go(&guest, VFIO_DEVICE_STATE_STOP, NULL), "R04: it is complete");
	ok(same_config(scene->a, full), "R04: and is applied");
	close(new);
	guest_close(&guest);
}

static int by_reset(struct guest *guest)
{
	return device_reset(&guest->device);
}

static int by_stop(struct guest *guest)
{
	return go(guest, VFIO_DEVICE_STATE_STOP, NULL);
}

static int by_running(struct guest *guest)
{
	return go(guest, VFIO_DEVICE_STATE_RUNNING, NULL);
}

static int by_p2p(struct guest *guest)
{
	return go(guest, VFIO_DEVICE_STATE_RUNNING_P2P, NULL);
}

static int by_other_data_state(struct guest *guest)
{
	u32 state = guest_state(guest) == VFIO_DEVICE_STATE_RESUMING ?
		VFIO_DEVICE_STATE_STOP_COPY : VFIO_DEVICE_STATE_RESUMING;

	return go(guest, state, NULL);
}

/*
 * Whatever way a data state is left, its file is dead. A complete stream is applied by
 * any way but RESET.
 */
static void leave(const struct scene *scene)
{
	static const struct {
		const char *name;
		int (*leave)(struct guest *guest);
	} ways[] = {
		{ "RESET", by_reset },
		{ "STOP", by_stop },
		{ "RUNNING", by_running },
		{ "RUNNING_P2P", by_p2p },
		{ "the other data state", by_other_data_state },
	};
	static const u32 sources[] = { VFIO_DEVICE_STATE_STOP_COPY, APVMM_STATE_PRE_COPY };
	char full[CONFIG_MAX_BYTES], config[CONFIG_MAX_BYTES];
	unsigned char byte = 0;
	struct guest guest;
	unsigned int i, j;
	int fd, ret;

	guest_open(&guest, scene->a);
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		for (j = 0; j < ARRAY_SIZE(sources); j++) {
			fd = guest_data_fd(&guest, sources[j]);
			ret = ways[i].leave(&guest);
			ok(!ret && take(fd, &byte, 1) == -ENODEV, "R05: %s left by %s",
			   mig_state_text(sources[j]), ways[i].name);
			close(fd);
			guest_reset(&guest);
		}

		small_config(scene, full, config);
		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		if (write_all(fd, scene->stream, scene->stream_bytes))
			bail("the stream is not taken");
		ret = ways[i].leave(&guest);
		ok(!ret && give(fd, &byte, 1) == -ENODEV &&
		   same_config(scene->a, ways[i].leave == by_reset ? config : full),
		   "R05: RESUMING left by %s", ways[i].name);
		close(fd);
		guest_reset(&guest);
		restore_config(scene->a, full);
	}
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	guest_close(&guest);
	ok(take(fd, &byte, 1) == -ENODEV, "X11: read after the device was closed");
	close(fd);
	guest_open(&guest, scene->a);
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	guest_close(&guest);
	ok(give(fd, &byte, 1) == -ENODEV, "X11: write after the device was closed");
	close(fd);
}

/* Reading goes on while the host changes what the mdev has. */
static void snapshot(const struct scene *scene)
{
	unsigned char data[STREAM_MAX_BYTES];
	char full[CONFIG_MAX_BYTES], config[CONFIG_MAX_BYTES];
	struct guest guest;
	long done, more;
	int fd;

	guest_open(&guest, scene->a);
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	done = take(fd, data, scene->stream_bytes / 2);
	small_config(scene, full, config);
	more = read_all(fd, data + done, sizeof(data) - done);
	ok(done + more == (long)scene->stream_bytes,
	   "R08: the stream is as long as it was at first, though the mdev has less now");
	close(fd);
	guest_reset(&guest);

	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(!write_all(fd, data, done + more), "R08: its checksums are good");
	ok(same_config(scene->a, config), "X5: write() applies nothing");
	ok(!go(&guest, VFIO_DEVICE_STATE_STOP, NULL) && same_config(scene->a, full),
	   "R08: it has what the mdev had when it was stopped");
	close(fd);
	guest_close(&guest);
}

/* What is assigned and not usable is migrated, too. */
static void assigned(const struct scene *scene, const char *attr, const char *what)
{
	unsigned char data[STREAM_MAX_BYTES];
	char config[CONFIG_MAX_BYTES], more[CONFIG_MAX_BYTES];
	struct guest guest;
	long bytes;
	int fd;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	/* No machine of ours has any of that number. */
	if (set_attribute(scene->a, attr, "0x30"))
		bail("%s: 0x30 is not taken", attr);
	attribute(scene->a, "ap_config", more, sizeof(more));
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	bytes = read_all(fd, data, sizeof(data));
	close(fd);
	guest_reset(&guest);
	if (set_attribute(scene->a, "ap_config", config))
		bail("ap_config is not taken");
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(bytes == (long)scene->stream_bytes && !write_all(fd, data, bytes) &&
	   same_config(scene->a, config) &&
	   !go(&guest, VFIO_DEVICE_STATE_STOP, NULL) && same_config(scene->a, more),
	   "X3: %s that is assigned beyond what the host has is migrated", what);
	close(fd);
	guest_reset(&guest);
	restore_config(scene->a, config);
	guest_close(&guest);
}

/* The same once more: nothing is linked twice, nothing is lost. */
static void twice(const struct scene *scene)
{
	char config[CONFIG_MAX_BYTES];
	struct guest guest;
	unsigned int i;
	bool good = true;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	for (i = 0; i < 5; i++) {
		int fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);

		good = good && !write_all(fd, scene->stream, scene->stream_bytes) &&
		       !go(&guest, VFIO_DEVICE_STATE_RUNNING, NULL) &&
		       same_config(scene->a, config);
		close(fd);
	}
	ok(good, "R30: the same configuration is applied five times");
	guest_close(&guest);
}

static long seek(int fd, off_t offset, int whence)
{
	off_t ret = lseek(fd, offset, whence);

	return ret < 0 ? -errno : ret;
}

/* It is a stream: there is no position that a caller could choose. */
static void no_seek(const struct scene *scene)
{
	unsigned char bytes[8];
	struct guest guest;
	int fd;

	guest_open(&guest, scene->a);
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	ok(pread(fd, bytes, 8, 0) < 0 && errno == ESPIPE, "R40: pread");
	ok(pwrite(fd, bytes, 8, 0) < 0 && errno == ESPIPE, "R40: pwrite");
	ok(seek(fd, 0, SEEK_SET) == -ESPIPE, "R40: lseek");
	ok(take(fd, bytes, 8) == 8, "R40: read");
	close(fd);
	guest_close(&guest);
}

void case_files(const struct scene *scene)
{
	watch("files", 1800);
	close_race(scene);
	in_part(scene);
	outlives(scene);
	two_sessions(scene);
	leave(scene);
	snapshot(scene);
	assigned(scene, "assign_adapter", "an adapter");
	assigned(scene, "assign_domain", "a domain");
	assigned(scene, "assign_control_domain", "a control domain");
	twice(scene);
	no_seek(scene);
}
