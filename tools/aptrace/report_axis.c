// SPDX-License-Identifier: GPL-2.0
/* The axis of a time line, and bars on it. Numbers are whole: no machine rounds them. */
#include <inttypes.h>

#include "../../driver/core/types.h"
#include "format.h"
#include "report_lane.h"

#define US	1000ULL
#define MS	(1000 * US)
#define SECOND	(1000 * MS)
#define MINUTE	(60 * SECOND)
#define HOUR	(60 * MINUTE)

#define TICKS_MAX	9
/* How wide it is */
#define LANE_TENTHS	(10 * (LANE_RIGHT - LANE_LEFT))
/* Narrower than that, in tenths, nothing is seen. */
#define BAR_LEAST	20

unsigned int report_axis_x(const struct report_axis *axis, uint64_t time_ns)
{
	uint64_t span_ns = axis->end_ns - axis->begin_ns, since_ns;

	if (time_ns < axis->begin_ns)
		time_ns = axis->begin_ns;
	if (time_ns > axis->end_ns)
		time_ns = axis->end_ns;
	since_ns = time_ns - axis->begin_ns;
	/* A recording can have any times; what is that long needs no last digit. */
	while (span_ns > UINT64_MAX / LANE_TENTHS) {
		span_ns /= 2;
		since_ns /= 2;
	}
	return 10 * LANE_LEFT + (unsigned int)(since_ns * LANE_TENTHS / span_ns);
}

void report_put_x(struct text *html, const char *name, unsigned int tenths)
{
	text_printf(html, " %s=\"%u.%u\"", name, tenths / 10, tenths % 10);
}

void report_open_bar(const struct report_lane *lane, const char *class,
		     uint64_t from_ns, uint64_t to_ns, unsigned int y,
		     unsigned int height)
{
	const unsigned int from = report_axis_x(lane->axis, from_ns);
	unsigned int width = report_axis_x(lane->axis, to_ns) - from;

	if (width < BAR_LEAST)
		width = BAR_LEAST;
	text_printf(lane->html, "<rect class=\"%s\" y=\"%u\" height=\"%u\"", class,
		    lane->top + y, height);
	report_put_x(lane->html, "x", from);
	report_put_x(lane->html, "width", width);
	text_puts(lane->html, "><title>");
}

void report_close_bar(const struct report_lane *lane)
{
	text_puts(lane->html, "</title></rect>\n");
}

void report_put_times(const struct report_lane *lane, uint64_t from_ns,
		      uint64_t to_ns)
{
	char since[FORMAT_BYTES], duration[FORMAT_BYTES];

	format_duration(since, sizeof(since), from_ns - lane->axis->begin_ns);
	if (to_ns == from_ns) {
		text_printf(lane->html, " at +%s", since);
		return;
	}
	format_duration(duration, sizeof(duration), to_ns - from_ns);
	text_printf(lane->html, " for %s, from +%s", duration, since);
}

/* The shortest round step with which there are not too many. */
static uint64_t tick_step(uint64_t span_ns)
{
	static const uint64_t steps[] = {
		1, 2, 5, 10, 20, 50, 100, 200, 500,
		US, 2 * US, 5 * US, 10 * US, 20 * US, 50 * US, 100 * US, 200 * US,
		500 * US,
		MS, 2 * MS, 5 * MS, 10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS,
		500 * MS,
		SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND,
		30 * SECOND,
		MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE,
		30 * MINUTE, HOUR,
	};
	uint64_t step;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++)
		if (span_ns / steps[i] <= TICKS_MAX)
			return steps[i];
	for (step = HOUR; span_ns / step > TICKS_MAX; step *= 2)
		;
	return step;
}

/* In the unit of the step: "15 ms", and not "15.0ms" beside "5.00ms". */
static void tick_text(struct text *html, uint64_t ns, uint64_t step)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {
		{ HOUR, "h" }, { MINUTE, "min" }, { SECOND, "s" },
		{ MS, "ms" }, { US, "us" }, { 1, "ns" },
	};
	size_t i;

	for (i = 0; units[i].ns > step; i++)
		;
	if (!ns)
		text_puts(html, "0");
	else
		text_printf(html, "%" PRIu64 " %s", ns / units[i].ns,
			    units[i].name);
}

void report_axis_draw(const struct report_axis *axis, unsigned int bottom,
		      struct text *html)
{
	const uint64_t span_ns = axis->end_ns - axis->begin_ns;
	const uint64_t step = tick_step(span_ns);
	uint64_t tick;
	unsigned int x;

	for (tick = 0; tick <= span_ns / step; tick++) {
		x = report_axis_x(axis, axis->begin_ns + tick * step);
		text_puts(html, "<line class=\"g\" y1=\"16\"");
		text_printf(html, " y2=\"%u\"", bottom);
		report_put_x(html, "x1", x);
		report_put_x(html, "x2", x);
		text_printf(html, "/><text class=\"ax\" y=\"%u\"", bottom + 15);
		report_put_x(html, "x", x);
		text_puts(html, ">");
		tick_text(html, tick * step, step);
		text_puts(html, "</text>\n");
	}
}
