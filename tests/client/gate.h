/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --gate PLACE:FILE: a migration stays at a place until somebody makes the file, so
 * that a test knows exactly where it is when something happens to it.
 */
#ifndef APVMM_GATE_H
#define APVMM_GATE_H

#include <stdbool.h>

#include "../../driver/core/types.h"

struct session;

enum gate_place {
	GATE_OPEN,	/* the device is open, nothing has begun */
	GATE_BYTES,	/* so much of the stream was sent, or written to the device */
	GATE_ANSWER,	/* destination: applied, and not told the source */
	GATE_COMMIT,	/* source: it has heard that, and not given its device up */
	GATE_RUN,	/* destination: the source has, and the guest does not run yet */
};

#define GATES_MAX	4

struct gate {
	enum gate_place place;
	u64 bytes;		/* GATE_BYTES */
	const char *file;
};

/* "open:FILE", "256:FILE", ... 0 or -EINVAL. */
int gate_parse(const char *text, struct gate *gate);

/*
 * Wait at the gates of that place, if the command line has any; for GATE_BYTES also
 * those of positions before the session's. 0, or a negative errno if nobody came.
 */
int gate_wait(struct session *session, enum gate_place place);

#endif /* APVMM_GATE_H */
