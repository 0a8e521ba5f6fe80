// SPDX-License-Identifier: GPL-2.0
/* What the exit codes say, for --help and the manual pages. */
#include <stddef.h>
#include <string.h>

#include "exit_codes.h"

const struct exit_meaning exit_meanings[] = {
	{ EXIT_OK, NULL,
	  "done; also if the reader of the output has gone, or on Ctrl-C" },
	{ EXIT_RUNTIME, NULL,
	  "failed on the way: output that cannot be written, a bad file, --timeout" },
	{ EXIT_USAGE, NULL, "bad command line" },
	{ EXIT_PREREQUISITE, NULL,
	  "this host lacks a prerequisite (rights, module, ABI)" },
	{ EXIT_OK, "doctor", "nothing that is needed is missing" },
	{ EXIT_RUNTIME, "doctor", "a check itself failed" },
	{ EXIT_PREREQUISITE, "doctor", "something that is needed is missing" },
	{ EXIT_OK, "preflight", "the destination would take the guest" },
	{ EXIT_REFUSED, "preflight", "the migration would be refused" },
	{ EXIT_UNDECIDED, "preflight", "sysfs cannot tell whether it would" },
	{ 0 },
};

const char *exit_meaning(enum exit_code code, const char *command)
{
	const struct exit_meaning *at;
	const char *general = NULL;

	for (at = exit_meanings; at->meaning; at++) {
		if (at->code != code)
			continue;
		if (!at->command)
			general = at->meaning;
		else if (command && !strcmp(at->command, command))
			return at->meaning;
	}
	return general;
}
