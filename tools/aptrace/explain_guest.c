// SPDX-License-Identifier: GPL-2.0
/* What the guest suffered: was it paused, for how long, does it run again. */
#include <inttypes.h>
#include <string.h>

#include "aggregate.h"
#include "explain.h"
#include "format.h"

void explain_host_text(const struct story_half *half, enum explain_side side,
		       struct text *text)
{
	if (half && half->origin.host[0])
		text_printf(text, "host %s", half->origin.host);
	else if (side == EXPLAIN_SOURCE)
		text_puts(text, "the source");
	else if (side == EXPLAIN_DESTINATION)
		text_puts(text, "the destination");
	else
		text_puts(text, "this host");
}

static bool has_ended(const struct story_half *half)
{
	return half && half->m.session.ended == APTRACE_SESSION_ENDED;
}

/* How long the guest had no queues on that side. */
static uint64_t paused_ns(const struct story_half *half)
{
	const struct aptrace_session *s = &half->m.session;

	return s->state_ns[APTRACE_STATE_ERROR] +
	       s->state_ns[APTRACE_STATE_STOP] +
	       s->state_ns[APTRACE_STATE_STOP_COPY];
}

static void add_duration(struct text *text, uint64_t ns)
{
	char duration[FORMAT_BYTES];

	format_duration(duration, sizeof(duration), ns);
	text_puts(text, duration);
}

/*
 * From the source's standing still until the destination ran. False if that would
 * be no time at all: then the clocks of the hosts are not the same.
 */
static bool downtime(const struct story *story, uint64_t *ns)
{
	const struct story_half *source = story->source;
	const struct story_half *destination = story->destination;
	uint64_t stopped, runs;

	stopped = story_time_ns(source, source->m.session.last_ns) -
		  paused_ns(source);
	runs = story_time_ns(destination, destination->m.session.last_ns);
	*ns = runs - stopped;
	return runs > stopped;
}

static bool is_same_clock(const struct story *story)
{
	return story_same_boot(&story->source->origin,
			       &story->destination->origin);
}

/* Ends a sentence on what only the other half can tell. */
static void tell_where(struct text *words, const struct story_half *half,
		       const char *other)
{
	if (half->m.kept)
		text_printf(words, " is known on the %s only.", other);
	else
		text_printf(words, " is in the %s's recording.", other);
}

static void tell_completed(struct explain_guest *guest,
			   const struct story *story)
{
	struct text *words = &guest->words;

	guest->place = EXPLAIN_PLACE_DESTINATION;
	text_puts(words, "It runs on ");
	explain_host_text(story->destination, EXPLAIN_DESTINATION, words);
	text_puts(words, ", with the same queues as before. ");
	if (!has_ended(story->source)) {
		text_puts(words, "How long it stood still");
		tell_where(words, story->destination, "source");
		return;
	}
	if (!downtime(story, &guest->paused_ns)) {
		text_puts(words, "How long it stood still cannot be told: the hosts' clocks do not agree.");
		return;
	}
	guest->paused_known = true;
	guest->by_clocks = !is_same_clock(story);
	text_puts(words, "It stood still for ");
	add_duration(words, guest->paused_ns);
	text_puts(words, guest->by_clocks ? ", by the clocks of both hosts." :
		  ".");
}

static void tell_pause(struct explain_guest *guest,
		       const struct story_half *source)
{
	struct text *words = &guest->words;

	guest->paused_known = true;
	guest->paused_ns = paused_ns(source);
	if (!guest->paused_ns) {
		text_puts(words, "It was not paused.");
		return;
	}
	text_puts(words, "It stood still for ");
	add_duration(words, guest->paused_ns);
	text_putc(words, '.');
}

static void tell_on_source(struct explain_guest *guest,
			   const struct story *story)
{
	const struct aptrace_session *s = &story->source->m.session;
	struct text *words = &guest->words;

	if (s->cause == VFIO_AP_CAUSE_CLOSE) {
		guest->place = EXPLAIN_PLACE_NOWHERE;
		text_puts(words, "It does not run on ");
		explain_host_text(story->source, EXPLAIN_SOURCE, words);
		text_puts(words, " any more: its device was closed there. ");
		tell_pause(guest, story->source);
		return;
	}
	guest->place = EXPLAIN_PLACE_SOURCE;
	text_puts(words, "It runs on ");
	explain_host_text(story->source, EXPLAIN_SOURCE, words);
	if (s->cause == VFIO_AP_CAUSE_RESET)
		text_puts(words, " again, but its queues were reset: requests in them are lost. ");
	else if (paused_ns(story->source))
		text_puts(words, " again, with its queues. ");
	else
		text_puts(words, " and has noticed nothing. ");
	tell_pause(guest, story->source);
}

static void tell_gone(struct explain_guest *guest, const struct story *story)
{
	struct text *words = &guest->words;

	text_puts(words, "It left ");
	explain_host_text(story->source, EXPLAIN_SOURCE, words);
	text_puts(words, ", where it stood still for ");
	add_duration(words, paused_ns(story->source));
	text_puts(words, " before. Whether it runs on the destination, and since when, ");
	text_puts(words, story->source->m.kept ? "is known there only." :
		  "is in that one's recording.");
}

static void tell_destination_only(struct explain_guest *guest,
				  const struct story *story)
{
	struct text *words = &guest->words;

	text_puts(words, "It does not run on ");
	explain_host_text(story->destination, EXPLAIN_DESTINATION, words);
	text_puts(words, ". As a rule it goes on where it was. Whether it does, and how long it stood still,");
	tell_where(words, story->destination, "source");
}

static void tell_open(struct explain_guest *guest, const struct story *story)
{
	const struct story_half *half = story->destination ? story->destination :
		story->source;

	if (story->neither)
		text_puts(&guest->words, "It was to be paused, and has its queues as before.");
	else if (half->m.kept)
		text_puts(&guest->words, "Not known: the driver has kept no end.");
	else
		text_puts(&guest->words, "Not known: the end is not in the recording.");
}

void explain_guest_make(struct explain_guest *guest, const struct story *story,
			enum explain_class_id id)
{
	memset(guest, 0, sizeof(*guest));
	switch (id) {
	case EXPLAIN_TWO_GUESTS:
		guest->place = EXPLAIN_PLACE_BOTH;
		text_puts(&guest->words, "It may run twice. ");
		tell_pause(guest, story->source);
		return;
	case EXPLAIN_NO_GUEST:
		guest->place = EXPLAIN_PLACE_NOWHERE;
		text_puts(&guest->words, "It runs nowhere.");
		return;
	case EXPLAIN_COMPLETED:
		tell_completed(guest, story);
		return;
	case EXPLAIN_HANDED_OVER:
		tell_gone(guest, story);
		return;
	default:
		break;
	}
	/* Handed over, and how that went on is not in the destination's half. */
	if (story->source && has_ended(story->source) && story->destination &&
	    story->source->m.session.outcome == VFIO_AP_OUTCOME_COMPLETED)
		tell_gone(guest, story);
	else if (story->source && has_ended(story->source))
		tell_on_source(guest, story);
	else if (!story->source && has_ended(story->destination))
		tell_destination_only(guest, story);
	else
		tell_open(guest, story);
}
