/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands: one file each, one line each in the table of main.c. */
#ifndef APTRACE_COMMAND_H
#define APTRACE_COMMAND_H

#include "options.h"

/**
 * struct command - a subcommand of aptrace
 * @name: as typed
 * @summary: one line for the list of commands
 * @description: what it does, for its help
 * @options: its options
 * @options_bytes: size of its options structure
 * @defaults: the options structure when nothing was given
 * @run: does it; gets the parsed options, returns an enum exit_code
 */
struct command {
	const char *name;
	const char *summary;
	const char *description;
	const struct option_spec *options;
	size_t options_bytes;
	const void *defaults;
	int (*run)(const void *options);
};

extern const struct command command_migrations;
extern const struct command command_events;

#endif /* APTRACE_COMMAND_H */
