// SPDX-License-Identifier: GPL-2.0
/*
 * What aptrace explain says: whole texts, in tests/unit/aptrace/explain. They are
 * reviewed as what somebody reads who has been woken up. APTRACE_GOLDEN=write in
 * the environment writes them anew, for the review to begin again.
 */
#include <stdlib.h>

#include "../../../driver/core/reasons.h"
#include "../../../driver/core/tapq.h"
#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/explain.h"
#include "../../../tools/aptrace/explain_fields.h"
#include "golden.h"
#include "guide.h"
#include "json_check.h"
#include "story_scene.h"
#include "suites.h"

#define FOLDER		"tests/unit/aptrace/explain"

/* A line may be longer than a page is wide only if it is one word or a command. */
static void check_page(const char *text, bool all)
{
	unsigned int lines = 0, column = 0;
	const char *c, *line = text;

	for (c = text; *c; c++) {
		CHECK(*c == '\n' || (*c >= ' ' && *c <= '~'));
		if (*c != '\n') {
			column++;
			continue;
		}
		if (column > EXPLAIN_WIDTH) {
			tap_context("%.*s", (int)(c - line), line);
			line += strspn(line, " ");
			line += 2 * (*line == '#');
			CHECK(strcspn(line, " \n") == (size_t)(c - line) ||
			      !strncmp(c - 2, " \\", 2));
		}
		CHECK(c == text || c[-1] != ' ');
		line = c + 1;
		column = 0;
		lines++;
	}
	CHECK(!column);
	CHECK(all || lines <= EXPLAIN_PAGE_LINES);
}

/* The text, which is a page, and JSON, which is JSON; both with what was found. */
static void explain(const char *name, const struct story_scene *s)
{
	struct text text = { 0 }, object = { 0 };
	struct json json = { .text = &object };
	struct explanation ex;
	struct story story;

	REQUIRE(stories_find(&s->stories, NULL, &story));
	explain_build(&ex, &story);
	explain_text(&ex, EXPLAIN_WIDTH, true, &text);
	check_page(text.data, true);
	text_clear(&text);
	explain_text(&ex, EXPLAIN_WIDTH, false, &text);
	check_page(text.data, false);
	explain_json(&ex, &json);
	tap_context("%s", object.data);
	CHECK(json_check(object.data));
	if (name)
		golden(FOLDER, name, text.data);
	text_free(&text);
	text_free(&object);
	explain_free(&ex);
}

#define INFO_CEX8	(AP_INFO_APSC | AP_INFO_MEX4K | AP_INFO_CRT4K |	\
			 AP_INFO_CCA | AP_INFO_APXA | AP_INFO_NATIVE |	\
			 14ULL << AP_INFO_TYPE_SHIFT |			\
			 8ULL << AP_INFO_ML_SHIFT | 7)

/*
 * A verdict with just that reason: two words and two response codes that differ in
 * what the rule is about.
 */
static struct vfio_ap_ev_verdict verdict_for(unsigned int bit, u16 apqn)
{
	struct vfio_ap_ev_verdict v = {
		.apqn = apqn,
		.reasons = 1U << bit,
		.src_info = INFO_CEX8,
		.dst_info = INFO_CEX8,
	};

	switch (bit) {
	case VFIO_AP_REASON_APSC:
		v.dst_info &= ~AP_INFO_APSC;
		break;
	case VFIO_AP_REASON_MEX4K:
		v.dst_info &= ~AP_INFO_MEX4K;
		break;
	case VFIO_AP_REASON_CRT4K:
		v.dst_info &= ~AP_INFO_CRT4K;
		break;
	case VFIO_AP_REASON_SLCF:
		v.dst_info |= AP_INFO_SLCF;
		break;
	case VFIO_AP_REASON_APXA:
		v.dst_info &= ~AP_INFO_APXA;
		break;
	case VFIO_AP_REASON_MODE:
		v.dst_info ^= AP_INFO_CCA | AP_INFO_EP11;
		break;
	case VFIO_AP_REASON_CLASS:
		v.dst_info ^= AP_INFO_NATIVE | AP_INFO_STATELESS;
		break;
	case VFIO_AP_REASON_SRC_BS:
		v.src_info |= 1ULL << AP_INFO_BS_SHIFT;
		break;
	case VFIO_AP_REASON_DST_BS:
		v.dst_info |= 3ULL << AP_INFO_BS_SHIFT;
		break;
	case VFIO_AP_REASON_TYPE:
		v.dst_info -= 1ULL << AP_INFO_TYPE_SHIFT;
		break;
	case VFIO_AP_REASON_ML:
		v.dst_info -= 5ULL << AP_INFO_ML_SHIFT;
		break;
	case VFIO_AP_REASON_QD:
		v.dst_info -= 4;
		break;
	case VFIO_AP_REASON_NO_ANSWER:
		v.dst_rc = AP_RC_NOT_AVAILABLE;
		break;
	case VFIO_AP_REASON_SRC_NO_ANSWER:
		v.src_rc = AP_RC_NOT_AVAILABLE;
		break;
	case VFIO_AP_REASON_OFFLINE:
		v.dst_rc = AP_RC_CHECKSTOPPED;
		break;
	case VFIO_AP_REASON_CONTROL_DOMAIN:
		v.kind = VFIO_AP_VERDICT_CONTROL_DOMAIN;
		v.apqn = 0x33;
		break;
	default:
		break;
	}
	return v;
}

/* Both halves of a migration that is refused for these verdicts. */
static void refused(struct story_scene *s, u32 queues,
		    const struct vfio_ap_ev_verdict *verdicts, u32 bad)
{
	source_reads(s, queues);
	source_rolls_back(s);
	destination_opens(s);
	destination_judges(s, queues, verdicts, bad);
	destination_refuses(s, -ENODEV, 0);
}

static void each_reason(void)
{
	const struct ap_reason *reason;
	unsigned int bit;
	char name[64];

	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++) {
		const struct vfio_ap_ev_verdict verdict =
			verdict_for(bit, 0x0a06);
		struct story_scene s = { 0 };

		reason = ap_reason(bit);
		REQUIRE(reason);
		refused(&s, 36, &verdict, 1);
		snprintf(name, sizeof(name), "reason-%s", reason->name);
		explain(name, &s);
		story_scene_free(&s);
	}
}

/* A driver that is newer than this aptrace. */
static void unknown_reason(void)
{
	const struct vfio_ap_ev_verdict verdict = verdict_for(27, 0x0a06);
	struct story_scene s = { 0 };

	refused(&s, 36, &verdict, 1);
	explain("reason-unknown", &s);
	story_scene_free(&s);
}

/* Four thousand queues, on sixteen adapters, for two reasons. */
static void many_queues(void)
{
	struct vfio_ap_ev_verdict *verdicts = must_alloc(4000, sizeof(*verdicts));
	struct story_scene s = { 0 };
	u32 i;

	for (i = 0; i < 4000; i++) {
		verdicts[i] = verdict_for(VFIO_AP_REASON_TYPE,
					  (i / 250) << 8 | i % 250);
		verdicts[i].reasons |= VFIO_AP_REASON_MASK(APSC);
		verdicts[i].dst_info &= ~AP_INFO_APSC;
	}
	refused(&s, 4096, verdicts, 4000);
	explain("many-queues", &s);
	free(verdicts);
	story_scene_free(&s);
}

/* Each adapter with other domains and of another type: nothing to be joined. */
static void many_groups(void)
{
	struct vfio_ap_ev_verdict *verdicts = must_alloc(4000, sizeof(*verdicts));
	struct story_scene s = { 0 };
	u32 i, count = 0;

	for (i = 0; i < 0x10000 && count < 4000; i++) {
		if (tap_random_below(16))
			continue;
		verdicts[count] = verdict_for(VFIO_AP_REASON_TYPE, i);
		verdicts[count].reasons = tap_random() &
			((1U << VFIO_AP_REASON_COUNT) - 1);
		verdicts[count].dst_info -=
			(u64)tap_random_below(3) << AP_INFO_TYPE_SHIFT;
		count += !!verdicts[count].reasons;
	}
	refused(&s, 65536, verdicts, count);
	explain(NULL, &s);
	free(verdicts);
	story_scene_free(&s);
}

/* All reasons at once, of one adapter. */
static void all_reasons(void)
{
	struct vfio_ap_ev_verdict verdicts[VFIO_AP_REASON_COUNT];
	struct story_scene s = { 0 };
	unsigned int bit;

	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++)
		verdicts[bit] = verdict_for(bit, 0x0300 + bit);
	refused(&s, 36, verdicts, VFIO_AP_REASON_COUNT);
	explain("all-reasons", &s);
	story_scene_free(&s);
}

/* A guest that has adapters and no domain. */
static void without_queues(void)
{
	const struct vfio_ap_ev_verdict verdicts[] = {
		{ .kind = VFIO_AP_VERDICT_ADAPTER, .apqn = 0x0a,
		  .reasons = VFIO_AP_REASON_MASK(NOT_CONFIGURED) },
		{ .kind = VFIO_AP_VERDICT_ADAPTER, .apqn = 0x0b,
		  .reasons = VFIO_AP_REASON_MASK(NOT_CONFIGURED) },
		{ .kind = VFIO_AP_VERDICT_CONTROL_DOMAIN, .apqn = 0x05,
		  .reasons = VFIO_AP_REASON_MASK(CONTROL_DOMAIN) },
		{ .kind = VFIO_AP_VERDICT_CONTROL_DOMAIN, .apqn = 0x06,
		  .reasons = VFIO_AP_REASON_MASK(CONTROL_DOMAIN) },
	};
	struct story_scene s = { 0 };

	refused(&s, 0, verdicts, ARRAY_SIZE(verdicts));
	explain("without-queues", &s);
	story_scene_free(&s);
}

/* --- each class */

static void completed(struct story_scene *s)
{
	source_reads(s, 36);
	source_gives_up(s);
	destination_opens(s);
	destination_judges(s, 36, NULL, 0);
	half_dropped(s, VFIO_AP_DROPPED_ADAPTER, 0x10);
	half_dropped(s, VFIO_AP_DROPPED_DOMAIN, 0x20);
	half_dropped(s, VFIO_AP_DROPPED_DOMAIN, 0x21);
	/* The destination goes on when the source has been read. */
	s->scene.now_ns += 3 * SCENE_STEP_NS;
	destination_runs(s);
}

static void handed_over(struct story_scene *s)
{
	source_reads(s, 36);
	source_gives_up(s);
}

/* PRE_COPY: the guest never stood still. */
static void refused_early(struct story_scene *s)
{
	const struct vfio_ap_ev_verdict verdict =
		verdict_for(VFIO_AP_REASON_TYPE, 0x0a06);

	half_start(s, "a", 1);
	s->scene.hdr.role = VFIO_AP_ROLE_SOURCE;
	half_knows_id(s);
	half_begin(s, 36, 2);
	half_arc(s, APTRACE_STATE_RUNNING, STATE_PRE_COPY, 0);
	half_io(s, 0, 872, 0, 0, 0);
	half_io(s, 872, 0, 0, -ENOMSG, 0);
	half_arc(s, STATE_PRE_COPY, APTRACE_STATE_RUNNING, 0);
	half_end(s, VFIO_AP_OUTCOME_ROLLED_BACK, VFIO_AP_CAUSE_STATE, 0, 0);
	destination_opens(s);
	destination_judges(s, 36, &verdict, 1);
	destination_refuses(s, -ENODEV, 0);
}

static void apply_refused(struct story_scene *s)
{
	struct vfio_ap_ev_verdict late =
		verdict_for(VFIO_AP_REASON_IN_USE, 0x0a06);

	late.dst_info = 0;
	source_reads(s, 36);
	source_rolls_back(s);
	destination_opens(s);
	destination_judges(s, 36, NULL, 0);
	half_verdict(s, &late);
	half_apply(s, -ENODEV);
	half_arc(s, APTRACE_STATE_RESUMING, APTRACE_STATE_STOP, -ENODEV);
	destination_refuses(s, -ENODEV, 0);
}

static void bad_stream(struct story_scene *s, s32 err, u32 stream_error)
{
	/* What is no stream has no id by which the halves would find together. */
	if (stream_error != VFIO_AP_STREAM_MAGIC) {
		source_reads(s, 36);
		source_rolls_back(s);
	}
	destination_opens(s);
	if (stream_error != VFIO_AP_STREAM_MAGIC)
		half_knows_id(s);
	half_io(s, 0, 300, 912, err, stream_error);
	destination_refuses(s, err, stream_error);
}

static void stream_foreign(struct story_scene *s)
{
	bad_stream(s, -EINVAL, VFIO_AP_STREAM_MAGIC);
}

static void stream_version(struct story_scene *s)
{
	bad_stream(s, -EPROTONOSUPPORT, VFIO_AP_STREAM_VERSION);
}

static void stream_damaged(struct story_scene *s)
{
	bad_stream(s, -EBADMSG, VFIO_AP_STREAM_PAYLOAD_CRC);
}

static void stream_malformed(struct story_scene *s)
{
	bad_stream(s, -EINVAL, VFIO_AP_STREAM_QUEUE_ORDER);
}

static void stream_too_long(struct story_scene *s)
{
	bad_stream(s, -EFBIG, VFIO_AP_STREAM_TRAILING);
}

static void stream_cut(struct story_scene *s)
{
	source_reads(s, 36);
	source_rolls_back(s);
	destination_opens(s);
	half_knows_id(s);
	half_io(s, 0, 300, 912, 0, 0);
	half_arc(s, APTRACE_STATE_RESUMING, APTRACE_STATE_STOP, -EBADMSG);
	destination_refuses(s, -EBADMSG, VFIO_AP_STREAM_TRUNCATED);
}

static void destination_aborts(struct story_scene *s, u64 bytes, u32 cause)
{
	destination_opens(s);
	half_knows_id(s);
	half_io(s, 0, bytes, 912, 0, 0);
	if (cause == VFIO_AP_CAUSE_RESET)
		half_reset(s, 0, 0);
	half_end(s, VFIO_AP_OUTCOME_ABORTED, cause, 0, 0);
}

static void peer_gone(struct story_scene *s)
{
	destination_aborts(s, 300, VFIO_AP_CAUSE_RESET);
}

static void not_started(struct story_scene *s)
{
	destination_aborts(s, 912, VFIO_AP_CAUSE_RESET);
}

static void destination_closed(struct story_scene *s)
{
	destination_aborts(s, 300, VFIO_AP_CAUSE_CLOSE);
}

static void rolled_back(struct story_scene *s)
{
	source_reads(s, 36);
	source_rolls_back(s);
}

static void source_reset(struct story_scene *s)
{
	source_reads(s, 36);
	half_reset(s, 36, 1);
	half_end(s, VFIO_AP_OUTCOME_ABORTED, VFIO_AP_CAUSE_RESET, 0, 0);
}

/* The source's VMM dies; the destination's gives up then. */
static void source_closed(struct story_scene *s)
{
	half_start(s, "a", 1);
	half_arc(s, APTRACE_STATE_RUNNING, STATE_P2P, 0);
	half_arc(s, STATE_P2P, APTRACE_STATE_STOP, 0);
	s->scene.hdr.role = VFIO_AP_ROLE_SOURCE;
	half_knows_id(s);
	half_begin(s, 36, 2);
	half_arc(s, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, 0);
	half_io(s, 0, 300, 912, 0, 0);
	half_end(s, VFIO_AP_OUTCOME_ABORTED, VFIO_AP_CAUSE_CLOSE, 0, 0);
	destination_aborts(s, 300, VFIO_AP_CAUSE_RESET);
}

/* The arc to STOP_COPY fails. */
static void saving_fails(struct story_scene *s, s32 err)
{
	half_start(s, "a", 1);
	half_arc(s, APTRACE_STATE_RUNNING, STATE_P2P, 0);
	half_arc(s, STATE_P2P, APTRACE_STATE_STOP, 0);
	s->scene.hdr.role = VFIO_AP_ROLE_SOURCE;
	half_arc(s, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, err);
	half_request(s, APTRACE_STATE_STOP_COPY, APTRACE_STATE_RUNNING,
		     APTRACE_STATE_STOP, err);
	half_arc(s, APTRACE_STATE_STOP, STATE_P2P, 0);
	half_arc(s, STATE_P2P, APTRACE_STATE_RUNNING, 0);
	half_end(s, VFIO_AP_OUTCOME_FAILED, VFIO_AP_CAUSE_STATE, err, 0);
}

static void se_host(struct story_scene *s)
{
	saving_fails(s, -EOPNOTSUPP);
}

static void no_memory(struct story_scene *s)
{
	saving_fails(s, -ENOMEM);
}

static void kernel_error(struct story_scene *s)
{
	saving_fails(s, -ENFILE);
}

/* It cannot even be stopped: neither source nor destination yet. */
static void interrupts(struct story_scene *s)
{
	half_start(s, "a", 1);
	half_arc(s, APTRACE_STATE_RUNNING, STATE_P2P, 0);
	half_arc(s, STATE_P2P, APTRACE_STATE_STOP, -EIO);
	half_request(s, APTRACE_STATE_STOP_COPY, APTRACE_STATE_RUNNING,
		     STATE_P2P, -EIO);
}

static void restless(struct story_scene *s)
{
	destination_opens(s);
	destination_judges(s, 36, NULL, 0);
	half_arc(s, APTRACE_STATE_RESUMING, APTRACE_STATE_STOP, -EAGAIN);
	half_reset(s, 0, 0);
	half_end(s, VFIO_AP_OUTCOME_FAILED, VFIO_AP_CAUSE_RESET, -EAGAIN, 0);
}

static void bad_address(struct story_scene *s)
{
	destination_opens(s);
	half_knows_id(s);
	half_io(s, 0, 300, 912, 0, 0);
	half_io(s, 300, 0, 912, -EFAULT, 0);
	half_reset(s, 0, 0);
	half_end(s, VFIO_AP_OUTCOME_ABORTED, VFIO_AP_CAUSE_RESET, 0, 0);
}

static void bad_request(struct story_scene *s)
{
	source_reads(s, 36);
	half_request(s, 99, APTRACE_STATE_STOP, APTRACE_STATE_STOP, -EINVAL);
	half_reset(s, 36, 0);
	half_end(s, VFIO_AP_OUTCOME_ABORTED, VFIO_AP_CAUSE_RESET, 0, 0);
}

static void two_guests(struct story_scene *s)
{
	source_reads(s, 36);
	source_rolls_back(s);
	destination_opens(s);
	destination_judges(s, 36, NULL, 0);
	destination_runs(s);
}

static void no_guest(struct story_scene *s)
{
	const struct vfio_ap_ev_verdict verdict =
		verdict_for(VFIO_AP_REASON_NOT_BOUND, 0x0a06);

	source_reads(s, 36);
	source_gives_up(s);
	destination_opens(s);
	destination_judges(s, 36, &verdict, 1);
	destination_refuses(s, -ENODEV, 0);
}

/* The end was lost, then the device did something else. */
static void unseen(struct story_scene *s)
{
	destination_opens(s);
	half_knows_id(s);
	half_io(s, 0, 300, 912, 0, 0);
	s->scene.hdr.session = 0;
	half_reset(s, 36, 0);
}

static void under_way(struct story_scene *s)
{
	destination_opens(s);
	half_knows_id(s);
	half_io(s, 0, 300, 912, 0, 0);
}

/* Refused, and most of it was lost. */
static void incomplete(struct story_scene *s)
{
	struct vfio_ap_ev_verdict verdicts[3];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(verdicts); i++)
		verdicts[i] = verdict_for(VFIO_AP_REASON_TYPE, 0x0a00 + i);
	destination_opens(s);
	half_knows_id(s);
	half_begin(s, 36, 2);
	half_verdict(s, &verdicts[0]);
	/* Two that nobody got, but the end knows of them. */
	s->scene.session.bad_queues += 2;
	s->scene.lose = 2;
	half_verdict(s, &verdicts[1]);
	half_verdict(s, &verdicts[2]);
	destination_refuses(s, -ENODEV, 0);
}

static const struct {
	enum explain_class_id id;
	const char *name;
	void (*tell)(struct story_scene *s);
} class_cases[] = {
	{ EXPLAIN_COMPLETED, "completed", completed },
	{ EXPLAIN_HANDED_OVER, "handed-over", handed_over },
	{ EXPLAIN_REFUSED, "refused-early", refused_early },
	{ EXPLAIN_REFUSED, "incomplete", incomplete },
	{ EXPLAIN_APPLY_REFUSED, "apply-refused", apply_refused },
	{ EXPLAIN_STREAM_FOREIGN, "stream-foreign", stream_foreign },
	{ EXPLAIN_STREAM_VERSION, "stream-version", stream_version },
	{ EXPLAIN_STREAM_DAMAGED, "stream-damaged", stream_damaged },
	{ EXPLAIN_STREAM_MALFORMED, "stream-malformed", stream_malformed },
	{ EXPLAIN_STREAM_TOO_LONG, "stream-too-long", stream_too_long },
	{ EXPLAIN_STREAM_CUT, "stream-cut", stream_cut },
	{ EXPLAIN_PEER_GONE, "peer-gone", peer_gone },
	{ EXPLAIN_NOT_STARTED, "not-started", not_started },
	{ EXPLAIN_DESTINATION_CLOSED, "destination-closed", destination_closed },
	{ EXPLAIN_ROLLED_BACK, "rolled-back", rolled_back },
	{ EXPLAIN_SOURCE_RESET, "source-reset", source_reset },
	{ EXPLAIN_SOURCE_CLOSED, "source-closed", source_closed },
	{ EXPLAIN_SE_HOST, "se-host", se_host },
	{ EXPLAIN_NO_MEMORY, "no-memory", no_memory },
	{ EXPLAIN_INTERRUPTS, "interrupts", interrupts },
	{ EXPLAIN_RESTLESS, "restless", restless },
	{ EXPLAIN_BAD_ADDRESS, "bad-address", bad_address },
	{ EXPLAIN_BAD_REQUEST, "bad-request", bad_request },
	{ EXPLAIN_KERNEL_ERROR, "kernel-error", kernel_error },
	{ EXPLAIN_TWO_GUESTS, "two-guests", two_guests },
	{ EXPLAIN_NO_GUEST, "no-guest", no_guest },
	{ EXPLAIN_UNSEEN, "unseen", unseen },
	{ EXPLAIN_UNDER_WAY, "under-way", under_way },
};

/* Does it tell of a listener that missed something? */
static bool needs_listener(size_t i)
{
	return class_cases[i].tell == incomplete ||
	       class_cases[i].tell == unseen || class_cases[i].tell == under_way;
}

/* The same, and nobody listened: what the driver keeps is enough for each class. */
static void each_class_kept(void)
{
	struct story story;
	char name[64];
	size_t i;

	story_scene_unwatched(true);
	for (i = 0; i < ARRAY_SIZE(class_cases); i++) {
		struct story_scene s = { 0 };

		if (needs_listener(i))
			continue;
		class_cases[i].tell(&s);
		story_scene_told(&s);
		snprintf(name, sizeof(name), "kept-%s", class_cases[i].name);
		tap_context("%s", name);
		if (CHECK(stories_find(&s.stories, NULL, &story))) {
			CHECK_EQUAL(explain_classify(&story), class_cases[i].id);
			explain(name, &s);
		}
		story_scene_free(&s);
	}
	story_scene_unwatched(false);
}

/* All was written, and nothing applied so far. */
static void kept_under_way(void)
{
	struct story_scene s = { 0 };
	struct story story;

	story_scene_unwatched(true);
	destination_opens(&s);
	destination_judges(&s, 36, NULL, 0);
	story_scene_told(&s);
	story_scene_unwatched(false);
	REQUIRE(stories_find(&s.stories, NULL, &story));
	CHECK_EQUAL(explain_classify(&story), EXPLAIN_UNDER_WAY);
	explain("kept-under-way", &s);
	story_scene_free(&s);
}

/* More queues than the driver keeps: how many there are is known all the same. */
static void kept_cut(void)
{
	struct vfio_ap_ev_verdict *verdicts = must_alloc(300, sizeof(*verdicts));
	struct story_scene s = { 0 };
	u32 i;

	for (i = 0; i < 300; i++)
		verdicts[i] = verdict_for(VFIO_AP_REASON_TYPE,
					  (i / 100) << 8 | i % 100);
	story_scene_unwatched(true);
	refused(&s, 400, verdicts, 300);
	story_scene_told(&s);
	story_scene_unwatched(false);
	explain("kept-cut", &s);
	free(verdicts);
	story_scene_free(&s);
}

/* Of one migration there is a recording, and what the driver keeps. */
static void recording_wins(void)
{
	struct story_scene s = { 0 };
	struct story story;

	destination_aborts(&s, 300, VFIO_AP_CAUSE_RESET);
	story_scene_unwatched(true);
	destination_aborts(&s, 300, VFIO_AP_CAUSE_RESET);
	story_scene_told(&s);
	story_scene_unwatched(false);
	REQUIRE(stories_find(&s.stories, NULL, &story));
	REQUIRE(story.destination);
	CHECK(!story.destination->m.kept);
	story_scene_free(&s);
}

/* By the mdev, both halves come along. */
static void finds_by_mdev(void)
{
	struct story_scene s = { 0 };
	struct story story;
	u8 uuid[16];

	completed(&s);
	memset(uuid, 0xaa, sizeof(uuid));
	CHECK(stories_find_on(&s.stories, NULL, uuid, &story));
	CHECK(story.source && story.destination);
	CHECK(stories_find_on(&s.stories, "4d4d", uuid, &story));
	CHECK(!stories_find_on(&s.stories, "4d4e", uuid, &story));
	uuid[15] = 0xab;
	CHECK(!stories_find_on(&s.stories, NULL, uuid, &story));
	story_scene_free(&s);
}

static void each_class(void)
{
	bool told[EXPLAIN_CLASSES] = { 0 };
	struct story story;
	char name[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(class_cases); i++) {
		struct story_scene s = { 0 };

		class_cases[i].tell(&s);
		snprintf(name, sizeof(name), "class-%s", class_cases[i].name);
		tap_context("%s", name);
		REQUIRE(stories_find(&s.stories, NULL, &story));
		CHECK_EQUAL(explain_classify(&story), class_cases[i].id);
		explain(name, &s);
		told[class_cases[i].id] = true;
		story_scene_free(&s);
	}
	for (i = 0; i < EXPLAIN_CLASSES; i++) {
		tap_context("%s", explain_class(i)->name);
		CHECK(told[i]);
	}
}

static enum explain_class_id class_of(const struct story_scene *s)
{
	struct story story;

	return stories_find(&s->stories, NULL, &story) ? explain_classify(&story) :
							 EXPLAIN_CLASSES;
}

/* The arc that failed was not recorded; the end event has what it failed with. */
static void failure_is_in_the_end(void)
{
	static const struct {
		u32 cause;
		s32 err;
		enum explain_class_id id;
	} sources[] = {
		{ VFIO_AP_CAUSE_STATE, -ENOMEM, EXPLAIN_NO_MEMORY },
		{ VFIO_AP_CAUSE_RESET, -EIO, EXPLAIN_INTERRUPTS },
		{ VFIO_AP_CAUSE_STATE, 0, EXPLAIN_ROLLED_BACK },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		struct story_scene s = { 0 };

		tap_context("source %zu", i);
		source_reads(&s, 36);
		half_end(&s, VFIO_AP_OUTCOME_FAILED, sources[i].cause,
			 sources[i].err, 0);
		CHECK_EQUAL(class_of(&s), sources[i].id);
		story_scene_free(&s);
	}
	for (i = 0; i < 2; i++) {
		struct story_scene s = { 0 };

		tap_context("destination %zu", i);
		destination_opens(&s);
		half_knows_id(&s);
		half_io(&s, 0, 912, 912, 0, 0);
		/* Not a mistake of the VMM, which has only got the error. */
		if (i)
			half_request(&s, APTRACE_STATE_RUNNING, APTRACE_STATE_RESUMING,
				     APTRACE_STATE_RESUMING, -EAGAIN);
		half_end(&s, VFIO_AP_OUTCOME_FAILED, VFIO_AP_CAUSE_RESET, -EAGAIN, 0);
		CHECK_EQUAL(class_of(&s), EXPLAIN_RESTLESS);
		story_scene_free(&s);
	}
}

/* Something failed on the way, and in the end the guest runs on both hosts. */
static void two_guests_after_a_failure(void)
{
	struct story_scene s = { 0 };

	source_reads(&s, 36);
	half_arc(&s, APTRACE_STATE_STOP_COPY, APTRACE_STATE_STOP, -ENOMEM);
	half_end(&s, VFIO_AP_OUTCOME_FAILED, VFIO_AP_CAUSE_STATE, -ENOMEM, 0);
	destination_opens(&s);
	destination_judges(&s, 36, NULL, 0);
	destination_runs(&s);
	CHECK_EQUAL(class_of(&s), EXPLAIN_TWO_GUESTS);
	story_scene_free(&s);
}

/* Handed over; the destination's recording ends before that one does. */
static void place_is_not_made_up(void)
{
	struct story_scene s = { 0 };
	struct explain_guest guest;
	struct story story;

	source_reads(&s, 36);
	half_end(&s, VFIO_AP_OUTCOME_COMPLETED, VFIO_AP_CAUSE_CLOSE, 0, 0);
	destination_opens(&s);
	half_knows_id(&s);
	half_io(&s, 0, 912, 912, 0, 0);
	REQUIRE(stories_find(&s.stories, NULL, &story));
	REQUIRE(story.source && story.destination);
	CHECK_EQUAL(explain_classify(&story), EXPLAIN_UNDER_WAY);
	explain_guest_make(&guest, &story, EXPLAIN_UNDER_WAY);
	CHECK_EQUAL(guest.place, EXPLAIN_PLACE_UNKNOWN);
	CHECK(!guest.paused_known);
	text_free(&guest.words);
	story_scene_free(&s);
}

/* A guest that is merely stopped has not failed. */
static void a_pause_is_no_failure(void)
{
	struct story_scene s = { 0 };
	struct story story;

	half_start(&s, "a", 1);
	half_arc(&s, APTRACE_STATE_RUNNING, STATE_P2P, 0);
	REQUIRE(stories_of(&s.stories, &s.origin, 1, &story));
	REQUIRE(story.neither);
	CHECK_EQUAL(explain_classify(&story), EXPLAIN_UNDER_WAY);
	/* Nor does it, when it is over, take a place. */
	half_arc(&s, STATE_P2P, APTRACE_STATE_RUNNING, 0);
	stories_trim(&s.stories, 100);
	CHECK_EQUAL(s.stories.count, 0);
	CHECK(!s.stories.first && !s.stories.last);
	story_scene_free(&s);
}

/* What does not fit the lists is counted, and that is said. */
static void lists_are_bounded(void)
{
	struct story_scene s = { 0 };
	struct explanation ex;
	struct story story;
	struct text text = { 0 };
	u32 i;

	destination_opens(&s);
	half_knows_id(&s);
	for (i = 0; i < STORY_EVENTS_MAX + 7; i++)
		half_dropped(&s, 0, i);
	half_end(&s, VFIO_AP_OUTCOME_ABORTED, VFIO_AP_CAUSE_RESET, 0, 0);
	REQUIRE(stories_find(&s.stories, NULL, &story));
	REQUIRE(story.destination);
	CHECK(story.destination->events_cut >= 7);
	explain_build(&ex, &story);
	explain_text(&ex, 200, true, &text);
	CHECK(strstr(text.data, "more than can be told one by one"));
	explain_free(&ex);
	text_free(&text);
	story_scene_free(&s);
}

static void finds_stories(void)
{
	struct story_scene s = { 0 };
	struct story story;

	CHECK(!stories_find(&s.stories, NULL, &story));
	completed(&s);
	/* Another one, of another device and later; nothing is known of its end. */
	half_start(&s, "c", 9);
	s.scene.now_ns += 1000 * SCENE_STEP_NS;
	s.scene.hdr.role = VFIO_AP_ROLE_SOURCE;
	half_arc(&s, APTRACE_STATE_RUNNING, STATE_PRE_COPY, 0);
	/* And a guest that was merely paused. */
	half_start(&s, "d", 10);
	s.scene.now_ns += 2000 * SCENE_STEP_NS;
	half_arc(&s, APTRACE_STATE_RUNNING, STATE_P2P, 0);

	CHECK_EQUAL(stories_count(&s.stories), 2);
	CHECK(stories_find(&s.stories, "4d4d", &story));
	CHECK(story.source && story.destination);
	CHECK(stories_find(&s.stories, "4D4D4D4D-4d4d", &story));
	CHECK(stories_find(&s.stories, "aaaaaaaa-aaaa", &story));
	CHECK(story.source && story.destination);
	CHECK(!stories_find(&s.stories, "4d4e", &story));
	CHECK(stories_find(&s.stories, NULL, &story));
	CHECK(story.source && !story.destination);
	CHECK_TEXT(story.source ? story.source->origin.host : "", "c");
	story_scene_free(&s);
}

/* Whatever a file that means ill has in its events, there is something to say. */
static void survives_anything(void)
{
	struct story_origin origin = { .host = "x" };
	struct stories stories = { 0 };
	struct text text = { 0 };
	struct json json = { .text = &text };
	struct explanation ex;
	struct story story;
	union {
		struct vfio_ap_trace_hdr hdr;
		u8 bytes[512];
	} event;
	u32 round, i, kind;

	for (round = 0; round < 300; round++) {
		for (i = 0; i < 40; i++) {
			struct aptrace_record record;
			size_t at;

			kind = tap_random_below(APTRACE_KINDS);
			record.kind = kind;
			record.event_bytes = event_bytes(kind);
			record.time_ns = tap_random();
			for (at = 0; at < sizeof(event.bytes); at++)
				event.bytes[at] = tap_random_below(3) ?
					tap_random() : 0;
			event.hdr.session = tap_random_below(3);
			if (tap_random_below(4))
				event.hdr.role = tap_random_below(3);
			stories_add(&stories, &origin, &record, &event);
		}
		if (stories_find(&stories, NULL, &story)) {
			explain_build(&ex, &story);
			text_clear(&text);
			explain_text(&ex, EXPLAIN_WIDTH, false, &text);
			CHECK(text.length);
			text_clear(&text);
			json.comma = false;
			explain_json(&ex, &json);
			tap_context("%s", text.data);
			CHECK(json_check(text.data));
			explain_free(&ex);
		}
		stories_free(&stories);
	}
	text_free(&text);
}

/* The words of the tables: none is missing, and classes are told apart. */
static void tables_are_whole(void)
{
	unsigned int i, j, bit;

	for (i = 0; i < EXPLAIN_CLASSES; i++) {
		const struct explain_class *class = explain_class(i);

		tap_context("class %u", i);
		REQUIRE(class->name && class->result && class->headline &&
			class->what && class->rule.rule && class->rule.source &&
			class->rule.steps);
		for (j = 0; j < i; j++)
			CHECK(strcmp(class->name, explain_class(j)->name));
	}
	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++) {
		tap_context("%s", ap_reason(bit)->name);
		CHECK(explain_rule(bit) != explain_rule(VFIO_AP_REASON_COUNT));
		CHECK(explain_rule(bit)->steps->steps[0].words);
	}
}

static void guide_has_all(void)
{
	const char *guide = guide_read();
	size_t i;

	REQUIRE(guide);
	for (i = 0; i < explain_field_count; i++) {
		tap_context("%s", explain_fields[i].name);
		CHECK(guide_quotes(guide, explain_fields[i].name));
	}
	for (i = 0; i < EXPLAIN_CLASSES; i++) {
		tap_context("%s", explain_class(i)->name);
		CHECK(guide_quotes(guide, explain_class(i)->name));
	}
}

static void groups_queues(void)
{
	static const struct {
		u16 apqn;
		unsigned int bit;
	} queues[] = {
		{ 0x0300, VFIO_AP_REASON_TYPE }, { 0x0301, VFIO_AP_REASON_TYPE },
		{ 0x0305, VFIO_AP_REASON_TYPE }, { 0x0a00, VFIO_AP_REASON_TYPE },
		{ 0x0a01, VFIO_AP_REASON_TYPE }, { 0x0a05, VFIO_AP_REASON_TYPE },
		{ 0x0b00, VFIO_AP_REASON_TYPE }, { 0x0b01, VFIO_AP_REASON_APSC },
		{ 0x0b00, VFIO_AP_REASON_TYPE },	/* twice */
		{ 0, VFIO_AP_REASON_CONTROL_DOMAIN },
	};
	static const char * const expected[] = {
		"0b.0001 1", "03,0a.0000-0001,0005 6", "0b.0000 1",
		"control_domain 0x33 1",
	};
	struct vfio_ap_ev_verdict verdicts[ARRAY_SIZE(queues)];
	struct verdict_groups groups;
	struct text text = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(queues); i++)
		verdicts[i] = verdict_for(queues[i].bit, queues[i].apqn);
	verdict_groups_make(&groups, verdicts, ARRAY_SIZE(queues));
	REQUIRE(groups.count == ARRAY_SIZE(expected));
	for (i = 0; i < groups.count; i++) {
		text_clear(&text);
		verdict_group_subject(&groups.groups[i], &text);
		text_printf(&text, " %u", groups.groups[i].count);
		CHECK_TEXT(text.data, expected[i]);
	}
	text_free(&text);
	verdict_groups_free(&groups);
	verdict_groups_make(&groups, NULL, 0);
	CHECK_EQUAL(groups.count, 0);
	verdict_groups_free(&groups);
}

/* Whoever sorts them, there is one order only. */
static void groups_have_one_order(void)
{
	struct vfio_ap_ev_verdict verdicts[] = {
		verdict_for(VFIO_AP_REASON_TYPE, 0x0300),
		verdict_for(VFIO_AP_REASON_TYPE, 0x0301),
		verdict_for(VFIO_AP_REASON_TYPE, 0x0302),
		verdict_for(VFIO_AP_REASON_CONTROL_DOMAIN, 0),
		verdict_for(VFIO_AP_REASON_TYPE, 0x0a00),
	};
	struct verdict_groups groups;
	size_t i, j;

	/* Of one adapter, with the same type expected and others found. */
	verdicts[0].dst_info = 12ULL << 24;
	verdicts[1].dst_info = 11ULL << 24;
	verdicts[2].dst_info = 11ULL << 24;
	verdicts[2].src_info = 13ULL << 24;
	verdict_groups_make(&groups, verdicts, ARRAY_SIZE(verdicts));
	CHECK_EQUAL(groups.count, ARRAY_SIZE(verdicts));
	for (i = 0; i < groups.count; i++) {
		for (j = 0; j < groups.count; j++) {
			int order = verdict_group_compare(&groups.groups[i],
							  &groups.groups[j]);

			tap_context("%zu and %zu", i, j);
			CHECK((order > 0) - (order < 0) ==
			      (i > j) - (i < j));
		}
	}
	verdict_groups_free(&groups);
}

static void wraps_words(void)
{
	static const struct {
		const char *words;
		const char *expected;
	} cases[] = {
		{ "", "> \n" },
		{ "a bc def", "> a bc def\n" },
		{ "a bc defg", "> a bc\n  defg\n" },
		{ "longerthanten a", "> longerthanten\n  a\n" },
		{ "aa,bb,cc,dd,ee", "> aa,bb,\n  cc,dd,ee\n" },
		{ "a\nb", "> a\n  b\n" },
	};
	struct text text = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text_clear(&text);
		text_wrap(&text, cases[i].words, "> ", 2, 10);
		CHECK_TEXT(text.data, cases[i].expected);
	}
	text_free(&text);
}

static const struct test tests[] = {
	{ "each_reason", each_reason },
	{ "unknown_reason", unknown_reason },
	{ "many_queues", many_queues },
	{ "many_groups", many_groups },
	{ "all_reasons", all_reasons },
	{ "without_queues", without_queues },
	{ "each_class", each_class },
	{ "a failure that only the end event has", failure_is_in_the_end },
	{ "two guests after a failure", two_guests_after_a_failure },
	{ "the place of a guest is not made up", place_is_not_made_up },
	{ "a pause is no failure", a_pause_is_no_failure },
	{ "lists are bounded", lists_are_bounded },
	{ "each_class_kept", each_class_kept },
	{ "kept_under_way", kept_under_way },
	{ "kept_cut", kept_cut },
	{ "recording_wins", recording_wins },
	{ "finds_by_mdev", finds_by_mdev },
	{ "finds_stories", finds_stories },
	{ "survives_anything", survives_anything },
	{ "tables_are_whole", tables_are_whole },
	{ "guide_has_all", guide_has_all },
	{ "groups_queues", groups_queues },
	{ "groups_have_one_order", groups_have_one_order },
	{ "wraps_words", wraps_words },
};

SUITE(explain, tests);
