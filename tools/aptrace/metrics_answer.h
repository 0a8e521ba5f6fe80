/* SPDX-License-Identifier: GPL-2.0 */
/* What a request gets: pure, so that it can be tried without a network. */
#ifndef APTRACE_METRICS_ANSWER_H
#define APTRACE_METRICS_ANSWER_H

#include "metrics.h"

/**
 * struct metrics_answer - an answer to be sent
 * @status: of HTTP
 * @type: its content type
 * @allow: the header Allow, or NULL
 * @body: what is sent; freed by text_free()
 */
struct metrics_answer {
	unsigned int status;
	const char *type;
	const char *allow;
	struct text body;
};

/* The format that a client prefers, by its header Accept; NULL: it has none. */
enum metrics_format metrics_accepted(const char *accept);

/* Answer the request of @path by @method. */
void metrics_answer(const struct tally *tally, const char *method,
		    const char *path, const char *accept,
		    struct metrics_answer *answer);

#endif /* APTRACE_METRICS_ANSWER_H */
