/* SPDX-License-Identifier: GPL-2.0 */
/* Text as troff's man macros want it, whatever characters are in it. */
#ifndef APTRACE_MANUAL_ROFF_H
#define APTRACE_MANUAL_ROFF_H

#include <stddef.h>

struct text;

/**
 * roff_prose - add words that are filled into lines
 * @page: where to; at the beginning of a line
 * @words: the words; newlines are kept as ends of lines, of which filling makes blanks.
 *	Commands and options in them are set in bold. A line that begins with a blank is
 *	shown as it is.
 */
void roff_prose(struct text *page, const char *words);

/* Add what is typed or read letter by letter: a minus stays one, within a line. */
void roff_literal(struct text *page, const char *literal, size_t length);

/* The same, in bold, as a whole string. */
void roff_bold(struct text *page, const char *literal);

/* Words in capitals are set in italics, those in lower case in bold: "[ID|last]". */
void roff_arguments(struct text *page, const char *arguments);

#endif /* APTRACE_MANUAL_ROFF_H */
