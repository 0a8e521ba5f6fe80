// SPDX-License-Identifier: GPL-2.0
/*
 * --hold and --ready-file: stay, so that others can look at a guest that has
 * its device, and tell them when.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "error.h"
#include "number.h"
#include "report.h"
#include "session.h"

int session_ready(struct session *session)
{
	const char *path = session->options->ready_file;
	char temporary[4096];
	FILE *file;

	if (!path)
		return 0;
	/* Under its final name the file is complete: readers may wait for it. */
	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.%d.tmp", path,
			     getpid()) >= sizeof(temporary))
		return fail(ENAMETOOLONG, "--ready-file %s", path);
	file = fopen(temporary, "w");
	if (!file)
		return fail(errno, "--ready-file %s: cannot create %s", path,
			    temporary);
	fprintf(file, "%d\n", getpid());
	if (fclose(file) || rename(temporary, path))
		return fail(errno, "--ready-file %s: cannot write", path);
	return 0;
}

static int open_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* Read what has come; true at the end of standard input. */
static bool stdin_ended(void)
{
	char buffer[256];
	ssize_t count = read(STDIN_FILENO, buffer, sizeof(buffer));

	return !count || (count < 0 && errno != EAGAIN && errno != EINTR);
}

static const char *wait_for_end(struct session *session, int signal_fd)
{
	const struct options *options = session->options;
	u64 end_ns = now_ns() + options->hold_s * NSEC_PER_SEC;
	struct pollfd polls[] = {
		{ .fd = signal_fd, .events = POLLIN },
		{ .fd = device_request_fd(&session->device), .events = POLLIN },
		{ .fd = options->hold == HOLD_STDIN ? STDIN_FILENO : -1,
		  .events = POLLIN },
	};
	u64 now;
	int timeout;

	for (;;) {
		timeout = -1;
		if (options->hold == HOLD_SECONDS) {
			now = now_ns();
			if (now >= end_ns)
				return "time";
			timeout = (end_ns - now) / NSEC_PER_MSEC + 1;
		}
		if (poll(polls, 3, timeout) < 0 && errno != EINTR)
			return "error";
		if (polls[0].revents)
			return "signal";
		if (polls[1].revents)
			return "device_request";
		if (polls[2].revents && stdin_ended())
			return "stdin";
	}
}

int session_hold(struct session *session)
{
	const char *reason;
	int signal_fd;

	if (session->options->hold == HOLD_NOT)
		return 0;
	signal_fd = open_signals();
	if (signal_fd < 0)
		return fail(errno, "signalfd");
	report_begin("hold");
	report_number("pid", getpid());
	report_end();
	if (session_ready(session)) {
		close(signal_fd);
		return -EIO;
	}
	reason = wait_for_end(session, signal_fd);
	report_begin("hold_end");
	report_text("reason", reason);
	report_end();
	close(signal_fd);
	return 0;
}
