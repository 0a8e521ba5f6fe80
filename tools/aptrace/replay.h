/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recordings, played back: their events are taken into the books (ledger.h) and
 * followed (tracker.h) as those of the live view, with the time of the recording.
 */
#ifndef APTRACE_REPLAY_H
#define APTRACE_REPLAY_H

#include "browser.h"
#include "ledger.h"
#include "recording.h"
#include "screen.h"
#include "story.h"
#include "tracker.h"
#include "view.h"

/**
 * struct replay_options_shown - what is shown
 * @events: each event, not the migrations
 * @all: also devices that were merely stopped
 * @verdicts_max: bad verdicts shown for one migration, 0: all
 * @history_max: ended migrations that are kept
 * @mdev: only this one
 */
struct replay_options_shown {
	bool events;
	bool all;
	uint32_t verdicts_max;
	uint32_t history_max;
	struct mdev_filter mdev;
};

struct replay_file;
struct replay_input;
struct replay_track;

/**
 * struct replay - recordings on their way
 * @shown: what is shown
 * @view: lines or JSON; its output is the caller's to write
 * @silent: tell no changes, there will be a table
 * @stories: also keep the events for explanations here, unless it is NULL
 * @stories_only: and nothing is shown at all
 * @first_file: added to the numbers of hosts that stories get for files
 * @tracks: one for each host, since it was started; files of one boot are one
 * @count: how many
 * @inputs: one for each host of each file
 * @order: the same by track, and then as overlap_compare() has them
 * @input_count: how many
 * @files: the files
 * @file_count: how many
 */
struct replay {
	const struct replay_options_shown *shown;
	struct view view;
	bool silent;
	struct stories *stories;
	bool stories_only;
	unsigned int first_file;
	struct replay_track *tracks;
	unsigned int count;
	struct replay_input *inputs;
	struct replay_input **order;
	unsigned int input_count;
	struct replay_file *files;
	unsigned int file_count;
};

void replay_init(struct replay *replay, const struct replay_options_shown *shown,
		 const struct view_ops *ops);
void replay_free(struct replay *replay);

/**
 * replay_open - open all files and read up to their first events
 * @replay: initialised, @silent set
 * @paths: the files
 * @count: how many
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: true if all are open and begin like recordings.
 */
bool replay_open(struct replay *replay, char * const *paths, unsigned int count,
		 char *why);

enum replay_step {
	REPLAY_GO_ON,
	REPLAY_END,
	REPLAY_BAD,
};

/* Show the next thing that happened on any of the hosts. */
enum replay_step replay_next(struct replay *replay, char *why);

/* After the last one: what is over, though no event says so. */
void replay_finish(struct replay *replay);
/* The table of each host as it was at the end; @screen: how. */
void replay_tables(struct replay *replay, struct screen *screen);
/* The same to be looked around in; valid until replay_free(). @hosts: @count of them */
void replay_hosts(const struct replay *replay, struct browser_host *hosts);
/* All that was lost on any of the hosts. */
void replay_losses(const struct replay *replay, struct collector_losses *losses);
/* Where a track's events happened, for its stories. */
struct story_origin replay_origin(const struct replay *replay, unsigned int track);
/* What is to be known of the recordings, in words: a note for each file that has any. */
void replay_notes(const struct replay *replay, struct text_list *notes);
/* What there is to be said of the recordings, and the sums. */
void replay_sum(struct replay *replay);

#endif /* APTRACE_REPLAY_H */
