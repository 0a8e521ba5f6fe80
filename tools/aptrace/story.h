/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is known of one migration, from one host or from both: put together from
 * events, whoever recorded them and wherever. Knows nothing of files and of BPF.
 */
#ifndef APTRACE_STORY_H
#define APTRACE_STORY_H

#include <linux/vfio_ap_outcomes.h>

#include "model.h"
#include "text_list.h"

#define STORY_WORD_BYTES	65
/* More than this of a half is counted and not kept; verdicts: all there can be. */
#define STORY_EVENTS_MAX	1024
#define STORY_VERDICTS_MAX	(65536 + 256)

/**
 * struct story_event - an event that is worth telling by itself
 * @time_ns: boot time
 * @kind: enum aptrace_kind
 * @arc: each of them
 * @request: one that failed
 * @io: a read or write that failed
 * @dropped: each of them
 * @apply: each of them
 * @reset: each of them
 */
struct story_event {
	uint64_t time_ns;
	unsigned int kind;
	union {
		struct vfio_ap_ev_arc arc;
		struct vfio_ap_ev_request request;
		struct vfio_ap_ev_io io;
		struct vfio_ap_ev_dropped dropped;
		struct vfio_ap_ev_apply apply;
		struct vfio_ap_ev_reset reset;
	};
};

/**
 * struct story_origin - where events come from
 * @host: name of the host; "" if it is not known
 * @boot_id: of that host, made anew at each start: session numbers are unique
 *	in one; "" if it is not known
 * @file: number of the recording, which has one boot at most
 * @clock_offset_ns: boot time plus this is the time of day
 * @kept: they are what the driver keeps of migrations, not what somebody saw
 */
struct story_origin {
	char host[STORY_WORD_BYTES];
	char boot_id[STORY_WORD_BYTES];
	unsigned int file;
	int64_t clock_offset_ns;
	bool kept;
};

/* Are both of one host, since it was started? Then session numbers and clock are one. */
bool story_same_boot(const struct story_origin *a, const struct story_origin *b);

/**
 * struct story_half - one migration on one host
 * @m: its record and its bad verdicts
 * @origin: where it happened
 * @events: what is worth telling, in order
 * @event_count: how many are in @events
 * @event_room: allocated entries of @events
 * @events_cut: how many were too many for @events
 * @gone_on: the device has gone on to another migration or to none
 * @kept_cut: events that the driver would have kept, and had no room for
 * @next: the next in its list
 * @node: in the table of sessions
 * @device: that its device has not left it
 */
struct story_half {
	struct migration m;
	struct story_origin origin;
	struct story_event *events;
	size_t event_count;
	size_t event_room;
	uint64_t events_cut;
	bool gone_on;
	uint64_t kept_cut;
	struct story_half *next;
	struct hash_node node;
	struct device_link device;
};

/**
 * struct story - one migration
 * @source: the half of the host that the guest left, NULL if there is none
 * @destination: the half of the host where it arrived, NULL if there is none
 * @neither: a device that failed before it was one of the two
 * @notes: what is to be known of the recordings
 */
struct story {
	const struct story_half *source;
	const struct story_half *destination;
	const struct story_half *neither;
	const struct text_list *notes;
};

/**
 * struct stories - all migrations of some recordings
 * @first: the halves, in the order in which they were seen first
 * @last: the last one of these
 * @count: how many
 * @recent: that of the last event: the next one is of the same, as a rule
 * @sessions: the halves, by host and session
 * @devices: which of the halves their devices have not left
 * @notes: what is to be known of the recordings: cut off, for example
 */
struct stories {
	struct story_half *first;
	struct story_half *last;
	size_t count;
	struct story_half *recent;
	struct hash_table sessions;
	struct devices devices;
	struct text_list notes;
};

void stories_free(struct stories *stories);

/**
 * stories_add - take an event in
 * @stories: where
 * @origin: where it happened
 * @record: its head
 * @event: the structure that @record->kind says
 *
 * Counts it as the BPF programs do.
 */
void stories_add(struct stories *stories, const struct story_origin *origin,
		 const struct aptrace_record *record, const void *event);

/**
 * stories_kept - what the driver says of a migration beside its events
 * @stories: where
 * @origin: where it happened
 * @outcome: what stands before the events, which were added
 *
 * Return: false if there was no event, so that there is nothing to be told.
 */
bool stories_kept(struct stories *stories, const struct story_origin *origin,
		  const struct vfio_ap_outcome *outcome);

/**
 * stories_find - one migration, with both halves if they are there
 * @stories: where
 * @id: beginning of its migration id, or of the UUID of one of its mdevs; NULL
 *	for the one that is the last to have gone on
 * @story: the result
 *
 * Of several that fit it is the last one.
 *
 * Return: false if there is none.
 */
bool stories_find(const struct stories *stories, const char *id,
		  struct story *story);

/* The same, and one of its mdevs is @mdev_uuid, if that is not NULL. */
bool stories_find_on(const struct stories *stories, const char *id,
		     const uint8_t *mdev_uuid, struct story *story);

/**
 * stories_next - walk through the migrations that fit
 * @stories: where
 * @after: what the last call returned; NULL to begin
 * @id: as with stories_find()
 * @mdev_uuid: as with stories_find_on()
 * @story: the result
 *
 * A migration of which both halves are there comes up with each of them.
 *
 * Return: its half, which is one of @story's; NULL if there are no more.
 */
const struct story_half *stories_next(const struct stories *stories,
				      const struct story_half *after,
				      const char *id, const uint8_t *mdev_uuid,
				      struct story *story);

/**
 * stories_of - the migration that a session was
 * @stories: where
 * @origin: where the session happened
 * @session: its number there
 * @story: the result
 *
 * Return: its half, which is one of @story's; NULL if there is none.
 */
struct story_half *stories_of(struct stories *stories,
			      const struct story_origin *origin,
			      uint64_t session, struct story *story);

/* Forget the oldest that are over until there are no more than @most halves. */
void stories_trim(struct stories *stories, size_t most);

/* How many migrations there are, both halves of one counted once. */
size_t stories_count(const struct stories *stories);

/* The time of day of a boot time on the host of a half. */
static inline uint64_t story_time_ns(const struct story_half *half,
				     uint64_t boot_ns)
{
	return boot_ns + half->origin.clock_offset_ns;
}

#endif /* APTRACE_STORY_H */
