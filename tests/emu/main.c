// SPDX-License-Identifier: GPL-2.0
/*
 * Software AP adapters: gives a machine without AP instructions (QEMU's TCG)
 * adapters whose whole behaviour is set through configfs.
 *
 * PQAP, NQAP and DQAP end in an operation exception there. The kernel offers such
 * an exception to the die notifiers first; ours executes the instruction on
 * the registers at hand and says "handled", so the program goes on as if the
 * machine had done it. Everything above runs unmodified.
 */
#define pr_fmt(fmt) "ap_emu: " fmt

#include <linux/delay.h>
#include <linux/kdebug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nmi.h>
#include <linux/ptrace.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include <asm/ap.h>
#include <asm/facility.h>
#include <asm/sclp.h>
#include "ap_emu.h"

#define PSW_CC_SHIFT	44
#define OP_PLO		0xee
#define PLO_TEST_BIT	0x100
#define CC_NOT_THERE	3
#define EMU_SLICE_US	1000u

struct emu_machine *emu;
DEFINE_RAW_SPINLOCK(emu_lock);

/*
 * The AP bus looks at every domain up to the highest for every card in every scan,
 * so a lower limit makes it faster. It asks for the limits once, when it is loaded.
 */
static u8 max_adapter = EMU_ADAPTERS - 1;
module_param(max_adapter, byte, 0444);
MODULE_PARM_DESC(max_adapter, "Highest adapter number at the start (default 255)");
static u8 max_domain = EMU_DOMAINS - 1;
module_param(max_domain, byte, 0444);
MODULE_PARM_DESC(max_domain, "Highest domain number at the start (default 255)");

static bool sief2_was_off;

static void set_cc(struct pt_regs *regs, unsigned int cc)
{
	regs->psw.mask &= ~PSW_MASK_CC;
	regs->psw.mask |= (unsigned long)cc << PSW_CC_SHIFT;
}

/*
 * The delay comes before the lock is taken, so that a slow queue holds up nobody
 * but its caller. We are inside an exception and cannot sleep, and the AP bus asks
 * many queues in a row: that this takes long is wanted, and no lockup.
 */
void emu_take_time(const struct emu_insn *insn)
{
	u32 delay_us = 0;
	u64 end_ns;

	emu_locked()
		delay_us = emu_delay_us(emu, insn);
	if (!delay_us)
		return;
	end_ns = ktime_get_mono_fast_ns() + delay_us * (u64)NSEC_PER_USEC;
	do {
		udelay(min(delay_us, EMU_SLICE_US));
		touch_softlockup_watchdog();
	} while (ktime_get_mono_fast_ns() < end_ns);
}

static bool phys_page_exists(u64 phys)
{
	return pfn_valid(PHYS_PFN(phys));
}

static bool emulate_ap(struct pt_regs *regs, const u8 *text)
{
	struct emu_insn insn = {
		.opcode = text[0] << 8 | text[1],
		.gr0 = regs->gprs[0],
		.gr1 = regs->gprs[1],
		.gr2 = regs->gprs[2],
	};
	struct emu_irq irq;
	bool has_operands = insn.opcode != EMU_OP_PQAP;
	unsigned int r1 = text[3] >> 4, r2 = text[3] & 0x0f;
	bool done = false;

	if (has_operands) {
		if ((r1 | r2) & 1)
			return false;
		insn.r1[0] = regs->gprs[r1];
		insn.r1[1] = regs->gprs[r1 + 1];
		insn.r2[0] = regs->gprs[r2];
		insn.r2[1] = regs->gprs[r2 + 1];
	}
	insn.bad_nib = !phys_page_exists(insn.gr2);
	emu_irq_decode(insn.gr1, insn.gr2, &irq);
	insn.bad_gisa = irq.gisa && !phys_page_exists(irq.gisa);
	emu_take_time(&insn);
	emu_locked()
		done = emu_execute(emu, &insn);
	if (!done)
		return false;
	if (insn.store_bytes)
		memcpy((void *)insn.store_addr, insn.store, insn.store_bytes);
	/* The operands last: with NQAP they may lie in the registers 0 to 2. */
	regs->gprs[0] = insn.gr0;
	regs->gprs[1] = insn.gr1;
	regs->gprs[2] = insn.gr2;
	if (has_operands) {
		regs->gprs[r1] = insn.r1[0];
		regs->gprs[r1 + 1] = insn.r1[1];
		regs->gprs[r2] = insn.r2[0];
		regs->gprs[r2 + 1] = insn.r2[1];
	}
	set_cc(regs, insn.cc);
	return true;
}

/* KVM asks at its start which PLO functions there are; older QEMUs know none. */
static bool emulate_plo_query(struct pt_regs *regs)
{
	if (!(regs->gprs[0] & PLO_TEST_BIT))
		return false;
	emu_locked()
		emu->totals[EMU_TOTAL_PLO]++;
	set_cc(regs, CC_NOT_THERE);
	return true;
}

static bool is_ap_opcode(unsigned int opcode)
{
	return opcode == EMU_OP_PQAP || opcode == EMU_OP_NQAP || opcode == EMU_OP_DQAP;
}

static int emu_die_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct die_args *args = data;
	struct pt_regs *regs = args->regs;
	unsigned int insn_bytes = regs->int_code >> 16;
	const u8 *text = (const u8 *)(regs->psw.addr - insn_bytes);
	bool done = false;

	if (event != DIE_BPT || user_mode(regs))
		return NOTIFY_DONE;
	if (insn_bytes == 4 && is_ap_opcode(text[0] << 8 | text[1]))
		done = emulate_ap(regs, text);
	else if (insn_bytes == 6 && text[0] == OP_PLO)
		done = emulate_plo_query(regs);
	return done ? NOTIFY_STOP : NOTIFY_DONE;
}

static struct notifier_block emu_die_nb = {
	.notifier_call = emu_die_event,
};

static void check_facilities(void)
{
	static const struct {
		unsigned int nr;
		const char *what;
	} wanted[] = {
		{ 12, "PQAP(QCI), the list of adapters and domains" },
		{ 15, "PQAP(TAPQ) with facilities; without it no card gets a driver" },
		{ 65, "PQAP(AQIC), AP interrupts" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		if (!test_facility(wanted[i].nr))
			pr_warn("facility %u is off (%s): boot with facilities=12,15,65\n",
				wanted[i].nr, wanted[i].what);
}

static int __init emu_init(void)
{
	int rc;

	if (ap_instructions_available()) {
		pr_info("this machine has AP instructions of its own, nothing to emulate\n");
		return -EBUSY;
	}
	check_facilities();
	emu = vzalloc(sizeof(*emu));
	if (!emu)
		return -ENOMEM;
	emu_machine_init(emu);
	emu->max_adapter = max_adapter;
	emu->max_domain = max_domain;
	emu->aqic = test_facility(65);
	emu->deliver = emu_deliver;

	rc = emu_configfs_init();
	if (rc)
		goto free;
	rc = register_die_notifier(&emu_die_nb);
	if (rc)
		goto configfs;
	rc = emu_sie_init();
	if (rc)
		goto notifier;
	emu_debugfs_init();
	emu_aiv_init();

	/* KVM refuses to start without SIE; what it gets for it is in sie.c. */
	sief2_was_off = !sclp.has_sief2;
	sclp.has_sief2 = 1;
	return 0;

notifier:
	unregister_die_notifier(&emu_die_nb);
configfs:
	emu_configfs_exit();
free:
	vfree(emu);
	return rc;
}

/*
 * Every adapter and queue directory holds a reference on this module, so at this
 * point there is no adapter, and all that the AP bus may still issue is QCI, which
 * it survives. unregister_die_notifier() waits for who is inside.
 */
static void __exit emu_exit(void)
{
	if (sief2_was_off)
		sclp.has_sief2 = 0;
	emu_se_exit();
	emu_aiv_exit();
	emu_debugfs_exit();
	emu_configfs_exit();
	unregister_die_notifier(&emu_die_nb);
	emu_sie_exit();
	emu_irq_exit();
	vfree(emu);
}

module_init(emu_init);
module_exit(emu_exit);

MODULE_DESCRIPTION("Software AP adapters for machines without AP instructions");
MODULE_LICENSE("GPL");
