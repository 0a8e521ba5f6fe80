/* SPDX-License-Identifier: GPL-2.0 */
/* The picture of the live view; a pure function of the model. */
#ifndef APTRACE_SCREEN_H
#define APTRACE_SCREEN_H

#include <stdbool.h>

#include "canvas.h"
#include "collector.h"
#include "format.h"
#include "model.h"
#include "text.h"

/**
 * struct screen - what the picture depends on besides the model
 * @width: columns
 * @height: lines
 * @color: use colours
 * @all: also show what is not known to be a migration
 * @last: what stays on the terminal afterwards, not a picture to be repainted
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
	bool last;
	const char *host;
	uint64_t now_ns;
	int64_t clock_offset_ns;
	struct collector_losses losses;
};

/* Is it to be shown: a migration, or whatever there is with --all? */
bool migration_visible(const struct migration *m, bool all);

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

/* Append the whole picture, ready to be written to a terminal. */
void screen_render(const struct screen *screen, const struct model *model,
		   struct text *out);

#endif /* APTRACE_SCREEN_H */
