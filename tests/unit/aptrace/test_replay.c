// SPDX-License-Identifier: GPL-2.0
/* Recordings, played back. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/replay.h"
#include "json_check.h"
#include "recorded.h"
#include "suites.h"

#define FILES_MAX	2

static const struct replay_options_shown shown_default = {
	.verdicts_max = TRACKER_VERDICTS_DEFAULT,
	.history_max = TRACKER_HISTORY_DEFAULT,
};

/* All that a replay of these texts prints; the caller frees. */
static char *play(const char * const *texts, unsigned int count,
		  const struct replay_options_shown *shown,
		  const struct view_ops *view, bool table)
{
	char paths[FILES_MAX][64], *list[FILES_MAX];
	struct screen screen = { .width = 100, .height = 60 };
	char why[RECORDING_WHY_BYTES] = "";
	enum replay_step step = REPLAY_GO_ON;
	struct replay replay;
	char *out = NULL;
	unsigned int i;

	for (i = 0; i < count; i++) {
		CHECK(recorded_to_file(texts[i], strlen(texts[i]), paths[i]));
		list[i] = paths[i];
	}
	replay_init(&replay, shown, view);
	replay.silent = table;
	if (CHECK(replay_open(&replay, list, count, why))) {
		while (step == REPLAY_GO_ON)
			step = replay_next(&replay, why);
		CHECK_EQUAL(step, REPLAY_END);
		replay_finish(&replay);
		if (table)
			replay_tables(&replay, &screen);
		replay_sum(&replay);
	}
	CHECK_TEXT(why, "");
	out = strdup(replay.view.out.data ? replay.view.out.data : "");
	replay_free(&replay);
	for (i = 0; i < count; i++)
		unlink(paths[i]);
	return out;
}

static char *play_one(const struct recorded *recorded,
		      const struct view_ops *view, bool table)
{
	const char *text = recorded->view.out.data;

	return play(&text, 1, &shown_default, view, table);
}

static unsigned int count_words(const char *text, const char *word)
{
	unsigned int count = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		count++;
	return count;
}

struct books {
	struct ledger *ledger;
	unsigned int wanted;
};

static void take(void *context, const struct aptrace_record *record,
		 const void *event)
{
	struct books *books = context;

	books->wanted += ledger_add(books->ledger, record, event);
}

/* The books are those of the BPF programs: both are made by bpf/aggregate.h. */
static void same_books(void)
{
	struct books books = { .ledger = ledger_new(2) };
	struct aptrace_session session;
	struct scene scene;

	scene_listen(take, &books);
	scene_destination(&scene, 7, 12, 3);
	scene_listen(NULL, NULL);
	REQUIRE(ledger_session(books.ledger, 7, &session));
	/* Of three bad verdicts two were wanted. */
	CHECK_EQUAL(session.verdicts_cut, 1);
	session.verdicts_cut = 0;
	CHECK(!memcmp(&session, &scene.session, sizeof(session)));
	/* Four arcs or a reset, begin, end, two bad verdicts; no reads or writes. */
	CHECK_EQUAL(books.wanted, 3 + 1 + 1 + 1 + 2);
	CHECK_EQUAL(ledger_counters(books.ledger)->events[APTRACE_VERDICT], 12);
	ledger_forget(books.ledger, 7);
	CHECK(!ledger_session(books.ledger, 7, &session));
	ledger_free(books.ledger);
}

static void count_session(void *context, const struct aptrace_session *session)
{
	uint64_t *last = context;

	CHECK(session->session > *last);
	*last = session->session;
}

/* As many at once as the map of the BPF programs; the rest is counted. */
static void books_are_bounded(void)
{
	struct books books = { .ledger = ledger_new(0) };
	const struct aptrace_counters *counters;
	uint64_t last = 0;
	struct scene scene;
	unsigned int i;

	counters = ledger_counters(books.ledger);
	scene_listen(take, &books);
	for (i = 1; i <= APTRACE_SESSIONS_MAX + 5; i++) {
		scene_start(&scene, i);
		scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0,
			  0);
	}
	scene_end(&scene, VFIO_AP_OUTCOME_ABORTED, 0);
	scene_listen(NULL, NULL);
	CHECK_EQUAL(counters->map_full, 6);
	CHECK_EQUAL(counters->ends_unmapped, 1);
	ledger_sessions(books.ledger, count_session, &last);
	CHECK_EQUAL(last, APTRACE_SESSIONS_MAX);
	ledger_free(books.ledger);
}

static void one_host(void)
{
	struct recorded recorded;
	char *lines;

	recorded_sample_destination(&recorded);
	lines = play_one(&recorded, &view_lines, false);
	CHECK(!strncmp(lines, "# attached: 10 tracepoints, tp_btf\n", 35));
	CHECK_EQUAL(count_words(lines, " destination start "), 2);
	CHECK_EQUAL(count_words(lines, " destination end "), 2);
	CHECK_EQUAL(count_words(lines, "complete=yes"), 2);
	CHECK_EQUAL(count_words(lines, " type: expected"), 3);
	CHECK(strstr(lines, "outcome=refused"));
	CHECK(strstr(lines, "; ended 2: 1 completed, 1 refused; incomplete 0; active 0; nothing lost\n"));
	/* A single host is not named: as live. */
	CHECK(!strstr(lines, " b "));
	free(lines);
	recorded_free(&recorded);
}

/* By time, each line with its host; both halves of each migration complete. */
static void two_hosts(void)
{
	struct recorded a, b;
	const char *texts[2], *line;
	char *lines, clock[13] = "";
	unsigned int of_a = 0, of_b = 0;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	texts[0] = b.view.out.data;
	texts[1] = a.view.out.data;
	lines = play(texts, 2, &shown_default, &view_lines, false);
	for (line = lines; *line; line = strchr(line, '\n') + 1) {
		tap_context("%.60s", line);
		if (*line == '#') {
			CHECK(!strncmp(line, "# a: ", 5) ||
			      !strncmp(line, "# b: ", 5));
			continue;
		}
		of_a += !strncmp(line + 12, " a ", 3);
		of_b += !strncmp(line + 12, " b ", 3);
		/* A migration's beginning is told when it is known to be one. */
		if (!strncmp(line + 36, "start", 5) ||
		    !strncmp(line + 36, "state", 5))
			continue;
		CHECK(strncmp(line, clock, 12) >= 0);
		snprintf(clock, sizeof(clock), "%.12s", line);
	}
	CHECK(of_a > 5);
	CHECK(of_b > 5);
	CHECK_EQUAL(count_words(lines, "complete=yes"), 4);
	CHECK(count_words(lines, " a acababab source ") > 1);
	CHECK(count_words(lines, " b acababab destination ") > 1);
	free(lines);
	recorded_free(&a);
	recorded_free(&b);
}

static void two_hosts_json(void)
{
	struct recorded a, b;
	const char *texts[2], *at, *end;
	struct text line = { 0 };
	char *lines;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	texts[0] = a.view.out.data;
	texts[1] = b.view.out.data;
	lines = play(texts, 2, &shown_default, &view_json, false);
	for (at = lines; *at; at = end + 1) {
		end = strchr(at, '\n');
		text_clear(&line);
		text_append(&line, at, end - at);
		tap_context("%.100s", line.data);
		CHECK(json_check(line.data));
		CHECK(strstr(line.data, "\"host\":\"a\"") ||
		      strstr(line.data, "\"host\":\"b\""));
	}
	CHECK_EQUAL(count_words(lines, "\"type\":\"end\""), 4);
	CHECK_EQUAL(count_words(lines, "\"type\":\"recording\""), 2);
	CHECK_EQUAL(count_words(lines, "\"type\":\"summary\""), 2);
	text_free(&line);
	free(lines);
	recorded_free(&a);
	recorded_free(&b);
}

/* --events --json of a recording is what was recorded. */
static void events_again(void)
{
	struct replay_options_shown shown = shown_default;
	const char *first, *last, *text;
	struct recorded recorded;
	char *lines;

	shown.events = true;
	recorded_sample_destination(&recorded);
	text = recorded.view.out.data;
	lines = play(&text, 1, &shown, &view_json, false);
	first = strchr(text, '\n') + 1;
	last = strstr(text, "{\"type\":\"summary\"");
	REQUIRE(strstr(lines, "{\"type\":\"event\""));
	CHECK(!strncmp(strstr(lines, "{\"type\":\"event\""), first, last - first));
	free(lines);
	recorded_free(&recorded);
}

static void table(void)
{
	struct recorded recorded;
	char *lines;

	recorded_sample_destination(&recorded);
	lines = play_one(&recorded, &view_lines, true);
	CHECK(strstr(lines, "aptrace migrations  b  active 0  ended 2"));
	CHECK(strstr(lines, "refused: 3 of 12 queues not compatible"));
	/* One line in the table for each. */
	CHECK_EQUAL(count_words(lines, " dst "), 2);
	CHECK(!strstr(lines, " start "));
	CHECK(!strpbrk(lines, "\r\033"));
	CHECK(strstr(lines, " events; ended 2: 1 completed, 1 refused"));
	free(lines);
	recorded_free(&recorded);
}

/* Sequence numbers tell of what the recording does not have, as live. */
static void what_is_missing(void)
{
	struct recorded recorded;
	struct scene scene;
	char *lines;

	recorded_begin(&recorded, "a");
	scene_start(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	scene_begin(&scene, 6);
	scene.lose = 2;
	scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY,
		  VFIO_AP_ROLE_SOURCE, 0);
	scene_io(&scene, 0, 100, 496);
	scene_io(&scene, 100, 396, 496);
	scene_end(&scene, VFIO_AP_OUTCOME_ABORTED, 0);
	recorded.losses.counters.ring_full = 2;
	recorded_end(&recorded);
	lines = play_one(&recorded, &view_lines, false);
	CHECK(strstr(lines, "complete=no"));
	CHECK(strstr(lines, " incomplete 4 of 6 events seen\n"));
	CHECK(strstr(lines, "incomplete 1; active 0; lost 2 details (ring full)"));
	free(lines);
	recorded_free(&recorded);
}

/* Each kind of loss that a recorder can tell of, alone: replay says which one it was. */
static void each_loss(void)
{
	static const struct {
		size_t at;
		const char *words;
	} kinds[] = {
		{ offsetof(struct collector_losses, counters.ring_full),
		  "lost 5 details (ring full)" },
		{ offsetof(struct collector_losses, counters.map_full),
		  "lost 5 events (map full)" },
		{ offsetof(struct collector_losses, counters.ends_unmapped),
		  "lost 5 migrations (map full)" },
		{ offsetof(struct collector_losses, counters.unreadable),
		  "lost 5 events (unreadable)" },
		{ offsetof(struct collector_losses, recursion_misses),
		  "lost 5 events (recursion)" },
	};
	struct recorded recorded;
	char *lines;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		const u64 lost = 5;

		recorded_begin(&recorded, "a");
		memcpy((char *)&recorded.losses + kinds[i].at, &lost,
		       sizeof(lost));
		recorded.view.then_ns = SCENE_START_NS;
		recorded.view.ops->loss(&recorded.view, &recorded.losses);
		recorded_end(&recorded);
		lines = play_one(&recorded, &view_lines, false);
		tap_context("%s", lines);
		/* When it happened, and in the sum. */
		CHECK_EQUAL(count_words(lines, kinds[i].words), 2);
		CHECK(!strstr(lines, "nothing lost"));
		free(lines);
		recorded_free(&recorded);
	}
}

/* Cut in the middle: the migration is still active, and it is said why. */
static void cut_recording(void)
{
	struct recorded recorded;
	char *text, *at, *lines;
	const char *list[1];

	recorded_sample_source(&recorded);
	text = strdup(recorded.view.out.data);
	at = strstr(text, "\"session\":2");
	REQUIRE(at);
	strchr(at, '\n')[20] = '\0';
	list[0] = text;
	lines = play(list, 1, &shown_default, &view_lines, false);
	CHECK(strstr(lines, "is not whole and was left out"));
	CHECK(strstr(lines, "there is no summary"));
	CHECK(strstr(lines, "ended 1: 1 completed"));
	free(lines);
	free(text);
	recorded_free(&recorded);
}

static void one_mdev(void)
{
	struct replay_options_shown shown = shown_default;
	struct recorded recorded;
	const char *text;
	char *lines;

	shown.mdev.set = true;
	memset(shown.mdev.uuid, 0x11, sizeof(shown.mdev.uuid));
	shown.mdev.uuid[15] = 2;
	recorded_sample_destination(&recorded);
	text = recorded.view.out.data;
	lines = play(&text, 1, &shown, &view_lines, false);
	CHECK_EQUAL(count_words(lines, " destination end "), 1);
	CHECK(strstr(lines, "outcome=refused"));
	free(lines);
	recorded_free(&recorded);
}

/* Nothing but the recording decides what is printed: not the zone, not the hour. */
static void same_everywhere(void)
{
	struct recorded recorded;
	char *first, *second;

	recorded_sample_destination(&recorded);
	first = play_one(&recorded, &view_json, false);
	usleep(2000);
	second = play_one(&recorded, &view_json, false);
	/* The names of the files differ. */
	*strstr(first, "\"path\"") = '\0';
	*strstr(second, "\"path\"") = '\0';
	CHECK_TEXT(second, first);
	free(first);
	free(second);
	recorded_free(&recorded);
}

static const struct test tests[] = {
	{ "the books are those of the BPF programs", same_books },
	{ "the books are bounded", books_are_bounded },
	{ "one host", one_host },
	{ "two hosts, by time", two_hosts },
	{ "two hosts, as JSON", two_hosts_json },
	{ "the events again, to the byte", events_again },
	{ "the table at the end", table },
	{ "what is missing is stated", what_is_missing },
	{ "each kind of loss is told", each_loss },
	{ "a recording that is cut", cut_recording },
	{ "one mediated device of several", one_mdev },
	{ "the same at any time", same_everywhere },
};

SUITE(replay, tests);
