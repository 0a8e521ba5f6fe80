// SPDX-License-Identifier: GPL-2.0
/* What was closed when aptrace was started must not become something else. */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "standard_files.h"
#include "suites.h"

/* In a child: exits with 0 if all is right. */
static void closed(unsigned int which)
{
	bool right = true;
	int number;

	for (number = 0; number <= 2; number++)
		if (which & (1U << number))
			close(number);
	standard_files_reserve();
	for (number = 0; number <= 2; number++) {
		if (!(which & (1U << number)))
			continue;
		right &= fcntl(number, F_GETFD) >= 0;
		right &= write(number, "x", 1) == -1 && errno == EBADF;
	}
	_exit(open("/dev/null", O_RDONLY) > 2 && right ? 0 : 1);
}

static void each(void)
{
	unsigned int which;

	for (which = 0; which < 8; which++) {
		int status = -1;
		pid_t child = fork();

		if (!child)
			closed(which);
		tap_context("closed: mask %u", which);
		CHECK(waitpid(child, &status, 0) == child);
		CHECK_EQUAL(status, 0);
	}
}

static const struct test tests[] = {
	{ "each", each },
};

SUITE(standard_files, tests);
