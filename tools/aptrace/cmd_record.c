// SPDX-License-Identifier: GPL-2.0
/* aptrace record: every event of all devices into a file. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "event_loop.h"
#include "exit_codes.h"
#include "record_file.h"
#include "recording_write.h"
#include "schema.h"

#define NAME	"record"
/* How the line of an event begins. */
#define EVENT_LINE	"{\"type\":\"event\","

struct record_options {
	struct common_options common;
	struct mdev_filter mdev;
	const char *output;
	uint32_t count;
	bool force;
	bool schema;
};

#define OPTION(member)	offsetof(struct record_options, member)

static const struct option_spec specs[] = {
	{ "output", 'o', OPTION_STRING, "FILE",
	  "where to; - is standard output. Must be given",
	  OPTION(output), 0, 0, NULL, NULL },
	{ "force", 'f', OPTION_FLAG, NULL, "overwrite FILE if it exists",
	  OPTION(force), 0, 0, NULL, NULL },
	{ "count", 'n', OPTION_NUMBER, "N", "end after N events",
	  OPTION(count), 1, UINT32_MAX, NULL, NULL },
	{ "schema", 0, OPTION_FLAG, NULL,
	  "only print the JSON Schema of a recording's lines",
	  OPTION(schema), 0, 0, NULL, NULL },
	MDEV_OPTION(record_options),
	COLLECT_OPTIONS(record_options),
	{ 0 },
};

static const struct record_options defaults = {
	.common.ring_bytes = EVENT_RING_BYTES,
	.common.json = true,
};

/**
 * struct recorder - the command under way
 * @options: as given
 * @file: where to
 * @events: see event_loop.h
 * @status: what people are told on standard output meanwhile
 * @untold: they cannot be told
 * @why: what is wrong
 */
struct recorder {
	const struct record_options *options;
	struct record_file file;
	struct event_loop events;
	struct view status;
	bool untold;
	char why[RECORD_FILE_WHY_BYTES];
};

static bool is_stdout(const struct recorder *recorder)
{
	return !strcmp(recorder->options->output, "-");
}

static int complain(const struct recorder *recorder)
{
	fprintf(stderr, "aptrace " NAME ": %s; %llu events are in the recording, which has no summary\n",
		recorder->why, (unsigned long long)recorder->file.count);
	return EXIT_RUNTIME;
}

/* All was handed over, and the file system found only then that it cannot keep it. */
static int complain_close(const struct recorder *recorder)
{
	fprintf(stderr, "aptrace " NAME ": %s; how much of the recording is there is not known\n",
		recorder->why);
	return EXIT_RUNTIME;
}

/* People are told on standard output, unless that is the recording. */
static void tell_status(struct recorder *recorder)
{
	int result = LOOP_GO_ON;

	/* Who does not listen misses nothing of the recording; once is enough said. */
	if (!is_stdout(recorder) && !recorder->untold)
		result = loop_write(&recorder->status.out, NAME);
	if (result == EXIT_RUNTIME)
		recorder->untold = true;
	text_clear(&recorder->status.out);
}

/* The header says that nothing can be missed from here on: it comes out at once. */
static void begin(void *context)
{
	struct recorder *recorder = context;
	struct loop *loop = &recorder->events.loop;
	struct recording_header header;

	recording_header_here(&header);
	/* All times of a recording are made with one offset. */
	header.clock_offset_ns = loop->view.clock_offset_ns;
	header.mdev = recorder->options->mdev;
	header.tracepoints = collector_tracepoints(loop->collector);
	snprintf(header.attach, sizeof(header.attach), "%s",
		 collector_attach_name(loop->collector));
	recording_header_write(&header, &loop->view.out);
	recorder->status.ops->attached(&recorder->status, header.attach,
				       header.tracepoints);
}

static int flush(void *context)
{
	struct recorder *recorder = context;

	if (!record_file_write(&recorder->file,
			       &recorder->events.loop.view.out, recorder->why))
		return complain(recorder);
	tell_status(recorder);
	return LOOP_GO_ON;
}

static int record(struct recorder *recorder)
{
	struct collector_options collect = {
		.detail_kinds = APTRACE_ALL_KINDS,
		.good_verdicts = true,
		.mdev = recorder->options->mdev,
	};
	int result;

	recorder->events = (struct event_loop) {
		.loop.ignores_reader = !is_stdout(recorder),
		.name = NAME,
		.count = recorder->options->count,
		.begin = begin,
		.flush = flush,
		.context = recorder,
	};
	view_init(&recorder->status, &view_lines);
	result = event_loop_run(&recorder->events, &recorder->options->common,
				&collect);
	if (result == EXIT_OK) {
		recorder->status.ops->summary(&recorder->status, NULL,
					      &recorder->events.loop.losses);
		tell_status(recorder);
	}
	view_free(&recorder->status);
	return result;
}

/* Or the recording would become standard output, and people be told in it. */
static void hold_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int print_schema(void)
{
	struct text text = { 0 };
	int result;

	signal(SIGPIPE, SIG_IGN);
	schema_write(&text);
	result = loop_write(&text, NAME);
	text_free(&text);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int run(const void *options)
{
	struct recorder recorder = { .options = options };
	int result;

	if (recorder.options->schema)
		return print_schema();
	if (!recorder.options->output) {
		fprintf(stderr, "aptrace " NAME ": --output FILE is missing; - is standard output\n");
		return EXIT_USAGE;
	}
	hold_standard_files();
	/* A limit on the size of files shows as an error, like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	if (!record_file_open(&recorder.file, recorder.options->output,
			      recorder.options->force, recorder.why)) {
		fprintf(stderr, "aptrace " NAME ": %s\n", recorder.why);
		return EXIT_RUNTIME;
	}
	recorder.file.counted = EVENT_LINE;
	result = record(&recorder);
	if (!recorder.file.begun) {
		record_file_abandon(&recorder.file);
		return result;
	}
	if (!record_file_close(&recorder.file, recorder.why) &&
	    result == EXIT_OK)
		result = complain_close(&recorder);
	return result;
}

static const struct example examples[] = {
	{ "aptrace record --output a.jsonl",
	  "until Ctrl-C; the same on the other host makes both halves" },
	{ "aptrace record --output - --duration 60 | zstd > a.jsonl.zst",
	  "a minute, compressed" },
	{ "aptrace record --schema",
	  "the JSON Schema of a line" },
	{ 0 },
};

const struct command command_record = {
	.name = NAME,
	.summary = "every event into a file, for replay",
	.description =
"Writes each event of the vfio_ap driver to FILE, one JSON object on a line,\n"
"after a header that says where and when, and before a summary that says what\n"
"was lost. The header is written when nothing can be missed any more. Such a\n"
"recording can be shown on any machine: aptrace replay.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct record_options),
	.defaults = &defaults,
	.run = run,
};
