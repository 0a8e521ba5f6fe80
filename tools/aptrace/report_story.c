// SPDX-License-Identifier: GPL-2.0
/* What explain says of a migration, as HTML. */
#include <inttypes.h>
#include <string.h>

#include "html.h"
#include "report.h"

/* A loop over thousands of queues is nothing to be pasted from a page. */
#define COMMAND_MAX	4000

static void paragraph(struct text *html, const char *class,
		      const struct text *words)
{
	if (!words->length)
		return;
	html_element(html, "p", class, words->data);
	text_putc(html, '\n');
}

static void rule(struct text *html, const struct explain_rule *rule)
{
	if (!*rule->rule)
		return;
	text_puts(html, "<p class=\"rule\"><b>Rule:</b> ");
	html_text(html, rule->rule);
	text_puts(html, " <span class=\"from\">(");
	html_text(html, rule->source);
	text_puts(html, ")</span></p>\n");
}

static void command(struct text *html, const struct text *command)
{
	if (command->length > COMMAND_MAX) {
		text_printf(html, "<p>(a command of %zu characters: aptrace explain --all prints it)</p>\n",
			    command->length);
		return;
	}
	text_puts(html, "<pre><code>");
	html_take(html, command);
	text_puts(html, "</code></pre>\n");
}

static void todos(struct text *html, const struct explain_todos *todos)
{
	const char *where = "";
	unsigned int i;

	for (i = 0; i < todos->count; i++) {
		const struct explain_todo *todo = &todos->items[i];

		if (strcmp(where, todo->where.data)) {
			where = todo->where.data;
			text_puts(html, "<p class=\"where\">");
			html_text(html, where);
			text_puts(html, ":</p>\n");
		}
		if (*todo->words) {
			html_element(html, "p", "do", todo->words);
			text_putc(html, '\n');
		}
		if (todo->command.length)
			command(html, &todo->command);
	}
}

static void findings(const struct explanation *ex, struct text *html)
{
	unsigned int i;

	if (!ex->finding_count)
		return;
	text_puts(html, "<h3>What is wrong</h3>\n<ol>\n");
	for (i = 0; i < ex->finding_count; i++) {
		const struct explain_finding *finding = &ex->findings[i];

		text_puts(html, "<li><p><b>");
		html_text(html, finding->name);
		text_puts(html, "</b>: ");
		html_text(html, finding->sentence);
		text_printf(html, " (%" PRIu64 ")</p>\n", finding->count);
		rule(html, finding->rule);
		text_puts(html, "</li>\n");
	}
	text_puts(html, "</ol>\n");
	report_verdicts(ex, html);
}

static void to_do(const struct explanation *ex, struct text *html)
{
	unsigned int i, shown = 0;

	for (i = 0; i < ex->finding_count; i++)
		shown += ex->findings[i].todos.count != 0;
	if (!shown && !ex->todos.count)
		return;
	text_puts(html, "<h3>What to do</h3>\n");
	if (shown)
		text_puts(html, "<ol>\n");
	for (i = 0; shown && i < ex->finding_count; i++) {
		const struct explain_finding *finding = &ex->findings[i];

		text_puts(html, "<li><p><b>");
		html_text(html, finding->name);
		text_puts(html, "</b>");
		if (finding->same_as >= 0)
			text_printf(html, ": as for %d.", finding->same_as + 1);
		text_puts(html, "</p>\n");
		if (finding->same_as < 0)
			todos(html, &finding->todos);
		text_puts(html, "</li>\n");
	}
	if (shown)
		text_puts(html, "</ol>\n");
	todos(html, &ex->todos);
	if (shown)
		text_puts(html, "<p>Then migrate again.</p>\n");
}

static void list(struct text *html, const char *title,
		 const struct text_list *list)
{
	size_t i;

	if (!list->count)
		return;
	text_printf(html, "<h3>%s</h3>\n<ul>\n", title);
	for (i = 0; i < list->count; i++) {
		html_element(html, "li", NULL, list->items[i].data);
		text_putc(html, '\n');
	}
	text_puts(html, "</ul>\n");
}

void report_story(const struct report_migration *migration, struct text *html)
{
	struct explanation ex;

	explain_build(&ex, &migration->story);
	text_printf(html, "<p class=\"lead\"><b>%s %s:</b> ",
		    report_mark_sign(migration->mark), ex.class->result);
	html_take(html, &ex.headline);
	text_puts(html, "</p>\n<h3>The guest</h3>\n");
	paragraph(html, NULL, &ex.guest.words);
	if (ex.what.length || *ex.class->rule.rule)
		text_puts(html, "<h3>What happened</h3>\n");
	paragraph(html, NULL, &ex.what);
	rule(html, &ex.class->rule);
	report_timeline(migration, html);
	findings(&ex, html);
	to_do(&ex, html);
	list(html, "Also", &ex.remarks);
	list(html, "Not certain", &ex.uncertain);
	report_losses(migration, html);
	report_fields(migration, html);
	explain_free(&ex);
}
