// SPDX-License-Identifier: GPL-2.0
/*
 * aptrace report: what is escaped, which migrations are told and how far. What is on
 * the page tests/unit/aptrace/report/check looks at, and a browser.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../tools/aptrace/html.h"
#include "../../../tools/aptrace/report.h"
#include "recorded.h"
#include "suites.h"

static void check_html(const char *string, const char *expected)
{
	struct text html = { 0 };

	text_puts(&html, "");
	html_text(&html, string);
	CHECK_TEXT(html.data ? html.data : "", expected);
	text_free(&html);
}

static void means_itself(void)
{
	check_html("", "");
	check_html(NULL, "");
	check_html("plain 0a.0006", "plain 0a.0006");
	check_html("<script>", "&lt;script&gt;");
	check_html("a & b &amp; c", "a &amp; b &amp;amp; c");
	check_html("\" onload='x'", "&quot; onload=&#39;x&#39;");
	check_html("--></style>", "--&gt;&lt;/style&gt;");
	check_html("]]>", "]]&gt;");
	check_html("tab\tline\n", "tab\tline\n");
}

static void is_ascii(void)
{
	/* Of one, two, three and four bytes */
	check_html("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7z", "a&#xe4;&#x20ac;&#x1f427;z");
	/* Controls, and what turns the words around it */
	check_html("\x01\x1b[31m\x7f\r", "&#xfffd;&#xfffd;[31m&#xfffd;&#xfffd;");
	check_html("\xc2\x85\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf",
		   "&#xfffd;&#xfffd;&#xfffd;&#xfffd;");
	check_html("\xef\xbf\xbe", "&#xfffd;");
}

static void is_no_utf8(void)
{
	/* A continuation alone, a beginning alone, at the end, too many bytes */
	check_html("\x80", "&#xfffd;");
	check_html("\xc3<", "&#xfffd;&lt;");
	check_html("x\xe2\x82", "x&#xfffd;&#xfffd;");
	check_html("\xff\xfe", "&#xfffd;&#xfffd;");
	/* "<" in more bytes than it needs, a surrogate, beyond Unicode */
	check_html("\xc0\xbc", "&#xfffd;&#xfffd;");
	check_html("\xe0\x80\xbc", "&#xfffd;&#xfffd;&#xfffd;");
	check_html("\xed\xa0\x80", "&#xfffd;&#xfffd;&#xfffd;");
	check_html("\xf4\x90\x80\x80", "&#xfffd;&#xfffd;&#xfffd;&#xfffd;");
}

/* Whatever bytes there are, none of them is one of HTML's, and all is ASCII. */
static void any_bytes(void)
{
	struct text html = { 0 };
	char string[64];
	size_t i, round;

	for (round = 0; round < 3000; round++) {
		for (i = 0; i + 1 < sizeof(string); i++)
			string[i] = 1 + tap_random_below(255);
		string[i] = '\0';
		text_clear(&html);
		html_text(&html, string);
		for (i = 0; i < html.length; i++)
			CHECK(html.data[i] > 0 && !strchr("<>\"'", html.data[i]));
	}
	text_free(&html);
}

struct page {
	struct text html;
	size_t most;
};

static bool take(void *context, struct text *text)
{
	struct page *page = context;

	text_append(&page->html, text->data, text->length);
	text_clear(text);
	return page->html.length < page->most;
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		found++;
	return found;
}

/* The page of a recording; of the host @host, if that is not NULL. */
static void make_page(void (*make)(struct recorded *), const char *host,
		      const struct report_options *options, struct page *page)
{
	struct report report = { 0 };
	char why[RECORDING_WHY_BYTES];
	struct recorded recorded;
	struct text lines = { 0 };
	char path[64], *paths[] = { path };
	const char *name;

	make(&recorded);
	name = strstr(recorded.view.out.data, "\"host\":\"b\"");
	REQUIRE(name);
	text_append(&lines, recorded.view.out.data, name - recorded.view.out.data);
	text_printf(&lines, "\"host\":\"%s\"%s", host ? host : "b", name + 10);
	REQUIRE(recorded_to_file(lines.data, lines.length, path));
	CHECK(report_read(&report, options, paths, 1, why));
	CHECK(report_write(&report, take, page) ==
	      (page->html.length < page->most));
	report_free(&report);
	unlink(path);
	text_free(&lines);
	recorded_free(&recorded);
}

static void tells_of_all(void)
{
	const struct report_options all = { .details_max = REPORT_DETAILS_MAX };
	struct page page = { .most = SIZE_MAX };

	make_page(recorded_sample_destination, NULL, &all, &page);
	CHECK_EQUAL(count(page.html.data, "<details class=\"mig "), 2);
	CHECK_EQUAL(count(page.html.data, "<svg viewBox"), 2);
	CHECK_EQUAL(count(page.html.data, "<th scope=\"row\">00.0002</th>"), 2);
	CHECK_EQUAL(count(page.html.data, "<th scope=\"row\">00.0003</th>"), 0);
	CHECK_EQUAL(count(page.html.data, "nothing is missing"), 2);
	CHECK_TEXT(page.html.data + page.html.length - 8, "</html>\n");
	text_free(&page.html);
}

static void stays_in_place(void)
{
	const struct report_options all = { .details_max = 1 };
	struct page page = { .most = SIZE_MAX };

	make_page(recorded_sample_destination,
		  "<script>\\\"'&\\u0007\\u00e4", &all, &page);
	CHECK_EQUAL(count(page.html.data, "<script"), 0);
	CHECK(count(page.html.data, "host &lt;script&gt;&quot;&#39;&amp;") > 5);
	text_free(&page.html);
}

/* Those that failed are told, and the others have a row. */
static void is_bounded(void)
{
	const struct report_options few = { .details_max = 7 };
	const struct report_options most = { .details_max = 400 };
	const struct report_options all = { .details_max = REPORT_DETAILS_MAX };
	struct page page = { .most = SIZE_MAX };

	make_page(recorded_sample_many, NULL, &few, &page);
	CHECK_EQUAL(count(page.html.data, "<details class=\"mig bad\">"), 7);
	CHECK_EQUAL(count(page.html.data, "<details class=\"mig good\">"), 0);
	CHECK_EQUAL(count(page.html.data, "<a href=\"#m"), 7);
	text_clear(&page.html);
	make_page(recorded_sample_many, NULL, &most, &page);
	CHECK_EQUAL(count(page.html.data, "<details class=\"mig bad\">"), 334);
	CHECK_EQUAL(count(page.html.data, "<details class=\"mig good\">"), 66);
	text_clear(&page.html);
	make_page(recorded_sample_many, NULL, &all, &page);
	CHECK_EQUAL(count(page.html.data, "<details class=\"mig "), RECORDED_MANY);
	CHECK(page.html.length < RECORDED_MANY * 16384);
	/* Nobody wants more: it ends. */
	text_clear(&page.html);
	page.most = 100000;
	make_page(recorded_sample_many, NULL, &all, &page);
	CHECK(page.html.length < 200000);
	text_free(&page.html);
}

static const struct test tests[] = {
	{ "html: text means itself", means_itself },
	{ "html: what is beyond ASCII", is_ascii },
	{ "html: what is no UTF-8", is_no_utf8 },
	{ "html: any bytes", any_bytes },
	{ "each migration is told", tells_of_all },
	{ "a host's name stays in its place", stays_in_place },
	{ "500 migrations, and fewer in full", is_bounded },
};

SUITE(report, tests);
