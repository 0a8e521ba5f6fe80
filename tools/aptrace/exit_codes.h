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
	EXIT_CODES,
};

/**
 * struct exit_meaning - what an exit code says
 * @code: the code
 * @command: with which command; NULL: with each that has no line of its own
 * @meaning: what it says
 */
struct exit_meaning {
	enum exit_code code;
	const char *command;
	const char *meaning;
};

/* Ends with a NULL meaning. Each --help and each manual page is made from it. */
extern const struct exit_meaning exit_meanings[];

/**
 * exit_meaning - what an exit code says with a command
 * @code: the code
 * @command: the command's name; NULL: what it says in general
 *
 * Return: the meaning, or NULL if that command has no such code.
 */
const char *exit_meaning(enum exit_code code, const char *command);

#endif /* APTRACE_EXIT_CODES_H */
