// SPDX-License-Identifier: GPL-2.0
/* Reads, writes and numbered steps on a time line. */
#include <inttypes.h>

#include "event_fields.h"
#include "format.h"
#include "html.h"
#include "report_lane.h"

/* Reads that are no farther apart than that, in tenths, are one bar. */
#define DATA_GAP	60
#define MARKER_DISTANCE	190

/* Reads or writes that cannot be told apart. */
struct run {
	uint64_t from_ns;
	uint64_t to_ns;
	uint64_t count;
	uint64_t bytes;
	uint64_t failed;
	unsigned int kind;
};

static void draw_run(const struct report_lane *lane, const struct run *run)
{
	char bytes[FORMAT_BYTES];

	if (!run->count)
		return;
	format_bytes(bytes, sizeof(bytes), run->bytes);
	report_open_bar(lane, run->failed ? "d f" : "d", run->from_ns,
			run->to_ns, DATA_Y, DATA_HEIGHT);
	text_printf(lane->html, "%" PRIu64 " %s%s, %s", run->count,
		    event_name(run->kind), run->count == 1 ? "" : "s", bytes);
	if (run->failed)
		text_printf(lane->html, ", %" PRIu64 " failed,", run->failed);
	report_put_times(lane, run->from_ns, run->to_ns);
	report_close_bar(lane);
}

void report_draw_data(const struct report_lane *lane)
{
	struct run run = { 0 };
	size_t i;

	for (i = 0; i < lane->side->count; i++) {
		const struct listed_event *listed = lane->side->events[i];
		const struct vfio_ap_ev_io *io = listed->event;

		if (listed->kind != APTRACE_READ &&
		    listed->kind != APTRACE_WRITE)
			continue;
		if (run.count && report_axis_x(lane->axis, listed->time_ns) >
		    report_axis_x(lane->axis, run.to_ns) + DATA_GAP) {
			draw_run(lane, &run);
			run.count = 0;
		}
		if (!run.count)
			run = (struct run) { .from_ns = listed->time_ns };
		run.to_ns = listed->time_ns;
		run.kind = listed->kind;
		run.count++;
		run.bytes += io->len_bytes;
		run.failed += io->err && io->err != -ENOMSG;
	}
	draw_run(lane, &run);
}

static void draw_marker(const struct report_lane *lane,
			const struct report_step *step, unsigned int x)
{
	struct text words = { 0 };

	text_printf(lane->html, "<g class=\"m%s\"><title>%u. ",
		    step->failed ? " f" : "", step->marker);
	report_step_words(step, &words);
	html_take(lane->html, &words);
	text_free(&words);
	text_printf(lane->html, "</title><line y1=\"%u\" y2=\"%u\"",
		    lane->top + STATES_Y + STATES_HEIGHT, lane->top + MARKERS_Y - 8);
	report_put_x(lane->html, "x1", report_axis_x(lane->axis, step->from_ns));
	report_put_x(lane->html, "x2", x);
	text_printf(lane->html, "/><rect y=\"%u\" width=\"17\" height=\"17\" rx=\"%u\"",
		    lane->top + MARKERS_Y - 9, step->failed ? 1 : 8);
	report_put_x(lane->html, "x", x - 85);
	text_printf(lane->html, "/><text y=\"%u\"", lane->top + MARKERS_Y + 4);
	report_put_x(lane->html, "x", x);
	text_printf(lane->html, ">%u</text></g>\n", step->marker);
}

/* Where they are, as far as they do not lie upon each other. */
void report_draw_markers(const struct report_lane *lane,
			 const struct report_steps *steps)
{
	const struct report_step *drawn[REPORT_STEPS_MAX];
	unsigned int x[REPORT_STEPS_MAX], count = 0, i, right, distance;
	size_t step;

	for (step = 0; step < steps->count; step++) {
		if (steps->items[step].side != lane->id ||
		    !steps->items[step].marker)
			continue;
		x[count] = report_axis_x(lane->axis, steps->items[step].from_ns);
		drawn[count++] = &steps->items[step];
	}
	if (!count)
		return;
	distance = 10 * (LANE_RIGHT - LANE_LEFT) / count;
	if (distance > MARKER_DISTANCE)
		distance = MARKER_DISTANCE;
	for (i = 1; i < count; i++)
		if (x[i] < x[i - 1] + distance)
			x[i] = x[i - 1] + distance;
	for (i = count, right = 10 * LANE_RIGHT; i-- > 0; right = x[i] - distance)
		if (x[i] > right)
			x[i] = right;
	for (i = 0; i < count; i++)
		draw_marker(lane, drawn[i], x[i]);
}
