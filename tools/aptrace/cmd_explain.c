// SPDX-License-Identifier: GPL-2.0
/* aptrace explain: why a migration went as it did. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector.h"
#include "command.h"
#include "exit_codes.h"
#include "explain.h"
#include "flight_files.h"
#include "format.h"
#include "loop.h"
#include "outcomes_file.h"
#include "outcomes_host.h"
#include "recording_write.h"
#include "replay.h"
#include "terminal.h"

#define NAME		"explain"
#define LAST		"last"
#define WIDTH_MIN	40
#define WIDTH_MAX	10000
/* Files have numbers above those of the mdevs of this host. */
#define FIRST_FILE	(1U << 20)

struct explain_options {
	struct operands operands;
	struct mdev_filter mdev;
	const char *root;
	bool here;
	const char *state_dir;
	bool json;
	bool all;
	uint32_t width;
};

#define OPTION(member)	offsetof(struct explain_options, member)

static const struct option_spec specs[] = {
	{ "mdev", 'm', OPTION_PARSED, "UUID",
	  "only migrations of this mdev, on either side",
	  OPTION(mdev), 0, 0, loop_parse_mdev,
	  "a UUID like 2b9e1c00-1111-4222-8333-444455556666" },
	{ "here", 'H', OPTION_FLAG, NULL,
	  "with FILE: also what the driver of this host keeps",
	  OPTION(here), 0, 0, NULL, NULL },
	{ "json", 'j', OPTION_FLAG, NULL, "print a JSON object",
	  OPTION(json), 0, 0, NULL, NULL },
	{ "all", 'a', OPTION_FLAG, NULL,
	  "print all that is known, also if it is more than a page",
	  OPTION(all), 0, 0, NULL, NULL },
	{ "width", 'w', OPTION_NUMBER, "N",
	  "columns of the text; without it 80, or those of the\n"
	  "terminal if it has less",
	  OPTION(width), WIDTH_MIN, WIDTH_MAX, NULL, NULL },
	{ "sysfs-root", 0, OPTION_STRING, "DIR",
	  "where /sys of this host is copied to: DIR/sys/kernel/debug",
	  OPTION(root), 0, 0, NULL, NULL },
	{ "state-dir", 0, OPTION_STRING, "DIR",
	  "folder of the agent's flight recorder, which is read as\n"
	  "well if there is no FILE",
	  OPTION(state_dir), 0, 0, NULL, NULL },
	{ 0 },
};

static const struct explain_options defaults = {
	.root = "",
	.state_dir = FLIGHT_FOLDER,
};

/* What is being read. */
struct reading {
	struct stories stories;
	struct story_origin origin;
};

/* An id, not a file: "last", or digits of a UUID that are no file's name. */
static bool is_id(const char *operand)
{
	size_t i;

	if (!strcmp(operand, LAST))
		return true;
	for (i = 0; operand[i]; i++)
		if (!isxdigit((unsigned char)operand[i]) && operand[i] != '-')
			return false;
	return i > 1 && i < UUID_TEXT_BYTES && access(operand, F_OK);
}

/* A copy of what a driver keeps; of which host it does not say. */
static bool read_kept(struct reading *reading, const char *path, char *why)
{
	struct outcomes_account account;

	memset(&reading->origin, 0, offsetof(struct story_origin, file));
	reading->origin.file++;
	return !outcomes_read(&reading->stories, &reading->origin, path,
			      &account, why);
}

/*
 * Recordings are read side by side, by time: of what two of one host have in common
 * each event is told once.
 */
static bool read_recordings(struct reading *reading, char * const *paths,
			    unsigned int count, char *why)
{
	static const struct replay_options_shown shown = { .events = true };
	enum replay_step step = REPLAY_BAD;
	struct replay replay;

	replay_init(&replay, &shown, &view_lines);
	replay.silent = true;
	replay.stories = &reading->stories;
	replay.stories_only = true;
	replay.first_file = reading->origin.file;
	if (replay_open(&replay, paths, count, why)) {
		do {
			step = replay_next(&replay, why);
		} while (step == REPLAY_GO_ON);
		reading->origin.file += replay.count;
	}
	if (step == REPLAY_END)
		replay_notes(&replay, &reading->stories.notes);
	replay_free(&replay);
	return step == REPLAY_END;
}

/* Both kinds of files, in any order. */
static bool read_files(struct reading *reading, char **paths, unsigned int count,
		       char *why)
{
	char **recordings = must_alloc((size_t)count + 1, sizeof(*recordings));
	unsigned int recorded = 0, i;
	bool good = true;

	for (i = 0; i < count && good; i++) {
		if (outcomes_is_file(paths[i]))
			good = read_kept(reading, paths[i], why);
		else
			recordings[recorded++] = paths[i];
	}
	good = good && (!recorded || read_recordings(reading, recordings,
						     recorded, why));
	free(recordings);
	return good;
}

/* What the agent has recorded on this host; that there is nothing is no error. */
static bool read_flight(const struct explain_options *options,
			struct reading *reading, char *why)
{
	struct flight_files flight;
	bool good = true;
	size_t i;

	if (!flight_files_list(&flight, options->state_dir, why))
		return false;
	for (i = 0; i < flight.count && good; i++) {
		char *path = flight.list[i].path;

		good = read_recordings(reading, &path, 1, why);
	}
	flight_files_free(&flight);
	return good;
}

/* What the driver of this host keeps. */
static int read_kept_here(const struct explain_options *options,
			  struct reading *reading, struct text *why)
{
	struct outcomes_host host = {
		.root = options->root,
		.mdev_uuid = options->mdev.set ? options->mdev.uuid : NULL,
	};
	struct recording_header header;

	/* A copy of the files of some host is not this one. */
	if (!host.root[0]) {
		recording_header_here(&header);
		snprintf(host.origin.host, sizeof(host.origin.host), "%s",
			 header.host);
		snprintf(host.origin.boot_id, sizeof(host.origin.boot_id),
			 "%s", header.boot_id);
	}
	return outcomes_host_read(&host, &reading->stories, why);
}

/* Of this host: both, and one is enough unless the driver's is what was asked for. */
static int read_here(const struct explain_options *options,
		     struct reading *reading)
{
	char why[RECORDING_WHY_BYTES + FLIGHT_WHY_BYTES];
	struct text kept_why = { 0 }, *note;
	bool alone = options->here || options->root[0];
	int result;

	result = read_kept_here(options, reading, &kept_why);
	reading->origin.file = FIRST_FILE;
	if (!alone && !read_flight(options, reading, why)) {
		note = text_list_add(&reading->stories.notes);
		text_printf(note, "%s", why);
	}
	if (result && !alone && stories_count(&reading->stories))
		result = EXIT_OK;
	if (result)
		fprintf(stderr, "aptrace " NAME ": %s\n", kept_why.data);
	if (result && !alone)
		fprintf(stderr, "There is no flight recorder in %s either; for the next time: systemctl enable --now aptrace-agent\n",
			options->state_dir);
	text_free(&kept_why);
	return result;
}

static unsigned int choose_width(const struct explain_options *options)
{
	unsigned int width, height;

	if (options->width)
		return options->width;
	if (!isatty(STDOUT_FILENO))
		return EXPLAIN_WIDTH;
	terminal_size(&width, &height);
	if (width < WIDTH_MIN)
		return WIDTH_MIN;
	return width < EXPLAIN_WIDTH ? width : EXPLAIN_WIDTH;
}

static int print(const struct explain_options *options,
		 const struct story *story)
{
	struct text out = { 0 };
	struct json json = { .text = &out };
	struct explanation explanation;
	int result;

	explain_build(&explanation, story);
	if (options->json) {
		explain_json(&explanation, &json);
		text_putc(&out, '\n');
	} else {
		explain_text(&explanation, choose_width(options), options->all,
			     &out);
	}
	explain_free(&explanation);
	result = loop_write(&out, NAME);
	text_free(&out);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int not_found(const struct explain_options *options,
		     const struct reading *reading, const char *id)
{
	size_t count = stories_count(&reading->stories);
	char uuid[UUID_TEXT_BYTES];

	if (!count) {
		fprintf(stderr, "aptrace " NAME ": there is no migration in what was read\n");
		return EXIT_RUNTIME;
	}
	fprintf(stderr, "aptrace " NAME ": none of the %zu migration%s there has",
		count, count == 1 ? "" : "s");
	if (id)
		fprintf(stderr, " an id, or an mdev, that begins with %s", id);
	if (options->mdev.set) {
		format_uuid(uuid, options->mdev.uuid);
		fprintf(stderr, "%s the mdev %s", id ? " and" : "", uuid);
	}
	fprintf(stderr, options->operands.count > !!id ?
		"; aptrace replay shows those of recordings\n" :
		"; aptrace explain tells of the last one\n");
	return EXIT_RUNTIME;
}

static int explain(const struct explain_options *options, const char *id,
		   char **files, int count)
{
	const uint8_t *mdev = options->mdev.set ? options->mdev.uuid : NULL;
	struct reading reading = { 0 };
	char why[RECORDING_WHY_BYTES + OUTCOMES_WHY_BYTES];
	struct story story;
	int result = EXIT_OK;

	/* Before the files: those are numbered behind the mdevs. */
	reading.origin.file = FIRST_FILE;
	if (!count || options->here)
		result = read_here(options, &reading);
	if (!result && count &&
	    !read_files(&reading, files, (unsigned int)count, why)) {
		fprintf(stderr, "aptrace " NAME ": %s\n", why);
		result = EXIT_RUNTIME;
	}
	if (!result)
		result = stories_find_on(&reading.stories, id, mdev, &story) ?
			print(options, &story) :
			not_found(options, &reading, id);
	stories_free(&reading.stories);
	return result;
}

static int run(const void *given)
{
	const struct explain_options *options = given;
	char **operands = options->operands.list;
	int count = options->operands.count;
	const char *id = NULL;

	if (count && is_id(operands[0])) {
		id = strcmp(operands[0], LAST) ? operands[0] : NULL;
		operands++;
		count--;
	}
	signal(SIGPIPE, SIG_IGN);
	return explain(options, id, operands, count);
}

static const struct example examples[] = {
	{ "aptrace explain last",
	  "why the newest migration of this host failed, also if nobody listened" },
	{ "aptrace explain last a.jsonl b.jsonl",
	  "the same from recordings of both hosts, on any machine" },
	{ "ssh root@b cat /sys/kernel/debug/vfio/UUID/outcomes >b.outcomes",
	  "copies what the driver of host b has kept of an mdev" },
	{ "aptrace explain --all --json last b.outcomes",
	  "explains that copy, for a program" },
	{ 0 },
};

const struct command command_explain = {
	.name = NAME,
	.summary = "why a migration failed, and what to do",
	.description =
"Explains a migration: how it went, what the guest suffered, what is wrong, what to\n"
"do on which host, and the details. Without FILE it reads, as root, what aptrace\n"
"agent has recorded on this host, and what its driver keeps of the last migrations\n"
"of each mdev, also if nobody listened. A FILE is a recording (of aptrace record, or\n"
"aptrace events --json; - is standard input) or a copy of\n"
"/sys/kernel/debug/vfio/UUID/outcomes, of any host. With files of both hosts it\n"
"knows both halves. ID is the beginning of the migration id or of the UUID of an\n"
"mdev, or \"last\", which is the default: the newest one. All times are UTC.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct explain_options),
	.operands = "[ID|last] [FILE...]",
	.operands_max = OPERANDS_ANY,
	.operands_offset = OPTION(operands),
	.defaults = &defaults,
	.run = run,
};
