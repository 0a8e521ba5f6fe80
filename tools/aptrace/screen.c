// SPDX-License-Identifier: GPL-2.0
/*
 * The picture of the live view: a heading, a table with a line for each
 * migration, below it what needs words (refusals, errors, missing events).
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/stream_error.h"
#include "event_fields.h"
#include "fields.h"
#include "format.h"
#include "screen.h"
#include "view.h"

enum style {
	STYLE_PLAIN,
	STYLE_HEADING,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_BAD,
	STYLE_BUSY,
};

static const char * const styles[] = {
	[STYLE_PLAIN] = "",
	[STYLE_HEADING] = "\033[7m",
	[STYLE_DIM] = "\033[2m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_BAD] = "\033[31m",
	[STYLE_BUSY] = "\033[33m",
};

/* Columns beyond this many would not be a table any more. */
#define COLUMNS_MAX	16
#define UUID_COLUMNS	36

/**
 * struct canvas - the picture while it is painted
 * @screen: its size and colours
 * @out: receives it
 * @row: current line, from 0
 * @column: where the next character goes
 */
struct canvas {
	const struct screen *screen;
	struct text *out;
	unsigned int row;
	unsigned int column;
};

/* Characters of a line that fit; what does not is cut, never wrapped. */
static void paint(struct canvas *canvas, enum style style, const char *string)
{
	unsigned int room = canvas->screen->width - canvas->column;
	unsigned int length = strnlen(string, room);
	bool styled = canvas->screen->color && style != STYLE_PLAIN && length;
	unsigned int i;

	if (canvas->row >= canvas->screen->height)
		return;
	if (styled)
		text_puts(canvas->out, styles[style]);
	/* A host's name or an unknown word must not steer the terminal. */
	for (i = 0; i < length; i++)
		text_putc(canvas->out, string[i] >= ' ' && string[i] <= '~' ?
			  string[i] : '?');
	if (styled)
		text_puts(canvas->out, "\033[0m");
	canvas->column += length;
}

static void paintf(struct canvas *canvas, enum style style, const char *format,
		   ...) __attribute__((format(printf, 3, 4)));

static void paintf(struct canvas *canvas, enum style style, const char *format,
		   ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	paint(canvas, style, line);
}

/*
 * The line is complete: wipe what an earlier, longer one left behind. The last
 * line of the screen must not end in a newline, that would scroll.
 */
static void next_line(struct canvas *canvas)
{
	if (canvas->row < canvas->screen->height) {
		/* After the last column this would wipe that column. */
		if (canvas->column < canvas->screen->width &&
		    !canvas->screen->last)
			text_puts(canvas->out, "\033[K");
		if (canvas->row + 1 < canvas->screen->height)
			text_puts(canvas->out, "\r\n");
	}
	canvas->row++;
	canvas->column = 0;
}

static unsigned int rows_left(const struct canvas *canvas)
{
	return canvas->screen->height > canvas->row ?
	       canvas->screen->height - canvas->row : 0;
}

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
		field_text(field, &value, cell);
	}
}

struct column {
	const struct field *field;
	unsigned int width;
};

/* Choose the columns for the width: all, less those of least importance. */
static unsigned int choose_columns(unsigned int width, struct column *columns)
{
	unsigned int priority = UINT32_MAX, used, count, highest;
	size_t i;

	for (;;) {
		used = 0;
		count = 0;
		highest = 0;
		for (i = 0; i < field_count && count < COLUMNS_MAX; i++) {
			const struct field *field = &fields[i];

			if (!field->title || field->priority >= priority)
				continue;
			columns[count].field = field;
			columns[count].width = field->width;
			used += field->width + (count > 0);
			if (field->priority > highest)
				highest = field->priority;
			count++;
		}
		if (used <= width || count <= 1)
			break;
		priority = highest;
	}
	for (i = 0; i < count; i++)
		if (!strcmp(columns[i].field->name, "mdev_uuid") &&
		    used + UUID_COLUMNS - columns[i].width <= width)
			columns[i].width = UUID_COLUMNS;
	return count;
}

static void table_heading(struct canvas *canvas, const struct column *columns,
			  unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		paintf(canvas, STYLE_DIM, "%s%-*.*s", i ? " " : "",
		       (int)columns[i].width, (int)columns[i].width,
		       columns[i].field->title);
	next_line(canvas);
}

static void table_line(struct canvas *canvas, const struct column *columns,
		       unsigned int count, const struct migration *m)
{
	struct text cell = { 0 };
	enum style style;
	unsigned int i;

	for (i = 0; i < count; i++) {
		text_clear(&cell);
		cell_text(columns[i].field, m, canvas->screen->now_ns,
			  columns[i].width, &cell);
		style = STYLE_PLAIN;
		if (!strcmp(columns[i].field->name, "outcome"))
			style = outcome_style(m);
		else if (!strcmp(columns[i].field->name, "bad_queues") &&
			 m->session.bad_queues)
			style = STYLE_BAD;
		if (i)
			paint(canvas, STYLE_PLAIN, " ");
		paintf(canvas, style, "%-*.*s", (int)columns[i].width,
		       (int)columns[i].width, cell.data);
	}
	next_line(canvas);
	text_free(&cell);
}

static unsigned int count_visible(const struct migration *list, bool all)
{
	unsigned int count = 0;

	for (; list; list = list->next)
		count += migration_visible(list, all);
	return count;
}

static void heading(struct canvas *canvas, const struct model *model)
{
	const struct screen *screen = canvas->screen;
	struct text line = { 0 };
	char clock[FORMAT_BYTES];
	int pad;

	format_clock(clock, sizeof(clock),
		     screen->now_ns + screen->clock_offset_ns);
	clock[strlen("00:00:00")] = '\0';
	text_printf(&line, "aptrace migrations  %s  active %u  ended %" PRIu64 "  ",
		    screen->host, count_visible(model->active, screen->all),
		    model->ended_total);
	if (model->incomplete)
		text_printf(&line, "INCOMPLETE %" PRIu64 "  ",
			    model->incomplete);
	losses_text(&screen->losses, &line);
	pad = (int)screen->width - (int)line.length - (int)strlen(clock);
	/* Always the whole width, so that the bar is a bar. */
	text_printf(&line, "%*s%s", pad > 1 ? pad : 1, "", clock);
	paint(canvas, STYLE_HEADING, line.data);
	next_line(canvas);
	text_free(&line);
}

/**
 * struct verdict_lines - verdicts while they are painted
 * @canvas: the picture
 * @subject: the queues that the verdict is about
 * @queues: how many these are
 * @keep: lines to leave for what comes after
 * @hidden: queues for which there was no room
 */
struct verdict_lines {
	struct canvas *canvas;
	const char *subject;
	unsigned int queues;
	unsigned int keep;
	unsigned int hidden;
};

static void verdict_line(void *context, const struct verdict_reason *reason)
{
	struct verdict_lines *lines = context;

	if (rows_left(lines->canvas) <= lines->keep) {
		lines->hidden += lines->queues;
		return;
	}
	paintf(lines->canvas, STYLE_PLAIN, "  %s ", lines->subject);
	paintf(lines->canvas, STYLE_BAD, "%s", reason->name);
	paintf(lines->canvas, STYLE_PLAIN, ": expected %s, found %s",
	       reason->expected, reason->found);
	next_line(lines->canvas);
}

/* Would both verdicts be told with the same words, of the same adapter? */
static bool same_words(const struct vfio_ap_ev_verdict *a,
		       const struct vfio_ap_ev_verdict *b)
{
	return a->kind == VFIO_AP_VERDICT_QUEUE && b->kind == a->kind &&
	       a->apqn >> 8 == b->apqn >> 8 && a->reasons == b->reasons &&
	       a->src_info == b->src_info && a->dst_info == b->dst_info &&
	       a->src_rc == b->src_rc && a->dst_rc == b->dst_rc;
}

/* "0a.0000-0003,0007": the queues of one adapter, @count verdicts. */
static void subject_text(const struct vfio_ap_ev_verdict *verdicts,
			 size_t count, struct text *text)
{
	size_t i, last;

	if (verdicts->kind != VFIO_AP_VERDICT_QUEUE) {
		text_printf(text, "%s 0x%02x", ap_verdict_kind_name(verdicts->kind),
			    verdicts->apqn);
		return;
	}
	text_printf(text, "%02x.", verdicts->apqn >> 8);
	for (i = 0; i < count; i = last + 1) {
		last = i;
		while (last + 1 < count &&
		       verdicts[last + 1].apqn == verdicts[last].apqn + 1)
			last++;
		text_printf(text, "%s%04x", i ? "," : "",
			    verdicts[i].apqn & 0xff);
		if (last > i)
			text_printf(text, "-%04x", verdicts[last].apqn & 0xff);
	}
}

/*
 * An adapter that does not fit gives one verdict for each of its queues, all
 * with the same words: they are told once. Returns what did not fit.
 */
static unsigned int verdicts(struct canvas *canvas, const struct migration *m)
{
	struct verdict_lines lines = { .canvas = canvas, .keep = 2 };
	struct text subject = { 0 };
	size_t i, count;

	for (i = 0; i < m->verdict_count; i += count) {
		const struct vfio_ap_ev_verdict *first = &m->verdicts[i];

		for (count = 1; i + count < m->verdict_count; count++)
			if (!same_words(first, &first[count]))
				break;
		text_clear(&subject);
		subject_text(first, count, &subject);
		lines.subject = subject.data;
		lines.queues = count;
		verdict_for_each_reason(first, verdict_line, &lines);
	}
	text_free(&subject);
	return lines.hidden;
}

static void label(const struct migration *m, char text[UUID_TEXT_BYTES])
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
static bool has_story(const struct migration *m)
{
	return m->session.bad_queues || m->session.bad_control_domains ||
	       m->session.err ||
	       (m->over && !model_completeness(m).complete);
}

static void story(struct canvas *canvas, const struct migration *m)
{
	const struct aptrace_session *s = &m->session;
	struct completeness c = model_completeness(m);
	struct text line = { 0 };
	char name[UUID_TEXT_BYTES];
	uint64_t hidden;

	label(m, name);
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
	paint(canvas, STYLE_PLAIN, line.data);
	next_line(canvas);
	text_free(&line);

	hidden = verdicts(canvas, m) + model_verdicts_missing(m);
	if (hidden) {
		paintf(canvas, STYLE_DIM, "  ... and %" PRIu64 " more", hidden);
		next_line(canvas);
	}
}

/* Stories from @list while there is room; how many there was none for. */
static unsigned int stories(struct canvas *canvas, const struct migration *m,
			    bool all)
{
	unsigned int untold = 0;

	for (; m; m = m->next) {
		if (!migration_visible(m, all) || !has_story(m))
			continue;
		if (rows_left(canvas) < 4)
			untold++;
		else
			story(canvas, m);
	}
	return untold;
}

static unsigned int table(struct canvas *canvas, const struct column *columns,
			  unsigned int count, const struct migration *m,
			  unsigned int *room)
{
	unsigned int hidden = 0;

	for (; m; m = m->next) {
		if (!migration_visible(m, canvas->screen->all))
			continue;
		if (!*room) {
			hidden++;
			continue;
		}
		table_line(canvas, columns, count, m);
		--*room;
	}
	return hidden;
}

/* Half of the screen for the table, more if nothing needs words. */
static unsigned int table_room(const struct canvas *canvas,
			       const struct model *model)
{
	const struct migration *m;
	bool words = false;

	for (m = model->active; m; m = m->next)
		words |= has_story(m);
	for (m = model->ended; m; m = m->next)
		words |= has_story(m);
	if (rows_left(canvas) <= 2)
		return 0;
	return words ? rows_left(canvas) / 2 : rows_left(canvas) - 2;
}

static void footer(struct canvas *canvas, const struct model *model,
		   unsigned int hidden, unsigned int untold)
{
	struct text line = { 0 };

	text_puts(&line, "q quits");
	if (hidden)
		text_printf(&line, "; %u more do not fit", hidden);
	if (untold)
		text_printf(&line, "; %u explanations do not fit", untold);
	if (model->history_cut)
		text_printf(&line, "; %" PRIu64 " older ones are not kept (--history)",
			    model->history_cut);
	if (canvas->screen->last) {
		text_free(&line);
		return;
	}
	/* The last line of the screen, wherever the rest ended. */
	while (rows_left(canvas) > 1)
		next_line(canvas);
	paint(canvas, STYLE_DIM, line.data);
	next_line(canvas);
	text_free(&line);
}

void screen_render(const struct screen *screen, const struct model *model,
		   struct text *out)
{
	struct canvas canvas = { .screen = screen, .out = out };
	struct column columns[COLUMNS_MAX];
	unsigned int count = choose_columns(screen->width, columns);
	unsigned int hidden, untold, room;

	if (!screen->last)
		text_puts(out, "\033[H");
	heading(&canvas, model);
	table_heading(&canvas, columns, count);
	room = table_room(&canvas, model);
	hidden = table(&canvas, columns, count, model->active, &room);
	hidden += table(&canvas, columns, count, model->ended, &room);
	if (!model->active && !model->ended) {
		paint(&canvas, STYLE_DIM, "no migration yet");
		next_line(&canvas);
	}
	next_line(&canvas);
	untold = stories(&canvas, model->active, screen->all);
	untold += stories(&canvas, model->ended, screen->all);
	footer(&canvas, model, hidden, untold);
}
