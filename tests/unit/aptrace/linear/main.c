// SPDX-License-Identifier: GPL-2.0
/*
 * Four times as long a recording takes four times as many steps, whatever is in it: no
 * file makes aptrace walk a list for each of its lines. A step is a branch that was
 * taken, counted by the compiler (-fsanitize-coverage=trace-pc), so that the numbers
 * do not depend on the machine or on what else runs there.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../../../../tools/aptrace/export.h"
#include "../../../../tools/aptrace/recording_write.h"
#include "../../../../tools/aptrace/replay.h"
#include "../../tap.h"

#define EVENTS		2000
#define TIMES		4
/* In per cent of TIMES; a step for each pair would be 400. */
#define RATIO_MAX	120
#define STEP_NS		100000ULL

void __sanitizer_cov_trace_pc(void);

static u64 steps;

__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void)
{
	steps++;
}

/* What is in a recording: event number @i of @count. */
struct shape {
	const char *name;
	void (*make)(struct vfio_ap_ev_end *event, unsigned int *kind,
		     unsigned int i, unsigned int count);
};

static void many_devices(struct vfio_ap_ev_end *event, unsigned int *kind,
			 unsigned int i, unsigned int count)
{
	(void)kind;
	(void)count;
	event->hdr.session = i + 1;
	memcpy(event->hdr.mdev_uuid, &i, sizeof(i));
}

static void one_device(struct vfio_ap_ev_end *event, unsigned int *kind,
		       unsigned int i, unsigned int count)
{
	(void)kind;
	(void)count;
	event->hdr.session = i + 1;
}

static void falling_numbers(struct vfio_ap_ev_end *event, unsigned int *kind,
			    unsigned int i, unsigned int count)
{
	(void)kind;
	event->hdr.session = count - i;
}

/* What a table of remainders has in one chain. */
static void alike_numbers(struct vfio_ap_ev_end *event, unsigned int *kind,
			  unsigned int i, unsigned int count)
{
	many_devices(event, kind, i, count);
	event->hdr.session = (i + 1ULL) << 32;
}

/* Between them devices that are in no migration. */
static void idle_devices(struct vfio_ap_ev_end *event, unsigned int *kind,
			 unsigned int i, unsigned int count)
{
	many_devices(event, kind, i, count);
	if (i % 2) {
		*kind = APTRACE_RESET;
		event->hdr.session = 0;
	}
}

/* All halves say that they are of one migration. */
static void one_id(struct vfio_ap_ev_end *event, unsigned int *kind,
		   unsigned int i, unsigned int count)
{
	many_devices(event, kind, i, count);
	event->hdr.role = VFIO_AP_ROLE_SOURCE;
	event->hdr.migration_id[0] = 1;
}

static void numbers_with_gaps(struct vfio_ap_ev_end *event, unsigned int *kind,
			      unsigned int i, unsigned int count)
{
	(void)kind;
	event->hdr.session = 1;
	event->hdr.seq = (u64)(count - i) * 1000;
}

static const struct shape shapes[] = {
	{ "a migration of each of many devices", many_devices },
	{ "many migrations of one device", one_device },
	{ "numbers that fall", falling_numbers },
	{ "numbers that are alike", alike_numbers },
	{ "devices that are idle", idle_devices },
	{ "one migration id", one_id },
	{ "events with gaps between them", numbers_with_gaps },
};

static bool write_file(char path[64], const struct text *text)
{
	ssize_t written;
	int fd;

	strcpy(path, "/tmp/aptrace-linear-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return false;
	written = write(fd, text->data, text->length);
	close(fd);
	return written == (ssize_t)text->length;
}

static bool make_recording(const struct shape *shape, unsigned int count,
			   char path[64])
{
	struct recording_header header = {
		.format = RECORDING_FORMAT,
		.abi = VFIO_AP_TRACE_ABI,
		.boot_id = "0a000000-0000-4000-8000-00000000000a",
	};
	struct view view;
	unsigned int i;
	bool good;

	view_init(&view, &view_json);
	recording_header_write(&header, &view.out);
	for (i = 0; i < count; i++) {
		struct vfio_ap_ev_end event = { 0 };
		struct aptrace_record record = {
			.time_ns = (i + 1) * STEP_NS,
		};
		unsigned int kind = APTRACE_REQUEST;

		shape->make(&event, &kind, i, count);
		record.kind = kind;
		record.event_bytes = kind == APTRACE_RESET ?
			sizeof(struct vfio_ap_ev_reset) :
			sizeof(struct vfio_ap_ev_request);
		view.ops->event(&view, &record, &event);
	}
	good = write_file(path, &view.out);
	view_free(&view);
	return good;
}

static void replayed(char *path)
{
	static const struct replay_options_shown shown = {
		.verdicts_max = 10,
		.history_max = 1000,
		.all = true,
	};
	char why[RECORDING_WHY_BYTES] = "";
	enum replay_step step = REPLAY_BAD;
	struct stories stories = { 0 };
	struct replay replay;
	struct story story;

	replay_init(&replay, &shown, &view_lines);
	replay.stories = &stories;
	if (CHECK(replay_open(&replay, &path, 1, why)))
		do {
			step = replay_next(&replay, why);
			text_clear(&replay.view.out);
		} while (step == REPLAY_GO_ON);
	CHECK_EQUAL(step, REPLAY_END);
	replay_finish(&replay);
	replay_free(&replay);
	stories_find(&stories, NULL, &story);
	stories_count(&stories);
	stories_trim(&stories, 10);
	stories_free(&stories);
}

static bool take_piece(void *context, struct text *text)
{
	(void)context;
	text_clear(text);
	return true;
}

static void exported(char *path)
{
	char why[RECORDING_WHY_BYTES] = "";
	struct event_list list = { 0 };

	CHECK(event_list_read(&list, &path, 1, why));
	CHECK(export_trace(&list, take_piece, NULL));
	event_list_free(&list);
}

static u64 steps_of(const struct shape *shape, unsigned int count,
		    void (*look)(char *path))
{
	char path[64];
	u64 before;

	if (!CHECK(make_recording(shape, count, path)))
		return 0;
	before = steps;
	look(path);
	unlink(path);
	return steps - before;
}

static void check_shapes(void (*look)(char *path))
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		u64 few = steps_of(&shapes[i], EVENTS, look);
		u64 many = steps_of(&shapes[i], TIMES * EVENTS, look);

		tap_context("%s: %llu steps for %d events, %llu for %d",
			    shapes[i].name, (unsigned long long)few, EVENTS,
			    (unsigned long long)many, TIMES * EVENTS);
		CHECK(few && many * 100 <= few * TIMES * RATIO_MAX);
	}
}

static void replay_is_linear(void)
{
	check_shapes(replayed);
}

static void export_is_linear(void)
{
	check_shapes(exported);
}

static const struct test tests[] = {
	{ "replay and explain", replay_is_linear },
	{ "export", export_is_linear },
};

SUITE(linear, tests);

int main(void)
{
	static const struct suite * const suites[] = { &linear_suite };

	return tap_run("linear", suites, ARRAY_SIZE(suites));
}
