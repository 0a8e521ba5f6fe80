// SPDX-License-Identifier: GPL-2.0
/*
 * User memory that does not come: a page of a userfaultfd that nobody fills. Whoever
 * copies from it waits; nobody else may have to.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "../lib/stall.h"
#include "hostile.h"

#define OTHERS	100

/**
 * struct copier - a thread that is stuck in read() or write()
 * @fd: the migration file
 * @stall: where its buffer is
 * @reads: or writes
 * @thread: it
 * @ret: how that ended
 */
struct copier {
	int fd;
	struct stall stall;
	bool reads;
	pthread_t thread;
	long ret;
};

static void *copy_it(void *arg)
{
	struct copier *copier = arg;

	copier->ret = copier->reads ?
		take(copier->fd, copier->stall.page, copier->stall.bytes) :
		give(copier->fd, copier->stall.page, 100);
	return NULL;
}

/* False if this kernel cannot stall anybody. */
static bool copier_begin(struct copier *copier, struct guest *guest,
			 const struct scene *scene)
{
	int ret = stall_begin(&copier->stall);

	if (ret == -ENOSYS)
		return false;
	need(ret, "userfaultfd");
	guest_open(guest, scene->a);
	copier->fd = guest_data_fd(guest, copier->reads ? VFIO_DEVICE_STATE_STOP_COPY :
				   VFIO_DEVICE_STATE_RESUMING);
	if (pthread_create(&copier->thread, NULL, copy_it, copier))
		bail("no thread");
	need(stall_wait(&copier->stall, -1, STALL_PATIENCE_MS), "nobody waits for the page");
	return true;
}

/* The page comes. Returns how the call ended. */
static long copier_end(struct copier *copier, const struct scene *scene)
{
	need(stall_end(&copier->stall, scene->stream, 100), "UFFDIO_COPY");
	pthread_join(copier->thread, NULL);
	return copier->ret;
}

/* All that another guest, and a host administrator, does meanwhile. */
static bool others_go_on(const struct scene *scene)
{
	unsigned char data[STREAM_MAX_BYTES];
	struct guest other;
	unsigned int i;
	bool good;
	int fd;

	guest_open(&other, scene->b);
	for (i = 0; i < OTHERS; i++)
		guest_state(&other);
	fd = guest_data_fd(&other, VFIO_DEVICE_STATE_STOP_COPY);
	good = read_all(fd, data, sizeof(data)) > 0;
	close(fd);
	guest_reset(&other);
	good = good && !set_attribute(scene->b, "assign_control_domain", "6") &&
	       !set_attribute(scene->b, "unassign_control_domain", "6");
	guest_close(&other);
	return good;
}

/* @reads: the source's read() is stuck; else the destination's write(). */
static void stalled(const struct scene *scene, bool reads)
{
	const char *name = reads ? "read" : "write";
	struct copier copier = { .reads = reads };
	struct guest guest;
	long ret;
	u32 state;

	if (!copier_begin(&copier, &guest, scene)) {
		skip("R27: memory that does not come", "this kernel has no userfaultfd");
		return;
	}
	state = guest_state(&guest);
	ok(others_go_on(scene), "R27: %s stalls: another mdev does all it wants", name);
	ok(guest_state(&guest) == state, "R27: %s stalls: the state of its own can be asked", name);
	ret = device_reset(&guest.device);
	ok(!ret && guest_state(&guest) == VFIO_DEVICE_STATE_RUNNING,
	   "R27: %s stalls: its device can be reset", name);
	ret = copier_end(&copier, scene);
	/* A read had copied already when it was found dead, or had not. */
	ok(ret == -ENODEV || (reads && ret >= 0),
	   "R27: %s stalled while the file died: %s", name, said(ret));
	ret = reads ? take(copier.fd, copier.stall.page, 8) : give(copier.fd, copier.stall.page, 8);
	ok(ret == -ENODEV, "R27: %s stalled: the file is dead", name);
	close(copier.fd);
	guest_close(&guest);
	stall_free(&copier.stall);
}

/* The device is closed with a write() stuck. */
static void stalled_close(const struct scene *scene)
{
	struct copier copier = { 0 };
	struct guest guest;
	long ret;

	if (!copier_begin(&copier, &guest, scene))
		return;
	guest_close(&guest);
	ok(others_go_on(scene), "R27: closed with a write that stalls: another mdev goes on");
	ret = copier_end(&copier, scene);
	ok(ret == -ENODEV, "R02: a write that stalled while the device was closed: %s",
	   said(ret));
	close(copier.fd);
	stall_free(&copier.stall);
}

void case_stall(const struct scene *scene)
{
	watch("a stalled copy holds up somebody else", 900);
	stalled(scene, false);
	stalled(scene, true);
	stalled_close(scene);
}
