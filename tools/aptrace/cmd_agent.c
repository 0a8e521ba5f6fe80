// SPDX-License-Identifier: GPL-2.0
/* aptrace agent: watches for weeks; flight recorder, metrics, journal. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "../../driver/core/types.h"
#include "command.h"
#include "event_fields.h"
#include "event_loop.h"
#include "exit_codes.h"
#include "flight.h"
#include "format.h"
#include "journal.h"
#include "mdev_watch.h"
#include "metrics.h"
#include "metrics_server.h"
#include "privileges.h"
#include "tracker_collector.h"

#define NAME			"agent"
#define NSEC_PER_MSEC		1000000ULL
#define LISTEN_DEFAULT		"127.0.0.1:9839"
#define KEEP_DEFAULT		100
#define RECORDER_BYTES_DEFAULT	(128U * 1024 * 1024)
/* Several times what is written at once, or the limit could not be kept. */
#define RECORDER_BYTES_MIN	(4U * 1024 * 1024)
#define JOURNAL_SOCKET		"/run/systemd/journal/socket"
/* How often is looked: at sessions, or whether there is anything to look at. */
#define TURN_NS			(250 * NSEC_PER_MSEC)
#define IDLE_TURN_NS		(2000 * NSEC_PER_MSEC)
/* Loading programs costs; what hindered it stays for a while, as a rule. */
#define ATTACH_RETRY_NS		(5000 * NSEC_PER_MSEC)

struct agent_options {
	struct common_options common;
	union listen_address listen;
	const char *state_dir;
	uint32_t keep;
	uint32_t recorder_bytes;
	bool no_recorder;
	bool no_journal;
	bool list_metrics;
};

#define OPTION(member)	offsetof(struct agent_options, member)

static const struct option_spec specs[] = {
	{ "listen", 'l', OPTION_PARSED, "ADDRESS:PORT",
	  "where /metrics is served; port 0: any, which is said.\n"
	  "Without it " LISTEN_DEFAULT,
	  OPTION(listen), 0, 0, listen_address_parse, LISTEN_ADDRESS_WANTED },
	{ "state-dir", 's', OPTION_STRING, "DIR",
	  "folder of the flight recorder; without it what systemd\n"
	  "gives, or " FLIGHT_FOLDER,
	  OPTION(state_dir), 0, 0, NULL, NULL },
	{ "keep", 'k', OPTION_NUMBER, "N",
	  "migrations that the flight recorder keeps at least, if\n"
	  "they have room",
	  OPTION(keep), 1, TRACKER_HISTORY_MAX, NULL, NULL },
	{ "recorder-bytes", 0, OPTION_NUMBER, "BYTES",
	  "length of the flight recorder's files, all together",
	  OPTION(recorder_bytes), RECORDER_BYTES_MIN, UINT32_MAX, NULL, NULL },
	{ "no-recorder", 0, OPTION_FLAG, NULL, "without a flight recorder",
	  OPTION(no_recorder), 0, 0, NULL, NULL },
	{ "no-journal", 0, OPTION_FLAG, NULL, "without journal entries",
	  OPTION(no_journal), 0, 0, NULL, NULL },
	{ "list-metrics", 0, OPTION_FLAG, NULL,
	  "only print what metrics there are",
	  OPTION(list_metrics), 0, 0, NULL, NULL },
	COLLECT_OPTIONS(agent_options),
	{ 0 },
};

static const struct agent_options defaults = {
	.common.ring_bytes = EVENT_RING_BYTES,
	.keep = KEEP_DEFAULT,
	.recorder_bytes = RECORDER_BYTES_DEFAULT,
};

/**
 * struct agent - the command under way
 * @options: as given
 * @collect: what is collected while there is a collector
 * @collector: while attached, else NULL
 * @more: it has more records at once
 * @tracker: the migrations
 * @view: gets what the tracker tells
 * @tally: what the metrics are made of
 * @losses: of the collector
 * @flight: the flight recorder
 * @server: of the metrics
 * @signals: signalfd
 * @news: of devices that come and go, or -1
 * @attach_ns: boot time before which attaching is not tried again
 * @end_ns: boot time at which it ends, 0: never
 * @why: what was said last about attaching: it is said once
 * @recorder_why: the same about the recorder
 * @journal_told: it was said that the journal takes no entries
 */
struct agent {
	const struct agent_options *options;
	struct collector_options collect;
	struct collector *collector;
	bool more;
	struct tracker tracker;
	struct view view;
	struct tally tally;
	struct collector_losses losses;
	struct flight flight;
	struct metrics_server *server;
	int signals;
	int news;
	uint64_t attach_ns;
	uint64_t end_ns;
	char why[COLLECTOR_WHY_BYTES];
	char recorder_why[RECORD_FILE_WHY_BYTES];
	bool journal_told;
};

/* The tracker knows its view only. */
static struct agent *agent_of(struct view *view)
{
	return (struct agent *)((char *)view - offsetof(struct agent, view));
}

static void complain(const char *what)
{
	fprintf(stderr, "aptrace " NAME ": %s\n", what);
}

static void on_start(struct view *view, const struct migration *m,
		     uint64_t now_ns)
{
	(void)now_ns;
	tally_start(&agent_of(view)->tally, m);
}

static void on_detail(struct view *view, const struct migration *m,
		      const struct aptrace_record *record, const void *event)
{
	(void)m;
	if (record->kind == APTRACE_ARC)
		tally_arc(&agent_of(view)->tally, event);
}

static void on_progress(struct view *view, const struct migration *m,
			uint64_t now_ns)
{
	(void)view;
	(void)m;
	(void)now_ns;
}

static void tell_journal(struct agent *agent, const struct migration *m,
			 uint64_t now_ns)
{
	int err = -ENOENT;

	if (agent->options->no_journal)
		return;
	/* sd_journal_sendv() keeps to itself that there is no journal. */
	if (!access(JOURNAL_SOCKET, W_OK))
		err = journal_migration(m, now_ns, sd_journal_sendv);
	if (err >= 0) {
		agent->tally.journal_entries++;
		agent->journal_told = false;
		return;
	}
	agent->tally.journal_errors++;
	if (agent->journal_told)
		return;
	agent->journal_told = true;
	fprintf(stderr, "aptrace " NAME ": no journal entry for a migration: %s (" JOURNAL_SOCKET "); said once; --no-journal does without\n",
		strerror(-err));
}

static void on_end(struct view *view, const struct migration *m,
		   uint64_t now_ns)
{
	struct agent *agent = agent_of(view);

	tally_end(&agent->tally, m, now_ns);
	tell_journal(agent, m, now_ns);
}

static const struct view_ops view_agent = {
	.start = on_start,
	.record = on_detail,
	.progress = on_progress,
	.end = on_end,
};

static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	struct agent *agent = context;

	if (record->event_bytes != event_bytes(record->kind))
		return;
	flight_event(&agent->flight, record, event);
	/* Nobody reads single verdicts here: they are counted by the session. */
	if (record->kind != APTRACE_VERDICT &&
	    TRACKER_DETAIL_KINDS & APTRACE_KIND_MASK(record->kind))
		tracker_record(&agent->tracker, record, event);
}

/* Attach; what hinders it is said once, and tried again later. */
static void attach(struct agent *agent, uint64_t now_ns)
{
	char why[COLLECTOR_WHY_BYTES];
	int exit_code;

	privileges_raise();
	agent->collector = collector_open(&agent->collect, why, &exit_code);
	privileges_lower();
	if (!agent->collector) {
		agent->attach_ns = now_ns + ATTACH_RETRY_NS;
		if (strcmp(why, agent->why))
			complain(why);
		snprintf(agent->why, sizeof(agent->why), "%s", why);
		return;
	}
	agent->tracker.context = agent->collector;
	agent->why[0] = '\0';
	agent->tally.attached = true;
	agent->tally.attaches++;
	flight_attached(&agent->flight, collector_attach_name(agent->collector),
			collector_tracepoints(agent->collector));
	printf("# attached: %u tracepoints, %s\n",
	       collector_tracepoints(agent->collector),
	       collector_attach_name(agent->collector));
}

/* Write what was recorded; that it cannot be is said once. */
static void record(struct agent *agent)
{
	char why[RECORD_FILE_WHY_BYTES];
	bool quiet = !agent->tracker.model.active_count;

	if (!flight_turn(&agent->flight, &agent->losses, quiet, why) &&
	    strcmp(why, agent->recorder_why)) {
		fprintf(stderr, "aptrace " NAME ": flight recorder: %s; events are missing in it from here on\n",
			why);
		snprintf(agent->recorder_why, sizeof(agent->recorder_why), "%s",
			 why);
	}
	agent->tally.unrecorded = agent->flight.lost;
	agent->tally.recorder_bytes = flight_bytes(&agent->flight);
}

static void look_at_losses(struct agent *agent)
{
	collector_losses(agent->collector, &agent->losses);
	tally_losses(&agent->tally, &agent->losses);
}

static void detach(struct agent *agent)
{
	collector_stop(agent->collector);
	while (collector_consume(agent->collector))
		;
	look_at_losses(agent);
	record(agent);
	flight_detached(&agent->flight, &agent->losses);
	collector_close(agent->collector);
	agent->collector = NULL;
	agent->tracker.context = NULL;
	agent->more = false;
	memset(&agent->losses, 0, sizeof(agent->losses));
	tally_detach(&agent->tally);
	printf("# detached: no mediated device of vfio_ap is left; the module can be unloaded\n");
}

/*
 * Programs that are attached hold the module. Without devices there is nothing to
 * see: whoever unloads the module has to remove them first, and need not know of
 * this agent then. A migration that is told of until now has lost its device.
 */
static void let_go(struct agent *agent)
{
	struct model *model = &agent->tracker.model;
	struct migration *m;

	for (m = model->active; m; m = m->next)
		m->superseded = true;
	if (!model->active)
		detach(agent);
}

/* Everything that happens at each turn; LOOP_GO_ON or an exit code. */
static int turn(struct agent *agent, uint64_t now_ns)
{
	bool devices = mdev_watch_has_device(MDEV_WATCH_FOLDER);
	const struct aptrace_counters *counters = &agent->losses.counters;

	if (!agent->collector && devices && now_ns >= agent->attach_ns)
		attach(agent, now_ns);
	if (agent->collector) {
		tracker_sweep(&agent->tracker, !agent->more);
		look_at_losses(agent);
		if (!devices && !agent->more)
			let_go(agent);
	}
	tally_active(&agent->tally, &agent->tracker.model);
	if (!counters->foreign_abi)
		return LOOP_GO_ON;
	fprintf(stderr,
		"aptrace " NAME ": the driver's events have layout %" PRIu64 ", this aptrace knows layout %u: use the aptrace that was built with this vfio_ap.ko\n",
		(uint64_t)counters->found_abi, VFIO_AP_TRACE_ABI);
	return EXIT_PREREQUISITE;
}

enum wait_file { WAIT_SIGNALS, WAIT_SERVER, WAIT_NEWS, WAIT_RECORDS, WAIT_FILES };

static void earlier(uint64_t *until_ns, uint64_t other_ns)
{
	if (other_ns && other_ns < *until_ns)
		*until_ns = other_ns;
}

/* Wait, and let the server work; false if it is to end. */
static bool wait_for_more(struct agent *agent, uint64_t *turn_ns)
{
	struct pollfd fds[] = {
		[WAIT_SIGNALS] = { .fd = agent->signals, .events = POLLIN },
		[WAIT_SERVER] = { .fd = metrics_server_fd(agent->server),
				  .events = POLLIN },
		[WAIT_NEWS] = { .fd = agent->news, .events = POLLIN },
		[WAIT_RECORDS] = { .fd = agent->collector ?
				   collector_fd(agent->collector) : -1,
				   .events = POLLIN },
	};
	uint64_t now_ns = clock_boot_ns(), until_ns = *turn_ns;
	int timeout_ms = 0;

	earlier(&until_ns, agent->end_ns);
	earlier(&until_ns, metrics_server_until_ns(agent->server));
	/* Rounded up: waking a moment early would mean spinning. */
	if (!agent->more && until_ns > now_ns)
		timeout_ms = (int)((until_ns - now_ns) / NSEC_PER_MSEC + 1);
	poll(fds, ARRAY_SIZE(fds), timeout_ms);
	if (fds[WAIT_NEWS].revents) {
		mdev_watch_drain(agent->news);
		*turn_ns = clock_boot_ns();
	}
	metrics_server_run(agent->server);
	return !fds[WAIT_SIGNALS].revents ||
	       !(loop_read_signals(agent->signals) & LOOP_STOP);
}

static int watch(struct agent *agent)
{
	uint64_t turn_ns = 0, now_ns;
	int result;

	do {
		if (agent->collector)
			agent->more = collector_consume(agent->collector);
		now_ns = clock_boot_ns();
		if (now_ns >= turn_ns) {
			result = turn(agent, now_ns);
			turn_ns = now_ns + (agent->collector ? TURN_NS :
							       IDLE_TURN_NS);
			fflush(stdout);
			if (result != LOOP_GO_ON)
				return result;
		}
		record(agent);
		if (agent->end_ns && now_ns >= agent->end_ns)
			return EXIT_OK;
	} while (wait_for_more(agent, &turn_ns));
	return EXIT_OK;
}

/* What has ended and waits for its last events is told of before the end. */
static void finish(struct agent *agent)
{
	const uint64_t patience_ns = clock_boot_ns() + 2 * MODEL_GRACE_NS;

	if (!agent->collector)
		return;
	collector_stop(agent->collector);
	do {
		while (collector_consume(agent->collector))
			;
		tracker_sweep(&agent->tracker, true);
		if (!tracker_is_waiting(&agent->tracker))
			break;
		poll(NULL, 0, 10);
	} while (clock_boot_ns() < patience_ns);
	look_at_losses(agent);
	record(agent);
	flight_detached(&agent->flight, &agent->losses);
	collector_close(agent->collector);
}

/* Prepare what needs no rights, and what can be wrong with the command line. */
static int prepare(struct agent *agent, union listen_address *listen)
{
	char why[FLIGHT_WHY_BYTES];

	agent->server = metrics_server_start(listen, &agent->tally, why);
	if (!agent->server || !flight_open(&agent->flight, why)) {
		complain(why);
		return EXIT_RUNTIME;
	}
	if (!privileges_keep(why)) {
		complain(why);
		return EXIT_PREREQUISITE;
	}
	agent->signals = loop_signals();
	if (agent->signals < 0) {
		fprintf(stderr, "aptrace " NAME ": signalfd: %s\n",
			strerror(errno));
		return EXIT_RUNTIME;
	}
	agent->news = mdev_watch_open();
	return EXIT_OK;
}

static int serve(struct agent *agent)
{
	union listen_address listen = agent->options->listen;
	char address[LISTEN_ADDRESS_BYTES];
	int result;

	if (!listen.any.sa_family)
		listen_address_parse(&listen, LISTEN_DEFAULT);
	result = prepare(agent, &listen);
	if (result == EXIT_OK) {
		listen_address_text(&listen, address);
		printf("# listening: http://%s/metrics\n", address);
		if (!agent->options->no_journal &&
		    access(JOURNAL_SOCKET, W_OK)) {
			complain("no journal (" JOURNAL_SOCKET "): migrations will have no entries there, until there is one");
			agent->journal_told = true;
		}
		fflush(stdout);
		sd_notify(0, "READY=1");
		result = watch(agent);
		sd_notify(0, "STOPPING=1");
		finish(agent);
	}
	metrics_server_stop(agent->server);
	flight_close(&agent->flight);
	return result;
}

static int list_metrics(void)
{
	struct text text = { 0 };
	int result;

	signal(SIGPIPE, SIG_IGN);
	metrics_reference(&text);
	result = loop_write(&text, NAME);
	text_free(&text);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static const char *choose_folder(const struct agent_options *options)
{
	const char *given = getenv("STATE_DIRECTORY");

	if (options->no_recorder)
		return NULL;
	if (options->state_dir)
		return options->state_dir;
	return given && given[0] == '/' ? given : FLIGHT_FOLDER;
}

static int run(const void *given)
{
	const struct agent_options *options = given;
	struct agent agent = {
		.options = options,
		.flight = {
			.folder = choose_folder(options),
			.keep = options->keep,
			.bytes_max = options->recorder_bytes,
			.lock = -1,
		},
		.signals = -1,
		.news = -1,
	};
	int result;

	if (options->list_metrics)
		return list_metrics();
	agent.collect = (struct collector_options) {
		.ring_bytes = options->common.ring_bytes,
		.detail_kinds = agent.flight.folder ? APTRACE_ALL_KINDS :
				TRACKER_DETAIL_KINDS &
				~APTRACE_KIND_MASK(APTRACE_VERDICT),
		/* A recording proves that it is complete by having all. */
		.good_verdicts = true,
		.attach = (enum collector_attach)options->common.attach,
		.verbose = options->common.verbose,
		.on_record = on_record,
		.context = &agent,
	};
	view_init(&agent.view, &view_agent);
	agent.tracker = (struct tracker) {
		.source = &tracker_collector_source,
		.view = &agent.view,
	};
	/* The history is in the flight recorder. */
	model_init(&agent.tracker.model, 1);
	if (options->common.duration_ms)
		agent.end_ns = clock_boot_ns() +
			       options->common.duration_ms * NSEC_PER_MSEC;
	result = serve(&agent);
	model_free(&agent.tracker.model);
	view_free(&agent.view);
	return result;
}

static const struct example examples[] = {
	{ "aptrace agent",
	  "as the systemd unit aptrace-agent.service runs it" },
	{ "aptrace agent --listen '[::1]:9839' --keep 500",
	  "metrics on another address, and a longer memory" },
	{ "aptrace agent --list-metrics",
	  "what metrics there are" },
	{ 0 },
};

const struct command command_agent = {
	.name = NAME,
	.summary = "for weeks: metrics, journal, flight recorder",
	.description =
"Watches the migrations of this host for as long as it runs: a page of metrics\n"
"for Prometheus (http://" LISTEN_DEFAULT "/metrics), an entry in the journal for\n"
"each migration that ended, and a flight recorder, which aptrace migrations and\n"
"aptrace explain look into. It attaches while there are mediated devices of\n"
"vfio_ap, so that the module can be unloaded without them, and goes on when it\n"
"is loaded again.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct agent_options),
	.defaults = &defaults,
	.run = run,
};
