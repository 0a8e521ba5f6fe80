// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of what is made of the text that perf and trace-cmd print.
 *
 * The first byte says which of them it is. Up to an empty line it is what they say of
 * the file, then come the lines of events. Whatever the bytes are: it ends; an error can
 * be printed; what was converted is a recording with a summary, with as many events as
 * the summary says.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/aptrace/trace_file.h"
#include "../../tools/aptrace/trace_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BETWEEN	"\n\n"

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

static FILE *open_bytes(const void *data, size_t size)
{
	FILE *stream = size ? fmemopen((void *)data, size, "r") :
			      fopen("/dev/null", "r");

	must(stream, "memory opens as a file");
	return stream;
}

static void check_printable(const char *text, size_t bytes)
{
	must(memchr(text, 0, bytes), "the text ends");
	for (; *text; text++)
		must(*text >= ' ' && *text <= '~', "it can be printed");
}

static void count_event(void *context, const struct aptrace_record *record,
			const void *event)
{
	uint64_t *events = context;

	(void)event;
	must(record->kind < APTRACE_KINDS, "only kinds that there are");
	events[record->kind]++;
}

static void check_summary(void *context, uint64_t boot_ns,
			  const struct collector_losses *losses)
{
	const uint64_t *events = context;
	unsigned int kind;

	(void)boot_ns;
	for (kind = 0; kind < APTRACE_KINDS; kind++)
		must(losses->counters.events[kind] == events[kind],
		     "the summary has what was told");
}

static const struct recording_ops ops = {
	.on_event = count_event,
	.on_summary = check_summary,
};

static void check_recording(const char *text, size_t bytes)
{
	struct recording *recording = recording_open_stream(open_bytes(text, bytes),
							    "fuzz");
	uint64_t events[APTRACE_KINDS] = { 0 };
	char why[RECORDING_WHY_BYTES];
	enum recording_step step;

	do {
		step = recording_next(recording, &ops, events, why);
	} while (step == RECORDING_GO_ON);
	must(step == RECORDING_END, "what was converted can be read");
	must(recording_account(recording)->summary, "it is whole");
	recording_close(recording);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trace_about about;
	char why[RECORDING_WHY_BYTES];
	const uint8_t *lines;
	enum trace_tool tool;
	FILE *stream, *out;
	size_t bytes = 0;
	char *text = NULL;

	trace_file_tool((const char *)data, size);
	if (!size)
		return 0;
	tool = *data++ & 1 ? TRACE_PERF : TRACE_CMD;
	size--;
	lines = memmem(data, size, BETWEEN, strlen(BETWEEN));
	lines = lines ? lines + strlen(BETWEEN) : data + size;
	stream = open_bytes(data, lines - data);
	trace_about_read(&about, tool, stream);
	fclose(stream);
	check_printable(about.header.host, sizeof(about.header.host));
	check_printable(about.header.kernel, sizeof(about.header.kernel));
	check_printable(about.header.machine, sizeof(about.header.machine));
	stream = open_bytes(lines, size - (lines - data));
	out = open_memstream(&text, &bytes);
	must(out, "there is memory");
	if (!trace_lines_convert(&about, stream, out, why)) {
		check_printable(why, sizeof(why));
		fclose(out);
	} else {
		fclose(out);
		check_recording(text, bytes);
	}
	fclose(stream);
	free(text);
	return 0;
}
