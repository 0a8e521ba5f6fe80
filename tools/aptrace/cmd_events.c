// SPDX-License-Identifier: GPL-2.0
/* aptrace events: every event as it happens, like strace. */
#include <string.h>

#include "command.h"
#include "event_fields.h"
#include "event_loop.h"
#include "format.h"

#define NAME		"events"

struct events_options {
	struct common_options common;
	struct mdev_filter mdev;
	const char *id;
	uint32_t kinds;
	uint32_t count;
};

#define OPTION(member)	offsetof(struct events_options, member)

static const struct option_spec specs[] = {
	{ "count", 'n', OPTION_NUMBER, "N", "end after N events",
	  OPTION(count), 1, UINT32_MAX, NULL, NULL },
	{ "id", 'i', OPTION_PARSED, "HEX",
	  "only events that carry a migration id with this beginning",
	  OPTION(id), 0, 0, loop_parse_id, "the beginning of a UUID" },
	{ "kind", 'k', OPTION_WORDS, "NAME[,NAME]",
	  "only these: request, arc, begin, read, write, verdict,\n"
	  "dropped, apply, end, reset",
	  OPTION(kinds), 0, 0, event_parse_kinds,
	  "request arc begin read write verdict dropped apply end reset" },
	MDEV_OPTION(events_options),
	COMMON_OPTIONS(events_options),
	{ 0 },
};

static const struct events_options defaults = {
	.common.ring_bytes = EVENT_RING_BYTES,
	.kinds = APTRACE_ALL_KINDS,
};

struct events {
	const struct events_options *options;
	struct event_loop loop;
};

static bool id_matches(const struct vfio_ap_trace_hdr *hdr, const char *prefix)
{
	char id[UUID_TEXT_BYTES];

	format_id(id, hdr->migration_id);
	return !strncasecmp(id, prefix, strlen(prefix));
}

static void begin(void *context)
{
	struct events *events = context;
	struct loop *loop = &events->loop.loop;

	loop->view.ops->attached(&loop->view,
				 collector_attach_name(loop->collector),
				 collector_tracepoints(loop->collector));
}

static bool wants(void *context, const struct aptrace_record *record,
		  const void *event)
{
	struct events *events = context;

	(void)record;
	return !events->options->id || id_matches(event, events->options->id);
}

static int flush(void *context)
{
	struct events *events = context;

	return loop_flush(&events->loop.loop, NAME);
}

static int run(const void *options)
{
	struct events events = { .options = options };
	struct collector_options collect = {
		.detail_kinds = events.options->kinds,
		.good_verdicts = true,
		.mdev = events.options->mdev,
	};

	events.loop = (struct event_loop) {
		.name = NAME,
		.count = events.options->count,
		.begin = begin,
		.wants = wants,
		.flush = flush,
		.context = &events,
	};
	return event_loop_run(&events.loop, &events.options->common, &collect);
}

static const struct example examples[] = {
	{ "aptrace events --kind arc,verdict,end",
	  "the course of each migration, without its data" },
	{ "aptrace events -d 10 -m 2b9e1c00-1111-4222-8333-444455556666",
	  "all that happens to one device, for 10 seconds" },
	{ 0 },
};

const struct command command_events = {
	.name = NAME,
	.summary = "every event as it happens, one line each",
	.description =
"Shows each event of the vfio_ap driver on a line: time, migration id, role,\n"
"kind, mdev, sequence number and state of the device, then what the event\n"
"carries, at the end the result. Says how many events were lost, if any.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct events_options),
	.defaults = &defaults,
	.run = run,
};
