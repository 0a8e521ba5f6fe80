// SPDX-License-Identifier: GPL-2.0
/* The states of a device on a time line, and the arcs between them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "aggregate.h"
#include "report_lane.h"

/* More bars than that in a row cannot be told apart: the shortest are left out. */
#define BARS_MAX	64
#define LETTER_WIDTH	7

/**
 * struct span - something that takes time
 * @from_ns: time of day
 * @to_ns: the same
 * @state: of the device
 * @arc: it is an arc; NULL: a state
 */
struct span {
	uint64_t from_ns;
	uint64_t to_ns;
	unsigned int state;
	const struct vfio_ap_ev_arc *arc;
};

struct spans {
	struct span *items;
	size_t count;
	size_t room;
};

static void add_span(struct spans *spans, const struct span *span)
{
	if (spans->count == spans->room) {
		spans->room = spans->room ? 2 * spans->room : 16;
		spans->items = must_resize(spans->items, spans->room,
					   sizeof(*spans->items));
	}
	spans->items[spans->count++] = *span;
}

/* How long an arc says that it took, unless the picture has not as much room. */
static uint64_t arc_from_ns(const struct listed_event *listed,
			    const struct report_axis *axis)
{
	const struct vfio_ap_ev_arc *ev = listed->event;

	if (ev->duration_ns > listed->time_ns - axis->begin_ns)
		return axis->begin_ns;
	return listed->time_ns - ev->duration_ns;
}

static void find_arcs(const struct report_lane *lane, struct spans *spans)
{
	struct span span = { 0 };
	size_t i;

	for (i = 0; i < lane->side->count; i++) {
		const struct listed_event *listed = lane->side->events[i];

		if (listed->kind != APTRACE_ARC)
			continue;
		span.from_ns = arc_from_ns(listed, lane->axis);
		span.to_ns = listed->time_ns;
		span.arc = listed->event;
		add_span(spans, &span);
	}
}

/* Each event tells in which state the device is; an arc also where it came from. */
static void find_states(const struct report_lane *lane, struct spans *spans)
{
	const struct report_side *side = lane->side;
	const struct listed_event *listed = side->events[0];
	const struct vfio_ap_trace_hdr *hdr = listed->event;
	const struct vfio_ap_ev_arc *arc = listed->event;
	struct span span = { .from_ns = listed->time_ns, .state = hdr->state };
	size_t i;

	if (listed->kind == APTRACE_ARC) {
		span.from_ns = arc_from_ns(listed, lane->axis);
		span.state = arc->from;
	}
	for (i = 0; i < side->count; i++) {
		listed = side->events[i];
		hdr = listed->event;
		if (hdr->state == span.state)
			continue;
		span.to_ns = listed->time_ns;
		add_span(spans, &span);
		span.from_ns = span.to_ns;
		span.state = hdr->state;
	}
	span.to_ns = side->events[side->count - 1]->time_ns;
	add_span(spans, &span);
}

/* Has the guest no queues, so that it stands still? On the source that counts. */
static bool is_pause(const struct report_lane *lane, unsigned int state)
{
	return lane->id == REPORT_SOURCE &&
	       (state == APTRACE_STATE_STOP || state == APTRACE_STATE_STOP_COPY ||
		state == APTRACE_STATE_ERROR);
}

static void draw_state(const struct report_lane *lane, const struct span *span)
{
	const unsigned int from = report_axis_x(lane->axis, span->from_ns);
	const unsigned int to = report_axis_x(lane->axis, span->to_ns);
	const char *name = ap_state_name(span->state);
	char class[16];

	snprintf(class, sizeof(class), "s s%u", span->state & 7);
	report_open_bar(lane, class, span->from_ns, span->to_ns, STATES_Y,
			STATES_HEIGHT);
	text_puts(lane->html, name);
	report_put_times(lane, span->from_ns, span->to_ns);
	report_close_bar(lane);
	if ((to - from) / 10 > LETTER_WIDTH * strlen(name) + 6) {
		text_printf(lane->html, "<text class=\"in\" y=\"%u\"",
			    lane->top + STATES_Y + 15);
		report_put_x(lane->html, "x", from + (to - from) / 2);
		text_printf(lane->html, ">%s</text>\n", name);
	}
	if (!is_pause(lane, span->state))
		return;
	report_open_bar(lane, "p", span->from_ns, span->to_ns, PAUSE_Y, 3);
	text_puts(lane->html, "The guest has no queues here");
	report_put_times(lane, span->from_ns, span->to_ns);
	report_close_bar(lane);
}

static void draw_arc(const struct report_lane *lane, const struct span *span)
{
	report_open_bar(lane, span->arc->err ? "a f" : "a", span->from_ns,
			span->to_ns, ARCS_Y, 5);
	text_printf(lane->html, "%s to %s", ap_state_name(span->arc->from),
		    ap_state_name(span->arc->to));
	if (span->arc->err)
		text_puts(lane->html, ", failed,");
	report_put_times(lane, span->from_ns, span->to_ns);
	report_close_bar(lane);
}

static bool is_drawn(const struct span *span, uint64_t least_ns)
{
	return span->to_ns - span->from_ns >= least_ns ||
	       (span->arc && span->arc->err);
}

static size_t count_drawn(const struct spans *spans, uint64_t least_ns)
{
	size_t i, count = 0;

	for (i = 0; i < spans->count; i++)
		count += is_drawn(&spans->items[i], least_ns);
	return count;
}

static void draw(const struct report_lane *lane, struct spans *spans)
{
	uint64_t least_ns = 0;
	size_t i, drawn = 0;

	while (least_ns < UINT64_MAX / 2 &&
	       count_drawn(spans, least_ns) > BARS_MAX)
		least_ns = 2 * least_ns + 1;
	for (i = 0; i < spans->count && drawn < 2 * BARS_MAX; i++) {
		const struct span *span = &spans->items[i];

		if (!is_drawn(span, least_ns))
			continue;
		drawn++;
		if (span->arc)
			draw_arc(lane, span);
		else
			draw_state(lane, span);
	}
	spans->count = 0;
}

void report_draw_states(const struct report_lane *lane)
{
	struct spans spans = { 0 };

	find_arcs(lane, &spans);
	draw(lane, &spans);
	find_states(lane, &spans);
	draw(lane, &spans);
	free(spans.items);
}
