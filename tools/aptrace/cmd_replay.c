// SPDX-License-Identifier: GPL-2.0
/* aptrace replay: the views of recordings. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "browser_details.h"
#include "browser_view.h"
#include "command.h"
#include "exit_codes.h"
#include "loop.h"
#include "replay.h"
#include "terminal.h"
#include "tracker.h"

#define NAME		"replay"
/* So much output is kept back before it is written. */
#define FLUSH_BYTES	65536
/* All of them: nobody has to fit it on a screen. */
#define TABLE_LINES	(1U << 24)

struct replay_options {
	struct operands files;
	bool json;
	bool lines;
	bool table;
	bool browse;
	struct replay_options_shown shown;
};

#define OPTION(member)	offsetof(struct replay_options, member)

static const struct option_spec specs[] = {
	{ "json", 'j', OPTION_FLAG, NULL, "print JSON Lines",
	  OPTION(json), 0, 0, NULL, NULL },
	{ "lines", 'l', OPTION_FLAG, NULL,
	  "print a line for each change, also on a terminal",
	  OPTION(lines), 0, 0, NULL, NULL },
	{ "table", 't', OPTION_FLAG, NULL,
	  "print the table as it was at the end, also in a pipe",
	  OPTION(table), 0, 0, NULL, NULL },
	{ "browse", 'b', OPTION_FLAG, NULL,
	  "look around in that table with keys, on a terminal",
	  OPTION(browse), 0, 0, NULL, NULL },
	{ "events", 'e', OPTION_FLAG, NULL,
	  "print each event, as aptrace events does",
	  OPTION(shown.events), 0, 0, NULL, NULL },
	{ "all", 'a', OPTION_FLAG, NULL,
	  "also show devices that were merely stopped",
	  OPTION(shown.all), 0, 0, NULL, NULL },
	{ "verdicts", 0, OPTION_NUMBER, "N",
	  "bad verdicts shown for one migration, 0: all; the rest\n"
	  "is counted",
	  OPTION(shown.verdicts_max), 0, TRACKER_VERDICTS_MAX, NULL, NULL },
	{ "history", 0, OPTION_NUMBER, "N",
	  "ended migrations kept for the table",
	  OPTION(shown.history_max), 1, TRACKER_HISTORY_MAX, NULL, NULL },
	{ "mdev", 'm', OPTION_PARSED, "UUID", "only this mediated device",
	  OPTION(shown.mdev), 0, 0, loop_parse_mdev,
	  "a UUID like 12345678-1234-1234-1234-123456789abc" },
	{ 0 },
};

static const struct replay_options defaults = {
	.shown.verdicts_max = TRACKER_VERDICTS_DEFAULT,
	.shown.history_max = TRACKER_HISTORY_DEFAULT,
};

static int write_out(struct replay *replay)
{
	return loop_write(&replay->view.out, NAME);
}

static int tables(struct replay *replay)
{
	struct screen screen = {
		.color = terminal_color(),
		.all = replay->shown->all,
	};

	terminal_size(&screen.width, &screen.height);
	screen.height = TABLE_LINES;
	replay_tables(replay, &screen);
	return write_out(replay);
}

/**
 * struct browsing - looking around in recordings
 * @replay: them
 * @browser: what was chosen
 * @hosts: one for each recording
 * @losses: of all
 * @signals: signalfd
 */
struct browsing {
	struct replay *replay;
	struct browser browser;
	struct browser_host *hosts;
	struct collector_losses losses;
	int signals;
};

static void details(void *context, const struct browser_row *row,
		    unsigned int width, struct text *text)
{
	struct browsing *browsing = context;
	struct story_origin origin = replay_origin(browsing->replay, row->host);

	browser_details(browsing->replay->stories, &origin, row->m, width, text);
}

static bool on_key(void *context, int key)
{
	return browser_key(&((struct browsing *)context)->browser, key);
}

static int look_around(struct browsing *browsing)
{
	struct browser_view view = {
		.command = NAME,
		.color = terminal_color(),
		.all = browsing->replay->shown->all,
		.hosts = browsing->hosts,
		.host_count = browsing->replay->count,
		.losses = &browsing->losses,
		.details = details,
		.context = browsing,
	};
	unsigned int woken;
	int result;

	do {
		terminal_size(&view.width, &view.height);
		browser_render(&view, &browsing->browser,
			       &browsing->replay->view.out);
		result = write_out(browsing->replay);
		if (result != LOOP_GO_ON)
			return result;
		woken = loop_wait_for(browsing->signals, -1, terminal_key_fd(),
				      false, UINT64_MAX);
	} while (!loop_wants_end(woken, on_key, browsing));
	return LOOP_GO_ON;
}

static int browse(struct replay *replay)
{
	struct browsing browsing = {
		.replay = replay,
		.hosts = must_alloc(replay->count, sizeof(*browsing.hosts)),
		.signals = loop_signals(),
	};
	int result = EXIT_RUNTIME;

	if (browsing.signals < 0) {
		fprintf(stderr, "aptrace " NAME ": signalfd: %s\n",
			strerror(errno));
		goto out;
	}
	replay_hosts(replay, browsing.hosts);
	replay_losses(replay, &browsing.losses);
	terminal_enter();
	result = look_around(&browsing);
	terminal_leave();
	close(browsing.signals);
out:
	browser_free(&browsing.browser);
	free(browsing.hosts);
	return result;
}

static int go(struct replay *replay)
{
	char why[RECORDING_WHY_BYTES];
	enum replay_step step;
	int result;

	do {
		step = replay_next(replay, why);
		if (replay->view.out.length >= FLUSH_BYTES ||
		    step != REPLAY_GO_ON) {
			result = write_out(replay);
			if (result != LOOP_GO_ON)
				return result;
		}
	} while (step == REPLAY_GO_ON);
	if (step == REPLAY_BAD) {
		fprintf(stderr, "aptrace " NAME ": %s\n", why);
		return EXIT_RUNTIME;
	}
	replay_finish(replay);
	if (replay->stories) {
		result = browse(replay);
		if (result != LOOP_GO_ON)
			return result;
	} else if (replay->silent) {
		result = tables(replay);
		if (result != LOOP_GO_ON)
			return result;
	}
	replay_sum(replay);
	result = write_out(replay);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

/* Two of them cannot be had at once. */
static bool is_contradiction(const struct replay_options *options)
{
	return options->json + options->lines + options->table +
	       options->browse > 1 ||
	       (options->shown.events && (options->table || options->browse));
}

/* Keys come from standard input, so nothing else can. */
static bool can_browse(const struct replay_options *options)
{
	int i;

	if (!terminal_usable() || !isatty(STDIN_FILENO)) {
		fprintf(stderr, "aptrace " NAME ": --browse needs a terminal; without one there is --table\n");
		return false;
	}
	for (i = 0; i < options->files.count; i++) {
		if (strcmp(options->files.list[i], "-"))
			continue;
		fprintf(stderr, "aptrace " NAME ": --browse reads keys from standard input; write the recording to a file first\n");
		return false;
	}
	return true;
}

static int run(const void *given)
{
	const struct replay_options *options = given;
	char why[RECORDING_WHY_BYTES];
	struct stories stories = { 0 };
	struct replay replay;
	int result;

	if (is_contradiction(options)) {
		fprintf(stderr, "aptrace " NAME ": --json, --lines, --table and --browse exclude each other, and --events has no table\n");
		return EXIT_USAGE;
	}
	if (operands_stdin_twice(NAME, &options->files))
		return EXIT_USAGE;
	if (options->browse && !can_browse(options))
		return EXIT_USAGE;
	/* The same on every machine: nothing comes from this one. */
	setenv("TZ", "UTC0", 1);
	tzset();
	signal(SIGPIPE, SIG_IGN);
	replay_init(&replay, &options->shown,
		    options->json ? &view_json : &view_lines);
	replay.stories = options->browse ? &stories : NULL;
	replay.silent = options->table || options->browse ||
			(!options->lines && !options->json &&
			 !options->shown.events && terminal_usable());
	if (replay_open(&replay, options->files.list, options->files.count,
			why)) {
		result = go(&replay);
	} else {
		fprintf(stderr, "aptrace " NAME ": %s\n", why);
		result = EXIT_RUNTIME;
	}
	replay_free(&replay);
	stories_free(&stories);
	return result;
}

static const struct example examples[] = {
	{ "aptrace replay a.jsonl b.jsonl",
	  "both hosts, by time" },
	{ "aptrace replay --json b.jsonl | jq 'select(.type == \"verdict\")'",
	  "what was refused, for a program" },
	{ "aptrace replay --browse a.jsonl b.jsonl",
	  "look around with keys, on a terminal" },
	{ 0 },
};

const struct command command_replay = {
	.name = NAME,
	.summary = "the same views of recordings, on any machine",
	.description =
"Shows what aptrace migrations showed, or would have shown, while FILE was\n"
"recorded (by aptrace record, or aptrace events --json); - is standard input.\n"
"Recordings of several hosts are shown as one, by time, and each line names its\n"
"host. All times are UTC and come from the recordings. On a terminal it is the\n"
"table as it was at the end, in a pipe a line for each change; with --browse one\n"
"can look around in the table: sort, filter, details of one; ? shows the keys.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct replay_options),
	.operands = "FILE...",
	.operands_min = 1,
	.operands_max = OPERANDS_ANY,
	.operands_offset = OPTION(files),
	.defaults = &defaults,
	.run = run,
};
