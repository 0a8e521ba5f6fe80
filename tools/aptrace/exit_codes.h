/* SPDX-License-Identifier: GPL-2.0 */
/* Exit codes, one for each class of failure; documented in aptrace.rst. */
#ifndef APTRACE_EXIT_CODES_H
#define APTRACE_EXIT_CODES_H

enum exit_code {
	EXIT_OK,		/* did what was asked */
	EXIT_RUNTIME,		/* failed on the way: output, kernel, time-out */
	EXIT_USAGE,		/* the command line is wrong */
	EXIT_PREREQUISITE,	/* this host lacks something: rights, module, ABI */
};

#endif /* APTRACE_EXIT_CODES_H */
