// SPDX-License-Identifier: GPL-2.0
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char last_text[1024];
static int last_errno;

const char *errno_name(int err)
{
	static char number[32];
	const char *name = err ? strerrorname_np(err) : "0";

	if (name)
		return name;
	snprintf(number, sizeof(number), "errno %d", err);
	return number;
}

__attribute__((format(printf, 2, 0)))
static int remember(int err, const char *fmt, va_list args)
{
	char text[sizeof(last_text)];
	size_t used;

	vsnprintf(text, sizeof(text), fmt, args);
	used = strlen(text);
	if (err && used < sizeof(text))
		snprintf(text + used, sizeof(text) - used, ": %s (%s)",
			 errno_name(err), strerror(err));
	/* @fmt may have used last_text as an argument: copied only now. */
	memcpy(last_text, text, sizeof(last_text));
	last_errno = err ? err : EINVAL;
	return -last_errno;
}

int fail(int err, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = remember(err, fmt, args);
	va_end(args);
	fprintf(stderr, "apvmm: %s\n", last_text);
	return ret;
}

int fail_quiet(int err, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = remember(err, fmt, args);
	va_end(args);
	return ret;
}

const char *last_failure(void)
{
	return last_text;
}

int last_failure_errno(void)
{
	return last_errno;
}
