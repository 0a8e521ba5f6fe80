// SPDX-License-Identifier: GPL-2.0
/* What the views share. */
#include <inttypes.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "format.h"
#include "view.h"

void view_init(struct view *view, const struct view_ops *ops)
{
	memset(view, 0, sizeof(*view));
	view->ops = ops;
	view->clock_offset_ns = clock_offset_ns();
}

void view_free(struct view *view)
{
	text_free(&view->out);
}

uint64_t view_now_ns(const struct view *view)
{
	return view->then_ns ? view->then_ns : clock_boot_ns();
}

uint64_t losses_events(const struct collector_losses *losses)
{
	uint64_t events = 0;
	unsigned int kind;

	for (kind = 0; kind < APTRACE_KINDS; kind++)
		events += losses->counters.events[kind];
	return events;
}

const char *outcome_name(unsigned int outcome)
{
	return outcome == MODEL_OUTCOME_UNSEEN ? "unseen" :
						 ap_outcome_name(outcome);
}

/* "lost A, B and C": one part of it, if there is anything in it. */
void losses_part(struct text *text, bool *first, uint64_t count,
		 const char *what)
{
	if (!count)
		return;
	text_printf(text, "%s %" PRIu64 " %s", *first ? "lost" : ",", count,
		    what);
	*first = false;
}

void losses_text(const struct collector_losses *losses, struct text *text)
{
	const struct aptrace_counters *counters = &losses->counters;
	bool first = true;

	/* Details only: the map has counted these events all the same. */
	losses_part(text, &first, counters->ring_full, "details (ring full)");
	losses_part(text, &first, counters->map_full, "events (map full)");
	losses_part(text, &first, counters->ends_unmapped,
		    "migrations (map full)");
	losses_part(text, &first, losses->recursion_misses,
		    "events (recursion)");
	losses_part(text, &first, counters->unreadable, "events (unreadable)");
	if (first)
		text_puts(text, "nothing lost");
}
