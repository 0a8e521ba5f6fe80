// SPDX-License-Identifier: GPL-2.0
/* Function measurement blocks: the layout, the formats, and what is whole. */
#include "../../driver/core/fmb.h"
#include "suites.h"
#include "tap.h"

#define AT(field, number) \
	CHECK_EQUAL(offsetof(struct vfio_zpci_fmb, field), number)
#define BIT_OF(counter)	(1U << VFIO_ZPCI_FMB_##counter)

#define COMMON	(BIT_OF(LD_OPS) | BIT_OF(ST_OPS) | BIT_OF(STB_OPS) | BIT_OF(RPCIT_OPS))
#define DMA	(BIT_OF(DMA_RBYTES) | BIT_OF(DMA_WBYTES))
#define NETWORK	(BIT_OF(RX_BYTES) | BIT_OF(RX_PACKETS) | BIT_OF(TX_BYTES) | \
		 BIT_OF(TX_PACKETS))
#define WORK	(BIT_OF(CONSUMED_WORK_UNITS) | BIT_OF(MAX_WORK_UNITS))

/* last_update of fill() */
#define TIME	0xe0e1e2e3e4e5e6e0ULL

/*
 * A block whose eight bytes at offset N are N in the upper and its complement in
 * the lower half: what is read from a wrong place, or in a wrong order, shows.
 */
static void fill(u8 *block, u8 format)
{
	static const u8 head[] = {
		0x00, 0x81, 0x02, 0x03,		/* format, fmt_ind */
		0x11, 0x12, 0x13, 0x14,		/* samples */
		0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe0,
	};
	unsigned int at;

	memcpy(block, head, sizeof(head));
	block[0] = format;
	for (at = 16; at < VFIO_ZPCI_FMB_BYTES; at += 8) {
		memset(block + at, 0, 8);
		block[at + 3] = (u8)at;
		block[at + 4] = 0xff;
		block[at + 7] = (u8)~at;
	}
}

/* What fill() has at that place. */
static u64 at_place(unsigned int at)
{
	return (u64)at << 32 | 0xff000000 | (u8)~at;
}

static void layout(void)
{
	/* arch/s390/include/asm/pci.h, struct zpci_fmb */
	CHECK_EQUAL(sizeof(struct vfio_zpci_fmb), 128);
	CHECK_EQUAL(VFIO_ZPCI_FMB_BYTES, 128);
	AT(format, 0);
	AT(fmt_ind, 1);
	AT(samples, 4);
	AT(last_update, 8);
	AT(ld_ops, 16);
	AT(st_ops, 24);
	AT(stb_ops, 32);
	AT(rpcit_ops, 40);
	AT(fmt0.dma_rbytes, 48);
	AT(fmt0.dma_wbytes, 56);
	AT(fmt1.rx_bytes, 48);
	AT(fmt1.rx_packets, 56);
	AT(fmt1.tx_bytes, 64);
	AT(fmt1.tx_packets, 72);
	AT(fmt2.consumed_work_units, 48);
	AT(fmt2.max_work_units, 56);
	AT(fmt3.tx_bytes, 48);
	CHECK_EQUAL(VFIO_ZPCI_FMB_DMA_VALID, 1 << 23);
	CHECK_EQUAL(sizeof(struct vfio_device_feature_zpci_fmb_enable), 1);
	CHECK_EQUAL(sizeof(struct vfio_device_feature_zpci_fmb_read), 8);
}

static void events(void)
{
	/* A BPF program of another build copies them: no padding, no change. */
	CHECK_EQUAL(sizeof(struct vfio_zpci_trace_hdr), 24);
	CHECK_EQUAL(sizeof(struct vfio_zpci_ev_fmb_switch), 32);
	CHECK_EQUAL(sizeof(struct vfio_zpci_ev_fmb_sample), 152);
	CHECK_EQUAL(offsetof(struct vfio_zpci_ev_fmb_sample, err), 24);
	CHECK_EQUAL(offsetof(struct vfio_zpci_ev_fmb_sample, last_update), 40);
	CHECK_EQUAL(offsetof(struct vfio_zpci_ev_fmb_sample, torn), 53);
	CHECK_EQUAL(offsetof(struct vfio_zpci_ev_fmb_sample, counters), 56);
	CHECK_EQUAL(VFIO_ZPCI_FMB_COUNTERS, 12);
}

static void check_common(const struct fmb *fmb, u8 format)
{
	CHECK_EQUAL(fmb->format, format);
	CHECK_EQUAL(fmb->fmt_ind, 0x810203);
	CHECK_EQUAL(fmb->samples, 0x11121314);
	CHECK_EQUAL(fmb->last_update, TIME);
	CHECK_EQUAL(fmb->counters[VFIO_ZPCI_FMB_LD_OPS], at_place(16));
	CHECK_EQUAL(fmb->counters[VFIO_ZPCI_FMB_ST_OPS], at_place(24));
	CHECK_EQUAL(fmb->counters[VFIO_ZPCI_FMB_STB_OPS], at_place(32));
	CHECK_EQUAL(fmb->counters[VFIO_ZPCI_FMB_RPCIT_OPS], at_place(40));
}

/* What is not valid is zero. */
static void check_valid(const struct fmb *fmb, u32 valid)
{
	unsigned int i;

	CHECK_EQUAL(fmb->valid, valid);
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++) {
		tap_context("format %u, counter %u", fmb->format, i);
		CHECK_EQUAL(fmb->counters[i] != 0, (valid >> i) & 1);
	}
}

static void formats(void)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb;

	fill(block, 0);
	fmb_decode(&fmb, block, sizeof(block));
	check_common(&fmb, 0);
	check_valid(&fmb, COMMON | DMA);
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_DMA_RBYTES], at_place(48));
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_DMA_WBYTES], at_place(56));

	fill(block, 1);
	fmb_decode(&fmb, block, sizeof(block));
	check_common(&fmb, 1);
	check_valid(&fmb, COMMON | NETWORK);
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_RX_BYTES], at_place(48));
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_RX_PACKETS], at_place(56));
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_TX_BYTES], at_place(64));
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_TX_PACKETS], at_place(72));

	fill(block, 2);
	fmb_decode(&fmb, block, sizeof(block));
	check_common(&fmb, 2);
	check_valid(&fmb, COMMON | WORK);
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_CONSUMED_WORK_UNITS], at_place(48));
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_MAX_WORK_UNITS], at_place(56));

	fill(block, 3);
	fmb_decode(&fmb, block, sizeof(block));
	check_common(&fmb, 3);
	check_valid(&fmb, COMMON | BIT_OF(TX_BYTES));
	CHECK_EQUAL(fmb.counters[VFIO_ZPCI_FMB_TX_BYTES], at_place(48));
}

static void unknown_formats(void)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	unsigned int format;
	struct fmb fmb;

	for (format = 4; format < 256; format++) {
		fill(block, (u8)format);
		fmb_decode(&fmb, block, sizeof(block));
		check_common(&fmb, (u8)format);
		check_valid(&fmb, COMMON);
	}
}

static void dma_counters(void)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb;

	fill(block, 0);
	block[1] &= 0x7f;
	fmb_decode(&fmb, block, sizeof(block));
	check_valid(&fmb, COMMON);
	/* The bit is one of format 0 only. */
	block[0] = 1;
	fmb_decode(&fmb, block, sizeof(block));
	check_valid(&fmb, COMMON | NETWORK);
}

/* Ends of the counters of format 1, by which it can be cut. */
static u32 valid_up_to(size_t bytes)
{
	static const u8 counters[] = {
		VFIO_ZPCI_FMB_LD_OPS, VFIO_ZPCI_FMB_ST_OPS,
		VFIO_ZPCI_FMB_STB_OPS, VFIO_ZPCI_FMB_RPCIT_OPS,
		VFIO_ZPCI_FMB_RX_BYTES, VFIO_ZPCI_FMB_RX_PACKETS,
		VFIO_ZPCI_FMB_TX_BYTES, VFIO_ZPCI_FMB_TX_PACKETS,
	};
	u32 valid = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counters); i++)
		if (bytes >= 16 + 8 * (i + 1))
			valid |= 1U << counters[i];
	return valid;
}

static void lengths(void)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb;
	size_t bytes;

	for (bytes = 0; bytes <= sizeof(block); bytes++) {
		/* Exactly as long as was said, for the sanitizer. */
		u8 cut[bytes + !bytes];

		fill(block, 1);
		memcpy(cut, block, bytes);
		fmb_decode(&fmb, cut, bytes);
		check_valid(&fmb, valid_up_to(bytes));
		tap_context("%zu bytes", bytes);
		CHECK_EQUAL(fmb.format, bytes >= 4 ? 1 : 0);
		CHECK_EQUAL(fmb.fmt_ind, bytes >= 4 ? 0x810203 : 0);
		CHECK_EQUAL(fmb.samples, bytes >= 8 ? 0x11121314 : 0);
		CHECK_EQUAL(fmb.last_update, bytes >= 16 ? TIME : 0);
	}
	/* Longer than is known: the rest does not matter. */
	fmb_decode(&fmb, block, (size_t)-1);
	check_valid(&fmb, COMMON | NETWORK);
}

static void empty(void)
{
	static const u8 block[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb;

	fmb_decode(&fmb, block, sizeof(block));
	CHECK_EQUAL(fmb.last_update, 0);
	CHECK_EQUAL(fmb.valid, COMMON);
	CHECK(!fmb_torn(&fmb));
	CHECK(fmb_whole(block, 0, 0));
}

static void whole(void)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];

	fill(block, 0);
	CHECK(fmb_whole(block, TIME, TIME));
	/* Stored during the copy: behind its end, before its begin, around it. */
	CHECK(!fmb_whole(block, TIME, TIME + 2));
	CHECK(!fmb_whole(block, TIME - 2, TIME));
	CHECK(!fmb_whole(block, TIME - 2, TIME + 2));
	CHECK(!fmb_whole(block, TIME + 2, TIME + 2));
	/* Being stored when the copy began, or when it ended. */
	CHECK(!fmb_whole(block, TIME | 1, TIME));
	CHECK(!fmb_whole(block, TIME, TIME | 1));
	/* All the time: never changes, and is never whole. */
	fmb_mark_torn(block);
	CHECK(!fmb_whole(block, TIME | 1, TIME | 1));
	CHECK(!fmb_whole(block, TIME, TIME));
}

static void marked(void)
{
	u8 block[VFIO_ZPCI_FMB_BYTES], before[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb;
	int i;

	fill(block, 1);
	memcpy(before, block, sizeof(block));
	fmb_mark_torn(block);
	fmb_decode(&fmb, block, sizeof(block));
	CHECK(fmb_torn(&fmb));
	CHECK_EQUAL(fmb.last_update, TIME | VFIO_ZPCI_FMB_UPDATE);
	/* Nothing else has changed, and it can be marked twice. */
	for (i = 0; i < VFIO_ZPCI_FMB_BYTES; i++)
		CHECK_EQUAL(block[i], before[i] | (i == 15));
	fmb_mark_torn(block);
	fmb_decode(&fmb, block, sizeof(block));
	CHECK(fmb_torn(&fmb));
}

static void words(void)
{
	static const char * const counters[] = {
		"ld_ops", "st_ops", "stb_ops", "rpcit_ops", "dma_rbytes",
		"dma_wbytes", "rx_bytes", "rx_packets", "tx_bytes",
		"tx_packets", "consumed_work_units", "max_work_units",
	};
	static const char * const causes[] = {
		"open", "close", "user", "reset", "recovery",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counters); i++)
		CHECK_TEXT(fmb_counter_name(i), counters[i]);
	CHECK_EQUAL(i, VFIO_ZPCI_FMB_COUNTERS);
	CHECK_TEXT(fmb_counter_name(i), "?");
	CHECK_TEXT(fmb_counter_name(~0U), "?");
	for (i = 0; i < ARRAY_SIZE(causes); i++)
		CHECK_TEXT(fmb_cause_name(i), causes[i]);
	CHECK_TEXT(fmb_cause_name(i), "?");
	CHECK_TEXT(fmb_cause_name(VFIO_ZPCI_FMB_CAUSE_RECOVERY), "recovery");
}

static void numbers(void)
{
	/* What programs have compiled in: neither may ever change. */
	CHECK_EQUAL(VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE, 14);
	CHECK_EQUAL(VFIO_DEVICE_FEATURE_ZPCI_FMB_READ, 15);
	CHECK_EQUAL(VFIO_ZPCI_FMB_UPDATE, 1);
	CHECK_EQUAL(VFIO_ZPCI_TRACE_ABI, 1);
}

static const struct test tests[] = {
	{ "F6 sizes and offsets", layout },
	{ "sizes and offsets of the events", events },
	{ "F4 numbers of the features", numbers },
	{ "F6 formats 0 to 3", formats },
	{ "formats that are not known", unknown_formats },
	{ "DMA counters only if they are said to be valid", dma_counters },
	{ "blocks of every length", lengths },
	{ "no sample yet", empty },
	{ "F8 what is whole", whole },
	{ "F8 what is not is marked", marked },
	{ "words", words },
};

SUITE(fmb, tests);
