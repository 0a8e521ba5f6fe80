// SPDX-License-Identifier: GPL-2.0
/* A picture for a terminal, line by line. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "canvas.h"
#include "format.h"

static const char * const styles[] = {
	[STYLE_PLAIN] = "",
	[STYLE_HEADING] = "\033[7m",
	[STYLE_DIM] = "\033[2m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_BAD] = "\033[31m",
	[STYLE_BUSY] = "\033[33m",
	[STYLE_CURSOR] = "\033[1;7m",
};

void canvas_begin(struct canvas *canvas)
{
	if (!canvas->last)
		text_puts(canvas->out, "\033[H");
}

/* Characters of a line that fit; what does not is cut, never wrapped. */
void canvas_paint(struct canvas *canvas, enum style style, const char *string)
{
	unsigned int room = canvas->width - canvas->column;
	unsigned int length = strnlen(string, room);
	bool styled = canvas->color && style != STYLE_PLAIN && length;
	unsigned int i;

	if (canvas->row >= canvas->height)
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

void canvas_paintf(struct canvas *canvas, enum style style, const char *format,
		   ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	canvas_paint(canvas, style, line);
}

/*
 * The line is complete: wipe what an earlier, longer one left behind. The last
 * line of the screen must not end in a newline, that would scroll.
 */
void canvas_next_line(struct canvas *canvas)
{
	if (canvas->row < canvas->height) {
		/* After the last column this would wipe that column. */
		if (canvas->column < canvas->width && !canvas->last)
			text_puts(canvas->out, "\033[K");
		if (canvas->row + 1 < canvas->height)
			text_puts(canvas->out, "\r\n");
	}
	canvas->row++;
	canvas->column = 0;
}

unsigned int canvas_rows_left(const struct canvas *canvas)
{
	return canvas->height > canvas->row ? canvas->height - canvas->row : 0;
}

void canvas_heading(struct canvas *canvas, const char *left,
		    uint64_t time_of_day_ns)
{
	char clock[FORMAT_BYTES];
	struct text line = { 0 };
	int pad;

	format_clock(clock, sizeof(clock), time_of_day_ns);
	clock[strlen("00:00:00")] = '\0';
	pad = (int)canvas->width - (int)strlen(left) - (int)strlen(clock);
	/* Always the whole width, so that the bar is a bar. */
	text_printf(&line, "%s%*s%s", left, pad > 1 ? pad : 1, "", clock);
	canvas_paint(canvas, STYLE_HEADING, line.data);
	canvas_next_line(canvas);
	text_free(&line);
}

void canvas_footer(struct canvas *canvas, const char *line)
{
	if (canvas->last)
		return;
	while (canvas_rows_left(canvas) > 1)
		canvas_next_line(canvas);
	canvas_paint(canvas, STYLE_DIM, line);
	canvas_next_line(canvas);
}

unsigned int columns_width(const struct column *columns, unsigned int count)
{
	unsigned int used = 0, i;

	for (i = 0; i < count; i++)
		used += columns[i].width + (i > 0);
	return used;
}

unsigned int columns_choose(struct column *columns, unsigned int count,
			    unsigned int width)
{
	unsigned int highest, kept, i;

	while (count > 1 && columns_width(columns, count) > width) {
		highest = 0;
		for (i = 0; i < count; i++)
			if (columns[i].priority > highest)
				highest = columns[i].priority;
		for (i = 0, kept = 0; i < count; i++)
			if (columns[i].priority < highest || count - i + kept == 1)
				columns[kept++] = columns[i];
		count = kept;
	}
	return count;
}

void canvas_cell(struct canvas *canvas, const struct column *column, bool first,
		 enum style style, const char *text)
{
	if (!first)
		canvas_paint(canvas, style == STYLE_CURSOR ? style : STYLE_PLAIN, " ");
	canvas_paintf(canvas, style, "%-*.*s", (int)column->width,
		      (int)column->width, text);
}

void canvas_titles(struct canvas *canvas, const struct column *columns,
		   unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		canvas_cell(canvas, &columns[i], !i, STYLE_DIM,
			    columns[i].title);
	canvas_next_line(canvas);
}
