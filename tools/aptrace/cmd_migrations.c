// SPDX-License-Identifier: GPL-2.0
/* aptrace migrations: the migrations of this host, live. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "browser_details.h"
#include "browser_view.h"
#include "command.h"
#include "exit_codes.h"
#include "flight_files.h"
#include "flight_past.h"
#include "format.h"
#include "loop.h"
#include "screen.h"
#include "terminal.h"
#include "tracker_collector.h"

#define NAME			"migrations"
#define NSEC_PER_MSEC		1000000ULL
#define INTERVAL_DEFAULT_MS	250
/* What the live view leaves behind on the terminal, at most. */
#define LAST_LINES		200

struct migrations_options {
	struct common_options common;
	struct mdev_filter mdev;
	const char *state_dir;
	bool lines;
	bool all;
	uint32_t count;
	uint32_t timeout_ms;
	uint32_t interval_ms;
	uint32_t verdicts_max;
	uint32_t history_max;
};

#define OPTION(member)	offsetof(struct migrations_options, member)

static const struct option_spec specs[] = {
	{ "lines", 'l', OPTION_FLAG, NULL,
	  "print a line for each change, also on a terminal",
	  OPTION(lines), 0, 0, NULL, NULL },
	{ "all", 'a', OPTION_FLAG, NULL,
	  "also show devices that were merely stopped",
	  OPTION(all), 0, 0, NULL, NULL },
	{ "count", 'n', OPTION_NUMBER, "N",
	  "end when N migrations have ended, with exit code 0",
	  OPTION(count), 1, UINT32_MAX, NULL, NULL },
	{ "timeout", 't', OPTION_SECONDS, "SEC",
	  "give up after that time, with exit code 1; for --count",
	  OPTION(timeout_ms), 0, 0, NULL, NULL },
	{ "interval", 0, OPTION_NUMBER, "MS",
	  "how often the view is refreshed, in milliseconds",
	  OPTION(interval_ms), 10, 60000, NULL, NULL },
	{ "verdicts", 0, OPTION_NUMBER, "N",
	  "bad verdicts shown for one migration, 0: all; the rest\n"
	  "is counted",
	  OPTION(verdicts_max), 0, TRACKER_VERDICTS_MAX, NULL, NULL },
	{ "history", 0, OPTION_NUMBER, "N",
	  "ended migrations kept on the screen",
	  OPTION(history_max), 1, TRACKER_HISTORY_MAX, NULL, NULL },
	{ "state-dir", 0, OPTION_STRING, "DIR",
	  "folder of the agent's flight recorder, whose migrations\n"
	  "are in the table of the live view from the start",
	  OPTION(state_dir), 0, 0, NULL, NULL },
	MDEV_OPTION(migrations_options),
	COMMON_OPTIONS(migrations_options),
	{ 0 },
};

static const struct migrations_options defaults = {
	.common.ring_bytes = APTRACE_RING_BYTES_DEFAULT,
	.interval_ms = INTERVAL_DEFAULT_MS,
	.verdicts_max = TRACKER_VERDICTS_DEFAULT,
	.history_max = TRACKER_HISTORY_DEFAULT,
	.state_dir = FLIGHT_FOLDER,
};

/**
 * struct migrations - the command under way
 * @options: as given
 * @loop: see loop.h
 * @tracker: what is shown
 * @browser: what was chosen with keys
 * @stories: events for explanations, of no more than is shown
 * @origin: this host
 * @live: shown on a terminal, not as lines
 */
struct migrations {
	const struct migrations_options *options;
	struct loop loop;
	struct tracker tracker;
	struct browser browser;
	struct stories stories;
	struct story_origin origin;
	bool live;
};

static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	struct migrations *run = context;

	if (APTRACE_KIND_MASK(record->kind) & TRACKER_DETAIL_KINDS)
		tracker_record(&run->tracker, record, event);
	/* Verdicts are kept with their migration. */
	if (run->live && record->kind != APTRACE_VERDICT)
		stories_add(&run->stories, &run->origin, record, event);
}

static void details(void *context, const struct browser_row *row,
		    unsigned int width, struct text *text)
{
	struct migrations *run = context;

	browser_details(&run->stories, &run->origin, row->m, width, text);
}

static int browse(struct migrations *run)
{
	struct loop *loop = &run->loop;
	const struct browser_host host = {
		.name = run->origin.host,
		.model = &run->tracker.model,
		.now_ns = clock_boot_ns(),
		.clock_offset_ns = loop->view.clock_offset_ns,
	};
	struct browser_view view = {
		.command = NAME,
		.color = terminal_color(),
		.all = run->options->all,
		.hosts = &host,
		.host_count = 1,
		.losses = &loop->losses,
		.details = details,
		.context = run,
	};

	terminal_size(&view.width, &view.height);
	browser_render(&view, &run->browser, &loop->view.out);
	return loop_flush(loop, NAME);
}

static bool on_key(void *context, int key)
{
	struct migrations *run = context;

	return browser_key(&run->browser, key);
}

/* What stays on the terminal. */
static int paint_last(struct migrations *run)
{
	struct loop *loop = &run->loop;
	struct screen screen = {
		.color = terminal_color(),
		.all = run->options->all,
		.host = run->origin.host,
		.now_ns = clock_boot_ns(),
		.clock_offset_ns = loop->view.clock_offset_ns,
		.losses = loop->losses,
	};

	terminal_size(&screen.width, &screen.height);
	screen.height = LAST_LINES;
	screen_render(&screen, &run->tracker.model, &loop->view.out);
	return loop_flush(loop, NAME);
}

/* Everything that happens at each turn; LOOP_GO_ON or an exit code. */
static int turn(struct migrations *run, bool drained)
{
	int result;

	tracker_sweep(&run->tracker, drained);
	result = loop_check_losses(&run->loop, NAME);
	if (result != LOOP_GO_ON)
		return result;
	if (run->live) {
		stories_trim(&run->stories, run->options->history_max +
			     run->tracker.model.active_count + 1);
		return browse(run);
	}
	loop_show_losses(&run->loop);
	return loop_flush(&run->loop, NAME);
}

static int watch(struct migrations *run)
{
	const uint64_t interval_ns = run->options->interval_ms * NSEC_PER_MSEC;
	const uint64_t start_ns = clock_boot_ns();
	struct loop *loop = &run->loop;
	uint64_t turn_ns = start_ns, give_up_ns, now_ns, until_ns;
	unsigned int woken = 0;
	bool more = false;
	int result;

	give_up_ns = run->options->timeout_ms ?
		     start_ns + run->options->timeout_ms * NSEC_PER_MSEC : 0;
	for (;;) {
		more = collector_consume(loop->collector);
		now_ns = clock_boot_ns();
		if (now_ns >= turn_ns || woken & (LOOP_RESIZE | LOOP_KEY)) {
			turn_ns = now_ns + interval_ns;
			result = turn(run, !more);
		} else {
			result = run->live ? LOOP_GO_ON :
					     loop_flush(loop, NAME);
		}
		if (result != LOOP_GO_ON)
			return result;
		if (tracker_has_enough(&run->tracker))
			return LOOP_GO_ON;
		if (loop->end_ns && now_ns >= loop->end_ns)
			return LOOP_GO_ON;
		if (give_up_ns && now_ns >= give_up_ns) {
			terminal_leave();
			fprintf(stderr, "aptrace " NAME ": timeout: %llu migrations have ended, waited for %u\n",
				(unsigned long long)run->tracker.model.ended_total,
				run->options->count);
			return EXIT_RUNTIME;
		}
		until_ns = turn_ns;
		if (loop->end_ns && loop->end_ns < until_ns)
			until_ns = loop->end_ns;
		if (give_up_ns && give_up_ns < until_ns)
			until_ns = give_up_ns;
		woken = loop_wait(loop, terminal_key_fd(), more, until_ns);
		if (loop_wants_end(woken, on_key, run))
			return LOOP_GO_ON;
	}
}

/* Show what is still on its way, then the sum of it all. */
static int finish(struct migrations *run)
{
	const uint64_t patience_ns = clock_boot_ns() + 2 * MODEL_GRACE_NS;
	struct loop *loop = &run->loop;
	bool waiting;
	int result;

	/* A storm that goes on would keep this from ever being done. */
	collector_stop(loop->collector);
	do {
		while (collector_consume(loop->collector))
			;
		tracker_sweep(&run->tracker, true);
		waiting = tracker_is_waiting(&run->tracker);
		if (waiting)
			loop_wait(loop, -1, false,
				  clock_boot_ns() + 10 * NSEC_PER_MSEC);
	} while (waiting && !tracker_has_enough(&run->tracker) &&
		 clock_boot_ns() < patience_ns);

	result = loop_check_losses(loop, NAME);
	if (result != LOOP_GO_ON)
		return result;
	if (run->live && run->tracker.model.ended) {
		result = paint_last(run);
		if (result != LOOP_GO_ON)
			return result;
	}
	loop_show_losses(loop);
	loop->view.ops->summary(&loop->view, &run->tracker.model,
				&loop->losses);
	result = loop_flush(loop, NAME);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int go(struct migrations *run)
{
	struct loop *loop = &run->loop;
	int result;

	if (run->live) {
		terminal_enter();
	} else {
		loop->view.ops->attached(&loop->view,
				collector_attach_name(loop->collector),
				collector_tracepoints(loop->collector));
		result = loop_flush(loop, NAME);
		if (result != LOOP_GO_ON)
			return result;
	}
	result = watch(run);
	terminal_leave();
	return result == LOOP_GO_ON ? finish(run) : result;
}

static int run_migrations(const void *options)
{
	struct migrations run = { .options = options };
	struct collector_options collect = {
		.detail_kinds = TRACKER_DETAIL_KINDS,
		.failed_kinds = TRACKER_FAILED_KINDS,
		.verdicts_max = run.options->verdicts_max,
		.mdev = run.options->mdev,
		.on_record = on_record,
		.context = &run,
	};
	const uint64_t begin_ns = clock_boot_ns();
	int result;

	if (run.options->timeout_ms && !run.options->count) {
		fprintf(stderr, "aptrace " NAME ": --timeout is for --count; to end after a time there is --duration\n");
		return EXIT_USAGE;
	}
	run.live = !run.options->lines && !run.options->common.json &&
		   terminal_usable();
	gethostname(run.origin.host, sizeof(run.origin.host) - 1);
	run.tracker = (struct tracker) {
		.source = &tracker_collector_source,
		.view = run.live ? NULL : &run.loop.view,
		.count = run.options->count,
		.all = run.options->all,
		.exact_arcs = run.options->common.json,
	};
	model_init(&run.tracker.model, run.options->history_max);
	result = loop_start(&run.loop, NAME, &run.options->common, &collect);
	if (result != EXIT_OK)
		return result;
	run.tracker.context = run.loop.collector;
	run.origin.clock_offset_ns = run.loop.view.clock_offset_ns;
	/* A line is a change, and what happened before is none. */
	if (run.live)
		flight_past(run.options->state_dir, begin_ns,
			    &run.options->mdev, run.options->verdicts_max,
			    &run.tracker.model);
	result = go(&run);
	loop_finish(&run.loop);
	browser_free(&run.browser);
	stories_free(&run.stories);
	model_free(&run.tracker.model);
	return result;
}

static const struct example examples[] = {
	{ "aptrace migrations",
	  "the live view of this host; ? shows its keys, q ends it" },
	{ "aptrace migrations --count 1 --timeout 60 --json",
	  "waits for one migration to end, for a script: code 0 when it has, 1 after a minute" },
	{ "aptrace migrations --lines --all | tee migrations.log",
	  "a line for each change, on the terminal and in a file" },
	{ 0 },
};

const struct command command_migrations = {
	.name = NAME,
	.summary = "the migrations of this host, live",
	.description =
"Shows each migration of a guest with AP queues that this host is the source\n"
"or the destination of: how far it is, which queues were refused and why, how\n"
"it ended. On a terminal this is a live view (? shows its keys: sort, filter,\n"
"details of one; q quits), in a pipe a line for each change. If aptrace agent\n"
"runs, or ran, the live view also has the migrations that ended before it began.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct migrations_options),
	.defaults = &defaults,
	.run = run_migrations,
};
