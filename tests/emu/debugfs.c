// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/ap_emu: what was executed, per queue and in all. */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include "ap_emu.h"

static struct dentry *emu_dir;

static const char * const counter_names[EMU_COUNTERS] = {
	[EMU_COUNT_TAPQ] = "tapq",
	[EMU_COUNT_RAPQ] = "rapq",
	[EMU_COUNT_ZAPQ] = "zapq",
	[EMU_COUNT_AQIC] = "aqic",
	[EMU_COUNT_NQAP] = "nqap",
	[EMU_COUNT_DQAP] = "dqap",
	[EMU_COUNT_IRQ] = "irq",
	[EMU_COUNT_IRQ_OFF] = "irq_off",
	[EMU_COUNT_IRQ_STRAY] = "irq_stray",
	[EMU_COUNT_AQIC_ON] = "aqic_on",
	[EMU_COUNT_AQIC_OFF] = "aqic_off",
};

static const char * const total_names[EMU_TOTALS] = {
	[EMU_TOTAL_QCI] = "qci",
	[EMU_TOTAL_QACT] = "qact",
	[EMU_TOTAL_PLO] = "plo",
	[EMU_TOTAL_SIE] = "sie",
};

static void *next_counted(loff_t *pos)
{
	for (; *pos < EMU_ADAPTERS * EMU_DOMAINS; (*pos)++) {
		const u64 *count = emu->count[*pos / EMU_DOMAINS][*pos % EMU_DOMAINS];

		if (memchr_inv(count, 0, EMU_COUNTERS * sizeof(*count)))
			return pos;
	}
	return NULL;
}

static void *counters_start(struct seq_file *s, loff_t *pos)
{
	return next_counted(pos);
}

static void *counters_next(struct seq_file *s, void *v, loff_t *pos)
{
	++*pos;
	return next_counted(pos);
}

static void counters_stop(struct seq_file *s, void *v)
{
}

static int counters_show(struct seq_file *s, void *v)
{
	loff_t qid = *(loff_t *)v;
	unsigned int apid = qid / EMU_DOMAINS, apqi = qid % EMU_DOMAINS, i;
	u64 count[EMU_COUNTERS];

	emu_locked()
		memcpy(count, emu->count[apid][apqi], sizeof(count));
	seq_printf(s, "%02x.%04x", apid, apqi);
	for (i = 0; i < EMU_COUNTERS; i++)
		seq_printf(s, " %s=%llu", counter_names[i], count[i]);
	seq_putc(s, '\n');
	return 0;
}

static const struct seq_operations counters_sops = {
	.start = counters_start,
	.next = counters_next,
	.stop = counters_stop,
	.show = counters_show,
};
DEFINE_SEQ_ATTRIBUTE(counters);

static int totals_show(struct seq_file *s, void *v)
{
	u64 sum[EMU_COUNTERS], totals[EMU_TOTALS];
	unsigned int i;

	emu_locked() {
		memcpy(sum, emu->sum, sizeof(sum));
		memcpy(totals, emu->totals, sizeof(totals));
	}
	for (i = 0; i < EMU_COUNTERS; i++)
		seq_printf(s, "%s=%llu ", counter_names[i], sum[i]);
	for (i = 0; i < EMU_TOTALS; i++)
		seq_printf(s, "%s=%llu%c", total_names[i], totals[i],
			   i + 1 < EMU_TOTALS ? ' ' : '\n');
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(totals);

/* The lock is dropped between two adapters: this must not hold up the machine. */
static ssize_t reset_counters_write(struct file *file, const char __user *buf, size_t bytes,
				    loff_t *pos)
{
	unsigned int apid;

	for (apid = 0; apid < EMU_ADAPTERS; apid++)
		emu_locked()
			memset(emu->count[apid], 0, sizeof(emu->count[apid]));
	emu_locked() {
		memset(emu->sum, 0, sizeof(emu->sum));
		memset(emu->totals, 0, sizeof(emu->totals));
	}
	return bytes;
}

static const struct file_operations reset_counters_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = reset_counters_write,
};

void emu_debugfs_init(void)
{
	emu_dir = debugfs_create_dir("ap_emu", NULL);
	debugfs_create_file("counters", 0400, emu_dir, NULL, &counters_fops);
	debugfs_create_file("totals", 0400, emu_dir, NULL, &totals_fops);
	emu_debugfs_irq_init(emu_dir);
	debugfs_create_file("reset_counters", 0200, emu_dir, NULL, &reset_counters_fops);
}

void emu_debugfs_exit(void)
{
	debugfs_remove(emu_dir);
}
