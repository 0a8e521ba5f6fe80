// SPDX-License-Identifier: GPL-2.0
/* aptrace report: recordings as a page for a ticket. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "exit_codes.h"
#include "loop.h"
#include "outcomes_file.h"
#include "report.h"

#define NAME		"report"
#define DETAILS_MOST	100000

struct report_command {
	struct operands files;
	struct report_options told;
	const char *output;
	bool force;
};

#define OPTION(member)	offsetof(struct report_command, member)

static const struct option_spec specs[] = {
	OUTPUT_OPTIONS(report_command),
	{ "id", 'i', OPTION_PARSED, "HEX",
	  "only migrations whose id, or whose mdev, begins so",
	  OPTION(told.id), 0, 0, loop_parse_id, "the beginning of a UUID" },
	{ "mdev", 'm', OPTION_PARSED, "UUID",
	  "only migrations of this mdev, on either side",
	  OPTION(told.mdev), 0, 0, loop_parse_mdev,
	  "a UUID like 2b9e1c00-1111-4222-8333-444455556666" },
	{ "details", 'd', OPTION_NUMBER, "N",
	  "so many migrations in full, those that failed first;\n"
	  "the others are a line in the table. 500",
	  OPTION(told.details_max), 1, DETAILS_MOST, NULL, NULL },
	{ 0 },
};

static const struct report_command defaults = {
	.output = "-",
	.told.details_max = REPORT_DETAILS_MAX,
};

static int complain(const char *why)
{
	fprintf(stderr, "aptrace " NAME ": %s\n", why);
	return EXIT_RUNTIME;
}

static int write_page(const struct report *report,
		      const struct report_command *options)
{
	struct piece_file pieces;
	bool good;

	if (!report->count) {
		fprintf(stderr, "aptrace " NAME ": there is no migration in what was read%s\n",
			options->told.id || options->told.mdev.set ?
			", or none of that id and mdev; aptrace replay shows those there are" :
			"");
		return EXIT_RUNTIME;
	}
	if (!piece_file_open(&pieces, options->output, options->force))
		return complain(pieces.why);
	good = report_write(report, piece_file_take, &pieces);
	if (!piece_file_close(&pieces, good))
		return complain(pieces.why);
	return EXIT_OK;
}

/* They say why, not when what happened. */
static bool all_recordings(const struct operands *files)
{
	int i;

	for (i = 0; i < files->count; i++) {
		if (!outcomes_is_file(files->list[i]))
			continue;
		fprintf(stderr, "aptrace " NAME ": %s is what a driver keeps, and no recording: aptrace explain reads it\n",
			files->list[i]);
		return false;
	}
	return true;
}

static int run(const void *given)
{
	const struct report_command *options = given;
	char why[RECORDING_WHY_BYTES];
	struct report report = { 0 };
	int result;

	if (operands_stdin_twice(NAME, &options->files))
		return EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (!all_recordings(&options->files))
		return EXIT_RUNTIME;
	if (report_read(&report, &options->told, options->files.list,
			options->files.count, why))
		result = write_page(&report, options);
	else
		result = complain(why);
	report_free(&report);
	return result;
}

static const struct example examples[] = {
	{ "aptrace report --output ticket.html a.jsonl b.jsonl",
	  "what both hosts recorded, to be attached to a ticket" },
	{ "aptrace merge a.jsonl b.jsonl | aptrace report -o ticket.html -",
	  "with one clock for both" },
	{ 0 },
};

const struct command command_report = {
	.name = NAME,
	.summary = "recordings as an HTML page for a ticket",
	.description =
"Makes one HTML page of recordings (of aptrace record, or one of aptrace merge; - is\n"
"standard input): each migration with its result, what the guest suffered, a time\n"
"line of both hosts, what does not fit and what to do, and whether events are missing.\n"
"The page is whole in itself: it loads nothing, and nothing in it runs. With the\n"
"merged recording of both hosts the times of the two can be compared.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct report_command),
	.operands = "FILE...",
	.operands_min = 1,
	.operands_max = OPERANDS_ANY,
	.operands_offset = OPTION(files),
	.defaults = &defaults,
	.run = run,
};
