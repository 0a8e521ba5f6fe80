// SPDX-License-Identifier: GPL-2.0
/* R11: the format is the same on every machine and does not change. */
#include "../../driver/core/stream.h"
#include "golden.h"
#include "suites.h"
#include "tap.h"

#define AT(structure, field, number) \
	CHECK_EQUAL(offsetof(struct structure, field), number)

/* The numbers of Documentation/stream-format.rst. */
static void offsets(void)
{
	CHECK_EQUAL(sizeof(struct vfio_ap_mig_header), 64);
	AT(vfio_ap_mig_header, magic, 0);
	AT(vfio_ap_mig_header, major, 8);
	AT(vfio_ap_mig_header, minor, 10);
	AT(vfio_ap_mig_header, header_bytes, 12);
	AT(vfio_ap_mig_header, migration_id, 16);
	AT(vfio_ap_mig_header, total_bytes, 32);
	AT(vfio_ap_mig_header, flags, 40);
	AT(vfio_ap_mig_header, reserved, 44);
	AT(vfio_ap_mig_header, header_crc, 60);

	CHECK_EQUAL(sizeof(struct vfio_ap_mig_record), 24);
	AT(vfio_ap_mig_record, type, 0);
	AT(vfio_ap_mig_record, flags, 2);
	AT(vfio_ap_mig_record, reserved, 4);
	AT(vfio_ap_mig_record, payload_bytes, 8);
	AT(vfio_ap_mig_record, payload_crc, 16);
	AT(vfio_ap_mig_record, record_crc, 20);

	CHECK_EQUAL(sizeof(struct vfio_ap_mig_masks), 96);
	AT(vfio_ap_mig_masks, apm, 0);
	AT(vfio_ap_mig_masks, aqm, 32);
	AT(vfio_ap_mig_masks, adm, 64);

	CHECK_EQUAL(sizeof(struct vfio_ap_mig_config), 208);
	AT(vfio_ap_mig_config, assigned, 0);
	AT(vfio_ap_mig_config, guest, 96);
	AT(vfio_ap_mig_config, queue_count, 192);
	AT(vfio_ap_mig_config, reserved, 196);
	AT(vfio_ap_mig_config, queues, 208);

	CHECK_EQUAL(sizeof(struct vfio_ap_mig_queue), 16);
	AT(vfio_ap_mig_queue, apqn, 0);
	AT(vfio_ap_mig_queue, rc, 2);
	AT(vfio_ap_mig_queue, reserved0, 3);
	AT(vfio_ap_mig_queue, reserved1, 4);
	AT(vfio_ap_mig_queue, info, 8);

	CHECK_EQUAL(sizeof(struct vfio_ap_mig_end), 16);
	AT(vfio_ap_mig_end, stream_bytes, 0);
	AT(vfio_ap_mig_end, stream_crc, 8);
	AT(vfio_ap_mig_end, record_count, 12);
}

/* Numbers that other programs have stored: a new one goes to the end. */
static void stable_numbers(void)
{
	CHECK_EQUAL(VFIO_AP_REASON_NOT_CONFIGURED, 0);
	CHECK_EQUAL(VFIO_AP_REASON_HOST_OWNED, 1);
	CHECK_EQUAL(VFIO_AP_REASON_NOT_BOUND, 2);
	CHECK_EQUAL(VFIO_AP_REASON_IN_USE, 3);
	CHECK_EQUAL(VFIO_AP_REASON_NOT_PASSABLE, 4);
	CHECK_EQUAL(VFIO_AP_REASON_NO_ANSWER, 5);
	CHECK_EQUAL(VFIO_AP_REASON_SRC_NO_ANSWER, 6);
	CHECK_EQUAL(VFIO_AP_REASON_APSC, 7);
	CHECK_EQUAL(VFIO_AP_REASON_MEX4K, 8);
	CHECK_EQUAL(VFIO_AP_REASON_CRT4K, 9);
	CHECK_EQUAL(VFIO_AP_REASON_SLCF, 10);
	CHECK_EQUAL(VFIO_AP_REASON_MODE, 11);
	CHECK_EQUAL(VFIO_AP_REASON_APXA, 12);
	CHECK_EQUAL(VFIO_AP_REASON_CLASS, 13);
	CHECK_EQUAL(VFIO_AP_REASON_SRC_BS, 14);
	CHECK_EQUAL(VFIO_AP_REASON_DST_BS, 15);
	CHECK_EQUAL(VFIO_AP_REASON_TYPE, 16);
	CHECK_EQUAL(VFIO_AP_REASON_ML, 17);
	CHECK_EQUAL(VFIO_AP_REASON_QD, 18);
	CHECK_EQUAL(VFIO_AP_REASON_CONTROL_DOMAIN, 19);
	CHECK_EQUAL(VFIO_AP_REASON_FILTERED, 20);
	CHECK_EQUAL(VFIO_AP_REASON_OFFLINE, 21);
	CHECK_EQUAL(VFIO_AP_REASON_COUNT, 22);

	CHECK_EQUAL(VFIO_AP_STREAM_OK, 0);
	CHECK_EQUAL(VFIO_AP_STREAM_MAGIC, 1);
	CHECK_EQUAL(VFIO_AP_STREAM_VERSION, 2);
	CHECK_EQUAL(VFIO_AP_STREAM_HEADER_BYTES, 3);
	CHECK_EQUAL(VFIO_AP_STREAM_HEADER_CRC, 4);
	CHECK_EQUAL(VFIO_AP_STREAM_RESERVED, 5);
	CHECK_EQUAL(VFIO_AP_STREAM_MIGRATION_ID, 6);
	CHECK_EQUAL(VFIO_AP_STREAM_TOTAL_BYTES, 7);
	CHECK_EQUAL(VFIO_AP_STREAM_RECORD_CRC, 8);
	CHECK_EQUAL(VFIO_AP_STREAM_RECORD_TYPE, 9);
	CHECK_EQUAL(VFIO_AP_STREAM_RECORD_ORDER, 10);
	CHECK_EQUAL(VFIO_AP_STREAM_RECORD_BYTES, 11);
	CHECK_EQUAL(VFIO_AP_STREAM_PAYLOAD_CRC, 12);
	CHECK_EQUAL(VFIO_AP_STREAM_QUEUE_COUNT, 13);
	CHECK_EQUAL(VFIO_AP_STREAM_QUEUE_ORDER, 14);
	CHECK_EQUAL(VFIO_AP_STREAM_GUEST_MATRIX, 15);
	CHECK_EQUAL(VFIO_AP_STREAM_DIGEST, 16);
	CHECK_EQUAL(VFIO_AP_STREAM_TRAILING, 17);
	CHECK_EQUAL(VFIO_AP_STREAM_TRUNCATED, 18);
	CHECK_EQUAL(VFIO_AP_STREAM_ERROR_COUNT, 19);
}

static void encode_gives_the_golden_bytes(void)
{
	struct ap_matrix assigned, guest;
	u8 golden[512], made[512];
	size_t length, i;

	length = golden_read(golden, sizeof(golden));
	CHECK_EQUAL(length, 400);
	golden_matrices(&assigned, &guest);
	CHECK_EQUAL(ap_stream_bytes(GOLDEN_QUEUES), length);

	CHECK_EQUAL(ap_stream_begin(made, sizeof(made), golden_id, &assigned,
				    &guest), 0);
	for (i = 0; i < GOLDEN_QUEUES; i++)
		CHECK_EQUAL(ap_stream_put_queue(made, i, &golden_queues[i]), 0);
	CHECK_EQUAL(ap_stream_seal(made), length);

	for (i = 0; i < length; i++) {
		tap_context("byte %zu", i);
		CHECK_EQUAL(made[i], golden[i]);
	}
}

static void decode_takes_the_golden_bytes(void)
{
	struct ap_matrix assigned, guest;
	struct ap_stream_parser parser;
	struct ap_stream_queue queue;
	u8 golden[512];
	size_t length;
	u32 i;

	length = golden_read(golden, sizeof(golden));
	golden_matrices(&assigned, &guest);

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, golden, length), 0);
	CHECK_EQUAL(ap_stream_finish(&parser), 0);
	CHECK(parser.have_header && parser.have_config && parser.complete);
	CHECK(!memcmp(parser.migration_id, golden_id, 16));
	CHECK_EQUAL(parser.total_bytes, length);
	CHECK(ap_matrix_equal(&parser.assigned, &assigned));
	CHECK(ap_matrix_equal(&parser.guest, &guest));
	CHECK_EQUAL(parser.queues, GOLDEN_QUEUES);
	for (i = 0; i < GOLDEN_QUEUES; i++) {
		tap_context("queue %u", i);
		CHECK_EQUAL(ap_stream_get_queue(&parser, golden, i, &queue), 0);
		CHECK_EQUAL(queue.apqn, golden_queues[i].apqn);
		CHECK_EQUAL(queue.rc, golden_queues[i].rc);
		CHECK_EQUAL(queue.info, golden_queues[i].info);
	}
}

static const struct test tests[] = {
	{ "R11 sizes and offsets", offsets },
	{ "numbers of reasons and stream errors are stable", stable_numbers },
	{ "R11 the encoder gives the golden stream", encode_gives_the_golden_bytes },
	{ "R11 the decoder takes the golden stream", decode_takes_the_golden_bytes },
};

SUITE(layout, tests);
