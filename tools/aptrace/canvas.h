/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A picture for a terminal, line by line, and tables in it whose least important
 * columns go first when it is narrow. What the live views share.
 */
#ifndef APTRACE_CANVAS_H
#define APTRACE_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum style {
	STYLE_PLAIN,
	STYLE_HEADING,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_BAD,
	STYLE_BUSY,
	STYLE_CURSOR,
};

/**
 * struct canvas - the picture while it is painted
 * @width: columns
 * @height: lines
 * @color: use colours
 * @last: what stays on the terminal afterwards, not a picture to be repainted
 * @out: receives it
 * @row: current line, from 0
 * @column: where the next character goes
 */
struct canvas {
	unsigned int width;
	unsigned int height;
	bool color;
	bool last;
	struct text *out;
	unsigned int row;
	unsigned int column;
};

/* Go to where the picture begins. */
void canvas_begin(struct canvas *canvas);
void canvas_paint(struct canvas *canvas, enum style style, const char *string);
void canvas_paintf(struct canvas *canvas, enum style style, const char *format,
		   ...) __attribute__((format(printf, 3, 4)));
void canvas_next_line(struct canvas *canvas);
unsigned int canvas_rows_left(const struct canvas *canvas);
/* The first line: @left, and the time of day at the right end. */
void canvas_heading(struct canvas *canvas, const char *left,
		    uint64_t time_of_day_ns);
/* The last line of the screen, wherever the rest ended; none in the last picture. */
void canvas_footer(struct canvas *canvas, const char *line);

/* Columns beyond this many would not be a table any more. */
#define COLUMNS_MAX	16

/**
 * struct column - a column of a table
 * @title: its head
 * @width: characters
 * @priority: columns with higher numbers go first when the screen is narrow
 * @field: what the caller shows in it
 */
struct column {
	const char *title;
	unsigned int width;
	unsigned int priority;
	const void *field;
};

/**
 * columns_choose - leave out columns until the table fits
 * @columns: all that there could be; those that stay, afterwards
 * @count: how many
 * @width: of the screen
 *
 * Return: how many stay, at least one.
 */
unsigned int columns_choose(struct column *columns, unsigned int count,
			    unsigned int width);
/* Characters that the columns take, with the blanks between them. */
unsigned int columns_width(const struct column *columns, unsigned int count);
void canvas_titles(struct canvas *canvas, const struct column *columns,
		   unsigned int count);
/* One cell; @first: nothing is left of it. */
void canvas_cell(struct canvas *canvas, const struct column *column, bool first,
		 enum style style, const char *text);

#endif /* APTRACE_CANVAS_H */
