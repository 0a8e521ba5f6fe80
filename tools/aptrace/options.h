/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options of a command from one table: it is parsed, checked, printed by --help, written
 * into the manual page and completed from the same lines, so these cannot drift apart.
 */
#ifndef APTRACE_OPTIONS_H
#define APTRACE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
	OPTION_FLAG,		/* bool */
	OPTION_NUMBER,		/* uint32_t, from min to max */
	OPTION_SECONDS,		/* uint32_t milliseconds, given in seconds */
	OPTION_STRING,		/* const char * */
	OPTION_WORD,		/* one of a few words, stored by parse() */
	OPTION_WORDS,		/* a list of them, with commas */
	OPTION_PARSED,		/* whatever parse() makes of it */
};

/**
 * struct option_spec - one option
 * @name: long name without the dashes; NULL ends a table
 * @letter: short name, or 0
 * @type: how the argument is read
 * @argument: what the argument is called in --help; NULL for a flag. FILE, OUT, DIR and
 *	UUID (of an mdev) are completed as what they are: tools/aptrace/manual/completion.c
 * @help: what it does; a newline breaks the line
 * @offset: where in the command's options structure the result goes
 * @min: lowest number
 * @max: highest number
 * @parse: for OPTION_PARSED and words: store @text at @result; false if it is bad
 * @wanted: for OPTION_PARSED: what would have been good ("a UUID like ..."); for
 *	OPTION_WORD and OPTION_WORDS: the words that parse() takes, a blank between
 */
struct option_spec {
	const char *name;
	char letter;
	enum option_type type;
	const char *argument;
	const char *help;
	size_t offset;
	uint32_t min;
	uint32_t max;
	bool (*parse)(void *result, const char *text);
	const char *wanted;
};

/**
 * struct operands - the arguments that are no options
 * @list: the first of them
 * @count: how many
 */
struct operands {
	char **list;
	int count;
};

struct command;
struct text;

/**
 * options_parse - read the arguments of a command
 * @command: the command
 * @options: its options structure, filled with the defaults
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @help: set if --help was among them
 *
 * What is wrong is written to stderr.
 *
 * Return: true if all is well.
 */
bool options_parse(const struct command *command, void *options, int argc,
		   char **argv, bool *help);

/* For a command that writes one file, whose options have members output and force. */
#define OUTPUT_OPTIONS(type)						\
	{ "output", 'o', OPTION_STRING, "OUT",				\
	  "where to; - is standard output, and the default",		\
	  offsetof(struct type, output), 0, 0, NULL, NULL },		\
	{ "force", 'f', OPTION_FLAG, NULL, "overwrite OUT if it exists",	\
	  offsetof(struct type, force), 0, 0, NULL, NULL }

/* Is "-", standard input, given more than once? That is a mistake, and told on stderr. */
bool operands_stdin_twice(const char *command, const struct operands *files);

/**
 * option_wanted - say what an option's argument has to be
 * @spec: an option with an argument
 * @text: gets it, as "a number from 1 to 5"
 */
void option_wanted(const struct option_spec *spec, struct text *text);

#endif /* APTRACE_OPTIONS_H */
