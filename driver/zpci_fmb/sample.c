// SPDX-License-Identifier: GPL-2.0
/* Copying a block that the function stores into at any time. */
#include <linux/delay.h>
#include <linux/string.h>

#include "zpci_fmb.h"

/*
 * A function is done with its few words in no time; one that is not will not be
 * waited for. All of that is less than a millisecond.
 */
#define ZFMB_TRIES	8
#define ZFMB_PAUSE_US	20

#define ZFMB_WORDS	(VFIO_ZPCI_FMB_BYTES / sizeof(u64))

/* True: the copy is of one sample. */
static bool zfmb_copy(const struct zpci_fmb *block, u8 *copy)
{
	const u64 *from = (const u64 *)block;
	u64 *to = (u64 *)copy;
	u64 before, after;
	size_t i;

	before = READ_ONCE(block->last_update);
	dma_rmb();
	for (i = 0; i < ZFMB_WORDS; i++)
		to[i] = READ_ONCE(from[i]);
	dma_rmb();
	after = READ_ONCE(block->last_update);
	return fmb_whole(copy, before, after);
}

/**
 * zfmb_take_sample - copy the block
 * @zfmb: the function
 * @sample: the copy, zero if there is none
 *
 * Return: 0, or -ENXIO if the function is not measured.
 */
int zfmb_take_sample(struct zfmb *zfmb, struct zfmb_sample *sample)
{
	struct zpci_dev *zdev = zfmb->zdev;
	int ret = 0;

	/* The user's layout is the kernel's (review finding F6). */
	BUILD_BUG_ON(sizeof(struct zpci_fmb) != VFIO_ZPCI_FMB_BYTES);
	BUILD_BUG_ON(sizeof(struct vfio_zpci_fmb) != VFIO_ZPCI_FMB_BYTES);
#define SAME_PLACE(kernel, user)					\
	BUILD_BUG_ON(offsetof(struct zpci_fmb, kernel) !=		\
		     offsetof(struct vfio_zpci_fmb, user))
	SAME_PLACE(samples, samples);
	SAME_PLACE(last_update, last_update);
	SAME_PLACE(ld_ops, ld_ops);
	SAME_PLACE(st_ops, st_ops);
	SAME_PLACE(stb_ops, stb_ops);
	SAME_PLACE(rpcit_ops, rpcit_ops);
	SAME_PLACE(fmt0.dma_rbytes, fmt0.dma_rbytes);
	SAME_PLACE(fmt0.dma_wbytes, fmt0.dma_wbytes);
	SAME_PLACE(fmt1.rx_bytes, fmt1.rx_bytes);
	SAME_PLACE(fmt1.rx_packets, fmt1.rx_packets);
	SAME_PLACE(fmt1.tx_bytes, fmt1.tx_bytes);
	SAME_PLACE(fmt1.tx_packets, fmt1.tx_packets);
	SAME_PLACE(fmt2.consumed_work_units, fmt2.consumed_work_units);
	SAME_PLACE(fmt2.max_work_units, fmt2.max_work_units);
	SAME_PLACE(fmt3.tx_bytes, fmt3.tx_bytes);
#undef SAME_PLACE
	BUILD_BUG_ON(ZPCI_FMB_DMA_COUNTER_VALID != VFIO_ZPCI_FMB_DMA_VALID);

	memset(sample, 0, sizeof(*sample));
	mutex_lock(&zdev->fmb_lock);
	sample->seq = zfmb_event_number(zfmb);
	if (zfmb_is_on(zfmb)) {
		while (!zfmb_copy(zdev->fmb, sample->block)) {
			if (sample->retries == ZFMB_TRIES - 1) {
				sample->torn = true;
				fmb_mark_torn(sample->block);
				break;
			}
			sample->retries++;
			usleep_range(ZFMB_PAUSE_US, 2 * ZFMB_PAUSE_US);
		}
	} else {
		ret = -ENXIO;
	}
	mutex_unlock(&zdev->fmb_lock);
	return ret;
}
