// SPDX-License-Identifier: GPL-2.0
/*
 * The prediction against the driver, on hosts at random. The prediction comes from
 * the text of two sysfs; the driver's verdict from what the hardware answers and the
 * drivers know, by way of the stream that the source would send: both begin with the
 * same hosts, and meet only in the rules.
 *
 * What is certain must be so, what is not among the possible must not be. That the
 * prediction says something is tested by how often it is sure.
 */
#include <stdlib.h>

#include "../../../driver/core/crc32c.h"
#include "../../../driver/core/stream.h"
#include "../../../include/uapi/linux/vfio_ap_trace.h"
#include "pair.h"
#include "suites.h"

#ifndef AGREE_PAIRS
#define AGREE_PAIRS	500
#endif

#define MDEV	"devices/vfio_ap/matrix/"

/**
 * struct truth - what the destination's driver says
 * @refused: it does not take the guest
 * @queues: its reasons for each queue of struct host
 * @control_domains: the domains that it lacks
 */
struct truth {
	bool refused;
	u32 queues[HOST_QUEUES];
	struct ap_mask control_domains;
};

/* As vfio_ap_save_queues(): of a queue without information it is 0. */
static u8 *save(const struct host *host, size_t *length)
{
	static const u8 id[16] = { 1 };
	const struct host_mdev *mdev = &host->mdevs[0];
	size_t config_bytes = ap_stream_config_bytes(ap_matrix_queues(&mdev->guest));
	size_t bytes = AP_STREAM_HEADER_BYTES + config_bytes;
	u8 *stream = calloc(1, bytes + AP_STREAM_END_BYTES);
	u8 *config = stream + AP_STREAM_HEADER_BYTES;
	u32 apqn, index = 0;

	*length = bytes + AP_STREAM_END_BYTES;
	CHECK(!ap_stream_put_header(stream, id, *length));
	CHECK(!ap_config_begin(config, config_bytes, &mdev->assigned, &mdev->guest));
	ap_matrix_for_each_queue(apqn, &mdev->guest) {
		const struct host_queue *queue = host_queue(host, apqn);
		const struct ap_stream_queue entry = {
			.apqn = apqn,
			.rc = queue->rc,
			.info = ap_info_valid(queue->rc, queue->async) ?
				queue->info : 0,
		};

		CHECK(!ap_config_put_queue(config, index++, &entry));
	}
	CHECK_EQUAL(ap_config_seal(config), config_bytes);
	ap_stream_put_end(stream + bytes, bytes, ap_crc32c(0, stream, bytes), 1);
	return stream;
}

/* As vfio_ap_mig_judge(). */
static void judge(const struct pair *pair, const struct ap_stream_parser *parser,
		  const u8 *stream, struct truth *truth)
{
	const struct host *host = &pair->dst;
	struct ap_compat_destination dst;
	struct ap_stream_queue entry;
	u32 index, i;

	for (index = 0; index < parser->queues; index++) {
		if (!CHECK(!ap_stream_get_queue(parser, stream, index, &entry)))
			return;
		const struct ap_compat_source src = { entry.rc, entry.info };

		host_destination(host, pair->dst_mdev, entry.apqn, &dst);
		for (i = 0; host_apqn(i) != entry.apqn; i++)
			;
		truth->queues[i] = ap_compat_judge_queue(&src, &dst);
		truth->refused |= truth->queues[i] != 0;
	}
	if (!parser->queues)
		truth->refused |= !ap_mask_subset(&parser->guest.apm, &host->config.apm) ||
				  !ap_mask_subset(&parser->guest.aqm, &host->config.aqm);
	ap_mask_andnot(&truth->control_domains, &parser->guest.adm, &host->config.adm);
	truth->refused |= !ap_mask_empty(&truth->control_domains);
}

static bool usable(void *context, u16 apqn)
{
	struct ap_compat_destination dst;

	host_destination(context, -1, apqn, &dst);
	return dst.passable;
}

static void find_truth(struct pair *pair, struct truth *truth)
{
	struct ap_stream_parser parser;
	struct ap_matrix guest;
	size_t length;
	u8 *stream;

	memset(truth, 0, sizeof(*truth));
	stream = save(&pair->src, &length);
	ap_stream_parser_init(&parser);
	CHECK(!ap_stream_parse(&parser, stream, length));
	CHECK(!ap_stream_finish(&parser));
	if (CHECK(parser.have_config))
		judge(pair, &parser, stream, truth);
	free(stream);
	/* As vfio_ap_apply_check(): it must come out the same. */
	ap_matrix_filter(&guest, &parser.guest, &pair->dst.config, usable, &pair->dst);
	if (!truth->refused)
		CHECK(ap_matrix_equal(&guest, &parser.guest));
	/* Neither of these would let it come to that. */
	truth->refused |= pair->src.se_guest || pair->dst.se_guest || !pair->dst.vfio_ap;
}

/* --- files that say less, but nothing wrong */

static void spoil(const struct tree *tree, const char *path)
{
	switch (tap_random_below(3)) {
	case 0:
		tree_unreadable(tree, path);
		break;
	case 1:
		tree_file(tree, path, "what is this?\n");
		break;
	default:
		tree_delete(tree, path);
	}
}

static void spoil_some(const struct host *host, const struct tree *tree)
{
	static const char * const bus[] = {
		"ap_adapter_mask", "ap_usage_domain_mask", "ap_control_domain_mask",
		"apmask", "aqmask",
	};
	static const char * const card[] = { "raw_hwtype", "depth", "max_msg_size" };
	static const char * const queue[] = { "ap_functions", "config", "chkstop" };
	static const char * const mdev[] = { "guest_matrix", "ap_config" };
	char path[128];
	u32 i, nr;

	for (nr = tap_random_below(4); nr; nr--) {
		i = tap_random_below(HOST_QUEUES);
		switch (tap_random_below(8)) {
		case 0:
			snprintf(path, sizeof(path), "bus/ap/%s",
				 bus[tap_random_below(ARRAY_SIZE(bus))]);
			break;
		case 1:
		case 2:
			snprintf(path, sizeof(path), "bus/ap/devices/card%02x/%s",
				 host_adapters[i / HOST_DOMAINS],
				 card[tap_random_below(ARRAY_SIZE(card))]);
			if (!host_queue(host, host_apqn(i))->device)
				continue;
			break;
		case 3:
			snprintf(path, sizeof(path), MDEV "%s/%s",
				 host_uuids[i % HOST_MDEVS],
				 mdev[tap_random_below(ARRAY_SIZE(mdev))]);
			/* What is not there is not to be made. */
			if (!host->mdevs[i % HOST_MDEVS].exists || !host->ap_config)
				continue;
			break;
		default:
			snprintf(path, sizeof(path), "bus/ap/devices/%02x.%04x/%s",
				 AP_APQN_ADAPTER(host_apqn(i)),
				 AP_APQN_DOMAIN(host_apqn(i)),
				 queue[tap_random_below(ARRAY_SIZE(queue))]);
			if (!host_queue(host, host_apqn(i))->device)
				continue;
		}
		spoil(tree, path);
	}
}

/* --- both together */

static void check_queue_row(const struct predict_row *row, const struct truth *truth)
{
	u32 i, reasons;

	for (i = 0; i < HOST_QUEUES && host_apqn(i) != row->verdict.apqn; i++)
		;
	if (!CHECK(i < HOST_QUEUES))
		return;
	reasons = truth->queues[i];
	CHECK_EQUAL(row->certain & ~reasons, 0);
	CHECK_EQUAL(reasons & ~(row->certain | row->possible), 0);
	CHECK_EQUAL(row->certain & row->possible, 0);
	if (row->prediction == PREDICTION_COMPATIBLE)
		CHECK_EQUAL(reasons, 0);
	if (row->prediction == PREDICTION_REFUSED)
		CHECK(reasons != 0);
}

static void compare(const struct pair *pair, const struct truth *truth)
{
	const struct predict_result *result = &pair->result;
	u32 i;

	for (i = 0; i < result->count; i++) {
		const struct predict_row *row = &result->rows[i];

		if (row->verdict.kind == VFIO_AP_VERDICT_QUEUE)
			check_queue_row(row, truth);
		else if (row->verdict.kind == VFIO_AP_VERDICT_CONTROL_DOMAIN &&
			 row->prediction != PREDICTION_UNKNOWN)
			CHECK_EQUAL(row->prediction == PREDICTION_REFUSED,
				    ap_mask_test(&truth->control_domains,
						 row->verdict.apqn));
	}
	if (result->prediction == PREDICTION_COMPATIBLE)
		CHECK(!truth->refused);
	if (result->prediction == PREDICTION_REFUSED)
		CHECK(truth->refused);
}

/* With all that can be taken for granted being so. */
static bool assumptions_hold(const struct pair *pair)
{
	u32 i;

	for (i = 0; i < HOST_QUEUES; i++)
		if (!pair->dst.queues[i].clean ||
		    (!pair->src.new_kernel && pair->src.queues[i].info & 0x10) ||
		    (!pair->dst.new_kernel && pair->dst.queues[i].info & 0x10))
			return false;
	return true;
}

/**
 * struct tallies - how often what came out
 * @said: predictions by what they say
 * @refused: of these, how often the driver refuses
 */
struct tallies {
	unsigned int said[PREDICTIONS];
	unsigned int refused[PREDICTIONS];
};

static void one_pair(unsigned int number, bool spoilt, bool assume,
		     struct tallies *tallies)
{
	static struct pair pair;
	struct truth truth;

	memset(&pair, 0, sizeof(pair));
	do {
		host_random(&pair.src, NULL);
	} while (!pair.src.mdevs[0].exists);
	host_random(&pair.dst, &pair.src);
	/* Often the device that is to take the guest has it all already. */
	pair.dst_mdev = (int)tap_random_below(HOST_MDEVS + 1) - 1;
	if (pair.dst_mdev >= 0 && !pair.dst.mdevs[pair.dst_mdev].exists)
		pair.dst_mdev = -1;
	if (pair.dst_mdev >= 0 && tap_random_below(2)) {
		struct ap_matrix before = pair.dst.mdevs[pair.dst_mdev].assigned;
		struct ap_compat_destination dst;
		u32 apqn;

		pair.dst.mdevs[pair.dst_mdev].assigned = pair.src.mdevs[0].guest;
		ap_matrix_for_each_queue(apqn, &pair.src.mdevs[0].guest) {
			host_destination(&pair.dst, pair.dst_mdev, apqn, &dst);
			if (dst.host_owned || dst.in_use)
				pair.dst.mdevs[pair.dst_mdev].assigned = before;
		}
		host_filter(&pair.dst);
	}
	if (assume && !assumptions_hold(&pair))
		return;
	pair.options.assume_reset = assume;
	pair.options.assume_depth = assume;
	pair_render(&pair);
	if (spoilt) {
		spoil_some(&pair.src, &pair.src_tree);
		spoil_some(&pair.dst, &pair.dst_tree);
	}
	tap_context("pair %u", number);
	find_truth(&pair, &truth);
	if (CHECK(pair_predict(&pair))) {
		tap_context("pair %u", number);
		compare(&pair, &truth);
		tallies->said[pair.result.prediction]++;
		tallies->refused[pair.result.prediction] += truth.refused;
	}
	pair_end(&pair);
}

static void print_tallies(const char *what, const struct tallies *tallies)
{
	printf("# %s: %u compatible, %u refused, %u unknown (of which the driver refuses %u)\n",
	       what, tallies->said[PREDICTION_COMPATIBLE],
	       tallies->said[PREDICTION_REFUSED],
	       tallies->said[PREDICTION_UNKNOWN],
	       tallies->refused[PREDICTION_UNKNOWN]);
}

/* A part of the pairs, others than in the other parts. */
static struct tallies pairs_of(unsigned int part, const char *what, bool spoilt,
			       bool assume)
{
	struct tallies tallies = { 0 };
	unsigned int i;

	/* Each test begins with the same random numbers. */
	for (i = 0; i < part * 7919; i++)
		tap_random();
	for (i = 0; i < AGREE_PAIRS; i++)
		one_pair(i, spoilt, assume, &tallies);
	print_tallies(what, &tallies);
	CHECK(tallies.said[PREDICTION_COMPATIBLE] > 0);
	CHECK(tallies.said[PREDICTION_REFUSED] > 0);
	return tallies;
}

static void whole(unsigned int part)
{
	struct tallies tallies = pairs_of(part, "whole", false, false);

	CHECK(tallies.said[PREDICTION_COMPATIBLE] > AGREE_PAIRS / 20);
	CHECK(tallies.said[PREDICTION_REFUSED] > AGREE_PAIRS / 4);
	CHECK(tallies.said[PREDICTION_UNKNOWN] < AGREE_PAIRS / 3);
	/* "Unknown" is no other word for one of the two. */
	CHECK(tallies.refused[PREDICTION_UNKNOWN] > 0);
	CHECK(tallies.refused[PREDICTION_UNKNOWN] < tallies.said[PREDICTION_UNKNOWN]);
}

static void spoilt(unsigned int part)
{
	struct tallies tallies = pairs_of(part, "with gaps", true, false);

	CHECK(tallies.said[PREDICTION_UNKNOWN] > 0);
}

static void assumed(unsigned int part)
{
	pairs_of(part, "assumed", false, true);
}

#define PART(what, part)						\
	static void what##_##part(void)					\
	{								\
		what(part);						\
	}

PART(whole, 1)
PART(whole, 2)
PART(whole, 3)
PART(whole, 4)
PART(spoilt, 5)
PART(spoilt, 6)
PART(spoilt, 7)
PART(assumed, 8)

/* In parts, as each test has its time. */
static const struct test tests[] = {
	{ "random hosts, whole inventories, 1", whole_1 },
	{ "random hosts, whole inventories, 2", whole_2 },
	{ "random hosts, whole inventories, 3", whole_3 },
	{ "random hosts, whole inventories, 4", whole_4 },
	{ "random hosts, inventories with gaps, 1", spoilt_5 },
	{ "random hosts, inventories with gaps, 2", spoilt_6 },
	{ "random hosts, inventories with gaps, 3", spoilt_7 },
	{ "random hosts, what is assumed being so", assumed_8 },
};

SUITE(agree, tests);
