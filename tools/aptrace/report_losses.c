// SPDX-License-Identifier: GPL-2.0
/* What is missing of a migration, by sequence numbers; and its fields on both hosts. */
#include <inttypes.h>
#include <stdlib.h>

#include "fields.h"
#include "html.h"
#include "report.h"

/* Gaps that are named. */
#define GAPS_MAX	8

static int compare(const void *left, const void *right)
{
	const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static void gap(struct text *html, uint64_t first, uint64_t last,
		unsigned int *gaps)
{
	if (++*gaps > GAPS_MAX)
		return;
	text_printf(html, "%s%" PRIu64, *gaps > 1 ? ", " : "", first);
	if (last != first)
		text_printf(html, "&#x2013;%" PRIu64, last);
}

/* The numbers between the first and the last that no event has. */
static void put_gaps(const struct report_side *side, uint64_t first,
		     uint64_t last, struct text *html)
{
	uint64_t *numbers = must_alloc(side->count, sizeof(*numbers));
	unsigned int gaps = 0;
	uint64_t next = first;
	size_t i;

	for (i = 0; i < side->count; i++) {
		const struct vfio_ap_trace_hdr *hdr = side->events[i]->event;

		numbers[i] = hdr->seq;
	}
	qsort(numbers, side->count, sizeof(*numbers), compare);
	for (i = 0; i < side->count; i++) {
		if (numbers[i] < next)
			continue;
		if (numbers[i] > next)
			gap(html, next, numbers[i] - 1, &gaps);
		next = numbers[i] + 1;
	}
	if (next && next <= last)
		gap(html, next, last, &gaps);
	if (gaps > GAPS_MAX)
		text_printf(html, " and %u more gaps", gaps - GAPS_MAX);
	if (!gaps)
		text_puts(html, "none");
	free(numbers);
}

static void row(const struct report_side *side, enum report_side_id id,
		struct text *html)
{
	const struct completeness c = model_completeness(&side->half->m);
	const struct aptrace_session *s = &side->half->m.session;
	const bool ended = s->ended == APTRACE_SESSION_ENDED;
	const uint64_t first = ended ? s->first_seq : s->min_seq;
	const uint64_t last = ended ? s->end_seq : s->max_seq;

	text_puts(html, "<tr><th scope=\"row\">");
	report_host(side, id, html);
	text_printf(html, "</th><td>%" PRIu64 " to %" PRIu64 "%s</td><td class=\"n\">", first,
		    last, ended ? "" : " (last seen)");
	if (c.expected)
		text_printf(html, "%" PRIu64, c.expected);
	else
		text_puts(html, "not known");
	text_printf(html, "</td><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64 "</td><td>",
		    c.seen, c.missed);
	put_gaps(side, first, last, html);
	text_printf(html, "</td><td>%s</td></tr>\n",
		    c.complete ? "&#x2713; nothing is missing" :
		    c.missed ? "<b>&#x2717; events are missing</b>" :
		    "<b>? the end was not seen</b>");
}

void report_losses(const struct report_migration *migration, struct text *html)
{
	unsigned int id;

	text_puts(html, "<h3>Is anything missing?</h3>\n<p class=\"note\">The driver numbers the events of a device, whether anybody listens or not, and the last one says with which number the migration began.</p>\n"
		  "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Host</th><th scope=\"col\">Sequence numbers</th><th scope=\"col\">Events expected</th><th scope=\"col\">Recorded</th><th scope=\"col\">Missing</th><th scope=\"col\">Numbers missing</th><th scope=\"col\">So</th></tr></thead>\n<tbody>\n");
	for (id = 0; id < REPORT_SIDES; id++)
		if (migration->sides[id].half)
			row(&migration->sides[id], id, html);
	text_puts(html, "</tbody></table></div>\n");
}

static void field_text(const struct report_side *side, const struct field *field,
		       struct text *text)
{
	struct value value = { 0 };

	if (!side->half)
		return;
	field->get(&side->half->m, side->half->m.session.last_ns, &value);
	if (value.type != VALUE_UNKNOWN)
		value_text(&value, field->unit, text);
}

void report_fields(const struct report_migration *migration, struct text *html)
{
	struct text cells[REPORT_SIDES] = { 0 };
	unsigned int id;
	size_t i;

	text_puts(html, "<details class=\"more\"><summary>Numbers</summary>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">What</th>");
	for (id = 0; id < REPORT_SIDES; id++) {
		if (!migration->sides[id].half)
			continue;
		text_puts(html, "<th scope=\"col\">");
		report_host(&migration->sides[id], id, html);
		text_puts(html, "</th>");
	}
	text_puts(html, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < field_count; i++) {
		/* Those that explain has; the others stand above already. */
		if (!(fields[i].lines & (FIELD_IN_BEGIN | FIELD_IN_END)))
			continue;
		for (id = 0; id < REPORT_SIDES; id++) {
			text_clear(&cells[id]);
			field_text(&migration->sides[id], &fields[i], &cells[id]);
		}
		if (!cells[REPORT_SOURCE].length &&
		    !cells[REPORT_DESTINATION].length)
			continue;
		text_printf(html, "<tr><th scope=\"row\">%s</th>",
			    fields[i].name);
		for (id = 0; id < REPORT_SIDES; id++)
			if (migration->sides[id].half)
				html_element(html, "td", NULL,
					     cells[id].length ? cells[id].data : "-");
		text_puts(html, "</tr>\n");
	}
	text_puts(html, "</tbody></table></div></details>\n");
	for (id = 0; id < REPORT_SIDES; id++)
		text_free(&cells[id]);
}
