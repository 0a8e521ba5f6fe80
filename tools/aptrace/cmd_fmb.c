// SPDX-License-Identifier: GPL-2.0
/* aptrace fmb: the measurement blocks of zPCI functions, live. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "exit_codes.h"
#include "fmb_aggregate.h"
#include "fmb_collector.h"
#include "fmb_fields.h"
#include "fmb_model.h"
#include "fmb_reader.h"
#include "fmb_screen.h"
#include "fmb_view.h"
#include "format.h"
#include "keys.h"
#include "loop.h"
#include "terminal.h"

#define NAME			"fmb"
#define NSEC_PER_MSEC		1000000ULL
#define TURN_NS			(250 * NSEC_PER_MSEC)
#define HISTORY_DEFAULT		60
#define HISTORY_MAX		10000
/* What the live view leaves behind on the terminal, at most. */
#define LAST_LINES		200

struct fmb_options {
	struct common_options common;
	struct zpci_name only;
	const char *read;
	bool lines;
	uint32_t count;
	uint32_t timeout_ms;
	uint32_t interval_ms;
	uint32_t history_max;
};

static bool parse_device(void *result, const char *text)
{
	*(const char **)result = text;
	return zpci_is_name(text);
}

#define OPTION(member)	offsetof(struct fmb_options, member)

static const struct option_spec specs[] = {
	{ "read", 'r', OPTION_PARSED, "DEVICE",
	  "read the block of that function, instead of looking on:\n"
	  "its PCI address, its function ID, or its folder in sysfs.\n"
	  "Opening it resets it",
	  OPTION(read), 0, 0, parse_device,
	  ZPCI_NAME_WANTED " or a folder in sysfs" },
	{ "interval", 0, OPTION_SECONDS, "SEC",
	  "how often to read, for --read; else as often as the\n"
	  "function stores a sample",
	  OPTION(interval_ms), 0, 0, NULL, NULL },
	{ "function", 'f', OPTION_PARSED, "DEVICE",
	  "look at that function only: PCI address or function ID",
	  OPTION(only), 0, 0, zpci_parse_name, ZPCI_NAME_WANTED },
	{ "lines", 'l', OPTION_FLAG, NULL,
	  "print a line for each sample, also on a terminal",
	  OPTION(lines), 0, 0, NULL, NULL },
	{ "history", 0, OPTION_NUMBER, "N",
	  "samples of each function that Enter shows",
	  OPTION(history_max), 1, HISTORY_MAX, NULL, NULL },
	{ "count", 'n', OPTION_NUMBER, "N",
	  "end when N whole samples were seen, with exit code 0",
	  OPTION(count), 1, UINT32_MAX, NULL, NULL },
	{ "timeout", 't', OPTION_SECONDS, "SEC",
	  "give up after that time, with exit code 1; for --count",
	  OPTION(timeout_ms), 0, 0, NULL, NULL },
	COMMON_OPTIONS(fmb_options),
	{ 0 },
};

static const struct fmb_options defaults = {
	.common.ring_bytes = APTRACE_RING_BYTES_DEFAULT,
	.history_max = HISTORY_DEFAULT,
};

/**
 * struct fmb_run - the command under way
 * @options: as given
 * @collector: where events come from, NULL with --read
 * @reader: what is read, NULL without --read
 * @model: what is shown
 * @view: lines or JSON
 * @losses: as last looked at
 * @losses_shown: as last shown
 * @signals: signalfd
 * @read_ns: boot time of the next read
 * @interval_ns: between two reads
 * @host: name of this host
 * @exit_code: with which it ends, if it can tell all there is
 * @live: shown on a terminal, not as lines
 * @history: the live view shows the last samples
 */
struct fmb_run {
	const struct fmb_options *options;
	struct fmb_collector *collector;
	struct fmb_reader *reader;
	struct fmb_model model;
	struct fmb_view view;
	struct fmb_losses losses;
	struct fmb_losses losses_shown;
	int signals;
	uint64_t read_ns;
	uint64_t interval_ns;
	char host[65];
	int exit_code;
	bool live;
	bool history;
};

static bool has_enough(const struct fmb_run *run)
{
	return run->options->count && run->model.samples >= run->options->count;
}

static void take_sample(struct fmb_run *run, struct fmb_function *f,
			const struct aptrace_fmb_sample *sample)
{
	const struct fmb_entry *entry;

	/* Exactly as many as were asked for, whatever else is in the buffer. */
	if (has_enough(run))
		return;
	entry = fmb_model_add_sample(&run->model, f, sample);
	if (entry && !run->live)
		run->view.ops->sample(&run->view, f, entry);
}

/* What is new, from the ring buffer or from our own reading. */
static void tell(struct fmb_run *run, struct fmb_function *f,
		 const struct aptrace_fmb_detail *detail, const void *event)
{
	const struct vfio_zpci_ev_fmb_sample *sample = event;
	const uint64_t time_ns = detail->record.time_ns;
	struct aptrace_fmb_sample taken;

	if (detail->record.kind != APTRACE_FMB_SAMPLE) {
		if (!run->live)
			run->view.ops->measured(&run->view, f,
						detail->record.kind, time_ns,
						event);
		return;
	}
	if (sample->err) {
		if (!run->live)
			run->view.ops->read_error(&run->view, f, time_ns,
						  sample->err);
		return;
	}
	taken = fmb_sample_of_event(sample, time_ns, detail->measurement);
	take_sample(run, f, &taken);
}

/* As the BPF programs do; whether it is worth telling. */
static bool aggregate(struct aptrace_fmb *record, unsigned int kind,
		      const void *event, uint64_t time_ns)
{
	switch (kind) {
	case APTRACE_FMB_ENABLE:
		aptrace_fmb_add_enable(record, event, time_ns);
		return true;
	case APTRACE_FMB_DISABLE:
		aptrace_fmb_add_disable(record, event, time_ns);
		return true;
	default:
		return aptrace_fmb_add_sample(record, event, time_ns);
	}
}

/* An event of which nobody else keeps the record: it is kept here. */
static void take_event(struct fmb_run *run, unsigned int kind,
		       const struct vfio_zpci_trace_hdr *event,
		       uint64_t time_ns)
{
	struct fmb_function *f = fmb_model_function(&run->model, event->fid);
	struct aptrace_fmb record = f->record;
	struct aptrace_fmb_detail detail = {
		.record = { .kind = kind, .time_ns = time_ns },
	};
	bool new = aggregate(&record, kind, event, time_ns);

	detail.measurement = aptrace_fmb_measurement(&record, event);
	f = fmb_model_update(&run->model, &record);
	if (new)
		tell(run, f, &detail, event);
}

static size_t event_size(unsigned int kind)
{
	return kind == APTRACE_FMB_SAMPLE ?
	       sizeof(struct vfio_zpci_ev_fmb_sample) :
	       sizeof(struct vfio_zpci_ev_fmb_switch);
}

static void on_detail(void *context, const struct aptrace_fmb_detail *detail,
		      const void *event)
{
	const struct vfio_zpci_trace_hdr *hdr = event;
	struct fmb_run *run = context;
	struct aptrace_fmb record;

	if (detail->record.kind >= APTRACE_FMB_KINDS ||
	    detail->record.event_bytes != event_size(detail->record.kind))
		return;
	if (fmb_collector_function(run->collector, hdr->fid, &record))
		tell(run, fmb_model_update(&run->model, &record), detail,
		     event);
	else
		/* The map is full, which is told among the losses. */
		take_event(run, detail->record.kind, hdr,
			   detail->record.time_ns);
}

/*
 * Once the buffer is empty, a sample that found no room there is taken from the
 * map, so that the newest is never missing.
 */
static void on_function(void *context, const struct aptrace_fmb *record)
{
	struct fmb_run *run = context;
	struct fmb_function *f = fmb_model_update(&run->model, record);

	if (record->details_lost == f->lost_taken)
		return;
	f->lost_taken = record->details_lost;
	take_sample(run, f, &record->last);
}

static void read_block(struct fmb_run *run)
{
	struct vfio_zpci_ev_fmb_sample event;

	fmb_reader_read(run->reader, &event);
	take_event(run, APTRACE_FMB_SAMPLE, &event.hdr, clock_boot_ns());
}

static int check_losses(struct fmb_run *run)
{
	if (!run->collector)
		return LOOP_GO_ON;
	fmb_collector_losses(run->collector, &run->losses);
	if (!run->losses.counters.foreign_abi)
		return LOOP_GO_ON;
	terminal_leave();
	fprintf(stderr,
		"aptrace " NAME ": the driver's events have layout %llu, this aptrace knows layout %u: use the aptrace that was built with this driver\n",
		(unsigned long long)run->losses.counters.found_abi,
		VFIO_ZPCI_TRACE_ABI);
	return EXIT_PREREQUISITE;
}

static void show_losses(struct fmb_run *run)
{
	if (!fmb_losses_differ(&run->losses, &run->losses_shown))
		return;
	run->losses_shown = run->losses;
	run->view.ops->loss(&run->view, &run->losses);
}

static int flush(struct fmb_run *run)
{
	return loop_write(&run->view.out, NAME);
}

static int paint(struct fmb_run *run, bool last)
{
	struct fmb_screen screen = {
		.color = terminal_color(),
		.last = last,
		.history = run->history,
		.host = run->host,
		.now_ns = clock_boot_ns(),
		.clock_offset_ns = run->view.clock_offset_ns,
		.losses = run->collector ? &run->losses : NULL,
	};

	terminal_size(&screen.width, &screen.height);
	if (last)
		screen.height = LAST_LINES;
	fmb_screen_render(&screen, &run->model, &run->view.out);
	return flush(run);
}

/* Everything that happens at each turn; LOOP_GO_ON or an exit code. */
static int turn(struct fmb_run *run, bool drained)
{
	int result;

	if (run->collector && drained)
		fmb_collector_functions(run->collector, on_function, run);
	result = check_losses(run);
	if (result != LOOP_GO_ON)
		return result;
	if (run->live)
		return paint(run, false);
	show_losses(run);
	return flush(run);
}

static bool on_key(void *context, int key)
{
	struct fmb_run *run = context;

	if (key == KEY_ENTER)
		run->history = !run->history;
	return key != 'q' && key != 'Q';
}

/* It did not go as it was asked for; what was seen and lost is told all the same. */
static int fail(struct fmb_run *run)
{
	run->exit_code = EXIT_RUNTIME;
	return LOOP_GO_ON;
}

static int complain_timeout(struct fmb_run *run)
{
	terminal_leave();
	fprintf(stderr, "aptrace " NAME ": timeout: %llu samples were seen, waited for %u\n",
		(unsigned long long)run->model.samples, run->options->count);
	return fail(run);
}

static int complain_wanted(struct fmb_run *run)
{
	terminal_leave();
	fprintf(stderr, "aptrace " NAME ": the host wants %s back (it is being unbound or removed)\n",
		fmb_reader_device(run->reader)->address);
	return fail(run);
}

static uint64_t earliest(uint64_t a_ns, uint64_t b_ns)
{
	return b_ns && b_ns < a_ns ? b_ns : a_ns;
}

/* The next read is one interval after the last one was due, or now if that is over. */
static void read_if_due(struct fmb_run *run, uint64_t now_ns)
{
	if (!run->reader || now_ns < run->read_ns)
		return;
	read_block(run);
	run->read_ns += run->interval_ns;
	if (run->read_ns < now_ns)
		run->read_ns = now_ns + run->interval_ns;
}

static int watch(struct fmb_run *run)
{
	const struct fmb_options *options = run->options;
	const uint64_t start_ns = clock_boot_ns();
	const uint64_t end_ns = options->common.duration_ms ? start_ns +
				options->common.duration_ms * NSEC_PER_MSEC : 0;
	const uint64_t give_up_ns = options->timeout_ms ? start_ns +
				    options->timeout_ms * NSEC_PER_MSEC : 0;
	const int data_fd = run->collector ? fmb_collector_fd(run->collector) :
					     fmb_reader_fd(run->reader);
	uint64_t turn_ns = start_ns, now_ns, until_ns;
	unsigned int woken = 0;
	bool more = false;
	int result;

	for (;;) {
		if (run->collector)
			more = fmb_collector_consume(run->collector);
		now_ns = clock_boot_ns();
		read_if_due(run, now_ns);
		if (now_ns >= turn_ns || woken & (LOOP_RESIZE | LOOP_KEY)) {
			turn_ns = now_ns + TURN_NS;
			result = turn(run, !more);
		} else {
			result = run->live ? LOOP_GO_ON : flush(run);
		}
		if (result != LOOP_GO_ON)
			return result;
		if (has_enough(run) || (end_ns && now_ns >= end_ns))
			return LOOP_GO_ON;
		if (give_up_ns && now_ns >= give_up_ns)
			return complain_timeout(run);
		until_ns = earliest(turn_ns, end_ns);
		until_ns = earliest(until_ns, give_up_ns);
		until_ns = earliest(until_ns, run->read_ns);
		woken = loop_wait_for(run->signals, data_fd, terminal_key_fd(),
				      more, until_ns);
		if (loop_wants_end(woken, on_key, run))
			return LOOP_GO_ON;
		if (run->reader && woken & LOOP_RECORDS)
			return complain_wanted(run);
	}
}

/* Show what is still on its way, then the sum of it all. */
static int finish(struct fmb_run *run)
{
	int result;

	if (run->collector) {
		fmb_collector_stop(run->collector);
		while (fmb_collector_consume(run->collector))
			;
		fmb_collector_functions(run->collector, on_function, run);
	}
	result = check_losses(run);
	if (result != LOOP_GO_ON)
		return result;
	if (run->live && run->model.functions) {
		result = paint(run, true);
		if (result != LOOP_GO_ON)
			return result;
	}
	if (run->collector)
		show_losses(run);
	run->view.ops->summary(&run->view, &run->model,
			       run->collector ? &run->losses : NULL,
			       clock_boot_ns());
	result = flush(run);
	return result == LOOP_GO_ON ? run->exit_code : result;
}

/* Say that from here on nothing will be missed. */
static int announce(struct fmb_run *run)
{
	struct vfio_zpci_ev_fmb_switch opened;
	struct fmb_function *f;

	if (run->collector) {
		if (!run->live)
			run->view.ops->attached(&run->view,
				fmb_collector_attach_name(run->collector),
				fmb_collector_tracepoints(run->collector));
		return run->live ? LOOP_GO_ON : flush(run);
	}
	fmb_reader_opened(run->reader, &opened);
	f = fmb_model_function(&run->model, opened.hdr.fid);
	aggregate(&f->record, APTRACE_FMB_ENABLE, &opened, clock_boot_ns());
	run->read_ns = clock_boot_ns();
	if (run->live)
		return LOOP_GO_ON;
	run->view.ops->reading(&run->view, f,
			       (uint32_t)(run->interval_ns / NSEC_PER_MSEC));
	return flush(run);
}

static int go(struct fmb_run *run)
{
	int result;

	if (run->live)
		terminal_enter();
	result = announce(run);
	if (result == LOOP_GO_ON)
		result = watch(run);
	terminal_leave();
	return result == LOOP_GO_ON ? finish(run) : result;
}

static int complain_open(const char *why, int exit_code)
{
	fprintf(stderr, "aptrace " NAME ": %s\n", why);
	return exit_code;
}

static int open_collector(struct fmb_run *run,
			  const struct fmb_collector_options *collect)
{
	char why[COLLECTOR_WHY_BYTES];
	int exit_code = EXIT_RUNTIME;

	run->collector = fmb_collector_open(collect, why, &exit_code);
	return run->collector ? EXIT_OK : complain_open(why, exit_code);
}

static int open_reader(struct fmb_run *run)
{
	const struct fmb_options *options = run->options;
	char why[ZPCI_WHY_BYTES];
	int exit_code = EXIT_RUNTIME;

	run->reader = fmb_reader_open(options->read, why, &exit_code);
	if (!run->reader)
		return complain_open(why, exit_code);
	run->interval_ns = NSEC_PER_MSEC *
			   (options->interval_ms ? options->interval_ms :
			    fmb_reader_interval_ms(run->reader));
	return EXIT_OK;
}

/* Options that mean nothing without others. */
static bool options_fit(const struct fmb_options *options)
{
	const char *why = NULL;

	if (options->timeout_ms && !options->count)
		why = "--timeout is for --count; to end after a time there is --duration";
	else if (options->interval_ms && !options->read)
		why = "--interval is for --read; without it somebody else reads";
	else if (options->only.set && options->read)
		why = "--read names the function already; --function is for looking on";
	if (why)
		fprintf(stderr, "aptrace " NAME ": %s\n", why);
	return !why;
}

static int run_fmb(const void *given)
{
	const struct fmb_options *options = given;
	struct fmb_run run = { .options = options };
	const struct fmb_collector_options collect = {
		.ring_bytes = options->common.ring_bytes,
		.only = options->only,
		.attach = (enum collector_attach)options->common.attach,
		.verbose = options->common.verbose,
		.on_detail = on_detail,
		.context = &run,
	};
	int result;

	if (!options_fit(options))
		return EXIT_USAGE;
	run.live = !options->lines && !options->common.json && terminal_usable();
	gethostname(run.host, sizeof(run.host) - 1);
	run.signals = loop_signals();
	if (run.signals < 0) {
		perror("aptrace " NAME ": signalfd");
		return EXIT_RUNTIME;
	}
	fmb_model_init(&run.model, options->history_max, !options->read);
	fmb_view_init(&run.view, options->common.json ? &fmb_view_json :
							&fmb_view_lines);
	result = options->read ? open_reader(&run) :
				 open_collector(&run, &collect);
	if (result == EXIT_OK)
		result = go(&run);
	fmb_collector_close(run.collector);
	fmb_reader_close(run.reader);
	fmb_view_free(&run.view);
	fmb_model_free(&run.model);
	close(run.signals);
	return result;
}

static const struct example examples[] = {
	{ "aptrace fmb",
	  "what others read, live" },
	{ "aptrace fmb --read 0001:00:00.0 --interval 2 --count 5 --lines",
	  "reads the block of a function that nobody has, and resets it thereby" },
	{ 0 },
};

const struct command command_fmb = {
	.name = NAME,
	.summary = "measurement blocks of zPCI functions, live",
	.description =
"Shows what zPCI functions with the driver vfio-zpci-fmb do: load, store and\n"
"refresh operations and the traffic, as counted by the function itself, in all\n"
"and per second. It looks on while somebody else, such as a VMM, reads the\n"
"blocks; with --read it reads one by itself. On a terminal this is a live view\n"
"(q quits, Enter shows the last samples), in a pipe a line for each sample.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct fmb_options),
	.defaults = &defaults,
	.run = run_fmb,
};
