/* SPDX-License-Identifier: GPL-2.0 */
/* The pictures of a browser: the list with a cursor, details, help. */
#ifndef APTRACE_BROWSER_VIEW_H
#define APTRACE_BROWSER_VIEW_H

#include "browser.h"
#include "collector.h"
#include "text.h"

/**
 * struct browser_view - what the pictures depend on besides the browser
 * @command: name of the command, for the heading
 * @width: columns
 * @height: lines
 * @color: use colours
 * @all: also show what is not known to be a migration
 * @hosts: whose migrations
 * @host_count: how many
 * @losses: what was lost on all of them; NULL: nobody knows
 * @details: append all that there is to say of a migration, in lines of at most
 *	@width characters if that can be
 * @context: for @details
 */
struct browser_view {
	const char *command;
	unsigned int width;
	unsigned int height;
	bool color;
	bool all;
	const struct browser_host *hosts;
	unsigned int host_count;
	const struct collector_losses *losses;
	void (*details)(void *context, const struct browser_row *row,
			unsigned int width, struct text *text);
	void *context;
};

/* Append the whole picture, ready to be written to a terminal. */
void browser_render(const struct browser_view *view, struct browser *browser,
		    struct text *out);

#endif /* APTRACE_BROWSER_VIEW_H */
