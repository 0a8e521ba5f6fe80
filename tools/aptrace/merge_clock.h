/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the clocks of two hosts differ, from what happened on them: a byte of a
 * stream is read on the source before it is written on the destination, and the
 * source lets go, or goes on, when the destination has said how it went.
 */
#ifndef APTRACE_MERGE_CLOCK_H
#define APTRACE_MERGE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "json_writer.h"
#include "record.h"

/* The hosts: times of the second are to be corrected to fit those of the first. */
#define MERGE_HOSTS		2
/* Chunks of one migration that are looked at; with fewer the bounds are wider. */
#define MERGE_CHUNKS_MAX	65536

struct merge_clock;

/**
 * struct merge_bound - what one pair of events says
 * @known: there is such a pair
 * @ns: the correction is not below, or not above, this
 * @id: of the migration
 * @by_bytes: by reads and writes, which cannot be otherwise; else by how it ended,
 *	which is so if whoever migrates waits for the destination
 */
struct merge_bound {
	bool known;
	int64_t ns;
	uint8_t id[16];
	bool by_bytes;
};

/**
 * struct merge_estimate - what is known of the clocks
 * @known: both bounds are known and do not contradict each other
 * @offset_ns: to be added to times of the second host; 0 or the nearest that is
 *	allowed if there is one bound only
 * @uncertainty_ns: it is that much more or less, if @known
 * @low: the greatest lower bound
 * @high: the least upper bound
 * @migrations: migrations of which both halves are there
 * @contradiction: the lower bound is above the upper one
 */
struct merge_estimate {
	bool known;
	int64_t offset_ns;
	uint64_t uncertainty_ns;
	struct merge_bound low;
	struct merge_bound high;
	uint64_t migrations;
	bool contradiction;
};

struct merge_clock *merge_clock_new(void);
void merge_clock_free(struct merge_clock *clock);

/**
 * merge_clock_add - take an event into account
 * @clock: where
 * @host: 0 or 1
 * @offset_ns: boot time plus this is that host's time of day
 * @record: its head
 * @event: the structure that @record->kind says
 */
void merge_clock_add(struct merge_clock *clock, unsigned int host,
		     int64_t offset_ns, const struct aptrace_record *record,
		     const void *event);
void merge_clock_estimate(const struct merge_clock *clock,
			  struct merge_estimate *estimate);

/* In words, with the names of the hosts. */
void merge_clock_words(const struct merge_estimate *estimate,
		       const char * const hosts[MERGE_HOSTS],
		       struct text *text);
/* The member "clock" of a merged recording's first line. */
void merge_clock_json(const struct merge_estimate *estimate,
		      const char * const hosts[MERGE_HOSTS], struct json *json);

#endif /* APTRACE_MERGE_CLOCK_H */
