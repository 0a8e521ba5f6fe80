// SPDX-License-Identifier: GPL-2.0
/*
 * insmod fmb_emu.ko function=0011:00:00.0: takes over the measurement of that
 * function, which must not be on.
 */
#define pr_fmt(fmt) "fmb_emu: " fmt

#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>

#include <asm/pci_insn.h>

#include "fmb_emu.h"

static char *function;
module_param(function, charp, 0444);
MODULE_PARM_DESC(function, "PCI address of the function, as in sysfs");

struct fmb_emu fmb_emu = {
	.lock = __RAW_SPIN_LOCK_UNLOCKED(fmb_emu.lock),
	.period_us = 10000,
	.fail_cc = ZPCI_CC_ERR,
};

/* What ZPCI_CREATE_REQ() has put together */
static u32 handle_of(u64 req)
{
	return req >> 32;
}

static u16 operation_of(u64 req)
{
	return req;
}

static bool takes_one(u32 *failures)
{
	if (!*failures)
		return false;
	--*failures;
	return true;
}

/* The order is refused. With a handle that is not valid it stores nowhere any more. */
static u8 refuse(void)
{
	if (fmb_emu.fail_cc == ZPCI_CC_INVAL_HANDLE)
		fmb_emu.block = NULL;
	return fmb_emu.fail_cc;
}

/* What the function answers to the order: a condition code. */
static u8 obey(const struct zpci_fib *fib)
{
	lockdep_assert_held(&fmb_emu.lock);
	fmb_emu.orders++;
	if (fib->fmb_addr) {
		if (takes_one(&fmb_emu.fail_begin))
			return refuse();
		fmb_emu.block = phys_to_virt(fib->fmb_addr);
	} else {
		if (takes_one(&fmb_emu.fail_stop))
			return refuse();
		fmb_emu.block = NULL;
	}
	fmb_emu.samples = 0;
	return ZPCI_CC_OK;
}

/* zpci_mod_fc(req, fib, status): not called at all if the order is for us. */
static int order_given(struct kprobe *probe, struct pt_regs *regs)
{
	u64 req = regs->gprs[2];
	unsigned long flags;
	u8 cc;

	if (operation_of(req) != ZPCI_MOD_FC_SET_MEASURE ||
	    handle_of(req) != fmb_emu.zdev->fh)
		return 0;
	raw_spin_lock_irqsave(&fmb_emu.lock, flags);
	cc = obey((const struct zpci_fib *)regs->gprs[3]);
	raw_spin_unlock_irqrestore(&fmb_emu.lock, flags);
	regs->gprs[2] = cc;
	regs->psw.addr = regs->gprs[14];
	return 1;
}

/* clp_disable_fh(zdev, fh): each reset by the platform begins with that. */
static int function_disabled(struct kprobe *probe, struct pt_regs *regs)
{
	unsigned long flags;

	if ((struct zpci_dev *)regs->gprs[2] != fmb_emu.zdev)
		return 0;
	raw_spin_lock_irqsave(&fmb_emu.lock, flags);
	if (fmb_emu.block)
		fmb_emu.drops++;
	fmb_emu.block = NULL;
	raw_spin_unlock_irqrestore(&fmb_emu.lock, flags);
	return 0;
}

static struct kprobe order_probe = {
	.symbol_name = "zpci_mod_fc",
	.pre_handler = order_given,
};

static struct kprobe disable_probe = {
	.symbol_name = "clp_disable_fh",
	.pre_handler = function_disabled,
};

static struct kprobe *probes[] = { &order_probe, &disable_probe };

static int __init find_function(void)
{
	unsigned int domain, bus, slot, func;

	if (!function || sscanf(function, "%x:%x:%x.%x", &domain, &bus, &slot, &func) != 4) {
		pr_err("function=\"%s\" is not like 0011:00:00.0\n", function);
		return -EINVAL;
	}
	fmb_emu.pdev = pci_get_domain_bus_and_slot(domain, bus, PCI_DEVFN(slot, func));
	if (!fmb_emu.pdev) {
		pr_err("there is no function %s\n", function);
		return -ENODEV;
	}
	fmb_emu.zdev = to_zpci(fmb_emu.pdev);
	fmb_emu.fmb_length = fmb_emu.zdev->fmb_length;
	return 0;
}

bool fmb_emu_has_block(void)
{
	bool has;

	mutex_lock(&fmb_emu.zdev->fmb_lock);
	has = fmb_emu.zdev->fmb;
	mutex_unlock(&fmb_emu.zdev->fmb_lock);
	return has;
}

static int __init fmb_emu_init(void)
{
	int ret;

	BUILD_BUG_ON(sizeof(struct vfio_zpci_fmb) != sizeof(struct zpci_fmb));
	ret = find_function();
	if (ret)
		return ret;
	if (fmb_emu_has_block()) {
		pr_err("%s is measured already: close it\n", function);
		ret = -EBUSY;
		goto err_put;
	}
	ret = fmb_emu_updater_start();
	if (ret)
		goto err_put;
	ret = fmb_emu_holder_start();
	if (ret)
		goto err_updater;
	ret = register_kprobes(probes, ARRAY_SIZE(probes));
	if (ret) {
		pr_err("kprobes: %d\n", ret);
		goto err_holder;
	}
	fmb_emu_debugfs_add();
	return 0;

err_holder:
	fmb_emu_holder_stop();
err_updater:
	fmb_emu_updater_stop();
err_put:
	pci_dev_put(fmb_emu.pdev);
	return ret;
}

static void __exit fmb_emu_exit(void)
{
	fmb_emu_debugfs_remove();
	/* Before the probes: without these nobody learns that the block is freed. */
	fmb_emu_updater_stop();
	unregister_kprobes(probes, ARRAY_SIZE(probes));
	fmb_emu_holder_stop();
	fmb_emu.zdev->fmb_length = fmb_emu.fmb_length;
	pci_dev_put(fmb_emu.pdev);
}

module_init(fmb_emu_init);
module_exit(fmb_emu_exit);
MODULE_DESCRIPTION("Software measurement for a zPCI function");
MODULE_AUTHOR("aptrace");
MODULE_LICENSE("GPL");
