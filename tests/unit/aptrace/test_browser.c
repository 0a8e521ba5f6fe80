// SPDX-License-Identifier: GPL-2.0
/* Keys, and what they make of a list of migrations. */
#include <stdlib.h>

#include "../../../tools/aptrace/browser_details.h"
#include "../../../tools/aptrace/browser_view.h"
#include "picture.h"
#include "scene.h"
#include "suites.h"

#define MANY	500

/* One key or several: what is pressed, in order; 0 ends the list. */
static void press(struct browser *browser, const int *keys)
{
	for (; *keys; keys++)
		CHECK(browser_key(browser, *keys));
}

#define PRESS(browser, ...) press(browser, (const int[]){ __VA_ARGS__, 0 })

static void sequences(void)
{
	static const struct {
		const char *bytes;
		int key;
		size_t used;
	} cases[] = {
		{ "", KEY_NONE, 0 }, { "x", 'x', 1 }, { "xy", 'x', 1 },
		{ "\r", KEY_ENTER, 1 }, { "\n", KEY_ENTER, 1 },
		{ "\177", KEY_BACKSPACE, 1 }, { "\b", KEY_BACKSPACE, 1 },
		{ "\033", KEY_MORE, 0 }, { "\033[", KEY_MORE, 0 },
		{ "\033O", KEY_MORE, 0 }, { "\033[1;5", KEY_MORE, 0 },
		{ "\033[A", KEY_UP, 3 }, { "\033OA", KEY_UP, 3 },
		{ "\033[B", KEY_DOWN, 3 }, { "\033[C", KEY_RIGHT, 3 },
		{ "\033[D", KEY_LEFT, 3 }, { "\033[Hq", KEY_HOME, 3 },
		{ "\033OF", KEY_END, 3 }, { "\033[1;5A", KEY_UP, 6 },
		{ "\033[1~", KEY_HOME, 4 }, { "\033[7~", KEY_HOME, 4 },
		{ "\033[4~", KEY_END, 4 }, { "\033[8~", KEY_END, 4 },
		{ "\033[5~", KEY_PAGE_UP, 4 }, { "\033[6~", KEY_PAGE_DOWN, 4 },
		{ "\033[3~", KEY_OTHER, 4 }, { "\033[15~", KEY_OTHER, 5 },
		{ "\033[Z", KEY_OTHER, 3 }, { "\033x", KEY_ESCAPE, 1 },
		{ "\033\033[A", KEY_ESCAPE, 1 },
		/* Something that does not end is no reason to wait for ever. */
		{ "\033[00000000000000", KEY_OTHER, 16 },
		{ "\303\251", 0xc3, 1 },
	};
	size_t i, used;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("case %zu", i);
		CHECK_EQUAL(key_decode(cases[i].bytes, strlen(cases[i].bytes),
				       &used), cases[i].key);
		CHECK_EQUAL(used, cases[i].used);
	}
}

static struct migration *add(struct model *model, u64 session, u32 queues, u32 bad,
			     u8 mdev)
{
	struct scene scene;

	scene_destination(&scene, session, queues, bad);
	scene.session.mdev_uuid[0] = mdev;
	return scene_to_model(&scene, model, bad);
}

/*
 * Sessions 4 and 5 go on; 1 is completed, 2 and 3 are refused, for 3 and for 7
 * queues. The mdevs begin with 05, 04, 03, 02, 01.
 */
static void fill(struct model *model)
{
	struct scene scene;
	u64 session;

	model_init(model, 100);
	add(model, 1, 36, 0, 5);
	add(model, 2, 36, 3, 4);
	add(model, 3, 36, 7, 3);
	for (session = 4; session <= 5; session++) {
		scene_source(&scene, session);
		scene.session.mdev_uuid[0] = (u8)(6 - session);
		scene_to_model(&scene, model, 0);
	}
}

static struct browser_host host_of(const struct model *model)
{
	return (struct browser_host) {
		.name = "a", .model = model, .now_ns = 2 * SCENE_START_NS,
	};
}

/* All of fill(), on a screen with room for it. */
static struct browser_host show(struct browser *browser, struct model *model)
{
	struct browser_host host;

	fill(model);
	host = host_of(model);
	browser_arrange(browser, &host, 1, false);
	browser_fit(browser, 10);
	return host;
}

/* The sessions in the order of the rows, as digits. */
static const char *order_of(struct browser *browser, const struct browser_host *host)
{
	static char text[32];
	size_t i;

	browser_arrange(browser, host, 1, false);
	for (i = 0; i < browser->count && i + 1 < sizeof(text); i++)
		text[i] = (char)('0' + browser->rows[i].m->session.session % 10);
	text[i] = '\0';
	return text;
}

static void orders(void)
{
	static const struct {
		const char *name, *order, *reversed;
	} cases[] = {
		{ "time", "45321", "12354" },
		{ "elapsed", "45321", NULL },
		{ "downtime", NULL, NULL },
		{ "refused", "32451", NULL },
		{ "bytes", NULL, NULL },
		{ "mdev", "54321", "12345" },
		{ "outcome", NULL, NULL },
	};
	struct browser browser = { 0 };
	struct browser_host host;
	struct model model;
	size_t i;

	fill(&model);
	host = host_of(&model);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("%s", cases[i].name);
		CHECK_TEXT(browser_order_name(browser.order), cases[i].name);
		CHECK_EQUAL(strlen(order_of(&browser, &host)), 5);
		if (cases[i].order)
			CHECK_TEXT(order_of(&browser, &host), cases[i].order);
		PRESS(&browser, 'r');
		if (cases[i].reversed)
			CHECK_TEXT(order_of(&browser, &host), cases[i].reversed);
		PRESS(&browser, 'r', 's');
	}
	/* Round once; and back. */
	CHECK_EQUAL(browser.order, 0);
	PRESS(&browser, 'S', 'S');
	CHECK_TEXT(browser_order_name(browser.order), "mdev");
	CHECK_TEXT(browser_order_name(999), "?");
	browser_free(&browser);
	model_free(&model);
}

static void filters(void)
{
	struct browser browser = { 0 };
	struct browser_host host;
	struct model model;

	fill(&model);
	host = host_of(&model);
	PRESS(&browser, 'f');
	CHECK_TEXT(order_of(&browser, &host), "45");
	PRESS(&browser, 'f');
	CHECK_TEXT(order_of(&browser, &host), "32");
	PRESS(&browser, 'f');
	CHECK_TEXT(order_of(&browser, &host), "45321");

	/* Each character counts at once; q is one of them while one types. */
	PRESS(&browser, '/', 'R', 'e', 'F', 'u');
	CHECK_TEXT(order_of(&browser, &host), "32");
	PRESS(&browser, 'q');
	CHECK_TEXT(order_of(&browser, &host), "");
	PRESS(&browser, KEY_BACKSPACE, KEY_ENTER);
	CHECK_TEXT(order_of(&browser, &host), "32");
	CHECK_TEXT(browser.needle, "ReFu");
	CHECK_EQUAL(browser.total, 5);
	/* Escape takes back one thing at a time. */
	PRESS(&browser, 'f', KEY_ESCAPE);
	CHECK_TEXT(browser.needle, "");
	CHECK_TEXT(order_of(&browser, &host), "45");
	PRESS(&browser, KEY_ESCAPE);
	CHECK_TEXT(order_of(&browser, &host), "45321");

	PRESS(&browser, '/', '0', '3', '1', '1', KEY_ENTER);
	CHECK_TEXT(order_of(&browser, &host), "3");
	PRESS(&browser, '/', KEY_ESCAPE);
	CHECK_TEXT(order_of(&browser, &host), "45321");
	PRESS(&browser, '/', KEY_BACKSPACE);
	CHECK(!browser.typing);
	browser_free(&browser);
	model_free(&model);
}

static void long_needle(void)
{
	struct browser browser = { 0 };
	int i;

	PRESS(&browser, '/');
	for (i = 0; i < 1000; i++)
		PRESS(&browser, 'x', 0xc3, KEY_UP, KEY_OTHER);
	CHECK_EQUAL(strlen(browser.needle), BROWSER_NEEDLE_BYTES - 1);
	browser_free(&browser);
}

static void cursor_follows(void)
{
	struct browser browser = { 0 };
	struct browser_host host;
	struct model model;

	host = show(&browser, &model);
	CHECK(!browser_chosen(&browser));
	/* The first key shows the cursor, the others move it. */
	PRESS(&browser, KEY_DOWN);
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 4);
	PRESS(&browser, KEY_DOWN, 'j', KEY_UP, 'k', 'j');
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 5);
	PRESS(&browser, KEY_END);
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 1);
	PRESS(&browser, KEY_DOWN, KEY_PAGE_DOWN);
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 1);
	/* Another order, another row; the same migration. */
	PRESS(&browser, 'r');
	CHECK_TEXT(order_of(&browser, &host), "12354");
	CHECK_EQUAL(browser.cursor, 0);
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 1);
	PRESS(&browser, 'r');
	/* One that is not shown any more: the cursor stays in the list. */
	PRESS(&browser, 'f');
	CHECK_TEXT(order_of(&browser, &host), "45");
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 4);
	/* Nothing is shown: there is nothing to be opened. */
	PRESS(&browser, '/', 'z', 'z', KEY_ENTER);
	CHECK_TEXT(order_of(&browser, &host), "");
	PRESS(&browser, KEY_DOWN, KEY_END, KEY_ENTER);
	CHECK_EQUAL(browser.page, BROWSER_LIST);
	PRESS(&browser, KEY_ESCAPE, KEY_ESCAPE, KEY_ESCAPE);
	browser_arrange(&browser, &host, 1, false);
	CHECK(!browser_chosen(&browser));
	browser_free(&browser);
	model_free(&model);
}

/* Details stay with their migration when it ends, and when it is filtered out. */
static void details_stay(void)
{
	struct browser browser = { 0 };
	struct browser_host host;
	struct migration *m;
	struct model model;

	host = show(&browser, &model);
	PRESS(&browser, 'f', KEY_ENTER);
	CHECK_EQUAL(browser.page, BROWSER_DETAILS);
	browser_arrange(&browser, &host, 1, false);
	REQUIRE(browser_chosen(&browser));
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 4);
	m = model_find(&model, 4);
	REQUIRE(m);
	model_end(&model, m, true);
	browser_arrange(&browser, &host, 1, false);
	CHECK_EQUAL(browser.count, 1);
	REQUIRE(browser_chosen(&browser));
	CHECK_EQUAL(browser_chosen(&browser)->m->session.session, 4);
	/* It leaves the history: then there is nothing to be said of it. */
	model.history_max = 0;
	m = model_find(&model, 5);
	REQUIRE(m);
	model_end(&model, m, true);
	browser_arrange(&browser, &host, 1, false);
	CHECK(!browser_chosen(&browser));
	PRESS(&browser, KEY_ESCAPE);
	CHECK_EQUAL(browser.page, BROWSER_LIST);
	browser_free(&browser);
	model_free(&model);
}

static void quits(void)
{
	struct browser browser = { 0 };

	CHECK(!browser_key(&browser, 'q'));
	CHECK(!browser_key(&browser, 'Q'));
	PRESS(&browser, '?');
	CHECK_EQUAL(browser.page, BROWSER_HELP);
	CHECK(!browser_key(&browser, 'q'));
}

/**
 * struct sight - a browser, what it shows and what that looks like
 * @browser: the browser
 * @model: of the first host
 * @other: of the second host
 * @hosts: both
 * @stories: no event is known
 * @view: how
 * @picture: the last one
 */
struct sight {
	struct browser browser;
	struct model model;
	struct model other;
	struct browser_host hosts[2];
	struct stories stories;
	struct browser_view view;
	struct text picture;
};

static void details(void *context, const struct browser_row *row, unsigned int width,
		    struct text *text)
{
	struct sight *sight = context;
	struct story_origin origin = { .host = "a" };

	browser_details(&sight->stories, &origin, row->m, width, text);
}

static void sight_begin(struct sight *sight, unsigned int migrations)
{
	unsigned int i;

	memset(sight, 0, sizeof(*sight));
	model_init(&sight->model, MANY);
	model_init(&sight->other, MANY);
	for (i = 0; i < migrations; i++)
		add(i % 2 ? &sight->other : &sight->model, i + 1, 36, i % 5, (u8)i);
	sight->hosts[0] = host_of(&sight->model);
	sight->hosts[1] = host_of(&sight->other);
	sight->hosts[1].name = "b-with-a-long-\033[31mname";
	sight->view = (struct browser_view) {
		.command = "migrations",
		.width = 80,
		.height = 24,
		.hosts = sight->hosts,
		.host_count = 2,
		.details = details,
		.context = sight,
	};
}

static const char *look(struct sight *sight)
{
	text_clear(&sight->picture);
	browser_render(&sight->view, &sight->browser, &sight->picture);
	return sight->picture.data;
}

static void sight_end(struct sight *sight)
{
	browser_free(&sight->browser);
	model_free(&sight->model);
	model_free(&sight->other);
	stories_free(&sight->stories);
	text_free(&sight->picture);
}

static bool fits(struct sight *sight)
{
	unsigned int width, height;

	picture_measure(look(sight), &width, &height);
	return CHECK(width <= sight->view.width) &&
	       CHECK(height <= sight->view.height);
}

/* Between two pictures a migration can go; its row is then only a number. */
static void rows_outlive_migrations(void)
{
	struct browser browser = { 0 };
	struct browser_host host;
	struct model model;

	host = show(&browser, &model);
	model_free(&model);
	PRESS(&browser, KEY_END, KEY_UP, KEY_ENTER, KEY_ESCAPE, KEY_HOME);
	CHECK_EQUAL(browser.session, 4);
	browser_arrange(&browser, &host, 1, false);
	CHECK(!browser_chosen(&browser));
	browser_free(&browser);
}

/* Whatever keys somebody presses on whatever terminal. */
static void any_keys(void)
{
	static const int keys[] = {
		KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END,
		KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_ESCAPE, KEY_ENTER, KEY_OTHER,
		KEY_BACKSPACE, ' ', 's', 'S', 'r', 'f', '/', '?', 'x', '1', 'G', 'g',
		KEY_DOWN, KEY_DOWN, KEY_ENTER, KEY_ESCAPE, KEY_ESCAPE, 0xff,
	};
	static const unsigned int widths[] = { 1, 2, 10, 40, 80, 200 };
	static const unsigned int heights[] = { 1, 2, 3, 10, 24, 60 };
	struct sight sight;
	unsigned int i;

	sight_begin(&sight, 60);
	for (i = 0; i < 3000; i++) {
		if (!tap_random_below(50)) {
			sight.view.width = widths[tap_random_below(ARRAY_SIZE(widths))];
			sight.view.height = heights[tap_random_below(ARRAY_SIZE(heights))];
			sight.view.color = tap_random_below(2);
			sight.view.host_count = 1 + tap_random_below(2);
		}
		browser_key(&sight.browser, keys[tap_random_below(ARRAY_SIZE(keys))]);
		tap_context("key %u, %u x %u", i, sight.view.width, sight.view.height);
		if (!fits(&sight))
			break;
		/* Who reads details may look at one that is not in the list. */
		if (!CHECK(sight.browser.page != BROWSER_LIST || !sight.browser.chosen ||
			   !sight.browser.count ||
			   sight.browser.cursor < sight.browser.count))
			break;
	}
	sight_end(&sight);
}

/* 500 of them: the cursor is always on the screen, and each can be reached. */
static void many(void)
{
	struct sight sight;
	u8 seen[MANY + 1] = { 0 };
	unsigned int i, count = 0;

	sight_begin(&sight, MANY);
	look(&sight);
	PRESS(&sight.browser, 'g');
	for (i = 0; i < MANY; i++) {
		const struct browser_row *row;

		look(&sight);
		row = browser_chosen(&sight.browser);
		REQUIRE(row);
		count += !seen[row->m->session.session]++;
		REQUIRE(strstr(sight.picture.data, "\r\n> "));
		PRESS(&sight.browser, KEY_DOWN);
	}
	CHECK_EQUAL(count, MANY);
	look(&sight);
	CHECK_EQUAL(sight.browser.cursor, MANY - 1);
	CHECK(strstr(sight.picture.data, " above"));
	CHECK(!strstr(sight.picture.data, " below"));
	/* What a host is called must not steer the terminal. */
	CHECK(strstr(sight.picture.data, "b-with-a "));
	CHECK(!strstr(sight.picture.data, "\033[3"));
	PRESS(&sight.browser, KEY_HOME);
	look(&sight);
	CHECK_EQUAL(sight.browser.top, 0);
	CHECK(strstr(sight.picture.data, " below"));
	sight_end(&sight);
}

static void pages_scroll(void)
{
	struct sight sight;

	sight_begin(&sight, 5);
	sight.view.height = 10;
	look(&sight);
	PRESS(&sight.browser, '/', 'r', 'e', 'f', KEY_ENTER, KEY_ENTER);
	CHECK(strstr(look(&sight), "REFUSED"));
	CHECK(strstr(sight.picture.data, "Esc goes back, q quits; lines 1 to 8 of"));
	PRESS(&sight.browser, KEY_DOWN);
	CHECK(!strstr(look(&sight), "REFUSED"));
	CHECK(strstr(sight.picture.data, "lines 2 to 9 of"));
	PRESS(&sight.browser, KEY_END);
	look(&sight);
	CHECK_EQUAL(sight.browser.scroll, sight.browser.lines - 8);
	PRESS(&sight.browser, KEY_PAGE_UP, KEY_HOME, KEY_UP);
	CHECK(strstr(look(&sight), "lines 1 to 8 of"));
	PRESS(&sight.browser, KEY_LEFT);
	CHECK(strstr(look(&sight), "q quits, ? keys; /ref;"));
	sight_end(&sight);
}

/* On the narrowest terminal it is still said that something is missing. */
static void losses_are_told(void)
{
	struct collector_losses losses = { 0 };
	struct sight sight;

	sight_begin(&sight, 3);
	sight.view.losses = &losses;
	sight.view.width = 40;
	CHECK(!strstr(look(&sight), "MISSING"));
	losses.counters.map_full = 7;
	CHECK(strstr(look(&sight), "EVENTS ARE MISSING, ? says how many"));
	PRESS(&sight.browser, '?');
	CHECK(strstr(look(&sight), "Events: lost 7 events (map full)"));
	PRESS(&sight.browser, KEY_ESCAPE);
	sight.view.width = 200;
	CHECK(!strstr(look(&sight), "MISSING"));
	CHECK(strstr(sight.picture.data, "lost 7 events (map full)"));
	sight_end(&sight);
}

static const struct test tests[] = {
	{ "keys: sequences", sequences },
	{ "orders", orders },
	{ "filters and texts", filters },
	{ "a text that is too long", long_needle },
	{ "the cursor follows its migration", cursor_follows },
	{ "details stay with theirs", details_stay },
	{ "rows outlive migrations", rows_outlive_migrations },
	{ "ways out", quits },
	{ "any keys on any screen", any_keys },
	{ "500 migrations", many },
	{ "pages scroll", pages_scroll },
	{ "losses are told", losses_are_told },
};

SUITE(browser, tests);
