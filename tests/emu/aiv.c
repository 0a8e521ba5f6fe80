// SPDX-License-Identifier: GPL-2.0
/*
 * Adapter interruption virtualization (AIV), as far as KVM asks for it: only
 * when the channel subsystem has it does a virtual machine get a guest interruption
 * state area (GISA), and with that facility 65.
 *
 * KVM looks once, when it is loaded, and then tells the channel subsystem where its
 * list of alerts (GIB) is. QEMU's channel subsystem does not know that command, so
 * it is taken away before it gets there.
 */
#define pr_fmt(fmt) "ap_emu: " fmt

#include <linux/kprobes.h>
#include <asm/css_chars.h>
#include "ap_emu.h"

static bool aiv_was_off;
static u32 gib_phys;

/* chsc_sgib(origin) becomes: remember the origin, return 0. */
static int sgib_called(struct kprobe *probe, struct pt_regs *regs)
{
	WRITE_ONCE(gib_phys, regs->gprs[2]);
	regs->gprs[2] = 0;
	regs->psw.addr = regs->gprs[14];
	return 1;
}

static struct kprobe sgib_probe = {
	.symbol_name = "chsc_sgib",
	.pre_handler = sgib_called,
};

/* Physical address of KVM's alert list, 0 while there is none. */
u32 emu_gib(void)
{
	return READ_ONCE(gib_phys);
}

/* Without it everything else still works, so a failure is only told. */
void emu_aiv_init(void)
{
	int rc;

	if (css_general_characteristics.aiv)
		return;
	rc = register_kprobe(&sgib_probe);
	if (rc) {
		pr_warn("no interrupts for guests: no kprobe on %s (%d)\n",
			sgib_probe.symbol_name, rc);
		return;
	}
	aiv_was_off = true;
	css_general_characteristics.aiv = 1;
}

void emu_aiv_exit(void)
{
	if (!aiv_was_off)
		return;
	css_general_characteristics.aiv = 0;
	unregister_kprobe(&sgib_probe);
}
