// SPDX-License-Identifier: GPL-2.0
/* The page of a report: its head, a table of all migrations, and each in full. */
#include <inttypes.h>
#include <strings.h>

#include "../../driver/core/types.h"
#include "format.h"
#include "html.h"
#include "report.h"
#include "version.h"

const char *report_mark_class(enum report_mark mark)
{
	static const char * const names[] = {
		[REPORT_GOOD] = "good",
		[REPORT_BAD] = "bad",
		[REPORT_OPEN] = "open",
	};

	return names[mark];
}

const char *report_mark_sign(enum report_mark mark)
{
	static const char * const signs[] = {
		[REPORT_GOOD] = "&#x2713;",
		[REPORT_BAD] = "&#x2717;",
		[REPORT_OPEN] = "?",
	};

	return signs[mark];
}

void report_host(const struct report_side *side, enum report_side_id id,
		 struct text *html)
{
	struct text words = { 0 };

	explain_host_text(side->half, id == REPORT_SOURCE ? EXPLAIN_SOURCE :
			  EXPLAIN_DESTINATION, &words);
	html_take(html, &words);
	text_free(&words);
}

void report_time(uint64_t time_of_day_ns, struct text *html)
{
	char iso[40];

	format_iso_time(iso, sizeof(iso), time_of_day_ns);
	text_printf(html, "%.10s %.12s UTC", iso, iso + 11);
}

/* Nothing may be loaded or run, and the page looks as it does and no other way. */
static void head(struct text *html)
{
	text_puts(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
	text_printf(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; base-uri 'none'; form-action 'none'\"/>\n",
		    report_style_hash);
	text_puts(html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>Migrations of guests with AP queues</title>\n");
	text_printf(html, "<style>%s</style>\n</head>\n<body>\n", report_style);
}

static void counts(const struct report *report, struct text *html)
{
	static const struct {
		enum report_mark mark;
		const char *words;
	} marks[] = {
		{ REPORT_BAD, "did not go through" },
		{ REPORT_OPEN, "without a known end" },
		{ REPORT_GOOD, "went through" },
	};
	size_t i, j, count;

	text_printf(html, "<p class=\"counts\"><b>%zu</b> migration%s: ", report->count,
		    report->count == 1 ? "" : "s");
	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		for (count = 0, j = 0; j < report->count; j++)
			count += report->migrations[j].mark == marks[i].mark;
		if (count)
			text_printf(html, "<span class=\"tag %s\">%s %zu %s</span> ",
				    report_mark_class(marks[i].mark),
				    report_mark_sign(marks[i].mark), count,
				    marks[i].words);
	}
	text_puts(html, "</p>\n");
}

static void begin(const struct report *report, struct text *html)
{
	uint64_t end_ns = 0;
	size_t i;

	head(html);
	text_puts(html, "<header>\n<h1>Migrations of guests with AP queues</h1>\n");
	for (i = 0; i < report->count; i++)
		if (report->migrations[i].end_ns > end_ns)
			end_ns = report->migrations[i].end_ns;
	counts(report, html);
	text_puts(html, "<p class=\"note\">From ");
	report_time(report->migrations[0].begin_ns, html);
	text_puts(html, " to ");
	report_time(end_ns, html);
	text_puts(html, ". All times are UTC. <a href=\"#sources\">Where this comes from</a></p>\n</header>\n<main>\n");
}

/* "489f622a-...", or that it has none. */
static void put_id(const struct report_migration *migration, int digits,
		   struct text *html)
{
	const struct story *story = &migration->story;
	const struct story_half *half = story->destination ?: story->source ?:
		story->neither;
	char id[UUID_TEXT_BYTES];

	format_id(id, half->m.session.migration_id);
	if (!id[0] && story->source)
		format_id(id, story->source->m.session.migration_id);
	if (id[0])
		text_printf(html, "<span class=\"u\">%.*s</span>", digits, id);
	else
		text_puts(html, "without an id");
}

/* "host a 1111..."; @digits: of the mdev's UUID */
static void put_end(const struct report_migration *migration,
		    enum report_side_id id, int digits, struct text *html)
{
	const struct report_side *side = &migration->sides[id];
	char uuid[UUID_TEXT_BYTES];

	if (!side->half) {
		text_puts(html, "<span class=\"from\">not in these recordings</span>");
		return;
	}
	report_host(side, id, html);
	format_uuid(uuid, side->half->m.session.mdev_uuid);
	text_printf(html, " <span class=\"u\">%.*s</span>", digits, uuid);
}

static void put_pause(const struct explain_guest *guest, bool brief,
		      struct text *html)
{
	char duration[FORMAT_BYTES];

	if (!guest->paused_known) {
		text_puts(html, "not known");
	} else if (!guest->paused_ns) {
		text_puts(html, "not at all");
	} else {
		format_duration(duration, sizeof(duration), guest->paused_ns);
		text_printf(html, "%s%s", duration,
			    guest->by_clocks && !brief ?
			    ", by the clocks of both hosts" : "");
	}
}

static void put_place(const struct report_migration *migration,
		      const struct explain_guest *guest, struct text *html)
{
	switch (guest->place) {
	case EXPLAIN_PLACE_SOURCE:
		text_puts(html, "on ");
		report_host(&migration->sides[REPORT_SOURCE], REPORT_SOURCE, html);
		break;
	case EXPLAIN_PLACE_DESTINATION:
		text_puts(html, "on ");
		report_host(&migration->sides[REPORT_DESTINATION],
			    REPORT_DESTINATION, html);
		break;
	case EXPLAIN_PLACE_BOTH:
		text_puts(html, "<b>on both, maybe</b>");
		break;
	case EXPLAIN_PLACE_NOWHERE:
		text_puts(html, "<b>nowhere</b>");
		break;
	default:
		text_puts(html, "not known");
		break;
	}
}

static void tag(const struct report_migration *migration,
		const struct explanation *ex, struct text *html)
{
	text_printf(html, "<span class=\"tag %s\">%s %s</span>",
		    report_mark_class(migration->mark),
		    report_mark_sign(migration->mark), ex->class->result);
}

static bool is_complete(const struct report_migration *migration)
{
	unsigned int id;

	for (id = 0; id < REPORT_SIDES; id++)
		if (migration->sides[id].half &&
		    !model_completeness(&migration->sides[id].half->m).complete)
			return false;
	return true;
}

static void row(const struct report_migration *migration, struct text *html)
{
	struct explanation ex;

	explain_build(&ex, &migration->story);
	text_printf(html, "<tr><td class=\"n\">%u</td><th scope=\"row\">",
		    migration->number);
	if (migration->detailed)
		text_printf(html, "<a href=\"#m%u\">", migration->number);
	put_id(migration, migration->detailed ? ID_SHORT_DIGITS : UUID_TEXT_BYTES,
	       html);
	text_puts(html, migration->detailed ? "</a></th><td>" : "</th><td>");
	tag(migration, &ex, html);
	/* Most are the word of the tag. */
	if (strcasecmp(ex.class->name, ex.class->result))
		text_printf(html, " <span class=\"from\">%s</span>",
			    ex.class->name);
	text_puts(html, "</td><td class=\"t\">");
	report_time(migration->begin_ns, html);
	text_puts(html, "</td><td>");
	put_end(migration, REPORT_SOURCE, ID_SHORT_DIGITS, html);
	text_puts(html, "</td><td>");
	put_end(migration, REPORT_DESTINATION, ID_SHORT_DIGITS, html);
	text_puts(html, "</td><td>");
	put_pause(&ex.guest, true, html);
	text_puts(html, "</td><td>");
	put_place(migration, &ex.guest, html);
	text_printf(html, "</td><td>%s</td></tr>\n",
		    is_complete(migration) ? "&#x2713; yes" : "<b>&#x2717; no</b>");
	explain_free(&ex);
}

static void summary(const struct report_migration *migration, struct text *html)
{
	struct explanation ex;

	explain_build(&ex, &migration->story);
	text_puts(html, "<summary><h2>");
	tag(migration, &ex, html);
	text_putc(html, ' ');
	put_id(migration, UUID_TEXT_BYTES, html);
	text_puts(html, "</h2>\n<dl class=\"facts\">\n<div class=\"two\"><dt>From host and mdev</dt><dd>");
	put_end(migration, REPORT_SOURCE, UUID_TEXT_BYTES, html);
	text_puts(html, "</dd></div>\n<div class=\"two\"><dt>To</dt><dd>");
	put_end(migration, REPORT_DESTINATION, UUID_TEXT_BYTES, html);
	text_puts(html, "</dd></div>\n<div><dt>Begun</dt><dd>");
	report_time(migration->begin_ns, html);
	text_printf(html, "</dd></div>\n<div><dt>Class</dt><dd>%s</dd></div>\n<div><dt>Guest paused</dt><dd>",
		    ex.class->name);
	put_pause(&ex.guest, false, html);
	text_puts(html, "</dd></div>\n<div><dt>Guest runs</dt><dd>");
	put_place(migration, &ex.guest, html);
	text_puts(html, "</dd></div>\n</dl></summary>\n");
	explain_free(&ex);
}

static void details(const struct report_migration *migration, struct text *html)
{
	text_printf(html, "<details class=\"mig %s\"%s>\n",
		    report_mark_class(migration->mark),
		    migration->open ? " open=\"open\"" : "");
	summary(migration, html);
	/* Who follows a link to it has it unfolded, as it is inside. */
	text_printf(html, "<div class=\"body\" id=\"m%u\">\n", migration->number);
	report_story(migration, html);
	if (!migration->alone)
		text_puts(html, "<p class=\"up\"><a href=\"#all\">Back to all migrations</a></p>\n");
	text_puts(html, "</div></details>\n");
}

/* All of them, one line each; false if no more is wanted. */
static bool table(const struct report *report, struct text *html, piece_fn fn,
		  void *context)
{
	size_t i;

	/* The head of the only one says the same. */
	if (report->count == 1)
		return true;
	text_puts(html, "<section id=\"all\">\n<h2>All migrations</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">No.</th><th scope=\"col\">Migration</th><th scope=\"col\">Result and class</th><th scope=\"col\">Begun</th><th scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\">Guest paused</th><th scope=\"col\">Guest runs</th><th scope=\"col\">All events</th></tr></thead>\n<tbody>\n");
	for (i = 0; i < report->count; i++) {
		row(&report->migrations[i], html);
		if (!fn(context, html))
			return false;
	}
	text_puts(html, "</tbody></table></div>\n</section>\n");
	return true;
}

static size_t count_detailed(const struct report *report)
{
	size_t i, count = 0;

	for (i = 0; i < report->count; i++)
		count += report->migrations[i].detailed;
	return count;
}

bool report_write(const struct report *report, piece_fn fn, void *context)
{
	const size_t detailed = count_detailed(report);
	struct text html = { 0 };
	bool good;
	size_t i;

	begin(report, &html);
	good = table(report, &html, fn, context);
	text_printf(&html, "<section>\n<h2>%s migration</h2>\n",
		    report->count == 1 ? "The" : "Each");
	if (detailed < report->count)
		text_printf(&html, "<p class=\"note\">%zu of %zu are told in full, those that did not go through first: --details N tells more, --id and --mdev others.</p>\n",
			    detailed, report->count);
	report_key(&html);
	for (i = 0; i < report->count && good; i++) {
		if (!report->migrations[i].detailed)
			continue;
		details(&report->migrations[i], &html);
		good = fn(context, &html);
	}
	text_puts(&html, "</section>\n");
	report_sources(report, &html);
	text_puts(&html, "</main>\n<footer><p>Made by aptrace " APTRACE_VERSION " from recordings: nothing was loaded from anywhere, and nothing in it runs.</p></footer>\n</body>\n</html>\n");
	good = good && fn(context, &html);
	text_free(&html);
	return good;
}
