/* SPDX-License-Identifier: GPL-2.0 */
/* All that there is to say of a migration that is looked at in a browser. */
#ifndef APTRACE_BROWSER_DETAILS_H
#define APTRACE_BROWSER_DETAILS_H

#include "story.h"

/**
 * browser_details - explain a migration as it is now
 * @stories: its events, as far as they were kept
 * @origin: where it happens
 * @m: the migration; its numbers and verdicts are taken from here
 * @width: of the screen
 * @text: receives the whole explanation
 */
void browser_details(struct stories *stories, const struct story_origin *origin,
		     const struct migration *m, unsigned int width,
		     struct text *text);

#endif /* APTRACE_BROWSER_DETAILS_H */
