/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recordings as one HTML page for a ticket: what became of each migration, why, and when
 * what happened on which host. What explain says is explain's (explain.h); this adds the
 * time line and the proof of what is missing.
 */
#ifndef APTRACE_REPORT_H
#define APTRACE_REPORT_H

#include "event_list.h"
#include "explain.h"
#include "piece_file.h"

#define REPORT_DETAILS_MAX	500
/* Of so few migrations all is to be seen at once. */
#define REPORT_OPEN_MAX		3

/* The source's half comes first. */
enum report_side_id {
	REPORT_SOURCE,
	REPORT_DESTINATION,
	REPORT_SIDES,
};

/**
 * struct report_side - one half of a migration, with all its events
 * @half: what is known of it; NULL: there is none
 * @host: where it happened
 * @events: by time
 * @count: how many
 */
struct report_side {
	const struct story_half *half;
	const struct event_host *host;
	const struct listed_event * const *events;
	size_t count;
};

/* How a migration is marked: with a word and a sign, and with a colour. */
enum report_mark {
	REPORT_GOOD,
	REPORT_BAD,
	REPORT_OPEN,		/* its end is not known */
};

/**
 * struct report_migration - one migration
 * @story: what is known of it
 * @sides: its halves; one that was neither source nor destination is the first
 * @clocks: what is known of the clocks of both, if they are of a merged recording
 * @begin_ns: time of day of its first event
 * @end_ns: of its last
 * @number: on the page, from 1
 * @mark: how it went
 * @detailed: all of it is told, not only the row in the table
 * @open: and is not folded
 * @alone: there is no other
 */
struct report_migration {
	struct story story;
	struct report_side sides[REPORT_SIDES];
	const char *clocks;
	uint64_t begin_ns;
	uint64_t end_ns;
	unsigned int number;
	enum report_mark mark;
	bool detailed;
	bool open;
	bool alone;
};

/**
 * struct report_options - what is told
 * @id: only migrations with an id, or an mdev, that begins so; NULL: all
 * @mdev: only those of this mdev, on either side
 * @details_max: so many in full; those that failed have precedence, then the later ones
 */
struct report_options {
	const char *id;
	struct mdev_filter mdev;
	unsigned int details_max;
};

/**
 * struct report - all of the page, before it is written
 * @options: what is told
 * @list: the events, and whose they are
 * @stories: what they make
 * @events: those of migrations, by half
 * @event_count: how many
 * @halves: of each of @events the half
 * @migrations: by time
 * @count: how many
 */
struct report {
	const struct report_options *options;
	struct event_list list;
	struct stories stories;
	const struct listed_event **events;
	size_t event_count;
	const struct story_half **halves;
	struct report_migration *migrations;
	size_t count;
};

/**
 * report_read - read recordings
 * @report: zeroed
 * @options: what is told; has to stay
 * @paths: the files; "-" is standard input; have to stay
 * @count: how many
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: true if all are in order.
 */
bool report_read(struct report *report, const struct report_options *options,
		 char * const *paths, unsigned int count, char *why);
void report_free(struct report *report);

/* The page, piece by piece: the same on each machine. False if @fn wants no more. */
bool report_write(const struct report *report, piece_fn fn, void *context);

/* Its parts, each from a file of its own, report_*.c; @html receives them. */
void report_story(const struct report_migration *migration, struct text *html);
void report_timeline(const struct report_migration *migration, struct text *html);
void report_key(struct text *html);
void report_verdicts(const struct explanation *ex, struct text *html);
void report_losses(const struct report_migration *migration, struct text *html);
void report_fields(const struct report_migration *migration, struct text *html);
void report_sources(const struct report *report, struct text *html);

/* "completed": a word for the reader, for its mark. */
const char *report_mark_class(enum report_mark mark);
/* The sign before it, in HTML. */
const char *report_mark_sign(enum report_mark mark);
/* "host a", or what it is called for want of a name. */
void report_host(const struct report_side *side, enum report_side_id id,
		 struct text *html);
/* "2026-11-22 03:12:45.123 UTC" */
void report_time(uint64_t time_of_day_ns, struct text *html);
/* Are the times of both halves those of one clock, or of two that were compared? */
bool report_clocks_compared(const struct report_migration *migration);

/* What the page looks like, and the hash by which its policy lets it through. */
extern const char report_style[];
extern const char report_style_hash[];

#endif /* APTRACE_REPORT_H */
