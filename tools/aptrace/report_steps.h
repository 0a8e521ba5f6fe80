/* SPDX-License-Identifier: GPL-2.0 */
/* What happened in a migration, step by step, on both hosts: much of a kind is one step. */
#ifndef APTRACE_REPORT_STEPS_H
#define APTRACE_REPORT_STEPS_H

#include "report.h"

/* What there is more of in the middle is counted only. */
#define REPORT_STEPS_MAX	60

/**
 * struct report_step - one event, or several of a kind that follow each other
 * @from_ns: time of day of the first event
 * @to_ns: of the last
 * @side: where
 * @kind: enum aptrace_kind
 * @event: the last event, the structure that @kind says
 * @order: how many steps were made before it
 * @count: how many events
 * @bytes: reads and writes: all in all
 * @bad: verdicts: how many are refusals
 * @reasons: verdicts: all of them
 * @failed: it did not go well
 * @early: verdicts: the guest was not paused yet
 * @marker: its number on the time line; 0: it has none
 */
struct report_step {
	uint64_t from_ns;
	uint64_t to_ns;
	enum report_side_id side;
	unsigned int kind;
	const void *event;
	size_t order;
	uint64_t count;
	uint64_t bytes;
	uint64_t bad;
	uint32_t reasons;
	bool failed;
	bool early;
	unsigned int marker;
};

/**
 * struct report_steps - those of a migration
 * @items: by time
 * @count: how many
 * @hidden: how many more there are, behind the first half of @items
 */
struct report_steps {
	struct report_step *items;
	size_t count;
	size_t hidden;
};

void report_steps_make(struct report_steps *steps,
		       const struct report_migration *migration);
void report_steps_free(struct report_steps *steps);

/* "refuses 3 of 12 queues: apsc, type"; nothing in it is of a recording's words. */
void report_step_words(const struct report_step *step, struct text *words);
/* As a table. */
void report_steps(const struct report_steps *steps,
		  const struct report_migration *migration, struct text *html);

/* The state of a side's device at a time of day. */
unsigned int report_state_at(const struct report_side *side, uint64_t time_ns);

#endif /* APTRACE_REPORT_STEPS_H */
