// SPDX-License-Identifier: GPL-2.0
/* The flight recorder: what is kept, what is removed, what is read of it. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../tools/aptrace/flight.h"
#include "../../../tools/aptrace/flight_past.h"
#include "scene.h"
#include "suites.h"

static char folder[40];
static const struct collector_losses none;
static const struct mdev_filter any;

static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	flight_event(context, record, event);
}

static bool start(struct flight *flight, uint32_t keep, uint64_t bytes_max)
{
	char why[FLIGHT_WHY_BYTES];

	*flight = (struct flight) {
		.folder = folder, .keep = keep, .bytes_max = bytes_max,
	};
	if (!CHECK(flight_open(flight, why)))
		return false;
	flight_attached(flight, "raw_tp", 10);
	scene_listen(on_record, flight);
	return true;
}

static void stop(struct flight *flight)
{
	scene_listen(NULL, NULL);
	flight_detached(flight, &none);
	flight_close(flight);
}

static bool make_folder(void)
{
	strcpy(folder, "/tmp/aptrace-flight-XXXXXX");
	return mkdtemp(folder);
}

static void remove_folder(void)
{
	char why[FLIGHT_WHY_BYTES];
	struct flight_files files;
	size_t i;

	CHECK(flight_files_list(&files, folder, why));
	for (i = 0; i < files.count; i++)
		unlink(files.list[i].path);
	flight_files_free(&files);
	CHECK(!rmdir(folder));
}

static void record(struct flight *flight, u64 first, u64 last)
{
	char why[RECORD_FILE_WHY_BYTES];
	struct scene scene;

	for (; first <= last; first++) {
		scene_destination(&scene, first, 4, first % 2);
		CHECK(flight_turn(flight, &none, true, why));
	}
}

/* The sessions in the history, newest first, as "3 2 1". */
static void check_past(uint64_t before_ns, const char *expected)
{
	struct text text = { 0 };
	const struct migration *m;
	struct model model;

	model_init(&model, 1000);
	flight_past(folder, before_ns, &any, 0, &model);
	CHECK_EQUAL(model.ended_total, 0);
	text_puts(&text, "");
	for (m = model.ended; m; m = m->next) {
		text_printf(&text, "%s%llu", m == model.ended ? "" : " ",
			    (unsigned long long)m->session.session);
		CHECK(model_completeness(m).complete);
		CHECK_EQUAL(m->verdict_count, m->session.session % 2);
	}
	CHECK_TEXT(text.data, expected);
	text_free(&text);
	model_free(&model);
}

/* What was recorded is there for a view, also after the agent has gone. */
static void survives(void)
{
	struct flight flight;

	REQUIRE(make_folder());
	REQUIRE(start(&flight, 100, 1 << 20));
	record(&flight, 1, 3);
	check_past(UINT64_MAX, "3 2 1");
	stop(&flight);
	check_past(UINT64_MAX, "3 2 1");
	/* What ends from now on will be seen live. */
	check_past(SCENE_START_NS, "");
	REQUIRE(start(&flight, 100, 1 << 20));
	record(&flight, 4, 5);
	stop(&flight);
	check_past(UINT64_MAX, "5 4 3 2 1");
	remove_folder();
}

/* At least as many as are to be kept, and not many more. */
static void keeps(void)
{
	struct flight flight;
	uint64_t ended = 0;
	size_t i;

	REQUIRE(make_folder());
	REQUIRE(start(&flight, 8, 1 << 20));
	record(&flight, 1, 50);
	for (i = 0; i < flight.files.count; i++)
		ended += flight.files.list[i].ended;
	CHECK(ended >= 8);
	CHECK(ended <= 8 + 8 / 4 + 1);
	stop(&flight);
	/* Another run counts what is there. */
	REQUIRE(start(&flight, 2, 1 << 20));
	record(&flight, 51, 51);
	stop(&flight);
	check_past(UINT64_MAX, "51 50 49");
	remove_folder();
}

/* Never longer than allowed, whatever comes, in the middle of a migration too. */
static void bounded(void)
{
	const uint64_t most = 64 * 1024;
	char why[RECORD_FILE_WHY_BYTES];
	struct flight flight;
	struct scene scene;
	uint32_t i;

	REQUIRE(make_folder());
	REQUIRE(start(&flight, 100, most));
	scene_start(&scene, 1);
	for (i = 0; i < 2000; i++) {
		scene_verdict(&scene, i, VFIO_AP_REASON_MASK(TYPE));
		CHECK(flight_turn(&flight, &none, false, why));
		CHECK(flight_bytes(&flight) <= most);
	}
	CHECK(flight.files.count > 1);
	CHECK_EQUAL(flight.lost, 0);
	stop(&flight);
	CHECK(flight_bytes(&flight) <= most);
	remove_folder();
}

/* Each file is a recording by itself: header, events, a summary of its own. */
static void whole(void)
{
	struct recording_ops ops = { 0 };
	char why[RECORDING_WHY_BYTES];
	struct flight_files files;
	uint64_t events = 0;
	struct flight flight;
	size_t i;

	REQUIRE(make_folder());
	REQUIRE(start(&flight, 4, 1 << 20));
	record(&flight, 1, 4);
	stop(&flight);
	REQUIRE(flight_files_list(&files, folder, why));
	CHECK(files.count > 1);
	for (i = 0; i < files.count; i++) {
		struct recording *recording = recording_open(files.list[i].path,
							     why);
		enum recording_step step;

		REQUIRE(recording);
		do {
			step = recording_next(recording, &ops, NULL, why);
		} while (step == RECORDING_GO_ON);
		CHECK_EQUAL(step, RECORDING_END);
		CHECK(recording_account(recording)->summary);
		CHECK(!recording_account(recording)->cut);
		events += recording_account(recording)->events;
		recording_close(recording);
	}
	flight_files_free(&files);
	/* Two of 12 events that are refused, two of 12 that are not */
	CHECK_EQUAL(events, 4 * 12);
	remove_folder();
}

static void two_agents(void)
{
	struct flight flight, other = { .folder = folder };
	char why[FLIGHT_WHY_BYTES];

	REQUIRE(make_folder());
	REQUIRE(start(&flight, 8, 1 << 20));
	CHECK(!flight_open(&other, why));
	CHECK(strstr(why, "another aptrace agent"));
	CHECK(strstr(why, folder));
	CHECK(strstr(why, "--state-dir"));
	stop(&flight);
	remove_folder();
}

/* Files that are not ours are not read, not counted and not removed. */
static void strangers(void)
{
	static const char * const names[] = {
		"flight-1.jsonl", "flight-00000001.json", "flight-x.jsonl",
		"flight-00000001.jsonl.zst", "other",
	};
	struct flight flight;
	char path[96];
	FILE *file;
	size_t i;

	REQUIRE(make_folder());
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		file = fopen(path, "w");
		REQUIRE(file);
		fclose(file);
	}
	snprintf(path, sizeof(path), "%s/flight-00000002.jsonl", folder);
	CHECK(!mkdir(path, 0700));
	REQUIRE(start(&flight, 1, 1 << 20));
	CHECK_EQUAL(flight.files.count, 0);
	stop(&flight);
	CHECK(!rmdir(path));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		CHECK(!unlink(path));
	}
	remove_folder();
}

static const struct test tests[] = {
	{ "survives", survives },
	{ "keeps", keeps },
	{ "bounded", bounded },
	{ "whole", whole },
	{ "two_agents", two_agents },
	{ "strangers", strangers },
};

SUITE(flight, tests);
