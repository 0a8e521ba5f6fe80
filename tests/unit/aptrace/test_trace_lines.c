// SPDX-License-Identifier: GPL-2.0
/* What perf and trace-cmd print of a file becomes a recording of the same events. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/text.h"
#include "../../../tools/aptrace/trace_file.h"
#include "../../../tools/aptrace/trace_lines.h"
#include "printed.h"
#include "suites.h"

#define TIME_NS		1154066089789ULL
#define STEP_NS		1000001ULL

/* As perf 6.1 prints it, of a file with and of one without a clock */
#define PERF_HEAD							\
	"# ========\n"							\
	"# captured on    : Sun Nov 22 09:23:34 2026\n"			\
	"# hostname : a\n"						\
	"# os release : 6.12.57\n"					\
	"# perf version : 6.12.57\n"					\
	"# arch : s390x\n"						\
	"# cmdline : /usr/bin/perf record -k mono hostname : b \n"
#define PERF_CLOCK							\
	"# clockid frequency: 1000 MHz\n"				\
	"# clockid: monotonic (1)\n"					\
	"# reference time: 2026-11-22 09:23:32.622412 = 1795339412.622412 (TOD) = 1153.097366069 (monotonic)\n"
#define CMD_HEAD							\
	"\t[Section 0 @ 1016570: \"options\", flags 0x0, 576 bytes]\n"	\
	"\t\t[Option TRACECLOCK, 67 bytes]\n"				\
	"local global counter uptime perf mono mono_raw [boot] tai x86-tsc\n\n" \
	"\t\t[Option UNAME, 32 bytes]\n"				\
	"Linux a 6.12.57 s390x\n"
#define CMD_DATE							\
	"\t\t[Option DATE, 16 bytes]\n"					\
	"0x660d9c335edb8\n"
#define CMD_STAT							\
	"\t\t[Option CPUSTAT, 141 bytes]\n"				\
	"CPU: 0\n"							\
	"entries: 9\n"							\
	"overrun: 40\n"							\
	"commit overrun: 0\n"						\
	"now ts:  1170.760294\n"					\
	"dropped events: 2\n"						\
	"read events: 1\n\n"						\
	"\t\t[Option CMDLINES, 8 bytes] @ 1016478\n"

/* What a conversion has come to. */
struct result {
	bool good;
	char why[RECORDING_WHY_BYTES];
	char *text;
	size_t bytes;
	struct trace_about about;
	struct recording_header header;
	struct recording_account account;
	struct collector_losses losses;
	unsigned int loss_lines;
	unsigned int events;
	uint64_t times[16];
	unsigned int kinds[16];
	unsigned char event[16][sizeof(struct vfio_ap_ev_end)];
};

static void on_header(void *context, const struct recording_header *header)
{
	((struct result *)context)->header = *header;
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	struct result *result = context;

	if (!CHECK(result->events < ARRAY_SIZE(result->times)))
		return;
	result->times[result->events] = record->time_ns;
	result->kinds[result->events] = record->kind;
	memcpy(result->event[result->events++], event, record->event_bytes);
}

static void on_loss(void *context, uint64_t boot_ns,
		    const struct collector_losses *losses)
{
	struct result *result = context;

	(void)boot_ns;
	result->losses = *losses;
	result->loss_lines++;
}

static void on_summary(void *context, uint64_t boot_ns,
		       const struct collector_losses *losses)
{
	(void)boot_ns;
	((struct result *)context)->losses = *losses;
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
	.on_loss = on_loss,
	.on_summary = on_summary,
};

static FILE *stream_of(const char *text)
{
	return *text ? fmemopen((char *)text, strlen(text), "r") :
		       fopen("/dev/null", "r");
}

static void read_result(struct result *result)
{
	struct recording *recording;
	char why[RECORDING_WHY_BYTES] = "";
	enum recording_step step;

	recording = recording_open_stream(stream_of(result->text), "x");
	do {
		step = recording_next(recording, &ops, result, why);
	} while (step == RECORDING_GO_ON);
	if (!CHECK(step == RECORDING_END))
		CHECK_TEXT(why, "");
	result->account = *recording_account(recording);
	recording_close(recording);
}

static void convert(struct result *result, enum trace_tool tool,
		    const char *about, const char *lines)
{
	FILE *stream = stream_of(about), *out;

	memset(result, 0, sizeof(*result));
	trace_about_read(&result->about, tool, stream);
	fclose(stream);
	stream = stream_of(lines);
	out = open_memstream(&result->text, &result->bytes);
	result->good = trace_lines_convert(&result->about, stream, out,
					   result->why);
	fclose(stream);
	fclose(out);
	if (result->good)
		read_result(result);
}

static void convert_end(struct result *result)
{
	free(result->text);
}

/* One event of each kind, with other lines between them */
static void add_events(struct text *lines, enum trace_tool tool,
		       struct vfio_ap_ev_end *events)
{
	char printed[PRINTED_BYTES];
	unsigned int kind;
	uint64_t time_ns;

	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		printed_random(kind, &events[kind]);
		printed_event(printed, kind, &events[kind]);
		time_ns = TIME_NS + kind * STEP_NS;
		if (tool == TRACE_PERF)
			text_printf(lines, " %" PRIu64 ".%09" PRIu64 ": vfio_ap:%s: %s\n"
				    " 1.000000001: sched:sched_switch: comm=vfio_ap:vfio_ap_reset: pid=1\n",
				    time_ns / 1000000000, time_ns % 1000000000,
				    printed_name(kind), printed);
		else if (kind & 1)
			text_printf(lines, " a: vfio_ap_res-1527  [001]%" PRIu64 ": %s:      %s\n",
				    time_ns, printed_name(kind), printed);
		else
			text_printf(lines, "           apvmm-1527  [001] d..2.  %" PRIu64 ".%09" PRIu64 ": %s:      %s\n"
				    "           apvmm-1527  [001] d..2.  1.000000001: sched_switch:      prev=1\n",
				    time_ns / 1000000000, time_ns % 1000000000,
				    printed_name(kind), printed);
	}
}

static void check_events(const struct result *result,
			 const struct vfio_ap_ev_end *events)
{
	struct vfio_ap_ev_end expected;
	unsigned int kind;

	REQUIRE(result->events == APTRACE_KINDS);
	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		tap_context("kind %s", event_name(kind));
		CHECK_EQUAL(result->kinds[kind], kind);
		CHECK_EQUAL(result->times[kind], TIME_NS + kind * STEP_NS);
		expected = events[kind];
		expected.hdr.abi = VFIO_AP_TRACE_ABI;
		CHECK(!memcmp(result->event[kind], &expected, event_bytes(kind)));
	}
}

static void all_kinds(void)
{
	static const struct {
		enum trace_tool tool;
		const char *about;
		const char *first;
		uint64_t offset_ns;
	} cases[] = {
		{ TRACE_PERF, PERF_HEAD PERF_CLOCK, "",
		  1795339412622412000 - 1153097366069 },
		{ TRACE_CMD, CMD_HEAD CMD_DATE, "cpus=2\n", 1795338259525048000 },
	};
	struct vfio_ap_ev_end events[APTRACE_KINDS];
	struct result result;
	struct text lines = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text_clear(&lines);
		text_puts(&lines, cases[i].first);
		add_events(&lines, cases[i].tool, events);
		convert(&result, cases[i].tool, cases[i].about, lines.data);
		if (!CHECK(result.good))
			CHECK_TEXT(result.why, "");
		check_events(&result, events);
		CHECK_TEXT(result.header.host, "a");
		CHECK_TEXT(result.header.kernel, "6.12.57");
		CHECK_TEXT(result.header.machine, "s390x");
		CHECK_TEXT(result.header.boot_id, "");
		CHECK_EQUAL(result.header.clock_offset_ns, cases[i].offset_ns);
		CHECK_EQUAL(result.header.boot_ns, TIME_NS);
		CHECK(!result.account.clock_unknown);
		CHECK(result.account.summary);
		CHECK_EQUAL(result.account.skipped, 0);
		CHECK_EQUAL(result.losses.counters.events[APTRACE_VERDICT], 1);
		CHECK_EQUAL(result.losses.counters.ring_full, 0);
		convert_end(&result);
	}
	text_free(&lines);
}

static void no_clock(void)
{
	struct text remarks = { 0 };
	struct result result;

	convert(&result, TRACE_PERF, PERF_HEAD, "");
	REQUIRE(result.good);
	CHECK(result.header.clock_unknown && result.account.clock_unknown);
	CHECK_EQUAL(result.header.clock_offset_ns, 0);
	recording_remarks(&result.account, &remarks);
	CHECK(strstr(remarks.data, "time of day") && strstr(remarks.data, "-k mono"));
	text_free(&remarks);
	convert_end(&result);

	convert(&result, TRACE_CMD, CMD_HEAD, "cpus=1\n");
	REQUIRE(result.good);
	CHECK(result.account.clock_unknown);
	convert_end(&result);
}

/* Said in the middle, said at the end; whichever is more */
static void losses(void)
{
	static const struct {
		enum trace_tool tool;
		const char *about;
		const char *lines;
		unsigned int told;
		uint64_t lost;
	} cases[] = {
		{ TRACE_PERF, "", " 1.0: PERF_RECORD_LOST lost 5\n 1.1: PERF_RECORD_LOST lost 7\n", 1, 12 },
		{ TRACE_PERF, "", " 1.0: PERF_RECORD_LOST lost 5\n 1.0: PERF_RECORD_LOST_SAMPLES lost 4\n", 1, 5 },
		{ TRACE_PERF, "", " 1.0: PERF_RECORD_LOST_SAMPLES lost 4\n", 0, 4 },
		{ TRACE_CMD, CMD_STAT, "cpus=1\n", 0, 42 },
		{ TRACE_CMD, "", "cpus=1\nCPU:0 [EVENTS DROPPED]\n", 0, 1 },
		{ TRACE_CMD, "", "cpus=1\nCPU:0 [12 EVENTS DROPPED]\nCPU:1 [3 EVENTS DROPPED]\n", 1, 15 },
		{ TRACE_CMD, CMD_STAT, "cpus=1\nCPU:0 [12 EVENTS DROPPED]\n", 1, 42 },
	};
	struct vfio_ap_ev_end event;
	char printed[PRINTED_BYTES];
	struct result result;
	struct text lines = { 0 };
	const char *before;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		printed_random(APTRACE_ARC, &event);
		printed_event(printed, APTRACE_ARC, &event);
		text_clear(&lines);
		before = "  apvmm-1 [000] 2.000000000: vfio_ap_mig_arc:  ";
		if (cases[i].tool == TRACE_PERF)
			before = " 2.0: vfio_ap:vfio_ap_mig_arc: ";
		text_printf(&lines, "%s%s%s\n", cases[i].lines, before, printed);
		tap_context("case %zu", i);
		convert(&result, cases[i].tool, cases[i].about, lines.data);
		CHECK(result.good);
		CHECK_EQUAL(result.events, 1);
		CHECK_EQUAL(result.loss_lines, cases[i].told);
		CHECK_EQUAL(result.losses.counters.ring_full, cases[i].lost);
		convert_end(&result);
	}
	text_free(&lines);
}

/* Of a newer driver: passed over, and counted */
static void newer_kind(void)
{
	struct result result;

	convert(&result, TRACE_PERF, PERF_HEAD,
		" 2.0: vfio_ap:vfio_ap_mig_pause: mdev=1 x=2\n"
		" 2.1: vfio_ap:vfio_ap_other: y=2\n"
		" 2.2: vfio_ap:other: y=2\n");
	CHECK(result.good);
	CHECK_EQUAL(result.account.skipped, 2);
	CHECK_EQUAL(result.account.events, 0);
	convert_end(&result);
}

static void bad_lines(void)
{
	static const struct {
		enum trace_tool tool;
		const char *lines;
		const char *words;
	} cases[] = {
		{ TRACE_PERF, "\n 2.0: vfio_ap:vfio_ap_mig_arc: [FAILED TO PARSE] mdev_uuid=ARRAY[]\n",
		  "line 2 of perf script: event \"arc\" has no mdev" },
		{ TRACE_PERF, " 2.0: vfio_ap:vfio_ap_mig_arc: session=-7\n",
		  "line 1 of perf script: session of event \"arc\" is \"-7\"; expected a whole number" },
		{ TRACE_CMD, "cpus=2\n x-1 [000] 99999999999999999999: vfio_ap_mig_arc: mdev=1\n",
		  "line 2 of trace-cmd report: no time before the event" },
		{ TRACE_CMD, "cpus=2\n x-1 [000] 1.2.3: vfio_ap_mig_arc: mdev=1\n",
		  "no time before the event" },
		{ TRACE_CMD, "", "trace-cmd report shows nothing of it (of a big-endian host: record with --compression none)" },
	};
	struct result result;
	const char *c;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("%s", cases[i].lines);
		convert(&result, cases[i].tool, "", cases[i].lines);
		CHECK(!result.good);
		if (!CHECK(strstr(result.why, cases[i].words)))
			CHECK_TEXT(result.why, cases[i].words);
		for (c = result.why; *c; c++)
			CHECK(isprint((unsigned char)*c));
		convert_end(&result);
	}
}

/* A line that is too long is not ours; what follows it is read. */
static void long_line(void)
{
	struct text lines = { 0 };
	struct result result;
	size_t i;

	text_puts(&lines, " 1.0: x: ");
	for (i = 0; i < 3 * TRACE_LINE_BYTES; i++)
		text_putc(&lines, 'x');
	text_puts(&lines, "\n 2.0: PERF_RECORD_LOST lost 3\n");
	convert(&result, TRACE_PERF, "", lines.data);
	CHECK(result.good);
	CHECK_EQUAL(result.losses.counters.ring_full, 3);
	convert_end(&result);
	text_free(&lines);
}

static void whose_file(void)
{
	static const char cmd[] = "\x17\x08\x44tracing7";

	CHECK_EQUAL(trace_file_tool("PERFILE2x", 9), TRACE_PERF);
	CHECK_EQUAL(trace_file_tool("2ELIFREPx", 9), TRACE_PERF);
	CHECK_EQUAL(trace_file_tool(cmd, 11), TRACE_CMD);
	CHECK_EQUAL(trace_file_tool(cmd, 9), TRACE_NONE);
	CHECK_EQUAL(trace_file_tool("PERFILE", 7), TRACE_NONE);
	CHECK_EQUAL(trace_file_tool("{\"type\":\"header\"", 16), TRACE_NONE);
}

static const struct test tests[] = {
	{ "events of all kinds, host and clock, of both programs", all_kinds },
	{ "a file that does not say what its clock is", no_clock },
	{ "what was lost", losses },
	{ "kinds of events that are not known", newer_kind },
	{ "lines that are bad are named", bad_lines },
	{ "a line of any length", long_line },
	{ "whose file it is", whose_file },
};

SUITE(trace_lines, tests);
