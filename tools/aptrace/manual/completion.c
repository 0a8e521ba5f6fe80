// SPDX-License-Identifier: GPL-2.0
/*
 * What an argument is follows from what it is called, so that a new option or command has
 * to say it once only.
 */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "../../../driver/core/types.h"
#include "../command.h"
#include "../text.h"
#include "completion.h"

/* An operand with another name is a file. */
static const struct {
	const char *name;
	const char *kind;
} names[] = {
	{ "FILE", "file" },
	{ "OUT", "file" },
	{ "DIR", "folder" },
	{ "UUID", "mdev" },
	{ "ID", "mdev" },
	{ "DEVICE", "function" },
};

static const char *kind_of_name(const char *name, size_t length, const char *other)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i].name) == length &&
		    !memcmp(names[i].name, name, length))
			return names[i].kind;
	return other;
}

static void options(const struct option_spec *spec, struct text *script)
{
	for (; spec->name; spec++) {
		text_printf(script, " --%s", spec->name);
		if (spec->letter)
			text_printf(script, " -%c", spec->letter);
	}
}

static void operands(const struct command *command, struct text *script)
{
	const char *at = command->operands, *kind;
	struct text words = { 0 };
	size_t length, begin;

	text_puts(script, "\t\toperands='");
	begin = script->length;
	while (at && *at) {
		for (length = 0; isalnum((unsigned char)at[length]); )
			length++;
		/* What is in small letters is typed as it is: "last". */
		kind = length && islower((unsigned char)*at) ? NULL :
		       kind_of_name(at, length, "file");
		/* Of two files one is enough to say so. */
		if (length && kind && !strstr(script->data + begin, kind))
			text_printf(script, " %s", kind);
		else if (length && !kind)
			text_printf(&words, " %.*s", (int)length, at);
		at += length ? length : 1;
	}
	text_printf(script, "' values='%s'", words.length ? words.data : "");
	if (command->operands_max == OPERANDS_ANY)
		text_puts(script, " operands_max=1000000 ;;\n");
	else
		text_printf(script, " operands_max=%d ;;\n", command->operands_max);
	text_free(&words);
}

static void table_of_commands(struct text *script)
{
	size_t i;

	text_puts(script, "# Sets options, operands, values, operands_max for a COMMAND, or the commands.\n"
		  "_aptrace_command()\n{\n\tcase $1 in\n\t'')\n\t\tcommands='");
	for (i = 0; commands[i]; i++)
		text_printf(script, "%s ", commands[i]->name);
	text_puts(script, "help'\n\t\toptions='");
	options(program_options, script);
	text_puts(script, "' ;;\n");
	for (i = 0; commands[i]; i++) {
		text_printf(script, "\t%s)\n\t\toptions='", commands[i]->name);
		options(commands[i]->options, script);
		text_puts(script, " --help -h'\n");
		operands(commands[i], script);
	}
	text_puts(script, "\tesac\n}\n\n");
}

static void argument(const struct command *command, const struct option_spec *spec,
		     struct text *script)
{
	const bool word = spec->type == OPTION_WORD || spec->type == OPTION_WORDS;
	const char *kind;

	kind = spec->type == OPTION_WORD ? "word" :
	       spec->type == OPTION_WORDS ? "words" :
	       kind_of_name(spec->argument, strlen(spec->argument), "other");
	text_printf(script, "\t%s/--%s", command->name, spec->name);
	if (spec->letter)
		text_printf(script, " | %s/-%c", command->name, spec->letter);
	text_printf(script, ")\n\t\tkind='%s'", kind);
	if (word)
		text_printf(script, " values='%s'", spec->wanted);
	text_puts(script, " ;;\n");
}

static void table_of_arguments(struct text *script)
{
	const struct option_spec *spec;
	size_t i;

	text_puts(script, "# Sets kind and values for the argument of COMMAND/OPTION, if it has any.\n"
		  "_aptrace_argument()\n{\n\tcase $1 in\n");
	for (i = 0; commands[i]; i++)
		for (spec = commands[i]->options; spec->name; spec++)
			if (spec->argument)
				argument(commands[i], spec, script);
	text_puts(script, "\tesac\n}\n\n");
}

void completion_tables(struct text *script)
{
	text_puts(script, "# SPDX-License-Identifier: GPL-2.0\n# shellcheck shell=bash\n#\n"
		  "# Made from the tables of aptrace by \"make man\": change those.\n\n");
	table_of_commands(script);
	table_of_arguments(script);
}
