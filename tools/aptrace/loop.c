// SPDX-License-Identifier: GPL-2.0
/* What the live commands have in common. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../../driver/core/types.h"
#include "exit_codes.h"
#include "format.h"
#include "keys.h"
#include "loop.h"
#include "terminal.h"

#define NSEC_PER_MSEC	1000000ULL
#define WAIT_MAX_MS	3600000ULL

bool loop_parse_mdev(void *result, const char *text)
{
	struct mdev_filter *mdev = result;

	mdev->set = parse_uuid(text, mdev->uuid);
	return mdev->set;
}

bool loop_parse_id(void *result, const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (!isxdigit((unsigned char)text[i]) && text[i] != '-')
			return false;
	*(const char **)result = text;
	return i > 0 && i < UUID_TEXT_BYTES;
}

bool loop_parse_attach(void *result, const char *text)
{
	static const struct {
		const char *name;
		enum collector_attach attach;
	} words[] = {
		{ "auto", COLLECTOR_ATTACH_RAW_TP },
		{ "raw_tp", COLLECTOR_ATTACH_RAW_TP },
		{ "tp_btf", COLLECTOR_ATTACH_TP_BTF },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].name, text))
			continue;
		*(uint32_t *)result = words[i].attach;
		return true;
	}
	return false;
}

int loop_signals(void)
{
	static const int wanted[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT,
	};
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		sigaddset(&set, wanted[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A reader that goes away shows as EPIPE. */
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int loop_start(struct loop *loop, const char *command,
	       const struct common_options *common,
	       struct collector_options *collect)
{
	char why[COLLECTOR_WHY_BYTES];
	int exit_code = EXIT_RUNTIME;

	loop->signals = loop_signals();
	if (loop->signals < 0) {
		fprintf(stderr, "aptrace %s: signalfd: %s\n", command,
			strerror(errno));
		return EXIT_RUNTIME;
	}
	collect->ring_bytes = common->ring_bytes;
	collect->attach = (enum collector_attach)common->attach;
	collect->verbose = common->verbose;

	loop->collector = collector_open(collect, why, &exit_code);
	if (!loop->collector) {
		fprintf(stderr, "aptrace %s: %s\n", command, why);
		close(loop->signals);
		return exit_code;
	}
	view_init(&loop->view, common->json ? &view_json : &view_lines);
	if (common->duration_ms)
		loop->end_ns = clock_boot_ns() +
			       common->duration_ms * NSEC_PER_MSEC;
	return EXIT_OK;
}

void loop_finish(struct loop *loop)
{
	collector_close(loop->collector);
	view_free(&loop->view);
	close(loop->signals);
}

unsigned int loop_read_signals(int fd)
{
	struct signalfd_siginfo info;
	unsigned int woken = 0;

	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGWINCH:
		case SIGCONT:
			woken |= LOOP_RESIZE;
			break;
		case SIGTSTP:
			woken |= LOOP_SUSPEND;
			break;
		default:
			woken |= LOOP_STOP;
			break;
		}
	}
	return woken;
}

/* As loop_wait_for(); @out_fd: what a reader may go away from, or -1. */
static unsigned int wait_for(int signals, int data_fd, int key_fd, int out_fd, bool more,
			     uint64_t until_ns)
{
	struct pollfd fds[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = data_fd, .events = POLLIN },
		{ .fd = key_fd, .events = POLLIN },
		/* A pipe whose reader has gone, though there is nothing to say. */
		{ .fd = out_fd, .events = 0 },
	};
	uint64_t now_ns = clock_boot_ns(), wait_ms;
	unsigned int woken = 0;
	int timeout_ms = 0;

	/* Rounded up: waking a moment early would mean spinning. */
	if (!more && until_ns > now_ns) {
		wait_ms = (until_ns - now_ns) / NSEC_PER_MSEC + 1;
		timeout_ms = (int)(wait_ms < WAIT_MAX_MS ? wait_ms : WAIT_MAX_MS);
	}
	if (poll(fds, ARRAY_SIZE(fds), timeout_ms) <= 0)
		return more ? LOOP_RECORDS : 0;
	if (fds[0].revents)
		woken |= loop_read_signals(signals);
	if (fds[1].revents)
		woken |= LOOP_RECORDS;
	if (fds[2].revents)
		woken |= LOOP_KEY;
	if (fds[3].revents)
		woken |= LOOP_STOP;
	return woken;
}

unsigned int loop_wait_for(int signals, int data_fd, int key_fd, bool more,
			   uint64_t until_ns)
{
	return wait_for(signals, data_fd, key_fd, STDOUT_FILENO, more, until_ns);
}

unsigned int loop_wait(struct loop *loop, int key_fd, bool more,
		       uint64_t until_ns)
{
	return wait_for(loop->signals, collector_fd(loop->collector), key_fd,
			loop->ignores_reader ? -1 : STDOUT_FILENO, more, until_ns);
}

bool loop_wants_end(unsigned int woken, bool (*on_key)(void *context, int key),
		    void *context)
{
	int key;

	if (woken & LOOP_STOP)
		return true;
	if (woken & LOOP_SUSPEND)
		terminal_suspend();
	if (!(woken & LOOP_KEY))
		return false;
	for (key = terminal_key(); key != KEY_NONE; key = terminal_key())
		if (!on_key(context, key))
			return true;
	return false;
}

int loop_check_losses(struct loop *loop, const char *command)
{
	const struct aptrace_counters *counters = &loop->losses.counters;

	collector_losses(loop->collector, &loop->losses);
	if (!counters->foreign_abi)
		return LOOP_GO_ON;
	fprintf(stderr,
		"aptrace %s: the driver's events have layout %llu, this aptrace knows layout %u: use the aptrace that was built with this vfio_ap.ko\n",
		command, (unsigned long long)counters->found_abi,
		VFIO_AP_TRACE_ABI);
	return EXIT_PREREQUISITE;
}

void loop_show_losses(struct loop *loop)
{
	struct collector_losses *shown = &loop->losses_shown;
	const struct collector_losses *now = &loop->losses;

	if (now->counters.ring_full == shown->counters.ring_full &&
	    now->counters.map_full == shown->counters.map_full &&
	    now->counters.unreadable == shown->counters.unreadable &&
	    now->recursion_misses == shown->recursion_misses)
		return;
	*shown = *now;
	loop->view.ops->loss(&loop->view, now);
}

int loop_write(struct text *text, const char *command)
{
	int err = text_write(text, STDOUT_FILENO);

	if (!err)
		return LOOP_GO_ON;
	if (err == -EPIPE)
		return EXIT_OK;
	fprintf(stderr, "aptrace %s: cannot write the output: %s\n", command,
		strerror(-err));
	return EXIT_RUNTIME;
}

int loop_flush(struct loop *loop, const char *command)
{
	return loop_write(&loop->view.out, command);
}
