// SPDX-License-Identifier: GPL-2.0
/* Recordings: what is printed is read back, and whatever is not in order is named. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/recording.h"
#include "json_check.h"
#include "recorded.h"
#include "suites.h"

/* What a recording has told. */
struct heard {
	struct recording_header header;
	unsigned int headers;
	unsigned int events;
	unsigned int losses;
	unsigned int summaries;
	struct aptrace_record record;
	union {
		struct vfio_ap_trace_hdr hdr;
		struct vfio_ap_ev_verdict verdict;
		struct vfio_ap_ev_end end;
		char bytes[sizeof(struct vfio_ap_ev_end)];
	} event;
	struct collector_losses last;
	struct recording_account account;
	char why[RECORDING_WHY_BYTES];
};

static void hear_header(void *context, const struct recording_header *header)
{
	struct heard *heard = context;

	heard->headers++;
	heard->header = *header;
}

static void hear_event(void *context, const struct aptrace_record *record,
		       const void *event)
{
	struct heard *heard = context;

	CHECK_EQUAL(heard->headers, 1);
	heard->events++;
	heard->record = *record;
	memset(&heard->event, 0, sizeof(heard->event));
	memcpy(&heard->event, event, record->event_bytes);
}

static void hear_loss(void *context, uint64_t boot_ns,
		      const struct collector_losses *losses)
{
	struct heard *heard = context;

	(void)boot_ns;
	heard->losses++;
	heard->last = *losses;
}

static void hear_summary(void *context, uint64_t boot_ns,
			 const struct collector_losses *losses)
{
	struct heard *heard = context;

	(void)boot_ns;
	heard->summaries++;
	heard->last = *losses;
}

static const struct recording_ops ops = {
	.on_header = hear_header,
	.on_event = hear_event,
	.on_loss = hear_loss,
	.on_summary = hear_summary,
};

static enum recording_step hear(const char *data, size_t bytes,
				struct heard *heard)
{
	FILE *stream = bytes ? fmemopen((void *)data, bytes, "r") :
			       fopen("/dev/null", "r");
	struct recording *recording = recording_open_stream(stream, "x.jsonl");
	enum recording_step step;

	memset(heard, 0, sizeof(*heard));
	do {
		step = recording_next(recording, &ops, heard, heard->why);
	} while (step == RECORDING_GO_ON);
	heard->account = *recording_account(recording);
	recording_close(recording);
	return step;
}

static enum recording_step hear_text(const char *text, struct heard *heard)
{
	return hear(text, strlen(text), heard);
}

#define ID	"7a3e0000-0000-4000-8000-000000000001"
#define HEADER								\
	"{\"type\":\"header\",\"time\":\"2026-11-22T01:00:00.000000100Z\"," \
	"\"boot_ns\":100,\"format\":1,\"abi\":1,"			\
	"\"clock_offset_ns\":-5,\"boot_id\":\"" ID "\",\"host\":\"h\"}\n"
#define RESET								\
	"{\"type\":\"event\",\"time\":\"2026-11-22T01:00:00.000000200Z\"," \
	"\"boot_ns\":200,\"event\":\"reset\",\"mdev_uuid\":\"" ID "\","	\
	"\"migration_id\":null,\"session\":0,\"seq\":7,\"role\":null,"	\
	"\"state\":\"RUNNING\",\"cause\":\"close\",\"queues\":6,"	\
	"\"failed\":0,\"duration_ns\":12,\"err\":-5,\"err_name\":\"EIO\"}\n"
#define LOSSES								\
	"\"ring_full\":1,\"map_full\":2,\"ends_unmapped\":3,"		\
	"\"recursion_misses\":4,\"unreadable\":5,\"lost\":true"
#define LOSS	"{\"type\":\"loss\",\"boot_ns\":250," LOSSES "}\n"
#define SUMMARY								\
	"{\"type\":\"summary\",\"boot_ns\":300,\"events\":1,"		\
	"\"events_by_kind\":{\"reset\":1},"  LOSSES "}\n"

/* An event with the same bits in all of its members that the table has. */
static void fill_event(unsigned int kind, uint64_t bits, void *event)
{
	const struct event_field *tables[] = {
		event_header_fields(), event_fields(kind),
	};
	const struct event_field *field;
	size_t i;

	memset(event, 0, event_bytes(kind));
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (field = tables[i]; field->name; field++) {
			char *at = (char *)event + field->offset;

			switch (field->form) {
			case FORM_ERR:
				event_store_number(field, event,
						   -(bits & 0xfff));
				break;
			case FORM_UUID:
			case FORM_ID:
			case FORM_STATE_TIMES:
				memset(at, (int)(bits & 0xff), field->bytes);
				break;
			default:
				event_store_number(field, event, bits);
				break;
			}
		}
	}
	((struct vfio_ap_trace_hdr *)event)->abi = VFIO_AP_TRACE_ABI;
}

static void print_event(unsigned int kind, const void *event, struct text *text)
{
	struct json json = { .text = text };

	json_open_object(&json, NULL);
	json_string(&json, "type", "event");
	json_unsigned(&json, "boot_ns", UINT64_MAX);
	json_string(&json, "event", event_name(kind));
	event_json(kind, event, &json);
	json_close_object(&json);
	text_putc(text, '\n');
}

static void check_round(unsigned int kind, uint64_t bits)
{
	union {
		struct vfio_ap_ev_end end;
		struct vfio_ap_ev_verdict verdict;
	} event;
	struct text text = { 0 }, again = { 0 };
	struct heard heard;

	tap_context("%s 0x%llx", event_name(kind), (unsigned long long)bits);
	fill_event(kind, bits, &event);
	text_puts(&text, HEADER);
	text_puts(&again, HEADER);
	print_event(kind, &event, &text);
	CHECK_EQUAL(hear(text.data, text.length, &heard), RECORDING_END);
	CHECK_TEXT(heard.why, "");
	CHECK_EQUAL(heard.events, 1);
	CHECK_EQUAL(heard.record.kind, kind);
	CHECK_EQUAL(heard.record.event_bytes, event_bytes(kind));
	CHECK_EQUAL(heard.record.time_ns, UINT64_MAX);
	CHECK(!memcmp(&heard.event, &event, event_bytes(kind)));
	print_event(heard.record.kind, &heard.event, &again);
	CHECK_TEXT(again.data, text.data);
	text_free(&text);
	text_free(&again);
}

static void round_trip(void)
{
	static const uint64_t patterns[] = {
		0, 1, 2, 7, 63, 64, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
		0x7fffffff, 0x80000000, 0xffffffff, INT64_MAX,
		1ULL << 63, UINT64_MAX, UINT64_MAX - 1,
	};
	unsigned int kind, i;

	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		for (i = 0; i < ARRAY_SIZE(patterns); i++)
			check_round(kind, patterns[i]);
		for (i = 0; i < 200; i++)
			check_round(kind, (uint64_t)tap_random() << 32 |
				    tap_random());
	}
}

/* The structures have nothing that the table does not, but what is reserved. */
static void table_is_complete(void)
{
	static const size_t reserved[APTRACE_KINDS] = {
		[APTRACE_BEGIN] = 3 * sizeof(__u16),
		[APTRACE_VERDICT] = 1 + 2 + 4,
		[APTRACE_APPLY] = 2 * sizeof(__u32),
		[APTRACE_END] = sizeof(__u32),
	};
	const struct event_field *field;
	unsigned int kind;
	size_t bytes;

	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		tap_context("%s", event_name(kind));
		/* abi is in the recording's header; reserved */
		bytes = sizeof(__u16) + sizeof(__u32);
		for (field = event_header_fields(); field->name; field++)
			bytes += field->bytes;
		CHECK_EQUAL(bytes, sizeof(struct vfio_ap_trace_hdr));
		for (field = event_fields(kind); field->name; field++)
			if (field->form != FORM_SUBJECT)
				bytes += field->bytes;
		CHECK_EQUAL(bytes + reserved[kind], event_bytes(kind));
	}
}

static void tells_all(void)
{
	struct heard heard;

	REQUIRE(hear_text(HEADER RESET LOSS RESET SUMMARY, &heard) ==
		RECORDING_END);
	CHECK_EQUAL(heard.headers, 1);
	CHECK_EQUAL(heard.events, 2);
	CHECK_EQUAL(heard.losses, 1);
	CHECK_EQUAL(heard.summaries, 1);
	CHECK_EQUAL(heard.header.format, 1);
	CHECK_EQUAL(heard.header.boot_ns, 100);
	CHECK_EQUAL(heard.header.clock_offset_ns, -5);
	CHECK_TEXT(heard.header.host, "h");
	CHECK_TEXT(heard.header.boot_id, ID);
	CHECK_TEXT(heard.header.kernel, "");
	CHECK(!heard.header.mdev.set);
	CHECK_EQUAL(heard.event.hdr.seq, 7);
	CHECK_EQUAL(heard.event.hdr.abi, VFIO_AP_TRACE_ABI);
	CHECK_EQUAL(heard.last.counters.ring_full, 1);
	CHECK_EQUAL(heard.last.counters.map_full, 2);
	CHECK_EQUAL(heard.last.counters.ends_unmapped, 3);
	CHECK_EQUAL(heard.last.recursion_misses, 4);
	CHECK_EQUAL(heard.last.counters.unreadable, 5);
	CHECK_EQUAL(heard.last.counters.events[APTRACE_RESET], 1);
	CHECK_EQUAL(heard.account.lines, 5);
	CHECK_EQUAL(heard.account.events, 2);
	CHECK_EQUAL(heard.account.first_ns, 200);
	CHECK(heard.account.summary);
	CHECK(!heard.account.cut);
}

/* What aptrace events --json prints has no header. */
static void without_header(void)
{
	static const char attached[] =
		"{\"type\":\"attached\",\"time\":\"1970-01-01T00:00:01.000000000Z\","
		"\"boot_ns\":400,\"tracepoints\":10,\"attach\":\"raw_tp\",\"abi\":1}\n";
	char text[sizeof(attached) + sizeof(RESET)];
	struct heard heard;

	snprintf(text, sizeof(text), "%s" RESET, attached);
	REQUIRE(hear_text(text, &heard) == RECORDING_END);
	CHECK_EQUAL(heard.headers, 1);
	CHECK_EQUAL(heard.events, 1);
	CHECK_EQUAL(heard.header.format, 0);
	CHECK_EQUAL(heard.header.abi, 1);
	CHECK_EQUAL(heard.header.tracepoints, 10);
	CHECK_TEXT(heard.header.attach, "raw_tp");
	CHECK_EQUAL(heard.header.boot_ns, 400);
	CHECK_EQUAL(heard.header.clock_offset_ns, 1000000000 - 400);

	/* Not even that: the first event tells of the clock. */
	REQUIRE(hear_text(RESET, &heard) == RECORDING_END);
	CHECK_EQUAL(heard.headers, 1);
	CHECK_EQUAL(heard.events, 1);
	CHECK_EQUAL(heard.header.clock_offset_ns,
		    1795309200ULL * 1000000000);
	CHECK(!heard.account.summary);
}

static void newer_writer(void)
{
	struct heard heard;

	REQUIRE(hear_text("{\"type\":\"weather\",\"deep\":[[[{}]]]}\n" HEADER
			  "\n \n{\"type\":\"event\",\"event\":\"thunder\",\"boot_ns\":1}\n"
			  "{\"more\":0.99999999999999999999999,\"type\":\"loss\",\"boot_ns\":2," LOSSES "}\n"
			  RESET, &heard) == RECORDING_END);
	CHECK_EQUAL(heard.account.skipped, 2);
	CHECK_EQUAL(heard.losses, 1);
	CHECK_EQUAL(heard.events, 1);
}

static void of_migrations(void)
{
	static const char * const types[] = {
		"update", "verdict", "dropped", "apply", "reset", "end",
	};
	struct text text = { 0 }, remarks = { 0 };
	struct heard heard;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		text_printf(&text, "{\"type\":\"%s\",\"boot_ns\":5}\n",
			    types[i]);
	text_puts(&text, "{\"type\":\"summary\",\"boot_ns\":5,\"outcomes\":{}}\n");
	CHECK_EQUAL(hear(text.data, text.length, &heard), RECORDING_END);
	CHECK_EQUAL(heard.account.migrations, ARRAY_SIZE(types) + 1);
	CHECK_EQUAL(heard.account.skipped, 0);
	CHECK_EQUAL(heard.summaries, 0);
	recording_remarks(&heard.account, &remarks);
	CHECK(strstr(remarks.data, "aptrace record"));
	text_free(&text);
	text_free(&remarks);
}

/* Lines that are not in order, and what has to be said of them. */
static void bad_lines(void)
{
	static const struct {
		const char *line;
		const char *from;
		const char *to;
		const char *said[2];
	} cases[] = {
		{ RESET, "\"seq\":7,", "", { "\"seq\" is missing", "from 0 to" } },
		{ RESET, "\"seq\":7", "\"seq\":null", { "\"seq\" is null", "from 0 to 18446744073709551615" } },
		{ RESET, "\"seq\":7", "\"seq\":\"7\"", { "\"seq\" is \"7\"", "from 0 to" } },
		{ RESET, "\"seq\":7", "\"seq\":-1", { "\"seq\" is -1", "from 0 to" } },
		{ RESET, "\"seq\":7", "\"seq\":7.0", { "\"seq\" is 7.0", "from 0 to" } },
		{ RESET, "\"seq\":7", "\"seq\":18446744073709551616", { "\"seq\" has the number 18446744073709551616;", "at most 64 bits" } },
		{ RESET, "\"seq\":7", "\"seq\":7,\"new\":-99999999999999999999999999", { "\"new\" has the number -999999999999999999999999...;", "at most 64 bits" } },
		{ RESET, "\"seq\":7", "\"seq\":true", { "\"seq\" is true", "from 0 to" } },
		{ RESET, "\"queues\":6", "\"queues\":4294967296", { "\"queues\" is 4294967296", "from 0 to 4294967295" } },
		{ RESET, "\"state\":\"RUNNING\"", "\"state\":\"RUNNINGS\"", { "\"state\" is \"RUNNINGS\"", "one of ERROR, STOP, RUNNING" } },
		{ RESET, "\"state\":\"RUNNING\"", "\"state\":\"256\"", { "\"state\" is \"256\"", "or digits" } },
		{ RESET, "\"state\":\"RUNNING\"", "\"state\":2", { "\"state\" is 2", "one of ERROR" } },
		{ RESET, "\"state\":\"RUNNING\"", "\"state\":null", { "\"state\" is null", "one of ERROR" } },
		{ RESET, "\"cause\":\"close\"", "\"cause\":\"clo\\u0000se\"", { "\"cause\" is", "one of ioctl, close, unplug" } },
		{ RESET, "\"err\":-5", "\"err\":5", { "\"err\" is 5", "from -4095 to 0" } },
		{ RESET, "\"err\":-5", "\"err\":-4096", { "\"err\" is -4096", "from -4095 to 0" } },
		{ RESET, "\"mdev_uuid\":\"7a", "\"mdev_uuid\":\"7g", { "\"mdev_uuid\" is \"7g3e", "a UUID" } },
		{ RESET, "\"mdev_uuid\":\"" ID "\"", "\"mdev_uuid\":null", { "\"mdev_uuid\" is null", "a UUID" } },
		{ RESET, "\"migration_id\":null", "\"migration_id\":0", { "\"migration_id\" is 0", "a UUID" } },
		{ RESET, "\"event\":\"reset\"", "\"event\":9", { "\"event\" is 9", "a string" } },
		{ RESET, "\"boot_ns\":200", "\"boot_ns\":{}", { "\"boot_ns\" is {}", "from 0 to" } },
		{ RESET, "\"type\":\"event\"", "\"type\":[]", { "\"type\" is []", "a string" } },
		{ RESET, "\"type\":\"event\",", "", { "\"type\" is missing", "a string" } },
		{ RESET, "}", "", { "this is not JSON", "ends in the middle" } },
		{ RESET, "}", "}}", { "this is not JSON", "column" } },
		{ RESET, "{\"type\"", "{'type'", { "this is not JSON", "column" } },
		{ RESET, "\"seq\":7", "\"seq\":NaN", { "this is not JSON", "column" } },
		{ RESET, "\"err_name\"", "\"\xff\"", { "this is not JSON", "column" } },
		{ LOSS, "\"unreadable\":5,", "", { "\"unreadable\" is missing", "from 0 to" } },
		{ SUMMARY, "{\"reset\":1}", "[]", { "\"events_by_kind\" is []", "an object" } },
		{ SUMMARY, "{\"reset\":1}", "{\"reset\":\"\"}", { "\"reset\" is \"\"", "from 0 to" } },
		{ HEADER, "\"format\":1", "\"format\":2", { "\"format\" is 2", "use a newer aptrace" } },
		{ HEADER, "\"format\":1", "\"format\":0", { "\"format\" is 0", "at most 1" } },
		{ HEADER, "\"abi\":1", "\"abi\":2", { "\"abi\" is 2", "expected 1, the only layout" } },
		{ HEADER, "\"host\":\"h\"", "\"host\":1", { "\"host\" is 1", "a string" } },
		{ HEADER, "-5", "-9223372036854775809", { "\"clock_offset_ns\" has the number -9223372036854775809;", "64 bits" } },
		{ HEADER, "-5", "9223372036854775808", { "\"clock_offset_ns\" is 9223372036854775808", "from -9223372036854775808" } },
		{ HEADER, ID, "x", { "\"boot_id\" is \"x\"", "a UUID" } },
		{ HEADER, ID, "7a3e0000-0000-4000-8000-000000000002", { "\"boot_id\" is", "as a file of its own" } },
	};
	struct heard heard;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *at = strstr(cases[i].line, cases[i].from);
		struct text text = { 0 };

		tap_context("%.40s -> %.40s", cases[i].from, cases[i].to);
		text_puts(&text, HEADER RESET);
		REQUIRE(at);
		text_append(&text, cases[i].line, at - cases[i].line);
		text_puts(&text, cases[i].to);
		text_puts(&text, at + strlen(cases[i].from));
		text_puts(&text, RESET);
		CHECK_EQUAL(hear(text.data, text.length, &heard), RECORDING_BAD);
		CHECK(!strncmp(heard.why, "x.jsonl:3: ", 11));
		for (j = 0; j < ARRAY_SIZE(cases[i].said); j++)
			if (!CHECK(strstr(heard.why, cases[i].said[j])))
				printf("# said: %s\n", heard.why);
		/* What came before has been told, what comes after has not. */
		CHECK_EQUAL(heard.events, 1);
		text_free(&text);
	}
}

static void parts_of_one(void)
{
	struct heard heard;

	CHECK_EQUAL(hear_text(HEADER RESET HEADER RESET, &heard), RECORDING_END);
	CHECK_EQUAL(heard.headers, 1);
	CHECK_EQUAL(heard.events, 2);
	CHECK_EQUAL(hear_text(RESET HEADER RESET, &heard), RECORDING_BAD);
	CHECK(strstr(heard.why, "no header after events without one"));
}

/* Cut anywhere: what is whole is told, and that is stated. */
static void cut_anywhere(void)
{
	struct recorded recorded;
	struct heard whole, heard;
	const char *data;
	size_t length, bytes, line;

	recorded_sample_destination(&recorded);
	data = recorded.view.out.data;
	length = recorded.view.out.length;
	REQUIRE(hear(data, length, &whole) == RECORDING_END);
	CHECK(whole.account.summary);
	CHECK(!whole.account.cut);
	CHECK(whole.events > 20);
	for (bytes = length - 1; bytes; bytes -= bytes > 3000 ? 37 : 1) {
		/* Where the line begins in which it is cut. */
		for (line = bytes; line && data[line - 1] != '\n'; line--)
			;
		tap_context("cut at %zu", bytes);
		CHECK_EQUAL(hear(data, bytes, &heard), RECORDING_END);
		CHECK_TEXT(heard.why, "");
		CHECK(heard.events <= whole.events);
		/* Whole, even if nothing ends it. */
		CHECK_EQUAL(heard.account.cut,
			    line != bytes && data[bytes] != '\n');
	}
	CHECK_EQUAL(hear(data, 0, &heard), RECORDING_BAD);
	CHECK_TEXT(heard.why, "x.jsonl: the file is empty");
	recorded_free(&recorded);
}

static void long_lines(void)
{
	const size_t length = RECORDING_LINE_MAX + 10;
	char *text = malloc(length);
	struct heard heard;

	REQUIRE(text);
	memset(text, ' ', length);
	text[0] = '{';
	CHECK_EQUAL(hear(text, length, &heard), RECORDING_BAD);
	CHECK(strstr(heard.why, "x.jsonl:1: "));
	CHECK(strstr(heard.why, "more than"));
	memset(text, '[', length);
	CHECK_EQUAL(hear(text, 5000, &heard), RECORDING_BAD);
	free(text);
}

static void foreign_files(void)
{
	struct heard heard;

	CHECK_EQUAL(hear("\x28\xb5\x2f\xfd\x01", 5, &heard), RECORDING_BAD);
	CHECK(strstr(heard.why, "zstd -dc"));
	CHECK_EQUAL(hear("\x1f\x8b\x08\x00\x01", 5, &heard), RECORDING_BAD);
	CHECK(strstr(heard.why, "gzip -dc"));
	CHECK_EQUAL(hear("hello\n", 6, &heard), RECORDING_BAD);
	CHECK(strstr(heard.why, "x.jsonl:1: column 1: this is not JSON"));
	CHECK_EQUAL(hear("null\n", 5, &heard), RECORDING_BAD);
	CHECK(strstr(heard.why, "not a JSON object"));
	CHECK_EQUAL(hear("{\"type\":\"x\"}\0{", 14, &heard), RECORDING_BAD);
}

/* A terminal must not be written to by what a file has. */
static void hostile_words(void)
{
	struct heard heard;
	const char *c;

	REQUIRE(hear_text("{\"type\":\"header\",\"boot_ns\":1,\"format\":1,\"abi\":1,"
			  "\"clock_offset_ns\":0,\"boot_id\":\"" ID "\","
			  "\"host\":\"\\u001b[31m\\u00e9\xc3\xa9\"}\n", &heard) ==
		RECORDING_END);
	CHECK_TEXT(heard.header.host, "?[31m????");
	CHECK_EQUAL(hear_text(HEADER "{\"type\":\"event\",\"event\":\"arc\",\"boot_ns\":\"\\u001b\xc3\xa9\"}\n",
			      &heard), RECORDING_BAD);
	for (c = heard.why; *c; c++)
		CHECK(*c >= ' ' && *c <= '~');
}

static void files(void)
{
	char why[RECORDING_WHY_BYTES] = "", path[64];
	struct heard heard = { 0 };

	CHECK(!recording_read("/nowhere/x", &ops, &heard, why));
	CHECK_TEXT(why, "/nowhere/x: No such file or directory");
	CHECK(!recording_read("/", &ops, &heard, why));
	CHECK_TEXT(why, "/: Is a directory");
	REQUIRE(recorded_to_file(HEADER RESET, strlen(HEADER RESET), path));
	CHECK(recording_read(path, &ops, &heard, why));
	CHECK_EQUAL(heard.events, 1);
	unlink(path);
}

/* What a recording says of itself is one line of JSON each. */
static void written_lines(void)
{
	struct recorded recorded;
	struct text line = { 0 };
	const char *at, *end;
	unsigned int lines = 0;

	recorded_sample_source(&recorded);
	for (at = recorded.view.out.data; *at; at = end + 1) {
		end = strchr(at, '\n');
		REQUIRE(end);
		text_clear(&line);
		text_append(&line, at, end - at);
		tap_context("%.100s", line.data);
		CHECK(json_check(line.data));
		lines++;
	}
	CHECK(lines > 10);
	text_free(&line);
	recorded_free(&recorded);
}

/* What cat makes of several: each has counted from 0 what it lost. */
static void put_together(void)
{
	struct text remarks = { 0 };
	struct heard heard;

	CHECK_EQUAL(hear_text(HEADER RESET LOSS SUMMARY HEADER LOSS SUMMARY,
			      &heard), RECORDING_END);
	CHECK_EQUAL(heard.last.counters.ring_full, 2);
	CHECK_EQUAL(heard.last.counters.map_full, 4);
	CHECK_EQUAL(heard.last.counters.ends_unmapped, 6);
	CHECK_EQUAL(heard.last.recursion_misses, 8);
	CHECK_EQUAL(heard.last.counters.unreadable, 10);
	CHECK_EQUAL(heard.last.counters.events[APTRACE_RESET], 2);
	CHECK(heard.account.summary);
	CHECK_EQUAL(heard.account.pieces, 2);
	CHECK_EQUAL(heard.account.unfinished, 0);
	recording_remarks(&heard.account, &remarks);
	CHECK_EQUAL(remarks.length, 0);

	/* The first one was cut short; what it had lost until then stays known. */
	CHECK_EQUAL(hear_text(HEADER RESET LOSS HEADER RESET SUMMARY, &heard),
		    RECORDING_END);
	CHECK_EQUAL(heard.last.counters.ring_full, 2);
	CHECK_EQUAL(heard.account.unfinished, 1);
	CHECK(heard.account.finished && !heard.account.summary);
	recording_remarks(&heard.account, &remarks);
	CHECK(strstr(remarks.data, "1 of the 2 recordings"));
	CHECK(!strstr(remarks.data, "at its end"));

	/* Only the last one, and all. */
	CHECK_EQUAL(hear_text(HEADER SUMMARY HEADER LOSS, &heard),
		    RECORDING_END);
	CHECK_EQUAL(heard.last.counters.ring_full, 2);
	CHECK(!heard.account.finished && !heard.account.summary);
	CHECK_EQUAL(heard.account.unfinished, 0);
	CHECK_EQUAL(hear_text(HEADER HEADER HEADER, &heard), RECORDING_END);
	CHECK_EQUAL(heard.account.unfinished, 2);
	recording_remarks(&heard.account, &remarks);
	CHECK(strstr(remarks.data, "2 of the 3 recordings"));
	CHECK(strstr(remarks.data, "at its end"));
	text_free(&remarks);
}

static const struct test tests[] = {
	{ "recordings that were put together", put_together },
	{ "what is printed is read back, bit by bit", round_trip },
	{ "the table has every member of every structure", table_is_complete },
	{ "header, events, losses, summary", tells_all },
	{ "aptrace events --json, without a header", without_header },
	{ "what a newer writer adds is passed over", newer_writer },
	{ "aptrace migrations --json is passed over, with advice", of_migrations },
	{ "each way in which a line can be bad is named", bad_lines },
	{ "parts of one recording, and of two", parts_of_one },
	{ "cut at any byte", cut_anywhere },
	{ "a line without end", long_lines },
	{ "files that are no recordings", foreign_files },
	{ "nothing reaches a terminal that is not printable", hostile_words },
	{ "files", files },
	{ "what is written is JSON, a line each", written_lines },
};

SUITE(recording, tests);
