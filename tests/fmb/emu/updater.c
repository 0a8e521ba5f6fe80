// SPDX-License-Identifier: GPL-2.0
/*
 * The thread that stores samples, in the order in which functions do: the bit, the
 * number of samples, the counters, the time without the bit. All counters of a sample
 * are equal to its number: what was copied from two samples shows.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "fmb_emu.h"

#define STEPS	8

static struct task_struct *updater;

static void put_head(struct vfio_zpci_fmb *block)
{
	block->format = fmb_emu.format;
	block->fmt_ind[0] = fmb_emu.fmt_ind >> 16;
	block->fmt_ind[1] = fmb_emu.fmt_ind >> 8;
	block->fmt_ind[2] = fmb_emu.fmt_ind;
}

static void put(__be64 *to, u32 number)
{
	WRITE_ONCE(*to, cpu_to_be64(number));
	/* Some of the time that the whole sample takes */
	udelay(min(fmb_emu.window_us, EMU_WINDOW_MAX_US) / STEPS);
}

static void put_counters(struct vfio_zpci_fmb *block, u32 number)
{
	put(&block->ld_ops, number);
	put(&block->st_ops, number);
	if (fmb_emu.stuck)
		return;
	put(&block->stb_ops, number);
	put(&block->rpcit_ops, number);
	put(&block->fmt1.rx_bytes, number);
	put(&block->fmt1.rx_packets, number);
	put(&block->fmt1.tx_bytes, number);
	put(&block->fmt1.tx_packets, number);
}

static void store_sample(struct vfio_zpci_fmb *block)
{
	u32 number = ++fmb_emu.samples;

	WRITE_ONCE(block->last_update, cpu_to_be64(fmb_emu.time | VFIO_ZPCI_FMB_UPDATE));
	dma_wmb();
	put_head(block);
	WRITE_ONCE(block->samples, cpu_to_be32(number));
	put_counters(block, number);
	if (fmb_emu.stuck)
		return;
	dma_wmb();
	/* Later than the last one, whatever the clock says */
	fmb_emu.time = max(fmb_emu.time + 2, get_tod_clock() & ~1ULL);
	WRITE_ONCE(block->last_update, cpu_to_be64(fmb_emu.time));
}

static int update(void *unused)
{
	unsigned long flags;
	u32 pause_us;

	while (!kthread_should_stop()) {
		raw_spin_lock_irqsave(&fmb_emu.lock, flags);
		if (fmb_emu.block)
			store_sample(fmb_emu.block);
		raw_spin_unlock_irqrestore(&fmb_emu.lock, flags);
		pause_us = clamp(READ_ONCE(fmb_emu.period_us), 1U, 1000000U);
		usleep_range(pause_us, pause_us + 1);
	}
	return 0;
}

int fmb_emu_updater_start(void)
{
	updater = kthread_run(update, NULL, "fmb_emu");
	return PTR_ERR_OR_ZERO(updater);
}

void fmb_emu_updater_stop(void)
{
	kthread_stop(updater);
}
