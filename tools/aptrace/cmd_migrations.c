// SPDX-License-Identifier: GPL-2.0
/* aptrace migrations: the migrations of this host, live. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "event_fields.h"
#include "exit_codes.h"
#include "format.h"
#include "loop.h"
#include "screen.h"
#include "terminal.h"

#define NAME			"migrations"
#define NSEC_PER_MSEC		1000000ULL
#define INTERVAL_DEFAULT_MS	250
#define VERDICTS_DEFAULT	1000
#define HISTORY_DEFAULT		100
/* What the live view leaves behind on the terminal, at most. */
#define LAST_LINES		200
#define PROGRESS_STEP_PERCENT	25

/* Reads, writes and requests are in the numbers; in detail they would flood. */
#define DETAIL_KINDS	(APTRACE_ALL_KINDS &				\
			 ~(APTRACE_KIND_MASK(APTRACE_READ) |		\
			   APTRACE_KIND_MASK(APTRACE_WRITE) |		\
			   APTRACE_KIND_MASK(APTRACE_REQUEST)))

struct migrations_options {
	struct common_options common;
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
	  OPTION(verdicts_max), 0, 65536 + 256, NULL, NULL },
	{ "history", 0, OPTION_NUMBER, "N",
	  "ended migrations kept on the screen",
	  OPTION(history_max), 1, 100000, NULL, NULL },
	COMMON_OPTIONS(migrations_options),
	{ 0 },
};

static const struct migrations_options defaults = {
	.common.ring_bytes = APTRACE_RING_BYTES_DEFAULT,
	.interval_ms = INTERVAL_DEFAULT_MS,
	.verdicts_max = VERDICTS_DEFAULT,
	.history_max = HISTORY_DEFAULT,
};

/**
 * struct migrations - the command under way
 * @options: as given
 * @loop: see loop.h
 * @model: what is shown
 * @host: name of this host
 * @live: shown on a terminal, not as lines
 */
struct migrations {
	const struct migrations_options *options;
	struct loop loop;
	struct model model;
	char host[65];
	bool live;
};

static bool has_enough(const struct migrations *run)
{
	return run->options->count &&
	       run->model.ended_total >= run->options->count;
}

static void tell(struct migrations *run, const struct migration *m,
		 const struct aptrace_record *record, const void *event)
{
	if (!run->live)
		run->loop.view.ops->record(&run->loop.view, m, record, event);
}

/* Show that there is a migration, once it is known to be one. */
static bool announce(struct migrations *run, struct migration *m,
		     uint64_t now_ns)
{
	unsigned int i;

	if (!migration_visible(m, run->options->all))
		return false;
	if (m->announced)
		return true;
	m->announced = true;
	if (!run->live)
		run->loop.view.ops->start(&run->loop.view, m, now_ns);
	for (i = 0; i < m->early_count; i++) {
		const struct aptrace_record record = {
			.kind = APTRACE_ARC,
			.event_bytes = sizeof(m->early[i].event),
			.time_ns = m->early[i].time_ns,
		};

		tell(run, m, &record, &m->early[i].event);
	}
	return true;
}

/*
 * The migration of a record. The map knows more than the record, but asking it
 * costs a system call: only when a migration is new, or when its numbers are
 * about to be told.
 */
static struct migration *find(struct migrations *run,
			      const struct vfio_ap_trace_hdr *hdr,
			      unsigned int kind)
{
	struct migration *m = model_find(&run->model, hdr->session);
	struct aptrace_session session;

	if (m && kind != APTRACE_BEGIN && kind != APTRACE_END &&
	    !(run->options->common.json && kind == APTRACE_ARC)) {
		model_take_header(m, hdr);
		return m;
	}
	if (!collector_session(run->loop.collector, hdr->session, &session))
		return m;
	return model_update(&run->model, &session);
}

static void end_migration(struct migrations *run, struct migration *m,
			  uint64_t now_ns)
{
	/* A device that was merely stopped, and closed, just vanishes. */
	bool migration = migration_visible(m, false);

	if (migration)
		announce(run, m, now_ns);
	collector_forget(run->loop.collector, m->session.session);
	model_end(&run->model, m, migration);
	if (migration && !run->live)
		run->loop.view.ops->end(&run->loop.view, m, now_ns);
}

static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	const struct vfio_ap_trace_hdr *hdr = event;
	struct migrations *run = context;
	struct migration *m;

	if (record->event_bytes != event_bytes(record->kind))
		return;
	if (!hdr->session) {
		model_device_idle(&run->model, hdr->mdev_uuid);
		return;
	}
	/* Exactly as many as were asked for, whatever else is in the buffer. */
	if (has_enough(run))
		return;
	m = find(run, hdr, record->kind);
	if (!m)
		return;
	if (record->kind == APTRACE_END) {
		/* All of it has come; or wait for what is on its way. */
		m->end_arrived = true;
		if (model_is_over(m, record->time_ns))
			end_migration(run, m, record->time_ns);
		return;
	}
	if (record->kind == APTRACE_VERDICT)
		model_add_verdict(m, event);
	if (announce(run, m, record->time_ns))
		tell(run, m, record, event);
	else if (record->kind == APTRACE_ARC)
		model_add_early_arc(m, record->time_ns, event);
}

static void on_session(void *context, const struct aptrace_session *session)
{
	struct migrations *run = context;
	struct migration *m = model_update(&run->model, session);

	if (!m)
		collector_forget(run->loop.collector, session->session);
}

static void show_progress(struct migrations *run, struct migration *m,
			  uint64_t now_ns)
{
	const struct aptrace_session *s = &m->session;
	unsigned int step;

	/* Of one that has ended the end is told, that says it all. */
	if (!s->total_bytes || s->ended || m->superseded)
		return;
	step = s->bytes * 100 / s->total_bytes / PROGRESS_STEP_PERCENT;
	if (step <= m->progress_step)
		return;
	m->progress_step = step;
	if (!run->live)
		run->loop.view.ops->progress(&run->loop.view, m, now_ns);
}

/*
 * Bring the model up to date with the map, and show what has changed. While
 * there are details in the buffer (not @drained) a migration can be over in the
 * map and have details to be told: its end waits.
 */
static void sweep(struct migrations *run, bool drained)
{
	struct migration *m, *next;
	uint64_t now_ns;

	collector_sessions(run->loop.collector, on_session, run);
	now_ns = clock_boot_ns();
	for (m = run->model.active; m && !has_enough(run); m = next) {
		next = m->next;
		if (announce(run, m, now_ns))
			show_progress(run, m, now_ns);
		if (drained && model_is_over(m, now_ns))
			end_migration(run, m, now_ns);
	}
}

static int paint(struct migrations *run, bool last)
{
	struct loop *loop = &run->loop;
	struct screen screen = {
		.color = terminal_color(),
		.all = run->options->all,
		.last = last,
		.host = run->host,
		.now_ns = clock_boot_ns(),
		.clock_offset_ns = loop->view.clock_offset_ns,
		.losses = loop->losses,
	};

	terminal_size(&screen.width, &screen.height);
	if (last)
		screen.height = LAST_LINES;
	screen_render(&screen, &run->model, &loop->view.out);
	return loop_flush(loop, NAME);
}

/* Everything that happens at each turn; LOOP_GO_ON or an exit code. */
static int turn(struct migrations *run, bool drained)
{
	int result;

	sweep(run, drained);
	result = loop_check_losses(&run->loop, NAME);
	if (result != LOOP_GO_ON)
		return result;
	if (run->live)
		return paint(run, false);
	loop_show_losses(&run->loop);
	return loop_flush(&run->loop, NAME);
}

/* Give the terminal back, stop as Ctrl-Z wants, and take it again. */
static void suspend(struct migrations *run)
{
	if (run->live)
		terminal_leave();
	raise(SIGSTOP);
	if (run->live)
		terminal_enter();
}

static bool wants_end(struct migrations *run, unsigned int woken)
{
	int key;

	if (woken & LOOP_STOP)
		return true;
	if (woken & LOOP_SUSPEND)
		suspend(run);
	if (!(woken & LOOP_KEY))
		return false;
	key = terminal_key();
	return key == 'q' || key == 'Q';
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
		if (now_ns >= turn_ns || woken & LOOP_RESIZE) {
			turn_ns = now_ns + interval_ns;
			result = turn(run, !more);
		} else {
			result = run->live ? LOOP_GO_ON :
					     loop_flush(loop, NAME);
		}
		if (result != LOOP_GO_ON)
			return result;
		if (has_enough(run))
			return LOOP_GO_ON;
		if (loop->end_ns && now_ns >= loop->end_ns)
			return LOOP_GO_ON;
		if (give_up_ns && now_ns >= give_up_ns) {
			terminal_leave();
			fprintf(stderr, "aptrace " NAME ": timeout: %llu migrations have ended, waited for %u\n",
				(unsigned long long)run->model.ended_total,
				run->options->count);
			return EXIT_RUNTIME;
		}
		until_ns = turn_ns;
		if (loop->end_ns && loop->end_ns < until_ns)
			until_ns = loop->end_ns;
		if (give_up_ns && give_up_ns < until_ns)
			until_ns = give_up_ns;
		woken = loop_wait(loop, terminal_key_fd(), more, until_ns);
		if (wants_end(run, woken))
			return LOOP_GO_ON;
	}
}

/* Show what is still on its way, then the sum of it all. */
static int finish(struct migrations *run)
{
	const uint64_t patience_ns = clock_boot_ns() + 2 * MODEL_GRACE_NS;
	struct loop *loop = &run->loop;
	struct migration *m;
	bool waiting;
	int result;

	/* A storm that goes on would keep this from ever being done. */
	collector_stop(loop->collector);
	do {
		while (collector_consume(loop->collector))
			;
		sweep(run, true);
		waiting = false;
		for (m = run->model.active; m; m = m->next)
			waiting |= m->session.ended == APTRACE_SESSION_ENDED;
		if (waiting)
			loop_wait(loop, -1, false,
				  clock_boot_ns() + 10 * NSEC_PER_MSEC);
	} while (waiting && !has_enough(run) && clock_boot_ns() < patience_ns);

	result = loop_check_losses(loop, NAME);
	if (result != LOOP_GO_ON)
		return result;
	if (run->live && run->model.ended) {
		result = paint(run, true);
		if (result != LOOP_GO_ON)
			return result;
	}
	loop_show_losses(loop);
	loop->view.ops->summary(&loop->view, &run->model, &loop->losses);
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
		.detail_kinds = DETAIL_KINDS,
		.verdicts_max = run.options->verdicts_max,
		.on_record = on_record,
		.context = &run,
	};
	int result;

	if (run.options->timeout_ms && !run.options->count) {
		fprintf(stderr, "aptrace " NAME ": --timeout is for --count; to end after a time there is --duration\n");
		return EXIT_USAGE;
	}
	run.live = !run.options->lines && !run.options->common.json &&
		   terminal_usable();
	gethostname(run.host, sizeof(run.host) - 1);
	model_init(&run.model, run.options->history_max);
	result = loop_start(&run.loop, NAME, &run.options->common, &collect);
	if (result != EXIT_OK)
		return result;
	result = go(&run);
	loop_finish(&run.loop);
	model_free(&run.model);
	return result;
}

const struct command command_migrations = {
	.name = NAME,
	.summary = "the migrations of this host, live",
	.description =
"Shows each migration of a guest with AP queues that this host is the source\n"
"or the destination of: how far it is, which queues were refused and why, how\n"
"it ended. On a terminal this is a live view (q quits), in a pipe a line for\n"
"each change.",
	.options = specs,
	.options_bytes = sizeof(struct migrations_options),
	.defaults = &defaults,
	.run = run_migrations,
};
