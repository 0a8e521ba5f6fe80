/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A software measurement: stands in for the part of a zPCI function that stores
 * samples, so that tests choose when and how it does.
 *
 * The instruction that switches the measurement is intercepted for one function (a
 * kprobe on zpci_mod_fc(), which the kernel proper and the driver call), and so is
 * its being disabled, which drops the measurement as the hardware does. All above
 * runs unmodified.
 */
#ifndef FMB_EMU_H
#define FMB_EMU_H

#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/vfio_zpci_fmb.h>

/* A sample is stored with interrupts off. */
#define EMU_WINDOW_MAX_US	1000

/**
 * struct fmb_emu - the function, and what tests set and ask by debugfs
 * @pdev: the PCI device
 * @zdev: its function
 * @fmb_length: what it had before tests changed it
 * @lock: protects all fields below, and storing
 * @block: where samples go; NULL: measurement is off
 * @time: last_update of the last sample
 * @orders: how often the function was told to measure or not to
 * @drops: how often disabling it has ended the measurement
 * @samples: stored since measurement began; each counter has the same number
 * @period_us: pause between two samples
 * @window_us: how long storing one takes
 * @stuck: never come to the end of a sample
 * @format: of the samples
 * @fmt_ind: of the samples
 * @fail_cc: condition code of orders that fail
 * @fail_begin: so many orders to measure fail
 * @fail_stop: so many orders to stop fail
 */
struct fmb_emu {
	struct pci_dev *pdev;
	struct zpci_dev *zdev;
	u16 fmb_length;
	raw_spinlock_t lock;
	struct vfio_zpci_fmb *block;
	u64 time;
	u32 orders;
	u32 drops;
	u32 samples;
	u32 period_us;
	u32 window_us;
	bool stuck;
	u8 format;
	u32 fmt_ind;
	u8 fail_cc;
	u32 fail_begin;
	u32 fail_stop;
};

extern struct fmb_emu fmb_emu;

/* main.c: has the kernel a block for the function? Takes fmb_lock. */
bool fmb_emu_has_block(void);

/* updater.c: the thread that stores samples */
int fmb_emu_updater_start(void);
void fmb_emu_updater_stop(void);

/* holder.c: a thread that holds fmb_lock as long as a test wants it to */
int fmb_emu_holder_start(void);
void fmb_emu_holder_stop(void);
/* Both wait until it is so. */
void fmb_emu_hold(void);
void fmb_emu_let_go(void);

/* debugfs.c: /sys/kernel/debug/fmb_emu */
void fmb_emu_debugfs_add(void);
void fmb_emu_debugfs_remove(void);

#endif /* FMB_EMU_H */
