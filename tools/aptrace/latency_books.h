/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms of how long arcs and phases took, in user space: those that the BPF
 * programs filled, or made of a recording by the same functions.
 */
#ifndef APTRACE_LATENCY_BOOKS_H
#define APTRACE_LATENCY_BOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "latency.h"
#include "record.h"

/**
 * struct latency_books - how long everything took on one host
 * @slots: by APTRACE_ARC_SLOT() and APTRACE_PHASE_SLOT()
 * @migrations: that have ended
 * @incomplete: those of them of which events are missing
 * @active: that have not ended
 * @events_missed: events known to be missing, by their numbers
 */
struct latency_books {
	struct aptrace_histogram slots[APTRACE_LATENCY_SLOTS];
	uint64_t migrations;
	uint64_t incomplete;
	uint64_t active;
	uint64_t events_missed;
};

/**
 * latency_event - add what an event says of time
 * @books: to what
 * @session: the event's session, to which it has been added; NULL if it has none or
 *	there is no record of it
 * @record: when and of which kind
 * @event: its structure
 */
void latency_event(struct latency_books *books, struct aptrace_session *session,
		   const struct aptrace_record *record, const void *event);

/* Count a session, once: when it is forgotten, or at the end. */
void latency_session(struct latency_books *books,
		     const struct aptrace_session *session);

/* The numbers of both are in @into afterwards. */
void histogram_merge(struct aptrace_histogram *into,
		     const struct aptrace_histogram *from);

/**
 * histogram_percentile - where a percentile is
 * @h: the histogram, of one duration at least
 * @percent: 1 to 100
 *
 * The nearest rank: the first bucket such that so many percent of all are in it and
 * those before. More than its bounds is not known.
 *
 * Return: the bucket.
 */
unsigned int histogram_percentile(const struct aptrace_histogram *h,
				  unsigned int percent);

/* Is it known, or more than 64 bits can hold? */
static inline bool histogram_sum_known(const struct aptrace_histogram *h)
{
	return h->sum_ns != UINT64_MAX;
}

#endif /* APTRACE_LATENCY_BOOKS_H */
