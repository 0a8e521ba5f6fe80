// SPDX-License-Identifier: GPL-2.0
/*
 * Migrations as a picture: a heading, a table with a line for each of them, below it
 * what needs words (refusals, errors, missing events). What the live view paints with
 * these parts is in browser_view.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/stream_error.h"
#include "canvas.h"
#include "event_fields.h"
#include "fields.h"
#include "format.h"
#include "screen.h"
#include "verdict_groups.h"
#include "view.h"

#define UUID_COLUMNS	36
/* Lines below the verdicts: how many there was no room for, and the footer. */
#define VERDICT_ROWS_KEPT	2

bool migration_visible(const struct migration *m, bool all)
{
	return all || m->session.role ||
	       m->session.ended == APTRACE_SESSION_ENDED;
}

static enum style outcome_style(const struct migration *m)
{
	if (!m->over)
		return STYLE_BUSY;
	if (m->session.outcome == VFIO_AP_OUTCOME_COMPLETED)
		return STYLE_GOOD;
	if (m->session.outcome == VFIO_AP_OUTCOME_ROLLED_BACK)
		return STYLE_BUSY;
	return STYLE_BAD;
}

/* "#####..  71%": drawn from the number, as wide as the column. */
static void bar_text(const struct value *value, unsigned int width,
		     struct text *cell)
{
	unsigned int bar = width > 5 ? width - 5 : 0;
	unsigned int i;

	if (value->type != VALUE_UNSIGNED) {
		text_putc(cell, '-');
		return;
	}
	for (i = 0; i < bar; i++)
		text_putc(cell, i < value->number * bar / 100 ? '#' : '.');
	text_printf(cell, " %3" PRIu64 "%%", value->number);
}

/* What a cell says; some columns join or shorten fields. */
static void cell_text(const struct field *field, const struct migration *m,
		      uint64_t now_ns, unsigned int width, struct text *cell)
{
	struct value value = { 0 };

	field->get(m, now_ns, &value);
	if (field->unit == UNIT_PERCENT) {
		bar_text(&value, width, cell);
	} else if (!strcmp(field->name, "role")) {
		text_puts(cell, m->session.role == VFIO_AP_ROLE_SOURCE ? "src" :
			  m->session.role == VFIO_AP_ROLE_DESTINATION ? "dst" :
			  "-");
	} else if (!strcmp(field->name, "bad_queues")) {
		/* A source does not judge: it only knows how many there are. */
		if (m->session.role == VFIO_AP_ROLE_DESTINATION)
			text_printf(cell, "%u/%u", model_good_queues(m),
				    m->session.bad_queues);
		else
			text_printf(cell, "%u", m->session.queues);
	} else if (!strcmp(field->name, "outcome") &&
		   value.type == VALUE_UNKNOWN) {
		text_puts(cell, "active");
	} else {
		value_text(&value, field->unit, cell);
	}
}

/* Choose the columns for the width: all, less those of least importance. */
unsigned int screen_columns(unsigned int width, struct column *columns)
{
	unsigned int count = 0, used;
	size_t i;

	for (i = 0; i < field_count && count < COLUMNS_MAX; i++) {
		if (!fields[i].title)
			continue;
		columns[count++] = (struct column) {
			.title = fields[i].title,
			.width = fields[i].width,
			.priority = fields[i].priority,
			.field = &fields[i],
		};
	}
	count = columns_choose(columns, count, width);
	used = columns_width(columns, count);
	for (i = 0; i < count; i++)
		if (columns[i].field == field_find("mdev_uuid") &&
		    used + UUID_COLUMNS - columns[i].width <= width)
			columns[i].width = UUID_COLUMNS;
	return count;
}

static enum style cell_style(const struct field *field,
			     const struct migration *m)
{
	if (!strcmp(field->name, "outcome"))
		return outcome_style(m);
	if (!strcmp(field->name, "bad_queues") && m->session.bad_queues)
		return STYLE_BAD;
	return STYLE_PLAIN;
}

void screen_line(struct canvas *canvas, const struct column *columns,
		 unsigned int count, const struct migration *m, uint64_t now_ns,
		 enum style style)
{
	struct text cell = { 0 };
	unsigned int i;

	for (i = 0; i < count; i++) {
		const struct field *field = columns[i].field;

		text_clear(&cell);
		cell_text(field, m, now_ns, columns[i].width, &cell);
		canvas_cell(canvas, &columns[i], !i, style != STYLE_PLAIN ?
			    style : cell_style(field, m), cell.data);
	}
	canvas_next_line(canvas);
	text_free(&cell);
}

static unsigned int count_visible(const struct migration *list, bool all)
{
	unsigned int count = 0;

	for (; list; list = list->next)
		count += migration_visible(list, all);
	return count;
}

void screen_count(struct screen_counts *counts, const struct model *model, bool all)
{
	counts->active += count_visible(model->active, all);
	counts->ended += model->ended_total;
	counts->incomplete += model->incomplete;
}

void screen_counts_text(const struct screen_counts *counts, struct text *line)
{
	text_printf(line, "  active %u  ended %" PRIu64 "  ", counts->active,
		    counts->ended);
	if (counts->incomplete)
		text_printf(line, "INCOMPLETE %" PRIu64 "  ", counts->incomplete);
}

static void heading(struct canvas *canvas, const struct screen *screen,
		    const struct model *model)
{
	struct screen_counts counts = { 0 };
	struct text line = { 0 };

	screen_count(&counts, model, screen->all);
	text_printf(&line, "aptrace migrations  %s", screen->host);
	screen_counts_text(&counts, &line);
	losses_text(&screen->losses, &line);
	canvas_heading(canvas, line.data,
		       screen->now_ns + screen->clock_offset_ns);
	text_free(&line);
}

/*
 * What is wrong with the queues, one line for all of which the same is to be
 * said. Returns how many queues, adapters or domains there was no room for.
 */
static uint64_t verdicts(struct canvas *canvas, const struct migration *m)
{
	struct verdict_groups groups;
	struct text subject = { 0 };
	uint64_t hidden = 0;
	size_t i;

	verdict_groups_make(&groups, m->verdicts, m->verdict_count);
	for (i = 0; i < groups.count; i++) {
		const struct verdict_group *group = &groups.groups[i];

		if (canvas_rows_left(canvas) <= VERDICT_ROWS_KEPT) {
			hidden += group->count;
			continue;
		}
		text_clear(&subject);
		verdict_group_subject(group, &subject);
		canvas_paintf(canvas, STYLE_PLAIN, "  %s ", subject.data);
		canvas_paintf(canvas, STYLE_BAD, "%s", group->name);
		canvas_paintf(canvas, STYLE_PLAIN, ": expected %s, found %s",
			      group->expected, group->found);
		canvas_next_line(canvas);
	}
	text_free(&subject);
	verdict_groups_free(&groups);
	return hidden;
}

void screen_label(const struct migration *m, char text[UUID_TEXT_BYTES])
{
	char uuid[UUID_TEXT_BYTES];

	format_id(text, m->session.migration_id);
	if (!text[0]) {
		format_uuid(uuid, m->session.mdev_uuid);
		snprintf(text, UUID_TEXT_BYTES, "mdev %.8s", uuid);
	} else {
		text[ID_SHORT_DIGITS] = '\0';
	}
}

/* Does the migration need more words than its line in the table has? */
bool screen_has_story(const struct migration *m)
{
	return m->session.bad_queues || m->session.bad_control_domains ||
	       m->session.err ||
	       (m->over && !model_completeness(m).complete);
}

void screen_story(struct canvas *canvas, const struct migration *m)
{
	const struct aptrace_session *s = &m->session;
	struct completeness c = model_completeness(m);
	struct text line = { 0 };
	char name[UUID_TEXT_BYTES];
	uint64_t hidden;

	screen_label(m, name);
	text_printf(&line, "%s %s:", name, m->over && s->ended ?
		    outcome_name(s->outcome) : ap_role_name(s->role));
	if (s->bad_queues && s->queues)
		text_printf(&line, " %u of %u queues not compatible.",
			    s->bad_queues, s->queues);
	else if (s->bad_queues)
		text_printf(&line, " %u adapters or domains not available.",
			    s->bad_queues);
	if (s->bad_control_domains)
		text_printf(&line, " %u of %u control domains not available.",
			    s->bad_control_domains, s->control_domains);
	if (s->stream_error)
		text_printf(&line, " The stream: %s.",
			    ap_stream_error(s->stream_error)->sentence);
	if (s->err) {
		text_putc(&line, ' ');
		event_errno_text(s->err, &line);
	}
	if (m->over && !c.complete && c.expected)
		text_printf(&line, " INCOMPLETE: %" PRIu64 " of %" PRIu64 " events seen",
			    c.seen, c.expected);
	else if (m->over && !c.complete)
		text_puts(&line, " INCOMPLETE: its end was not seen");
	canvas_paint(canvas, STYLE_PLAIN, line.data);
	canvas_next_line(canvas);
	text_free(&line);

	hidden = verdicts(canvas, m) + model_verdicts_missing(m);
	if (hidden) {
		canvas_paintf(canvas, STYLE_DIM, "  ... and %" PRIu64 " more",
			      hidden);
		canvas_next_line(canvas);
	}
}

/* Stories from @list while there is room; how many there was none for. */
static unsigned int stories(struct canvas *canvas, const struct migration *m,
			    bool all)
{
	unsigned int untold = 0;

	for (; m; m = m->next) {
		if (!migration_visible(m, all) || !screen_has_story(m))
			continue;
		if (canvas_rows_left(canvas) < 4)
			untold++;
		else
			screen_story(canvas, m);
	}
	return untold;
}

static unsigned int table(struct canvas *canvas, const struct screen *screen,
			  const struct column *columns, unsigned int count,
			  const struct migration *m, unsigned int *room)
{
	unsigned int hidden = 0;

	for (; m; m = m->next) {
		if (!migration_visible(m, screen->all))
			continue;
		if (!*room) {
			hidden++;
			continue;
		}
		screen_line(canvas, columns, count, m, screen->now_ns, STYLE_PLAIN);
		--*room;
	}
	return hidden;
}

/* Half of the lines for the table, more if nothing needs words. */
static unsigned int table_room(const struct canvas *canvas,
			       const struct model *model)
{
	const struct migration *m;
	bool words = false;

	for (m = model->active; m; m = m->next)
		words |= screen_has_story(m);
	for (m = model->ended; m; m = m->next)
		words |= screen_has_story(m);
	if (canvas_rows_left(canvas) <= 2)
		return 0;
	return words ? canvas_rows_left(canvas) / 2 :
		       canvas_rows_left(canvas) - 2;
}

static void footer(struct canvas *canvas, const struct model *model,
		   unsigned int hidden, unsigned int untold)
{
	const char *between = "";
	struct text line = { 0 };

	if (hidden) {
		text_printf(&line, "%s%u more do not fit", between, hidden);
		between = "; ";
	}
	if (untold) {
		text_printf(&line, "%s%u explanations do not fit", between, untold);
		between = "; ";
	}
	if (model->history_cut)
		text_printf(&line, "%s%" PRIu64 " older ones are not kept (--history)",
			    between, model->history_cut);
	if (line.length) {
		canvas_paint(canvas, STYLE_DIM, line.data);
		canvas_next_line(canvas);
	}
	text_free(&line);
}

void screen_render(const struct screen *screen, const struct model *model,
		   struct text *out)
{
	struct canvas canvas = {
		.width = screen->width,
		.height = screen->height,
		.color = screen->color,
		.last = true,
		.out = out,
	};
	struct column columns[COLUMNS_MAX];
	unsigned int count = screen_columns(screen->width, columns);
	unsigned int hidden, untold, room;

	canvas_begin(&canvas);
	heading(&canvas, screen, model);
	canvas_titles(&canvas, columns, count);
	room = table_room(&canvas, model);
	hidden = table(&canvas, screen, columns, count, model->active, &room);
	hidden += table(&canvas, screen, columns, count, model->ended, &room);
	if (!model->active && !model->ended) {
		canvas_paint(&canvas, STYLE_DIM, "no migration yet");
		canvas_next_line(&canvas);
	}
	canvas_next_line(&canvas);
	untold = stories(&canvas, model->active, screen->all);
	untold += stories(&canvas, model->ended, screen->all);
	footer(&canvas, model, hidden, untold);
}
