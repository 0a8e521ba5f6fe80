// SPDX-License-Identifier: GPL-2.0
/* What the driver's tracepoints print can be read back, with nothing left out. */
#include <ctype.h>
#include <stdlib.h>

#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/trace_text.h"
#include "printed.h"
#include "suites.h"

#define ROUNDS	500

static const char verdict_text[] =
	"mdev=11111111-2222-3333-4444-555555555555 id=a0b1c2d3-0000-4000-8000-000000000001 "
	"session=7 seq=18446744073709551615 role=destination state=RESUMING "
	"queue=03.0006 verdict=refused reasons=host_owned|type|0x80000000 src_rc=0x00 "
	"src_info=0x00000000fe000012 dst_rc=0x01 dst_info=0x0000000000000000 index=2 count=36";

static const char end_text[] =
	"mdev=11111111-2222-3333-4444-555555555555 id=00000000-0000-0000-0000-000000000000 "
	"session=7 seq=20 role=- state=STOP outcome=refused cause=close err=-19 "
	"stream_error=ok bytes=1 total_bytes=2 queues=3 bad_queues=4 bad_control_domains=5 "
	"first_seq=6 duration_ns=7 error_ns=8 stop_ns=9 running_ns=10 stop_copy_ns=11 "
	"resuming_ns=12 running_p2p_ns=13 pre_copy_ns=14 pre_copy_p2p_ns=15";

static const char dropped_text[] =
	"mdev=11111111-2222-3333-4444-555555555555 id=00000000-0000-0000-0000-000000000000 "
	"session=7 seq=20 role=- state=STOP control_domain=0x33";

/* Each kind, printed by the driver's header */
static void round_trip(void)
{
	struct vfio_ap_ev_end event, again;
	char text[PRINTED_BYTES], copy[PRINTED_BYTES];
	char why[TRACE_TEXT_WHY_BYTES] = "";
	unsigned int kind, i;

	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		for (i = 0; i < ROUNDS; i++) {
			printed_random(kind, &event);
			printed_event(text, kind, &event);
			tap_context("%s", text);
			strcpy(copy, text);
			memset(&again, 0xff, sizeof(again));
			if (!CHECK(trace_text_read(kind, copy, &again, why)))
				CHECK_TEXT(why, "");
			REQUIRE(!memcmp(&event, &again, event_bytes(kind)));
		}
	}
}

static void verdict(void)
{
	struct vfio_ap_ev_verdict event;
	char why[TRACE_TEXT_WHY_BYTES] = "", text[sizeof(verdict_text)];

	strcpy(text, verdict_text);
	REQUIRE(trace_text_read(APTRACE_VERDICT, text, &event, why));
	CHECK_EQUAL(event.hdr.mdev_uuid[4], 0x22);
	CHECK_EQUAL(event.hdr.migration_id[0], 0xa0);
	CHECK_EQUAL(event.hdr.session, 7);
	CHECK_EQUAL(event.hdr.seq, UINT64_MAX);
	CHECK_EQUAL(event.hdr.role, VFIO_AP_ROLE_DESTINATION);
	CHECK_EQUAL(event.hdr.state, 4);
	CHECK_EQUAL(event.kind, VFIO_AP_VERDICT_QUEUE);
	CHECK_EQUAL(event.apqn, 0x0306);
	CHECK_EQUAL(event.reasons, 0x80010002);
	CHECK_EQUAL(event.src_info, 0xfe000012);
	CHECK_EQUAL(event.dst_rc, 1);
	CHECK_EQUAL(event.index, 2);
	CHECK_EQUAL(event.count, 36);
}

static void end(void)
{
	struct vfio_ap_ev_end event;
	char why[TRACE_TEXT_WHY_BYTES] = "", text[sizeof(end_text)];
	unsigned int state;

	strcpy(text, end_text);
	REQUIRE(trace_text_read(APTRACE_END, text, &event, why));
	CHECK_EQUAL(event.outcome, VFIO_AP_OUTCOME_REFUSED);
	CHECK_EQUAL(event.cause, VFIO_AP_CAUSE_CLOSE);
	CHECK(event.err == -19);
	CHECK_EQUAL(event.bad_control_domains, 5);
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
		CHECK_EQUAL(event.state_ns[state], 8 + state);
}

/* Without one of its members, with one of them twice, with one that is new */
static void members(void)
{
	static const struct {
		unsigned int kind;
		const char *text;
		const char *optional;
	} cases[] = {
		{ APTRACE_VERDICT, verdict_text, "verdict=" },
		{ APTRACE_END, end_text, NULL },
		{ APTRACE_DROPPED, dropped_text, NULL },
	};
	char text[PRINTED_BYTES], why[TRACE_TEXT_WHY_BYTES];
	struct vfio_ap_ev_end event;
	const char *at, *next;
	size_t i, length;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (at = cases[i].text; *at; at = next) {
			length = strcspn(at, " ");
			next = at + length + !!at[length];
			if (cases[i].optional &&
			    !strncmp(at, cases[i].optional, strlen(cases[i].optional)))
				continue;
			snprintf(text, sizeof(text), "%.*s%s",
				 (int)(at - cases[i].text), cases[i].text, next);
			tap_context("without %.*s", (int)length, at);
			CHECK(!trace_text_read(cases[i].kind, text, &event, why));
			CHECK(strstr(why, " has no "));
			snprintf(text, sizeof(text), "%s %.*s", cases[i].text,
				 (int)length, at);
			tap_context("twice %.*s", (int)length, at);
			CHECK(!trace_text_read(cases[i].kind, text, &event, why));
			CHECK(strstr(why, "expected it only once"));
		}
		snprintf(text, sizeof(text), "%s colour=blue", cases[i].text);
		CHECK(trace_text_read(cases[i].kind, text, &event, why));
	}
}

static void bad_values(void)
{
	static const struct {
		unsigned int kind;
		const char *text;
		const char *member;
		const char *value;
	} cases[] = {
		{ APTRACE_VERDICT, verdict_text, "mdev", "11111111" },
		{ APTRACE_VERDICT, verdict_text, "session", "18446744073709551616" },
		{ APTRACE_VERDICT, verdict_text, "session", "-1" },
		{ APTRACE_VERDICT, verdict_text, "session", "" },
		{ APTRACE_VERDICT, verdict_text, "seq", "1x" },
		{ APTRACE_VERDICT, verdict_text, "role", "dst" },
		{ APTRACE_VERDICT, verdict_text, "role", "0x100" },
		{ APTRACE_VERDICT, verdict_text, "state", "stop" },
		{ APTRACE_VERDICT, verdict_text, "queue", "03.006" },
		{ APTRACE_VERDICT, verdict_text, "queue", "03.0100" },
		{ APTRACE_VERDICT, verdict_text, "queue", "3.0006" },
		{ APTRACE_VERDICT, verdict_text, "queue", "0x.0x06" },
		{ APTRACE_VERDICT, verdict_text, "reasons", "type|colour" },
		{ APTRACE_VERDICT, verdict_text, "reasons", "0x100000000" },
		{ APTRACE_VERDICT, verdict_text, "src_rc", "0x100" },
		{ APTRACE_VERDICT, verdict_text, "src_info", "0x0x12" },
		{ APTRACE_END, end_text, "err", "19" },
		{ APTRACE_END, end_text, "err", "-4096" },
		{ APTRACE_END, end_text, "stop_ns", "9ns" },
		{ APTRACE_END, end_text, "stream_error", "\x1b[2J" },
		{ APTRACE_DROPPED, dropped_text, "control_domain", "0x100000000" },
	};
	char text[PRINTED_BYTES], name[32], why[TRACE_TEXT_WHY_BYTES];
	struct vfio_ap_ev_end event;
	const char *at, *c;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(name, sizeof(name), "%s=", cases[i].member);
		at = strstr(cases[i].text, name);
		REQUIRE(at);
		snprintf(text, sizeof(text), "%.*s%s%s%s",
			 (int)(at - cases[i].text), cases[i].text, name,
			 cases[i].value, at + strcspn(at, " "));
		tap_context("%s", text);
		CHECK(!trace_text_read(cases[i].kind, text, &event, why));
		/* A part of a list is named alone. */
		CHECK(strstr(why, cases[i].member) && strstr(why, "; expected "));
		for (c = why; *c; c++)
			CHECK(isprint((unsigned char)*c));
	}
}

static const struct test tests[] = {
	{ "each event, printed by the driver's header, reads as it was", round_trip },
	{ "a verdict", verdict },
	{ "an end has the time in each state", end },
	{ "members: missing, twice, new", members },
	{ "values that are bad are named", bad_values },
};

SUITE(trace_text, tests);
