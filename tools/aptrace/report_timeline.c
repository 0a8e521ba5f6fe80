// SPDX-License-Identifier: GPL-2.0
/* The time line of a migration: both hosts on one axis, and the same as a table. */
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/types.h"
#include "format.h"
#include "html.h"
#include "report_lane.h"

bool report_clocks_compared(const struct report_migration *migration)
{
	const struct event_host *source = migration->sides[REPORT_SOURCE].host;
	const struct event_host *destination =
		migration->sides[REPORT_DESTINATION].host;

	if (!source || !destination)
		return true;
	if (source->header.boot_id[0] &&
	    !strcmp(source->header.boot_id, destination->header.boot_id))
		return true;
	return source->merged && source->file == destination->file;
}

static void row_name(const struct report_lane *lane, unsigned int y,
		     const char *name)
{
	text_printf(lane->html, "<text class=\"r\" x=\"%u\" y=\"%u\">%s</text>\n",
		    LANE_LEFT - 8, lane->top + y, name);
}

/* How it ended there: the last verdict of all. */
static void put_outcome(const struct report_lane *lane)
{
	const struct aptrace_session *s = &lane->side->half->m.session;
	enum report_mark mark = REPORT_OPEN;

	if (s->ended == APTRACE_SESSION_ENDED)
		mark = s->outcome == VFIO_AP_OUTCOME_COMPLETED ? REPORT_GOOD :
		       REPORT_BAD;
	text_printf(lane->html, "<text class=\"o %s\" x=\"%u\" y=\"%u\">%s %s</text>\n",
		    report_mark_class(mark), LANE_RIGHT, lane->top + TITLE_Y,
		    report_mark_sign(mark), mark == REPORT_OPEN ?
		    "no end seen" : ap_outcome_name(s->outcome));
}

static void draw_lane(const struct report_lane *lane,
		      const struct report_steps *steps)
{
	const struct aptrace_session *s = &lane->side->half->m.session;
	char uuid[UUID_TEXT_BYTES];

	format_uuid(uuid, s->mdev_uuid);
	text_printf(lane->html, "<text class=\"h\" x=\"0\" y=\"%u\">", lane->top + TITLE_Y);
	report_host(lane->side, lane->id, lane->html);
	text_printf(lane->html, " &#xb7; %s &#xb7; mdev %s</text>\n",
		    s->role ? ap_role_name(s->role) : "neither source nor destination", uuid);
	put_outcome(lane);
	row_name(lane, STATES_Y + 15, "state");
	row_name(lane, DATA_Y + 8, "data");
	row_name(lane, MARKERS_Y + 4, "steps");
	report_draw_states(lane);
	report_draw_data(lane);
	report_draw_markers(lane, steps);
}

static void picture(const struct report_migration *migration,
		    const struct report_steps *steps, struct text *html)
{
	const struct report_axis axis = {
		.begin_ns = migration->begin_ns,
		.end_ns = migration->end_ns > migration->begin_ns ?
			  migration->end_ns : migration->begin_ns + 1,
	};
	struct report_lane lane = { .axis = &axis, .html = html };
	unsigned int id, lanes = 0;

	for (id = 0; id < REPORT_SIDES; id++)
		lanes += !!migration->sides[id].half;
	text_printf(html, "<div class=\"pic\"><svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"Time line of both hosts; the steps below say the same in words\">\n",
		    LANE_WIDTH, lanes * LANE_HEIGHT + AXIS_HEIGHT);
	report_axis_draw(&axis, lanes * LANE_HEIGHT, html);
	for (id = 0; id < REPORT_SIDES; id++) {
		lane.side = &migration->sides[id];
		lane.id = id;
		if (!lane.side->half)
			continue;
		draw_lane(&lane, steps);
		lane.top += LANE_HEIGHT;
	}
	text_puts(html, "</svg></div>\n");
}

void report_timeline(const struct report_migration *migration, struct text *html)
{
	struct report_steps steps;
	char begin[40];

	report_steps_make(&steps, migration);
	format_iso_time(begin, sizeof(begin), migration->begin_ns);
	text_printf(html, "<h3>Time line</h3>\n<p class=\"note\">0 is %.10s %.15s UTC.",
		    begin, begin + 11);
	if (!report_clocks_compared(migration))
		text_puts(html, " <b>The clocks of the two hosts were not compared</b>: what happened first can look as if it came later. <code>aptrace merge</code> compares them.");
	text_puts(html, "</p>\n");
	if (migration->clocks) {
		html_element(html, "p", "note", migration->clocks);
		text_putc(html, '\n');
	}
	picture(migration, &steps, html);
	text_printf(html, "<details class=\"more\"%s><summary>Step by step (%zu)</summary>\n",
		    migration->open ? " open=\"open\"" : "",
		    steps.count + steps.hidden);
	report_steps(&steps, migration, html);
	text_puts(html, "</details>\n");
	report_steps_free(&steps);
}

void report_key(struct text *html)
{
	static const struct {
		unsigned int state;
		const char *words;
	} states[] = {
		{ 2, "the guest has its queues" },
		{ 5, "the same; devices do not talk to each other" },
		{ 6, "the guest has its queues, the configuration is sent already" },
		{ 7, "the same; devices do not talk to each other" },
		{ 1, "the guest has no queues" },
		{ 3, "the guest has no queues, the rest is sent" },
		{ 4, "the destination takes the configuration, and judges it" },
		{ 0, "the device has failed" },
	};
	size_t i;

	text_puts(html, "<details class=\"more\"><summary>How to read the time lines</summary>\n<dl class=\"key\">\n");
	for (i = 0; i < ARRAY_SIZE(states); i++)
		text_printf(html, "<dt><svg class=\"k\" viewBox=\"0 0 18 12\"><rect class=\"s s%u\" width=\"18\" height=\"12\"/></svg> %s</dt><dd>%s</dd>\n",
			    states[i].state, ap_state_name(states[i].state),
			    states[i].words);
	text_puts(html, "<dt>line below a state</dt><dd>the guest stands still on the source, or has left it</dd>\n"
		  "<dt>strip above a state</dt><dd>how long the change of state took</dd>\n"
		  "<dt>data</dt><dd>reads of the source, writes of the destination</dd>\n"
		  "<dt>steps</dt><dd>numbers as in the table of steps; a square: it failed, or does not fit; a circle: all else</dd>\n"
		  "</dl></details>\n");
}
