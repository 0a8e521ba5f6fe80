// SPDX-License-Identifier: GPL-2.0
/* aptrace latency: of recordings, as bars and as JSON. */
#include <unistd.h>

#include "../../../tools/aptrace/latency_replay.h"
#include "../../../tools/aptrace/latency_view.h"
#include "json_check.h"
#include "latency_scene.h"
#include "picture.h"
#include "suites.h"

static const struct latency_choice all;

/* Read a recording, which is a file meanwhile. */
static bool read_text(struct latency_replay *replay, const char *text)
{
	char why[RECORDING_WHY_BYTES], path[64];
	bool good;

	if (!recorded_to_file(text, strlen(text), path))
		return false;
	good = latency_replay_read(replay, path, why);
	if (!good)
		printf("# %s\n", why);
	unlink(path);
	return good;
}

static void direct(void *context, const struct aptrace_record *record,
		   const void *event)
{
	struct latency_track *track = context;
	const struct vfio_ap_trace_hdr *hdr = event;

	ledger_add(track->ledger, record, event);
	latency_event(&track->books, ledger_find(track->ledger, hdr->session),
		      record, event);
}

/* What was written and read again is what the events have said. */
static void recording(void)
{
	struct latency_track live = { .ledger = ledger_new(0) };
	struct latency_replay replay = { 0 };
	const struct latency_books *books;
	struct recorded recorded;

	latency_scene_all(direct, &live);
	recorded_sample_latency(&recorded);
	REQUIRE(read_text(&replay, recorded.view.out.data));
	CHECK_EQUAL(replay.count, 1);
	books = &replay.tracks[0].books;
	CHECK(!memcmp(books->slots, live.books.slots, sizeof(books->slots)));
	CHECK_EQUAL(books->migrations, 10);
	CHECK_EQUAL(books->incomplete, 1);
	CHECK_EQUAL(books->active, 1);
	CHECK_EQUAL(books->events_missed, 1);
	CHECK(replay.tracks[0].account.summary);
	CHECK_EQUAL(replay.tracks[0].losses.counters.map_full, 0);
	latency_replay_free(&replay);
	ledger_free(live.ledger);
	recorded_free(&recorded);
}

static void only_one_mdev(void)
{
	struct latency_replay replay = { .mdev.set = true };
	struct recorded recorded;

	recorded_sample_latency(&recorded);
	memset(replay.mdev.uuid, 0x22, sizeof(replay.mdev.uuid));
	REQUIRE(read_text(&replay, recorded.view.out.data));
	replay.mdev.uuid[15] = 0;
	REQUIRE(read_text(&replay, recorded.view.out.data));
	CHECK_EQUAL(replay.count, 2);
	CHECK_EQUAL(replay.tracks[0].books.migrations, 10);
	CHECK_EQUAL(replay.tracks[1].books.migrations, 0);
	CHECK_EQUAL(replay.tracks[1].books.slots[APTRACE_ARC_SLOT(2, 1)].count, 0);
	latency_replay_free(&replay);
	recorded_free(&recorded);
}

/* More than there can be at once; ended ones make room. */
static void very_many(void)
{
	struct latency_replay replay = { 0 };
	struct recorded recorded;
	struct scene scene;
	u64 session;

	recorded_begin(&recorded, "b");
	for (session = 1; session <= APTRACE_SESSIONS_MAX + 100; session++) {
		scene_source(&scene, session);
		scene_end(&scene, VFIO_AP_OUTCOME_ABORTED, 0);
		recorded_next(&recorded, 1000000000);
	}
	recorded_end(&recorded);
	REQUIRE(read_text(&replay, recorded.view.out.data));
	CHECK_EQUAL(replay.tracks[0].losses.counters.map_full, 0);
	CHECK_EQUAL(replay.tracks[0].books.migrations, session - 1);
	CHECK_EQUAL(replay.tracks[0].books.slots[APTRACE_PHASE_SLOT(APTRACE_PHASE_READ)].count,
		    session - 1);
	latency_replay_free(&replay);
	recorded_free(&recorded);
}

static void fill(struct latency_books *books)
{
	struct latency_track track = { .ledger = ledger_new(0) };

	latency_scene_all(direct, &track);
	*books = track.books;
	ledger_free(track.ledger);
}

/* Columns of the widest line; a character of several bytes is one. */
static unsigned int widest(const char *text)
{
	unsigned int column = 0, most = 0;

	for (; *text; text++) {
		if (*text == '\n')
			column = 0;
		else if (((unsigned char)*text & 0xc0) != 0x80)
			column++;
		if (column > most)
			most = column;
	}
	return most;
}

static void bars_fit(void)
{
	static const struct aptrace_histogram extreme = {
		.count = 1000002, .failed = 1, .unpaired = 1, .sum_ns = ~0ULL,
		.max_ns = ~0ULL, .buckets = { [0] = 1, [20] = 1000000, [64] = 1 },
	};
	struct latency_books books;
	struct latency_style style = { .choice = &all };
	struct view view;

	fill(&books);
	books.slots[3] = extreme;
	view_init(&view, &view_lines);
	for (style.width = LATENCY_WIDTH_MIN; style.width < 200; style.width += 3) {
		style.blocks = style.width & 1;
		tap_context("%u columns", style.width);
		text_clear(&view.out);
		latency_lines(&style, &view, &books, true);
		/* The longest remark is not wrapped, as those of all commands. */
		*strstr(view.out.data, "# migrations") = '\0';
		CHECK(widest(view.out.data) <= style.width);
		CHECK(widest(view.out.data) > style.width - 8);
		CHECK(!strchr(view.out.data, '\033'));
		CHECK(!strchr(view.out.data, '#') == style.blocks);
	}
	/* Something is never nothing: one of a million has a bar. */
	CHECK(strstr(view.out.data, "        1 \xe2\x96\x8f\n"));
	style.color = true;
	text_clear(&view.out);
	latency_lines(&style, &view, &books, true);
	CHECK(strchr(view.out.data, '\033'));
	view_free(&view);
}

static void nothing(void)
{
	struct latency_books books = { 0 };
	const struct latency_style style = { .choice = &all, .width = 80 };
	struct view view;

	view_init(&view, &view_lines);
	latency_lines(&style, &view, &books, true);
	CHECK_TEXT(view.out.data,
		   "# nothing that was to be measured took place\n"
		   "# migrations: ended 0; incomplete 0; active 0; events missing 0\n");
	view_free(&view);
}

static void json(void)
{
	struct latency_choice some = { 0 };
	struct latency_style style = { .choice = &all };
	struct latency_books books;
	struct text line = { 0 };
	const char *at, *end;
	unsigned int lines = 0;
	struct view view;

	fill(&books);
	view_init(&view, &view_json);
	latency_json(&style, &view, &books, false);
	for (at = view.out.data; *at; at = end + 1) {
		end = strchr(at, '\n');
		text_clear(&line);
		text_append(&line, at, end - at);
		tap_context("%.100s", line.data);
		CHECK(json_check(line.data));
		CHECK(strstr(line.data, "\"final\":false"));
		lines++;
	}
	CHECK(lines > 15);
	CHECK(strstr(view.out.data, "\"name\":\"STOP:STOP_COPY\",\"from\":\"STOP\",\"to\":\"STOP_COPY\",\"measured_by\":\"driver\",\"count\":5,\"failed\":0,\"unpaired\":0,\"sum_ns\":124000,\"min_ns\":4000,\"mean_ns\":24800,\"max_ns\":64000,\"p50_low_ns\":8192,\"p50_high_ns\":16383,"));
	CHECK(strstr(view.out.data, "{\"low_ns\":2048,\"high_ns\":4095,\"count\":1}"));
	CHECK(strstr(view.out.data, "\"measured_by\":\"listener\""));

	text_clear(&view.out);
	CHECK(latency_parse_phases(&some, "apply"));
	style.choice = &some;
	latency_json(&style, &view, &books, true);
	CHECK(strstr(view.out.data, "\"name\":\"apply\""));
	CHECK(!strstr(view.out.data, "\"kind\":\"arc\""));
	CHECK(strstr(view.out.data, "\"final\":true"));

	text_clear(&line);
	latency_schema(&line);
	line.data[line.length - 1] = '\0';
	CHECK(json_check(line.data));
	text_free(&line);
	view_free(&view);
}

/* They end faster than anybody looks for those that have ended: none is passed over. */
static void in_quick_succession(void)
{
	struct latency_replay replay = { 0 };
	struct recorded recorded;
	struct scene scene;
	u64 session;

	recorded_begin(&recorded, "b");
	for (session = 1; session <= 200; session++) {
		scene_source(&scene, session);
		scene_end(&scene, VFIO_AP_OUTCOME_ABORTED, 0);
		recorded_next(&recorded, 10000000);
	}
	recorded_end(&recorded);
	REQUIRE(read_text(&replay, recorded.view.out.data));
	CHECK_EQUAL(replay.tracks[0].books.migrations, 200);
	latency_replay_free(&replay);
	recorded_free(&recorded);
}

static const struct test tests[] = {
	{ "recording", recording },
	{ "in_quick_succession", in_quick_succession },
	{ "only_one_mdev", only_one_mdev },
	{ "very_many", very_many },
	{ "bars_fit", bars_fit },
	{ "nothing", nothing },
	{ "json", json },
};

SUITE(latency_views, tests);
