/* SPDX-License-Identifier: GPL-2.0 */
/* What manual pages say and no table of the program holds. */
#ifndef APTRACE_MANUAL_PROSE_H
#define APTRACE_MANUAL_PROSE_H

enum prose_section {
	PROSE_FILES,
	PROSE_ENVIRONMENT,
	PROSE_DOCUMENTATION,	/* @what is unused */
};

/**
 * struct prose - an entry of a section
 * @section: which
 * @commands: names with a blank between; NULL: the page of aptrace itself only
 * @name: of the file, the variable
 * @what: what aptrace does with it
 */
struct prose {
	enum prose_section section;
	const char *commands;
	const char *name;
	const char *what;
};

/* Ends with a NULL name. */
extern const struct prose prose[];

#endif /* APTRACE_MANUAL_PROSE_H */
