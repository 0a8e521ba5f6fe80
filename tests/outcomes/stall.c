// SPDX-License-Identifier: GPL-2.0
/* A reader whose memory does not come: nobody else may have to wait for it. */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "../lib/stall.h"
#include "../lib/tap.h"
#include "outcomes.h"

/**
 * struct reader - a thread that is stuck in read()
 * @fd: the file
 * @stall: where its buffer is
 * @thread: it
 * @got: what read() returned
 */
struct reader {
	int fd;
	struct stall stall;
	pthread_t thread;
	ssize_t got;
};

static void *read_it(void *arg)
{
	struct reader *reader = arg;

	reader->got = read(reader->fd, reader->stall.page, reader->stall.bytes);
	return NULL;
}

void case_stall(const struct scene *scene)
{
	struct vfio_ap_outcomes_header header;
	struct reader reader = { 0 };
	struct guest guest;

	int ret;

	ret = stall_begin(&reader.stall);
	if (ret == -ENOSYS) {
		skip("stall: a reader whose memory does not come",
		     "this kernel has no userfaultfd");
		return;
	}
	if (ret)
		bail("no page that does not come: %s", strerror(-ret));
	mdev_create(scene->spare);
	guest_open(&guest, scene->spare);
	if (guest_migrates(&guest))
		bail("the guest does not migrate");
	reader.fd = outcomes_open(scene->spare);
	if (reader.fd < 0 || pthread_create(&reader.thread, NULL, read_it, &reader))
		bail("no reader");
	if (stall_wait(&reader.stall, -1, STALL_PATIENCE_MS))
		bail("nobody waits for the page");

	/* The case is watched: it would end here if one of these waited. */
	ok(!guest_migrates(&guest), "stall: the guest migrates all the same");
	ok(!outcomes_check(scene->spare, &header) && header.begun == 2,
	   "stall: others read the file");
	guest_close(&guest);
	mdev_remove(scene->spare);
	ok(true, "stall: the mdev can be removed");
	if (stall_end(&reader.stall, "", 0))
		bail("the page does not come when it should");
	pthread_join(reader.thread, NULL);
	memcpy(&header, reader.stall.page, sizeof(header));
	ok(reader.got > (ssize_t)sizeof(header) && header.begun == 1 &&
	   header.magic == VFIO_AP_OUTCOMES_MAGIC,
	   "stall: the reader gets what it has opened, after the mdev is gone");
	close(reader.fd);
	stall_free(&reader.stall);
}
