// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/ap_emu: where interrupts go, and making one. */
#include <linux/debugfs.h>
#include <linux/io.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include "ap_emu.h"

#define QID_TEXT_BYTES	16

/**
 * struct irq_line - what is shown of one queue
 * @irq: where its interrupts go, or went
 * @ipm: pending mask of the GISA, only while interrupts are on
 * @on: interrupts are on
 * @changing: an AQIC has not taken effect yet
 * @used: there has been an AQIC that turned interrupts on
 */
struct irq_line {
	struct emu_irq irq;
	u8 ipm;
	bool on;
	bool changing;
	bool used;
};

static void get_line(unsigned int apid, unsigned int apqi, struct irq_line *line)
{
	const struct emu_queue_state *q;

	*line = (struct irq_line){ 0 };
	if (!emu->adapter[apid])
		return;
	q = &emu->adapter[apid]->queue[apqi];
	line->used = q->nib;
	line->on = q->irq;
	line->changing = q->irq_changing;
	emu_irq_decode(q->irq_ctrl, q->nib, &line->irq);
	/* A virtual machine may be gone that the queue still believes in. */
	if (q->irq && line->irq.gisa && page_count(phys_to_page(line->irq.gisa)))
		line->ipm = READ_ONCE(((struct kvm_s390_gisa *)phys_to_virt(line->irq.gisa))->ipm);
}

static int interrupts_show(struct seq_file *s, void *v)
{
	struct irq_line line;
	unsigned int qid;

	for (qid = 0; qid < EMU_ADAPTERS * EMU_DOMAINS; qid++) {
		emu_locked()
			get_line(qid / EMU_DOMAINS, qid % EMU_DOMAINS, &line);
		if (!line.used)
			continue;
		seq_printf(s, "%02x.%04x irq=%s changing=%d nib=0x%llx gisa=0x%x gisc=%u isc=%u ipm=0x%02x\n",
			   qid / EMU_DOMAINS, qid % EMU_DOMAINS, line.on ? "on" : "off",
			   line.changing, line.irq.nib, line.irq.gisa, line.irq.gisc,
			   line.irq.isc, line.ipm);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(interrupts);

static int raise_error(enum emu_raise result)
{
	switch (result) {
	case EMU_RAISED:
		return 0;
	case EMU_RAISE_NO_QUEUE:
		return -ENODEV;
	case EMU_RAISE_OFF:
		return -ENODATA;
	case EMU_RAISE_STRAY:
		return -EFAULT;
	}
	return -EINVAL;
}

/* The name of a queue makes it raise its interrupt; the error says why it did not. */
static ssize_t raise_write(struct file *file, const char __user *buf, size_t bytes, loff_t *pos)
{
	enum emu_raise result = EMU_RAISE_NO_QUEUE;
	char name[QID_TEXT_BYTES];
	unsigned int apid, apqi;
	int rc;

	if (bytes >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, buf, bytes))
		return -EFAULT;
	name[bytes] = '\0';
	rc = emu_parse_qid(strim(name), &apid, &apqi);
	if (rc)
		return rc;
	emu_locked()
		result = emu_irq_raise(emu, apid, apqi);
	rc = raise_error(result);
	return rc ? rc : bytes;
}

static const struct file_operations raise_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = raise_write,
};

/**
 * emu_debugfs_irq_init() - make the files about interrupts
 * @dir: where
 */
void emu_debugfs_irq_init(struct dentry *dir)
{
	debugfs_create_file("interrupts", 0400, dir, NULL, &interrupts_fops);
	debugfs_create_file("raise", 0200, dir, NULL, &raise_fops);
}
