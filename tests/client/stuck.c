// SPDX-License-Identifier: GPL-2.0
#include "stuck.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../lib/stall.h"
#include "error.h"
#include "file_wait.h"
#include "report.h"
#include "session.h"

#define PATIENCE_S	3600

/**
 * struct stuck - a call whose memory comes late, and what the thread that lets it needs
 * @stall: the memory
 * @done_fd: eventfd: the call has ended without it
 * @file: it comes when that exists
 * @data: what comes
 * @bytes: how much of it
 */
struct stuck {
	struct stall stall;
	int done_fd;
	const char *file;
	const void *data;
	size_t bytes;
};

static void report_step(const char *step, int err)
{
	report_begin(step);
	report_errno(err);
	report_end();
}

/* The caller is stuck in the kernel meanwhile, so the report is this thread's. */
static void *let_go(void *argument)
{
	struct stuck *stuck = argument;
	int ret;

	ret = stall_wait(&stuck->stall, stuck->done_fd, -1);
	if (ret)
		return NULL;
	report_step("stalled", 0);
	/* If nobody makes the file the caller is let go all the same: it must not hang. */
	ret = file_wait(stuck->file, PATIENCE_S);
	report_step("stall_end", ret);
	ret = stall_end(&stuck->stall, stuck->data, stuck->bytes);
	if (ret)
		fail(-ret, "--stall: UFFDIO_COPY");
	return NULL;
}

bool stuck_is_due(const struct session *session)
{
	return session->options->stall_file && !session->stalled;
}

/* The call itself: what is read is left in @stuck's page. */
static ssize_t call(struct session *session, struct stuck *stuck, bool reads,
		    size_t bytes)
{
	pthread_t thread;
	ssize_t count;
	u64 one = 1;
	int err;

	err = pthread_create(&thread, NULL, let_go, stuck);
	if (err) {
		errno = err;
		return -1;
	}
	count = reads ? read(session->data_fd, stuck->stall.page, bytes) :
			write(session->data_fd, stuck->stall.page, bytes);
	err = errno;
	if (write(stuck->done_fd, &one, sizeof(one)) != sizeof(one))
		fail(errno, "--stall: eventfd");
	pthread_join(thread, NULL);
	errno = err;
	return count;
}

/* @data: what is to be in the page; @result: where to put what was read, or NULL */
static ssize_t call_stuck(struct session *session, const void *data,
			  void *result, size_t bytes)
{
	struct stuck stuck = { .file = session->options->stall_file };
	ssize_t count;
	int ret, err;

	session->stalled = true;
	ret = stall_begin(&stuck.stall);
	if (ret) {
		fail(-ret, "--stall: userfaultfd");
		errno = -ret;
		return -1;
	}
	if (bytes > stuck.stall.bytes)
		bytes = stuck.stall.bytes;
	stuck.data = data;
	stuck.bytes = result ? 0 : bytes;
	stuck.done_fd = eventfd(0, EFD_CLOEXEC);
	count = call(session, &stuck, result, bytes);
	err = errno;
	if (result && count > 0)
		memcpy(result, stuck.stall.page, count);
	close(stuck.done_fd);
	stall_free(&stuck.stall);
	errno = err;
	return count;
}

ssize_t stuck_read(struct session *session, void *data, size_t bytes)
{
	return call_stuck(session, "", data, bytes);
}

ssize_t stuck_write(struct session *session, const void *data, size_t bytes)
{
	return call_stuck(session, data, NULL, bytes);
}
