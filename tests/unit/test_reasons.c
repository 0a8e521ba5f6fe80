// SPDX-License-Identifier: GPL-2.0
/* The words: complete, distinct, and cut as snprintf() cuts. */
#include <ctype.h>

#include "../../driver/core/reasons.h"
#include "../../driver/core/stream_error.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"
#include "suites.h"
#include "tap.h"

#define SRC_INFO	0xf28000000d570c07ULL	/* CEX7 CCA native */
#define DST_INFO	0x2d4000000c570203ULL	/* CEX6 accel+EP11 stateless */

static const struct ap_verdict verdict = {
	.kind = VFIO_AP_VERDICT_QUEUE,
	.apqn = 0x0a06,
	.src_rc = 0x04,
	.dst_rc = 0x01,
	.src_info = SRC_INFO | 1ULL << 46,
	.dst_info = DST_INFO | 2ULL << 46,
};

static bool is_name(const char *name)
{
	const char *at;

	for (at = name; *at; at++)
		if (!islower((unsigned char)*at) &&
		    !isdigit((unsigned char)*at) && *at != '_')
			return false;
	return at != name;
}

static void every_reason_has_words(void)
{
	const struct ap_reason *reason, *other;
	unsigned int bit, before;

	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++) {
		tap_context("reason %u", bit);
		reason = ap_reason(bit);
		REQUIRE(reason);
		REQUIRE(reason->name && reason->sentence && reason->remedy);
		CHECK(is_name(reason->name));
		CHECK(strlen(reason->sentence) > 20);
		/* One sentence of a list: no capital, no full stop. */
		CHECK(!isspace((unsigned char)reason->sentence[0]));
		CHECK(reason->sentence[strlen(reason->sentence) - 1] != '.');
		/* A remedy says where. */
		CHECK(!strncmp(reason->remedy, "on the destination: ", 20) ||
		      !strncmp(reason->remedy, "on the source: ", 15));
		for (before = 0; before < bit; before++) {
			other = ap_reason(before);
			CHECK(strcmp(reason->name, other->name));
			CHECK(strcmp(reason->sentence, other->sentence));
		}
	}
	CHECK(!ap_reason(VFIO_AP_REASON_COUNT));
	CHECK(!ap_reason(31));
	CHECK(!ap_reason(~0U));
}

static void names_are_stable(void)
{
	static const char * const names[VFIO_AP_REASON_COUNT] = {
		"not_configured", "host_owned", "not_bound", "in_use",
		"not_passable", "no_answer", "src_no_answer", "apsc", "mex4k",
		"crt4k", "slcf", "mode", "apxa", "class", "src_bs", "dst_bs",
		"type", "ml", "qd", "control_domain", "filtered", "offline",
	};
	unsigned int bit;

	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++)
		CHECK_TEXT(ap_reason(bit)->name, names[bit]);
}

/* The remedy is for the side whose fault it is. */
static void remedies_name_the_right_host(void)
{
	unsigned int bit;
	bool source;

	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++) {
		tap_context("reason %u", bit);
		source = bit == VFIO_AP_REASON_SRC_NO_ANSWER ||
			 bit == VFIO_AP_REASON_SRC_BS;
		CHECK(!strncmp(ap_reason(bit)->remedy, "on the source", 13) ==
		      source);
	}
}

struct words {
	unsigned int bit;
	const char *expected;
	const char *found;
};

static const struct words words[] = {
	{ VFIO_AP_REASON_NOT_CONFIGURED,
	  "adapter and domain in the AP configuration",
	  "not in the AP configuration" },
	{ VFIO_AP_REASON_HOST_OWNED,
	  "released for guests by apmask and aqmask", "reserved for the host" },
	{ VFIO_AP_REASON_NOT_BOUND, "bound to vfio_ap",
	  "bound to another driver or none" },
	{ VFIO_AP_REASON_IN_USE, "not assigned to another mdev",
	  "assigned to another mdev" },
	{ VFIO_AP_REASON_NOT_PASSABLE, "a queue that could be reset",
	  "its last reset failed" },
	{ VFIO_AP_REASON_NO_ANSWER, "valid TAPQ information",
	  "response code 0x01 (not available)" },
	{ VFIO_AP_REASON_SRC_NO_ANSWER, "valid TAPQ information",
	  "response code 0x04 (checkstopped)" },
	{ VFIO_AP_REASON_APSC, "apsc on", "apsc off" },
	{ VFIO_AP_REASON_MEX4K, "mex4k on", "mex4k off" },
	{ VFIO_AP_REASON_CRT4K, "crt4k on", "crt4k on" },
	{ VFIO_AP_REASON_SLCF, "slcf off", "slcf on" },
	{ VFIO_AP_REASON_MODE, "CCA", "accelerator+EP11" },
	{ VFIO_AP_REASON_APXA, "apxa on", "apxa off" },
	{ VFIO_AP_REASON_CLASS, "native", "stateless" },
	{ VFIO_AP_REASON_SRC_BS, "binding state 0 (usable)",
	  "binding state 1 (bound)" },
	{ VFIO_AP_REASON_DST_BS, "binding state 0 (usable)",
	  "binding state 2 (unbound)" },
	{ VFIO_AP_REASON_TYPE, "CEX7 or newer", "CEX6" },
	{ VFIO_AP_REASON_ML, "messages of 49152 bytes or more",
	  "messages of 12288 bytes" },
	{ VFIO_AP_REASON_QD, "queue depth 8 or more", "queue depth 4" },
	{ VFIO_AP_REASON_CONTROL_DOMAIN, "available",
	  "not available" },
	{ VFIO_AP_REASON_FILTERED, "visible to the guest",
	  "withheld from the guest" },
	{ VFIO_AP_REASON_OFFLINE, "online as on the source", "not available" },
	{ VFIO_AP_REASON_COUNT, "?", "?" },
	{ 31, "?", "?" },
	{ ~0U, "?", "?" },
};

static void expected_and_found(void)
{
	struct ap_verdict this;
	char text[100];
	size_t i;
	int length;

	CHECK(ARRAY_SIZE(words) >= VFIO_AP_REASON_COUNT);
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		this = verdict;
		if (words[i].bit == VFIO_AP_REASON_CONTROL_DOMAIN) {
			this.kind = VFIO_AP_VERDICT_CONTROL_DOMAIN;
			this.apqn = 0x33;
		}
		if (i < VFIO_AP_REASON_COUNT)
			CHECK_EQUAL(words[i].bit, i);
		length = ap_reason_expected(text, sizeof(text), words[i].bit,
					    &this);
		CHECK_TEXT(text, words[i].expected);
		CHECK_EQUAL(length, strlen(words[i].expected));
		length = ap_reason_found(text, sizeof(text), words[i].bit,
					 &this);
		CHECK_TEXT(text, words[i].found);
		CHECK_EQUAL(length, strlen(words[i].found));
	}
}

static void words_of_class(void)
{
	struct ap_verdict this = verdict;
	char text[100];

	this.src_info &= ~(1ULL << 55);
	ap_reason_expected(text, sizeof(text), VFIO_AP_REASON_CLASS, &this);
	CHECK_TEXT(text, "native or no class");
	this.src_info |= 1ULL << 54;
	ap_reason_expected(text, sizeof(text), VFIO_AP_REASON_CLASS, &this);
	CHECK_TEXT(text, "native or stateless");
	this.dst_info = 0;
	ap_reason_found(text, sizeof(text), VFIO_AP_REASON_CLASS, &this);
	CHECK_TEXT(text, "no class");
}

static void every_response_code_has_words(void)
{
	struct ap_verdict this = verdict;
	char text[100];
	int rc;

	for (rc = 0; rc < 256; rc++) {
		this.dst_rc = (u8)rc;
		ap_reason_found(text, sizeof(text), VFIO_AP_REASON_NO_ANSWER,
				&this);
		tap_context("rc %d: %s", rc, text);
		CHECK(strlen(text) > strlen("response code 0x00 ()"));
	}
	CHECK_TEXT(text, "response code 0xff (unexpected)");
}

/* Whatever the size: terminated, a prefix, nothing behind, the same result. */
static void check_cut(int (*format)(char *text, size_t size, const void *what),
		      const void *what)
{
	char whole[1024], cut[1024];
	size_t length, size;

	length = (size_t)format(whole, sizeof(whole), what);
	CHECK_EQUAL(length, strlen(whole));
	CHECK_EQUAL(format(NULL, 0, what), length);
	for (size = 1; size <= length + 2; size++) {
		tap_context("\"%s\" in %zu bytes", whole, size);
		memset(cut, 'x', sizeof(cut));
		CHECK_EQUAL(format(cut, size, what), length);
		CHECK_EQUAL(strlen(cut), size > length ? length : size - 1);
		CHECK(!strncmp(cut, whole, strlen(cut)));
		CHECK(cut[size] == 'x');
	}
}

static int format_reasons(char *text, size_t size, const void *what)
{
	return ap_reasons_format(text, size, *(const u32 *)what);
}

static int format_info(char *text, size_t size, const void *what)
{
	return ap_info_format(text, size, *(const u64 *)what);
}

static int format_subject(char *text, size_t size, const void *what)
{
	return ap_verdict_format_subject(text, size, what);
}

static int format_expected(char *text, size_t size, const void *what)
{
	return ap_reason_expected(text, size, *(const unsigned int *)what,
				  &verdict);
}

static int format_found(char *text, size_t size, const void *what)
{
	return ap_reason_found(text, size, *(const unsigned int *)what,
			       &verdict);
}

static void cut_texts(void)
{
	u32 all = ~0U, none = 0, two = 3;
	u64 info = SRC_INFO, ones = ~0ULL, zero = 0;
	unsigned int bit;

	check_cut(format_reasons, &all);
	check_cut(format_reasons, &none);
	check_cut(format_reasons, &two);
	check_cut(format_info, &info);
	check_cut(format_info, &ones);
	check_cut(format_info, &zero);
	check_cut(format_subject, &verdict);
	for (bit = 0; bit <= VFIO_AP_REASON_COUNT; bit++) {
		check_cut(format_expected, &bit);
		check_cut(format_found, &bit);
	}
}

static void reason_masks(void)
{
	char text[512];
	unsigned int bit;

	ap_reasons_format(text, sizeof(text), 0);
	CHECK_TEXT(text, "ok");
	ap_reasons_format(text, sizeof(text),
			  VFIO_AP_REASON_MASK(HOST_OWNED) |
			  VFIO_AP_REASON_MASK(APSC));
	CHECK_TEXT(text, "host_owned|apsc");
	ap_reasons_format(text, sizeof(text),
			  VFIO_AP_REASON_MASK(TYPE) | 1U << 30 | 1U << 31);
	CHECK_TEXT(text, "type|bit30|bit31");
	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++) {
		ap_reasons_format(text, sizeof(text), 1U << bit);
		CHECK_TEXT(text, ap_reason(bit)->name);
	}
}

static void subjects(void)
{
	struct ap_verdict this = verdict;
	char text[16];

	ap_verdict_format_subject(text, sizeof(text), &this);
	CHECK_TEXT(text, "0a.0006");
	this.apqn = 0xffff;
	ap_verdict_format_subject(text, sizeof(text), &this);
	CHECK_TEXT(text, "ff.00ff");
	this.kind = VFIO_AP_VERDICT_CONTROL_DOMAIN;
	this.apqn = 0x33;
	ap_verdict_format_subject(text, sizeof(text), &this);
	CHECK_TEXT(text, "0x33");
	this.apqn = 4;
	ap_verdict_format_subject(text, sizeof(text), &this);
	CHECK_TEXT(text, "0x04");
	this.kind = VFIO_AP_VERDICT_ADAPTER;
	this.apqn = 0xa;
	ap_verdict_format_subject(text, sizeof(text), &this);
	CHECK_TEXT(text, "0x0a");
}

static void information_words(void)
{
	char text[128];

	ap_info_format(text, sizeof(text), 0xf28000000e570c07ULL);
	CHECK_TEXT(text, "CEX8 CCA apsc mex4k crt4k apxa native bs=0 ml=12 qd=7");
	ap_info_format(text, sizeof(text), 0);
	CHECK_TEXT(text, "type 0 no mode bs=0 ml=0 qd=0");
	ap_info_format(text, sizeof(text), 0x094040000a000001ULL);
	CHECK_TEXT(text, "CEX4 accelerator slcf stateless bs=1 ml=0 qd=1");
	ap_info_format(text, sizeof(text), 0x0400c0000f000f1fULL);
	CHECK_TEXT(text, "type 15 EP11 bs=3 ml=15 qd=31");
}

static void stream_errors_have_words(void)
{
	static const int errors[VFIO_AP_STREAM_ERROR_COUNT] = {
		[VFIO_AP_STREAM_OK] = 0,
		[VFIO_AP_STREAM_MAGIC] = -EINVAL,
		[VFIO_AP_STREAM_VERSION] = -EPROTONOSUPPORT,
		[VFIO_AP_STREAM_HEADER_BYTES] = -EINVAL,
		[VFIO_AP_STREAM_HEADER_CRC] = -EBADMSG,
		[VFIO_AP_STREAM_RESERVED] = -EINVAL,
		[VFIO_AP_STREAM_MIGRATION_ID] = -EINVAL,
		[VFIO_AP_STREAM_TOTAL_BYTES] = -EFBIG,
		[VFIO_AP_STREAM_RECORD_CRC] = -EBADMSG,
		[VFIO_AP_STREAM_RECORD_TYPE] = -EPROTONOSUPPORT,
		[VFIO_AP_STREAM_RECORD_ORDER] = -EINVAL,
		[VFIO_AP_STREAM_RECORD_BYTES] = -EINVAL,
		[VFIO_AP_STREAM_PAYLOAD_CRC] = -EBADMSG,
		[VFIO_AP_STREAM_QUEUE_COUNT] = -EINVAL,
		[VFIO_AP_STREAM_QUEUE_ORDER] = -EINVAL,
		[VFIO_AP_STREAM_GUEST_MATRIX] = -EINVAL,
		[VFIO_AP_STREAM_DIGEST] = -EBADMSG,
		[VFIO_AP_STREAM_TRAILING] = -EFBIG,
		[VFIO_AP_STREAM_TRUNCATED] = -EBADMSG,
	};
	const struct ap_stream_error *error;
	unsigned int number, before;

	for (number = 0; number < VFIO_AP_STREAM_ERROR_COUNT; number++) {
		tap_context("stream error %u", number);
		error = ap_stream_error(number);
		CHECK(is_name(error->name));
		CHECK(strlen(error->sentence) > 20);
		CHECK_EQUAL(error->err, errors[number]);
		for (before = 0; before < number; before++)
			CHECK(strcmp(error->name,
				     ap_stream_error(before)->name));
	}
	CHECK_TEXT(ap_stream_error(VFIO_AP_STREAM_ERROR_COUNT)->name, "?");
	CHECK_TEXT(ap_stream_error(~0U)->name, "?");
	/* A caller that returns err must not take the unknown for success. */
	CHECK(ap_stream_error(~0U)->err < 0);
}

static const struct test tests[] = {
	{ "every reason has its words", every_reason_has_words },
	{ "names are stable", names_are_stable },
	{ "remedies name the right host", remedies_name_the_right_host },
	{ "expected and found", expected_and_found },
	{ "expected and found of classes", words_of_class },
	{ "every response code has words", every_response_code_has_words },
	{ "texts are cut like snprintf()", cut_texts },
	{ "reason masks", reason_masks },
	{ "queues and control domains", subjects },
	{ "information words", information_words },
	{ "every stream error has words and an errno", stream_errors_have_words },
};

SUITE(reasons, tests);
