/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What somebody at a terminal has chosen to see of the migrations: the order, which
 * of them, where the cursor is, which page. Knows nothing of terminals: keys go in,
 * rows come out.
 */
#ifndef APTRACE_BROWSER_H
#define APTRACE_BROWSER_H

#include "keys.h"
#include "model.h"

enum browser_page {
	BROWSER_LIST,
	BROWSER_DETAILS,	/* all about the migration under the cursor */
	BROWSER_HELP,
};

enum browser_show {
	BROWSER_ALL,
	BROWSER_ACTIVE,
	BROWSER_FAILED,		/* ended, and not completed */

	BROWSER_SHOWS
};

/**
 * struct browser_host - a host whose migrations are shown
 * @name: of the host
 * @model: its migrations
 * @now_ns: boot time there
 * @clock_offset_ns: boot time plus this is the time of day
 */
struct browser_host {
	const char *name;
	const struct model *model;
	uint64_t now_ns;
	int64_t clock_offset_ns;
};

/**
 * struct browser_row - a migration that is shown
 * @m: it; valid until events are taken in again
 * @session: its number, which stays
 * @host: index of its host
 * @at: where it would be without any order
 */
struct browser_row {
	const struct migration *m;
	uint64_t session;
	unsigned int host;
	size_t at;
};

#define BROWSER_NEEDLE_BYTES	40

/**
 * struct browser - what was chosen
 * @page: what is on the screen
 * @show: which migrations
 * @order: by which of browser_order_name()
 * @reverse: the other way round
 * @needle: only those in whose texts this can be found; "": all
 * @typing: keys go into @needle
 * @chosen: there is a cursor
 * @host: where the migration under the cursor is
 * @session: its number there
 * @subject: it, also if it is not among @rows; its @m is NULL if it is gone
 * @cursor: its row
 * @top: first row on the screen
 * @room: rows that the screen has had room for
 * @scroll: first line of the page that is no list
 * @lines: how many lines that has
 * @rows: from browser_arrange(): what is shown, in order
 * @count: how many these are
 * @total: how many there are
 * @allocated: entries of @rows
 */
struct browser {
	enum browser_page page;
	enum browser_show show;
	unsigned int order;
	bool reverse;
	char needle[BROWSER_NEEDLE_BYTES];
	bool typing;
	bool chosen;
	unsigned int host;
	uint64_t session;
	struct browser_row subject;
	size_t cursor;
	size_t top;
	size_t room;
	size_t scroll;
	size_t lines;
	struct browser_row *rows;
	size_t count;
	size_t total;
	size_t allocated;
};

void browser_free(struct browser *browser);

/* What is behind @order; "time" for the first: active ones, then the last to end. */
const char *browser_order_name(unsigned int order);
/* "all", "active", "failed" */
const char *browser_show_name(enum browser_show show);

/**
 * browser_key - a key was pressed
 * @browser: the browser
 * @key: from key_decode()
 *
 * Return: false if that is to be the end.
 */
bool browser_key(struct browser *browser, int key);

/**
 * browser_arrange - find out what is to be shown, in which order
 * @browser: @rows and @count are filled in, the cursor follows its migration
 * @hosts: whose migrations; not changed before the rows are used
 * @host_count: how many hosts
 * @all: also what is not known to be a migration
 */
void browser_arrange(struct browser *browser, const struct browser_host *hosts,
		     unsigned int host_count, bool all);

/* Make the cursor visible in so many rows. */
void browser_fit(struct browser *browser, size_t room);
/* The same for a page of so many lines, of which the screen shows @room. */
void browser_fit_page(struct browser *browser, size_t lines, size_t room);

/* The migration under the cursor; NULL if there is no cursor, or it is gone. */
const struct browser_row *browser_chosen(const struct browser *browser);

#endif /* APTRACE_BROWSER_H */
