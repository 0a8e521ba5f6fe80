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

#define CLOSE_ROUNDS	200
#define REFCNT	"/sys/module/vfio_ap/refcnt"

static const u32 data_states[] = {
	VFIO_DEVICE_STATE_STOP_COPY,
	VFIO_DEVICE_STATE_RESUMING,
	APVMM_STATE_PRE_COPY,
};

static pthread_barrier_t both;

static void *close_it(void *arg)
{
	pthread_barrier_wait(&both);
	close(*(int *)arg);
	return NULL;
}

/* The file and the device are closed at the same time. */
static void close_race(const struct scene *scene)
{
	unsigned int round;

	pthread_barrier_init(&both, NULL, 2);
	for (round = 0; round < CLOSE_ROUNDS; round++) {
		struct guest guest;
		pthread_t thread;
		int fd;

		guest_open(&guest, scene->empty);
		fd = guest_data_fd(&guest, data_states[round % 3]);
		if (pthread_create(&thread, NULL, close_it, &fd))
			bail("no thread");
		pthread_barrier_wait(&both);
		guest_close(&guest);
		pthread_join(thread, NULL);
	}
	pthread_barrier_destroy(&both);
	ok(true, "R01: device and migration file closed at the same time, %u times",
	   CLOSE_ROUNDS);
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
			ok(give(fd, scene->stream, 70) == 70, "R03: %s: a part is written", name);
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
	char config[CONFIG_MAX_BYTES];
	struct guest guest;
	int old, new;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	old = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(!write_all(old, scene->stream, 100), "R04: the first session: a part is written");
	guest_reset(&guest);
	new = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(give(old, scene->stream + 100, 10) == -ENODEV, "R04: after a RESET its file is dead");
	ok(!write_all(new, scene->stream, 200), "R04: the second session begins at the beginning");
	close(old);
	ok(!write_all(new, scene->stream + 200, scene->stream_bytes - 200),
	   "R04: that the first file was closed does not harm it");
	ok(!go(&guest, VFIO_DEVICE_STATE_STOP, NULL), "R04: it is complete");
	ok(same_config(scene->a, config), "R04: and is applied");
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
	u32 state = guest_state(guest) == VFIO_DEVICE_STATE_STOP_COPY ?
		VFIO_DEVICE_STATE_RESUMING : VFIO_DEVICE_STATE_STOP_COPY;

	return go(guest, state, NULL);
}

/* Whatever way a data state is left, its file is dead. */
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
	char config[CONFIG_MAX_BYTES];
	unsigned char byte = 0;
	struct guest guest;
	unsigned int i;
	int fd, ret;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
		ret = ways[i].leave(&guest);
		ok(!ret && take(fd, &byte, 1) == -ENODEV, "R05: STOP_COPY left by %s", ways[i].name);
		close(fd);
		guest_reset(&guest);

		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		if (write_all(fd, scene->stream, scene->stream_bytes))
			bail("the stream is not taken");
		ret = ways[i].leave(&guest);
		ok(!ret && give(fd, &byte, 1) == -ENODEV && same_config(scene->a, config),
		   "R05: RESUMING left by %s", ways[i].name);
		close(fd);
		guest_reset(&guest);
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
	char config[CONFIG_MAX_BYTES];
	struct guest guest;
	long done, more;
	int fd;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	done = take(fd, data, scene->stream_bytes / 2);
	if (set_attribute(scene->a, "ap_config", SMALL_CONFIG))
		bail("ap_config is not taken");
	more = read_all(fd, data + done, sizeof(data) - done);
	ok(done + more == (long)scene->stream_bytes,
	   "R08: the stream is as long as it was at first, though the mdev has less now");
	close(fd);
	guest_reset(&guest);

	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(!write_all(fd, data, done + more), "R08: its checksums are good");
	ok(!same_config(scene->a, config), "X5: write() applies nothing");
	ok(!go(&guest, VFIO_DEVICE_STATE_STOP, NULL) && same_config(scene->a, config),
	   "R08: it has what the mdev had when it was stopped");
	close(fd);
	guest_close(&guest);
}

/* What is assigned and not usable is migrated, too. */
static void assigned(const struct scene *scene)
{
	unsigned char data[STREAM_MAX_BYTES];
	char config[CONFIG_MAX_BYTES], more[CONFIG_MAX_BYTES];
	struct guest guest;
	long bytes;
	int fd;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	/* No machine of ours has a domain 0x30. */
	if (set_attribute(scene->a, "assign_domain", "0x30"))
		bail("domain 0x30 cannot be assigned");
	attribute(scene->a, "ap_config", more, sizeof(more));
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	bytes = read_all(fd, data, sizeof(data));
	close(fd);
	guest_reset(&guest);
	if (set_attribute(scene->a, "ap_config", config))
		bail("ap_config is not taken");
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
	ok(bytes == (long)scene->stream_bytes && !write_all(fd, data, bytes) &&
	   !go(&guest, VFIO_DEVICE_STATE_STOP, NULL) && same_config(scene->a, more),
	   "X3: what is assigned beyond what the host has is migrated");
	close(fd);
	guest_reset(&guest);
	if (set_attribute(scene->a, "ap_config", config))
		bail("ap_config is not taken back");
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
	outlives(scene);
	two_sessions(scene);
	leave(scene);
	snapshot(scene);
	assigned(scene);
	twice(scene);
	no_seek(scene);
}
