// SPDX-License-Identifier: GPL-2.0
/*
 * Writes what is made from the tables of aptrace: manual pages, completion. It is linked
 * with the commands themselves, runs where it is built, and is not installed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../command.h"
#include "../exit_codes.h"
#include "../text.h"
#include "completion.h"
#include "pages.h"

static int complain(const char *what, int err)
{
	fprintf(stderr, "aptrace-manual: %s: %s\n", what, strerror(-err));
	return EXIT_RUNTIME;
}

static int write_page(const char *folder, const char *name, struct text *page)
{
	struct text path = { 0 };
	int fd, err, exit_code;

	text_printf(&path, "%s/aptrace%s%s.1", folder, *name ? "-" : "", name);
	fd = open(path.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	err = fd < 0 ? -errno : text_write(page, fd);
	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	exit_code = err ? complain(path.data, err) : EXIT_OK;
	text_free(&path);
	return exit_code;
}

static int write_pages(const char *folder)
{
	struct text page = { 0 };
	int exit_code;
	size_t i;

	page_of_program(&page);
	exit_code = write_page(folder, "", &page);
	for (i = 0; commands[i] && exit_code == EXIT_OK; i++) {
		page_of_command(commands[i], &page);
		exit_code = write_page(folder, commands[i]->name, &page);
	}
	text_free(&page);
	return exit_code;
}

static void list_examples(struct text *text)
{
	const struct example *example;
	size_t i;

	for (i = 0; commands[i]; i++)
		for (example = commands[i]->examples; example && example->line;
		     example++)
			text_printf(text, "%s\t%s\n", commands[i]->name,
				    example->line);
}

/* Options with words, each word on a line: the tests want to know whether it is taken. */
static void list_words(struct text *text)
{
	const struct option_spec *spec;
	const char *word;
	size_t i;

	for (i = 0; commands[i]; i++)
		for (spec = commands[i]->options; spec->name; spec++) {
			if (spec->type != OPTION_WORD && spec->type != OPTION_WORDS)
				continue;
			for (word = spec->wanted; word; word = strchr(word, ' ')) {
				word += *word == ' ';
				text_printf(text, "%s\t%s\t%.*s\n",
					    commands[i]->name, spec->name,
					    (int)strcspn(word, " "), word);
			}
		}
}

static int print(void (*add)(struct text *text))
{
	struct text text = { 0 };
	int err;

	add(&text);
	err = text_write(&text, STDOUT_FILENO);
	text_free(&text);
	return err ? complain("standard output", err) : EXIT_OK;
}

/* Reads a command line as aptrace does, and leaves it at that. */
static int check(int argc, char **argv)
{
	const struct command *command = argc ? command_find(argv[0]) : NULL;
	void *options;
	bool help, good;

	if (!command) {
		fprintf(stderr, "aptrace-manual: there is no command '%s'\n",
			argc ? argv[0] : "");
		return EXIT_USAGE;
	}
	options = must_alloc(1, command->options_bytes);
	memcpy(options, command->defaults, command->options_bytes);
	good = options_parse(command, options, argc, argv, &help);
	free(options);
	return good ? EXIT_OK : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (argc == 3 && !strcmp(what, "pages"))
		return write_pages(argv[2]);
	if (argc == 2 && !strcmp(what, "completion"))
		return print(completion_tables);
	if (argc == 2 && !strcmp(what, "examples"))
		return print(list_examples);
	if (argc == 2 && !strcmp(what, "words"))
		return print(list_words);
	if (argc > 2 && !strcmp(what, "check"))
		return check(argc - 2, argv + 2);
	fprintf(stderr, "Usage: aptrace-manual pages FOLDER | completion | examples | words | check COMMAND [ARGUMENT...]\n");
	return EXIT_USAGE;
}
