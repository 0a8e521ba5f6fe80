// SPDX-License-Identifier: GPL-2.0
/* R11: the format is the same on every machine and does not change. */
#include "../../driver/core/stream.h"
#include "encode.h"
#include "golden.h"
#include "suites.h"
#include "tap.h"

/* More than any of them has. */
#define GOLDEN_ROOM	1024

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

	CHECK_EQUAL(VFIO_AP_MIG_MAJOR, 1);
	CHECK_EQUAL(VFIO_AP_MIG_MINOR, 0);
	CHECK_EQUAL(VFIO_AP_MIG_F_PRE_COPY, 1);
	CHECK_EQUAL(VFIO_AP_MIG_CONFIGS_MAX, 16);
	CHECK_EQUAL(VFIO_AP_MIG_RECORD_CONFIG, 1);
	CHECK_EQUAL(VFIO_AP_MIG_RECORD_END, 2);
	CHECK_EQUAL(VFIO_AP_MIG_RECORD_F_OPTIONAL, 1);

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
	struct encoded made = { 0 };
	struct golden golden;
	u8 bytes[GOLDEN_ROOM];
	unsigned int n, i;
	size_t at;

	for (n = 0; n < GOLDEN_COUNT; n++) {
		golden_get(&golden, n);
		tap_context("%s", golden.file);
		CHECK_EQUAL(golden_read(&golden, bytes, sizeof(bytes)),
			    golden.length);

		encode_header(&made, golden.migration_id,
			      golden.pre_copy ? 0 : golden.length);
		for (i = 0; i < golden.configs; i++)
			encode_config(&made, &golden.config[i].assigned,
				      &golden.config[i].guest,
				      golden.config[i].queue);
		encode_end(&made);

		CHECK_EQUAL(made.err, 0);
		CHECK_EQUAL(made.length, golden.length);
		for (at = 0; at < made.length && at < golden.length; at++) {
			tap_context("%s, byte %zu", golden.file, at);
			CHECK_EQUAL(made.bytes[at], bytes[at]);
		}
		encode_free(&made);
	}
}

static void check_config(const struct ap_stream_parser *parser, const u8 *bytes,
			 const struct golden_config *config)
{
	struct ap_stream_queue queue;
	u32 i;

	CHECK(ap_matrix_equal(&parser->assigned, &config->assigned));
	CHECK(ap_matrix_equal(&parser->guest, &config->guest));
	CHECK_EQUAL(parser->queues, config->queues);
	for (i = 0; i < config->queues; i++) {
		CHECK_EQUAL(ap_stream_get_queue(parser, bytes, i, &queue), 0);
		CHECK_EQUAL(queue.apqn, config->queue[i].apqn);
		CHECK_EQUAL(queue.rc, config->queue[i].rc);
		CHECK_EQUAL(queue.info, config->queue[i].info);
	}
	CHECK_EQUAL(ap_stream_get_queue(parser, bytes, i, &queue), -EINVAL);
}

static void decode_takes_the_golden_bytes(void)
{
	struct ap_stream_parser parser;
	struct golden golden;
	u8 bytes[GOLDEN_ROOM];
	size_t have, length;
	unsigned int n;
	u32 configs;

	for (n = 0; n < GOLDEN_COUNT; n++) {
		golden_get(&golden, n);
		length = golden_read(&golden, bytes, sizeof(bytes));
		ap_stream_parser_init(&parser);
		for (have = 1; have <= length; have++) {
			tap_context("%s, %zu bytes", golden.file, have);
			configs = parser.configs;
			CHECK_EQUAL(ap_stream_parse(&parser, bytes, have), 0);
			if (parser.configs == configs)
				continue;
			/* Each CONFIG is there when it has come, by itself. */
			REQUIRE(parser.configs == configs + 1);
			REQUIRE(parser.configs <= golden.configs);
			check_config(&parser, bytes, &golden.config[configs]);
		}
		CHECK_EQUAL(ap_stream_finish(&parser), 0);
		CHECK(parser.have_header && parser.have_config &&
		      parser.complete);
		CHECK(!memcmp(parser.migration_id, golden.migration_id, 16));
		CHECK_EQUAL(parser.total_bytes, length);
		CHECK_EQUAL(parser.pre_copy, golden.pre_copy);
		CHECK_EQUAL(parser.configs, golden.configs);
		check_config(&parser, bytes,
			     &golden.config[golden.configs - 1]);
	}
}

static const struct test tests[] = {
	{ "R11 sizes and offsets", offsets },
	{ "numbers of reasons and stream errors are stable", stable_numbers },
	{ "R11 the encoder gives the golden streams", encode_gives_the_golden_bytes },
	{ "R11 the decoder takes the golden streams", decode_takes_the_golden_bytes },
};

SUITE(layout, tests);
