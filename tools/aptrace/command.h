/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands: one file each, one line each in the table of main.c. */
#ifndef APTRACE_COMMAND_H
#define APTRACE_COMMAND_H

#include <limits.h>

#include "options.h"

#define OPERANDS_ANY	INT_MAX

/**
 * struct command - a subcommand of aptrace
 * @name: as typed
 * @summary: one line for the list of commands
 * @description: what it does, for its help
 * @options: its options
 * @options_bytes: size of its options structure
 * @operands: what arguments that are no options are called in its help, if it
 *	takes any
 * @operands_min: so many of them at least
 * @operands_max: at most; OPERANDS_ANY: no limit
 * @operands_offset: where in the options structure a struct operands is
 * @defaults: the options structure when nothing was given
 * @run: does it; gets the parsed options, returns an enum exit_code
 */
struct command {
	const char *name;
	const char *summary;
	const char *description;
	const struct option_spec *options;
	size_t options_bytes;
	const char *operands;
	int operands_min;
	int operands_max;
	size_t operands_offset;
	const void *defaults;
	int (*run)(const void *options);
};

extern const struct command command_migrations;
extern const struct command command_events;
extern const struct command command_fmb;
extern const struct command command_agent;
extern const struct command command_record;
extern const struct command command_replay;
extern const struct command command_explain;
extern const struct command command_merge;
extern const struct command command_export;
extern const struct command command_report;
extern const struct command command_inventory;
extern const struct command command_preflight;
extern const struct command command_doctor;

#endif /* APTRACE_COMMAND_H */
