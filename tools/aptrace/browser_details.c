// SPDX-License-Identifier: GPL-2.0
/* All that there is to say of a migration that is looked at in a browser. */
#include "browser_details.h"
#include "explain.h"

#define WIDTH_MIN	40

static void put_half(const struct story_half **where, const struct story_half *old,
		     const struct story_half *new)
{
	if (old && *where == old)
		*where = new;
}

void browser_details(struct stories *stories, const struct story_origin *origin,
		     const struct migration *m, unsigned int width,
		     struct text *text)
{
	struct story_half half = { .origin = *origin };
	struct story story = { .notes = &stories->notes };
	const struct story_half *kept;
	struct explanation explanation;

	kept = stories_of(stories, origin, m->session.session, &story);
	if (kept)
		half = *kept;
	else if (m->session.role == VFIO_AP_ROLE_SOURCE)
		story.source = &half;
	else if (m->session.role == VFIO_AP_ROLE_DESTINATION)
		story.destination = &half;
	else
		story.neither = &half;
	/* The BPF programs have counted all events, also those not sent here. */
	half.m = *m;
	half.gone_on |= m->superseded;
	put_half(&story.source, kept, &half);
	put_half(&story.destination, kept, &half);
	put_half(&story.neither, kept, &half);

	if (width > EXPLAIN_WIDTH)
		width = EXPLAIN_WIDTH;
	explain_build(&explanation, &story);
	explain_text(&explanation, width < WIDTH_MIN ? WIDTH_MIN : width, true,
		     text);
	explain_free(&explanation);
}
