// SPDX-License-Identifier: GPL-2.0
/* What happened in a migration, step by step. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "report_steps.h"

#define STATE_PRE_COPY		6
#define STATE_PRE_COPY_P2P	7

/**
 * struct builder - the steps of one side, while they are made
 * @steps: receives them
 * @room: allocated entries
 * @side: the side
 * @last: for each kind the step that more of it belongs to, from 1; 0: none
 */
struct builder {
	struct report_steps *steps;
	size_t room;
	enum report_side_id side;
	size_t last[APTRACE_KINDS];
};

unsigned int report_state_at(const struct report_side *side, uint64_t time_ns)
{
	const struct vfio_ap_trace_hdr *hdr;
	unsigned int state = APTRACE_STATE_RUNNING;
	size_t i;

	for (i = 0; i < side->count; i++) {
		if (i && side->events[i]->time_ns > time_ns)
			break;
		hdr = side->events[i]->event;
		state = hdr->state;
	}
	return state;
}

static bool is_failed(unsigned int kind, const void *event)
{
	const struct vfio_ap_ev_request *request = event;
	const struct vfio_ap_ev_verdict *verdict = event;
	const struct vfio_ap_ev_apply *apply = event;
	const struct vfio_ap_ev_reset *reset = event;
	const struct vfio_ap_ev_arc *arc = event;
	const struct vfio_ap_ev_end *end = event;
	const struct vfio_ap_ev_io *io = event;

	switch (kind) {
	case APTRACE_REQUEST:
		return request->err;
	case APTRACE_ARC:
		return arc->err;
	case APTRACE_READ:
	case APTRACE_WRITE:
		/* "Nothing more for now" is how PRE_COPY goes. */
		return io->err && io->err != -ENOMSG;
	case APTRACE_VERDICT:
		return verdict->reasons;
	case APTRACE_APPLY:
		return apply->err;
	case APTRACE_RESET:
		return reset->err || reset->failed;
	case APTRACE_END:
		return end->outcome != VFIO_AP_OUTCOME_COMPLETED;
	default:
		return false;
	}
}

/* Is it one more of the same, and not a step of its own? */
static bool goes_on(const struct builder *builder, unsigned int kind,
		    const void *event)
{
	const struct vfio_ap_ev_verdict *verdict = event, *last;

	if (!builder->last[kind])
		return false;
	switch (kind) {
	case APTRACE_VERDICT:
		/* They are counted from 0 in each round. */
		last = builder->steps->items[builder->last[kind] - 1].event;
		return verdict->index > last->index ||
		       (!verdict->index && !last->index && verdict->count > 1);
	case APTRACE_READ:
	case APTRACE_WRITE:
		return !is_failed(kind, event) &&
		       !builder->steps->items[builder->last[kind] - 1].failed;
	case APTRACE_DROPPED:
		return true;
	default:
		return false;
	}
}

static struct report_step *new_step(struct builder *builder, unsigned int kind)
{
	struct report_steps *steps = builder->steps;
	struct report_step *step;

	if (steps->count == builder->room) {
		builder->room = builder->room ? 2 * builder->room : 32;
		steps->items = must_resize(steps->items, builder->room,
					   sizeof(*steps->items));
	}
	step = &steps->items[steps->count++];
	*step = (struct report_step) {
		.side = builder->side,
		.kind = kind,
		.order = steps->count,
	};
	/* Reads, writes and verdicts alternate; all else comes between two of them. */
	if (kind != APTRACE_VERDICT && kind != APTRACE_READ &&
	    kind != APTRACE_WRITE)
		memset(builder->last, 0, sizeof(builder->last));
	builder->last[kind] = steps->count;
	return step;
}

static void add(struct builder *builder, const struct listed_event *listed)
{
	const struct vfio_ap_ev_verdict *verdict = listed->event;
	const struct vfio_ap_ev_io *io = listed->event;
	const unsigned int kind = listed->kind;
	struct report_step *step;

	/* One that went well shows in its arcs. */
	if (kind == APTRACE_REQUEST && !is_failed(kind, listed->event))
		return;
	if (goes_on(builder, kind, listed->event)) {
		step = &builder->steps->items[builder->last[kind] - 1];
	} else {
		step = new_step(builder, kind);
		step->from_ns = listed->time_ns;
	}
	step->to_ns = listed->time_ns;
	step->event = listed->event;
	step->count++;
	step->failed |= is_failed(kind, listed->event);
	if (kind == APTRACE_VERDICT) {
		step->bad += verdict->reasons != 0;
		step->reasons |= verdict->reasons;
	} else if (kind == APTRACE_READ || kind == APTRACE_WRITE) {
		step->bytes += io->len_bytes;
	}
}

static int compare(const void *left, const void *right)
{
	const struct report_step *a = left, *b = right;

	if (a->from_ns != b->from_ns)
		return a->from_ns < b->from_ns ? -1 : 1;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* From the middle: how it began and how it ended is what one looks for. */
static void hide(struct report_steps *steps)
{
	const size_t half = REPORT_STEPS_MAX / 2;

	if (steps->count <= REPORT_STEPS_MAX)
		return;
	steps->hidden = steps->count - REPORT_STEPS_MAX;
	memmove(&steps->items[half], &steps->items[half + steps->hidden],
		half * sizeof(*steps->items));
	steps->count = REPORT_STEPS_MAX;
}

/* What can be seen in the bars of a time line needs no number there. */
static bool has_marker(const struct report_step *step)
{
	switch (step->kind) {
	case APTRACE_ARC:
	case APTRACE_READ:
	case APTRACE_WRITE:
		return step->failed;
	default:
		return true;
	}
}

/* Of a verdict: did the guest have its queues on the source all the time? */
static bool is_early(const struct report_step *step,
		     const struct report_migration *migration)
{
	const struct report_side *source = &migration->sides[REPORT_SOURCE];
	unsigned int state;

	if (step->kind != APTRACE_VERDICT || !source->half ||
	    !report_clocks_compared(migration))
		return false;
	state = report_state_at(source, step->to_ns);
	return state == STATE_PRE_COPY || state == STATE_PRE_COPY_P2P;
}

void report_steps_make(struct report_steps *steps,
		       const struct report_migration *migration)
{
	struct builder builder = { .steps = steps };
	unsigned int side, markers = 0;
	size_t i;

	memset(steps, 0, sizeof(*steps));
	for (side = 0; side < REPORT_SIDES; side++) {
		builder.side = side;
		memset(builder.last, 0, sizeof(builder.last));
		for (i = 0; i < migration->sides[side].count; i++)
			add(&builder, migration->sides[side].events[i]);
	}
	if (steps->count)
		qsort(steps->items, steps->count, sizeof(*steps->items), compare);
	hide(steps);
	for (i = 0; i < steps->count; i++) {
		steps->items[i].early = is_early(&steps->items[i], migration);
		if (has_marker(&steps->items[i]))
			steps->items[i].marker = ++markers;
	}
}

void report_steps_free(struct report_steps *steps)
{
	free(steps->items);
	memset(steps, 0, sizeof(*steps));
}
