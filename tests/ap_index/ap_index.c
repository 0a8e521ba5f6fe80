// SPDX-License-Identifier: GPL-2.0
/*
 * An index of the devices of the AP bus, for hosts with very many queues.
 *
 * In each of its scans the AP bus looks for each queue that there could be, and each
 * time goes through all its devices: with 65,536 queues these are two thousand
 * million steps, which take 40 minutes in an emulated machine. This module answers
 * these questions, and only these, out of an index: it is at the entry of
 * bus_find_device() and returns from there. The answers are what the walk would
 * have found, and nothing else of the bus or of a driver is touched. When the module is
 * unloaded it compares the index with the bus.
 *
 * Load it after the AP bus: insmod ap_index.ko
 */
#define pr_fmt(fmt) "ap_index: " fmt

#include <linux/device.h>
#include <linux/kprobes.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/xarray.h>

#include "ap_bus.h"

/* Queues are found under their number, cards behind these. */
#define CARDS_FROM	0x10000

static DEFINE_XARRAY(index);
static const struct bus_type *ap_bus;
static device_match_t match_queue;
static device_match_t match_card;

static atomic_long_t answers = ATOMIC_LONG_INIT(0);

static int answers_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%ld\n", atomic_long_read(&answers));
}

static const struct kernel_param_ops answers_ops = {
	.get = answers_get,
};

module_param_cb(answers, &answers_ops, NULL, 0444);
MODULE_PARM_DESC(answers, "How many questions were answered");

/* Where a device is in the index, by the name that it has in sysfs. */
static bool device_key(struct device *dev, unsigned long *key)
{
	unsigned int card, domain;

	if (sscanf(dev_name(dev), "card%2x", &card) == 1)
		*key = CARDS_FROM + card;
	else if (sscanf(dev_name(dev), "%2x.%4x", &card, &domain) == 2)
		*key = card << 8 | domain;
	else
		return false;
	return true;
}

static int index_add(struct device *dev, void *unused)
{
	unsigned long key;

	if (!device_key(dev, &key))
		return -EINVAL;
	return xa_err(xa_store(&index, key, dev, GFP_KERNEL));
}

static int bus_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct device *dev = data;
	unsigned long key;

	switch (event) {
	case BUS_NOTIFY_ADD_DEVICE:
		/* One that is missing would be made twice. */
		WARN_ON(index_add(dev, NULL));
		break;
	case BUS_NOTIFY_DEL_DEVICE:
		if (device_key(dev, &key))
			xa_erase(&index, key);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block bus_nb = {
	.notifier_call = bus_event,
};

/*
 * bus_find_device(bus, start, data, match): is it one of the two questions? The bus
 * asks and changes its devices in one thread, its scan, so what the index has is
 * there, and stays for as long as the answer is being made.
 */
static int find_begins(struct kprobe *probe, struct pt_regs *regs)
{
	const struct bus_type *bus = (void *)regs->gprs[2];
	device_match_t match = (void *)regs->gprs[5];
	unsigned long key = regs->gprs[4];
	struct device *dev;

	if (bus != ap_bus || regs->gprs[3])
		return 0;
	if (match == match_card)
		key += CARDS_FROM;
	else if (match != match_queue)
		return 0;

	atomic_long_inc(&answers);
	dev = get_device(xa_load(&index, key));
	regs->gprs[2] = (unsigned long)dev;
	instruction_pointer_set(regs, regs->gprs[14]);
	return 1;
}

/* Says to kprobes that the one above may go elsewhere. */
static void find_goes_on(struct kprobe *probe, struct pt_regs *regs,
			 unsigned long flags)
{
}

static struct kprobe find_probe = {
	.symbol_name = "bus_find_device",
	.pre_handler = find_begins,
	.post_handler = find_goes_on,
};

/* Where a function is that nobody exports. */
static void *function_address(const char *name)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	void *address;

	if (register_kprobe(&probe))
		return NULL;
	address = probe.addr;
	unregister_kprobe(&probe);
	return address;
}

/* Nor the bus; but it tells itself to its drivers. */
static int learn_bus(void)
{
	static struct ap_device_id no_ids[] = { { /* end */ } };
	static struct ap_driver no_driver = { .ids = no_ids };
	int rc;

	rc = ap_driver_register(&no_driver, THIS_MODULE, "ap_index");
	if (rc)
		return rc;
	ap_bus = no_driver.driver.bus;
	ap_driver_unregister(&no_driver);
	return 0;
}

static int compare(struct device *dev, void *count)
{
	unsigned long key;

	WARN_ON(!device_key(dev, &key) || xa_load(&index, key) != dev);
	++*(unsigned long *)count;
	return 0;
}

/* As many, and each of them in its place: it is the same. */
static void compare_all(void)
{
	unsigned long on_bus = 0, in_index = 0, key;
	struct device *dev;

	bus_for_each_dev(ap_bus, NULL, &on_bus, compare);
	xa_for_each(&index, key, dev)
		in_index++;
	WARN(on_bus != in_index, "%lu devices on the bus, %lu in the index\n",
	     on_bus, in_index);
}

static int __init index_init(void)
{
	int rc;

	match_queue = function_address("__match_queue_device_with_qid");
	match_card = function_address("__match_card_device_with_id");
	if (!match_queue || !match_card) {
		pr_err("this AP bus looks for its devices in another way\n");
		return -ENOENT;
	}
	rc = learn_bus();
	if (rc)
		return rc;
	rc = bus_register_notifier(ap_bus, &bus_nb);
	if (rc)
		return rc;
	rc = bus_for_each_dev(ap_bus, NULL, NULL, index_add);
	if (!rc)
		rc = register_kprobe(&find_probe);
	if (rc) {
		bus_unregister_notifier(ap_bus, &bus_nb);
		xa_destroy(&index);
	}
	return rc;
}

static void __exit index_exit(void)
{
	unregister_kprobe(&find_probe);
	compare_all();
	bus_unregister_notifier(ap_bus, &bus_nb);
	xa_destroy(&index);
}

module_init(index_init);
module_exit(index_exit);

MODULE_DESCRIPTION("An index of the AP bus's devices, for hosts with very many queues");
MODULE_LICENSE("GPL");
