/* SPDX-License-Identifier: GPL-2.0 */
/* The section of a manual page that has the options. */
#ifndef APTRACE_MANUAL_OPTION_PAGE_H
#define APTRACE_MANUAL_OPTION_PAGE_H

struct command;
struct option_spec;
struct text;

/**
 * option_page - add what there is to be said of an option
 * @command: whose it is; NULL: of aptrace itself
 * @spec: the option
 * @page: where to
 */
void option_page(const struct command *command, const struct option_spec *spec,
		 struct text *page);

#endif /* APTRACE_MANUAL_OPTION_PAGE_H */
