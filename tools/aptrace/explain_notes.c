// SPDX-License-Identifier: GPL-2.0
/* What else is worth knowing, and what cannot be said for sure. */
#include <inttypes.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "aggregate.h"
#include "event_fields.h"
#include "explain.h"
#include "format.h"

#define KEPT_FILE	"/sys/kernel/debug/vfio/UUID/outcomes"

static enum explain_side side_of(const struct story_half *half)
{
	switch (half->m.session.role) {
	case VFIO_AP_ROLE_SOURCE:
		return EXPLAIN_SOURCE;
	case VFIO_AP_ROLE_DESTINATION:
		return EXPLAIN_DESTINATION;
	default:
		return EXPLAIN_HERE;
	}
}

static void add_host(struct text *text, const struct story_half *half)
{
	explain_host_text(half, side_of(half), text);
}

/* "adapters 0x10; domains 0x20-0x22": what the guest did not see. */
static void dropped_text(struct text *text, const struct story_half *half)
{
	static const char * const kinds[] = {
		[VFIO_AP_DROPPED_ADAPTER] = "adapters",
		[VFIO_AP_DROPPED_DOMAIN] = "domains",
		[VFIO_AP_DROPPED_CONTROL_DOMAIN] = "control domains",
	};
	struct ap_mask masks[ARRAY_SIZE(kinds)] = { 0 };
	const char *separator = "";
	unsigned int kind;
	size_t i;

	for (i = 0; i < half->event_count; i++) {
		const struct vfio_ap_ev_dropped *ev = &half->events[i].dropped;

		if (half->events[i].kind == APTRACE_DROPPED &&
		    ev->kind < ARRAY_SIZE(kinds))
			ap_mask_set(&masks[ev->kind], ev->id & 0xff);
	}
	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		if (ap_mask_empty(&masks[kind]))
			continue;
		text_printf(text, "%s%s ", separator, kinds[kind]);
		mask_text(&masks[kind], "0x", 2, text);
		separator = "; ";
	}
}

static void remark_dropped(struct explanation *ex)
{
	const struct story_half *half = ex->story->destination;
	struct text *text;

	if (!half || !half->m.session.dropped)
		return;
	text = text_list_add(&ex->remarks);
	text_puts(text, "Assigned on the source, not seen by the guest there, and not taken over: ");
	dropped_text(text, half);
	text_puts(text, ". The guest does not notice.");
}

static void remark_resets(struct explanation *ex, const struct story_half *half)
{
	struct text *text;
	size_t i;

	for (i = 0; half && i < half->event_count; i++) {
		const struct vfio_ap_ev_reset *ev = &half->events[i].reset;

		if (half->events[i].kind != APTRACE_RESET || !ev->failed)
			continue;
		text = text_list_add(&ex->remarks);
		text_printf(text, "%u of %u queues could not be reset on ",
			    ev->failed, ev->queues);
		add_host(text, half);
		text_puts(text, " (");
		event_errno_text(ev->err, text);
		text_puts(text, "): no guest gets them until that has succeeded.");
	}
}

/* Reads and writes that failed and did not decide how it ended. */
static void remark_io(struct explanation *ex, const struct story_half *half)
{
	struct text *text;
	size_t i;

	for (i = 0; half && i < half->event_count; i++) {
		const struct story_event *event = &half->events[i];

		if ((event->kind != APTRACE_READ &&
		     event->kind != APTRACE_WRITE) ||
		    (event->io.err != -EFAULT && event->io.err != -ENOMEM))
			continue;
		text = text_list_add(&ex->remarks);
		text_printf(text, "A %s at byte %" PRIu64 " failed on ",
			    event_name(event->kind),
			    (uint64_t)event->io.pos_bytes);
		add_host(text, half);
		text_puts(text, ": ");
		event_errno_text(event->io.err, text);
		text_puts(text, ". It can be tried again.");
		return;
	}
}

static void add_cost(struct text *text, const struct story_half *half)
{
	char duration[FORMAT_BYTES], bytes[FORMAT_BYTES];
	const struct aptrace_session *s = &half->m.session;

	format_bytes(bytes, sizeof(bytes), s->bytes);
	format_duration(duration, sizeof(duration), s->duration_ns);
	add_host(text, half);
	text_printf(text, ": %s", bytes);
	/* What went well is not kept. */
	if (!half->m.kept)
		text_printf(text, " in %" PRIu64 " %s%s", (uint64_t)s->chunks,
			    s->role == VFIO_AP_ROLE_SOURCE ? "read" : "write",
			    s->chunks == 1 ? "" : "s");
	text_printf(text, ", %s in all", duration);
	if (s->apply_ns && s->role == VFIO_AP_ROLE_DESTINATION) {
		format_duration(duration, sizeof(duration), s->apply_ns);
		text_printf(text, ", %s of it to apply", duration);
	}
	text_putc(text, '.');
}

/* What a migration that went well has cost. */
static void remark_cost(struct explanation *ex)
{
	const struct story *story = ex->story;
	const struct aptrace_session *s = &ex->subject->m.session;
	struct text *text;

	if (ex->class != explain_class(EXPLAIN_COMPLETED) &&
	    ex->class != explain_class(EXPLAIN_HANDED_OVER))
		return;
	text = text_list_add(&ex->remarks);
	text_printf(text, "Moved: %u queue%s, %u control domain%s.", s->queues,
		    s->queues == 1 ? "" : "s", s->control_domains,
		    s->control_domains == 1 ? "" : "s");
	if (story->source)
		add_cost(text_list_add(&ex->remarks), story->source);
	if (story->destination)
		add_cost(text_list_add(&ex->remarks), story->destination);
}

void explain_remarks(struct explanation *ex)
{
	remark_cost(ex);
	remark_dropped(ex);
	remark_io(ex, ex->story->source);
	remark_io(ex, ex->story->destination);
	remark_resets(ex, ex->story->source);
	remark_resets(ex, ex->story->destination);
	remark_resets(ex, ex->story->neither);
}

/* Nobody listened; the driver kept what it found worth keeping. */
static void uncertain_kept(struct explanation *ex, const struct story_half *half)
{
	struct text *text = text_list_add(&ex->uncertain);

	text_puts(text, "What is known of ");
	add_host(text, half);
	text_puts(text, " was kept by the driver, and is an excerpt: what failed, ");
	if (half->m.session.ended == APTRACE_SESSION_ENDED)
		text_puts(text, "and the end, which has the times and the numbers. ");
	else
		text_puts(text, "and no end so far. ");
	text_puts(text, "What went well is not in it, and nothing proves that all is there.");
	if (half->kept_cut)
		text_printf(text, " %" PRIu64 " event%s found no room.",
			    half->kept_cut, half->kept_cut == 1 ? "" : "s");
}

static void uncertain_half(struct explanation *ex, const struct story_half *half)
{
	const struct completeness c = model_completeness(&half->m);
	struct text *text;

	if (half->events_cut) {
		text = text_list_add(&ex->uncertain);
		text_puts(text, "On ");
		add_host(text, half);
		text_printf(text, " there was more than can be told one by one: %" PRIu64 " events are counted, and left out of the details and lists.",
			    half->events_cut);
	}
	if (half->m.kept) {
		uncertain_kept(ex, half);
		return;
	}
	if (c.complete)
		return;
	text = text_list_add(&ex->uncertain);
	text_puts(text, "On ");
	add_host(text, half);
	if (!c.expected) {
		text_printf(text, " the end was not seen, %" PRIu64 " events were",
			    c.seen);
		if (c.missed)
			text_printf(text, " and at least %" PRIu64 " before the last of them were not",
				    c.missed);
		text_puts(text, ": the times and what was refused are as known by then.");
		return;
	}
	text_printf(text, " %" PRIu64 " of %" PRIu64 " events are missing. How it ended, the times and the number of refused queues are certain all the same, as the last event has them; what was asked for, read and written in between is not.",
		    c.missed, c.expected);
}

static void uncertain_verdicts(struct explanation *ex,
			       const struct story_half *half)
{
	uint64_t missing = model_verdicts_missing(&half->m);
	struct text *text;

	if (!missing)
		return;
	text = text_list_add(&ex->uncertain);
	text_printf(text, "%" PRIu64 " refused %s counted, but not named in %s: there may be more reasons than those above.",
		    missing, missing == 1 ? "queue is" : "queues are",
		    half->m.kept ? "what the driver has kept" : "the recording");
}

static void uncertain_other_half(struct explanation *ex)
{
	const struct story *story = ex->story;
	char id[UUID_TEXT_BYTES];
	struct text *text;

	if (story->neither || (story->source && story->destination))
		return;
	text = text_list_add(&ex->uncertain);
	text_printf(text, "There is only the %s half of this migration. ",
		    story->source ? "source's" : "destination's");
	if (!ex->subject->m.kept) {
		text_puts(text, "Give the recording of the other host as well: aptrace explain ID FILE FILE.");
		return;
	}
	format_id(id, ex->subject->m.session.migration_id);
	if (id[0])
		text_printf(text, "The other host tells its own: aptrace explain %.*s. ",
			    ID_SHORT_DIGITS, id);
	text_puts(text, "Both in one, here: aptrace explain --here FILE, where FILE is a recording of that host, or a copy of its " KEPT_FILE ".");
}

void explain_uncertain(struct explanation *ex)
{
	const struct story *story = ex->story;
	size_t i;

	if (story->source)
		uncertain_half(ex, story->source);
	if (story->destination) {
		uncertain_half(ex, story->destination);
		uncertain_verdicts(ex, story->destination);
	}
	uncertain_other_half(ex);
	for (i = 0; story->notes && i < story->notes->count; i++)
		text_puts(text_list_add(&ex->uncertain),
			  story->notes->items[i].data);
}
