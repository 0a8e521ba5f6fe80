/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What aptrace fmb shows when it is not a live view: lines for people, or JSON
 * Lines for programs. A view writes into a text buffer; the command writes that out.
 */
#ifndef APTRACE_FMB_VIEW_H
#define APTRACE_FMB_VIEW_H

#include "fmb_collector.h"
#include "fmb_model.h"
#include "json_writer.h"
#include "text.h"

/**
 * struct fmb_view - where and how
 * @ops: lines or JSON
 * @out: receives what is to be written
 * @clock_offset_ns: boot time plus this is the time of day
 */
struct fmb_view {
	const struct fmb_view_ops *ops;
	struct text out;
	int64_t clock_offset_ns;
};

/**
 * struct fmb_view_ops - the things that can be shown
 * @attached: all programs are attached: from here on nothing is unseen
 * @reading: the function is open, and will be read every so often
 * @sample: a sample that is new
 * @measured: measurement was begun or ended, or could not be; @kind says which
 * @read_error: a read failed, and the one before did not fail so
 * @loss: the losses have changed
 * @summary: the last thing shown; @losses is NULL if there were no events
 */
struct fmb_view_ops {
	void (*attached)(struct fmb_view *view, const char *how,
			 unsigned int tracepoints);
	void (*reading)(struct fmb_view *view, const struct fmb_function *function,
			uint32_t interval_ms);
	void (*sample)(struct fmb_view *view, const struct fmb_function *function,
		       const struct fmb_entry *entry);
	void (*measured)(struct fmb_view *view,
			 const struct fmb_function *function,
			 enum aptrace_fmb_kind kind, uint64_t time_ns,
			 const struct vfio_zpci_ev_fmb_switch *event);
	void (*read_error)(struct fmb_view *view,
			   const struct fmb_function *function,
			   uint64_t time_ns, int err);
	void (*loss)(struct fmb_view *view, const struct fmb_losses *losses);
	void (*summary)(struct fmb_view *view, const struct fmb_model *model,
			const struct fmb_losses *losses, uint64_t now_ns);
};

extern const struct fmb_view_ops fmb_view_lines;
extern const struct fmb_view_ops fmb_view_json;

void fmb_view_init(struct fmb_view *view, const struct fmb_view_ops *ops);
void fmb_view_free(struct fmb_view *view);

/* "enable", "disable", "sample"; the tracepoint is vfio_zpci_fmb_enable and so on. */
const char *fmb_kind_name(unsigned int kind);

/*
 * The function as it was when it gave a sample: what is told of a moment must not
 * contradict itself, though the record is as new as can be.
 */
struct fmb_function fmb_function_at(const struct fmb_function *function,
				    const struct fmb_entry *entry);

/* "nothing lost" or what was, in words. */
void fmb_losses_text(const struct fmb_losses *losses, struct text *text);
bool fmb_losses_differ(const struct fmb_losses *a, const struct fmb_losses *b);
bool fmb_lost(const struct fmb_losses *losses);
/* Events seen, all kinds. */
uint64_t fmb_losses_events(const struct fmb_losses *losses);
/* Events of all functions that are known to be missing. */
uint64_t fmb_model_missed(const struct fmb_model *model);

#endif /* APTRACE_FMB_VIEW_H */
