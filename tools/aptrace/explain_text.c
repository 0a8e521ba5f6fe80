// SPDX-License-Identifier: GPL-2.0
/*
 * An explanation as a page of text: how it went, what the guest suffered, what
 * is wrong, what to do, and only then the details.
 */
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "explain.h"
#include "fields.h"
#include "format.h"

#define INDENT		2
#define DEEPER		5

/**
 * struct limits - how much is told
 * @groups: lines of queues for each reason
 * @full: reasons with rule and commands
 * @subject: characters of a list of queues
 * @command: characters of a command
 * @failures: failures of each half in the details
 * @fields: the fields of each half in the details
 * @rules: the rule of each reason that is told in full
 */
struct limits {
	unsigned int groups;
	unsigned int full;
	unsigned int subject;
	unsigned int command;
	unsigned int failures;
	bool fields;
	bool rules;
};

/* All, and then less and less until it fits a page. */
static const struct limits levels[] = {
	{ UINT_MAX, UINT_MAX, UINT_MAX, UINT_MAX, UINT_MAX, true, true },
	{ 6, 4, 240, 600, 6, true, true },
	{ 6, 4, 240, 600, 2, false, true },
	{ 4, 2, 160, 400, 2, false, true },
	{ 3, 1, 120, 300, 1, false, true },
	{ 1, 1, 60, 200, 0, false, false },
};

/**
 * struct page - while it is written
 * @ex: what is written
 * @text: receives it
 * @width: of the lines
 * @limits: how much is told
 * @cut: something was left out
 */
struct page {
	const struct explanation *ex;
	struct text *text;
	unsigned int width;
	const struct limits *limits;
	bool cut;
};

static void paragraph(struct page *page, unsigned int indent, const char *words)
{
	char first[16];

	snprintf(first, sizeof(first), "%*s", (int)indent, "");
	text_wrap(page->text, words, first, indent, page->width);
}

static void section(struct page *page, const char *title)
{
	text_printf(page->text, "\n%s\n", title);
}

static void headline(struct page *page)
{
	struct text first = { 0 };

	text_printf(&first, "%s:", page->ex->class->result);
	text_putc(&first, ' ');
	text_puts(&first, page->ex->headline.data);
	text_wrap(page->text, first.data, "", 0, page->width);
	text_free(&first);
}

/* Commands are broken so that they can still be pasted. */
static void command(struct page *page, const char *command,
		    unsigned int indent)
{
	size_t column = indent + 2, length;

	if (strlen(command) > page->limits->command) {
		text_printf(page->text, "%*s(a long command)\n", (int)indent,
			    "");
		page->cut = true;
		return;
	}

	text_printf(page->text, "%*s# ", (int)indent, "");
	while (*command) {
		length = strcspn(command, " ");
		if (column + 1 + length + 2 > page->width &&
		    column > indent + 2) {
			text_printf(page->text, " \\\n%*s", (int)indent + 4, "");
			column = indent + 4;
		} else if (column > indent + 2) {
			text_putc(page->text, ' ');
			column++;
		}
		text_append(page->text, command, length);
		column += length;
		command += length;
		command += strspn(command, " ");
	}
	text_putc(page->text, '\n');
}

static void todos(struct page *page, const struct explain_todos *todos,
		  unsigned int indent)
{
	const char *where = "";
	unsigned int i;

	for (i = 0; i < todos->count; i++) {
		const struct explain_todo *todo = &todos->items[i];

		if (strcmp(where, todo->where.data)) {
			where = todo->where.data;
			text_printf(page->text, "%*s%c%s:\n", (int)indent, "",
				    toupper((unsigned char)*where), where + 1);
		}
		if (*todo->words)
			paragraph(page, indent + 2, todo->words);
		if (todo->command.length)
			command(page, todo->command.data, indent + 4);
	}
}

static void add_cut(struct text *text, unsigned int limit)
{
	if (text->length <= limit)
		return;
	text->length = limit;
	/* Not in the middle of a number. */
	while (text->length && text->data[text->length - 1] != ',')
		text->length--;
	text->data[text->length] = '\0';
	text_puts(text, "...");
}

static void group(struct page *page, const struct verdict_group *group)
{
	struct text words = { 0 };

	verdict_group_subject(group, &words);
	page->cut |= words.length > page->limits->subject;
	add_cut(&words, page->limits->subject);
	if (group->count > 1)
		text_printf(&words, " (%u)", group->count);
	text_printf(&words, ": expected %s, found %s", group->expected,
		    group->found);
	text_wrap(page->text, words.data, "     ", DEEPER + 4, page->width);
	text_free(&words);
}

static void rule(struct page *page, unsigned int indent,
		 const struct explain_rule *rule)
{
	struct text words = { 0 };

	if (!*rule->rule)
		return;
	text_printf(&words, "Rule: %s (%s)", rule->rule, rule->source);
	paragraph(page, indent, words.data);
	text_free(&words);
}

/* "7. apsc: 03.0000-0006 (7)": what there is no room for in full. */
static void finding_line(struct page *page, unsigned int index)
{
	const struct explain_finding *finding = &page->ex->findings[index];
	struct text words = { 0 };

	verdict_group_subject(&finding->groups[0], &words);
	add_cut(&words, page->limits->subject);
	text_printf(page->text, "%*u. %s: %s (%" PRIu64 ")\n", INDENT + 1,
		    index + 1, finding->name, words.data, finding->count);
	text_free(&words);
	page->cut = true;
}

static void finding(struct page *page, unsigned int index)
{
	const struct explain_finding *finding = &page->ex->findings[index];
	struct text words = { 0 };
	uint64_t hidden = 0;
	char number[16];
	size_t i;

	snprintf(number, sizeof(number), "%*u. ", INDENT + 1, index + 1);
	text_printf(&words, "%s: %s", finding->name, finding->sentence);
	text_wrap(page->text, words.data, number, DEEPER, page->width);
	text_free(&words);
	for (i = 0; i < finding->group_count; i++) {
		if (i < page->limits->groups)
			group(page, &finding->groups[i]);
		else
			hidden += finding->groups[i].count;
	}
	if (hidden) {
		text_printf(page->text, "%*s... and %" PRIu64 " more\n", DEEPER,
			    "", hidden);
		page->cut = true;
	}
	if (page->limits->rules)
		rule(page, DEEPER, finding->rule);
	else
		page->cut = true;
}

static void findings(struct page *page)
{
	const struct explanation *ex = page->ex;
	unsigned int i;

	if (!ex->finding_count)
		return;
	section(page, "WHAT IS WRONG");
	for (i = 0; i < ex->finding_count; i++) {
		if (i < page->limits->full)
			finding(page, i);
		else
			finding_line(page, i);
	}
}

static void to_do(struct page *page)
{
	const struct explanation *ex = page->ex;
	unsigned int i, shown = 0;

	for (i = 0; i < ex->finding_count; i++)
		shown += ex->findings[i].todos.count != 0;
	if (!shown && !ex->todos.count)
		return;
	section(page, "WHAT TO DO");
	for (i = 0; i < ex->finding_count && i < page->limits->full; i++) {
		const struct explain_finding *finding = &ex->findings[i];

		if (finding->same_as >= 0) {
			text_printf(page->text, "%*u. %s: as for %d.\n",
				    INDENT + 1, i + 1, finding->name,
				    finding->same_as + 1);
			continue;
		}
		if (ex->finding_count > 1)
			text_printf(page->text, "%*u. %s\n", INDENT + 1, i + 1,
				    finding->name);
		todos(page, &finding->todos,
		      ex->finding_count > 1 ? DEEPER : INDENT);
	}
	todos(page, &ex->todos, INDENT);
	if (shown)
		text_puts(page->text, "  Then migrate again.\n");
}

static void list(struct page *page, const char *title,
		 const struct text_list *list)
{
	size_t i;

	if (!list->count)
		return;
	section(page, title);
	for (i = 0; i < list->count; i++)
		paragraph(page, INDENT, list->items[i].data);
}

/* "2026-11-22 03:12:45 UTC": the same on each machine that shows it. */
static void time_text(struct text *text, uint64_t time_of_day_ns)
{
	char iso[40];

	format_iso_time(iso, sizeof(iso), time_of_day_ns);
	text_printf(text, "%.10s %.8s UTC", iso, iso + 11);
}

static bool failed(const struct story_event *event)
{
	switch (event->kind) {
	case APTRACE_ARC:
		return event->arc.err;
	case APTRACE_READ:
	case APTRACE_WRITE:
		return event->io.err && event->io.err != -ENOMSG;
	case APTRACE_APPLY:
		return event->apply.err;
	case APTRACE_RESET:
		return event->reset.err;
	default:
		return false;
	}
}

static void failures(struct page *page, const struct story_half *half)
{
	unsigned int shown = 0;
	struct text line = { 0 };
	char iso[40];
	size_t i;

	for (i = 0; i < half->event_count; i++) {
		const struct story_event *event = &half->events[i];

		if (!failed(event))
			continue;
		if (shown++ >= page->limits->failures) {
			page->cut = true;
			continue;
		}
		text_clear(&line);
		format_iso_time(iso, sizeof(iso),
				story_time_ns(half, event->time_ns));
		text_printf(&line, "%.12s %s", iso + 11,
			    event_name(event->kind));
		event_text(event->kind, &event->arc, &line);
		text_wrap(page->text, line.data, "    ", 8, page->width);
	}
	text_free(&line);
}

static void half(struct page *page, const struct story_half *half)
{
	const struct aptrace_session *s = &half->m.session;
	const struct migration *m = &half->m;
	struct text line = { 0 };
	char uuid[UUID_TEXT_BYTES];

	format_uuid(uuid, s->mdev_uuid);
	explain_host_text(half, EXPLAIN_HERE, &line);
	if (s->role)
		text_printf(&line, ", %s", ap_role_name(s->role));
	text_printf(&line, ", mdev %s, last seen ", uuid);
	time_text(&line, story_time_ns(half, s->last_ns));
	if (m->kept)
		text_puts(&line, ", kept by the driver");
	text_wrap(page->text, line.data, "  ", 4, page->width);
	if (page->limits->fields) {
		text_clear(&line);
		fields_line(m, s->last_ns, FIELD_IN_BEGIN | FIELD_IN_END,
			    &line);
		text_wrap(page->text, line.data + 1, "    ", 4, page->width);
	} else {
		page->cut = true;
	}
	failures(page, half);
	text_free(&line);
}

static void details(struct page *page)
{
	const struct story *story = page->ex->story;
	char id[UUID_TEXT_BYTES];

	section(page, "DETAILS");
	format_id(id, page->ex->subject->m.session.migration_id);
	text_printf(page->text, "  migration %s\n", id[0] ? id : "without an id");
	if (story->source)
		half(page, story->source);
	if (story->destination)
		half(page, story->destination);
	if (story->neither)
		half(page, story->neither);
}

static void render(struct page *page)
{
	const struct explanation *ex = page->ex;

	page->cut = false;
	headline(page);
	section(page, "THE GUEST");
	paragraph(page, INDENT, ex->guest.words.data);
	if (ex->what.length || *ex->class->rule.rule) {
		section(page, "WHAT HAPPENED");
		if (ex->what.length)
			paragraph(page, INDENT, ex->what.data);
		rule(page, INDENT, &ex->class->rule);
	}
	findings(page);
	to_do(page);
	list(page, "ALSO", &ex->remarks);
	list(page, "NOT CERTAIN", &ex->uncertain);
	details(page);
	if (page->cut)
		text_puts(page->text, "\nMore is known than fits a page: --all shows it.\n");
}

static unsigned int count_lines(const struct text *text, size_t from)
{
	unsigned int lines = 0;

	for (; from < text->length; from++)
		lines += text->data[from] == '\n';
	return lines;
}

void explain_text(const struct explanation *ex, unsigned int width, bool all,
		  struct text *text)
{
	const size_t begin = text->length;
	size_t level;

	for (level = 0; level < ARRAY_SIZE(levels); level++) {
		struct page page = {
			.ex = ex,
			.text = text,
			.width = width,
			.limits = &levels[level],
		};

		text->length = begin;
		render(&page);
		if (all || count_lines(text, begin) <= EXPLAIN_PAGE_LINES)
			return;
	}
}
