// SPDX-License-Identifier: GPL-2.0
/* Standard input, output and errors. */
#include "standard_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void standard_files_reserve(void)
{
	int number;

	for (number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
		if (fcntl(number, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* The lowest number that is free, so just this one. */
		if (open("/dev/null", O_RDONLY) != number)
			abort();
	}
}
