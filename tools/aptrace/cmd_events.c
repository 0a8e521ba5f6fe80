// SPDX-License-Identifier: GPL-2.0
/* aptrace events: every event as it happens, like strace. */
#include <ctype.h>
#include <string.h>

#include "command.h"
#include "event_fields.h"
#include "exit_codes.h"
#include "format.h"
#include "loop.h"

#define NAME		"events"
#define LOOK_NS		500000000ULL	/* how often losses are looked at */
/* All 65,536 verdicts of the largest guest, should the reader be slow. */
#define EVENTS_RING_BYTES	(8 * 1024 * 1024)

struct events_options {
	struct common_options common;
	const char *id;
	uint32_t kinds;
	uint32_t count;
};

static bool parse_id_prefix(void *result, const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (!isxdigit((unsigned char)text[i]) && text[i] != '-')
			return false;
	*(const char **)result = text;
	return i > 0 && i < UUID_TEXT_BYTES;
}

#define OPTION(member)	offsetof(struct events_options, member)

static const struct option_spec specs[] = {
	{ "count", 'n', OPTION_NUMBER, "N", "end after N events",
	  OPTION(count), 1, UINT32_MAX, NULL, NULL },
	{ "id", 'i', OPTION_PARSED, "HEX",
	  "only events that carry a migration id with this beginning",
	  OPTION(id), 0, 0, parse_id_prefix, "the beginning of a UUID" },
	{ "kind", 'k', OPTION_PARSED, "NAME[,NAME]",
	  "only these: request, arc, begin, read, write, verdict,\n"
	  "dropped, apply, end, reset",
	  OPTION(kinds), 0, 0, event_parse_kinds,
	  "a list of request, arc, begin, read, write, verdict, dropped, apply, end, reset" },
	COMMON_OPTIONS(events_options),
	{ 0 },
};

static const struct events_options defaults = {
	.common.ring_bytes = EVENTS_RING_BYTES,
	.kinds = APTRACE_ALL_KINDS,
};

struct events {
	const struct events_options *options;
	struct loop loop;
	uint32_t shown;
};

static bool id_matches(const struct vfio_ap_trace_hdr *hdr, const char *prefix)
{
	char id[UUID_TEXT_BYTES];

	format_id(id, hdr->migration_id);
	return !strncasecmp(id, prefix, strlen(prefix));
}

static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	struct events *events = context;
	const struct events_options *options = events->options;

	if (options->count && events->shown >= options->count)
		return;
	if (record->event_bytes != event_bytes(record->kind))
		return;
	if (options->id && !id_matches(event, options->id))
		return;
	events->shown++;
	events->loop.view.ops->event(&events->loop.view, record, event);
}

/*
 * The sessions map fills while nobody shows what is in it: take ended ones out
 * once nothing can come any more.
 */
static void drop_ended(void *context, const struct aptrace_session *session)
{
	struct events *events = context;

	if (session->ended && clock_boot_ns() > session->last_ns + LOOK_NS)
		collector_forget(events->loop.collector, session->session);
}

static int go(struct events *events)
{
	const uint32_t count = events->options->count;
	struct loop *loop = &events->loop;
	uint64_t look_ns = clock_boot_ns(), now_ns;
	bool more = false, stop = false;
	int result;

	loop->view.ops->attached(&loop->view,
				 collector_attach_name(loop->collector),
				 collector_tracepoints(loop->collector));
	do {
		more = collector_consume(loop->collector);
		now_ns = clock_boot_ns();
		if (now_ns >= look_ns || stop) {
			result = loop_check_losses(loop, NAME);
			if (result != LOOP_GO_ON)
				return result;
			loop_show_losses(loop);
			collector_sessions(loop->collector, drop_ended, events);
			look_ns = now_ns + LOOK_NS;
		}
		result = loop_flush(loop, NAME);
		if (result != LOOP_GO_ON)
			return result;
		if (stop && !more)
			break;
		if (count && events->shown >= count)
			break;
		if (loop->end_ns && now_ns >= loop->end_ns)
			stop = true;
		else if (loop_wait(loop, -1, more, loop->end_ns &&
				   loop->end_ns < look_ns ? loop->end_ns :
				   look_ns) & LOOP_STOP)
			stop = true;
		if (stop)
			collector_stop(loop->collector);
	} while (true);

	result = loop_check_losses(loop, NAME);
	if (result != LOOP_GO_ON)
		return result;
	loop->view.ops->summary(&loop->view, NULL, &loop->losses);
	result = loop_flush(loop, NAME);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

static int run(const void *options)
{
	struct events events = { .options = options };
	struct collector_options collect = {
		.detail_kinds = events.options->kinds,
		.good_verdicts = true,
		.on_record = on_record,
		.context = &events,
	};
	int result;

	result = loop_start(&events.loop, NAME, &events.options->common,
			    &collect);
	if (result != EXIT_OK)
		return result;
	result = go(&events);
	loop_finish(&events.loop);
	return result;
}

const struct command command_events = {
	.name = NAME,
	.summary = "every event as it happens, one line each",
	.description =
"Shows each event of the vfio_ap driver on a line: time, migration id, role,\n"
"kind, mdev, sequence number and state of the device, then what the event\n"
"carries, at the end the result. Says how many events were lost, if any.",
	.options = specs,
	.options_bytes = sizeof(struct events_options),
	.defaults = &defaults,
	.run = run,
};
