// SPDX-License-Identifier: GPL-2.0
/* An option, with what its argument has to be, its unit and its default. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../command.h"
#include "../text.h"
#include "option_page.h"
#include "roff.h"

#define MSEC_PER_SEC	1000

/* What the argument is called says what is counted. */
static const char *unit(const struct option_spec *spec)
{
	if (!strcmp(spec->argument, "MS"))
		return " (milliseconds)";
	if (!strcmp(spec->argument, "BYTES"))
		return " (bytes)";
	return "";
}

/*
 * How a command stores a word is its own affair. The default is the word that changes
 * nothing.
 */
static bool is_default_word(const struct command *command,
			    const struct option_spec *spec, const char *word)
{
	char *options = must_alloc(1, command->options_bytes);
	bool same;

	memcpy(options, command->defaults, command->options_bytes);
	same = spec->parse(options + spec->offset, word) &&
	       !memcmp(options, command->defaults, command->options_bytes);
	free(options);
	return same;
}

static void default_word(const struct command *command,
			 const struct option_spec *spec, struct text *value)
{
	char *words = strdup(spec->wanted), *left = words, *word;

	while (words && !value->length) {
		word = strsep(&left, " ");
		if (!word)
			break;
		if (is_default_word(command, spec, word))
			text_puts(value, word);
	}
	free(words);
}

/* Nothing, if there is none. */
static void default_value(const struct command *command,
			  const struct option_spec *spec, struct text *value)
{
	const void *at = (const char *)command->defaults + spec->offset;
	const char *string;
	uint32_t number;

	switch (spec->type) {
	case OPTION_NUMBER:
		memcpy(&number, at, sizeof(number));
		if (number >= spec->min)
			text_printf(value, "%" PRIu32, number);
		break;
	case OPTION_SECONDS:
		memcpy(&number, at, sizeof(number));
		if (number)
			text_printf(value, "%g", (double)number / MSEC_PER_SEC);
		break;
	case OPTION_STRING:
		memcpy(&string, at, sizeof(string));
		if (string)
			text_puts(value, string);
		break;
	case OPTION_WORD:
		default_word(command, spec, value);
		break;
	default:
		break;
	}
}

static void about_argument(const struct command *command,
			   const struct option_spec *spec, struct text *page)
{
	struct text wanted = { 0 }, value = { 0 }, line = { 0 };

	/* Any string will do: what it is called has to say it all. */
	if (spec->type != OPTION_STRING)
		option_wanted(spec, &wanted);
	default_value(command, spec, &value);
	if (wanted.length)
		text_printf(&line, "Argument: %s%s", wanted.data, unit(spec));
	if (value.length)
		text_printf(&line, "%sDefault: %s", line.length ? ". " : "",
			    value.data);
	if (line.length) {
		text_puts(page, ".br\n");
		roff_prose(page, line.data);
	}
	text_free(&line);
	text_free(&wanted);
	text_free(&value);
}

void option_page(const struct command *command, const struct option_spec *spec,
		 struct text *page)
{
	text_puts(page, ".TP\n");
	if (spec->letter)
		text_printf(page, "\\fB\\-%c\\fP, ", spec->letter);
	text_puts(page, "\\fB\\-\\-");
	roff_literal(page, spec->name, strlen(spec->name));
	text_puts(page, "\\fP");
	if (spec->argument) {
		text_putc(page, ' ');
		roff_arguments(page, spec->argument);
	}
	text_putc(page, '\n');
	roff_prose(page, spec->help);
	if (spec->argument)
		about_argument(command, spec, page);
}
