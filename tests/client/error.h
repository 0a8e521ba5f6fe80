/* SPDX-License-Identifier: GPL-2.0 */
/* Exit codes, and the one way in which the client reports what went wrong. */
#ifndef APVMM_ERROR_H
#define APVMM_ERROR_H

enum apvmm_exit {
	APVMM_OK = 0,
	APVMM_FAILED = 1,	/* something on this host */
	APVMM_USAGE = 2,
	APVMM_REFUSED = 3,	/* the destination does not take the guest */
	APVMM_PEER_LOST = 4,	/* connection failed, closed, or timed out */
};

/* "EINVAL", or "errno 4711" for a number that has no name. Positive errno. */
const char *errno_name(int err);

/**
 * fail - say what went wrong, on stderr, and remember it
 * @err: positive errno, appended as its name and sentence; 0: nothing appended
 * @fmt: value, place and way out
 *
 * Return: -@err, or -EINVAL for 0.
 */
int fail(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Like fail(), but only remembered: the caller reports it in its own way. */
int fail_quiet(int err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The text of the last failure, "" if there was none. */
const char *last_failure(void);
/* Its errno (positive), 0 if there was none. */
int last_failure_errno(void);

#endif /* APVMM_ERROR_H */
