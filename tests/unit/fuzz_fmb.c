// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of the measurement block's decoder, and of what is whole.
 *
 * The fields are taken from the bytes once more here, each shifted together by a
 * loop. Then the input's other bytes say in which order a function stores its next
 * sample and a reader copies: whatever that order is, what passes for whole must be
 * one of the samples that were stored.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/fmb.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define WORDS	(VFIO_ZPCI_FMB_BYTES / 8)
#define TIME_WORD 1

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

static u64 bytes_at(const u8 *from, unsigned int count)
{
	u64 value = 0;

	while (count--)
		value = value << 8 | *from++;
	return value;
}

static void check_counter(const struct fmb *fmb, unsigned int counter, bool expected,
			  const u8 *block, size_t bytes, unsigned int at)
{
	bool valid = fmb->valid >> counter & 1;

	must(valid == (expected && bytes >= at + 8), "a counter is valid when it is there");
	must(fmb->counters[counter] == (valid ? bytes_at(block + at, 8) : 0),
	     "a counter is what its bytes say, or zero");
}

static void check_decode(const u8 *block, size_t bytes)
{
	unsigned int format;
	struct fmb fmb;

	memset(&fmb, 0xa5, sizeof(fmb));
	fmb_decode(&fmb, block, bytes);
	format = bytes >= 4 ? block[0] : 0;
	must(fmb.format == format, "the format is the first byte");
	must(fmb.fmt_ind == (bytes >= 4 ? bytes_at(block + 1, 3) : 0), "fmt_ind");
	must(fmb.samples == (bytes >= 8 ? bytes_at(block + 4, 4) : 0), "samples");
	must(fmb.last_update == (bytes >= 16 ? bytes_at(block + 8, 8) : 0), "last_update");
	must(fmb_torn(&fmb) == (bytes >= 16 && block[15] & 1), "torn is the lowest bit");
	must(!(fmb.valid >> VFIO_ZPCI_FMB_COUNTERS), "only counters that there are");

	check_counter(&fmb, VFIO_ZPCI_FMB_LD_OPS, true, block, bytes, 16);
	check_counter(&fmb, VFIO_ZPCI_FMB_ST_OPS, true, block, bytes, 24);
	check_counter(&fmb, VFIO_ZPCI_FMB_STB_OPS, true, block, bytes, 32);
	check_counter(&fmb, VFIO_ZPCI_FMB_RPCIT_OPS, true, block, bytes, 40);
	check_counter(&fmb, VFIO_ZPCI_FMB_DMA_RBYTES, !format && bytes >= 4 && block[1] & 0x80,
		      block, bytes, 48);
	check_counter(&fmb, VFIO_ZPCI_FMB_DMA_WBYTES, !format && bytes >= 4 && block[1] & 0x80,
		      block, bytes, 56);
	check_counter(&fmb, VFIO_ZPCI_FMB_RX_BYTES, format == 1, block, bytes, 48);
	check_counter(&fmb, VFIO_ZPCI_FMB_RX_PACKETS, format == 1, block, bytes, 56);
	check_counter(&fmb, VFIO_ZPCI_FMB_TX_BYTES, format == 1 || format == 3, block, bytes,
		      format == 1 ? 64 : 48);
	check_counter(&fmb, VFIO_ZPCI_FMB_TX_PACKETS, format == 1, block, bytes, 72);
	check_counter(&fmb, VFIO_ZPCI_FMB_CONSUMED_WORK_UNITS, format == 2, block, bytes, 48);
	check_counter(&fmb, VFIO_ZPCI_FMB_MAX_WORK_UNITS, format == 2, block, bytes, 56);
}

/**
 * struct updater - a function that stores one sample after the other
 * @block: where to
 * @sample: number of the sample that is being stored; each of its words has it
 * @step: which word is next: the time with the bit set, all others, the time
 */
struct updater {
	u8 block[VFIO_ZPCI_FMB_BYTES];
	u8 sample;
	unsigned int step;
};

static void put_word(u8 *block, unsigned int word, u8 sample)
{
	memset(block + 8 * word, 0, 8);
	block[8 * word + 6] = sample;
}

static void updater_step(struct updater *updater)
{
	if (updater->step == 0) {
		updater->sample++;
		updater->block[15] |= VFIO_ZPCI_FMB_UPDATE;
	} else if (updater->step <= WORDS) {
		if (updater->step - 1 != TIME_WORD)
			put_word(updater->block, updater->step - 1, updater->sample);
	} else {
		put_word(updater->block, TIME_WORD, updater->sample);
	}
	updater->step = (updater->step + 1) % (WORDS + 2);
}

/* Byte N of @order: how many steps the function does before the reader's step N. */
static void check_whole(const u8 *order, size_t count)
{
	struct updater updater = { 0 };
	u8 copy[VFIO_ZPCI_FMB_BYTES];
	u64 before = 0, after = 0;
	unsigned int word, i;
	size_t at;

	for (at = 0; at < WORDS + 2; at++) {
		/* Fewer samples than their number can count. */
		for (i = at < count ? order[at] % 64 : 0; i; i--)
			updater_step(&updater);
		if (at == 0)
			before = bytes_at(updater.block + 8, 8);
		else if (at <= WORDS)
			memcpy(copy + 8 * (at - 1), updater.block + 8 * (at - 1), 8);
		else
			after = bytes_at(updater.block + 8, 8);
	}
	if (!fmb_whole(copy, before, after))
		return;
	for (word = 0; word < WORDS; word++)
		must(copy[8 * word + 6] == copy[8 * TIME_WORD + 6],
		     "what passes for whole is one sample");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size_t bytes = size < VFIO_ZPCI_FMB_BYTES ? size : VFIO_ZPCI_FMB_BYTES;
	/* Exactly as long as is said, for the sanitizer. */
	u8 *block = malloc(bytes ? bytes : 1);
	struct fmb fmb;

	if (!block)
		return 0;
	memcpy(block, data, bytes);
	check_decode(block, bytes);
	if (bytes == VFIO_ZPCI_FMB_BYTES) {
		fmb_mark_torn(block);
		fmb_decode(&fmb, block, bytes);
		must(fmb_torn(&fmb), "what is marked is torn");
		must(!fmb_whole(block, bytes_at(block + 8, 8), bytes_at(block + 8, 8)),
		     "what is marked is not whole");
		must(!memcmp(block, data, 15) && !memcmp(block + 16, data + 16, bytes - 16),
		     "marking changes nothing else");
	}
	free(block);
	check_whole(data, size);
	return 0;
}
