// SPDX-License-Identifier: GPL-2.0
/* The pictures of a browser. */
#include <inttypes.h>
#include <string.h>

#include "browser_view.h"
#include "canvas.h"
#include "screen.h"
#include "view.h"

/* "> " before the row under the cursor, which is all there is without colours */
#define MARK_COLUMNS	2
#define HOST_COLUMNS	8
/* For explanations, if there are any */
#define WORDS_ROWS_MIN	6

static const char help[] =
"Keys of the list\n"
"  Up Down  k j       move the cursor\n"
"  PgUp PgDn  Space   by a screen\n"
"  Home End  g G      to the first, to the last\n"
"  Enter  Right       all about the migration under the cursor\n"
"  s  S               sort by the next, by the last column\n"
"  r                  the other way round\n"
"  f                  show all, only active, only failed ones\n"
"  /                  show only those with a text: id, mdev, state, outcome,\n"
"                     reason, error, host. Enter keeps it, Esc takes it back\n"
"  Esc                takes back the text, then f, then the cursor\n"
"  q                  ends\n"
"\n"
"Keys of this page and of the details\n"
"  Up Down PgUp PgDn  scroll\n"
"  Esc Enter Left     back to the list\n"
"\n"
"OK/BAD are queues that were judged compatible and that were refused. A source\n"
"does not judge: it only has a number. INCOMPLETE: events are missing, so numbers\n"
"may be too low.\n";

static void put_hosts(const struct browser_view *view, struct text *line)
{
	unsigned int i;

	for (i = 0; i < view->host_count; i++)
		text_printf(line, "%s%s", i ? ", " : "", view->hosts[i].name);
}

static bool is_anything_lost(const struct collector_losses *losses)
{
	const struct aptrace_counters *counters = &losses->counters;

	return counters->ring_full || counters->map_full ||
	       counters->ends_unmapped || counters->unreadable ||
	       losses->recursion_misses;
}

/* False if there is no room for something that matters: that events are missing. */
static bool heading(struct canvas *canvas, const struct browser_view *view)
{
	struct screen_counts counts = { 0 };
	struct text line = { 0 };
	bool matters, told;
	unsigned int i;

	for (i = 0; i < view->host_count; i++)
		screen_count(&counts, view->hosts[i].model, view->all);
	text_printf(&line, "aptrace %s  ", view->command);
	put_hosts(view, &line);
	screen_counts_text(&counts, &line);
	if (view->losses)
		losses_text(view->losses, &line);
	matters = counts.incomplete || (view->losses && is_anything_lost(view->losses));
	told = !matters || line.length <= view->width;
	canvas_heading(canvas, line.data, view->hosts[0].now_ns +
		       view->hosts[0].clock_offset_ns);
	text_free(&line);
	return told;
}

/* What is to the left of the table: the cursor, and whose migration it is. */
static unsigned int margin(const struct browser_view *view,
			   const struct browser *browser)
{
	return (browser->chosen ? MARK_COLUMNS : 0) +
	       (view->host_count > 1 ? HOST_COLUMNS + 1 : 0);
}

static void paint_margin(struct canvas *canvas, const struct browser_view *view,
			 const struct browser *browser, const char *mark,
			 const char *host, enum style style)
{
	if (browser->chosen)
		canvas_paintf(canvas, style, "%-*s", MARK_COLUMNS, mark);
	if (view->host_count > 1)
		canvas_paintf(canvas, style, "%-*.*s ", HOST_COLUMNS, HOST_COLUMNS,
			      host);
}

static void paint_row(struct canvas *canvas, const struct browser_view *view,
		      const struct browser *browser, size_t index,
		      const struct column *columns, unsigned int count)
{
	const struct browser_row *row = &browser->rows[index];
	const struct browser_host *host = &view->hosts[row->host];
	bool under = browser->chosen && index == browser->cursor;
	enum style style = under ? STYLE_CURSOR : STYLE_PLAIN;

	paint_margin(canvas, view, browser, under ? ">" : "", host->name, style);
	screen_line(canvas, columns, count, row->m, host->now_ns, style);
}

/* Of the one under the cursor; without one of all on the screen that need words. */
static bool wants_words(const struct browser *browser, size_t index)
{
	if (browser->chosen && index != browser->cursor)
		return false;
	return screen_has_story(browser->rows[index].m);
}

static size_t table_room(const struct canvas *canvas,
			 const struct browser *browser)
{
	size_t left = canvas_rows_left(canvas), needed, i;
	bool words = false;

	/* The empty line and the footer */
	if (left <= 2)
		return left;
	left -= 2;
	for (i = 0; i < browser->count; i++)
		words |= screen_has_story(browser->rows[i].m);
	if (!words || left <= WORDS_ROWS_MIN)
		return left;
	/* Half of it for explanations, or what the table does not need. */
	needed = browser->count > 1 ? browser->count : 1;
	return needed < left / 2 ? needed : left / 2;
}

static size_t paint_words(struct canvas *canvas, const struct browser *browser,
			  size_t end)
{
	size_t untold = 0, i;

	for (i = browser->top; i < end; i++) {
		if (!wants_words(browser, i))
			continue;
		if (canvas_rows_left(canvas) < 4)
			untold++;
		else
			screen_story(canvas, browser->rows[i].m);
	}
	return untold;
}

static void list_footer(struct canvas *canvas, const struct browser_view *view,
			const struct browser *browser, size_t end, size_t untold,
			bool told)
{
	struct text line = { 0 };
	uint64_t cut = 0;
	unsigned int i;

	for (i = 0; i < view->host_count; i++)
		cut += view->hosts[i].model->history_cut;
	if (browser->typing)
		text_printf(&line, "/%s_  Enter keeps it, Esc takes it back",
			    browser->needle);
	else if (told)
		text_puts(&line, "q quits, ? keys");
	else
		text_puts(&line, "EVENTS ARE MISSING, ? says how many");
	if (browser->needle[0] && !browser->typing)
		text_printf(&line, "; /%s", browser->needle);
	if (browser->show != BROWSER_ALL)
		text_printf(&line, "; only %s", browser_show_name(browser->show));
	if (browser->count < browser->total)
		text_printf(&line, "; %zu of %zu", browser->count, browser->total);
	if (browser->order || browser->reverse)
		text_printf(&line, "; by %s%s", browser_order_name(browser->order),
			    browser->reverse ? ", reversed" : "");
	if (browser->top)
		text_printf(&line, "; %zu above", browser->top);
	if (end < browser->count)
		text_printf(&line, "; %zu below", browser->count - end);
	if (untold)
		text_printf(&line, "; %zu explanations do not fit", untold);
	if (cut)
		text_printf(&line, "; %" PRIu64 " older ones are not kept (--history)",
			    cut);
	canvas_footer(canvas, line.data);
	text_free(&line);
}

static void render_list(struct canvas *canvas, const struct browser_view *view,
			struct browser *browser)
{
	unsigned int used = margin(view, browser), count;
	struct column columns[COLUMNS_MAX];
	size_t end, untold, i;
	bool told;

	told = heading(canvas, view);
	count = screen_columns(view->width > used ? view->width - used : 1, columns);
	paint_margin(canvas, view, browser, "", "HOST", STYLE_DIM);
	canvas_titles(canvas, columns, count);
	browser_fit(browser, table_room(canvas, browser));
	end = browser->top + browser->room;
	if (end > browser->count)
		end = browser->count;
	for (i = browser->top; i < end; i++)
		paint_row(canvas, view, browser, i, columns, count);
	if (!browser->count) {
		canvas_paint(canvas, STYLE_DIM, browser->total ?
			     "no migration is to be shown: see below" :
			     "no migration yet");
		canvas_next_line(canvas);
	}
	canvas_next_line(canvas);
	untold = paint_words(canvas, browser, end);
	list_footer(canvas, view, browser, end, untold, told);
}

static size_t count_lines(const struct text *text)
{
	size_t lines = 0, i;

	for (i = 0; i < text->length; i++)
		lines += text->data[i] == '\n';
	return lines;
}

/* A text, from the line that was scrolled to, below a heading. */
static void render_page(struct canvas *canvas, const struct browser_view *view,
			struct browser *browser, const char *title,
			struct text *text)
{
	size_t room = view->height > 2 ? view->height - 2 : 1, line, last;
	char *from = text->data ? text->data : "", *end;

	browser_fit_page(browser, count_lines(text), room);
	canvas_heading(canvas, title, view->hosts[0].now_ns +
		       view->hosts[0].clock_offset_ns);
	for (line = 0; *from && line < browser->scroll + room; line++) {
		end = strchr(from, '\n');
		if (end)
			*end = '\0';
		if (line >= browser->scroll) {
			canvas_paint(canvas, STYLE_PLAIN, from);
			canvas_next_line(canvas);
		}
		if (!end)
			break;
		from = end + 1;
	}
	last = browser->scroll + room < browser->lines ? browser->scroll + room :
							 browser->lines;
	text_clear(text);
	text_printf(text, "Esc goes back, q quits; lines %zu to %zu of %zu",
		    browser->lines ? browser->scroll + 1 : 0, last,
		    browser->lines);
	canvas_footer(canvas, text->data);
}

static void render_details(struct canvas *canvas, const struct browser_view *view,
			   struct browser *browser)
{
	const struct browser_row *row = browser_chosen(browser);
	struct text text = { 0 }, title = { 0 };
	char label[UUID_TEXT_BYTES];

	text_printf(&title, "aptrace %s  ", view->command);
	if (row) {
		screen_label(row->m, label);
		text_printf(&title, "%s  %s", label, view->hosts[row->host].name);
		view->details(view->context, row, view->width, &text);
	} else {
		text_puts(&text, "This migration is no longer kept: newer ones have taken its place (--history).\n");
	}
	render_page(canvas, view, browser, title.data, &text);
	text_free(&title);
	text_free(&text);
}

static void render_help(struct canvas *canvas, const struct browser_view *view,
			struct browser *browser)
{
	struct text text = { 0 }, title = { 0 };

	if (view->losses) {
		text_puts(&text, "Events: ");
		losses_text(view->losses, &text);
		text_puts(&text, "\n\n");
	}
	text_puts(&text, help);
	text_printf(&title, "aptrace %s  keys", view->command);
	render_page(canvas, view, browser, title.data, &text);
	text_free(&title);
	text_free(&text);
}

void browser_render(const struct browser_view *view, struct browser *browser,
		    struct text *out)
{
	struct canvas canvas = {
		.width = view->width,
		.height = view->height,
		.color = view->color,
		.out = out,
	};

	browser_arrange(browser, view->hosts, view->host_count, view->all);
	canvas_begin(&canvas);
	if (browser->page == BROWSER_DETAILS)
		render_details(&canvas, view, browser);
	else if (browser->page == BROWSER_HELP)
		render_help(&canvas, view, browser);
	else
		render_list(&canvas, view, browser);
}
