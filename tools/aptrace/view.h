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
 * @host: whose events these are, if it has to be said; else NULL
 * @host_width: columns for it in lines
 * @then_ns: boot time at which what is shown happened; 0: now
 */
struct view {
	const struct view_ops *ops;
	struct text out;
	int64_t clock_offset_ns;
	const char *host;
	unsigned int host_width;
	uint64_t then_ns;
};

struct recording_header;
struct recording_account;

/**
 * struct view_ops - the things that can be shown
 * @attached: all programs are attached: from here on nothing is unseen
 * @start: a migration was seen for the first time
 * @record: a detail of a migration
 * @progress: its progress has reached another step
 * @end: it ended
 * @event: any event (aptrace events)
 * @loss: the losses have changed
 * @recording: where it came from, and what there is to be said of that
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
	void (*recording)(struct view *view, const char *path,
			  const struct recording_header *header,
			  const struct recording_account *account);
	void (*summary)(struct view *view, const struct model *model,
			const struct collector_losses *losses);
};

extern const struct view_ops view_lines;
extern const struct view_ops view_json;

void view_init(struct view *view, const struct view_ops *ops);
void view_free(struct view *view);
/* The boot time of what happens while it is shown. */
uint64_t view_now_ns(const struct view *view);

/* "nothing lost" or what was, in words. */
void losses_text(const struct collector_losses *losses, struct text *text);
/* One kind of it, if there was any; @first: nothing has been said yet. */
void losses_part(struct text *text, bool *first, uint64_t count,
		 const char *what);
/* Events seen, all kinds. */
uint64_t losses_events(const struct collector_losses *losses);
/* The word for an entry of struct model's outcomes. */
const char *outcome_name(unsigned int outcome);

#endif /* APTRACE_VIEW_H */
