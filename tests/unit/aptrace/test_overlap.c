// SPDX-License-Identifier: GPL-2.0
/* Several recordings of one host: each event counts once, whichever file is named first. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/explain.h"
#include "../../../tools/aptrace/export.h"
#include "../../../tools/aptrace/overlap.h"
#include "../../../tools/aptrace/replay.h"
#include "recorded.h"
#include "suites.h"

#define FILES_MAX	3
#define LINES_MAX	512

/**
 * struct lines - a recording in lines
 * @text: of it; ends of lines are 0
 * @line: each
 * @count: how many
 */
struct lines {
	char *text;
	const char *line[LINES_MAX];
	size_t count;
};

/**
 * struct files - some recordings of one host
 * @paths: of them
 * @count: how many
 */
struct files {
	char paths[FILES_MAX][64];
	unsigned int count;
};

static void split(struct lines *lines, const char *text)
{
	char *at;

	lines->text = strdup(text);
	lines->count = 0;
	for (at = strtok(lines->text, "\n"); at; at = strtok(NULL, "\n"))
		if (lines->count < LINES_MAX)
			lines->line[lines->count++] = at;
}

/* Header, the events from the percentage @from to @to, summary. */
static void add_piece(struct files *files, const struct lines *lines,
		      unsigned int from, unsigned int to)
{
	const size_t events = lines->count - 2;
	struct text text = { 0 };
	size_t i;

	text_printf(&text, "%s\n", lines->line[0]);
	for (i = events * from / 100; i < events * to / 100; i++)
		text_printf(&text, "%s\n", lines->line[1 + i]);
	text_printf(&text, "%s\n", lines->line[lines->count - 1]);
	CHECK(recorded_to_file(text.data, text.length,
			       files->paths[files->count++]));
	text_free(&text);
}

static void remove_files(struct files *files)
{
	while (files->count)
		unlink(files->paths[--files->count]);
}

/* The paths, rotated by @first. */
static void name(struct files *files, unsigned int first, char *list[FILES_MAX])
{
	unsigned int i;

	for (i = 0; i < files->count; i++)
		list[i] = files->paths[(i + first) % files->count];
}

static void replayed(struct files *files, unsigned int first,
		     const struct view_ops *view, struct stories *stories,
		     struct text *out)
{
	static const struct replay_options_shown shown = {
		.verdicts_max = TRACKER_VERDICTS_DEFAULT,
		.history_max = TRACKER_HISTORY_DEFAULT,
	};
	char why[RECORDING_WHY_BYTES] = "", *list[FILES_MAX];
	enum replay_step step = REPLAY_GO_ON;
	struct replay replay;

	name(files, first, list);
	replay_init(&replay, &shown, view);
	replay.stories = stories;
	if (CHECK(replay_open(&replay, list, files->count, why))) {
		while (step == REPLAY_GO_ON)
			step = replay_next(&replay, why);
		CHECK_EQUAL(step, REPLAY_END);
		replay_finish(&replay);
		replay_sum(&replay);
	}
	CHECK_TEXT(why, "");
	text_append(out, replay.view.out.data, replay.view.out.length);
	replay_free(&replay);
}

static void explained(struct files *files, unsigned int first, struct text *out)
{
	struct explanation explanation;
	struct stories stories = { 0 };
	struct text unused = { 0 };
	struct story story;

	replayed(files, first, &view_lines, &stories, &unused);
	CHECK_EQUAL(stories_count(&stories), 2);
	if (CHECK(stories_find(&stories, NULL, &story))) {
		explain_build(&explanation, &story);
		explain_text(&explanation, 80, true, out);
		explain_free(&explanation);
	}
	stories_free(&stories);
	text_free(&unused);
}

static bool take_piece(void *context, struct text *text)
{
	text_append(context, text->data, text->length);
	text_clear(text);
	return true;
}

static void exported(struct files *files, unsigned int first, struct text *out)
{
	char why[RECORDING_WHY_BYTES] = "", *list[FILES_MAX];
	struct event_list events = { 0 };

	name(files, first, list);
	CHECK(event_list_read(&events, list, files->count, why));
	CHECK(export_csv(&events, take_piece, out));
	CHECK(export_trace(&events, take_piece, out));
	event_list_free(&events);
}

/* Without the lines that tell of files: these are others. */
static void drop_files(struct text *text)
{
	struct text left = { 0 };
	char *line;

	for (line = strtok(text->data, "\n"); line; line = strtok(NULL, "\n"))
		if (!strstr(line, "\"type\":\"recording\""))
			text_printf(&left, "%s\n", line);
	text_free(text);
	*text = left;
}

static void all_views(struct files *files, unsigned int first,
		      struct text outs[3])
{
	memset(outs, 0, 3 * sizeof(outs[0]));
	replayed(files, first, &view_json, NULL, &outs[0]);
	explained(files, first, &outs[1]);
	exported(files, first, &outs[2]);
}

static void free_views(struct text outs[3])
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		text_free(&outs[i]);
}

/* In each order the same, and the same as of the whole recording. */
static void check_files(const struct lines *lines, struct files *files)
{
	struct text expected[3], first[3], outs[3];
	struct files whole = { .count = 0 };
	unsigned int order, i;

	add_piece(&whole, lines, 0, 100);
	all_views(&whole, 0, expected);
	all_views(files, 0, first);
	for (order = 1; order < files->count; order++) {
		all_views(files, order, outs);
		for (i = 0; i < 3; i++)
			CHECK_TEXT(outs[i].data, first[i].data);
		free_views(outs);
	}
	drop_files(&expected[0]);
	drop_files(&first[0]);
	for (i = 0; i < 3; i++)
		CHECK_TEXT(first[i].data, expected[i].data);
	free_views(first);
	free_views(expected);
	remove_files(&whole);
	remove_files(files);
}

static void events_count_once(void)
{
	static const unsigned int pieces[][2 * FILES_MAX] = {
		{ 0, 60, 40, 100 },		/* overlapping halves */
		{ 0, 100, 30, 70 },		/* one in the other */
		{ 0, 100, 0, 100 },		/* the same twice */
		{ 0, 50, 50, 100 },		/* one after the other */
		{ 0, 40, 30, 80, 20, 100 },
	};
	struct recorded recorded;
	struct lines lines;
	size_t i, j;

	recorded_sample_destination(&recorded);
	split(&lines, recorded.view.out.data);
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct files files = { .count = 0 };

		tap_context("pieces %zu", i);
		for (j = 0; j < 2 * FILES_MAX && pieces[i][j + 1]; j += 2)
			add_piece(&files, &lines, pieces[i][j], pieces[i][j + 1]);
		check_files(&lines, &files);
	}
	free(lines.text);
	recorded_free(&recorded);
}

/* As two CPUs have it: neighbours changed places, in each file others. */
static void disorder_is_no_matter(void)
{
	struct files files = { .count = 0 }, one = { .count = 0 };
	struct text first[3], outs[3];
	struct recorded recorded;
	struct lines lines;
	size_t i, swap;

	recorded_sample_destination(&recorded);
	for (swap = 2; swap < 4; swap++) {
		split(&lines, recorded.view.out.data);
		for (i = swap; i + 2 < lines.count; i += 2 * swap) {
			const char *line = lines.line[i];

			lines.line[i] = lines.line[i + 1];
			lines.line[i + 1] = line;
		}
		add_piece(&files, &lines, 0, 100);
		free(lines.text);
	}
	all_views(&files, 0, first);
	all_views(&files, 1, outs);
	for (i = 0; i < 3; i++)
		CHECK_TEXT(outs[i].data, first[i].data);
	CHECK(strstr(first[0].data, "\"incomplete\":0"));
	free_views(outs);
	free_views(first);
	remove_files(&files);
	remove_files(&one);
	recorded_free(&recorded);
}

/* Equal numbers on a host that was started anew are other events. */
static void other_boot(void)
{
	struct files files = { .count = 0 };
	struct recorded recorded;
	struct text out = { 0 };
	struct lines lines;
	char *header;

	recorded_sample_destination(&recorded);
	split(&lines, recorded.view.out.data);
	add_piece(&files, &lines, 0, 100);
	header = strdup(lines.line[0]);
	*strstr(header, "0b000000-") = '1';
	lines.line[0] = header;
	add_piece(&files, &lines, 0, 100);
	replayed(&files, 0, &view_json, NULL, &out);
	drop_files(&out);
	CHECK(strstr(out.data, "\"host\":\"b#2\""));
	exported(&files, 0, &out);
	remove_files(&files);
	text_free(&out);
	free(header);
	free(lines.text);
	recorded_free(&recorded);
}

static bool is_new(struct overlap *overlap, u64 time_ns, u64 session, u64 seq,
		   u32 queues)
{
	const struct aptrace_record record = {
		.kind = APTRACE_RESET,
		.event_bytes = sizeof(struct vfio_ap_ev_reset),
		.time_ns = time_ns,
	};
	const struct vfio_ap_ev_reset event = {
		.hdr = { .session = session, .seq = seq },
		.queues = queues,
	};

	return overlap_is_new(overlap, &record, &event);
}

static void numbers_tell(void)
{
	const u64 second = 1ULL << 30;
	struct overlap overlap = { 0 };

	/* In a migration the number is enough. */
	CHECK(is_new(&overlap, 5 * second, 1, 63, 4));
	CHECK(is_new(&overlap, 5 * second, 1, 64, 4));
	CHECK(!is_new(&overlap, 9 * second, 1, 63, 5));
	CHECK(is_new(&overlap, 5 * second, 2, 63, 4));
	CHECK(is_new(&overlap, 5 * second, 1, 0, 4));
	CHECK(is_new(&overlap, 5 * second, 1, UINT64_MAX, 4));
	CHECK(!is_new(&overlap, 5 * second, 1, UINT64_MAX, 4));
	/* Outside of one they begin again with each mdev that is made. */
	CHECK(is_new(&overlap, 5 * second, 0, 1, 4));
	CHECK(!is_new(&overlap, 6 * second, 0, 1, 4));
	CHECK(!is_new(&overlap, 5 * second - 1, 0, 1, 4));
	CHECK(is_new(&overlap, 5 * second, 0, 1, 5));
	CHECK(is_new(&overlap, 60 * second, 0, 1, 4));
	overlap_free(&overlap);
}

static const struct test tests[] = {
	{ "each event counts once, in any order of files", events_count_once },
	{ "events in disorder", disorder_is_no_matter },
	{ "another boot", other_boot },
	{ "what makes two events the same", numbers_tell },
};

SUITE(overlap, tests);
