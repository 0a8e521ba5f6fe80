/* SPDX-License-Identifier: GPL-2.0 */
/* Exit codes, one for each class of failure; documented in aptrace.rst. */
#ifndef APTRACE_EXIT_CODES_H
#define APTRACE_EXIT_CODES_H

enum exit_code {
	EXIT_OK,		/* did what was asked */
	EXIT_RUNTIME,		/* failed on the way: output, kernel, time-out */
	EXIT_USAGE,		/* the command line is wrong */
	EXIT_PREREQUISITE,	/* this host lacks something: rights, module, ABI */
	EXIT_REFUSED,		/* preflight: the migration would be refused */
	EXIT_UNDECIDED,		/* preflight: sysfs cannot tell whether it would */
};

/* For each --help. */
#define EXIT_CODES_HELP							\
	"Exit codes: 0 done, 1 failed on the way, 2 bad command line,\n"	\
	"3 this host lacks a prerequisite (rights, module, ABI);\n"	\
	"preflight: 0 compatible, 4 refused, 5 sysfs cannot tell.\n"

#endif /* APTRACE_EXIT_CODES_H */
