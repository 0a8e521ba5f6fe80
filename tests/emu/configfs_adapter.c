// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/config/ap_emu/adapters/NN: one adapter each. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "ap_emu.h"

struct adapter_item {
	struct config_item item;
	unsigned int apid;
	struct emu_adapter *hw;
};

static struct adapter_item *to_adapter(struct config_item *item)
{
	return container_of(item, struct adapter_item, item);
}

#define ADAPTER_BOOL(_name, _field)						\
static ssize_t adapter_##_name##_show(struct config_item *item, char *page)	\
{										\
	return sysfs_emit(page, "%d\n", to_adapter(item)->hw->_field);		\
}										\
										\
static ssize_t adapter_##_name##_store(struct config_item *item,		\
				       const char *page, size_t count)		\
{										\
	return emu_store_bool(&to_adapter(item)->hw->_field, page, count);	\
}										\
CONFIGFS_ATTR(adapter_, _name)

ADAPTER_BOOL(apsc, apsc);
ADAPTER_BOOL(mex4k, mex4k);
ADAPTER_BOOL(crt4k, crt4k);
ADAPTER_BOOL(apxa, apxa);
ADAPTER_BOOL(slcf, slcf);

#define ADAPTER_U8(_name, _max)							\
static ssize_t adapter_##_name##_show(struct config_item *item, char *page)	\
{										\
	return sysfs_emit(page, "%u\n", to_adapter(item)->hw->_name);		\
}										\
										\
static ssize_t adapter_##_name##_store(struct config_item *item,		\
				       const char *page, size_t count)		\
{										\
	return emu_store_u8(&to_adapter(item)->hw->_name, _max, page, count);	\
}										\
CONFIGFS_ATTR(adapter_, _name)

ADAPTER_U8(ml, EMU_MAX_ML);
ADAPTER_U8(qd, EMU_MAX_QD);

static ssize_t adapter_present_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", to_adapter(item)->hw->present);
}

static ssize_t adapter_present_store(struct config_item *item, const char *page, size_t count)
{
	struct adapter_item *adapter = to_adapter(item);
	bool value;
	int rc = emu_parse_bool(page, &value);

	if (rc)
		return rc;
	emu_locked() {
		if (value && adapter->apid > emu_adapter_limit(emu))
			rc = -ERANGE;
		else
			emu_adapter_plug(adapter->hw, value);
	}
	return rc ?: count;
}
CONFIGFS_ATTR(adapter_, present);

static const char * const type_names[] = { "cex4", "cex5", "cex6", "cex7", "cex8" };

static ssize_t adapter_config_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", to_adapter(item)->hw->configured);
}

static ssize_t adapter_config_store(struct config_item *item, const char *page, size_t count)
{
	bool configured;
	int rc = emu_parse_bool(page, &configured);

	if (rc)
		return rc;
	emu_locked()
		emu_adapter_configure(to_adapter(item)->hw, configured);
	return count;
}
CONFIGFS_ATTR(adapter_, config);

static ssize_t adapter_checkstop_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", to_adapter(item)->hw->checkstop);
}

static ssize_t adapter_checkstop_store(struct config_item *item, const char *page, size_t count)
{
	bool checkstop;
	int rc = emu_parse_bool(page, &checkstop);

	if (rc)
		return rc;
	emu_locked()
		emu_adapter_checkstop(to_adapter(item)->hw, checkstop);
	return count;
}
CONFIGFS_ATTR(adapter_, checkstop);

static ssize_t adapter_type_show(struct config_item *item, char *page)
{
	unsigned int type = to_adapter(item)->hw->type;

	if (type <= EMU_MAX_KNOWN_TYPE)
		return sysfs_emit(page, "%s\n", type_names[type - EMU_MIN_TYPE]);
	return sysfs_emit(page, "%u\n", type);
}

static ssize_t adapter_type_store(struct config_item *item, const char *page, size_t count)
{
	int index = sysfs_match_string(type_names, page);
	unsigned int value;
	int rc;

	if (index >= 0) {
		value = EMU_MIN_TYPE + index;
	} else {
		rc = emu_parse_uint(page, 0, U8_MAX, &value);
		if (rc)
			return rc;
		if (value < EMU_MIN_TYPE)
			return -ERANGE;
	}
	emu_locked()
		to_adapter(item)->hw->type = value;
	return count;
}
CONFIGFS_ATTR(adapter_, type);

static const char * const mode_names[] = {
	[EMU_MODE_CCA] = "cca",
	[EMU_MODE_ACCEL] = "accel",
	[EMU_MODE_EP11] = "ep11",
};

static ssize_t adapter_mode_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%s\n", mode_names[to_adapter(item)->hw->mode]);
}

static ssize_t adapter_mode_store(struct config_item *item, const char *page, size_t count)
{
	int index = sysfs_match_string(mode_names, page);

	if (index < 0)
		return index;
	emu_locked()
		to_adapter(item)->hw->mode = index;
	return count;
}
CONFIGFS_ATTR(adapter_, mode);

static ssize_t adapter_class_show(struct config_item *item, char *page)
{
	unsigned int cls = to_adapter(item)->hw->cls;

	switch (cls) {
	case EMU_CLASS_NATIVE:
		return sysfs_emit(page, "native\n");
	case EMU_CLASS_STATELESS:
		return sysfs_emit(page, "stateless\n");
	case 0:
		return sysfs_emit(page, "none\n");
	default:
		return sysfs_emit(page, "0x%02x\n", cls);
	}
}

static ssize_t adapter_class_store(struct config_item *item, const char *page, size_t count)
{
	unsigned int value;
	int rc;

	if (sysfs_streq(page, "native")) {
		value = EMU_CLASS_NATIVE;
	} else if (sysfs_streq(page, "stateless")) {
		value = EMU_CLASS_STATELESS;
	} else if (sysfs_streq(page, "none")) {
		value = 0;
	} else {
		rc = emu_parse_uint(page, 0, U8_MAX, &value);
		if (rc)
			return rc;
	}
	emu_locked()
		to_adapter(item)->hw->cls = value;
	return count;
}
CONFIGFS_ATTR(adapter_, class);

static ssize_t adapter_nd_show(struct config_item *item, char *page)
{
	int nd = to_adapter(item)->hw->nd;

	return nd < 0 ? sysfs_emit(page, "default\n") : sysfs_emit(page, "%d\n", nd);
}

static ssize_t adapter_nd_store(struct config_item *item, const char *page, size_t count)
{
	unsigned int value;
	int rc, nd = -1;

	if (!sysfs_streq(page, "default")) {
		rc = emu_parse_uint(page, 0, U8_MAX, &value);
		if (rc)
			return rc;
		nd = value;
	}
	emu_locked()
		to_adapter(item)->hw->nd = nd;
	return count;
}
CONFIGFS_ATTR(adapter_, nd);

static ssize_t adapter_info_show(struct config_item *item, char *page)
{
	u64 info = 0;

	emu_locked()
		info = emu_adapter_info(emu, to_adapter(item)->hw);
	return sysfs_emit(page, "0x%016llx\n", info);
}
CONFIGFS_ATTR_RO(adapter_, info);

static struct configfs_attribute *adapter_attrs[] = {
	&adapter_attr_present,
	&adapter_attr_type,
	&adapter_attr_mode,
	&adapter_attr_apsc,
	&adapter_attr_mex4k,
	&adapter_attr_crt4k,
	&adapter_attr_apxa,
	&adapter_attr_slcf,
	&adapter_attr_class,
	&adapter_attr_nd,
	&adapter_attr_ml,
	&adapter_attr_qd,
	&adapter_attr_config,
	&adapter_attr_checkstop,
	&adapter_attr_info,
	NULL,
};

static void adapter_release(struct config_item *item)
{
	struct adapter_item *adapter = to_adapter(item);

	vfree(adapter->hw);
	kfree(adapter);
}

static struct configfs_item_operations adapter_item_ops = {
	.release = adapter_release,
};

static const struct config_item_type adapter_type = {
	.ct_item_ops = &adapter_item_ops,
	.ct_attrs = adapter_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_item *adapters_make_item(struct config_group *group, const char *name)
{
	struct adapter_item *adapter;
	unsigned int apid;

	if (!emu_parse_hex_digits(name, 2, &apid) || name[2])
		return ERR_PTR(-EINVAL);
	adapter = kzalloc(sizeof(*adapter), GFP_KERNEL);
	if (!adapter)
		return ERR_PTR(-ENOMEM);
	adapter->hw = vzalloc(sizeof(*adapter->hw));
	if (!adapter->hw) {
		kfree(adapter);
		return ERR_PTR(-ENOMEM);
	}
	adapter->apid = apid;
	emu_adapter_init(adapter->hw);
	config_item_init_type_name(&adapter->item, name, &adapter_type);
	emu_locked()
		emu->adapter[apid] = adapter->hw;
	return &adapter->item;
}

/* The memory goes with the last reference; the machine forgets it here. */
static void adapters_drop_item(struct config_group *group, struct config_item *item)
{
	emu_locked()
		emu->adapter[to_adapter(item)->apid] = NULL;
	config_item_put(item);
}

static struct configfs_group_operations adapters_group_ops = {
	.make_item = adapters_make_item,
	.drop_item = adapters_drop_item,
};

const struct config_item_type emu_adapters_type = {
	.ct_group_ops = &adapters_group_ops,
	.ct_owner = THIS_MODULE,
};
