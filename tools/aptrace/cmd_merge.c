// SPDX-License-Identifier: GPL-2.0
/* aptrace merge: the recordings of two hosts as one. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "exit_codes.h"
#include "merge.h"
#include "record_file.h"

#define NAME		"merge"
/* So much output is kept back before it is written. */
#define FLUSH_BYTES	65536

struct merge_options {
	struct operands files;
	const char *output;
	bool force;
};

#define OPTION(member)	offsetof(struct merge_options, member)

static const struct option_spec specs[] = {
	OUTPUT_OPTIONS(merge_options),
	{ 0 },
};

static const struct merge_options defaults = { .output = "-" };

static int complain(const char *why)
{
	fprintf(stderr, "aptrace " NAME ": %s\n", why);
	return EXIT_RUNTIME;
}

static int write_all(struct merge *merge, struct record_file *file)
{
	char why[RECORDING_WHY_BYTES];
	struct text text = { 0 };
	enum recording_step step;
	bool good;

	do {
		step = merge_next(merge, &text, why);
		good = step != RECORDING_BAD;
		if (good && (step == RECORDING_END ||
			     text.length >= FLUSH_BYTES))
			good = record_file_write(file, &text, why);
	} while (good && step == RECORDING_GO_ON);
	text_free(&text);
	return good ? EXIT_OK : complain(why);
}

/* What is said goes where the recording does not. */
static void tell(struct merge *merge, bool to_stdout)
{
	struct text words = { 0 };

	merge_words(merge, &words);
	fputs(words.data, to_stdout ? stdout : stderr);
	text_free(&words);
}

static int merge_to(struct merge *merge, const struct merge_options *options)
{
	char why[RECORD_FILE_WHY_BYTES];
	struct record_file file;
	int result;

	if (!record_file_open(&file, options->output, options->force, why))
		return complain(why);
	if (merge_is_input(merge, file.fd)) {
		snprintf(why, sizeof(why),
			 "%s is one of the two recordings; give another name to --output",
			 file.path);
		record_file_abandon(&file);
		return complain(why);
	}
	result = write_all(merge, &file);
	if (!record_file_close(&file, why) && result == EXIT_OK)
		result = complain(why);
	if (result == EXIT_OK)
		tell(merge, strcmp(options->output, "-"));
	return result;
}

static int run(const void *given)
{
	const struct merge_options *options = given;
	char why[RECORDING_WHY_BYTES];
	struct merge *merge;
	int result;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	merge = merge_open(options->files.list, why);
	if (!merge)
		return complain(why);
	result = merge_to(merge, options);
	merge_close(merge);
	return result;
}

static const struct example examples[] = {
	{ "aptrace merge --output both.jsonl a.jsonl b.jsonl",
	  "both hosts in one file, with the offset of their clocks" },
	{ "aptrace merge a.jsonl b.jsonl | aptrace replay -",
	  "the same, looked at right away" },
	{ 0 },
};

const struct command command_merge = {
	.name = NAME,
	.summary = "the recordings of two hosts as one, with their clocks compared",
	.description =
"Joins the recordings of two hosts (of aptrace record; - is standard input) into\n"
"one, which all other commands take in place of the two. How the clocks of the\n"
"hosts differ is estimated from migrations that are in both, and stated; the\n"
"times in the lines stay as they were recorded.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct merge_options),
	.operands = "A B",
	.operands_min = 2,
	.operands_max = 2,
	.operands_offset = OPTION(files),
	.defaults = &defaults,
	.run = run,
};
