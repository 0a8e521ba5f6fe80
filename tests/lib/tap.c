// SPDX-License-Identifier: GPL-2.0
#include "tap.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static unsigned int tests, failures;
static char watched[128];

bool ok(bool good, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("%sok %u - ", good ? "" : "not ", ++tests);
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
	failures += !good;
	return good;
}

void skip(const char *what, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tests, what, why);
	fflush(stdout);
}

void bail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("Bail out! ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
	_exit(1);
}

void need(int ret, const char *what)
{
	if (ret < 0)
		bail("%s: %s", what, strerror(-ret));
}

int tap_end(void)
{
	alarm(0);
	printf("1..%u\n", tests);
	return failures != 0;
}

static void hangs(int signal)
{
	static const char first[] = "not ok - hangs: ";

	(void)signal;
	if (write(STDOUT_FILENO, first, sizeof(first) - 1) < 0 ||
	    write(STDOUT_FILENO, watched, strlen(watched)) < 0 ||
	    write(STDOUT_FILENO, "\n", 1) < 0)
		_exit(2);
	_exit(1);
}

void watch(const char *what, unsigned int seconds)
{
	alarm(0);
	snprintf(watched, sizeof(watched), "%s", what);
	signal(SIGALRM, hangs);
	alarm(seconds);
}
