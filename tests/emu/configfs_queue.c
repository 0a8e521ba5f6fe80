// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/config/ap_emu/queues/AA.DDDD: queues that differ from their adapter. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "ap_emu.h"

struct queue_item {
	struct config_item item;
	unsigned int apid;
	unsigned int apqi;
	struct emu_override set;
};

static struct emu_override *to_set(struct config_item *item)
{
	return &container_of(item, struct queue_item, item)->set;
}

static ssize_t queue_info_show(struct config_item *item, char *page)
{
	struct emu_override set;

	emu_locked()
		set = *to_set(item);
	return set.info_set ? sysfs_emit(page, "0x%016llx\n", set.info) :
			      sysfs_emit(page, "default\n");
}

static ssize_t queue_info_store(struct config_item *item, const char *page, size_t count)
{
	bool is_set = !sysfs_streq(page, "default");
	u64 value = 0;
	int rc;

	if (is_set) {
		rc = kstrtou64(page, 16, &value);
		if (rc)
			return rc;
	}
	emu_locked() {
		to_set(item)->info = value;
		to_set(item)->info_set = is_set;
	}
	return count;
}
CONFIGFS_ATTR(queue_, info);

static ssize_t queue_fac_xor_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "0x%016llx\n", to_set(item)->fac_xor);
}

static ssize_t queue_fac_xor_store(struct config_item *item, const char *page, size_t count)
{
	u64 value;
	int rc = kstrtou64(page, 16, &value);

	if (rc)
		return rc;
	emu_locked()
		to_set(item)->fac_xor = value;
	return count;
}
CONFIGFS_ATTR(queue_, fac_xor);

/* Values that may be absent: a word of their own stands for that, stored as -1. */
static int parse_optional(const char *page, const char *absent, unsigned int base,
			  unsigned int max, s16 *result)
{
	unsigned int value;
	int rc;

	if (sysfs_streq(page, absent)) {
		*result = -1;
		return 0;
	}
	rc = emu_parse_uint(page, base, max, &value);
	if (!rc)
		*result = value;
	return rc;
}

#define QUEUE_OPTIONAL(_name, _absent, _base, _max, _format)			\
static ssize_t queue_##_name##_show(struct config_item *item, char *page)	\
{										\
	s16 value = READ_ONCE(to_set(item)->_name);				\
										\
	return value < 0 ? sysfs_emit(page, "%s\n", _absent) :			\
			   sysfs_emit(page, _format "\n", value);		\
}										\
										\
static ssize_t queue_##_name##_store(struct config_item *item,			\
				     const char *page, size_t count)		\
{										\
	s16 value;								\
	int rc = parse_optional(page, _absent, _base, _max, &value);		\
										\
	if (rc)									\
		return rc;							\
	emu_locked()								\
		to_set(item)->_name = value;					\
	return count;								\
}										\
CONFIGFS_ATTR(queue_, _name)

QUEUE_OPTIONAL(bs, "default", 0, 3, "%d");
QUEUE_OPTIONAL(rc, "none", 16, U8_MAX, "%02x");
QUEUE_OPTIONAL(reset_rc, "none", 16, U8_MAX, "%02x");
QUEUE_OPTIONAL(aqic_rc, "none", 16, U8_MAX, "%02x");

static ssize_t queue_async_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", to_set(item)->async);
}

static ssize_t queue_async_store(struct config_item *item, const char *page, size_t count)
{
	return emu_store_bool(&to_set(item)->async, page, count);
}
CONFIGFS_ATTR(queue_, async);

/* Numbers of instructions: U32_MAX stands for all that come. */
#define QUEUE_NUMBER_OF(_name)							\
static ssize_t queue_##_name##_show(struct config_item *item, char *page)	\
{										\
	u32 value = READ_ONCE(to_set(item)->_name);				\
										\
	return value == U32_MAX ? sysfs_emit(page, "forever\n") :		\
				  sysfs_emit(page, "%u\n", value);		\
}										\
										\
static ssize_t queue_##_name##_store(struct config_item *item,			\
				     const char *page, size_t count)		\
{										\
	u32 value = U32_MAX;							\
	int rc;									\
										\
	if (!sysfs_streq(page, "forever")) {					\
		rc = emu_parse_uint(page, 0, U32_MAX - 1, &value);		\
		if (rc)								\
			return rc;						\
	}									\
	emu_locked()								\
		to_set(item)->_name = value;					\
	return count;								\
}										\
CONFIGFS_ATTR(queue_, _name)

QUEUE_NUMBER_OF(reset_busy);
QUEUE_NUMBER_OF(irq_delay);
QUEUE_NUMBER_OF(aqic_rc_count);

#define QUEUE_UINT(_name, _max)							\
static ssize_t queue_##_name##_show(struct config_item *item, char *page)	\
{										\
	return sysfs_emit(page, "%u\n", READ_ONCE(to_set(item)->_name));	\
}										\
										\
static ssize_t queue_##_name##_store(struct config_item *item,			\
				     const char *page, size_t count)		\
{										\
	u32 value;								\
	int rc = emu_parse_uint(page, 0, _max, &value);				\
										\
	if (rc)									\
		return rc;							\
	emu_locked()								\
		to_set(item)->_name = value;					\
	return count;								\
}										\
CONFIGFS_ATTR(queue_, _name)

QUEUE_UINT(delay_us, EMU_MAX_DELAY_US);
QUEUE_UINT(pending, EMU_FIFO_SLOTS);

static struct configfs_attribute *queue_attrs[] = {
	&queue_attr_info,
	&queue_attr_fac_xor,
	&queue_attr_bs,
	&queue_attr_rc,
	&queue_attr_async,
	&queue_attr_reset_rc,
	&queue_attr_reset_busy,
	&queue_attr_aqic_rc,
	&queue_attr_aqic_rc_count,
	&queue_attr_irq_delay,
	&queue_attr_delay_us,
	&queue_attr_pending,
	NULL,
};

static void queue_release(struct config_item *item)
{
	kfree(container_of(item, struct queue_item, item));
}

static struct configfs_item_operations queue_item_ops = {
	.release = queue_release,
};

static const struct config_item_type queue_type = {
	.ct_item_ops = &queue_item_ops,
	.ct_attrs = queue_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_item *queues_make_item(struct config_group *group, const char *name)
{
	struct queue_item *queue;
	unsigned int apid, apqi;
	int rc;

	rc = emu_parse_qid(name, &apid, &apqi);
	if (rc)
		return ERR_PTR(rc);
	queue = kzalloc(sizeof(*queue), GFP_KERNEL);
	if (!queue)
		return ERR_PTR(-ENOMEM);
	queue->apid = apid;
	queue->apqi = apqi;
	emu_override_init(&queue->set);
	config_item_init_type_name(&queue->item, name, &queue_type);
	emu_locked()
		emu->override[apid][apqi] = &queue->set;
	return &queue->item;
}

static void queues_drop_item(struct config_group *group, struct config_item *item)
{
	struct queue_item *queue = container_of(item, struct queue_item, item);

	emu_locked()
		emu->override[queue->apid][queue->apqi] = NULL;
	config_item_put(item);
}

static struct configfs_group_operations queues_group_ops = {
	.make_item = queues_make_item,
	.drop_item = queues_drop_item,
};

const struct config_item_type emu_queues_type = {
	.ct_group_ops = &queues_group_ops,
	.ct_owner = THIS_MODULE,
};
