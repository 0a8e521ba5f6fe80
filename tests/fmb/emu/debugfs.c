// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/fmb_emu: what tests set and ask; see struct fmb_emu. */
#include <linux/debugfs.h>

#include "fmb_emu.h"

static struct dentry *folder;

static int is_on_get(void *unused, u64 *value)
{
	*value = !!READ_ONCE(fmb_emu.block);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(is_on_fops, is_on_get, NULL, "%llu\n");

/* What "statistics" says as long as there is one: it is gone when the function is closed. */
static int has_block_get(void *unused, u64 *value)
{
	*value = fmb_emu_has_block();
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(has_block_fops, has_block_get, NULL, "%llu\n");

static int length_get(void *unused, u64 *value)
{
	*value = fmb_emu.zdev->fmb_length;
	return 0;
}

/* What the function says of its block; it stores into all of it anyway. */
static int length_set(void *unused, u64 value)
{
	fmb_emu.zdev->fmb_length = value;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(length_fops, length_get, length_set, "%llu\n");

static int hold_set(void *unused, u64 value)
{
	if (value)
		fmb_emu_hold();
	else
		fmb_emu_let_go();
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(hold_fops, NULL, hold_set, "%llu\n");

void fmb_emu_debugfs_add(void)
{
	folder = debugfs_create_dir("fmb_emu", NULL);
	debugfs_create_file_unsafe("is_on", 0400, folder, NULL, &is_on_fops);
	debugfs_create_file_unsafe("has_block", 0400, folder, NULL, &has_block_fops);
	debugfs_create_file_unsafe("length", 0600, folder, NULL, &length_fops);
	debugfs_create_file_unsafe("hold", 0200, folder, NULL, &hold_fops);
	debugfs_create_u32("orders", 0600, folder, &fmb_emu.orders);
	debugfs_create_u32("drops", 0600, folder, &fmb_emu.drops);
	debugfs_create_u32("samples", 0400, folder, &fmb_emu.samples);
	debugfs_create_u32("period_us", 0600, folder, &fmb_emu.period_us);
	debugfs_create_u32("window_us", 0600, folder, &fmb_emu.window_us);
	debugfs_create_bool("stuck", 0600, folder, &fmb_emu.stuck);
	debugfs_create_u8("format", 0600, folder, &fmb_emu.format);
	debugfs_create_u32("fmt_ind", 0600, folder, &fmb_emu.fmt_ind);
	debugfs_create_u8("fail_cc", 0600, folder, &fmb_emu.fail_cc);
	debugfs_create_u32("fail_begin", 0600, folder, &fmb_emu.fail_begin);
	debugfs_create_u32("fail_stop", 0600, folder, &fmb_emu.fail_stop);
}

void fmb_emu_debugfs_remove(void)
{
	debugfs_remove_recursive(folder);
}
