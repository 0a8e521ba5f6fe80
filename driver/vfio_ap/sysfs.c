// SPDX-License-Identifier: GPL-2.0
/*
 * The attributes of an mdev and of a queue (Documentation/attributes.rst).
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "vfio_ap.h"

/* Which mask of a matrix an attribute is about. */
enum vfio_ap_part {
	VFIO_AP_ADAPTER,
	VFIO_AP_DOMAIN,
	VFIO_AP_CONTROL_DOMAIN,
};

static struct ap_mask *vfio_ap_part_mask(struct ap_matrix *matrix,
					 enum vfio_ap_part part)
{
	switch (part) {
	case VFIO_AP_ADAPTER:
		return &matrix->apm;
	case VFIO_AP_DOMAIN:
		return &matrix->aqm;
	default:
		return &matrix->adm;
	}
}

static unsigned int vfio_ap_part_max(enum vfio_ap_part part)
{
	return part == VFIO_AP_ADAPTER ? vfio_ap_host->adapter_max :
					 vfio_ap_host->domain_max;
}

/**
 * vfio_ap_assign_store - (un)assign an adapter, domain or control domain
 * @dev: the mdev's device
 * @buf: the number, in decimal, octal (0...) or hexadecimal (0x...)
 * @count: length of @buf
 * @part: which mask
 * @assign: set the bit, or clear it
 *
 * Return: @count, also if the bit was as wanted; -EINVAL or -ERANGE if it is
 * no number; -ENODEV if the host can have no such number; -EADDRNOTAVAIL and
 * -EADDRINUSE: see vfio_ap_validate().
 */
static ssize_t vfio_ap_assign_store(struct device *dev, const char *buf,
				    size_t count, enum vfio_ap_part part,
				    bool assign)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(dev);
	struct ap_matrix wanted;
	struct ap_mask *mask;
	unsigned long nr;
	int ret;

	ret = kstrtoul(buf, 0, &nr);
	if (ret)
		return ret;
	if (nr > vfio_ap_part_max(part))
		return -ENODEV;

	vfio_ap_lock_config(mdev);
	wanted = mdev->assigned;
	mask = vfio_ap_part_mask(&wanted, part);
	if (ap_mask_test(mask, nr) != assign) {
		if (assign)
			ap_mask_set(mask, nr);
		else
			ap_mask_clear(mask, nr);
		if (assign && part != VFIO_AP_CONTROL_DOMAIN)
			ret = vfio_ap_validate(mdev, &wanted);
		if (!ret)
			vfio_ap_assign(mdev, &wanted);
	}
	vfio_ap_unlock_config(mdev);

	vfio_ap_reset_wait(mdev);
	return ret ? ret : count;
}

#define VFIO_AP_ASSIGN_ATTR(_name, _part, _assign)			\
static ssize_t _name##_store(struct device *dev,			\
			     struct device_attribute *attr,		\
			     const char *buf, size_t count)		\
{									\
	return vfio_ap_assign_store(dev, buf, count, _part, _assign);	\
}									\
static DEVICE_ATTR_WO(_name)

VFIO_AP_ASSIGN_ATTR(assign_adapter, VFIO_AP_ADAPTER, true);
VFIO_AP_ASSIGN_ATTR(unassign_adapter, VFIO_AP_ADAPTER, false);
VFIO_AP_ASSIGN_ATTR(assign_domain, VFIO_AP_DOMAIN, true);
VFIO_AP_ASSIGN_ATTR(unassign_domain, VFIO_AP_DOMAIN, false);
VFIO_AP_ASSIGN_ATTR(assign_control_domain, VFIO_AP_CONTROL_DOMAIN, true);
VFIO_AP_ASSIGN_ATTR(unassign_control_domain, VFIO_AP_CONTROL_DOMAIN, false);

static ssize_t control_domains_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(dev);
	unsigned int domain;
	ssize_t len = 0;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	ap_mask_for_each(domain, &mdev->assigned.adm)
		len += sysfs_emit_at(buf, len, "%04x\n", domain);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return len;
}
static DEVICE_ATTR_RO(control_domains);

/* A line as a whole, or nothing of it: half a number would be another number. */
static ssize_t vfio_ap_line_emit(char *buf, ssize_t len, const char *line)
{
	if (len + strlen(line) >= PAGE_SIZE)
		return 0;
	return sysfs_emit_at(buf, len, "%s", line);
}

/*
 * One line for each queue; if there are only adapters or only domains, one for
 * each of these. An attribute is a page: what does not fit, which are the
 * queues after the 511th, is left out. ap_config has all of it.
 */
static ssize_t vfio_ap_matrix_emit(char *buf, const struct ap_matrix *matrix)
{
	bool adapters = !ap_mask_empty(&matrix->apm);
	bool domains = !ap_mask_empty(&matrix->aqm);
	char line[sizeof("aa.dddd\n")];
	unsigned int adapter, domain;
	ssize_t len = 0;
	u32 apqn;

	if (adapters && domains) {
		ap_matrix_for_each_queue(apqn, matrix) {
			snprintf(line, sizeof(line), "%02x.%04x\n",
				 AP_APQN_ADAPTER(apqn), AP_APQN_DOMAIN(apqn));
			len += vfio_ap_line_emit(buf, len, line);
		}
	} else if (adapters) {
		ap_mask_for_each(adapter, &matrix->apm)
			len += sysfs_emit_at(buf, len, "%02x.\n", adapter);
	} else {
		ap_mask_for_each(domain, &matrix->aqm)
			len += sysfs_emit_at(buf, len, ".%04x\n", domain);
	}
	return len;
}

static ssize_t matrix_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(dev);
	ssize_t len;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	len = vfio_ap_matrix_emit(buf, &mdev->assigned);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return len;
}
static DEVICE_ATTR_RO(matrix);

static ssize_t guest_matrix_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(dev);
	ssize_t len;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	len = vfio_ap_matrix_emit(buf, &mdev->guest);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return len;
}
static DEVICE_ATTR_RO(guest_matrix);

static ssize_t vfio_ap_mask_emit(char *buf, ssize_t len,
				 const struct ap_mask *mask, char end)
{
	return sysfs_emit_at(buf, len, "0x%*phN%c", AP_MASK_BYTES, mask->bits,
			     end);
}

static ssize_t ap_config_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(dev);
	struct ap_matrix assigned;
	ssize_t len = 0;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	assigned = mdev->assigned;
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	len += vfio_ap_mask_emit(buf, len, &assigned.apm, ',');
	len += vfio_ap_mask_emit(buf, len, &assigned.aqm, ',');
	len += vfio_ap_mask_emit(buf, len, &assigned.adm, '\n');
	return len;
}

/* The three masks of "0x...,0x...,0x...\n". */
static int vfio_ap_config_parse(const char *buf, struct ap_matrix *config)
{
	struct ap_mask *masks[] = { &config->apm, &config->aqm, &config->adm };
	char *copy, *rest, *token;
	unsigned int i;
	int ret = 0;

	copy = kstrdup(buf, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	rest = copy;
	for (i = 0; i < ARRAY_SIZE(masks) && !ret; i++) {
		token = strsep(&rest, ",\n");
		if (!token || !*token)
			ret = -EINVAL;
		else
			ret = ap_hex2bitmap(token, vfio_ap_mask_bitmap(masks[i]),
					    AP_MASK_BITS);
	}
	kfree(copy);
	return ret;
}

/* All of the new configuration, or nothing of it. */
static ssize_t ap_config_store(struct device *dev, struct device_attribute *attr,
			       const char *buf, size_t count)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(dev);
	struct ap_matrix config = {};
	int ret;

	ret = vfio_ap_config_parse(buf, &config);
	if (ret)
		return ret;
	if (!ap_mask_within(&config.apm, vfio_ap_host->adapter_max) ||
	    !ap_mask_within(&config.aqm, vfio_ap_host->domain_max) ||
	    !ap_mask_within(&config.adm, vfio_ap_host->domain_max))
		return -ENODEV;

	vfio_ap_lock_config(mdev);
	ret = vfio_ap_validate(mdev, &config);
	if (!ret)
		vfio_ap_assign(mdev, &config);
	vfio_ap_unlock_config(mdev);

	vfio_ap_reset_wait(mdev);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(ap_config);

static struct attribute *vfio_ap_mdev_attrs[] = {
	&dev_attr_assign_adapter.attr,
	&dev_attr_unassign_adapter.attr,
	&dev_attr_assign_domain.attr,
	&dev_attr_unassign_domain.attr,
	&dev_attr_assign_control_domain.attr,
	&dev_attr_unassign_control_domain.attr,
	&dev_attr_control_domains.attr,
	&dev_attr_matrix.attr,
	&dev_attr_guest_matrix.attr,
	&dev_attr_ap_config.attr,
	NULL
};

static const struct attribute_group vfio_ap_mdev_group = {
	.attrs = vfio_ap_mdev_attrs,
};

const struct attribute_group *vfio_ap_mdev_groups[] = {
	&vfio_ap_mdev_group,
	NULL
};

static ssize_t status_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	u16 apqn = to_ap_queue(dev)->qid;
	const char *status = "unassigned";
	struct vfio_ap_mdev *mdev;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	mdev = vfio_ap_owner(apqn);
	if (mdev && mdev->kvm && ap_matrix_has_queue(&mdev->guest, apqn))
		status = "in use";
	else if (mdev)
		status = "assigned";
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return sysfs_emit(buf, "%s\n", status);
}
static DEVICE_ATTR_RO(status);

static struct attribute *vfio_ap_queue_attrs[] = {
	&dev_attr_status.attr,
	NULL
};

static const struct attribute_group vfio_ap_queue_group = {
	.attrs = vfio_ap_queue_attrs,
};

const struct attribute_group *vfio_ap_queue_groups[] = {
	&vfio_ap_queue_group,
	NULL
};
