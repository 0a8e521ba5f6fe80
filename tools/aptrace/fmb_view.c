// SPDX-License-Identifier: GPL-2.0
/* What the views of aptrace fmb share. */
#include <string.h>

#include "../../driver/core/types.h"
#include "fmb_view.h"
#include "format.h"
#include "view.h"

void fmb_view_init(struct fmb_view *view, const struct fmb_view_ops *ops)
{
	memset(view, 0, sizeof(*view));
	view->ops = ops;
	view->clock_offset_ns = clock_offset_ns();
}

void fmb_view_free(struct fmb_view *view)
{
	text_free(&view->out);
}

const char *fmb_kind_name(unsigned int kind)
{
	static const char * const names[] = {
		[APTRACE_FMB_ENABLE] = "enable",
		[APTRACE_FMB_DISABLE] = "disable",
		[APTRACE_FMB_SAMPLE] = "sample",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : "?";
}

struct fmb_function fmb_function_at(const struct fmb_function *function,
				    const struct fmb_entry *entry)
{
	struct fmb_function then = *function;

	then.record.measured = APTRACE_FMB_ON;
	then.record.err = 0;
	then.record.read_ns = entry->sample.time_ns;
	/* Of an earlier measurement it is not known any more when it began. */
	if (then.record.starts != entry->sample.measurement)
		then.record.start_ns = 0;
	then.record.starts = entry->sample.measurement;
	return then;
}

uint64_t fmb_losses_events(const struct fmb_losses *losses)
{
	uint64_t events = 0;
	unsigned int kind;

	for (kind = 0; kind < APTRACE_FMB_KINDS; kind++)
		events += losses->counters.events[kind];
	return events;
}

uint64_t fmb_model_missed(const struct fmb_model *model)
{
	const struct fmb_function *function;
	uint64_t missed = 0;

	for (function = model->functions; function; function = function->next)
		missed += fmb_events_missed(function);
	return missed;
}

bool fmb_lost(const struct fmb_losses *losses)
{
	return losses->counters.ring_full || losses->counters.map_full ||
	       losses->counters.unreadable || losses->recursion_misses;
}

bool fmb_losses_differ(const struct fmb_losses *a, const struct fmb_losses *b)
{
	return a->counters.ring_full != b->counters.ring_full ||
	       a->counters.map_full != b->counters.map_full ||
	       a->counters.unreadable != b->counters.unreadable ||
	       a->recursion_misses != b->recursion_misses;
}

void fmb_losses_text(const struct fmb_losses *losses, struct text *text)
{
	const struct aptrace_fmb_counters *counters = &losses->counters;
	bool first = true;

	/* Details only: the map has counted these events all the same. */
	losses_part(text, &first, counters->ring_full, "details (ring full)");
	losses_part(text, &first, counters->map_full, "events (map full)");
	losses_part(text, &first, losses->recursion_misses,
		    "events (recursion)");
	losses_part(text, &first, counters->unreadable, "events (unreadable)");
	if (first)
		text_puts(text, "nothing lost");
}
