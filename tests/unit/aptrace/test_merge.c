// SPDX-License-Identifier: GPL-2.0
/* Two recordings as one, and what is known of the clocks of their hosts. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/merge.h"
#include "json_check.h"
#include "recorded.h"
#include "suites.h"

#define MS	1000000LL
/* Of host 0; that of host 1 is wrong by what a test says. */
#define EPOCH	1795300000000000000LL

/* Something that happens to one migration, on one of two hosts, at a true time. */
struct happening {
	unsigned int host;
	u8 role;
	unsigned int kind;
	int64_t true_ns;
	u64 pos_bytes;
	u64 len_bytes;
	s32 err;
	u32 outcome;
	u32 cause;
	u8 id;
};

static void happen(struct merge_clock *clock, const struct happening *h,
		   int64_t wrong_ns)
{
	struct aptrace_record record = {
		.kind = h->kind,
		.event_bytes = event_bytes(h->kind),
		.time_ns = h->true_ns + 1000 * MS,
	};
	union {
		struct vfio_ap_trace_hdr hdr;
		struct vfio_ap_ev_io io;
		struct vfio_ap_ev_arc arc;
		struct vfio_ap_ev_end end;
	} ev = { 0 };

	ev.hdr.session = h->id;
	ev.hdr.role = h->role;
	memset(ev.hdr.migration_id, h->id, sizeof(ev.hdr.migration_id));
	if (h->kind == APTRACE_END) {
		ev.end.outcome = h->outcome;
		ev.end.cause = h->cause;
	} else if (h->kind == APTRACE_ARC) {
		ev.arc.err = h->err;
	} else {
		ev.io.pos_bytes = h->pos_bytes;
		ev.io.len_bytes = h->len_bytes;
		ev.io.err = h->err;
	}
	merge_clock_add(clock, h->host, EPOCH + (h->host ? wrong_ns : 0),
			&record, &ev);
}

static void estimate_all(const struct happening *h, size_t count, int64_t wrong_ns,
			 struct merge_estimate *e)
{
	struct merge_clock *clock = merge_clock_new();
	size_t i;

	for (i = 0; i < count; i++)
		happen(clock, &h[i], wrong_ns);
	merge_clock_estimate(clock, e);
	merge_clock_free(clock);
}

#define READ(host_, ms, pos, len) \
	{ .host = host_, .role = VFIO_AP_ROLE_SOURCE, .kind = APTRACE_READ, \
	  .true_ns = (ms) * MS, .pos_bytes = pos, .len_bytes = len, .id = 0x4d }
#define WRITE(host_, ms, pos, len, errno_) \
	{ .host = host_, .role = VFIO_AP_ROLE_DESTINATION, \
	  .kind = APTRACE_WRITE, .true_ns = (ms) * MS, .pos_bytes = pos, \
	  .len_bytes = len, .err = errno_, .id = 0x4d }
#define END(host_, role_, ms, outcome_, cause_) \
	{ .host = host_, .role = VFIO_AP_ROLE_ ## role_, .kind = APTRACE_END, \
	  .true_ns = (ms) * MS, .outcome = VFIO_AP_OUTCOME_ ## outcome_, \
	  .cause = VFIO_AP_CAUSE_ ## cause_, .id = 0x4d }

/*
 * From host 0 to host 1: written 3 ms after it was read, given up 5 ms after the
 * guest ran.
 */
static const struct happening completed[] = {
	READ(0, 10, 0, 400), READ(0, 20, 400, 200),
	/* The last byte of the first chunk was read with the second. */
	WRITE(1, 23, 0, 500, 0), WRITE(1, 24, 500, 100, 0),
	END(1, DESTINATION, 40, COMPLETED, STATE),
	END(0, SOURCE, 45, COMPLETED, CLOSE),
};

static const struct happening refused[] = {
	READ(0, 10, 0, 400), WRITE(1, 12, 0, 300, 0),
	WRITE(1, 13, 300, 100, -ENODEV),
	END(1, DESTINATION, 14, REFUSED, CLOSE),
	END(0, SOURCE, 19, ROLLED_BACK, STATE),
};

/* The host that is behind by 100 ms has 100 ms added, within what is not known. */
static void between_two_bounds(void)
{
	struct merge_estimate e;

	estimate_all(completed, ARRAY_SIZE(completed), -100 * MS, &e);
	CHECK(e.known);
	CHECK(!e.contradiction);
	CHECK_EQUAL(e.migrations, 1);
	CHECK_EQUAL(e.low.ns, 97 * MS);
	CHECK(e.low.by_bytes);
	CHECK_EQUAL(e.high.ns, 105 * MS);
	CHECK(!e.high.by_bytes);
	CHECK_EQUAL(e.offset_ns, 101 * MS);
	CHECK_EQUAL(e.uncertainty_ns, 4 * MS);

	/* It goes on when the write has failed, not when the reset is done. */
	estimate_all(refused, ARRAY_SIZE(refused), 7 * MS, &e);
	CHECK(e.known);
	CHECK_EQUAL(e.low.ns, -9 * MS);
	CHECK_EQUAL(e.high.ns, -1 * MS);
	CHECK_EQUAL(e.offset_ns, -5 * MS);
	CHECK_EQUAL(e.uncertainty_ns, 4 * MS);
}

/* The same with the guest moving the other way: it is still host 1 that is mended. */
static void the_other_way(void)
{
	struct happening back[ARRAY_SIZE(completed)];
	struct merge_estimate e;
	size_t i;

	memcpy(back, completed, sizeof(back));
	for (i = 0; i < ARRAY_SIZE(back); i++)
		back[i].host = !back[i].host;
	estimate_all(back, ARRAY_SIZE(back), -100 * MS, &e);
	CHECK(e.known);
	CHECK_EQUAL(e.low.ns, 95 * MS);
	CHECK(!e.low.by_bytes);
	CHECK_EQUAL(e.high.ns, 103 * MS);
	CHECK(e.high.by_bytes);
	CHECK_EQUAL(e.offset_ns, 99 * MS);
}

/* With one bound the clocks are left alone if that is possible. */
static void one_bound(void)
{
	struct merge_estimate e;

	estimate_all(completed, 4, 0, &e);
	CHECK(!e.known);
	CHECK(e.low.known);
	CHECK(!e.high.known);
	CHECK_EQUAL(e.low.ns, -3 * MS);
	CHECK_EQUAL(e.offset_ns, 0);
	estimate_all(completed, 4, -10 * MS, &e);
	CHECK(!e.known);
	CHECK_EQUAL(e.offset_ns, 7 * MS);
	/* No pair, nothing known. */
	estimate_all(completed, 2, -10 * MS, &e);
	CHECK_EQUAL(e.migrations, 0);
	CHECK_EQUAL(e.offset_ns, 0);
}

/* A clock that was set in between: what bytes say holds, and it is named. */
static void contradiction(void)
{
	static const char * const hosts[] = { "a", "b" };
	struct merge_clock *clock = merge_clock_new();
	struct merge_estimate e;
	struct text words = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(completed); i++) {
		struct happening later = completed[i];

		happen(clock, &completed[i], -100 * MS);
		later.id = 0x5e;
		happen(clock, &later, 0);
	}
	merge_clock_estimate(clock, &e);
	merge_clock_free(clock);
	CHECK(e.contradiction);
	CHECK(!e.known);
	CHECK_EQUAL(e.migrations, 2);
	CHECK_EQUAL(e.low.ns, 97 * MS);
	CHECK_EQUAL(e.high.ns, 5 * MS);
	CHECK_EQUAL(e.offset_ns, 97 * MS);
	merge_clock_words(&e, hosts, &words);
	CHECK_TEXT(words.data, "Clocks: to the times of host b +97.0ms is added, so that they fit those of host a (from 2 migrations). This contradicts itself: at least +97.0ms by migration 4d4d4d4d (bytes are read before they are written), but at most +5.00ms by migration 5e5e5e5e (the source ends when the destination has answered). A clock was set or ran at another speed in between, or a host did not wait: do not compare times of the two hosts.");
	text_free(&words);
}

static void words_of_each(void)
{
	static const char * const hosts[] = { "a", "b" };
	struct text words = { 0 };
	struct merge_estimate e;

	estimate_all(completed, ARRAY_SIZE(completed), -100 * MS, &e);
	merge_clock_words(&e, hosts, &words);
	CHECK_TEXT(words.data, "Clocks: to the times of host b +101ms is added, so that they fit those of host a; that is certain to 4.00ms more or less (from 1 migration).");
	text_clear(&words);
	estimate_all(completed, 4, -10 * MS, &e);
	merge_clock_words(&e, hosts, &words);
	CHECK_TEXT(words.data, "Clocks: to the times of host b +7.00ms is added, so that they fit those of host a (from 1 migration). It is at least +7.00ms by migration 4d4d4d4d (bytes are read before they are written); how much more is not known.");
	text_clear(&words);
	estimate_all(completed, 0, 0, &e);
	merge_clock_words(&e, hosts, &words);
	CHECK_TEXT(words.data, "Clocks: no migration is in both recordings, so the clocks of hosts a and b cannot be compared; times are as each host had them.");
	text_free(&words);
}

/* Whatever the segments of reads and writes: the truth is between the bounds. */
static void truth_is_between(void)
{
	unsigned int round, i, r, w;

	for (round = 0; round < 500; round++) {
		struct happening h[64];
		struct merge_estimate e;
		int64_t wrong = (int64_t)tap_random_below(2000000000) - 1000000000, now = 0;
		u64 read = 0, written = 0;
		size_t count = 0;
		bool swap = tap_random_below(2);

		tap_context("round %u", round);
		for (i = 0; i < 60; i++) {
			now += tap_random_below(1000000);
			r = 1 + tap_random_below(1000);
			w = 1 + tap_random_below(1000);
			if (tap_random_below(2) || written + w > read) {
				h[count] = (struct happening)READ(swap, 0, read, r);
				read += r;
			} else {
				h[count] = (struct happening)WRITE(!swap, 0, written, w, 0);
				written += w;
			}
			h[count++].true_ns = now;
		}
		h[count] = (struct happening)END(!swap, DESTINATION, 0,
						 COMPLETED, STATE);
		h[count++].true_ns = ++now;
		h[count] = (struct happening)END(swap, SOURCE, 0, COMPLETED,
						 CLOSE);
		h[count++].true_ns = ++now;
		estimate_all(h, count, wrong, &e);
		CHECK(!e.contradiction);
		CHECK(!e.low.known || e.low.ns <= -wrong);
		CHECK(!e.high.known || e.high.ns >= -wrong);
		CHECK(!e.known || (u64)llabs(e.offset_ns + wrong) <=
		      e.uncertainty_ns);
	}
}

/* All lines of the merge of two texts, or what is wrong; the caller frees. */
static char *merge_texts(const char *a, const char *b, char *why)
{
	char paths[MERGE_HOSTS][64], *list[MERGE_HOSTS] = {
		paths[0], paths[1]
	};
	struct text text = { 0 };
	enum recording_step step;
	struct merge *merge;
	unsigned int i;

	*why = '\0';
	CHECK(recorded_to_file(a, strlen(a), paths[0]));
	CHECK(recorded_to_file(b, strlen(b), paths[1]));
	merge = merge_open(list, why);
	if (merge) {
		do {
			step = merge_next(merge, &text, why);
		} while (step == RECORDING_GO_ON);
		CHECK_EQUAL(step, RECORDING_END);
		merge_close(merge);
	}
	for (i = 0; i < MERGE_HOSTS; i++)
		unlink(paths[i]);
	return text.data;
}

/* What is left of the lines of one part without what the merge has put in. */
static void take_part_out(const char *merged, unsigned int part,
			  struct text *out)
{
	const char *line, *next, *rest;
	char begin[32];

	snprintf(begin, sizeof(begin), "{\"part\":%u,", part);
	for (line = merged; *line; line = next) {
		next = strchr(line, '\n') + 1;
		if (strncmp(line, begin, strlen(begin)))
			continue;
		rest = strstr(line, "\"type\"");
		text_putc(out, '{');
		text_append(out, rest, next - rest);
	}
}

/* Nothing is lost: each part is its recording, byte by byte. */
static void nothing_is_lost(void)
{
	char why[RECORDING_WHY_BYTES];
	struct text part = { 0 };
	struct recorded a, b;
	char *merged, *line, *rest;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	merged = merge_texts(a.view.out.data, b.view.out.data, why);
	REQUIRE(merged);
	take_part_out(merged, 0, &part);
	CHECK_TEXT(part.data, a.view.out.data);
	text_clear(&part);
	take_part_out(merged, 1, &part);
	CHECK_TEXT(part.data, b.view.out.data);
	text_free(&part);
	for (line = strtok_r(merged, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		CHECK(json_check(line));
	free(merged);
	recorded_free(&a);
	recorded_free(&b);
}

/* The first lines, whole. The sample's destination writes before it was read. */
static void first_lines(void)
{
	char why[RECORDING_WHY_BYTES];
	struct recorded a, b;
	char *merged, *third;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	merged = merge_texts(a.view.out.data, b.view.out.data, why);
	REQUIRE(merged);
	third = strchr(strchr(merged, '\n') + 1, '\n') + 1;
	CHECK(!strncmp(third, "{\"part\":1,\"clock_correction_ns\":500000,\"type\":\"header\",",
		       55));
	*third = '\0';
	*strchr(merged, '\n') = '\0';
	CHECK_TEXT(merged, "{\"type\":\"header\",\"time\":\"2026-11-21T22:26:44.999000000Z\",\"boot_ns\":4999000000,\"format\":2,\"abi\":1,\"parts\":2,\"clock\":{\"offset_ns\":500000,\"uncertainty_ns\":null,\"low_ns\":500000,\"high_ns\":-10500000,\"migrations\":2,\"contradiction\":\"at least +500us by migration acababab (bytes are read before they are written), but at most -10.5ms by migration adababab (the source ends when the destination has answered)\",\"words\":\"Clocks: to the times of host b +500us is added, so that they fit those of host a (from 2 migrations). This contradicts itself: at least +500us by migration acababab (bytes are read before they are written), but at most -10.5ms by migration adababab (the source ends when the destination has answered). A clock was set or ran at another speed in between, or a host did not wait: do not compare times of the two hosts.\"}}");
	CHECK(!strncmp(strchr(merged, '\0') + 1,
		       "{\"part\":0,\"clock_correction_ns\":0,\"type\":\"header\",",
		       50));
	free(merged);
	recorded_free(&a);
	recorded_free(&b);
}

struct heard {
	unsigned int headers[2];
	unsigned int events[2];
	unsigned int part;
	int64_t last_ns;
	int64_t offset_ns;
};

static void hear_header(void *context, const struct recording_header *header)
{
	struct heard *heard = context;

	heard->part = header->part;
	heard->headers[header->part]++;
	heard->offset_ns = header->clock_offset_ns;
	CHECK_TEXT(header->host, header->part ? "b" : "a");
}

static void hear_event(void *context, const struct aptrace_record *record,
		       const void *event)
{
	struct heard *heard = context;
	int64_t now = record->time_ns + heard->offset_ns;

	(void)event;
	heard->events[heard->part]++;
	CHECK(now >= heard->last_ns);
	heard->last_ns = now;
}

static const struct recording_ops hear_ops = {
	.on_header = hear_header,
	.on_event = hear_event,
};

/* A reader is told of each event whose it is, with corrected times, in order. */
static void is_read(void)
{
	char why[RECORDING_WHY_BYTES], path[64];
	struct recording *recording;
	struct heard heard = { 0 };
	enum recording_step step;
	struct recorded a, b;
	char *merged;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	merged = merge_texts(a.view.out.data, b.view.out.data, why);
	REQUIRE(merged);
	CHECK(recorded_to_file(merged, strlen(merged), path));
	recording = recording_open(path, why);
	REQUIRE(recording);
	do {
		step = recording_next(recording, &hear_ops, &heard, why);
	} while (step == RECORDING_GO_ON);
	CHECK_EQUAL(step, RECORDING_END);
	CHECK_EQUAL(recording_parts(recording), 2);
	CHECK_EQUAL(heard.events[0], 15);
	CHECK_EQUAL(heard.events[1], 40);
	CHECK(heard.headers[1] > 2);
	CHECK_EQUAL(recording_part_account(recording, 0)->events, 15);
	CHECK_EQUAL(recording_part_account(recording, 1)->events, 40);
	CHECK_EQUAL(recording_account(recording)->events, 55);
	CHECK(recording_account(recording)->summary);
	CHECK(strstr(recording_clock_words(recording), "+500us is added"));
	recording_close(recording);
	unlink(path);
	free(merged);
	recorded_free(&a);
	recorded_free(&b);
}

/* Which line, changed in which way, is refused with which words. */
static void refuse_text(const char *text, const char *words)
{
	static const struct recording_ops none;
	char why[RECORDING_WHY_BYTES] = "", path[64];

	CHECK(recorded_to_file(text, strlen(text), path));
	CHECK(!recording_read(path, &none, NULL, why));
	if (!CHECK(strstr(why, words)))
		tap_context("%s", why);
	unlink(path);
}

static void bad_ones(void)
{
	char why[RECORDING_WHY_BYTES], *merged, *line, *cut;
	struct recorded a, b;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	merged = merge_texts(a.view.out.data, b.view.out.data, why);
	REQUIRE(merged);
	/* Without its first line nobody knows whose the lines are. */
	refuse_text(strchr(merged, '\n') + 1, ":1: member \"part\"");
	/* Nor without the header of a part. */
	line = strchr(strchr(merged, '\n') + 1, '\n') + 1;
	cut = strdup(merged);
	memmove(cut + (line - merged), strchr(line, '\n') + 1,
		strlen(strchr(line, '\n') + 1) + 1);
	refuse_text(cut, ":3: member \"type\"");
	free(cut);
	/* No part beyond those that there are. */
	cut = strdup(merged);
	memcpy(strstr(cut, "{\"part\":1,"), "{\"part\":2,", 10);
	refuse_text(cut, "member \"part\" is 2; expected a whole number from 0 to 1");
	free(cut);

	/* A merge takes neither what is merged, nor one host twice. */
	CHECK(!merge_texts(merged, b.view.out.data, why));
	CHECK(strstr(why, "is a merged recording"));
	CHECK(!merge_texts(a.view.out.data, a.view.out.data, why));
	CHECK(strstr(why, "are of one host, since one start of it"));
	CHECK(!merge_texts(strchr(a.view.out.data, '\n') + 1,
			   b.view.out.data, why));
	CHECK(strstr(why, "has no header"));
	free(merged);
	recorded_free(&a);
	recorded_free(&b);
}

/* A recording that is cut is merged up to there; its host has no summary then. */
static void cut_one(void)
{
	static const struct recording_ops none;
	char why[RECORDING_WHY_BYTES], path[64], *merged;
	struct recording *recording;
	enum recording_step step;
	struct recorded a, b;

	recorded_sample_source(&a);
	recorded_sample_destination(&b);
	b.view.out.data[b.view.out.length - 20] = '\0';
	merged = merge_texts(a.view.out.data, b.view.out.data, why);
	REQUIRE(merged);
	CHECK(recorded_to_file(merged, strlen(merged), path));
	recording = recording_open(path, why);
	REQUIRE(recording);
	do {
		step = recording_next(recording, &none, NULL, why);
	} while (step == RECORDING_GO_ON);
	CHECK_EQUAL(step, RECORDING_END);
	CHECK(recording_part_account(recording, 0)->summary);
	CHECK(!recording_part_account(recording, 1)->summary);
	CHECK(!recording_account(recording)->summary);
	recording_close(recording);
	unlink(path);
	free(merged);
	recorded_free(&a);
	recorded_free(&b);
}

static const struct test tests[] = {
	{ "clocks: between two bounds", between_two_bounds },
	{ "clocks: the guest moves the other way", the_other_way },
	{ "clocks: one bound, and none", one_bound },
	{ "clocks: contradiction", contradiction },
	{ "clocks: words", words_of_each },
	{ "clocks: the truth is between the bounds", truth_is_between },
	{ "nothing is lost", nothing_is_lost },
	{ "the first lines", first_lines },
	{ "is read, in order", is_read },
	{ "what is refused", bad_ones },
	{ "a recording that is cut", cut_one },
};

SUITE(merge, tests);
