// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of the reader of recordings, and of what is made of them.
 *
 * Whatever the bytes are: it ends; an error names the file and can be printed; each
 * event that is told reads the same when it is printed and read again; and the views
 * take what was told.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../tools/aptrace/event_fields.h"
#include "../../tools/aptrace/replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NAME	"fuzz.jsonl"

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

/* What was told, and what of it came back. */
struct told {
	struct aptrace_record record;
	unsigned char event[sizeof(struct vfio_ap_ev_end)];
	unsigned int headers;
	unsigned int events;
};

static FILE *open_bytes(const void *data, size_t size)
{
	FILE *stream = size ? fmemopen((void *)data, size, "r") :
			      fopen("/dev/null", "r");

	must(stream, "memory opens as a file");
	return stream;
}

static void on_header(void *context, const struct recording_header *header)
{
	struct told *told = context;

	told->headers++;
	must(!header->format || header->format == RECORDING_FORMAT,
	     "only formats that are known");
	must(memchr(header->host, 0, sizeof(header->host)), "host ends");
}

static void keep_event(void *context, const struct aptrace_record *record,
		       const void *event)
{
	struct told *told = context;

	told->events++;
	told->record = *record;
	memcpy(told->event, event, record->event_bytes);
}

static const struct recording_ops keep_ops = {
	.on_header = on_header,
	.on_event = keep_event,
};

/* Printed and read again it is the same. */
static void check_again(const struct aptrace_record *record, const void *event)
{
	struct text text = { 0 };
	struct json json = { .text = &text };
	struct recording *recording;
	char why[RECORDING_WHY_BYTES];
	struct told told = { 0 };

	json_open_object(&json, NULL);
	json_string(&json, "type", "event");
	json_string(&json, "time", "2026-11-22T00:00:00.000000000Z");
	json_unsigned(&json, "boot_ns", record->time_ns);
	json_string(&json, "event", event_name(record->kind));
	event_json(record->kind, event, &json);
	json_close_object(&json);
	text_putc(&text, '\n');
	recording = recording_open_stream(open_bytes(text.data, text.length),
					  NAME);
	must(recording_next(recording, &keep_ops, &told, why) ==
	     RECORDING_GO_ON, "what is printed can be read");
	must(told.events == 1 && told.record.kind == record->kind &&
	     told.record.time_ns == record->time_ns &&
	     !memcmp(told.event, event, record->event_bytes),
	     "and is the same");
	recording_close(recording);
	text_free(&text);
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	struct told *told = context;

	must(told->headers >= 1, "the header comes first");
	must(record->kind < APTRACE_KINDS &&
	     record->event_bytes == event_bytes(record->kind),
	     "only kinds that there are");
	told->events++;
	check_again(record, event);
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
};

static void check_why(const char *why)
{
	must(memchr(why, 0, RECORDING_WHY_BYTES), "the message ends");
	must(!strncmp(why, NAME ":", strlen(NAME ":")), "it names the file");
	for (; *why; why++)
		must(*why >= ' ' && *why <= '~', "it can be printed");
}

static bool check_reader(const uint8_t *data, size_t size)
{
	struct recording *recording =
		recording_open_stream(open_bytes(data, size), NAME);
	char why[RECORDING_WHY_BYTES];
	enum recording_step step;
	struct told told = { 0 };
	struct text remarks = { 0 };
	uint64_t steps = 0;

	do {
		step = recording_next(recording, &ops, &told, why);
		must(++steps <= size + 1, "a step takes a byte at least");
	} while (step == RECORDING_GO_ON);
	must(recording_account(recording)->events == told.events,
	     "the account is right");
	if (step == RECORDING_BAD)
		check_why(why);
	recording_remarks(recording_account(recording), &remarks);
	text_free(&remarks);
	recording_close(recording);
	return step == RECORDING_END;
}

/* A file of memory with these bytes: how to open it. */
static const char *file_of(const uint8_t *data, size_t size)
{
	static char path[40];
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("recording", MFD_CLOEXEC);
	must(fd >= 0 && !ftruncate(fd, 0) &&
	     pwrite(fd, data, size, 0) == (ssize_t)size, "memory is a file");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

/* From a file, as the views have it; twice, as if of two hosts. */
static void check_replay(const uint8_t *data, size_t size,
			 const struct view_ops *view, bool table)
{
	static const struct replay_options_shown shown = {
		.verdicts_max = 10,
		.history_max = 10,
	};
	struct screen screen = { .width = 80, .height = 40 };
	char *path = (char *)file_of(data, size), *paths[] = { path, path };
	char why[RECORDING_WHY_BYTES];
	enum replay_step step;
	struct replay replay;

	replay_init(&replay, &shown, view);
	replay.silent = table;
	must(replay_open(&replay, paths, 2, why), "it could be read before");
	do {
		step = replay_next(&replay, why);
		text_clear(&replay.view.out);
	} while (step == REPLAY_GO_ON);
	must(step == REPLAY_END, "it could be read before");
	replay_finish(&replay);
	if (table)
		replay_tables(&replay, &screen);
	replay_sum(&replay);
	replay_free(&replay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!check_reader(data, size))
		return 0;
	check_replay(data, size, &view_lines, true);
	check_replay(data, size, &view_json, false);
	return 0;
}
