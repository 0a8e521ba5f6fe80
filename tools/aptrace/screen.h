/* SPDX-License-Identifier: GPL-2.0 */
/* Pictures of migrations, and parts of them; pure functions of the model. */
#ifndef APTRACE_SCREEN_H
#define APTRACE_SCREEN_H

#include <stdbool.h>

#include "canvas.h"
#include "collector.h"
#include "format.h"
#include "model.h"
#include "text.h"

/**
 * struct screen - what the picture that stays depends on besides the model
 * @width: columns
 * @height: lines, at most
 * @color: use colours
 * @all: also show what is not known to be a migration
 * @host: name of this host
 * @now_ns: boot time
 * @clock_offset_ns: boot time plus this is the time of day
 * @losses: what was lost
 */
struct screen {
	unsigned int width;
	unsigned int height;
	bool color;
	bool all;
	const char *host;
	uint64_t now_ns;
	int64_t clock_offset_ns;
	struct collector_losses losses;
};

/* Is it to be shown: a migration, or whatever there is with --all? */
bool migration_visible(const struct migration *m, bool all);

/**
 * struct screen_counts - what a heading says of all migrations
 * @active: how many are under way
 * @ended: how many have ended
 * @incomplete: of how many of those events are missing
 */
struct screen_counts {
	unsigned int active;
	uint64_t ended;
	uint64_t incomplete;
};

/* Add those of a model; @all as in struct screen. */
void screen_count(struct screen_counts *counts, const struct model *model, bool all);
/* Append them, with blanks before and after. */
void screen_counts_text(const struct screen_counts *counts, struct text *line);

/*
 * Parts of the picture, for who composes another one: the columns for so many
 * characters, a line of the table, all of it in @style if that is not STYLE_PLAIN;
 * and what needs words.
 */
unsigned int screen_columns(unsigned int width, struct column *columns);
void screen_line(struct canvas *canvas, const struct column *columns,
		 unsigned int count, const struct migration *m, uint64_t now_ns,
		 enum style style);
bool screen_has_story(const struct migration *m);
void screen_story(struct canvas *canvas, const struct migration *m);
/* "1c2d7a90", or "mdev 2b9e1c00" as long as there is no migration id. */
void screen_label(const struct migration *m, char text[UUID_TEXT_BYTES]);

/* Append what stays on the terminal afterwards, ready to be written to it. */
void screen_render(const struct screen *screen, const struct model *model,
		   struct text *out);

#endif /* APTRACE_SCREEN_H */
