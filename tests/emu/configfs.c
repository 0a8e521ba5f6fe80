// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/config/ap_emu: what concerns the whole machine.
 *
 * A store parses first, without the lock, and then checks and changes the machine
 * under it, so an instruction sees either the old or the new configuration.
 */
#include <linux/ctype.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include "ap_emu.h"

/* "0" or "1" and nothing else: a typo is not to become a setting. */
int emu_parse_bool(const char *page, bool *value)
{
	if (sysfs_streq(page, "1"))
		*value = true;
	else if (sysfs_streq(page, "0"))
		*value = false;
	else
		return -EINVAL;
	return 0;
}

int emu_parse_uint(const char *page, unsigned int base, unsigned int max, unsigned int *value)
{
	int rc = kstrtouint(page, base, value);

	if (rc)
		return rc;
	return *value > max ? -ERANGE : 0;
}

/* Exactly so many digits, lower case: directory names have one spelling only. */
bool emu_parse_hex_digits(const char *text, unsigned int digits, unsigned int *value)
{
	*value = 0;
	while (digits--) {
		if (!isxdigit(*text) || isupper(*text))
			return false;
		*value = *value << 4 | hex_to_bin(*text++);
	}
	return true;
}

/* A queue's name as in sysfs: 0a.0006. */
int emu_parse_qid(const char *name, unsigned int *apid, unsigned int *apqi)
{
	if (!emu_parse_hex_digits(name, 2, apid) || name[2] != '.' ||
	    !emu_parse_hex_digits(name + 3, 4, apqi) || name[7])
		return -EINVAL;
	return *apqi < EMU_DOMAINS ? 0 : -ERANGE;
}

ssize_t emu_store_bool(bool *setting, const char *page, size_t count)
{
	bool value;
	int rc = emu_parse_bool(page, &value);

	if (rc)
		return rc;
	emu_locked() {
		*setting = value;
	}
	return count;
}

ssize_t emu_store_u8(u8 *setting, unsigned int max, const char *page, size_t count)
{
	unsigned int value;
	int rc = emu_parse_uint(page, 0, max, &value);

	if (rc)
		return rc;
	emu_locked() {
		*setting = value;
	}
	return count;
}

#define MACHINE_BOOL(_name)							\
static ssize_t machine_##_name##_show(struct config_item *item, char *page)	\
{										\
	return sysfs_emit(page, "%d\n", emu->_name);				\
}										\
										\
static ssize_t machine_##_name##_store(struct config_item *item,		\
				       const char *page, size_t count)		\
{										\
	return emu_store_bool(&emu->_name, page, count);			\
}										\
CONFIGFS_ATTR(machine_, _name)

MACHINE_BOOL(qci);
MACHINE_BOOL(apsc);
MACHINE_BOOL(qact);
MACHINE_BOOL(rc8a);
MACHINE_BOOL(apsb);

static ssize_t machine_apxa_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", emu->apxa);
}

static ssize_t machine_apxa_store(struct config_item *item, const char *page, size_t count)
{
	bool value;
	int rc = emu_parse_bool(page, &value);

	if (rc)
		return rc;
	emu_locked() {
		rc = emu_check_limits(emu, value, emu->max_adapter, emu->max_domain);
		if (!rc)
			emu->apxa = value;
	}
	return rc ?: count;
}
CONFIGFS_ATTR(machine_, apxa);

static ssize_t machine_max_adapter_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%u\n", emu->max_adapter);
}

static ssize_t machine_max_adapter_store(struct config_item *item, const char *page, size_t count)
{
	unsigned int value;
	int rc = emu_parse_uint(page, 0, EMU_ADAPTERS - 1, &value);

	if (rc)
		return rc;
	emu_locked() {
		rc = emu_check_limits(emu, emu->apxa, value, emu->max_domain);
		if (!rc)
			emu->max_adapter = value;
	}
	return rc ?: count;
}
CONFIGFS_ATTR(machine_, max_adapter);

static ssize_t machine_max_domain_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%u\n", emu->max_domain);
}

static ssize_t machine_max_domain_store(struct config_item *item, const char *page, size_t count)
{
	unsigned int value;
	int rc = emu_parse_uint(page, 0, EMU_DOMAINS - 1, &value);

	if (rc)
		return rc;
	emu_locked() {
		rc = emu_check_limits(emu, emu->apxa, emu->max_adapter, value);
		if (!rc)
			emu->max_domain = value;
	}
	return rc ?: count;
}
CONFIGFS_ATTR(machine_, max_domain);

static ssize_t mask_show(const u8 *mask, char *page)
{
	u8 copy[EMU_MASK_BYTES];

	emu_locked()
		memcpy(copy, mask, sizeof(copy));
	return emu_list_format(copy, page);
}

static ssize_t machine_domains_show(struct config_item *item, char *page)
{
	return mask_show(emu->domains, page);
}

static ssize_t machine_domains_store(struct config_item *item, const char *page, size_t count)
{
	u8 domains[EMU_MASK_BYTES];
	int rc = 0;

	emu_locked() {
		rc = emu_list_parse(page, emu_domain_limit(emu), domains);
		if (!rc)
			emu_set_domains(emu, domains);
	}
	return rc ?: count;
}
CONFIGFS_ATTR(machine_, domains);

static ssize_t machine_control_domains_show(struct config_item *item, char *page)
{
	return mask_show(emu->control_domains, page);
}

static ssize_t machine_control_domains_store(struct config_item *item, const char *page,
					     size_t count)
{
	int rc = 0;

	emu_locked()
		rc = emu_list_parse(page, emu_domain_limit(emu), emu->control_domains);
	return rc ?: count;
}
CONFIGFS_ATTR(machine_, control_domains);

static struct configfs_attribute *machine_attrs[] = {
	&machine_attr_domains,
	&machine_attr_control_domains,
	&machine_attr_qci,
	&machine_attr_apsc,
	&machine_attr_apxa,
	&machine_attr_qact,
	&machine_attr_rc8a,
	&machine_attr_apsb,
	&machine_attr_max_adapter,
	&machine_attr_max_domain,
	NULL,
};

static const struct config_item_type machine_type = {
	.ct_attrs = machine_attrs,
	.ct_owner = THIS_MODULE,
};

static struct configfs_subsystem machine_subsys = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "ap_emu",
			.ci_type = &machine_type,
		},
	},
};

static struct config_group adapters_group;
static struct config_group queues_group;

int emu_configfs_init(void)
{
	config_group_init(&machine_subsys.su_group);
	mutex_init(&machine_subsys.su_mutex);
	config_group_init_type_name(&adapters_group, "adapters", &emu_adapters_type);
	configfs_add_default_group(&adapters_group, &machine_subsys.su_group);
	config_group_init_type_name(&queues_group, "queues", &emu_queues_type);
	configfs_add_default_group(&queues_group, &machine_subsys.su_group);
	return configfs_register_subsystem(&machine_subsys);
}

void emu_configfs_exit(void)
{
	configfs_unregister_subsystem(&machine_subsys);
	mutex_destroy(&machine_subsys.su_mutex);
}
