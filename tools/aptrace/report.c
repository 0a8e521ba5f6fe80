// SPDX-License-Identifier: GPL-2.0
/* What a report tells: migrations, with the events of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_fields.h"
#include "report.h"

/* An event, and the half that it belongs to. */
struct owned {
	const struct story_half *half;
	const struct listed_event *event;
};

static struct story_origin origin_of(const struct event_list *list,
				     const struct listed_event *event)
{
	const struct event_host *host = &list->hosts[event->host];
	struct story_origin origin = {
		.file = host->file,
		.clock_offset_ns = host->header.clock_offset_ns,
	};

	snprintf(origin.host, sizeof(origin.host), "%s", host->header.host);
	snprintf(origin.boot_id, sizeof(origin.boot_id), "%s",
		 host->header.boot_id);
	return origin;
}

/* Takes an event into the stories, as it was read; of which half is it? */
static const struct story_half *tell(struct report *report,
				     const struct listed_event *event)
{
	const struct aptrace_record record = {
		.time_ns = event->boot_ns,
		.kind = event->kind,
		.event_bytes = event_bytes(event->kind),
	};
	const struct vfio_ap_trace_hdr *hdr = event->event;
	struct story_origin origin = origin_of(&report->list, event);

	stories_add(&report->stories, &origin, &record, event->event);
	return hdr->session ? report->stories.recent : NULL;
}

/* By half, whichever is first; each half's by time. */
static int compare_owned(const void *left, const void *right)
{
	const struct owned *a = left, *b = right;

	if (a->half != b->half)
		return (uintptr_t)a->half < (uintptr_t)b->half ? -1 : 1;
	/* They lie in the list by time. */
	return a->event < b->event ? -1 : a->event > b->event;
}

/* By time: of one half that is the order in which explain takes them, too. */
static void tell_all(struct report *report)
{
	const size_t count = report->list.count;
	struct owned *owned;
	size_t i;

	if (!count)
		return;
	owned = must_alloc(count, sizeof(*owned));
	for (i = 0; i < count; i++) {
		const struct listed_event *event = &report->list.events[i];
		const struct story_half *half = tell(report, event);

		if (half)
			owned[report->event_count++] = (struct owned) {
				.half = half, .event = event,
			};
	}
	qsort(owned, report->event_count, sizeof(*owned), compare_owned);
	report->events = must_alloc(count, sizeof(*report->events));
	report->halves = must_alloc(count, sizeof(*report->halves));
	for (i = 0; i < report->event_count; i++) {
		report->events[i] = owned[i].event;
		report->halves[i] = owned[i].half;
	}
	free(owned);
}

/* The first event of a half that is not before @half in memory. */
static size_t first_event(const struct report *report,
			  const struct story_half *half)
{
	size_t low = 0, high = report->event_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if ((uintptr_t)report->halves[middle] < (uintptr_t)half)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* More than that an arc does not take: what it says would only squeeze the picture. */
#define ARC_MAX_NS	60000000000ULL

/* When its first event began to happen. */
static uint64_t side_begin_ns(const struct report_side *side)
{
	const struct listed_event *first = side->events[0];
	const struct vfio_ap_ev_arc *arc = first->event;

	if (first->kind != APTRACE_ARC || arc->duration_ns > ARC_MAX_NS ||
	    arc->duration_ns > first->time_ns)
		return first->time_ns;
	return first->time_ns - arc->duration_ns;
}

static void take_side(const struct report *report,
		      struct report_migration *migration,
		      enum report_side_id id, const struct story_half *half)
{
	struct report_side *side = &migration->sides[id];
	size_t first, end;

	if (!half)
		return;
	first = first_event(report, half);
	for (end = first; end < report->event_count; end++)
		if (report->halves[end] != half)
			break;
	if (end == first)
		return;
	side->half = half;
	side->events = &report->events[first];
	side->count = end - first;
	side->host = &report->list.hosts[side->events[0]->host];
	if (side->host->clocks)
		migration->clocks = side->host->clocks;
	if (side_begin_ns(side) < migration->begin_ns)
		migration->begin_ns = side_begin_ns(side);
	if (side->events[side->count - 1]->time_ns > migration->end_ns)
		migration->end_ns = side->events[side->count - 1]->time_ns;
}

static enum report_mark mark_of(const struct story *story)
{
	switch (explain_classify(story)) {
	case EXPLAIN_COMPLETED:
	case EXPLAIN_HANDED_OVER:
		return REPORT_GOOD;
	case EXPLAIN_UNSEEN:
	case EXPLAIN_UNDER_WAY:
		return REPORT_OPEN;
	default:
		return REPORT_BAD;
	}
}

static bool has(const struct report_migration *migration,
		const struct story_half *half)
{
	return migration->story.source == half ||
	       migration->story.destination == half ||
	       migration->story.neither == half;
}

static void add_migration(struct report *report, const struct story *story)
{
	struct report_migration *migration;

	report->migrations = must_resize(report->migrations, report->count + 1,
					 sizeof(*report->migrations));
	migration = &report->migrations[report->count++];
	*migration = (struct report_migration) {
		.story = *story,
		.begin_ns = UINT64_MAX,
		.mark = mark_of(story),
	};
	take_side(report, migration, REPORT_SOURCE,
		  story->source ? story->source : story->neither);
	take_side(report, migration, REPORT_DESTINATION, story->destination);
	migration->number = report->count;
}

static int compare_migrations(const void *left, const void *right)
{
	const struct report_migration *a = left, *b = right;

	if (a->begin_ns != b->begin_ns)
		return a->begin_ns < b->begin_ns ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* Those that failed, then the others; of each the later ones first. */
static void choose_details(struct report *report)
{
	unsigned int room = report->options->details_max, pass;
	size_t i;

	for (pass = 0; pass < 2; pass++)
		for (i = report->count; i > 0 && room; i--) {
			struct report_migration *m = &report->migrations[i - 1];

			if (m->detailed || (!pass && m->mark == REPORT_GOOD))
				continue;
			m->detailed = true;
			m->open = report->count <= REPORT_OPEN_MAX;
			room--;
		}
}

static void find_migrations(struct report *report)
{
	const struct report_options *options = report->options;
	const uint8_t *mdev = options->mdev.set ? options->mdev.uuid : NULL;
	const struct story_half *half = NULL;
	struct story story;
	size_t i;

	while ((half = stories_next(&report->stories, half, options->id, mdev,
				    &story))) {
		for (i = 0; i < report->count; i++)
			if (has(&report->migrations[i], half))
				break;
		if (i == report->count)
			add_migration(report, &story);
	}
	if (report->count)
		qsort(report->migrations, report->count,
		      sizeof(*report->migrations), compare_migrations);
	for (i = 0; i < report->count; i++) {
		report->migrations[i].number = i + 1;
		report->migrations[i].alone = report->count == 1;
	}
	choose_details(report);
}

bool report_read(struct report *report, const struct report_options *options,
		 char * const *paths, unsigned int count, char *why)
{
	report->options = options;
	if (!event_list_read(&report->list, paths, count, why))
		return false;
	tell_all(report);
	find_migrations(report);
	return true;
}

void report_free(struct report *report)
{
	free(report->migrations);
	free(report->events);
	free(report->halves);
	stories_free(&report->stories);
	event_list_free(&report->list);
	memset(report, 0, sizeof(*report));
}
