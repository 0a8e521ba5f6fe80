// SPDX-License-Identifier: GPL-2.0
/* Function measurement blocks: decoding, and what makes a copy of one whole. */
#include "be.h"
#include "fmb.h"

/* Rows for all formats, those that are not known included. */
#define ANY_FORMAT	0xff

#define AT(field)	offsetof(struct vfio_zpci_fmb, field)

/* Where the counters of each format are: eight bytes each. */
static const struct {
	u8 counter;
	u8 format;
	u8 at;
} places[] = {
	{ VFIO_ZPCI_FMB_LD_OPS, ANY_FORMAT, AT(ld_ops) },
	{ VFIO_ZPCI_FMB_ST_OPS, ANY_FORMAT, AT(st_ops) },
	{ VFIO_ZPCI_FMB_STB_OPS, ANY_FORMAT, AT(stb_ops) },
	{ VFIO_ZPCI_FMB_RPCIT_OPS, ANY_FORMAT, AT(rpcit_ops) },
	{ VFIO_ZPCI_FMB_DMA_RBYTES, 0, AT(fmt0.dma_rbytes) },
	{ VFIO_ZPCI_FMB_DMA_WBYTES, 0, AT(fmt0.dma_wbytes) },
	{ VFIO_ZPCI_FMB_RX_BYTES, 1, AT(fmt1.rx_bytes) },
	{ VFIO_ZPCI_FMB_RX_PACKETS, 1, AT(fmt1.rx_packets) },
	{ VFIO_ZPCI_FMB_TX_BYTES, 1, AT(fmt1.tx_bytes) },
	{ VFIO_ZPCI_FMB_TX_PACKETS, 1, AT(fmt1.tx_packets) },
	{ VFIO_ZPCI_FMB_CONSUMED_WORK_UNITS, 2, AT(fmt2.consumed_work_units) },
	{ VFIO_ZPCI_FMB_MAX_WORK_UNITS, 2, AT(fmt2.max_work_units) },
	{ VFIO_ZPCI_FMB_TX_BYTES, 3, AT(fmt3.tx_bytes) },
};

static const char * const counter_names[] = {
	[VFIO_ZPCI_FMB_LD_OPS] = "ld_ops",
	[VFIO_ZPCI_FMB_ST_OPS] = "st_ops",
	[VFIO_ZPCI_FMB_STB_OPS] = "stb_ops",
	[VFIO_ZPCI_FMB_RPCIT_OPS] = "rpcit_ops",
	[VFIO_ZPCI_FMB_DMA_RBYTES] = "dma_rbytes",
	[VFIO_ZPCI_FMB_DMA_WBYTES] = "dma_wbytes",
	[VFIO_ZPCI_FMB_RX_BYTES] = "rx_bytes",
	[VFIO_ZPCI_FMB_RX_PACKETS] = "rx_packets",
	[VFIO_ZPCI_FMB_TX_BYTES] = "tx_bytes",
	[VFIO_ZPCI_FMB_TX_PACKETS] = "tx_packets",
	[VFIO_ZPCI_FMB_CONSUMED_WORK_UNITS] = "consumed_work_units",
	[VFIO_ZPCI_FMB_MAX_WORK_UNITS] = "max_work_units",
};

static const char * const cause_names[] = {
	[VFIO_ZPCI_FMB_CAUSE_OPEN] = "open",
	[VFIO_ZPCI_FMB_CAUSE_CLOSE] = "close",
	[VFIO_ZPCI_FMB_CAUSE_USER] = "user",
	[VFIO_ZPCI_FMB_CAUSE_RESET] = "reset",
	[VFIO_ZPCI_FMB_CAUSE_RECOVERY] = "recovery",
};

static bool has_counter(const struct fmb *fmb, size_t place)
{
	if (places[place].format == ANY_FORMAT)
		return true;
	if (places[place].format != fmb->format)
		return false;
	return fmb->format != 0 || fmb->fmt_ind & VFIO_ZPCI_FMB_DMA_VALID;
}

/**
 * fmb_decode - the numbers of a block
 * @fmb: they go there; all of it is set
 * @block: the bytes that the function stored
 * @bytes: how many of them there are, also less or more than a whole block
 *
 * A field that is not there as a whole is zero, and a counter not valid then.
 */
void fmb_decode(struct fmb *fmb, const u8 *block, size_t bytes)
{
	size_t i;

	memset(fmb, 0, sizeof(*fmb));
	if (bytes >= AT(samples)) {
		fmb->format = block[0];
		fmb->fmt_ind = ap_get_be32(block) & 0xffffff;
	}
	if (bytes >= AT(last_update))
		fmb->samples = ap_get_be32(block + AT(samples));
	if (bytes >= AT(ld_ops))
		fmb->last_update = ap_get_be64(block + AT(last_update));

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		if (!has_counter(fmb, i) || bytes < places[i].at + sizeof(u64))
			continue;
		fmb->counters[places[i].counter] = ap_get_be64(block + places[i].at);
		fmb->valid |= 1U << places[i].counter;
	}
}

/**
 * fmb_whole - are all fields of a copy of one and the same sample?
 * @block: the copy of a whole block
 * @before: last_update of the original before anything was copied
 * @after: the same after everything was copied
 *
 * The function sets VFIO_ZPCI_FMB_UPDATE, stores samples and counters, and stores
 * the new time with the bit clear at last. So a copy is whole if nothing was being
 * stored when it began, and the time is still the same when it ends.
 *
 * Return: true if they are.
 */
bool fmb_whole(const u8 *block, u64 before, u64 after)
{
	u64 copied = ap_get_be64(block + AT(last_update));

	return before == copied && after == copied &&
	       !(copied & VFIO_ZPCI_FMB_UPDATE);
}

/**
 * fmb_mark_torn - let whoever reads the copy know that it may not be whole
 * @block: the copy of a whole block
 */
void fmb_mark_torn(u8 *block)
{
	u64 copied = ap_get_be64(block + AT(last_update));

	ap_put_be64(block + AT(last_update), copied | VFIO_ZPCI_FMB_UPDATE);
}

const char *fmb_counter_name(unsigned int counter)
{
	return counter < ARRAY_SIZE(counter_names) ? counter_names[counter] : "?";
}

const char *fmb_cause_name(unsigned int cause)
{
	return cause < ARRAY_SIZE(cause_names) ? cause_names[cause] : "?";
}
