// SPDX-License-Identifier: GPL-2.0
/* A reader whose memory does not come: nobody else may have to wait for it. */
#include <string.h>
#include <unistd.h>

#include "../lib/caller.h"
#include "../lib/tap.h"
#include "outcomes.h"

/**
 * struct reader - what is read, and to where
 * @fd: the file
 * @stall: where the buffer is
 */
struct reader {
	int fd;
	struct stall stall;
};

static long read_it(void *arg)
{
	const struct reader *reader = arg;

	return read(reader->fd, reader->stall.page, reader->stall.bytes);
}

void case_stall(const struct scene *scene)
{
	struct vfio_ap_outcomes_header header;
	struct caller caller;
	struct reader reader;
	struct guest guest;
	long got;

	if (!stall_possible("stall: a reader whose memory does not come"))
		return;
	need(stall_begin(&reader.stall), "userfaultfd");
	mdev_create(scene->spare);
	guest_open(&guest, scene->spare);
	if (guest_migrates(&guest))
		bail("the guest does not migrate");
	reader.fd = outcomes_open(scene->spare);
	need(reader.fd, "what is kept cannot be opened");
	caller_begin_stalled(&caller, &reader.stall, read_it, &reader);

	/* The case is watched: it would end here if one of these waited. */
	ok(!guest_migrates(&guest), "stall: the guest migrates all the same");
	ok(!outcomes_check(scene->spare, &header) && header.begun == 2,
	   "stall: others read the file");
	guest_close(&guest);
	mdev_remove(scene->spare);
	ok(true, "stall: the mdev can be removed");
	got = caller_end_stalled(&caller, &reader.stall, "", 0);
	memcpy(&header, reader.stall.page, sizeof(header));
	ok(got > (ssize_t)sizeof(header) && header.begun == 1 &&
	   header.magic == VFIO_AP_OUTCOMES_MAGIC,
	   "stall: the reader gets what it has opened, after the mdev is gone");
	close(reader.fd);
	stall_free(&reader.stall);
}
