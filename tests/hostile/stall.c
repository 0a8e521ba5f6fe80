// SPDX-License-Identifier: GPL-2.0
/*
 * User memory that does not come: a page of a userfaultfd that nobody fills. Whoever
 * copies from it waits; nobody else may have to.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "hostile.h"

#define OTHERS	100

/**
 * struct stall - a page that is not there yet
 * @uffd: whom the kernel asks for it
 * @page: the page
 * @bytes: its size
 */
struct stall {
	int uffd;
	unsigned char *page;
	size_t bytes;
};

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

static bool stall_begin(struct stall *stall)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	stall->uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (stall->uffd < 0)
		return false;
	stall->bytes = sysconf(_SC_PAGESIZE);
	stall->page = mmap(NULL, stall->bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stall->page == MAP_FAILED)
		bail("no memory");
	range.range.start = (unsigned long)stall->page;
	range.range.len = stall->bytes;
	if (ioctl(stall->uffd, UFFDIO_API, &api) ||
	    ioctl(stall->uffd, UFFDIO_REGISTER, &range))
		bail("userfaultfd: %s", said(-errno));
	return true;
}

/* Somebody waits for the page now. */
static void stall_wait(const struct stall *stall)
{
	struct pollfd poll_fd = { .fd = stall->uffd, .events = POLLIN };
	struct uffd_msg message;

	if (poll(&poll_fd, 1, 60000) != 1 ||
	    read(stall->uffd, &message, sizeof(message)) != sizeof(message))
		bail("nobody waits for the page");
}

static void stall_end(struct stall *stall, const void *data, size_t bytes)
{
	unsigned char whole[stall->bytes];
	struct uffdio_copy copy = {
		.dst = (unsigned long)stall->page,
		.src = (unsigned long)whole,
		.len = stall->bytes,
	};

	memset(whole, 0, stall->bytes);
	memcpy(whole, data, bytes);
	if (ioctl(stall->uffd, UFFDIO_COPY, &copy))
		bail("UFFDIO_COPY: %s", said(-errno));
}

static void stall_free(struct stall *stall)
{
	munmap(stall->page, stall->bytes);
	close(stall->uffd);
}

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
	if (!stall_begin(&copier->stall))
		return false;
	guest_open(guest, scene->a);
	copier->fd = guest_data_fd(guest, copier->reads ? VFIO_DEVICE_STATE_STOP_COPY :
				   VFIO_DEVICE_STATE_RESUMING);
	if (pthread_create(&copier->thread, NULL, copy_it, copier))
		bail("no thread");
	stall_wait(&copier->stall);
	return true;
}

/* The page comes. Returns how the call ended. */
static long copier_end(struct copier *copier, const struct scene *scene)
{
	stall_end(&copier->stall, scene->stream, 100);
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
	watch("a stalled copy holds up somebody else", 300);
	stalled(scene, false);
	stalled(scene, true);
	stalled_close(scene);
}
