// SPDX-License-Identifier: GPL-2.0
/* The sections of a manual page, in the order that man-pages(7) wants. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "../command.h"
#include "../exit_codes.h"
#include "../text.h"
#include "../version.h"
#include "option_page.h"
#include "pages.h"
#include "prose.h"
#include "roff.h"

/* Not the day of the build: the same source makes the same pages. Of prose.c's text. */
#ifndef MANUAL_DATE
#define MANUAL_DATE	"2026-11-22"
#endif

static void head(struct text *page, const char *name, const char *summary)
{
	const char *at;

	text_puts(page, ".\\\" SPDX-License-Identifier: GPL-2.0\n"
		  ".\\\" Made from the tables of aptrace by \"make man\": change those.\n.TH ");
	for (at = name; *at; at++)
		if (*at == '-')
			text_puts(page, "\\-");
		else
			text_putc(page, toupper((unsigned char)*at));
	/* No hyphens that nobody typed, no wide blanks: most of it is names. */
	text_puts(page, " 1 " MANUAL_DATE " \"aptrace " APTRACE_VERSION
		  "\" \"aptrace manual\"\n.nh\n.ad l\n.SH NAME\n");
	roff_literal(page, name, strlen(name));
	text_puts(page, " \\- ");
	roff_literal(page, summary, strlen(summary));
	text_putc(page, '\n');
}

/* Whether @name is one of @list, which has blanks between. */
static bool has_word(const char *list, const char *name)
{
	size_t length = strlen(name);
	const char *at;

	for (at = list; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!strncmp(at, name, length) && (!at[length] || at[length] == ' '))
			return true;
	}
	return false;
}

/* The page of aptrace itself has all; that of a command has its own. */
static bool belongs(const struct prose *entry, const struct command *command)
{
	if (!command)
		return true;
	return entry->commands && has_word(entry->commands, command->name);
}

static void entries(struct text *page, const struct command *command,
		    enum prose_section section, const char *title)
{
	const struct prose *entry;

	for (entry = prose; entry->name; entry++) {
		if (entry->section != section || !belongs(entry, command))
			continue;
		if (title)
			text_printf(page, ".SH %s\n", title);
		title = NULL;
		text_puts(page, ".TP\n");
		roff_bold(page, entry->name);
		text_putc(page, '\n');
		roff_prose(page, entry->what);
		if (!command && entry->commands)
			text_printf(page, "(%s)\n", entry->commands);
	}
}

/* Of aptrace itself: also what it says with single commands only. */
static void exit_status_of_all(struct text *page, int code)
{
	const struct exit_meaning *at;
	const char *between = exit_meaning(code, NULL) ? ".br\n" : "";

	for (at = exit_meanings; at->meaning; at++) {
		if ((int)at->code != code || !at->command)
			continue;
		text_puts(page, between);
		text_printf(page, "%s: ", at->command);
		roff_prose(page, at->meaning);
		between = ".br\n";
	}
}

static void exit_status(struct text *page, const char *command)
{
	const char *meaning;
	int code;

	text_puts(page, ".SH EXIT STATUS\n");
	for (code = 0; code < EXIT_CODES; code++) {
		meaning = exit_meaning(code, command);
		if (command && !meaning)
			continue;
		text_printf(page, ".TP\n%d\n", code);
		if (meaning)
			roff_prose(page, meaning);
		if (!command)
			exit_status_of_all(page, code);
	}
}

static void example_of(struct text *page, const struct example *example)
{
	text_puts(page, ".TP\n");
	roff_bold(page, example->line);
	text_putc(page, '\n');
	roff_prose(page, example->what);
}

/* Whether "aptrace NAME" stands in @words, on one line or on two. */
static bool mentions(const char *words, const char *name)
{
	const char *at = words;
	size_t length = strlen(name);

	for (;;) {
		at = at ? strstr(at, "aptrace") : NULL;
		if (!at)
			return false;
		at += strlen("aptrace");
		if (!isspace((unsigned char)*at) || strncmp(at + 1, name, length))
			continue;
		if (!islower((unsigned char)at[1 + length]))
			return true;
	}
}

static bool refers_to(const struct command *command, const char *name)
{
	const struct option_spec *spec;
	const struct example *example;

	if (mentions(command->description, name))
		return true;
	for (spec = command->options; spec->name; spec++)
		if (mentions(spec->help, name))
			return true;
	for (example = command->examples; example && example->line; example++)
		if (mentions(example->line, name) || mentions(example->what, name))
			return true;
	return false;
}

/* Either names the other: that is worth a look from both. */
static bool is_related(const struct command *command, const struct command *other)
{
	if (!command)
		return true;
	return command != other && (refers_to(command, other->name) ||
				    refers_to(other, command->name));
}

static void see_also(struct text *page, const struct command *command)
{
	const char *between = "";
	const struct prose *entry;
	size_t i;

	text_puts(page, ".SH SEE ALSO\n");
	if (command) {
		text_puts(page, ".BR aptrace (1)");
		between = ",\n";
	}
	for (i = 0; commands[i]; i++) {
		if (!is_related(command, commands[i]))
			continue;
		text_printf(page, "%s.BR aptrace\\-%s (1)", between,
			    commands[i]->name);
		between = ",\n";
	}
	text_puts(page, "\n.PP\n");
	text_puts(page, "In the source of aptrace:\n");
	between = "";
	for (entry = prose; entry->name; entry++) {
		if (entry->section != PROSE_DOCUMENTATION ||
		    !(belongs(entry, command) || !entry->commands))
			continue;
		text_printf(page, "%s\\fIDocumentation/", between);
		roff_literal(page, entry->name, strlen(entry->name));
		text_puts(page, "\\fP");
		between = ",\n";
	}
	text_putc(page, '\n');
}

void page_of_command(const struct command *command, struct text *page)
{
	const struct option_spec *spec;
	const struct example *example;
	struct text name = { 0 };

	text_printf(&name, "aptrace-%s", command->name);
	head(page, name.data, command->summary);
	text_free(&name);
	text_printf(page, ".SH SYNOPSIS\n\\fBaptrace %s\\fP [\\fIOPTION\\fP...]",
		    command->name);
	if (command->operands) {
		text_putc(page, ' ');
		roff_arguments(page, command->operands);
	}
	text_puts(page, "\n.SH DESCRIPTION\n");
	roff_prose(page, command->description);
	text_puts(page, ".SH OPTIONS\n");
	for (spec = command->options; spec->name; spec++)
		option_page(command, spec, page);
	/* --help, which each command has, too. */
	option_page(NULL, program_options, page);
	exit_status(page, command->name);
	entries(page, command, PROSE_FILES, "FILES");
	entries(page, command, PROSE_ENVIRONMENT, "ENVIRONMENT");
	if (command->examples)
		text_puts(page, ".SH EXAMPLES\n");
	for (example = command->examples; example && example->line; example++)
		example_of(page, example);
	see_also(page, command);
}

void page_of_program(struct text *page)
{
	const struct option_spec *spec;
	size_t i;

	head(page, "aptrace", PROGRAM_SUMMARY);
	text_puts(page, ".SH SYNOPSIS\n\\fBaptrace\\fP \\fICOMMAND\\fP [\\fIOPTION\\fP...]\n"
		  ".br\n\\fBaptrace help\\fP \\fICOMMAND\\fP\n.SH DESCRIPTION\n");
	roff_prose(page, PROGRAM_DESCRIPTION "\nEach command has a page of its own.");
	text_puts(page, ".SH COMMANDS\n");
	for (i = 0; commands[i]; i++) {
		text_printf(page, ".TP\n.BR aptrace\\-%s (1)\n", commands[i]->name);
		roff_prose(page, commands[i]->summary);
	}
	text_puts(page, ".SH OPTIONS\n");
	for (spec = program_options; spec->name; spec++)
		option_page(NULL, spec, page);
	exit_status(page, NULL);
	entries(page, NULL, PROSE_FILES, "FILES");
	entries(page, NULL, PROSE_ENVIRONMENT, "ENVIRONMENT");
	text_puts(page, ".SH EXAMPLES\n");
	for (i = 0; commands[i]; i++)
		if (commands[i]->examples)
			example_of(page, commands[i]->examples);
	see_also(page, NULL);
}
