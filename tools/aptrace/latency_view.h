/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms as bars for people, or as JSON Lines. */
#ifndef APTRACE_LATENCY_VIEW_H
#define APTRACE_LATENCY_VIEW_H

#include "latency_books.h"
#include "latency_slots.h"
#include "view.h"

/* Narrower than this nothing is cut off, but it looks bad. */
#define LATENCY_WIDTH_MIN	40

/**
 * struct latency_style - how histograms are shown
 * @choice: which
 * @width: columns
 * @color: use colours
 * @blocks: bars of block characters, of an eighth of a column; else of #
 */
struct latency_style {
	const struct latency_choice *choice;
	unsigned int width;
	bool color;
	bool blocks;
};

/**
 * latency_lines - for people
 * @style: how
 * @view: receives it; whose and when
 * @books: what
 * @final: nothing more comes
 *
 * Of what never took place nothing is said.
 */
void latency_lines(const struct latency_style *style, struct view *view,
		   const struct latency_books *books, bool final);

/* The same as JSON Lines: an object for each histogram, then one on all of them. */
void latency_json(const struct latency_style *style, struct view *view,
		  const struct latency_books *books, bool final);

/* The JSON Schema of these objects. */
void latency_schema(struct text *text);

#endif /* APTRACE_LATENCY_VIEW_H */
