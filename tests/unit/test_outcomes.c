// SPDX-License-Identifier: GPL-2.0
/* What is kept of migrations: which, how much, and what a reader makes of it. */
#include <stdlib.h>

#include "../../driver/core/outcomes.h"
#include "suites.h"
#include "tap.h"

#define BASE_NS		1000000000ULL
#define OUTCOME_BYTES	sizeof(struct vfio_ap_outcome)
#define RECORD_BYTES	sizeof(struct vfio_ap_outcome_record)
#define HEADER_BYTES	sizeof(struct vfio_ap_outcomes_header)

static const u8 uuid[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

/**
 * struct mdev - what a driver would have of one
 * @outcomes: what is kept
 * @hdr: what the next event begins with
 * @now_ns: the time
 * @file: the last copy
 * @bytes: its length
 */
struct mdev {
	struct ap_outcomes outcomes;
	struct vfio_ap_trace_hdr hdr;
	u64 now_ns;
	u8 *file;
	size_t bytes;
};

static void mdev_init(struct mdev *mdev, bool memory)
{
	memset(mdev, 0, sizeof(*mdev));
	memcpy(mdev->hdr.mdev_uuid, uuid, sizeof(uuid));
	mdev->hdr.abi = VFIO_AP_TRACE_ABI;
	mdev->hdr.session = 100;
	mdev->now_ns = BASE_NS;
	mdev->file = malloc(AP_OUTCOMES_FILE_BYTES);
	/* Exactly as long as is said, for the sanitizer. */
	mdev->outcomes.buf = memory ? malloc(AP_OUTCOMES_BYTES) : NULL;
}

static void mdev_free(struct mdev *mdev)
{
	free(mdev->outcomes.buf);
	free(mdev->file);
}

/* An event of any kind that matters; @number can be seen in it, @bad: it failed. */
static void emit(struct mdev *mdev, u32 kind, u32 number, bool bad)
{
	struct ap_outcome_event event;

	memset(&event, 0, sizeof(event));
	event.hdr = mdev->hdr;
	mdev->hdr.seq++;
	switch (kind) {
	case VFIO_AP_EVENT_REQUEST:
		event.request.target = number;
		event.request.err = bad ? -EINVAL : 0;
		break;
	case VFIO_AP_EVENT_ARC:
		event.arc.target = number;
		event.arc.err = bad ? -EIO : 0;
		break;
	case VFIO_AP_EVENT_READ:
	case VFIO_AP_EVENT_WRITE:
		event.io.pos_bytes = number;
		event.io.err = bad ? -EFAULT : 0;
		break;
	case VFIO_AP_EVENT_VERDICT:
		event.verdict.index = number;
		event.verdict.reasons = bad ? 1 : 0;
		break;
	case VFIO_AP_EVENT_BEGIN:
		event.begin.queues = number;
		break;
	case VFIO_AP_EVENT_DROPPED:
		event.dropped.id = number;
		break;
	case VFIO_AP_EVENT_APPLY:
		event.apply.queues = number;
		break;
	case VFIO_AP_EVENT_END:
		event.end.queues = number;
		break;
	default:
		event.reset.queues = number;
		break;
	}
	ap_outcomes_add(&mdev->outcomes, kind, &event.hdr, ++mdev->now_ns);
}

static void begin(struct mdev *mdev)
{
	ap_outcomes_begin(&mdev->outcomes, ++mdev->hdr.session, ++mdev->now_ns);
}

static void end(struct mdev *mdev, u32 number)
{
	emit(mdev, VFIO_AP_EVENT_END, number, false);
}

/* A migration of which there is so much to say. */
static void migration(struct mdev *mdev, u32 number, u32 verdicts)
{
	u32 i;

	begin(mdev);
	emit(mdev, VFIO_AP_EVENT_BEGIN, number, false);
	for (i = 0; i < verdicts; i++)
		emit(mdev, VFIO_AP_EVENT_VERDICT, i, true);
	end(mdev, number);
}

static void copy(struct mdev *mdev)
{
	struct vfio_ap_outcomes_header header = {
		.boot_ns = mdev->now_ns,
		.real_ns = 42,
	};

	memcpy(header.mdev_uuid, uuid, sizeof(uuid));
	mdev->bytes = ap_outcomes_file(&mdev->outcomes, &header, mdev->file);
}

/* The whole file is in order. */
static void open_file(struct mdev *mdev, struct ap_outcomes_reader *reader)
{
	copy(mdev);
	CHECK(mdev->bytes <= AP_OUTCOMES_FILE_BYTES);
	CHECK_EQUAL(ap_outcomes_read(reader, mdev->file, mdev->bytes), AP_OUTCOMES_OK);
	while (ap_outcomes_next(reader))
		;
	CHECK_EQUAL(reader->error, AP_OUTCOMES_OK);
	CHECK_EQUAL(reader->skipped, 0);
	CHECK_EQUAL(ap_outcomes_read(reader, mdev->file, mdev->bytes), AP_OUTCOMES_OK);
}

static void layout(void)
{
	u32 kind;

	/* What programs have compiled in: none of it may ever change. */
	CHECK_EQUAL(HEADER_BYTES, 88);
	CHECK_EQUAL(OUTCOME_BYTES, 72);
	CHECK_EQUAL(RECORD_BYTES, 16);
	CHECK_EQUAL(offsetof(struct vfio_ap_outcomes_header, total_bytes), 16);
	CHECK_EQUAL(offsetof(struct vfio_ap_outcomes_header, begun), 32);
	CHECK_EQUAL(offsetof(struct vfio_ap_outcomes_header, mdev_uuid), 72);
	CHECK_EQUAL(offsetof(struct vfio_ap_outcome, session), 8);
	CHECK_EQUAL(offsetof(struct vfio_ap_outcome, cut), 32);
	CHECK_EQUAL(offsetof(struct vfio_ap_outcome_record, time_ns), 8);
	CHECK_EQUAL(VFIO_AP_EVENT_KINDS, 10);
	CHECK_EQUAL(VFIO_AP_EVENT_RESET, 9);
	CHECK_EQUAL(AP_OUTCOMES_BYTES, 64 * 1024);
	for (kind = 0; kind < VFIO_AP_EVENT_KINDS; kind++) {
		tap_context("kind %u", kind);
		CHECK(ap_event_bytes(kind));
		CHECK_EQUAL(ap_event_bytes(kind) % 8, 0);
		CHECK(ap_outcomes_max(kind));
	}
	CHECK_EQUAL(ap_event_bytes(kind), 0);
	CHECK_EQUAL(ap_outcomes_max(kind), 0);
	CHECK_EQUAL(ap_event_bytes(~0U), 0);
}

static void magic_shows_order(void)
{
	const u64 magic = VFIO_AP_OUTCOMES_MAGIC;
	const u16 one = 1;
	bool little = *(const u8 *)&one;

	CHECK(!memcmp(&magic, little ? "CTUOPAFV" : "VFAPOUTC", 8));
}

static void nothing(void)
{
	struct ap_outcomes_reader reader;
	struct ap_outcome_event event;
	struct mdev mdev;

	mdev_init(&mdev, true);
	/* Events outside a migration: the guest's queues are reset. */
	mdev.hdr.session = 0;
	emit(&mdev, VFIO_AP_EVENT_RESET, 4, false);
	emit(&mdev, VFIO_AP_EVENT_REQUEST, 99, true);
	emit(&mdev, VFIO_AP_EVENT_ARC, 99, true);
	ap_outcomes_close(&mdev.outcomes);
	open_file(&mdev, &reader);
	CHECK_EQUAL(mdev.bytes, HEADER_BYTES);
	CHECK_EQUAL(reader.header.migrations, 0);
	CHECK_EQUAL(reader.header.begun, 0);
	CHECK_EQUAL(reader.header.last_session, 0);
	CHECK_EQUAL(reader.header.boot_ns, mdev.now_ns);
	CHECK_EQUAL(reader.header.real_ns, 42);
	CHECK(!ap_outcomes_next_event(&reader, &event));
	CHECK(!ap_outcomes_next(&reader));
	mdev_free(&mdev);
}

static void one_migration(void)
{
	struct ap_outcomes_reader reader;
	struct ap_outcome_event event;
	struct mdev mdev;
	u64 begin_ns;

	mdev_init(&mdev, true);
	begin(&mdev);
	begin_ns = mdev.now_ns;
	emit(&mdev, VFIO_AP_EVENT_ARC, 1, false);
	emit(&mdev, VFIO_AP_EVENT_BEGIN, 7, false);
	emit(&mdev, VFIO_AP_EVENT_VERDICT, 0, false);
	emit(&mdev, VFIO_AP_EVENT_VERDICT, 1, true);
	emit(&mdev, VFIO_AP_EVENT_WRITE, 0, false);
	emit(&mdev, VFIO_AP_EVENT_WRITE, 64, true);

	/* While it goes on. */
	open_file(&mdev, &reader);
	CHECK(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.flags, 0);
	CHECK_EQUAL(reader.outcome.records, 3);
	CHECK_EQUAL(reader.outcome.begin_ns, begin_ns);

	end(&mdev, 7);
	/* And after it: of the same session, but too late. */
	emit(&mdev, VFIO_AP_EVENT_RESET, 7, false);
	open_file(&mdev, &reader);
	REQUIRE(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.session, 101);
	CHECK_EQUAL(reader.outcome.flags, VFIO_AP_OUTCOME_F_OVER);
	CHECK_EQUAL(reader.outcome.records, 4);
	REQUIRE(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_BEGIN);
	CHECK_EQUAL(event.begin.queues, 7);
	CHECK_EQUAL(event.hdr.seq, 1);
	CHECK_EQUAL(event.time_ns, begin_ns + 2);
	REQUIRE(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_VERDICT);
	CHECK_EQUAL(event.verdict.index, 1);
	CHECK_EQUAL(event.verdict.reasons, 1);
	REQUIRE(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_WRITE);
	CHECK_EQUAL(event.io.pos_bytes, 64);
	REQUIRE(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_END);
	CHECK_EQUAL(event.hdr.seq, 6);
	CHECK(!ap_outcomes_next_event(&reader, &event));
	CHECK(!ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.error, AP_OUTCOMES_OK);
	mdev_free(&mdev);
}

static void last_eight(void)
{
	struct ap_outcomes_reader reader;
	struct mdev mdev;
	u32 count, i;

	mdev_init(&mdev, true);
	for (count = 1; count <= 20; count++) {
		migration(&mdev, count, 2);
		tap_context("%u migrations", count);
		open_file(&mdev, &reader);
		CHECK_EQUAL(reader.header.begun, count);
		CHECK_EQUAL(reader.header.migrations, count < 8 ? count : 8);
		CHECK_EQUAL(reader.header.last_session, 100 + count);
		CHECK_EQUAL(reader.header.not_kept, 0);
		for (i = count < 8 ? 1 : count - 7; i <= count; i++) {
			REQUIRE(ap_outcomes_next(&reader));
			CHECK_EQUAL(reader.outcome.session, 100 + i);
			CHECK_EQUAL(reader.outcome.records, 4);
		}
		CHECK(!ap_outcomes_next(&reader));
	}
	mdev_free(&mdev);
}

/* However much there is of one kind, the others have their room. */
static void limits(void)
{
	struct ap_outcomes_reader reader;
	struct ap_outcome_event event;
	u32 kind, other, i;
	struct mdev mdev;

	for (kind = 0; kind < VFIO_AP_EVENT_KINDS; kind++) {
		if (kind == VFIO_AP_EVENT_END)
			continue;
		mdev_init(&mdev, true);
		begin(&mdev);
		for (i = 0; i < ap_outcomes_max(kind) + 1000; i++)
			emit(&mdev, kind, i, true);
		for (other = 0; other < VFIO_AP_EVENT_KINDS; other++)
			for (i = 0; other != kind && i < ap_outcomes_max(other); i++)
				if (other != VFIO_AP_EVENT_END)
					emit(&mdev, other, i, true);
		end(&mdev, 5);

		tap_context("kind %u", kind);
		open_file(&mdev, &reader);
		REQUIRE(ap_outcomes_next(&reader));
		for (other = 0; other < VFIO_AP_EVENT_KINDS; other++)
			CHECK_EQUAL(reader.outcome.cut[other], other == kind ? 1000 : 0);
		/* The first of them are kept. */
		for (i = 0; i < ap_outcomes_max(kind); i++) {
			REQUIRE(ap_outcomes_next_event(&reader, &event));
			CHECK_EQUAL(event.kind, kind);
			CHECK_EQUAL(event.hdr.seq, i);
		}
		while (ap_outcomes_next_event(&reader, &event))
			;
		CHECK_EQUAL(event.kind, VFIO_AP_EVENT_END);
		CHECK_EQUAL(reader.error, AP_OUTCOMES_OK);
		mdev_free(&mdev);
	}
}

/* A VMM has time: what is counted does not begin again at 0. */
static void counting_ends(void)
{
	const u32 kind = VFIO_AP_EVENT_WRITE;
	struct mdev mdev;
	u32 i;

	mdev_init(&mdev, true);
	begin(&mdev);
	for (i = 0; i < ap_outcomes_max(kind); i++)
		emit(&mdev, kind, i, true);
	mdev.outcomes.outcome.cut[kind] = ~0U - 1;
	for (; i < ap_outcomes_max(kind) + 3; i++)
		emit(&mdev, kind, i, true);
	CHECK_EQUAL(mdev.outcomes.outcome.cut[kind], ~0U);
	mdev_free(&mdev);
}

/* As much as can be kept of one, again and again: the last two are always there. */
static void large_ones(void)
{
	struct ap_outcomes_reader reader;
	u32 count, kind, i;
	struct mdev mdev;

	mdev_init(&mdev, true);
	for (count = 1; count <= 12; count++) {
		begin(&mdev);
		for (kind = 0; kind < VFIO_AP_EVENT_KINDS; kind++)
			for (i = 0; i < 2000; i++)
				if (kind != VFIO_AP_EVENT_END)
					emit(&mdev, kind, i, true);
		tap_context("%u migrations", count);
		open_file(&mdev, &reader);
		CHECK(reader.header.migrations >= (count < 2 ? count : 2));
		CHECK(reader.header.migrations < AP_OUTCOMES_MIGRATIONS);
		end(&mdev, count);
		open_file(&mdev, &reader);
		CHECK(reader.header.migrations >= (count < 2 ? count : 2));
		while (ap_outcomes_next(&reader)) {
			CHECK_EQUAL(reader.outcome.cut[VFIO_AP_EVENT_VERDICT],
				    2000 - ap_outcomes_max(VFIO_AP_EVENT_VERDICT));
			CHECK_EQUAL(reader.outcome.flags, VFIO_AP_OUTCOME_F_OVER);
		}
		CHECK_EQUAL(reader.outcome.session, 100 + count);
		CHECK_EQUAL(reader.header.begun, count);
	}
	mdev_free(&mdev);
}

/* Small ones leave in order, as many as a large one needs room for. */
static void room(void)
{
	struct ap_outcomes_reader reader;
	struct mdev mdev;
	u32 i;

	mdev_init(&mdev, true);
	for (i = 0; i < 8; i++)
		migration(&mdev, i, 60);
	open_file(&mdev, &reader);
	CHECK_EQUAL(reader.header.migrations, 8);
	migration(&mdev, 8, 200);
	open_file(&mdev, &reader);
	CHECK(reader.header.migrations < 8);
	CHECK(reader.header.migrations > 2);
	for (i = reader.header.migrations; i; i--) {
		REQUIRE(ap_outcomes_next(&reader));
		CHECK_EQUAL(reader.outcome.session, 109 + 1 - i);
		CHECK_EQUAL(reader.outcome.records, i == 1 ? 202 : 62);
	}
	mdev_free(&mdev);
}

static void no_memory(void)
{
	struct ap_outcomes_reader reader;
	struct mdev mdev;

	mdev_init(&mdev, false);
	migration(&mdev, 1, 3);
	begin(&mdev);
	emit(&mdev, VFIO_AP_EVENT_BEGIN, 1, false);
	open_file(&mdev, &reader);
	CHECK_EQUAL(mdev.bytes, HEADER_BYTES);
	CHECK_EQUAL(reader.header.begun, 2);
	CHECK_EQUAL(reader.header.not_kept, 2);
	CHECK_EQUAL(reader.header.last_session, 102);
	/* It comes in the middle of one: that one is not kept by half. */
	mdev.outcomes.buf = malloc(AP_OUTCOMES_BYTES);
	ap_outcomes_begin(&mdev.outcomes, mdev.hdr.session, mdev.now_ns);
	emit(&mdev, VFIO_AP_EVENT_ARC, 1, true);
	end(&mdev, 1);
	migration(&mdev, 2, 3);
	open_file(&mdev, &reader);
	CHECK_EQUAL(reader.header.begun, 3);
	CHECK_EQUAL(reader.header.not_kept, 2);
	CHECK_EQUAL(reader.header.migrations, 1);
	CHECK(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.session, 103);
	mdev_free(&mdev);
}

/* The device does not get to where the transfer would begin. */
static void failed_before(void)
{
	struct ap_outcomes_reader reader;
	struct ap_outcome_event event;
	struct mdev mdev;

	mdev_init(&mdev, true);
	/* A pause of the guest. */
	mdev.hdr.session++;
	emit(&mdev, VFIO_AP_EVENT_ARC, 1, false);
	emit(&mdev, VFIO_AP_EVENT_REQUEST, 99, true);
	ap_outcomes_close(&mdev.outcomes);
	open_file(&mdev, &reader);
	CHECK_EQUAL(reader.header.begun, 0);

	mdev.hdr.session++;
	emit(&mdev, VFIO_AP_EVENT_ARC, 1, true);
	emit(&mdev, VFIO_AP_EVENT_REQUEST, 3, true);
	ap_outcomes_close(&mdev.outcomes);
	open_file(&mdev, &reader);
	CHECK_EQUAL(reader.header.begun, 1);
	REQUIRE(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.flags, VFIO_AP_OUTCOME_F_OVER);
	CHECK_EQUAL(reader.outcome.records, 2);
	REQUIRE(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_ARC);
	CHECK_EQUAL(event.arc.err, (u64)-EIO);
	REQUIRE(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_REQUEST);

	/* The second attempt of one gets further: it is one. */
	mdev.hdr.session++;
	emit(&mdev, VFIO_AP_EVENT_ARC, 1, true);
	ap_outcomes_begin(&mdev.outcomes, mdev.hdr.session, ++mdev.now_ns);
	emit(&mdev, VFIO_AP_EVENT_BEGIN, 1, false);
	end(&mdev, 1);
	open_file(&mdev, &reader);
	CHECK_EQUAL(reader.header.begun, 2);
	CHECK(ap_outcomes_next(&reader));
	CHECK(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.records, 3);
	mdev_free(&mdev);
}

/* One that never was told to be over, and an event of another session. */
static void left_open(void)
{
	struct ap_outcomes_reader reader;
	struct mdev mdev;

	mdev_init(&mdev, true);
	begin(&mdev);
	emit(&mdev, VFIO_AP_EVENT_BEGIN, 1, false);
	mdev.hdr.session--;
	emit(&mdev, VFIO_AP_EVENT_RESET, 1, false);
	mdev.hdr.session++;
	begin(&mdev);
	open_file(&mdev, &reader);
	CHECK(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.flags, VFIO_AP_OUTCOME_F_OVER);
	CHECK_EQUAL(reader.outcome.records, 1);
	CHECK(ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.outcome.flags, 0);
	CHECK_EQUAL(reader.outcome.records, 0);
	mdev_free(&mdev);
}

static u32 read_all(const u8 *data, size_t bytes)
{
	struct ap_outcomes_reader reader;
	/* Exactly as long as is said, for the sanitizer. */
	u8 *exact = malloc(bytes ? bytes : 1);

	memcpy(exact, data, bytes);
	if (!ap_outcomes_read(&reader, exact, bytes))
		while (ap_outcomes_next(&reader))
			;
	free(exact);
	return reader.error;
}

static void cuts(void)
{
	struct mdev mdev;
	size_t bytes;

	mdev_init(&mdev, true);
	migration(&mdev, 1, 2);
	migration(&mdev, 2, 2);
	copy(&mdev);
	CHECK_EQUAL(read_all(mdev.file, mdev.bytes), AP_OUTCOMES_OK);
	for (bytes = 0; bytes < mdev.bytes; bytes++) {
		tap_context("%zu bytes", bytes);
		CHECK_EQUAL(read_all(mdev.file, bytes), AP_OUTCOMES_CUT);
	}
	CHECK_EQUAL(read_all(mdev.file, mdev.bytes + 1), AP_OUTCOMES_TRAILING);
	mdev_free(&mdev);
}

static void reversed(u8 *bytes, size_t count)
{
	size_t i;
	u8 byte;

	for (i = 0; i < count / 2; i++) {
		byte = bytes[i];
		bytes[i] = bytes[count - 1 - i];
		bytes[count - 1 - i] = byte;
	}
}

/* What the decoder says if one number of a good file is another. */
static void damage(struct mdev *mdev, size_t at, const void *number, size_t bytes,
		   u32 error)
{
	copy(mdev);
	memcpy(mdev->file + at, number, bytes);
	tap_context("%zu bytes at %zu", bytes, at);
	CHECK_EQUAL(read_all(mdev->file, mdev->bytes), error);
}

static void damage32(struct mdev *mdev, size_t at, u32 number, u32 error)
{
	damage(mdev, at, &number, sizeof(number), error);
}

static void damage64(struct mdev *mdev, size_t at, u64 number, u32 error)
{
	damage(mdev, at, &number, sizeof(number), error);
}

#define HEADER_AT(field)	offsetof(struct vfio_ap_outcomes_header, field)
#define FIRST_AT(field)		(HEADER_BYTES + offsetof(struct vfio_ap_outcome, field))
#define RECORD_AT(field) \
	(HEADER_BYTES + OUTCOME_BYTES + offsetof(struct vfio_ap_outcome_record, field))
#define EVENT_AT(field) \
	(HEADER_BYTES + OUTCOME_BYTES + RECORD_BYTES + \
	 offsetof(struct vfio_ap_trace_hdr, field))

static void contradictions(void)
{
	const u16 version = VFIO_AP_OUTCOMES_VERSION + 1, abi = VFIO_AP_TRACE_ABI + 1;
	struct mdev mdev;
	u64 magic;

	mdev_init(&mdev, true);
	migration(&mdev, 1, 2);
	migration(&mdev, 2, 2);

	magic = VFIO_AP_OUTCOMES_MAGIC;
	damage64(&mdev, 0, magic + 1, AP_OUTCOMES_MAGIC);
	reversed((u8 *)&magic, sizeof(magic));
	damage64(&mdev, 0, magic, AP_OUTCOMES_BYTE_ORDER);
	damage(&mdev, HEADER_AT(version), &version, sizeof(version), AP_OUTCOMES_VERSION);
	damage(&mdev, HEADER_AT(abi), &abi, sizeof(abi), AP_OUTCOMES_VERSION);
	damage32(&mdev, HEADER_AT(header_bytes), 80, AP_OUTCOMES_HEADER);
	damage32(&mdev, HEADER_AT(header_bytes), 92, AP_OUTCOMES_HEADER);
	damage32(&mdev, HEADER_AT(header_bytes), ~7U, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(total_bytes), 0, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(total_bytes), ~0ULL, AP_OUTCOMES_CUT);
	damage64(&mdev, HEADER_AT(total_bytes), mdev.bytes - 8, AP_OUTCOMES_TRAILING);
	damage32(&mdev, HEADER_AT(migrations), 3, AP_OUTCOMES_HEADER);
	damage32(&mdev, HEADER_AT(migrations), 1, AP_OUTCOMES_HEADER);
	damage32(&mdev, HEADER_AT(migrations), 0, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(begun), 1, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(begun), 0, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(not_kept), 1, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(not_kept), ~0ULL, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(last_session), 0, AP_OUTCOMES_HEADER);
	damage64(&mdev, HEADER_AT(last_session), 101, AP_OUTCOMES_MIGRATION);
	damage64(&mdev, HEADER_AT(boot_ns), 1, AP_OUTCOMES_MIGRATION);

	damage32(&mdev, FIRST_AT(bytes), 0, AP_OUTCOMES_MIGRATION);
	damage32(&mdev, FIRST_AT(bytes), OUTCOME_BYTES - 8, AP_OUTCOMES_MIGRATION);
	damage32(&mdev, FIRST_AT(bytes), ~7U, AP_OUTCOMES_MIGRATION);
	damage32(&mdev, FIRST_AT(bytes), OUTCOME_BYTES + 4, AP_OUTCOMES_MIGRATION);
	damage32(&mdev, FIRST_AT(bytes), OUTCOME_BYTES, AP_OUTCOMES_RECORD);
	damage32(&mdev, FIRST_AT(records), 0, AP_OUTCOMES_RECORD);
	damage32(&mdev, FIRST_AT(records), 3, AP_OUTCOMES_RECORD);
	damage32(&mdev, FIRST_AT(records), 5, AP_OUTCOMES_RECORD);
	damage64(&mdev, FIRST_AT(session), 0, AP_OUTCOMES_MIGRATION);
	damage64(&mdev, FIRST_AT(session), 102, AP_OUTCOMES_RECORD);
	damage64(&mdev, FIRST_AT(session), 103, AP_OUTCOMES_MIGRATION);
	damage64(&mdev, FIRST_AT(begin_ns), ~0ULL, AP_OUTCOMES_MIGRATION);
	damage64(&mdev, FIRST_AT(begin_ns), mdev.now_ns, AP_OUTCOMES_RECORD);

	damage32(&mdev, RECORD_AT(kind), VFIO_AP_EVENT_VERDICT, AP_OUTCOMES_RECORD);
	damage32(&mdev, RECORD_AT(event_bytes), 0, AP_OUTCOMES_RECORD);
	damage32(&mdev, RECORD_AT(event_bytes), 72, AP_OUTCOMES_RECORD);
	damage32(&mdev, RECORD_AT(event_bytes), 84, AP_OUTCOMES_RECORD);
	damage32(&mdev, RECORD_AT(event_bytes), ~7U, AP_OUTCOMES_RECORD);
	damage64(&mdev, RECORD_AT(time_ns), 0, AP_OUTCOMES_RECORD);
	damage64(&mdev, RECORD_AT(time_ns), ~0ULL, AP_OUTCOMES_RECORD);
	damage64(&mdev, EVENT_AT(session), 100, AP_OUTCOMES_RECORD);
	damage64(&mdev, EVENT_AT(seq), 100, AP_OUTCOMES_RECORD);
	damage64(&mdev, EVENT_AT(mdev_uuid), 100, AP_OUTCOMES_RECORD);
	damage(&mdev, EVENT_AT(abi), &abi, sizeof(abi), AP_OUTCOMES_RECORD);
	mdev_free(&mdev);
}

/* A later driver has more kinds, and says more in its header. */
static void later_drivers(void)
{
	struct ap_outcomes_reader reader;
	struct ap_outcome_event event;
	u32 number = 77, bytes;
	struct mdev mdev;

	mdev_init(&mdev, true);
	migration(&mdev, 1, 0);
	copy(&mdev);
	memcpy(mdev.file + RECORD_AT(kind), &number, sizeof(number));
	CHECK_EQUAL(ap_outcomes_read(&reader, mdev.file, mdev.bytes), AP_OUTCOMES_OK);
	CHECK(ap_outcomes_next(&reader));
	CHECK(ap_outcomes_next_event(&reader, &event));
	CHECK_EQUAL(event.kind, VFIO_AP_EVENT_END);
	CHECK_EQUAL(reader.skipped, 1);
	CHECK(!ap_outcomes_next(&reader));
	CHECK_EQUAL(reader.error, AP_OUTCOMES_OK);

	copy(&mdev);
	bytes = HEADER_BYTES + 8;
	memmove(mdev.file + bytes, mdev.file + HEADER_BYTES, mdev.bytes - HEADER_BYTES);
	mdev.bytes += 8;
	memcpy(mdev.file + HEADER_AT(header_bytes), &bytes, sizeof(bytes));
	memcpy(mdev.file + HEADER_AT(total_bytes), &(u64){ mdev.bytes }, sizeof(u64));
	CHECK_EQUAL(read_all(mdev.file, mdev.bytes), AP_OUTCOMES_OK);
	mdev_free(&mdev);
}

static void words(void)
{
	static const char * const names[] = {
		"ok", "magic", "byte_order", "version", "cut", "trailing", "header",
		"migration", "record",
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		CHECK_TEXT(ap_outcomes_error_name(i), names[i]);
		CHECK(strlen(ap_outcomes_error_sentence(i)) > 15);
	}
	CHECK_EQUAL(i, AP_OUTCOMES_ERRORS);
	CHECK_TEXT(ap_outcomes_error_name(i), "?");
	CHECK_TEXT(ap_outcomes_error_sentence(~0U), "?");
}

static const struct test tests[] = {
	{ "sizes, offsets and numbers", layout },
	{ "the magic number shows the byte order", magic_shows_order },
	{ "nothing but a header before there was a migration", nothing },
	{ "one migration: what failed, and its end", one_migration },
	{ "the last eight, in order", last_eight },
	{ "limits of each kind; what is cut is counted", limits },
	{ "what is counted does not begin again at 0", counting_ends },
	{ "migrations that are as large as they can be: the last two", large_ones },
	{ "the oldest leave for a large one", room },
	{ "without memory they are counted", no_memory },
	{ "a failure before there was data", failed_before },
	{ "another one begins; events of another session", left_open },
	{ "cut at every byte", cuts },
	{ "numbers that contradict each other", contradictions },
	{ "files of later drivers", later_drivers },
	{ "words", words },
};

SUITE(outcomes, tests);
