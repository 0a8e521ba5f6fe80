/* SPDX-License-Identifier: GPL-2.0 */
/* A prediction as text or as JSON Lines. */
#ifndef APTRACE_PREFLIGHT_VIEW_H
#define APTRACE_PREFLIGHT_VIEW_H

#include "preflight_fields.h"

/* @all: also the queues and domains that would be taken. */
void preflight_text(const struct preflight *preflight, bool all,
		    struct text *text);
void preflight_json_lines(const struct preflight *preflight, bool all,
			  struct text *text);

#endif /* APTRACE_PREFLIGHT_VIEW_H */
