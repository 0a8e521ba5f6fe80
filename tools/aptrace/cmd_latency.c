// SPDX-License-Identifier: GPL-2.0
/* aptrace latency: how long arcs and phases take, as histograms. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "exit_codes.h"
#include "format.h"
#include "latency_replay.h"
#include "latency_view.h"
#include "loop.h"
#include "terminal.h"

#define NAME		"latency"
#define LOOK_NS		500000000ULL	/* how often losses are looked at */
#define NSEC_PER_MSEC	1000000ULL
#define WIDTH_PIPE	80

struct latency_options {
	struct common_options common;
	struct operands files;
	struct mdev_filter mdev;
	struct latency_choice choice;
	uint32_t interval_ms;
	bool schema;
};

#define OPTION(member)	offsetof(struct latency_options, member)

static const struct option_spec specs[] = {
	{ "arc", 'a', OPTION_PARSED, "FROM:TO[,FROM:TO]",
	  "only these arcs, and what --phase says",
	  OPTION(choice), 0, 0, latency_parse_arcs,
	  "a list of arcs like STOP:STOP_COPY; states are ERROR, STOP, RUNNING, STOP_COPY, RESUMING, RUNNING_P2P, PRE_COPY, PRE_COPY_P2P" },
	{ "phase", 'p', OPTION_WORDS, "NAME[,NAME]",
	  "only these phases, and what --arc says: request, read,\n"
	  "write, verdict, judge, apply, reset_ioctl, reset_close,\n"
	  "reset_unplug, source, destination, downtime, or a state",
	  OPTION(choice), 0, 0, latency_parse_phases,
	  "request read write verdict judge apply reset_ioctl reset_close reset_unplug reset_other arc_other source destination downtime ERROR STOP RUNNING STOP_COPY RESUMING RUNNING_P2P PRE_COPY PRE_COPY_P2P" },
	{ "interval", 'i', OPTION_SECONDS, "SEC",
	  "live: print what there is so far, again and again",
	  OPTION(interval_ms), 0, 0, NULL, NULL },
	{ "schema", 0, OPTION_FLAG, NULL,
	  "only print the JSON Schema of the histograms",
	  OPTION(schema), 0, 0, NULL, NULL },
	MDEV_OPTION(latency_options),
	{ "json", 'j', OPTION_FLAG, NULL, "print JSON Lines",
	  COMMON_OPTION(latency_options, json), 0, 0, NULL, NULL },
	DURATION_OPTION(latency_options),
	ATTACH_OPTIONS(latency_options),
	{ 0 },
};

static const struct example examples[] = {
	{ "aptrace latency --duration 60",
	  "what migrations of the next minute take" },
	{ "aptrace latency --phase downtime,judge,apply b.jsonl",
	  "what a recording says of where the guest's pause comes from" },
	{ 0 },
};

static const struct latency_options defaults = {
	/* The counters need no buffer; this is the smallest that there can be. */
	.common.ring_bytes = RING_BYTES_MIN,
};

/**
 * struct live - the command under way
 * @options: as given
 * @loop: see loop.h
 * @style: how it is shown
 * @past: of the sessions that are not in the map any more; no histograms
 */
struct live {
	const struct latency_options *options;
	struct loop loop;
	struct latency_style style;
	struct latency_books past;
};

/* Block characters only for who can see them; a pipe gets the same bytes anywhere. */
static struct latency_style style_of(const struct latency_options *options)
{
	struct latency_style style = {
		.choice = &options->choice,
		.width = WIDTH_PIPE,
		.color = terminal_color(),
	};
	unsigned int height;

	if (!isatty(STDOUT_FILENO))
		return style;
	setlocale(LC_CTYPE, "");
	style.blocks = !strcmp(nl_langinfo(CODESET), "UTF-8");
	terminal_size(&style.width, &height);
	if (style.width < LATENCY_WIDTH_MIN)
		style.width = LATENCY_WIDTH_MIN;
	return style;
}

static void show(const struct latency_options *options,
		 const struct latency_style *style, struct view *view,
		 const struct latency_books *books, bool final)
{
	if (options->common.json)
		latency_json(style, view, books, final);
	else
		latency_lines(style, view, books, final);
}

/* The map of sessions fills while nobody shows what is in it. */
static void drop_ended(void *context, const struct aptrace_session *session)
{
	struct live *live = context;

	if (!session->ended || clock_boot_ns() <= session->last_ns + LOOK_NS)
		return;
	latency_session(&live->past, session);
	collector_forget(live->loop.collector, session->session);
}

static void count_session(void *context, const struct aptrace_session *session)
{
	latency_session(context, session);
}

static int show_live(struct live *live, bool final)
{
	struct collector *collector = live->loop.collector;
	struct latency_books *books = must_alloc(1, sizeof(*books));
	bool good;

	*books = live->past;
	collector_sessions(collector, count_session, books);
	good = collector_latency(collector, books->slots);
	if (good)
		show(live->options, &live->style, &live->loop.view, books, final);
	else
		fprintf(stderr, "aptrace " NAME ": cannot read the histograms: %s\n",
			strerror(errno));
	free(books);
	return good ? loop_flush(&live->loop, NAME) : EXIT_RUNTIME;
}

static uint64_t earliest(uint64_t a_ns, uint64_t b_ns)
{
	return a_ns && a_ns < b_ns ? a_ns : b_ns;
}

static int go(struct live *live)
{
	uint64_t interval_ns = live->options->interval_ms * NSEC_PER_MSEC;
	uint64_t now_ns = clock_boot_ns(), look_ns = now_ns;
	uint64_t show_ns = interval_ns ? now_ns + interval_ns : 0;
	struct loop *loop = &live->loop;
	int result;

	loop->view.ops->attached(&loop->view,
				 collector_attach_name(loop->collector),
				 collector_tracepoints(loop->collector));
	do {
		if (now_ns >= look_ns) {
			result = loop_check_losses(loop, NAME);
			if (result != LOOP_GO_ON)
				return result;
			loop_show_losses(loop);
			collector_sessions(loop->collector, drop_ended, live);
			look_ns = now_ns + LOOK_NS;
		}
		result = loop_flush(loop, NAME);
		if (result == LOOP_GO_ON && show_ns && now_ns >= show_ns) {
			result = show_live(live, false);
			/* A time that was missed is left out, not caught up with. */
			show_ns += interval_ns * ((now_ns - show_ns) / interval_ns + 1);
		}
		if (result != LOOP_GO_ON)
			return result;
		if (loop_wait(loop, -1, false,
			      earliest(loop->end_ns, earliest(show_ns, look_ns))) &
		    LOOP_STOP)
			break;
		now_ns = clock_boot_ns();
	} while (!loop->end_ns || now_ns < loop->end_ns);

	collector_stop(loop->collector);
	result = loop_check_losses(loop, NAME);
	if (result != LOOP_GO_ON)
		return result;
	loop_show_losses(loop);
	result = show_live(live, true);
	if (result != LOOP_GO_ON)
		return result;
	loop->view.ops->summary(&loop->view, NULL, &loop->losses);
	result = loop_flush(loop, NAME);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int run_live(const struct latency_options *options)
{
	struct live live = { .options = options, .style = style_of(options) };
	struct collector_options collect = {
		.latency = true,
		.mdev = options->mdev,
	};
	int result;

	result = loop_start(&live.loop, NAME, &options->common, &collect);
	if (result != EXIT_OK)
		return result;
	result = go(&live);
	loop_finish(&live.loop);
	return result;
}

static void show_track(const struct latency_options *options,
		       const struct latency_style *style, struct view *view,
		       const struct latency_track *track)
{
	view->clock_offset_ns = track->header.clock_offset_ns;
	/* 0 would be now. */
	view->then_ns = track->end_ns ? track->end_ns : 1;
	show(options, style, view, &track->books, true);
	view->ops->recording(view, track->path, &track->header, &track->account);
	view->ops->summary(view, NULL, &track->losses);
}

static int show_tracks(const struct latency_options *options,
		       const struct latency_replay *replay)
{
	struct latency_style style = style_of(options);
	int result = LOOP_GO_ON;
	unsigned int i;
	char label[16];
	struct view view;

	view_init(&view, options->common.json ? &view_json : &view_lines);
	for (i = 0; result == LOOP_GO_ON && i < replay->count; i++) {
		const struct latency_track *track = &replay->tracks[i];

		snprintf(label, sizeof(label), "file%u", i + 1);
		if (replay->count > 1)
			view.host = track->header.host[0] ? track->header.host :
							    label;
		show_track(options, &style, &view, track);
		result = loop_write(&view.out, NAME);
	}
	view_free(&view);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int run_files(const struct latency_options *options)
{
	struct latency_replay replay = { .mdev = options->mdev };
	char why[RECORDING_WHY_BYTES];
	int result = EXIT_OK, i;

	signal(SIGPIPE, SIG_IGN);
	/* The same on every machine: nothing comes from this one. */
	setenv("TZ", "UTC0", 1);
	tzset();
	for (i = 0; result == EXIT_OK && i < options->files.count; i++) {
		if (latency_replay_read(&replay, options->files.list[i], why))
			continue;
		fprintf(stderr, "aptrace " NAME ": %s\n", why);
		result = EXIT_RUNTIME;
	}
	if (result == EXIT_OK)
		result = show_tracks(options, &replay);
	latency_replay_free(&replay);
	return result;
}

static int print_schema(void)
{
	struct text text = { 0 };
	int result;

	signal(SIGPIPE, SIG_IGN);
	latency_schema(&text);
	result = loop_write(&text, NAME);
	text_free(&text);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int run(const void *given)
{
	const struct latency_options *options = given;

	if (options->schema)
		return print_schema();
	if (!options->files.count)
		return run_live(options);
	if (operands_stdin_twice(NAME, &options->files))
		return EXIT_USAGE;
	if (options->interval_ms || options->common.duration_ms) {
		fprintf(stderr, "aptrace " NAME ": --interval and --duration are for what happens now; a FILE is read to its end\n");
		return EXIT_USAGE;
	}
	return run_files(options);
}

const struct command command_latency = {
	.name = NAME,
	.summary = "how long arcs and phases take, as histograms",
	.description =
"Counts in the kernel how long each arc of the state machine and each phase of a\n"
"migration takes, in buckets of powers of two, and prints that when it is ended, by\n"
"Ctrl-C or --duration. With FILE (a recording of aptrace record; - is standard input)\n"
"it counts what was recorded, on any machine, with the same result.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct latency_options),
	.operands = "[FILE...]",
	.operands_max = OPERANDS_ANY,
	.operands_offset = OPTION(files),
	.defaults = &defaults,
	.run = run,
};
