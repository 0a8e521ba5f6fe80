// SPDX-License-Identifier: GPL-2.0
#include "stall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int stall_begin(struct stall *stall)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int err;

	stall->uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (stall->uffd < 0)
		return -errno;
	stall->bytes = sysconf(_SC_PAGESIZE);
	stall->page = mmap(NULL, 2 * stall->bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stall->page == MAP_FAILED) {
		err = errno;
		close(stall->uffd);
		return -err;
	}
	stall->page += stall->bytes;
	range.range.start = (unsigned long)stall->page;
	range.range.len = stall->bytes;
	if (ioctl(stall->uffd, UFFDIO_API, &api) ||
	    ioctl(stall->uffd, UFFDIO_REGISTER, &range)) {
		err = errno;
		stall_free(stall);
		return -err;
	}
	return 0;
}

int stall_wait(const struct stall *stall, int cancel_fd, int timeout_ms)
{
	struct pollfd polled[] = {
		{ .fd = stall->uffd, .events = POLLIN },
		{ .fd = cancel_fd, .events = POLLIN },
	};
	struct uffd_msg message;
	int ret;

	ret = poll(polled, 2, timeout_ms);
	if (ret < 0)
		return -errno;
	if (!ret)
		return -ETIMEDOUT;
	if (!polled[0].revents)
		return -ECANCELED;
	return read(stall->uffd, &message, sizeof(message)) == sizeof(message) ? 0 : -EIO;
}

int stall_end(struct stall *stall, const void *data, size_t bytes)
{
	unsigned char whole[stall->bytes];
	struct uffdio_copy copy = {
		.dst = (unsigned long)stall->page,
		.src = (unsigned long)whole,
		.len = stall->bytes,
	};

	memset(whole, 0, stall->bytes);
	memcpy(whole, data, bytes);
	return ioctl(stall->uffd, UFFDIO_COPY, &copy) ? -errno : 0;
}

void stall_free(struct stall *stall)
{
	munmap(stall->page - stall->bytes, 2 * stall->bytes);
	close(stall->uffd);
}
