// SPDX-License-Identifier: GPL-2.0
/* Numbers, ids and errors as people read them; the option tables. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/command.h"
#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/format.h"
#include "../../../tools/aptrace/json_writer.h"
#include "../tap.h"
#include "suites.h"

static void check_bytes(u64 bytes, const char *expected)
{
	char text[FORMAT_BYTES];

	format_bytes(text, sizeof(text), bytes);
	CHECK_TEXT(text, expected);
}

static void bytes(void)
{
	char text[FORMAT_BYTES];
	u64 number;

	check_bytes(0, "0B");
	check_bytes(999, "999B");
	check_bytes(1000, "1.0K");
	check_bytes(1024, "1.0K");
	check_bytes(10 * 1024, "10K");
	check_bytes(1048976, "1.0M");
	check_bytes(UINT64_MAX, "16E");
	for (number = 1; number < UINT64_MAX / 3; number *= 3) {
		tap_context("%llu", (unsigned long long)number);
		format_bytes(text, sizeof(text), number);
		CHECK(strlen(text) <= 5);
	}
}

static void check_rate(u64 thousandths, const char *expected)
{
	char text[FORMAT_BYTES];

	format_rate(text, sizeof(text), thousandths);
	CHECK_TEXT(text, expected);
}

static void rate(void)
{
	char text[FORMAT_BYTES];
	u64 number;

	check_rate(0, "0");
	check_rate(1, "0.01");
	check_rate(250, "0.25");
	check_rate(9994, "9.99");
	check_rate(9996, "10.0");
	check_rate(99949, "99.9");
	check_rate(99951, "100");
	check_rate(999400, "999");
	check_rate(999600, "1.00k");
	check_rate(12345000, "12.3k");
	check_rate(187000000000ULL, "187M");
	check_rate(UINT64_MAX, "18.4P");
	for (number = 1; number < UINT64_MAX / 3; number *= 3) {
		tap_context("%llu", (unsigned long long)number);
		format_rate(text, sizeof(text), number);
		CHECK(strlen(text) <= 5);
	}
}

static void check_duration(u64 ns, const char *expected)
{
	char text[FORMAT_BYTES];

	format_duration(text, sizeof(text), ns);
	CHECK_TEXT(text, expected);
}

static void duration(void)
{
	char text[FORMAT_BYTES];
	u64 ns;

	check_duration(0, "0ns");
	check_duration(999, "999ns");
	check_duration(1234, "1.23us");
	check_duration(12345, "12.3us");
	check_duration(123456789, "123ms");
	check_duration(5000000, "5.00ms");
	check_duration(99900000000ULL, "99.9s");
	check_duration(100000000000ULL, "1m40s");
	check_duration(3600000000000ULL, "1h00m");
	check_duration(400 * 3600000000000ULL, "400h");
	for (ns = 1; ns < 1000 * 3600000000000ULL; ns = ns * 3 + 1) {
		tap_context("%llu", (unsigned long long)ns);
		format_duration(text, sizeof(text), ns);
		CHECK(strlen(text) <= 6);
	}
}

static void check_digits(u64 number)
{
	struct text text = { 0 };
	char expected[32];

	tap_context("%llu", (unsigned long long)number);
	text_unsigned(&text, number);
	snprintf(expected, sizeof(expected), "%llu", (unsigned long long)number);
	CHECK_TEXT(text.data, expected);
	text_clear(&text);
	text_hex(&text, number, 16);
	snprintf(expected, sizeof(expected), "%016llx", (unsigned long long)number);
	CHECK_TEXT(text.data, expected);
	text_free(&text);
}

/* As printf() has them, which they are there instead of. */
static void digits(void)
{
	struct text text = { 0 };
	struct json json = { .text = &text };
	u64 power;

	check_digits(0);
	check_digits(UINT64_MAX);
	for (power = 1; power < UINT64_MAX / 10; power *= 10) {
		check_digits(power - 1);
		check_digits(power);
		check_digits(9 * power + power / 3);
	}
	text_hex(&text, 0xabcde, 3);
	CHECK_TEXT(text.data, "cde");
	text_clear(&text);
	json_open_array(&json, NULL);
	json_signed(&json, NULL, INT64_MIN);
	json_signed(&json, NULL, -1);
	json_signed(&json, NULL, 0);
	json_signed(&json, NULL, INT64_MAX);
	json_hex(&json, NULL, 0xf00);
	json_string(&json, NULL, "");
	json_string(&json, NULL, "\"");
	json_close_array(&json);
	CHECK_TEXT(text.data,
		   "[-9223372036854775808,-1,0,9223372036854775807,\"0x0000000000000f00\",\"\",\"\\\"\"]");
	text_free(&text);
}

static void check_iso_time(u64 ns, const char *expected)
{
	char text[40];

	format_iso_time(text, sizeof(text), ns);
	CHECK_TEXT(text, expected);
}

/* What is remembered of one second must not be said of another. */
static void iso_time(void)
{
	const u64 second_ns = 1000000000;
	int i;

	check_iso_time(0, "1970-01-01T00:00:00.000000000Z");
	for (i = 0; i < 2; i++) {
		check_iso_time(951782399 * second_ns + 999999999,
			       "2000-02-28T23:59:59.999999999Z");
		check_iso_time(951782400 * second_ns, "2000-02-29T00:00:00.000000000Z");
		check_iso_time(951782400 * second_ns + 1,
			       "2000-02-29T00:00:00.000000001Z");
	}
	check_iso_time(UINT64_MAX, "2554-07-21T23:34:33.709551615Z");
}

static void uuid(void)
{
	static const char good[] = "2b9e1c00-1111-4222-8333-44445555666f";
	static const char * const bad[] = {
		"", "2b9e1c00", "2b9e1c00-1111-4222-8333-44445555666",
		"2b9e1c00-1111-4222-8333-44445555666f0",
		"2b9e1c00-1111-4222-8333-44445555666g",
		"2b9e1c0011114222833344445555666f", " 2b9e1c00-1111-4222-8333-4",
		"2b9e1c00-1111-4222-8333-44445555666f ",
	};
	u8 parsed[UUID_BYTES], zero[UUID_BYTES] = { 0 };
	char text[UUID_TEXT_BYTES];
	size_t i;

	REQUIRE(parse_uuid(good, parsed));
	format_uuid(text, parsed);
	CHECK_TEXT(text, good);
	format_id(text, parsed);
	CHECK_TEXT(text, good);
	format_id(text, zero);
	CHECK_TEXT(text, "");
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tap_context("%s", bad[i]);
		CHECK(!parse_uuid(bad[i], parsed));
	}
}

static void errors(void)
{
	char text[FORMAT_BYTES];

	format_errno(text, sizeof(text), 0);
	CHECK_TEXT(text, "0");
	format_errno(text, sizeof(text), -ENODEV);
	CHECK_TEXT(text, "ENODEV");
	format_errno(text, sizeof(text), -4000);
	CHECK_TEXT(text, "-4000");
}

static void kinds(void)
{
	uint32_t mask;

	CHECK(event_parse_kinds(&mask, "arc,end"));
	CHECK_EQUAL(mask, APTRACE_KIND_MASK(APTRACE_ARC) |
		    APTRACE_KIND_MASK(APTRACE_END));
	CHECK(!event_parse_kinds(&mask, ""));
	CHECK(!event_parse_kinds(&mask, "arc,"));
	CHECK(!event_parse_kinds(&mask, ",arc"));
	CHECK(!event_parse_kinds(&mask, "ar"));
	CHECK(!event_parse_kinds(&mask, "ARC"));
}

struct try_options {
	bool flag;
	uint32_t number;
	uint32_t wait_ms;
	const char *word;
};

static const struct option_spec specs[] = {
	{ "flag", 'f', OPTION_FLAG, NULL, "a flag",
	  offsetof(struct try_options, flag), 0, 0, NULL, NULL },
	{ "number", 'n', OPTION_NUMBER, "N", "a number",
	  offsetof(struct try_options, number), 3, 100, NULL, NULL },
	{ "wait", 0, OPTION_SECONDS, "SEC", "a time",
	  offsetof(struct try_options, wait_ms), 0, 0, NULL, NULL },
	{ "word", 'w', OPTION_STRING, "WORD", "a word",
	  offsetof(struct try_options, word), 0, 0, NULL, NULL },
	{ 0 },
};

static const struct command try_command = { .name = "try", .options = specs };

/* One command line, words separated by blanks; complaints are not shown. */
static bool try_line(const char *line, struct try_options *options)
{
	static char copy[128];	/* option values stay pointers into it */
	char *argv[16] = { (char *)"try" };
	int argc = 1, saved = dup(STDERR_FILENO);
	int null = open("/dev/null", O_WRONLY);
	bool good, help;

	snprintf(copy, sizeof(copy), "%s", line);
	for (argv[argc] = strtok(copy, " "); argv[argc];
	     argv[argc] = strtok(NULL, " "))
		argc++;
	memset(options, 0, sizeof(*options));
	dup2(null, STDERR_FILENO);
	good = options_parse(&try_command, options, argc, argv, &help);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
	return good;
}

static void options(void)
{
	static const char * const bad[] = {
		"--number", "--number 2", "--number 101", "--number -3",
		"--number 3x", "--number 0x10", "--number 4294967299", "-n",
		"--flag=1", "--nothing", "-x", "word", "--wait 0", "--wait -1",
		"--wait 1e3", "--wait 5000000", "--wait .", "--wait 1.2.3",
		"--w 1", "--wait 0.0001",
	};
	struct try_options got;
	size_t i;

	CHECK(try_line("", &got));
	CHECK(try_line("-f --number 100 --wait 1.5 --word=a", &got));
	CHECK(got.flag);
	CHECK_EQUAL(got.number, 100);
	CHECK_EQUAL(got.wait_ms, 1500);
	CHECK_TEXT(got.word ? got.word : "", "a");
	CHECK(try_line("--wait .25", &got));
	CHECK_EQUAL(got.wait_ms, 250);
	CHECK(try_line("--wait 0.001", &got));
	CHECK_EQUAL(got.wait_ms, 1);
	CHECK(try_line("-n3 -fw b", &got));
	CHECK_EQUAL(got.number, 3);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tap_context("try %s", bad[i]);
		CHECK(!try_line(bad[i], &got));
	}
}

static const struct test tests[] = {
	{ "bytes", bytes },
	{ "rate", rate },
	{ "duration", duration },
	{ "digits", digits },
	{ "iso_time", iso_time },
	{ "uuid", uuid },
	{ "errors", errors },
	{ "kinds", kinds },
	{ "options", options },
};

SUITE(format, tests);
