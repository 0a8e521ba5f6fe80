// SPDX-License-Identifier: GPL-2.0
/* The table of what does not fit: queue by queue, or in groups if there are many. */
#include <inttypes.h>

#include "event_fields.h"
#include "html.h"
#include "report.h"

/* Refused queues that are told one by one. */
#define SINGLE_MAX	64
/* Rows of a table of groups, and characters of a list of queues in it. */
#define GROUPS_MAX	200
#define SUBJECT_MAX	600

static void row(struct text *html, const char *subject, const char *count,
		const char *name, const char *expected, const char *found)
{
	text_puts(html, "<tr><th scope=\"row\">");
	html_text(html, subject);
	text_puts(html, "</th>");
	if (count)
		html_element(html, "td", "n", count);
	html_element(html, "td", NULL, name);
	html_element(html, "td", NULL, expected);
	html_element(html, "td", NULL, found);
	text_puts(html, "</tr>\n");
}

static void single(void *context, const struct verdict_reason *reason)
{
	row(context, reason->subject, NULL, reason->name, reason->expected,
	    reason->found);
}

/* Cut behind a whole number of a list. */
static void cut_subject(struct text *subject)
{
	if (subject->length <= SUBJECT_MAX)
		return;
	subject->length = SUBJECT_MAX;
	while (subject->length && subject->data[subject->length - 1] != ',')
		subject->length--;
	subject->data[subject->length] = '\0';
	text_puts(subject, "...");
}

static void group(struct text *html, const struct verdict_group *group)
{
	struct text subject = { 0 }, count = { 0 };

	verdict_group_subject(group, &subject);
	cut_subject(&subject);
	text_printf(&count, "%" PRIu32, group->count);
	row(html, subject.data, count.data, group->name, group->expected,
	    group->found);
	text_free(&subject);
	text_free(&count);
}

static void head(struct text *html, const char *caption, bool grouped)
{
	text_puts(html, "<div class=\"wide\"><table>\n");
	html_element(html, "caption", NULL, caption);
	text_printf(html, "\n<thead><tr><th scope=\"col\">%s</th>%s<th scope=\"col\">Reason</th><th scope=\"col\">Expected (source)</th><th scope=\"col\">Found (destination)</th></tr></thead>\n<tbody>\n",
		    grouped ? "Queues" : "Queue",
		    grouped ? "<th scope=\"col\">How many</th>" : "");
}

/* "3 of 12 queues do not fit." */
static void caption_text(struct text *caption, const struct migration *m)
{
	const struct aptrace_session *s = &m->session;

	text_printf(caption, "Refused: %u of %u queues", s->bad_queues, s->queues);
	if (s->bad_control_domains)
		text_printf(caption, ", %u of %u control domains",
			    s->bad_control_domains, s->control_domains);
	text_printf(caption, ". Fit: %u queues.", model_good_queues(m));
	if (model_verdicts_missing(m))
		text_printf(caption, " Counted, but not named in the recording: %" PRIu64 ".",
			    model_verdicts_missing(m));
}

void report_verdicts(const struct explanation *ex, struct text *html)
{
	const struct story_half *half = ex->story->destination;
	struct text caption = { 0 };
	bool grouped;
	size_t i;

	if (!half || !half->m.verdict_count)
		return;
	grouped = half->m.verdict_count > SINGLE_MAX;
	caption_text(&caption, &half->m);
	head(html, caption.data, grouped);
	text_free(&caption);
	for (i = 0; !grouped && i < half->m.verdict_count; i++)
		verdict_for_each_reason(&half->m.verdicts[i], single, html);
	for (i = 0; grouped && i < ex->groups.count && i < GROUPS_MAX; i++)
		group(html, &ex->groups.groups[i]);
	if (grouped && i < ex->groups.count)
		text_printf(html, "<tr><td colspan=\"5\">%zu more rows are left out here: aptrace explain --all has them</td></tr>\n",
			    ex->groups.count - i);
	text_puts(html, "</tbody></table></div>\n");
}
