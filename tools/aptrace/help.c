// SPDX-License-Identifier: GPL-2.0
/* What --help prints: all of it comes from tables. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "exit_codes.h"

#define COLUMN_OF_COMMANDS	14
#define COLUMN_OF_OPTIONS	26

static void help_line(FILE *out, const struct option_spec *spec)
{
	const char *help = spec->help, *end;
	char left[64];
	int length;

	length = snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
			  spec->letter ? '-' : ' ',
			  spec->letter ? spec->letter : ' ',
			  spec->letter ? ',' : ' ', spec->name,
			  spec->argument ? " " : "",
			  spec->argument ? spec->argument : "");
	fprintf(out, "%-*s", COLUMN_OF_OPTIONS, left);
	if (length >= COLUMN_OF_OPTIONS)
		fprintf(out, "\n%*s", COLUMN_OF_OPTIONS, "");
	for (;;) {
		end = strchr(help, '\n');
		if (!end)
			break;
		fprintf(out, "%.*s\n%*s", (int)(end - help), help,
			COLUMN_OF_OPTIONS, "");
		help = end + 1;
	}
	fprintf(out, "%s\n", help);
}

/* Of one command, or of all. */
static void exit_codes(FILE *out, const char *command)
{
	const struct exit_meaning *at;
	const char *meaning;
	int code;

	fprintf(out, "\nExit codes:\n");
	for (code = 0; code < EXIT_CODES; code++) {
		meaning = exit_meaning(code, command);
		if (meaning)
			fprintf(out, "  %d  %s\n", code, meaning);
	}
	for (at = exit_meanings; !command && at->meaning; at++)
		if (at->command)
			fprintf(out, "  %d  %s: %s\n", at->code, at->command,
				at->meaning);
}

void program_help(FILE *out)
{
	const struct option_spec *spec;
	size_t i;

	fprintf(out, "Usage: aptrace COMMAND [OPTION...]\n\n"
		PROGRAM_DESCRIPTION "\n\n"
		"Commands:\n");
	for (i = 0; commands[i]; i++)
		fprintf(out, "  %-*s %s\n", COLUMN_OF_COMMANDS - 2,
			commands[i]->name, commands[i]->summary);
	fprintf(out, "  %-*s %s\n", COLUMN_OF_COMMANDS - 2, "help CMD",
		"the options of a command");
	fprintf(out, "\nOptions:\n");
	for (spec = program_options; spec->name; spec++)
		help_line(out, spec);
	exit_codes(out, NULL);
}

void command_help(const struct command *command)
{
	const struct option_spec *spec;
	const struct example *example;

	printf("Usage: aptrace %s [OPTION...]%s%s\n\n%s\n\nOptions:\n",
	       command->name, command->operands ? " " : "",
	       command->operands ? command->operands : "",
	       command->description);
	for (spec = command->options; spec->name; spec++)
		help_line(stdout, spec);
	/* The first of them is --help, which each command has, too. */
	help_line(stdout, program_options);
	if (command->examples)
		printf("\nExamples:\n");
	for (example = command->examples; example && example->line; example++)
		printf("  %s\n      %s\n", example->line, example->what);
	exit_codes(stdout, command->name);
}
