/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is missing on this host, and the mend: a table of checks. Each looks at files
 * below a root, so that a test can build a host for each of them.
 */
#ifndef APTRACE_DOCTOR_H
#define APTRACE_DOCTOR_H

#include <stdbool.h>

#include "json_writer.h"
#include "text.h"

/**
 * struct doctor_host - what is looked at
 * @root: "" for this host, else the folder that has its /sys and /proc
 * @machine: architecture, as uname says
 * @codeset: of the locale
 * @columns: of the terminal, 0 if there is none
 */
struct doctor_host {
	const char *root;
	const char *machine;
	const char *codeset;
	unsigned int columns;
};

enum doctor_state {
	DOCTOR_OK,
	DOCTOR_WARNING,		/* it does without, or with less */
	DOCTOR_MISSING,		/* it is needed */
	DOCTOR_UNKNOWN,		/* nobody can tell from here */
	DOCTOR_NOT_HERE,	/* this machine has no use for it */

	DOCTOR_STATES
};

/**
 * struct doctor_result - what came of a check
 * @state: enum doctor_state
 * @failed: it could not be told because something went wrong, not for want of rights
 * @found: what is there
 * @mend: what to do; empty if there is nothing to be done
 */
struct doctor_result {
	enum doctor_state state;
	bool failed;
	struct text found;
	struct text mend;
};

/**
 * struct doctor_check - one row
 * @id: for JSON, stable
 * @what: what is looked for
 * @why: what it is good for
 * @needed: without it nothing can be traced; else that is a warning
 * @s390x: only such a machine has a use for it
 * @look: does it; @result is DOCTOR_OK and empty
 */
struct doctor_check {
	const char *id;
	const char *what;
	const char *why;
	bool needed;
	bool s390x;
	void (*look)(const struct doctor_host *host,
		     const struct doctor_check *check,
		     struct doctor_result *result);
};

extern const struct doctor_check doctor_checks[];
extern const unsigned int doctor_check_count;

/* "ok", "warning", "missing", "not known", "not here" */
const char *doctor_state_name(enum doctor_state state);

/* One check; to be freed with doctor_result_free(). */
void doctor_look(const struct doctor_host *host, const struct doctor_check *check,
		 struct doctor_result *result);
void doctor_result_free(struct doctor_result *result);

/**
 * doctor_text - all of them, for people: a line each, the mend below it
 * @host: what is looked at
 * @width: of the lines
 * @text: receives it
 *
 * Return: EXIT_OK; EXIT_PREREQUISITE if something needed is missing; else
 * EXIT_RUNTIME if a check failed.
 */
int doctor_text(const struct doctor_host *host, unsigned int width,
		struct text *text);
/* The same as one JSON object, without a newline. */
int doctor_json(const struct doctor_host *host, struct json *json);

#endif /* APTRACE_DOCTOR_H */
