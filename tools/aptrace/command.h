/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands: one file each, one line each in the table of commands.c. */
#ifndef APTRACE_COMMAND_H
#define APTRACE_COMMAND_H

#include <limits.h>
#include <stdio.h>

#include "options.h"

#define OPERANDS_ANY	INT_MAX

/* Of aptrace itself, for --help and aptrace(1). */
#define PROGRAM_SUMMARY	"migrations of KVM guests with AP queues, and why they failed"
#define PROGRAM_DESCRIPTION						\
	"Shows what happens to KVM guests with AP queues when they migrate, and what\n" \
	"zPCI functions that were given to guests count."

/**
 * struct example - a command line to learn from
 * @line: for a shell; tests/unit/aptrace/manual runs it, on recordings if it reads files
 * @what: what it is for
 */
struct example {
	const char *line;
	const char *what;
};

/**
 * struct command - a subcommand of aptrace
 * @name: as typed
 * @summary: one line for the list of commands
 * @description: what it does, for its help; a line that begins with a blank stays as it is
 * @examples: the last one has no line; NULL: there are none
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
	const struct example *examples;
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
extern const struct command command_latency;
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

/* All of them, in the order of --help. Ends with NULL. */
extern const struct command * const commands[];

/* What aptrace takes in place of a command. */
extern const struct option_spec program_options[];

/* By name; NULL if there is none. */
const struct command *command_find(const char *name);

/* The help of aptrace itself, to @out. */
void program_help(FILE *out);

/* The whole help of a command, to stdout. */
void command_help(const struct command *command);

#endif /* APTRACE_COMMAND_H */
