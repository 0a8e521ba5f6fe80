// SPDX-License-Identifier: GPL-2.0
/*
 * The agent's metrics: whole pages, in tests/unit/aptrace/metrics, what a client
 * gets, and that nothing from outside makes a series. APTRACE_GOLDEN=write in the
 * environment writes the pages anew.
 */
#include <arpa/inet.h>
#include <stdlib.h>

#include "../../../tools/aptrace/listen_address.h"
#include "../../../tools/aptrace/metrics.h"
#include "../../../tools/aptrace/metrics_answer.h"
#include "golden.h"
#include "metrics_scene.h"
#include "scene.h"
#include "suites.h"

#define FOLDER		"tests/unit/aptrace/metrics"
/* No more series than a Prometheus takes from any host without a thought. */
#define SAMPLES_MAX	500

static void pages(void)
{
	struct text text = { 0 };
	struct tally tally;

	metrics_scene(&tally);
	metrics_page(&tally, METRICS_OPENMETRICS, &text);
	golden(FOLDER, "openmetrics", text.data);
	text_clear(&text);
	metrics_page(&tally, METRICS_TEXT, &text);
	golden(FOLDER, "text", text.data);
	text_free(&text);
}

/* What the documentation has, word for word. */
static void reference(void)
{
	struct text text = { 0 };

	metrics_reference(&text);
	golden(FOLDER, "reference", text.data);
	text_free(&text);
}

static unsigned int samples(const char *page)
{
	unsigned int count = 0;

	for (; *page; page = strchr(page, '\n') + 1)
		count += *page != '#';
	return count;
}

/* A driver gone mad: numbers that nobody knows, in each migration others. */
static void mad_migration(struct tally *tally, struct model *model, u64 session)
{
	struct vfio_ap_ev_arc arc = {
		.to = tap_random(), .err = -1, .duration_ns = UINT64_MAX,
	};
	struct migration *m;
	struct scene scene;
	unsigned int i;

	scene_destination(&scene, session, 4, 1);
	for (i = 0; i < 16; i++) {
		scene.session.mdev_uuid[i] = tap_random();
		scene.session.migration_id[i] = tap_random();
	}
	m = model_update(model, &scene.session);
	m->session.role = tap_random();
	m->session.outcome = tap_random();
	m->session.cause = tap_random();
	for (i = 0; i < APTRACE_REASONS_MAX; i++)
		m->session.reason_count[i] = 1;
	m->announced = true;
	tally_start(tally, m);
	tally_active(tally, model);
	tally_arc(tally, &arc);
	model_end(model, m, true);
	tally_end(tally, m, scene.now_ns);
}

static void cardinality(void)
{
	struct text text = { 0 };
	struct tally tally = { 0 };
	struct model model;
	u64 session;

	CHECK(metrics_samples() < SAMPLES_MAX);
	metrics_page(&tally, METRICS_OPENMETRICS, &text);
	CHECK_EQUAL(samples(text.data), metrics_samples());
	model_init(&model, 3);
	for (session = 1; session <= 1000; session++)
		mad_migration(&tally, &model, session);
	text_clear(&text);
	metrics_page(&tally, METRICS_OPENMETRICS, &text);
	CHECK_EQUAL(samples(text.data), metrics_samples());
	text_clear(&text);
	metrics_page(&tally, METRICS_TEXT, &text);
	CHECK_EQUAL(samples(text.data), metrics_samples());
	/* Words that are not in a table would be these. */
	CHECK(!strstr(text.data, "\"?\""));
	CHECK(!strstr(text.data, "\"bit"));
	model_free(&model);
	text_free(&text);
}

static void escaping(void)
{
	struct text text = { 0 };

	metrics_escape("a\\b\"c\nd", &text);
	CHECK_TEXT(text.data, "a\\\\b\\\"c\\nd");
	text_free(&text);
}

static void accepted(void)
{
	static const struct {
		const char *accept;
		enum metrics_format format;
	} cases[] = {
		{ NULL, METRICS_TEXT },
		{ "", METRICS_TEXT },
		{ "*/*", METRICS_TEXT },
		{ "text/plain", METRICS_TEXT },
		{ "text/html, */*;q=0.1", METRICS_TEXT },
		{ "application/openmetrics-text", METRICS_OPENMETRICS },
		{ "APPLICATION/OpenMetrics-Text; version=1.0.0",
		  METRICS_OPENMETRICS },
		/* Prometheus 2 */
		{ "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
		  METRICS_OPENMETRICS },
		{ "application/openmetrics-text;q=0.3, text/plain;q=0.8",
		  METRICS_TEXT },
		{ "text/plain;q=0.3,\tapplication/openmetrics-text; q=0.8",
		  METRICS_OPENMETRICS },
		{ "application/openmetrics-text;q=0", METRICS_TEXT },
		{ "application/openmetrics-text;q=0.000", METRICS_TEXT },
		{ "application/openmetrics-texts", METRICS_TEXT },
		{ ",,;q=,", METRICS_TEXT },
		{ "application/openmetrics-text;", METRICS_OPENMETRICS },
		{ "application/openmetrics-text;q=", METRICS_OPENMETRICS },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("case %zu", i);
		CHECK_EQUAL(metrics_accepted(cases[i].accept), cases[i].format);
	}
}

static void answers(void)
{
	static const char open[] =
		"application/openmetrics-text; version=1.0.0; charset=utf-8";
	static const struct {
		const char *method, *path;
		unsigned int status;
		const char *allow;
	} cases[] = {
		{ "GET", "/metrics", 200, NULL },
		{ "HEAD", "/metrics", 200, NULL },
		{ "POST", "/metrics", 405, "GET, HEAD" },
		{ "get", "/metrics", 405, "GET, HEAD" },
		{ "DELETE", "/metrics", 405, "GET, HEAD" },
		{ "GET", "/", 404, NULL },
		{ "GET", "", 404, NULL },
		{ "GET", "/metrics/", 404, NULL },
		{ "GET", "/metricsx", 404, NULL },
		{ "GET", "/../metrics", 404, NULL },
		{ "POST", "/other", 404, NULL },
	};
	struct metrics_answer answer;
	struct tally tally = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("%s %s", cases[i].method, cases[i].path);
		metrics_answer(&tally, cases[i].method, cases[i].path,
			       "application/openmetrics-text", &answer);
		CHECK_EQUAL(answer.status, cases[i].status);
		CHECK(!answer.allow == !cases[i].allow &&
		      (!answer.allow || !strcmp(answer.allow, cases[i].allow)));
		CHECK_TEXT(answer.type, answer.status == 200 ? open :
			   "text/plain; charset=utf-8");
		CHECK(answer.body.length);
		text_free(&answer.body);
	}
}

static void addresses(void)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ "127.0.0.1:9839", true }, { "0.0.0.0:0", true },
		{ "[::1]:9839", true }, { "[::]:65535", true },
		{ "", false }, { ":", false }, { "9839", false },
		{ ":9839", false }, { "127.0.0.1", false },
		{ "127.0.0.1:", false }, { "127.0.0.1:65536", false },
		{ "127.0.0.1:-1", false }, { "127.0.0.1:+1", false },
		{ "127.0.0.1: 1", false }, { "127.0.0.1:1x", false },
		{ "127.0.0.1:000001", false }, { "localhost:1", false },
		{ "::1:1", false }, { "[::1]", false }, { "[]:1", false },
		{ "[127.0.0.1]:1", false }, { "[::1]x:1", false },
		{ "1.2.3:1", false }, { "256.0.0.1:1", false },
	};
	union listen_address address;
	char text[LISTEN_ADDRESS_BYTES];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("%s", cases[i].text);
		CHECK_EQUAL(listen_address_parse(&address, cases[i].text),
			    cases[i].good);
		if (!cases[i].good)
			continue;
		listen_address_text(&address, text);
		CHECK_TEXT(text, cases[i].text);
	}
}

/* Each duration is in the first bucket that it is not beyond. */
static void buckets(void)
{
	struct vfio_ap_ev_arc arc = { .to = APTRACE_STATE_STOP };
	unsigned int i, bucket;
	struct tally tally;

	for (i = 0; i < TALLY_BOUNDS; i++) {
		tap_context("%s", tally_bounds[i].seconds);
		CHECK_EQUAL((u64)(strtod(tally_bounds[i].seconds, NULL) * 1e9 +
				  0.5), tally_bounds[i].ns);
		CHECK(!i || tally_bounds[i].ns > tally_bounds[i - 1].ns);
		memset(&tally, 0, sizeof(tally));
		arc.duration_ns = tally_bounds[i].ns;
		tally_arc(&tally, &arc);
		arc.duration_ns++;
		tally_arc(&tally, &arc);
		for (bucket = 0; bucket <= TALLY_BOUNDS; bucket++)
			CHECK_EQUAL(tally.arc[arc.to].buckets[bucket],
				    bucket == i || bucket == i + 1);
		CHECK_EQUAL(tally.arc[arc.to].sum_ns,
			    2 * tally_bounds[i].ns + 1);
	}
}

static const struct test tests[] = {
	{ "pages", pages },
	{ "reference", reference },
	{ "cardinality", cardinality },
	{ "escaping", escaping },
	{ "accepted", accepted },
	{ "answers", answers },
	{ "addresses", addresses },
	{ "buckets", buckets },
};

SUITE(metrics, tests);
