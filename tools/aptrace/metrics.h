/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of metrics, and how it is written: as OpenMetrics, as the older
 * text format of Prometheus, and as the reference for people.
 *
 * Labels come from tables of words that are part of aptrace, never from an event,
 * a file or a client: the number of series is known when it is built.
 */
#ifndef APTRACE_METRICS_H
#define APTRACE_METRICS_H

#include "tally.h"
#include "text.h"

enum metrics_format {
	METRICS_TEXT,		/* text/plain; version=0.0.4 */
	METRICS_OPENMETRICS,	/* application/openmetrics-text; version=1.0.0 */
};

/* All metrics as a page. */
void metrics_page(const struct tally *tally, enum metrics_format format,
		  struct text *text);
/* A line for each metric: name, type, unit, labels with all their words, help. */
void metrics_reference(struct text *text);
/* As many lines with a number as each page has. */
unsigned int metrics_samples(void);

/* A label's value, between quotes: backslash, quote and newline are escaped. */
void metrics_escape(const char *word, struct text *text);

#endif /* APTRACE_METRICS_H */
