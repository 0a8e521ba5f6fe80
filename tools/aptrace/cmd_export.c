// SPDX-License-Identifier: GPL-2.0
/* aptrace export: recordings for other programs. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "command.h"
#include "exit_codes.h"
#include "export.h"
#include "piece_file.h"

#define NAME		"export"

typedef bool (*export_format)(const struct event_list *list, piece_fn fn,
			      void *context);

struct export_options {
	struct operands files;
	export_format format;
	const char *output;
	bool force;
};

#define OPTION(member)	offsetof(struct export_options, member)

static bool parse_format(void *result, const char *name)
{
	static const struct {
		const char *name;
		export_format format;
	} formats[] = {
		{ "perfetto", export_trace },
		{ "csv", export_csv },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (strcmp(formats[i].name, name))
			continue;
		*(export_format *)result = formats[i].format;
		return true;
	}
	return false;
}

static const struct option_spec specs[] = {
	{ "format", 0, OPTION_WORD, "FORMAT",
	  "perfetto (trace events in JSON) or csv. Must be given",
	  OPTION(format), 0, 0, parse_format, "perfetto csv" },
	OUTPUT_OPTIONS(export_options),
	{ 0 },
};

static const struct export_options defaults = { .output = "-" };

static int complain(const char *why)
{
	fprintf(stderr, "aptrace " NAME ": %s\n", why);
	return EXIT_RUNTIME;
}

static int export_list(const struct event_list *list,
		       const struct export_options *options)
{
	struct piece_file pieces;
	bool good;

	if (!piece_file_open(&pieces, options->output, options->force))
		return complain(pieces.why);
	good = options->format(list, piece_file_take, &pieces);
	if (!piece_file_close(&pieces, good))
		return complain(pieces.why);
	return EXIT_OK;
}

static int run(const void *given)
{
	const struct export_options *options = given;
	struct event_list list = { 0 };
	char why[RECORDING_WHY_BYTES];
	int result;
	size_t i;

	if (!options->format) {
		fprintf(stderr, "aptrace " NAME ": --format is missing: perfetto or csv\n");
		return EXIT_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (event_list_read(&list, options->files.list, options->files.count,
			    why)) {
		result = export_list(&list, options);
		for (i = 0; result == EXIT_OK && i < list.notes.count; i++)
			fprintf(stderr, "aptrace " NAME ": note: %s\n",
				list.notes.items[i].data);
	} else {
		result = complain(why);
	}
	event_list_free(&list);
	return result;
}

static const struct example examples[] = {
	{ "aptrace export --format perfetto --output trace.json a.jsonl b.jsonl",
	  "a timeline that ui.perfetto.dev opens" },
	{ "aptrace merge a.jsonl b.jsonl | aptrace export --format csv -",
	  "a table of both hosts" },
	{ 0 },
};

const struct command command_export = {
	.name = NAME,
	.summary = "recordings for Perfetto and for spreadsheets",
	.description =
"Writes the events of recordings (of aptrace record, or one of aptrace merge; - is\n"
"standard input) in a format of other programs: perfetto, the trace-event JSON that\n"
"ui.perfetto.dev and chrome://tracing open, with a process for each host; or csv,\n"
"with a row for each event.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct export_options),
	.operands = "FILE...",
	.operands_min = 1,
	.operands_max = OPERANDS_ANY,
	.operands_offset = OPTION(files),
	.defaults = &defaults,
	.run = run,
};
