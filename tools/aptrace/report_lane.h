/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of a time line: its axis, and a lane for each host. All that is drawn has a
 * title, and stands in the table of steps as well.
 */
#ifndef APTRACE_REPORT_LANE_H
#define APTRACE_REPORT_LANE_H

#include "report_steps.h"

/* The picture, in units of its own: it is as wide as there is room. */
#define LANE_LEFT	62
#define LANE_RIGHT	988
#define LANE_WIDTH	1000

/* Heights, from the top of a lane */
#define TITLE_Y		13
#define ARCS_Y		21
#define STATES_Y	27
#define STATES_HEIGHT	22
#define PAUSE_Y		50
#define DATA_Y		56
#define DATA_HEIGHT	7
#define MARKERS_Y	84
#define LANE_HEIGHT	102
#define AXIS_HEIGHT	24

/**
 * struct report_axis - the times that a picture shows
 * @begin_ns: time of day at its left
 * @end_ns: at its right; not @begin_ns
 */
struct report_axis {
	uint64_t begin_ns;
	uint64_t end_ns;
};

/**
 * struct report_lane - one host of the picture
 * @axis: of the picture
 * @side: the host's half
 * @id: which one
 * @top: where it begins
 * @html: receives it
 */
struct report_lane {
	const struct report_axis *axis;
	const struct report_side *side;
	enum report_side_id id;
	unsigned int top;
	struct text *html;
};

/* Where a time of day is, in tenths. */
unsigned int report_axis_x(const struct report_axis *axis, uint64_t time_ns);
/* " x="12.3"" */
void report_put_x(struct text *html, const char *name, unsigned int tenths);
/* Lines from the top to @bottom, with times since the beginning below. */
void report_axis_draw(const struct report_axis *axis, unsigned int bottom,
		      struct text *html);

/* A bar whose title is to follow, and its end. One that is too short is a line. */
void report_open_bar(const struct report_lane *lane, const char *class,
		     uint64_t from_ns, uint64_t to_ns, unsigned int y,
		     unsigned int height);
void report_close_bar(const struct report_lane *lane);
/* " for 12.3ms, from +1.00s"; " at +1.00s" */
void report_put_times(const struct report_lane *lane, uint64_t from_ns,
		      uint64_t to_ns);

/* The rows of a lane: states with the arcs above, reads and writes, what is numbered. */
void report_draw_states(const struct report_lane *lane);
void report_draw_data(const struct report_lane *lane);
void report_draw_markers(const struct report_lane *lane,
			 const struct report_steps *steps);

#endif /* APTRACE_REPORT_LANE_H */
