// SPDX-License-Identifier: GPL-2.0
/* Options of a command from one table. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "text.h"

#define MSEC_PER_SEC		1000
#define SECONDS_MAX		(UINT32_MAX / MSEC_PER_SEC)
/* getopt_long() values of options without a letter start above all letters. */
#define LONG_ONLY		256

static bool parse_number(const char *text, uint32_t min, uint32_t max,
			 uint32_t *number)
{
	unsigned long long value;
	char *end;

	/* strtoull() takes "-1" and " 1"; people do not mean that. */
	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || *end || value < min || value > max)
		return false;
	*number = (uint32_t)value;
	return true;
}

/* "12" or "1.5" or ".25": no sign, no exponent, milliseconds at best. */
static bool parse_seconds(const char *text, uint32_t *milliseconds)
{
	uint64_t seconds = 0, fraction = 0;
	uint32_t scale = MSEC_PER_SEC;
	const char *c = text;

	for (; isdigit((unsigned char)*c); c++) {
		seconds = seconds * 10 + (*c - '0');
		if (seconds > SECONDS_MAX)
			return false;
	}
	if (*c == '.' && isdigit((unsigned char)c[1]))
		for (c++; isdigit((unsigned char)*c) && scale > 1; c++) {
			scale /= 10;
			fraction += (uint64_t)(*c - '0') * scale;
		}
	seconds = seconds * MSEC_PER_SEC + fraction;
	if (c == text || *c || !seconds || seconds > UINT32_MAX)
		return false;
	*milliseconds = (uint32_t)seconds;
	return true;
}

/* The words of a table as people list them: "a, b or c". */
static void add_words(struct text *text, const char *words, const char *last)
{
	const char *between = "";
	size_t length;

	while (*words) {
		length = strcspn(words, " ");
		if (!words[length] && *between)
			between = last;
		text_puts(text, between);
		text_append(text, words, length);
		words += length + (words[length] == ' ');
		between = ", ";
	}
}

void option_wanted(const struct option_spec *spec, struct text *text)
{
	switch (spec->type) {
	case OPTION_NUMBER:
		text_printf(text, "a number from %" PRIu32 " to %" PRIu32,
			    spec->min, spec->max);
		break;
	case OPTION_SECONDS:
		text_printf(text, "seconds from 0.001 to %u", SECONDS_MAX);
		break;
	case OPTION_WORD:
		add_words(text, spec->wanted, " or ");
		break;
	case OPTION_WORDS:
		text_puts(text, "a list of ");
		add_words(text, spec->wanted, " and ");
		break;
	default:
		text_puts(text, spec->wanted ? spec->wanted : "valid");
	}
}

static bool store(const struct command *command, const struct option_spec *spec,
		  void *options, const char *argument)
{
	void *result = (char *)options + spec->offset;
	struct text wanted = { 0 };
	bool good = true;

	switch (spec->type) {
	case OPTION_FLAG:
		*(bool *)result = true;
		break;
	case OPTION_NUMBER:
		good = parse_number(argument, spec->min, spec->max, result);
		break;
	case OPTION_SECONDS:
		good = parse_seconds(argument, result);
		break;
	case OPTION_STRING:
		*(const char **)result = argument;
		break;
	case OPTION_WORD:
	case OPTION_WORDS:
	case OPTION_PARSED:
		good = spec->parse(result, argument);
		break;
	}
	if (good)
		return true;
	option_wanted(spec, &wanted);
	fprintf(stderr, "aptrace %s: --%s: '%s' is not %s\n", command->name,
		spec->name, argument, wanted.data);
	text_free(&wanted);
	return false;
}

static size_t count_specs(const struct option_spec *specs)
{
	size_t count = 0;

	while (specs[count].name)
		count++;
	return count;
}

/* Turn the table into what getopt_long() wants. */
static void build_tables(const struct option_spec *specs, struct option *longs,
			 char *letters)
{
	size_t i;

	*letters++ = ':';	/* tell a missing argument from a bad option */
	*letters++ = 'h';
	for (i = 0; specs[i].name; i++) {
		longs[i] = (struct option) {
			.name = specs[i].name,
			.has_arg = specs[i].argument ? required_argument :
						       no_argument,
			.val = LONG_ONLY + (int)i,
		};
		if (!specs[i].letter)
			continue;
		*letters++ = specs[i].letter;
		if (specs[i].argument)
			*letters++ = ':';
	}
	longs[i++] = (struct option) { "help", no_argument, NULL, 'h' };
	longs[i] = (struct option) { 0 };
	*letters = '\0';
}

static const struct option_spec *find_spec(const struct option_spec *specs,
					   int value)
{
	const struct option_spec *spec;

	if (value >= LONG_ONLY)
		return &specs[value - LONG_ONLY];
	for (spec = specs; spec->name; spec++)
		if (spec->letter == value)
			return spec;
	return NULL;
}

static bool take_operands(const struct command *command, void *options,
			  int count, char **list)
{
	struct operands *operands;

	if (count > command->operands_max) {
		fprintf(stderr, "aptrace %s: unexpected argument '%s'; see aptrace %s --help\n",
			command->name, list[command->operands_max], command->name);
		return false;
	}
	if (!count && command->operands_min) {
		fprintf(stderr, "aptrace %s: %s is missing; see aptrace %s --help\n",
			command->name, command->operands, command->name);
		return false;
	}
	if (count < command->operands_min) {
		fprintf(stderr, "aptrace %s: wants %s, and got %d of them; see aptrace %s --help\n",
			command->name, command->operands, count, command->name);
		return false;
	}
	if (!command->operands)
		return true;
	operands = (struct operands *)((char *)options +
				       command->operands_offset);
	operands->list = list;
	operands->count = count;
	return true;
}

bool options_parse(const struct command *command, void *options, int argc,
		   char **argv, bool *help)
{
	size_t count = count_specs(command->options);
	struct option *longs = must_alloc(count + 2, sizeof(*longs));
	char *letters = must_alloc(2 * count + 3, 1);
	bool good = false;
	int value, at;

	build_tables(command->options, longs, letters);
	opterr = 0;
	/* 0 and not 1: makes getopt forget an earlier command line. */
	optind = 0;
	*help = false;
	for (;;) {
		at = optind ? optind : 1;
		value = getopt_long(argc, argv, letters, longs, NULL);
		if (value == -1)
			break;
		if (value == 'h') {
			*help = true;
			continue;
		}
		if (value == ':') {
			fprintf(stderr, "aptrace %s: %s needs a value; see aptrace %s --help\n",
				command->name, argv[optind - 1], command->name);
			goto out;
		}
		if (value == '?') {
			fprintf(stderr, "aptrace %s: unknown or ambiguous option %s; see aptrace %s --help\n",
				command->name, argv[at], command->name);
			goto out;
		}
		if (!store(command, find_spec(command->options, value), options,
			   optarg))
			goto out;
	}
	/* Who asks for help need not say the rest. */
	good = *help || take_operands(command, options, argc - optind,
				      argv + optind);
out:
	free(letters);
	free(longs);
	return good;
}

bool operands_stdin_twice(const char *command, const struct operands *files)
{
	int i, count = 0;

	for (i = 0; i < files->count; i++)
		count += !strcmp(files->list[i], "-");
	if (count < 2)
		return false;
	fprintf(stderr, "aptrace %s: only one FILE can be '-': there is one standard input\n",
		command);
	return true;
}
