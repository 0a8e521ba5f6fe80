/* SPDX-License-Identifier: GPL-2.0 */
/* Manual pages from the tables of the program. */
#ifndef APTRACE_MANUAL_PAGES_H
#define APTRACE_MANUAL_PAGES_H

struct command;
struct text;

/* The page of a command, aptrace-NAME(1). */
void page_of_command(const struct command *command, struct text *page);

/* The page of aptrace itself, aptrace(1). */
void page_of_program(struct text *page);

#endif /* APTRACE_MANUAL_PAGES_H */
