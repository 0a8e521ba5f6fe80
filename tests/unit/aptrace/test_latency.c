// SPDX-License-Identifier: GPL-2.0
/* How long things take: the arithmetic of the histograms, and what goes into them. */
#include <stdlib.h>

#include "../../../tools/aptrace/aggregate_event.h"
#include "../../../tools/aptrace/latency_books.h"
#include "../../../tools/aptrace/latency_slots.h"
#include "latency_scene.h"
#include "suites.h"

#define PHASE(name)	APTRACE_PHASE_SLOT(APTRACE_PHASE_##name)
#define ARC(from, to)	APTRACE_ARC_SLOT(APTRACE_STATE_##from, APTRACE_STATE_##to)

static u64 random64(void)
{
	return (u64)tap_random() << 32 | tap_random();
}

/* At each power of two a bucket begins, and there is one for whatever there can be. */
static void buckets(void)
{
	unsigned int bit, bucket;
	int i;

	CHECK_EQUAL(aptrace_bucket(0), 0);
	CHECK_EQUAL(aptrace_bucket(~0ULL), APTRACE_BUCKETS - 1);
	for (bit = 0; bit < 64; bit++) {
		tap_context("bit %u", bit);
		CHECK_EQUAL(aptrace_bucket(1ULL << bit), bit + 1);
		CHECK_EQUAL(aptrace_bucket((1ULL << bit) - 1), bit);
		CHECK_EQUAL(aptrace_bucket((1ULL << bit) | ((1ULL << bit) - 1)), bit + 1);
	}
	CHECK_EQUAL(aptrace_bucket_low_ns(0), 0);
	CHECK_EQUAL(aptrace_bucket_high_ns(0), 0);
	CHECK_EQUAL(aptrace_bucket_high_ns(APTRACE_BUCKETS - 1), ~0ULL);
	for (bucket = 1; bucket < APTRACE_BUCKETS; bucket++) {
		tap_context("bucket %u", bucket);
		CHECK_EQUAL(aptrace_bucket_low_ns(bucket),
			    aptrace_bucket_high_ns(bucket - 1) + 1);
		CHECK_EQUAL(aptrace_bucket(aptrace_bucket_low_ns(bucket)), bucket);
		CHECK_EQUAL(aptrace_bucket(aptrace_bucket_high_ns(bucket)), bucket);
	}
	for (i = 0; i < 10000; i++) {
		u64 ns = random64() >> tap_random_below(64);

		tap_context("%llu", (unsigned long long)ns);
		bucket = (unsigned int)aptrace_bucket(ns);
		CHECK(ns >= aptrace_bucket_low_ns(bucket));
		CHECK(ns <= aptrace_bucket_high_ns(bucket));
	}
}

static void exact_numbers(void)
{
	struct aptrace_histogram h = { 0 };

	aptrace_histogram_add(&h, 1000, 0);
	CHECK_EQUAL(h.min_ns, 1000);
	aptrace_histogram_add(&h, 3, -EIO);
	aptrace_histogram_add(&h, 0, 0);
	aptrace_histogram_add(&h, 5000, 1);
	CHECK_EQUAL(h.count, 4);
	CHECK_EQUAL(h.failed, 2);
	CHECK_EQUAL(h.sum_ns, 6003);
	CHECK_EQUAL(h.min_ns, 0);
	CHECK_EQUAL(h.max_ns, 5000);
	CHECK_EQUAL(h.buckets[0], 1);
	CHECK_EQUAL(h.buckets[2], 1);
	CHECK_EQUAL(h.buckets[10], 1);
	CHECK_EQUAL(h.buckets[13], 1);
	CHECK(histogram_sum_known(&h));

	/* A sum that is not known any more does not become one again. */
	aptrace_histogram_add(&h, ~0ULL, 0);
	aptrace_histogram_add(&h, 1, 0);
	CHECK(!histogram_sum_known(&h));
	CHECK_EQUAL(h.max_ns, ~0ULL);
	CHECK_EQUAL(h.buckets[64], 1);
}

/* Whatever CPU it happened on: all CPUs together are one. */
static void cpus_together(void)
{
	struct aptrace_histogram all, merged, cpus[4];
	int round, i;

	for (round = 0; round < 100; round++) {
		memset(&all, 0, sizeof(all));
		memset(&merged, 0, sizeof(merged));
		memset(cpus, 0, sizeof(cpus));
		for (i = 0; i < 50; i++) {
			u64 ns = random64() >> (8 + tap_random_below(56));
			int failed = !tap_random_below(3);

			/* The last CPU has nothing to do. */
			aptrace_histogram_add(&cpus[tap_random_below(3)], ns, failed);
			aptrace_histogram_add(&all, ns, failed);
		}
		cpus[1].unpaired = 7;
		all.unpaired = 7;
		for (i = 3; i >= 0; i--)
			histogram_merge(&merged, &cpus[i]);
		CHECK(!memcmp(&all, &merged, sizeof(all)));
	}
}

static int compare(const void *left, const void *right)
{
	const u64 *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The bucket of the duration that has that rank when they are sorted. */
static void percentiles(void)
{
	static const unsigned int percents[] = { 1, 50, 90, 99, 100 };
	u64 sorted[300];
	u32 count, i, rank;
	size_t p;

	for (count = 1; count <= ARRAY_SIZE(sorted); count++) {
		struct aptrace_histogram h = { 0 };

		for (i = 0; i < count; i++) {
			sorted[i] = random64() >> tap_random_below(64);
			aptrace_histogram_add(&h, sorted[i], 0);
		}
		qsort(sorted, count, sizeof(sorted[0]), compare);
		for (p = 0; p < ARRAY_SIZE(percents); p++) {
			tap_context("%u%% of %u", percents[p], count);
			rank = (count * percents[p] + 99) / 100;
			CHECK_EQUAL(histogram_percentile(&h, percents[p]),
				    aptrace_bucket(sorted[rank - 1]));
		}
	}
}

static void percentile_of_very_many(void)
{
	struct aptrace_histogram h = { .count = ~0ULL };

	h.buckets[3] = ~0ULL / 100 * 50;
	h.buckets[5] = ~0ULL - h.buckets[3];
	CHECK_EQUAL(histogram_percentile(&h, 49), 3);
	CHECK_EQUAL(histogram_percentile(&h, 90), 5);
	CHECK_EQUAL(histogram_percentile(&h, 100), 5);
}

/* Books of events that come one by one, with one session at a time. */
struct listener {
	struct latency_books books;
	struct aptrace_session session;
	bool unmapped;
};

static void listen(void *context, const struct aptrace_record *record,
		   const void *event)
{
	const struct vfio_ap_trace_hdr *hdr = event;
	struct listener *listener = context;
	struct aptrace_session *s = NULL;

	if (hdr->session && !listener->unmapped) {
		s = &listener->session;
		if (s->session != hdr->session)
			aggregate_start(s, hdr);
		aggregate_event(s, record, event);
	}
	latency_event(&listener->books, s, record, event);
}

static const struct aptrace_histogram *slot(const struct listener *listener,
					    unsigned int number)
{
	return &listener->books.slots[number];
}

static void what_the_driver_says(void)
{
	struct listener listener = { 0 };
	const struct aptrace_histogram *h;

	latency_scene_all(listen, &listener);
	h = slot(&listener, ARC(STOP, STOP_COPY));
	CHECK_EQUAL(h->count, 5);
	CHECK_EQUAL(h->failed, 0);
	CHECK_EQUAL(h->min_ns, 4000);
	CHECK_EQUAL(h->max_ns, 64000);
	CHECK_EQUAL(h->sum_ns, 124000);
	CHECK_EQUAL(h->buckets[aptrace_bucket(4000)], 1);
	CHECK_EQUAL(h->buckets[aptrace_bucket(64000)], 1);
	h = slot(&listener, ARC(RUNNING, STOP));
	CHECK_EQUAL(h->count, 10);
	h = slot(&listener, ARC(RESUMING, STOP));
	CHECK_EQUAL(h->count, 5);
	CHECK_EQUAL(h->failed, 1);
	CHECK_EQUAL(slot(&listener, ARC(STOP, RUNNING))->count, 5);
	CHECK_EQUAL(slot(&listener, ARC(STOP, RUNNING))->buckets[0], 1);
	CHECK_EQUAL(slot(&listener, ARC(RUNNING, STOP_COPY))->count, 0);
	CHECK_EQUAL(slot(&listener, PHASE(REQUEST))->count, 5);
	CHECK_EQUAL(slot(&listener, PHASE(REQUEST))->max_ns, 128000);
	CHECK_EQUAL(slot(&listener, PHASE(APPLY))->count, 4);
	CHECK_EQUAL(slot(&listener, PHASE(APPLY))->max_ns, 224000);
	CHECK_EQUAL(slot(&listener, PHASE(RESET_IOCTL))->sum_ns, 20000000);
	CHECK_EQUAL(slot(&listener, PHASE(RESET_CLOSE))->sum_ns, 40000000);
	CHECK_EQUAL(slot(&listener, PHASE(RESET_UNPLUG))->count, 0);
	h = slot(&listener, PHASE(SOURCE));
	CHECK_EQUAL(h->count, 5);
	CHECK_EQUAL(h->failed, 1);
	CHECK_EQUAL(h->max_ns, 300 * 32000);
	CHECK_EQUAL(slot(&listener, PHASE(DOWNTIME))->sum_ns, 300 * 62000);
	CHECK_EQUAL(slot(&listener, PHASE(DESTINATION))->count, 5);
	CHECK_EQUAL(slot(&listener, PHASE(STATE) + APTRACE_STATE_STOP)->count, 10);
	CHECK_EQUAL(slot(&listener, PHASE(STATE) + APTRACE_STATE_STOP_COPY)->count, 5);
	CHECK_EQUAL(slot(&listener, PHASE(STATE) + APTRACE_STATE_STOP_COPY)->min_ns,
		    200 * 2000);
	/* States that were not entered */
	CHECK_EQUAL(slot(&listener, PHASE(STATE) + APTRACE_STATE_ERROR)->count, 0);
	CHECK_EQUAL(slot(&listener, PHASE(STATE) + APTRACE_STATE_PRE_COPY)->count, 0);
}

/* Of the third source one read is missing: the next one is not measured across that. */
static void from_one_to_the_next(void)
{
	struct listener listener = { 0 };
	const struct aptrace_histogram *h;

	latency_scene_all(listen, &listener);
	h = slot(&listener, PHASE(READ));
	CHECK_EQUAL(h->count, 5 + 4 + 4 + 5);
	CHECK_EQUAL(h->unpaired, 1);
	/* unit, 2, 4 and 1/2 unit each, less 2 and 4 of the third's, unit being 8 us */
	CHECK_EQUAL(h->sum_ns, 62000 * 15 / 2 - 8000 * 6);
	CHECK_EQUAL(h->min_ns, 1000);
	CHECK_EQUAL(h->max_ns, 4 * 32000);
	h = slot(&listener, PHASE(WRITE));
	CHECK_EQUAL(h->count, 10);
	CHECK_EQUAL(h->failed, 1);
	CHECK_EQUAL(h->buckets[aptrace_bucket(3000000)], 5);
	h = slot(&listener, PHASE(VERDICT));
	CHECK_EQUAL(h->count, 20);
	CHECK_EQUAL(h->failed, 1);
	CHECK_EQUAL(h->unpaired, 0);
	CHECK_EQUAL(h->min_ns, 2000);
	CHECK_EQUAL(h->max_ns, 4 * 32000);
	h = slot(&listener, PHASE(JUDGE));
	CHECK_EQUAL(h->count, 5);
	CHECK_EQUAL(h->failed, 1);
	CHECK_EQUAL(h->sum_ns, 10 * 62000);
}

/* Who comes in the middle does not know since when. */
static void beginning_not_seen(void)
{
	struct listener listener = { 0 };
	struct latency_scene scene = { .fn = listen, .context = &listener };

	latency_scene_start(&scene, 1, VFIO_AP_ROLE_DESTINATION);
	scene.now_ns = 1000;
	latency_scene_io(&scene, 0, 10, 0);
	CHECK_EQUAL(slot(&listener, PHASE(WRITE))->unpaired, 1);
	CHECK_EQUAL(slot(&listener, PHASE(WRITE))->count, 0);
	latency_scene_verdict(&scene, 0, 2, 0);
	CHECK_EQUAL(slot(&listener, PHASE(VERDICT))->unpaired, 1);
	scene.now_ns = 1600;
	latency_scene_verdict(&scene, 1, 2, 0);
	CHECK_EQUAL(slot(&listener, PHASE(VERDICT))->sum_ns, 600);
	CHECK_EQUAL(slot(&listener, PHASE(JUDGE))->unpaired, 1);
	CHECK_EQUAL(slot(&listener, PHASE(JUDGE))->count, 0);
	latency_scene_io(&scene, 10, 10, 0);
	CHECK_EQUAL(slot(&listener, PHASE(WRITE))->sum_ns, 600);
}

static void judged_twice(void)
{
	struct listener listener = { 0 };
	struct latency_scene scene = {
		.fn = listen, .context = &listener, .now_ns = 1000,
	};
	u32 i;

	latency_scene_start(&scene, 1, VFIO_AP_ROLE_DESTINATION);
	for (i = 0; i < 2; i++) {
		latency_scene_begin(&scene);
		scene.now_ns += 100;
		latency_scene_verdict(&scene, 0, 2, 0);
		scene.now_ns += 100;
		latency_scene_verdict(&scene, 1, 2, 0);
		scene.now_ns += 100000;
	}
	CHECK_EQUAL(slot(&listener, PHASE(JUDGE))->count, 2);
	CHECK_EQUAL(slot(&listener, PHASE(JUDGE))->max_ns, 200);
	CHECK_EQUAL(slot(&listener, PHASE(VERDICT))->count, 4);
	CHECK_EQUAL(slot(&listener, PHASE(VERDICT))->max_ns, 100);
	/* The third time nobody sees the beginning, and the first two are long over. */
	latency_scene_verdict(&scene, 0, 2, 0);
	latency_scene_verdict(&scene, 1, 2, 0);
	CHECK_EQUAL(slot(&listener, PHASE(JUDGE))->unpaired, 1);
	CHECK_EQUAL(slot(&listener, PHASE(VERDICT))->unpaired, 1);
}

/* A second attempt has another data file, which begins at 0 again. */
static void another_data_file(void)
{
	struct listener listener = { 0 };
	struct latency_scene scene = {
		.fn = listen, .context = &listener, .now_ns = 1000,
	};

	latency_scene_start(&scene, 1, VFIO_AP_ROLE_SOURCE);
	latency_scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, 0, 1);
	scene.now_ns += 10;
	latency_scene_io(&scene, 0, 50, 0);
	latency_scene_arc(&scene, APTRACE_STATE_STOP_COPY, APTRACE_STATE_STOP, 0, 1);
	scene.now_ns += 1000;
	/* It fails, so no data file is opened. */
	latency_scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, -ENOMEM, 1);
	scene.now_ns += 1000;
	latency_scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, 0, 1);
	scene.now_ns += 10;
	latency_scene_io(&scene, 0, 50, 0);
	CHECK_EQUAL(slot(&listener, PHASE(READ))->count, 2);
	CHECK_EQUAL(slot(&listener, PHASE(READ))->sum_ns, 20);
	CHECK_EQUAL(slot(&listener, ARC(STOP, STOP_COPY))->failed, 1);
	/* Of two CPUs the later one can be the first to say it. */
	scene.now_ns -= 5;
	latency_scene_io(&scene, 50, 50, 0);
	CHECK_EQUAL(slot(&listener, PHASE(READ))->count, 3);
	CHECK_EQUAL(slot(&listener, PHASE(READ))->min_ns, 0);
}

/* A full map of sessions costs what is measured by them, and that is counted. */
static void no_room_for_the_session(void)
{
	struct listener listener = { .unmapped = true };

	latency_scene_all(listen, &listener);
	CHECK_EQUAL(slot(&listener, PHASE(READ))->count, 0);
	CHECK_EQUAL(slot(&listener, PHASE(READ))->unpaired, 19);
	CHECK_EQUAL(slot(&listener, PHASE(VERDICT))->unpaired, 20);
	CHECK_EQUAL(slot(&listener, PHASE(JUDGE))->unpaired, 5);
	CHECK_EQUAL(slot(&listener, ARC(RUNNING, STOP))->count, 10);
	CHECK_EQUAL(slot(&listener, PHASE(SOURCE))->count, 5);
}

/* Of a later driver, or of a file that says anything. */
static void not_known_here(void)
{
	struct listener listener = { 0 };
	struct latency_scene scene = { .fn = listen, .context = &listener };

	latency_scene_start(&scene, 1, VFIO_AP_ROLE_SOURCE);
	latency_scene_arc(&scene, APTRACE_STATE_STOP, 8, 0, 5);
	latency_scene_arc(&scene, ~0U, 0, 0, 5);
	latency_scene_arc(&scene, APTRACE_STATE_STOP, ~0U, 0, 5);
	latency_scene_reset(&scene, 3, 5);
	latency_scene_reset(&scene, ~0U, 5);
	CHECK_EQUAL(slot(&listener, PHASE(ARC_OTHER))->sum_ns, 15);
	CHECK_EQUAL(slot(&listener, PHASE(RESET_OTHER))->sum_ns, 10);
	latency_scene_verdict(&scene, ~0U, 0, 0);
	latency_scene_io(&scene, ~0ULL, ~0ULL, 0);
	latency_scene_end(&scene, VFIO_AP_OUTCOME_COMPLETED, ~0ULL);
	CHECK_EQUAL(slot(&listener, PHASE(DOWNTIME))->max_ns, ~0ULL);
}

static void names(void)
{
	struct latency_choice choice = { 0 };
	char name[LATENCY_NAME_BYTES];
	unsigned int number;

	for (number = 0; number < APTRACE_LATENCY_SLOTS; number++) {
		struct latency_choice one = { 0 };
		unsigned int other, chosen = 0;

		latency_slot_name(number, name);
		tap_context("%s", name);
		CHECK(latency_is_chosen(&choice, number));
		CHECK(latency_is_arc(number) ? latency_parse_arcs(&one, name) :
					       latency_parse_phases(&one, name));
		for (other = 0; other < APTRACE_LATENCY_SLOTS; other++)
			chosen += latency_is_chosen(&one, other);
		CHECK_EQUAL(chosen, 1);
		CHECK(latency_is_chosen(&one, number));
		CHECK(latency_is_arc(number) || latency_slot_help(number)[0]);
	}
	CHECK(latency_parse_arcs(&choice, "stop:stop_copy,RESUMING:STOP"));
	CHECK(latency_parse_phases(&choice, "Verdict,apply"));
	CHECK(latency_is_chosen(&choice, ARC(STOP, STOP_COPY)));
	CHECK(latency_is_chosen(&choice, PHASE(APPLY)));
	CHECK(!latency_is_chosen(&choice, PHASE(READ)));
	CHECK(!latency_is_chosen(&choice, ARC(STOP, RUNNING)));
	CHECK(!latency_parse_arcs(&choice, ""));
	CHECK(!latency_parse_arcs(&choice, "STOP"));
	CHECK(!latency_parse_arcs(&choice, "STOP:"));
	CHECK(!latency_parse_arcs(&choice, "STOP:STOP_COPY,"));
	CHECK(!latency_parse_arcs(&choice, "STOP:STOP_COPYX"));
	CHECK(!latency_parse_arcs(&choice, "read"));
	CHECK(!latency_parse_phases(&choice, "read,"));
	CHECK(!latency_parse_phases(&choice, "STOP:STOP_COPY"));
}

static const struct test tests[] = {
	{ "buckets", buckets },
	{ "exact_numbers", exact_numbers },
	{ "cpus_together", cpus_together },
	{ "percentiles", percentiles },
	{ "percentile_of_very_many", percentile_of_very_many },
	{ "what_the_driver_says", what_the_driver_says },
	{ "from_one_to_the_next", from_one_to_the_next },
	{ "beginning_not_seen", beginning_not_seen },
	{ "judged_twice", judged_twice },
	{ "another_data_file", another_data_file },
	{ "no_room_for_the_session", no_room_for_the_session },
	{ "not_known_here", not_known_here },
	{ "names", names },
};

SUITE(latency, tests);
