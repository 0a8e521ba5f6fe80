/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands that hand out each event have in common. */
#ifndef APTRACE_EVENT_LOOP_H
#define APTRACE_EVENT_LOOP_H

#include "loop.h"

/* All 65,536 verdicts of the largest guest, should the reader be slow. */
#define EVENT_RING_BYTES	(8 * 1024 * 1024)

/**
 * struct event_loop - such a command under way
 * @loop: see loop.h
 * @name: of the command
 * @count: end after so many events; 0: do not
 * @shown: events handed out
 * @begin: tell that all programs are attached
 * @wants: is the event to be shown? NULL: all are
 * @flush: write out what the view has, see loop_flush()
 * @context: for these three
 */
struct event_loop {
	struct loop loop;
	const char *name;
	uint32_t count;
	uint32_t shown;
	void (*begin)(void *context);
	bool (*wants)(void *context, const struct aptrace_record *record,
		      const void *event);
	int (*flush)(void *context);
	void *context;
};

/**
 * event_loop_run - attach, hand out events, sum up
 * @events: all but @shown set; @loop as for loop_start()
 * @common: the options
 * @collect: what to collect; on_record and its context are filled in
 *
 * Return: enum exit_code.
 */
int event_loop_run(struct event_loop *events,
		   const struct common_options *common,
		   struct collector_options *collect);

#endif /* APTRACE_EVENT_LOOP_H */
