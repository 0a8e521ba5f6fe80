/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a command shows, as lines for people or as JSON Lines for programs.
 * A view writes into a text buffer; the command writes that out.
 */
#ifndef APTRACE_VIEW_H
#define APTRACE_VIEW_H

#include "collector.h"
#include "json_writer.h"
#include "model.h"
#include "text.h"

/**
 * struct view - where and how
 * @ops: lines or JSON
 * @out: receives what is to be written
 * @clock_offset_ns: boot time plus this is the time of day
 */
struct view {
	const struct view_ops *ops;
	struct text out;
	int64_t clock_offset_ns;
};

/**
 * struct view_ops - the things that can be shown
 * @attached: all programs are attached: from here on nothing is unseen
 * @start: a migration was seen for the first time
 * @record: a detail of a migration
 * @progress: its progress has reached another step
 * @end: it ended
 * @event: any event (aptrace events)
 * @loss: the losses have changed
 * @summary: the last thing shown; @model is NULL for aptrace events
 */
struct view_ops {
	void (*attached)(struct view *view, const char *how,
			 unsigned int tracepoints);
	void (*start)(struct view *view, const struct migration *m,
		      uint64_t now_ns);
	void (*record)(struct view *view, const struct migration *m,
		       const struct aptrace_record *record, const void *event);
	void (*progress)(struct view *view, const struct migration *m,
			 uint64_t now_ns);
	void (*end)(struct view *view, const struct migration *m,
		    uint64_t now_ns);
	void (*event)(struct view *view, const struct aptrace_record *record,
		      const void *event);
	void (*loss)(struct view *view, const struct collector_losses *losses);
	void (*summary)(struct view *view, const struct model *model,
			const struct collector_losses *losses);
};

extern const struct view_ops view_lines;
extern const struct view_ops view_json;

void view_init(struct view *view, const struct view_ops *ops);
void view_free(struct view *view);

/* "nothing lost" or what was, in words. */
void losses_text(const struct collector_losses *losses, struct text *text);
/* Events seen, all kinds. */
uint64_t losses_events(const struct collector_losses *losses);
/* The word for an entry of struct model's outcomes. */
const char *outcome_name(unsigned int outcome);

#endif /* APTRACE_VIEW_H */
