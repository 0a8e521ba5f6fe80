// SPDX-License-Identifier: GPL-2.0
/* Predictions of one pair of hosts after the other, what comes out being known. */
#include "../../../include/uapi/linux/vfio_ap_trace.h"
#include "pair.h"
#include "suites.h"

#define R(name)		VFIO_AP_REASON_MASK(name)
#define QUEUE_B		"bus/ap/devices/0a.0006"

static struct pair pair;

static const struct predict_row *row_of(u8 kind, u16 number)
{
	u32 i;

	for (i = 0; i < pair.result.count; i++)
		if (pair.result.rows[i].verdict.kind == kind &&
		    pair.result.rows[i].verdict.apqn == number)
			return &pair.result.rows[i];
	return NULL;
}

static void check_row(u8 kind, u16 number, enum prediction prediction, u32 certain,
		      u32 possible)
{
	const struct predict_row *row = row_of(kind, number);

	if (!CHECK(row))
		return;
	CHECK_EQUAL(row->prediction, prediction);
	CHECK_EQUAL(row->certain, certain);
	CHECK_EQUAL(row->possible, possible);
}

static void check_queue(u16 apqn, enum prediction prediction, u32 certain,
			u32 possible)
{
	check_row(VFIO_AP_VERDICT_QUEUE, apqn, prediction, certain, possible);
}

/* What the destination's mdev has already shows that it can be had. */
static void own_all(void)
{
	pair.dst.mdevs[1].assigned = pair.src.mdevs[0].assigned;
	host_filter(&pair.dst);
}

static void go(void)
{
	pair_render(&pair);
	CHECK(pair_predict(&pair));
}

static void compatible(void)
{
	pair_usual(&pair);
	own_all();
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_COMPATIBLE);
	CHECK_EQUAL(pair.result.count, HOST_QUEUES + HOST_DOMAINS);
	CHECK_EQUAL(pair.result.counts[PREDICTION_COMPATIBLE], pair.result.count);
	check_queue(0x0a06, PREDICTION_COMPATIBLE, 0, 0);
	check_row(VFIO_AP_VERDICT_CONTROL_DOMAIN, 0xff, PREDICTION_COMPATIBLE, 0, 0);
	pair_end(&pair);
}

/* Nobody has the queues: sysfs does not tell how their resets ended. */
static void resets(void)
{
	pair_usual(&pair);
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_UNKNOWN);
	check_queue(0x0a06, PREDICTION_UNKNOWN, 0, R(NOT_PASSABLE));
	pair_forget(&pair);

	pair.options.assume_reset = true;
	CHECK(pair_predict(&pair));
	CHECK_EQUAL(pair.result.prediction, PREDICTION_COMPATIBLE);
	CHECK_EQUAL(pair.result.assumed_reset, HOST_QUEUES);
	pair_end(&pair);

	/* Of a single queue that a guest would have to see one can tell. */
	pair_usual(&pair);
	pair.options.assume_reset = true;
	ap_mask_set(&pair.dst.mdevs[1].assigned.apm, 0x0a);
	ap_mask_set(&pair.dst.mdevs[1].assigned.aqm, 0x06);
	host_queue_at(&pair.dst, 1, 1)->clean = false;
	host_filter(&pair.dst);
	go();
	check_queue(0x0a06, PREDICTION_REFUSED, R(NOT_PASSABLE), 0);
	pair_end(&pair);

	/* Of two one cannot, and nothing is taken for granted. */
	pair_usual(&pair);
	pair.options.assume_reset = true;
	ap_mask_set(&pair.dst.mdevs[1].assigned.apm, 0x0a);
	ap_mask_set(&pair.dst.mdevs[1].assigned.aqm, 0x06);
	ap_mask_set(&pair.dst.mdevs[1].assigned.aqm, 0x00);
	host_queue_at(&pair.dst, 1, 1)->clean = false;
	host_filter(&pair.dst);
	go();
	check_queue(0x0a06, PREDICTION_UNKNOWN, 0, R(NOT_PASSABLE));
	check_queue(0x0a00, PREDICTION_UNKNOWN, 0, R(NOT_PASSABLE));
	check_queue(0x0aff, PREDICTION_COMPATIBLE, 0, 0);
	pair_end(&pair);
}

/* Each owner by itself; the earlier cause hides the later ones. */
static void owners(void)
{
	pair_usual(&pair);
	own_all();
	ap_mask_clear(&pair.dst.config.apm, 0x03);
	ap_mask_clear(&pair.dst.mdevs[1].assigned.apm, 0xff);
	pair.dst.mdevs[2].exists = true;
	ap_mask_set(&pair.dst.mdevs[2].assigned.apm, 0xff);
	ap_mask_set(&pair.dst.mdevs[2].assigned.aqm, 0x06);
	host_queue_at(&pair.dst, 1, 0)->driver = "";
	host_queue_at(&pair.dst, 1, 1)->device = false;
	ap_mask_set(&pair.dst.apmask, 0xff);
	ap_mask_set(&pair.dst.aqmask, 0x00);
	host_filter(&pair.dst);
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_REFUSED);
	check_queue(0x0300, PREDICTION_REFUSED, R(NOT_CONFIGURED), 0);
	check_queue(0x0a00, PREDICTION_REFUSED, R(NOT_BOUND), 0);
	CHECK_EQUAL(row_of(VFIO_AP_VERDICT_QUEUE, 0x0a06)->certain, R(NOT_BOUND));
	check_queue(0xff00, PREDICTION_REFUSED, R(HOST_OWNED), 0);
	check_queue(0xff06, PREDICTION_REFUSED, R(IN_USE), 0);
	CHECK(row_of(VFIO_AP_VERDICT_QUEUE, 0xff06)->owner.owner);
	pair_end(&pair);
}

static void overrides(void)
{
	struct host_queue *queue;

	pair_usual(&pair);
	own_all();
	ap_mask_set(&pair.dst.apmask, 0x0a);
	ap_mask_set(&pair.dst.aqmask, 0x06);
	queue = host_queue_at(&pair.dst, 1, 1);
	queue->override = "vfio_ap";
	go();
	check_queue(0x0a06, PREDICTION_COMPATIBLE, 0, 0);
	pair_end(&pair);

	pair_usual(&pair);
	queue = host_queue_at(&pair.dst, 1, 1);
	queue->override = "cex4queue";
	queue->driver = "cex4queue";
	go();
	check_queue(0x0a06, PREDICTION_REFUSED, R(HOST_OWNED), 0);
	pair_end(&pair);

	pair_usual(&pair);
	queue = host_queue_at(&pair.dst, 1, 1);
	queue->override = "other";
	queue->driver = "other";
	go();
	check_queue(0x0a06, PREDICTION_REFUSED, 0, R(HOST_OWNED) | R(NOT_BOUND));
	pair_end(&pair);
}

static void words(void)
{
	pair_usual(&pair);
	own_all();
	host_queue_at(&pair.dst, 1, 1)->info ^= AP_INFO_MEX4K | 1ULL << AP_INFO_BS_SHIFT;
	host_queue_at(&pair.src, 1, 0)->info ^= 2ULL << AP_INFO_BS_SHIFT;
	host_queue_at(&pair.dst, 1, 2)->rc = AP_RC_CHECKSTOPPED;
	host_queue_at(&pair.src, 2, 0)->rc = AP_RC_DECONFIGURED;
	host_queue_at(&pair.dst, 2, 0)->rc = AP_RC_CHECKSTOPPED;
	host_queue_at(&pair.src, 2, 1)->rc = 0x07;
	host_queue_at(&pair.dst, 2, 2)->rc = 0x07;
	go();
	check_queue(0x0a06, PREDICTION_REFUSED, R(MEX4K) | R(DST_BS), 0);
	check_queue(0x0a00, PREDICTION_REFUSED, R(SRC_BS), 0);
	check_queue(0x0aff, PREDICTION_REFUSED, R(OFFLINE), 0);
	check_queue(0xff00, PREDICTION_COMPATIBLE, 0, 0);
	check_queue(0xff06, PREDICTION_REFUSED, R(SRC_NO_ANSWER), 0);
	/* It may have answered all the same: of an asynchronous error one sees nothing. */
	CHECK_EQUAL(row_of(VFIO_AP_VERDICT_QUEUE, 0xffff)->prediction,
		    PREDICTION_UNKNOWN);
	CHECK(row_of(VFIO_AP_VERDICT_QUEUE, 0xffff)->possible & R(NO_ANSWER));
	CHECK(row_of(VFIO_AP_VERDICT_QUEUE, 0xffff)->possible & R(DST_BS));
	pair_end(&pair);
}

static void set_cards(struct host *host, unsigned int adapter, u64 clear, u64 set)
{
	unsigned int i;

	for (i = 0; i < HOST_DOMAINS; i++) {
		struct host_queue *queue = host_queue_at(host, adapter, i);

		queue->info = (queue->info & ~clear) | set;
	}
}

static void cards(void)
{
	pair_usual(&pair);
	own_all();
	set_cards(&pair.dst, 0, 0xffULL << 24, 13ULL << 24);
	set_cards(&pair.dst, 1, 0xf00, 0x300);
	set_cards(&pair.dst, 2, 0x1f, 0x03);
	go();
	check_queue(0x0300, PREDICTION_REFUSED, R(TYPE), 0);
	check_queue(0x0a00, PREDICTION_REFUSED, R(ML), 0);
	check_queue(0xff00, PREDICTION_REFUSED, R(QD), 0);
	pair_end(&pair);
}

/* An old kernel leaves out a bit of the depth. */
static void depths(void)
{
	pair_usual(&pair);
	own_all();
	pair.src.new_kernel = false;
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_UNKNOWN);
	check_queue(0x0a06, PREDICTION_UNKNOWN, 0, R(QD));
	pair_forget(&pair);
	pair.options.assume_depth = true;
	CHECK(pair_predict(&pair));
	CHECK_EQUAL(pair.result.prediction, PREDICTION_COMPATIBLE);
	CHECK_EQUAL(pair.result.assumed_depth, HOST_QUEUES);
	pair_end(&pair);

	/* On the destination a bit more can only be good. */
	pair_usual(&pair);
	own_all();
	pair.dst.new_kernel = false;
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_COMPATIBLE);
	pair_end(&pair);
}

static void masks(void)
{
	pair_usual(&pair);
	own_all();
	ap_mask_clear(&pair.dst.config.adm, 0x06);
	go();
	check_row(VFIO_AP_VERDICT_CONTROL_DOMAIN, 0x06, PREDICTION_REFUSED,
		  R(CONTROL_DOMAIN), 0);
	check_row(VFIO_AP_VERDICT_CONTROL_DOMAIN, 0x00, PREDICTION_COMPATIBLE, 0, 0);
	pair_end(&pair);

	/* Control domains that the source itself does not have are not the guest's. */
	pair_usual(&pair);
	own_all();
	ap_mask_clear(&pair.src.config.adm, 0x06);
	ap_mask_clear(&pair.dst.config.adm, 0x06);
	go();
	CHECK(!row_of(VFIO_AP_VERDICT_CONTROL_DOMAIN, 0x06));
	CHECK_EQUAL(pair.result.prediction, PREDICTION_COMPATIBLE);
	pair_end(&pair);

	/* A guest without queues: its adapters are judged. */
	pair_usual(&pair);
	ap_mask_zero(&pair.src.mdevs[0].assigned.aqm);
	host_filter(&pair.src);
	ap_mask_clear(&pair.dst.config.apm, 0xff);
	go();
	CHECK_EQUAL(pair.result.count, HOST_ADAPTERS + HOST_DOMAINS);
	check_row(VFIO_AP_VERDICT_ADAPTER, 0xff, PREDICTION_REFUSED,
		  R(NOT_CONFIGURED), 0);
	check_row(VFIO_AP_VERDICT_ADAPTER, 0x03, PREDICTION_COMPATIBLE, 0, 0);
	pair_end(&pair);

	/* And one with nothing at all can go everywhere. */
	pair_usual(&pair);
	memset(&pair.src.mdevs[0].assigned, 0, sizeof(struct ap_matrix));
	host_filter(&pair.src);
	go();
	CHECK_EQUAL(pair.result.count, 0);
	CHECK_EQUAL(pair.result.prediction, PREDICTION_COMPATIBLE);
	pair_end(&pair);
}

static void obstacles(void)
{
	pair_usual(&pair);
	own_all();
	pair.dst.se_guest = true;
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_REFUSED);
	CHECK_EQUAL(pair.result.obstacles[OBSTACLE_DST_SE_GUEST].there, KNOWN_YES);
	pair_forget(&pair);
	tree_unreadable(&pair.dst_tree, "firmware/uv/prot_virt_guest");
	CHECK(pair_predict(&pair));
	CHECK_EQUAL(pair.result.prediction, PREDICTION_UNKNOWN);
	CHECK_EQUAL(pair.result.obstacles[OBSTACLE_DST_SE_GUEST].there, KNOWN_NOT);
	pair_end(&pair);

	pair_usual(&pair);
	pair.src.se_guest = true;
	own_all();
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_REFUSED);
	pair_end(&pair);

	pair_usual(&pair);
	pair.dst.vfio_ap = false;
	memset(pair.dst.mdevs, 0, sizeof(pair.dst.mdevs));
	pair.dst_mdev = -1;
	go();
	CHECK_EQUAL(pair.result.prediction, PREDICTION_REFUSED);
	CHECK_EQUAL(pair.result.obstacles[OBSTACLE_DST_NO_DRIVER].there, KNOWN_YES);
	pair_end(&pair);

	pair_usual(&pair);
	own_all();
	go();
	pair_forget(&pair);
	tree_delete(&pair.src_tree,
		    "devices/vfio_ap/matrix/11111111-2222-3333-4444-aaaaaaaaaaaa/guest_matrix");
	CHECK(pair_predict(&pair));
	CHECK_EQUAL(pair.result.prediction, PREDICTION_UNKNOWN);
	CHECK_EQUAL(pair.result.count, 0);
	pair_end(&pair);
}

/* What nobody could read leaves open what depends on it, and only that. */
static void unread(void)
{
	static const struct {
		const char *file;	/* of the destination */
		u32 possible;
	} cases[] = {
		{ "bus/ap/ap_adapter_mask", R(NOT_CONFIGURED) },
		{ "bus/ap/apmask", 0 },
		{ QUEUE_B "/driver", R(NOT_BOUND) },
		{ QUEUE_B "/config", R(OFFLINE) },
		{ QUEUE_B "/chkstop", R(OFFLINE) },
		{ "bus/ap/devices/card0a/raw_hwtype", R(TYPE) },
		{ "bus/ap/devices/card0a/depth", R(QD) },
		{ "bus/ap/devices/card0a/max_msg_size", R(ML) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_context("%s", cases[i].file);
		pair_usual(&pair);
		own_all();
		pair_render(&pair);
		tree_unreadable(&pair.dst_tree, cases[i].file);
		CHECK(pair_predict(&pair));
		tap_context("%s", cases[i].file);
		if (cases[i].possible)
			check_queue(0x0a06, PREDICTION_UNKNOWN, 0, cases[i].possible);
		else
			check_queue(0x0a06, PREDICTION_COMPATIBLE, 0, 0);
		pair_end(&pair);
	}
}

static const struct test tests[] = {
	{ "all is well", compatible },
	{ "how resets ended is not in sysfs", resets },
	{ "who owns a queue", owners },
	{ "driver_override", overrides },
	{ "what TAPQ says", words },
	{ "type, message limit, depth", cards },
	{ "the depth that old kernels show", depths },
	{ "control domains, adapters, nothing", masks },
	{ "what stands against all of it", obstacles },
	{ "what cannot be read", unread },
};

SUITE(predict, tests);
