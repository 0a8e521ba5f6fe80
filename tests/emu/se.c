// SPDX-License-Identifier: GPL-2.0
/*
 * A host that is itself a Secure Execution guest with AP, as far as ap_is_se_guest()
 * tells, which is what a driver asks: while the parameter se_guest is set. The AP bus,
 * whose function that is, may be loaded after this.
 */
#define pr_fmt(fmt) "ap_emu: " fmt

#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include "ap_emu.h"

/* It is not called at all: it has returned true. */
static int se_asked(struct kprobe *probe, struct pt_regs *regs)
{
	regs->gprs[2] = true;
	regs->psw.addr = regs->gprs[14];
	return 1;
}

static struct kprobe se_probe = {
	.symbol_name = "ap_is_se_guest",
	.pre_handler = se_asked,
};

static bool se_guest;

/* Parameters are set one at a time. */
static int se_guest_set(const char *text, const struct kernel_param *param)
{
	bool wanted;
	int rc;

	rc = kstrtobool(text, &wanted);
	if (rc || wanted == se_guest)
		return rc;
	if (wanted) {
		/* It remembers where it was. */
		se_probe.addr = NULL;
		se_probe.flags = 0;
		rc = register_kprobe(&se_probe);
		if (rc)
			return rc;
	} else {
		unregister_kprobe(&se_probe);
	}
	se_guest = wanted;
	return 0;
}

static const struct kernel_param_ops se_guest_ops = {
	.set = se_guest_set,
	.get = param_get_bool,
};

module_param_cb(se_guest, &se_guest_ops, &se_guest, 0644);
MODULE_PARM_DESC(se_guest, "ap_is_se_guest() says that this is a Secure Execution guest");

void emu_se_exit(void)
{
	if (se_guest)
		unregister_kprobe(&se_probe);
}
