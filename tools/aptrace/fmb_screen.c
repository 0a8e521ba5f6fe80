// SPDX-License-Identifier: GPL-2.0
/*
 * The picture of aptrace fmb's live view: a heading, a table for each format of
 * block (the format decides the columns), the last samples if they are wanted, and
 * below it what needs words.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/fmb.h"
#include "canvas.h"
#include "event_fields.h"
#include "fmb_fields.h"
#include "fmb_screen.h"
#include "fmb_view.h"
#include "format.h"
#include "text_list.h"
#include "zpci_name.h"

/* Lines that tables and history leave to what needs words, and to the footer. */
#define STORY_ROWS	4

/* The sample that the table shows: never one that may be two. */
static const struct fmb_entry *shown_entry(const struct fmb_function *f)
{
	return f->whole.sample.last_update ? &f->whole : NULL;
}

static bool newest_is_torn(const struct fmb_function *f)
{
	const struct fmb_entry *newest = fmb_entry(f, 0);

	return newest && newest->sample.torn;
}

/* Functions with the same counters share a table. */
static bool same_table(const struct fmb_function *a, const struct fmb_function *b)
{
	const struct fmb_entry *ea = shown_entry(a), *eb = shown_entry(b);

	if (!ea || !eb)
		return !ea && !eb;
	return ea->sample.format == eb->sample.format &&
	       ea->sample.valid == eb->sample.valid;
}

static bool has_column(const struct fmb_field *field,
		       const struct fmb_entry *entry)
{
	if (!field->title)
		return false;
	return field->counter == FMB_NO_COUNTER ||
	       (entry && entry->sample.valid & (1U << field->counter));
}

static struct column column_of(const struct fmb_field *field)
{
	return (struct column) {
		.title = field->title,
		.width = field->width,
		.priority = field->priority,
		.field = field,
	};
}

static unsigned int table_columns(const struct fmb_entry *entry,
				  unsigned int width, struct column *columns)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < fmb_field_count && count < COLUMNS_MAX; i++)
		if (has_column(&fmb_fields[i], entry))
			columns[count++] = column_of(&fmb_fields[i]);
	return columns_choose(columns, count, width);
}

static enum style state_style(const struct fmb_function *f)
{
	switch (fmb_state(f)) {
	case FMB_STATE_BUSY:
		return STYLE_GOOD;
	case FMB_STATE_ERROR:
	case FMB_STATE_SILENT:
		return STYLE_BAD;
	case FMB_STATE_WAITING:
	case FMB_STATE_FIRST:
		return STYLE_BUSY;
	case FMB_STATE_OFF:
	case FMB_STATE_IDLE:
		break;
	}
	return STYLE_DIM;
}

static void table_cell(struct canvas *canvas, const struct column *column,
		       bool first, const struct fmb_moment *moment)
{
	const struct fmb_field *field = column->field;
	enum style style = STYLE_PLAIN;
	struct text cell = { 0 };
	struct value value;

	fmb_field_get(field, moment, &value);
	value_text(&value, field->unit, &cell);
	if (!strcmp(field->name, "state")) {
		style = state_style(moment->function);
		if (newest_is_torn(moment->function)) {
			style = STYLE_BAD;
			text_clear(&cell);
			text_puts(&cell, "torn");
		}
	}
	canvas_cell(canvas, column, first, style, cell.data);
	text_free(&cell);
}

/* Are the rates of its newest samples those of now? */
static bool does_count(const struct fmb_function *f)
{
	enum fmb_state state = fmb_state(f);

	return state == FMB_STATE_BUSY || state == FMB_STATE_IDLE;
}

static void table_line(struct canvas *canvas, const struct column *columns,
		       unsigned int count, const struct fmb_function *f,
		       uint64_t now_ns)
{
	const struct fmb_entry *entry = shown_entry(f);
	struct fmb_moment moment = { f, entry, now_ns };
	struct fmb_entry old;
	unsigned int i;

	/* What it did per second until it was switched off is no news of now. */
	if (entry && !does_count(f)) {
		old = *entry;
		old.span_ns = 0;
		moment.entry = &old;
	}
	for (i = 0; i < count; i++)
		table_cell(canvas, &columns[i], !i, &moment);
	canvas_next_line(canvas);
}

static bool begins_table(const struct fmb_model *model,
			 const struct fmb_function *f)
{
	const struct fmb_function *earlier;

	for (earlier = model->functions; earlier != f; earlier = earlier->next)
		if (same_table(earlier, f))
			return false;
	return true;
}

/* All tables; returns how many functions did not fit. */
static unsigned int tables(struct canvas *canvas, const struct fmb_model *model,
			   uint64_t now_ns)
{
	const struct fmb_function *first, *f;
	struct column columns[COLUMNS_MAX];
	unsigned int hidden = 0, count;

	for (first = model->functions; first; first = first->next) {
		if (!begins_table(model, first))
			continue;
		count = table_columns(shown_entry(first), canvas->width, columns);
		if (canvas_rows_left(canvas) > STORY_ROWS)
			canvas_titles(canvas, columns, count);
		for (f = first; f; f = f->next) {
			if (!same_table(first, f))
				continue;
			if (canvas_rows_left(canvas) > STORY_ROWS)
				table_line(canvas, columns, count, f, now_ns);
			else
				hidden++;
		}
	}
	return hidden;
}

/* "TIME", then what there is to each sample, then its counters */
static const char * const history_fields[] = { "samples", "span_ns" };

static const struct column time_column = { "TIME", 12, 0, NULL };
static const struct column note_column = { "NOTE", 7, 1, NULL };

static unsigned int history_columns(const struct fmb_entry *entry,
				    unsigned int width, struct column *columns)
{
	unsigned int count = 0;
	size_t i;

	columns[count++] = time_column;
	columns[count++] = note_column;
	for (i = 0; i < ARRAY_SIZE(history_fields); i++)
		columns[count++] = (struct column) {
			.title = i ? "SPAN" : "SAMPLES",
			.width = 7,
			.priority = 3,
			.field = fmb_field_find(history_fields[i]),
		};
	for (i = 0; i < fmb_field_count && count < COLUMNS_MAX; i++)
		if (fmb_fields[i].counter != FMB_NO_COUNTER &&
		    has_column(&fmb_fields[i], entry))
			columns[count++] = column_of(&fmb_fields[i]);
	return columns_choose(columns, count, width);
}

static const char *note_of(const struct fmb_entry *entry)
{
	if (entry->sample.torn)
		return "torn";
	if (entry->restart)
		return "restart";
	return entry->span_ns ? "" : "first";
}

static void history_line(struct canvas *canvas, const struct column *columns,
			 unsigned int count, const struct fmb_moment *moment,
			 int64_t clock_offset_ns)
{
	const struct fmb_entry *entry = moment->entry;
	struct text cell = { 0 };
	char clock[FORMAT_BYTES];
	unsigned int i;

	format_clock(clock, sizeof(clock),
		     entry->sample.time_ns + clock_offset_ns);
	for (i = 0; i < count; i++) {
		const struct fmb_field *field = columns[i].field;
		enum style style = STYLE_PLAIN;
		struct value value;

		text_clear(&cell);
		text_puts(&cell, "");
		if (field) {
			fmb_field_get(field, moment, &value);
			value_text(&value, field->unit, &cell);
		} else if (!strcmp(columns[i].title, time_column.title)) {
			text_puts(&cell, clock);
		} else {
			text_puts(&cell, note_of(entry));
			style = entry->sample.torn ? STYLE_BAD : STYLE_BUSY;
		}
		canvas_cell(canvas, &columns[i], !i, style, cell.data);
	}
	canvas_next_line(canvas);
	text_free(&cell);
}

/* The last samples of a function, newest first, in at most so many lines. */
static void history_of(struct canvas *canvas, const struct fmb_function *f,
		       const struct fmb_screen *screen, unsigned int rows)
{
	struct fmb_moment moment = { .function = f, .now_ns = screen->now_ns };
	const struct aptrace_fmb *r = &f->record;
	struct column columns[COLUMNS_MAX];
	char address[ZPCI_NAME_BYTES];
	unsigned int count;
	size_t back;

	zpci_format_address(address, r->domain, r->bus, r->devfn);
	canvas_paintf(canvas, STYLE_PLAIN, "%s: the last samples", address);
	canvas_next_line(canvas);
	count = history_columns(fmb_entry(f, 0), screen->width, columns);
	canvas_titles(canvas, columns, count);
	for (back = 0; back + 2 < rows; back++) {
		moment.entry = fmb_entry(f, back);
		if (!moment.entry)
			break;
		history_line(canvas, columns, count, &moment,
			     screen->clock_offset_ns);
	}
}

/* Each function gets an equal share of the lines; returns who gets none. */
static unsigned int history(struct canvas *canvas, const struct fmb_model *model,
			    const struct fmb_screen *screen)
{
	unsigned int left = 0, hidden = 0, rows;
	const struct fmb_function *f;

	for (f = model->functions; f; f = f->next)
		left += !!f->entry_count;
	for (f = model->functions; f; f = f->next) {
		if (!f->entry_count)
			continue;
		rows = canvas_rows_left(canvas);
		rows = rows > STORY_ROWS ? (rows - STORY_ROWS) / left : 0;
		left--;
		/* A name, titles and a sample. */
		if (rows < 3)
			hidden++;
		else
			history_of(canvas, f, screen, rows);
	}
	return hidden;
}

static void ago(struct text *line, uint64_t then_ns, uint64_t now_ns)
{
	char time[FORMAT_BYTES];

	format_duration(time, sizeof(time),
			now_ns > then_ns ? now_ns - then_ns : 0);
	text_printf(line, " %s ago", time);
}

static const char *times(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* What was done to the measurement. */
static void story_of_measurement(const struct fmb_function *f, uint64_t now_ns,
				 struct text *line)
{
	const struct aptrace_fmb *r = &f->record;

	if (fmb_state(f) == FMB_STATE_OFF) {
		text_puts(line, " Measurement is off");
		if (r->stops && r->stop_ns > r->start_ns) {
			text_puts(line, ", ended");
			ago(line, r->stop_ns, now_ns);
			text_printf(line, " (%s)",
				    fmb_cause_name(r->stop_cause));
		}
		text_putc(line, '.');
	}
	if (f->restarts) {
		text_printf(line, " Measurement began anew %" PRIu64 " time%s",
			    f->restarts, times(f->restarts));
		if (r->start_ns && f->traced) {
			text_puts(line, ", last");
			ago(line, r->start_ns, now_ns);
			text_printf(line, " (%s)",
				    fmb_cause_name(r->start_cause));
		}
		text_putc(line, '.');
	}
	if (r->switch_errors) {
		text_printf(line, " It could not be begun or ended %" PRIu32 " time%s, the last time ",
			    r->switch_errors, times(r->switch_errors));
		event_errno_text(r->switch_err, line);
		text_putc(line, '.');
	}
}

static void story_of_now(const struct fmb_function *f, uint64_t now_ns,
			 struct text *line)
{
	const struct aptrace_fmb *r = &f->record;

	switch (fmb_state(f)) {
	case FMB_STATE_ERROR:
		text_puts(line, " The last read failed: ");
		event_errno_text(r->err, line);
		text_putc(line, '.');
		break;
	case FMB_STATE_SILENT:
		text_printf(line, " It stores no samples, though it should every %u ms: ",
			    r->interval_ms);
		if (f->whole.sample.last_update) {
			text_puts(line, "the last new one came");
			ago(line, f->whole.sample.time_ns, now_ns);
		} else {
			text_puts(line, "none has come; it was seen first");
			ago(line, r->first_ns, now_ns);
		}
		text_putc(line, '.');
		break;
	default:
		break;
	}
}

/* What cannot be relied on, and what is missing. */
static void story_of_gaps(const struct fmb_function *f, struct text *line)
{
	const struct aptrace_fmb *r = &f->record;
	uint64_t missed = f->traced ? fmb_events_missed(f) : 0;

	if (missed)
		text_printf(line, " INCOMPLETE: %" PRIu64 " of its events were missed.",
			    missed);
	if (r->torn)
		text_printf(line, " %" PRIu64 " of %" PRIu64 " reads were torn.",
			    (uint64_t)r->torn, (uint64_t)r->reads);
}

/* In as many lines as it takes, and as there are. */
static void paint_words(struct canvas *canvas, const char *words)
{
	struct text lines = { 0 };
	char *line, *end;

	text_wrap(&lines, words, "", 2, canvas->width);
	for (line = lines.data; *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		if (canvas_rows_left(canvas) < 2)
			break;
		canvas_paint(canvas, STYLE_PLAIN, line);
		canvas_next_line(canvas);
	}
	text_free(&lines);
}

/* What needs words; returns how many functions' there was no room for. */
static unsigned int stories(struct canvas *canvas, const struct fmb_model *model,
			    uint64_t now_ns)
{
	const struct fmb_function *f;
	unsigned int untold = 0;

	for (f = model->functions; f; f = f->next) {
		char address[ZPCI_NAME_BYTES];
		struct text line = { 0 };
		size_t name_length;

		zpci_format_address(address, f->record.domain, f->record.bus,
				    f->record.devfn);
		text_printf(&line, "%s:", address);
		name_length = line.length;
		/* What is missing comes first: the last lines may not fit. */
		story_of_gaps(f, &line);
		story_of_now(f, now_ns, &line);
		story_of_measurement(f, now_ns, &line);
		if (line.length > name_length) {
			if (canvas_rows_left(canvas) < 2)
				untold++;
			else
				paint_words(canvas, line.data);
		}
		text_free(&line);
	}
	return untold;
}

static void heading(struct canvas *canvas, const struct fmb_screen *screen,
		    const struct fmb_model *model)
{
	uint64_t missed = fmb_model_missed(model);
	bool lost = screen->losses && (missed || fmb_lost(screen->losses));
	struct text line = { 0 };

	text_puts(&line, "aptrace fmb  ");
	/* In front of what can be cut off on a narrow terminal. */
	if (lost && missed)
		text_printf(&line, "MISSED %" PRIu64 "  ", missed);
	if (lost)
		fmb_losses_text(screen->losses, &line);
	text_printf(&line, "%s%s  functions %u  samples %" PRIu64 "  ",
		    lost ? "  " : "", screen->host, model->function_count,
		    model->samples);
	if (screen->losses && !lost)
		fmb_losses_text(screen->losses, &line);
	canvas_heading(canvas, line.data,
		       screen->now_ns + screen->clock_offset_ns);
	text_free(&line);
}

static void footer(struct canvas *canvas, const struct fmb_screen *screen,
		   unsigned int hidden, unsigned int no_history,
		   unsigned int untold)
{
	struct text line = { 0 };

	text_printf(&line, "q quits, Enter %s the last samples",
		    screen->history ? "hides" : "shows");
	if (hidden)
		text_printf(&line, "; %u more do not fit", hidden);
	if (no_history)
		text_printf(&line, "; the samples of %u do not fit", no_history);
	if (untold)
		text_printf(&line, "; %u explanations do not fit", untold);
	canvas_footer(canvas, line.data);
	text_free(&line);
}

void fmb_screen_render(const struct fmb_screen *screen,
		       const struct fmb_model *model, struct text *out)
{
	struct canvas canvas = {
		.width = screen->width,
		.height = screen->height,
		.color = screen->color,
		.last = screen->last,
		.out = out,
	};
	unsigned int hidden, no_history = 0, untold;

	canvas_begin(&canvas);
	heading(&canvas, screen, model);
	hidden = tables(&canvas, model, screen->now_ns);
	if (!model->functions) {
		canvas_paint(&canvas, STYLE_DIM, screen->losses ?
			     "no measurement block has been read yet" :
			     "no sample yet");
		canvas_next_line(&canvas);
	}
	canvas_next_line(&canvas);
	if (screen->history) {
		no_history = history(&canvas, model, screen);
		canvas_next_line(&canvas);
	}
	untold = stories(&canvas, model, screen->now_ns);
	footer(&canvas, screen, hidden, no_history, untold);
}
