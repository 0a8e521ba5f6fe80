// SPDX-License-Identifier: GPL-2.0
/* The device's ioctls, with whatever arguments the suite thinks up. */
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../client/kernel_abi.h"

/* No page is there. */
#define FAULT_ADDRESS	((void *)8)
/* A number that no file of this program has. */
#define CLOSED_FD	900

/* "full" and "fault" as well as numbers; false with an answer given. */
static bool parse_argsz(const char *text, __u32 full, __u32 *argsz, bool *fault)
{
	long long number;

	*fault = !strcmp(text, "fault");
	*argsz = full;
	if (*fault || !strcmp(text, "full"))
		return true;
	if (!parse_number(text, &number))
		return false;
	*argsz = number;
	return true;
}

void cmd_info(char **words)
{
	struct vfio_device_info info;
	__u32 argsz;
	bool fault;

	/* What the kernel does not fill in must be seen. */
	memset(&info, 0xee, sizeof(info));
	if (!parse_argsz(words[1], sizeof(info), &argsz, &fault))
		return;
	info.argsz = argsz;
	info.flags = 0;
	if (ioctl(guest.device_fd, VFIO_DEVICE_GET_INFO,
		  fault ? FAULT_ADDRESS : (void *)&info))
		answer_errno(errno);
	else
		answer("flags=0x%x regions=%u irqs=%u", info.flags,
		       info.num_regions, info.num_irqs);
}

void cmd_irq_info(char **words)
{
	struct vfio_irq_info info;
	long long index;
	__u32 argsz;
	bool fault;

	memset(&info, 0xee, sizeof(info));
	if (!parse_argsz(words[1], sizeof(info), &argsz, &fault) ||
	    !parse_number(words[2], &index))
		return;
	info.argsz = argsz;
	info.index = index;
	if (ioctl(guest.device_fd, VFIO_DEVICE_GET_IRQ_INFO,
		  fault ? FAULT_ADDRESS : (void *)&info))
		answer_errno(errno);
	else
		answer("flags=0x%x count=%u", info.flags, info.count);
}

/* A number below EVENTFDS; false with an answer given. */
static bool parse_eventfd(const char *text, long long *number)
{
	if (!parse_number(text, number))
		return false;
	if (*number >= 0 && *number < EVENTFDS)
		return true;
	answer("usage: eventfd %lld: 0 to %d", *number, EVENTFDS - 1);
	return false;
}

static bool parse_data(const char *text, __s32 *fd)
{
	long long number;

	if (!strcmp(text, "file")) {
		*fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} else if (!strcmp(text, "closed") || !strcmp(text, "none")) {
		*fd = CLOSED_FD;
	} else if (*text == 'e') {
		if (!parse_eventfd(text + 1, &number))
			return false;
		*fd = guest.eventfd[number];
	} else {
		if (!parse_number(text, &number))
			return false;
		*fd = number;
	}
	return true;
}

void cmd_set_irqs(char **words)
{
	struct {
		struct vfio_irq_set set;
		__s32 fd;
	} request;
	long long number[4];
	__u32 argsz;
	bool fault;
	int i;

	if (!parse_argsz(words[1], strcmp(words[6], "none") ? sizeof(request) :
			 sizeof(request.set), &argsz, &fault))
		return;
	for (i = 0; i < 4; i++) {
		if (!parse_number(words[2 + i], &number[i]))
			return;
	}
	if (!parse_data(words[6], &request.fd))
		return;
	request.set.argsz = argsz;
	request.set.flags = number[0];
	request.set.index = number[1];
	request.set.start = number[2];
	request.set.count = number[3];
	answer_result(ioctl(guest.device_fd, VFIO_DEVICE_SET_IRQS,
			    fault ? FAULT_ADDRESS : (void *)&request));
	if (!strcmp(words[6], "file"))
		close(request.fd);
}

void cmd_reset(char **words)
{
	(void)words;
	answer_result(ioctl(guest.device_fd, VFIO_DEVICE_RESET));
}

void cmd_ioctl(char **words)
{
	long long number;

	if (parse_number(words[1], &number))
		answer_result(ioctl(guest.device_fd,
				    _IO(VFIO_TYPE, VFIO_BASE + number), NULL));
}

void cmd_eventfd(char **words)
{
	long long number;

	if (!parse_eventfd(words[1], &number))
		return;
	if (guest.eventfd[number] >= 0)
		close(guest.eventfd[number]);
	guest.eventfd[number] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	answer_result(guest.eventfd[number]);
}

static void answer_count(int fd)
{
	uint64_t count = 0;

	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		answer_errno(errno);
	else
		answer("%llu", (unsigned long long)count);
}

void cmd_count(char **words)
{
	long long number;

	if (parse_eventfd(words[1], &number))
		answer_count(guest.eventfd[number]);
}

void cmd_wait(char **words)
{
	struct pollfd poll_fd = { .events = POLLIN };
	long long number, timeout_ms;

	if (!parse_eventfd(words[1], &number) ||
	    !parse_number(words[2], &timeout_ms))
		return;
	poll_fd.fd = guest.eventfd[number];
	poll(&poll_fd, 1, timeout_ms);
	answer_count(poll_fd.fd);
}
