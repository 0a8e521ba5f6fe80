// SPDX-License-Identifier: GPL-2.0
/* A host as it is, and what vfio_ap knows of it. */
#include "../tap.h"
#include "host.h"

const u8 host_adapters[HOST_ADAPTERS] = { 0x03, 0x0a, 0xff };
const u8 host_domains[HOST_DOMAINS] = { 0x00, 0x06, 0xff };
const char * const host_uuids[HOST_MDEVS] = {
	"11111111-2222-3333-4444-aaaaaaaaaaaa",
	"11111111-2222-3333-4444-bbbbbbbbbbbb",
	"11111111-2222-3333-4444-cccccccccccc",
};

/* CEX8 in CCA mode: apsc mex4k crt4k cca apxa, native, ml 12, qd 7 */
#define USUAL_INFO	0xf28000000e000c07ULL

u16 host_apqn(unsigned int index)
{
	return AP_APQN(host_adapters[index / HOST_DOMAINS],
		       host_domains[index % HOST_DOMAINS]);
}

struct host_queue *host_queue_at(struct host *host, unsigned int adapter,
				 unsigned int domain)
{
	return &host->queues[adapter * HOST_DOMAINS + domain];
}

const struct host_queue *host_queue(const struct host *host, u16 apqn)
{
	unsigned int i;

	for (i = 0; i < HOST_QUEUES; i++)
		if (host_apqn(i) == apqn)
			return &host->queues[i];
	return NULL;
}

/* Is a queue of a host without a reset that failed, and ours. */
static bool usable(void *context, u16 apqn)
{
	const struct host_queue *queue = host_queue(context, apqn);

	return queue && queue->device && !strcmp(queue->driver, "vfio_ap") &&
	       queue->clean;
}

void host_filter(struct host *host)
{
	unsigned int i;

	for (i = 0; i < HOST_MDEVS; i++)
		ap_matrix_filter(&host->mdevs[i].guest, &host->mdevs[i].assigned,
				 &host->config, usable, host);
}

void host_usual(struct host *host)
{
	unsigned int i;

	memset(host, 0, sizeof(*host));
	host->qci = true;
	host->new_kernel = true;
	host->ap_config = true;
	host->vfio_ap = true;
	for (i = 0; i < HOST_ADAPTERS; i++)
		ap_mask_set(&host->config.apm, host_adapters[i]);
	for (i = 0; i < HOST_DOMAINS; i++) {
		ap_mask_set(&host->config.aqm, host_domains[i]);
		ap_mask_set(&host->config.adm, host_domains[i]);
	}
	for (i = 0; i < HOST_QUEUES; i++)
		host->queues[i] = (struct host_queue){
			.info = USUAL_INFO,
			.device = true,
			.clean = true,
			.driver = "vfio_ap",
			.override = "",
		};
}

/* --- anything that can be */

static bool chance(unsigned int percent)
{
	return tap_random_below(100) < percent;
}

static void random_mask(struct ap_mask *mask, const u8 *numbers, size_t count,
			unsigned int percent)
{
	size_t i;

	ap_mask_zero(mask);
	for (i = 0; i < count; i++)
		if (chance(percent))
			ap_mask_set(mask, numbers[i]);
}

/* The lower half is the card's; of the upper half any bit can be any queue's. */
static void random_card(struct host *host, unsigned int adapter, bool wild)
{
	u64 card = USUAL_INFO;
	unsigned int i, bit;

	if (wild && chance(40))
		card = (card & ~0xff000000ULL) | (u64)(10 + tap_random_below(6)) << 24;
	if (wild && chance(40))
		card = (card & ~0xf00ULL) | (u64)tap_random_below(16) << 8;
	if (wild && chance(40))
		card = (card & ~0x1fULL) | tap_random_below(32);
	if (wild && chance(40))
		card ^= BIT_ULL(54 + tap_random_below(10));
	for (i = 0; i < HOST_DOMAINS; i++) {
		struct host_queue *queue = host_queue_at(host, adapter, i);

		queue->info = card;
		if (wild && chance(15)) {
			bit = 32 + tap_random_below(32);
			queue->info ^= BIT_ULL(bit);
		}
		if (wild && chance(10))
			queue->info = (queue->info & ~(3ULL << 46)) |
				      (u64)tap_random_below(4) << 46;
		if (wild && chance(2))
			queue->info &= 0xffffffffULL;
	}
}

static void random_answer(struct host_queue *queue)
{
	static const u8 codes[] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0b };

	queue->rc = AP_RC_NORMAL;
	queue->async = false;
	if (chance(15))
		queue->rc = codes[tap_random_below(ARRAY_SIZE(codes))];
	if (queue->rc > AP_RC_BUSY)
		queue->async = chance(50);
	queue->clean = !chance(8);
}

/* As ap_owned_by_def_drv(). */
static bool host_owned(const struct host *host, u16 apqn)
{
	const struct host_queue *queue = host_queue(host, apqn);

	if (queue && queue->device && *queue->override)
		return !strcmp(queue->driver, "cex4queue");
	return ap_mask_test(&host->apmask, AP_APQN_ADAPTER(apqn)) &&
	       ap_mask_test(&host->aqmask, AP_APQN_DOMAIN(apqn));
}

/* A driver that the AP bus would give it to, or none, as somebody took it away. */
static void random_driver(struct host *host, unsigned int index)
{
	struct host_queue *queue = &host->queues[index];

	queue->override = "";
	queue->driver = "";
	if (!queue->device)
		return;
	if (host->new_kernel && chance(10)) {
		queue->override = chance(50) ? "vfio_ap" : "cex4queue";
		queue->driver = chance(80) ? queue->override : "";
		return;
	}
	if (chance(5))
		return;
	queue->driver = host_owned(host, host_apqn(index)) ? "cex4queue" : "vfio_ap";
}

/* The driver lets nobody assign the host's queues, or those of another mdev. */
static bool may_assign(const struct host *host, unsigned int mdev,
		       const struct ap_matrix *matrix)
{
	unsigned int i;
	u32 apqn;

	for (i = 0; i < HOST_MDEVS; i++)
		if (i != mdev && ap_matrix_shares_queue(matrix, &host->mdevs[i].assigned))
			return false;
	ap_matrix_for_each_queue(apqn, matrix)
		if (host_owned(host, apqn))
			return false;
	return true;
}

static void random_mdev(struct host *host, unsigned int mdev)
{
	struct host_mdev *device = &host->mdevs[mdev];
	struct ap_matrix matrix;
	int tries;

	memset(device, 0, sizeof(*device));
	device->exists = chance(mdev ? 50 : 90);
	if (!device->exists)
		return;
	for (tries = 0; tries < 4; tries++) {
		random_mask(&matrix.apm, host_adapters, HOST_ADAPTERS, mdev ? 30 : 60);
		random_mask(&matrix.aqm, host_domains, HOST_DOMAINS, mdev ? 30 : 60);
		random_mask(&matrix.adm, host_domains, HOST_DOMAINS, 30);
		if (may_assign(host, mdev, &matrix)) {
			device->assigned = matrix;
			device->open = chance(50);
			return;
		}
	}
}

/* What a queue's driver leaves to the AP bus: a device where there is an answer. */
static bool random_device(const struct host *host, unsigned int index)
{
	const struct host_queue *queue = &host->queues[index];

	/* Without QCI the bus asks for every one. */
	if (host->qci && !ap_matrix_has_queue(&host->config, host_apqn(index)))
		return false;
	if (!queue->info)
		return false;
	/* It answered when the bus looked, or does so only since. */
	return !chance(ap_info_valid(queue->rc, queue->async) ? 3 : 50);
}

void host_random(struct host *host, const struct host *other)
{
	bool wild = !other || chance(60);
	unsigned int i;

	if (other) {
		*host = *other;
		memset(host->mdevs, 0, sizeof(host->mdevs));
	} else {
		host_usual(host);
	}
	host->qci = !chance(3);
	host->new_kernel = chance(60);
	host->ap_config = !chance(20);
	host->vfio_ap = !chance(3);
	/* An AP bus that does not know of it has no QCI that says so. */
	host->se_guest = host->qci && chance(2);
	if (!other || chance(25)) {
		random_mask(&host->config.apm, host_adapters, HOST_ADAPTERS, 85);
		random_mask(&host->config.aqm, host_domains, HOST_DOMAINS, 85);
		random_mask(&host->config.adm, host_domains, HOST_DOMAINS, 85);
	}
	if (!host->qci)
		memset(&host->config, 0, sizeof(host->config));
	random_mask(&host->apmask, host_adapters, HOST_ADAPTERS, chance(60) ? 0 : 25);
	random_mask(&host->aqmask, host_domains, HOST_DOMAINS, 50);
	for (i = 0; i < HOST_ADAPTERS; i++)
		if (!other || chance(wild ? 40 : 5))
			random_card(host, i, wild);
	for (i = 0; i < HOST_QUEUES; i++) {
		random_answer(&host->queues[i]);
		host->queues[i].device = random_device(host, i);
		random_driver(host, i);
	}
	if (!host->vfio_ap) {
		for (i = 0; i < HOST_QUEUES; i++)
			if (!strcmp(host->queues[i].driver, "vfio_ap"))
				host->queues[i].driver = "";
		return;
	}
	for (i = 0; i < HOST_MDEVS; i++)
		random_mdev(host, i);
	host_filter(host);
}

void host_destination(const struct host *host, int mdev, u16 apqn,
		      struct ap_compat_destination *dst)
{
	const struct host_queue *queue = host_queue(host, apqn);
	int i;

	memset(dst, 0, sizeof(*dst));
	dst->configured = ap_matrix_has_queue(&host->config, apqn);
	dst->host_owned = host_owned(host, apqn);
	dst->bound = queue && queue->device && !strcmp(queue->driver, "vfio_ap");
	dst->passable = dst->bound && queue->clean;
	for (i = 0; i < HOST_MDEVS; i++)
		if (i != mdev && ap_matrix_has_queue(&host->mdevs[i].assigned, apqn))
			dst->in_use = true;
	if (!dst->configured)
		return;
	dst->tapq_done = true;
	dst->rc = queue ? queue->rc : AP_RC_NOT_AVAILABLE;
	dst->async = queue && queue->async;
	if (queue && ap_info_valid(queue->rc, queue->async))
		dst->info = queue->info;
}
