/* SPDX-License-Identifier: GPL-2.0 */
/* The picture of aptrace fmb's live view; a pure function of the model. */
#ifndef APTRACE_FMB_SCREEN_H
#define APTRACE_FMB_SCREEN_H

#include <stdbool.h>

#include "fmb_collector.h"
#include "fmb_model.h"
#include "text.h"

/**
 * struct fmb_screen - what the picture depends on besides the model
 * @width: columns
 * @height: lines
 * @color: use colours
 * @last: what stays on the terminal afterwards, not a picture to be repainted
 * @history: also show the last samples of each function
 * @host: name of this host
 * @now_ns: boot time
 * @clock_offset_ns: boot time plus this is the time of day
 * @losses: what was lost; NULL if aptrace reads by itself
 */
struct fmb_screen {
	unsigned int width;
	unsigned int height;
	bool color;
	bool last;
	bool history;
	const char *host;
	uint64_t now_ns;
	int64_t clock_offset_ns;
	const struct fmb_losses *losses;
};

/* Append the whole picture, ready to be written to a terminal. */
void fmb_screen_render(const struct fmb_screen *screen,
		       const struct fmb_model *model, struct text *out);

#endif /* APTRACE_FMB_SCREEN_H */
