// SPDX-License-Identifier: GPL-2.0
/* What a request gets. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metrics_answer.h"

#define PATH		"/metrics"
#define OPENMETRICS	"application/openmetrics-text"

static const char * const content_types[] = {
	[METRICS_TEXT] = "text/plain; version=0.0.4; charset=utf-8",
	[METRICS_OPENMETRICS] = OPENMETRICS "; version=1.0.0; charset=utf-8",
};

/* "0.75" in thousandths; anything that is no such number is 1. */
static unsigned int parse_quality(const char *text)
{
	unsigned int quality = 0, scale = 1000;

	if (text[0] != '0')
		return 1000;
	if (text[1] != '.')
		return 0;
	for (text += 2; isdigit((unsigned char)*text) && scale > 1; text++) {
		scale /= 10;
		quality += (*text - '0') * scale;
	}
	return quality;
}

/* The quality of one range of a header, which ends at @end. */
static unsigned int range_quality(const char *range, const char *end)
{
	const char *at = range;

	while (at < end && (at = memchr(at, ';', end - at))) {
		at++;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (end - at > 2 && tolower((unsigned char)*at) == 'q' &&
		    at[1] == '=')
			return parse_quality(at + 2);
	}
	return 1000;
}

static bool is_type(const char *range, const char *end, const char *type)
{
	size_t length = strlen(type);

	if ((size_t)(end - range) < length || strncasecmp(range, type, length))
		return false;
	range += length;
	return range == end || strchr("; \t", *range);
}

enum metrics_format metrics_accepted(const char *accept)
{
	unsigned int open = 0, plain = 0, quality;
	const char *end;

	for (; accept && *accept; accept = *end ? end + 1 : end) {
		while (*accept == ' ' || *accept == '\t')
			accept++;
		end = accept + strcspn(accept, ",");
		quality = range_quality(accept, end);
		if (is_type(accept, end, OPENMETRICS) && quality > open)
			open = quality;
		else if (is_type(accept, end, "text/plain") && quality > plain)
			plain = quality;
	}
	/* Who only says that anything will do gets what everybody can read. */
	return open && open >= plain ? METRICS_OPENMETRICS : METRICS_TEXT;
}

static void refuse(struct metrics_answer *answer, unsigned int status,
		   const char *words)
{
	answer->status = status;
	answer->type = "text/plain; charset=utf-8";
	text_puts(&answer->body, words);
}

void metrics_answer(const struct tally *tally, const char *method,
		    const char *path, const char *accept,
		    struct metrics_answer *answer)
{
	enum metrics_format format = metrics_accepted(accept);

	memset(answer, 0, sizeof(*answer));
	/* Not what was asked for: it stays out of the answer. */
	if (strcmp(path, PATH)) {
		refuse(answer, 404, "There is nothing here but " PATH ".\n");
		return;
	}
	if (strcmp(method, "GET") && strcmp(method, "HEAD")) {
		answer->allow = "GET, HEAD";
		refuse(answer, 405, PATH " can only be read: GET or HEAD.\n");
		return;
	}
	answer->status = 200;
	answer->type = content_types[format];
	metrics_page(tally, format, &answer->body);
}
