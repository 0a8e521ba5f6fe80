// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading: the "matrix" bus, its one device, and the driver name
 * that mdevctl, libvirt and ap-check look for.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <asm/facility.h>

#include "vfio_ap.h"

#define VFIO_AP_ROOT_NAME	"vfio_ap"
#define VFIO_AP_DEV_NAME	"matrix"

/* Facility 12: the QCI function of PQAP. */
#define VFIO_AP_FACILITY_QCI	12

/* Without extended addressing: 64 adapters of 16 domains. */
#define VFIO_AP_ADAPTER_MAX_BASIC	63
#define VFIO_AP_DOMAIN_MAX_BASIC	15

MODULE_DESCRIPTION("AP queue passthrough for KVM guests, with live migration");
MODULE_AUTHOR("aptrace");
MODULE_LICENSE("GPL");
VFIO_AP_IMPORT_NS_IOMMUFD;

struct vfio_ap_host *vfio_ap_host;

static struct device *vfio_ap_root;

static const struct bus_type vfio_ap_matrix_bus = {
	.name = "matrix",
};

/*
 * What this driver can do that not every version could. The kernel's own driver
 * has the attribute at the device, this one at the driver as well. Whoever looks at
 * either place finds it.
 */
#define VFIO_AP_FEATURES	"guest_matrix hotplug ap_config migratable\n"

static ssize_t features_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, VFIO_AP_FEATURES);
}
static DEVICE_ATTR_RO(features);

static struct attribute *vfio_ap_device_attrs[] = {
	&dev_attr_features.attr,
	NULL
};
ATTRIBUTE_GROUPS(vfio_ap_device);

static ssize_t vfio_ap_driver_features(struct device_driver *drv, char *buf)
{
	return sysfs_emit(buf, VFIO_AP_FEATURES);
}

static struct driver_attribute vfio_ap_driver_attr_features =
	__ATTR(features, 0444, vfio_ap_driver_features, NULL);

static struct attribute *vfio_ap_driver_attrs[] = {
	&vfio_ap_driver_attr_features.attr,
	NULL
};
ATTRIBUTE_GROUPS(vfio_ap_driver);

static struct device_driver vfio_ap_matrix_driver = {
	.name = VFIO_AP_DRV_NAME,
	.owner = THIS_MODULE,
	.bus = &vfio_ap_matrix_bus,
	.groups = vfio_ap_driver_groups,
	.dev_groups = vfio_ap_device_groups,
	.suppress_bind_attrs = true,
};

static void vfio_ap_host_release(struct device *dev)
{
	struct vfio_ap_host *host = container_of(dev, struct vfio_ap_host, device);

	WARN_ON(!xa_empty(&host->queues));
	xa_destroy(&host->queues);
	if (host->unmap_wq)
		destroy_workqueue(host->unmap_wq);
	if (host->wq)
		destroy_workqueue(host->wq);
	mutex_destroy(&host->mdevs_lock);
	mutex_destroy(&host->guests_lock);
	kfree(host);
}

/* What this machine has, and how far adapter and domain numbers go. */
static int __init vfio_ap_host_query(struct vfio_ap_host *host)
{
	struct ap_config_info info = {};
	int ret;

	host->adapter_max = VFIO_AP_ADAPTER_MAX_BASIC;
	host->domain_max = VFIO_AP_DOMAIN_MAX_BASIC;

	if (!test_facility(VFIO_AP_FACILITY_QCI))
		return 0;

	ret = ap_qci(&info);
	if (ret)
		return ret;

	if (info.apxa) {
		host->adapter_max = info.na;
		host->domain_max = info.nd;
	}
	vfio_ap_config_masks(&host->config, &info);
	return 0;
}

static int __init vfio_ap_host_create(void)
{
	struct vfio_ap_host *host;
	int ret;

	BUILD_BUG_ON(sizeof_field(struct ap_config_info, apm) != AP_MASK_BYTES);
	BUILD_BUG_ON(sizeof_field(struct ap_config_info, aqm) != AP_MASK_BYTES);
	BUILD_BUG_ON(sizeof_field(struct ap_config_info, adm) != AP_MASK_BYTES);

	vfio_ap_root = root_device_register(VFIO_AP_ROOT_NAME);
	if (IS_ERR(vfio_ap_root))
		return PTR_ERR(vfio_ap_root);

	ret = bus_register(&vfio_ap_matrix_bus);
	if (ret)
		goto err_root;

	host = kzalloc(sizeof(*host), GFP_KERNEL);
	if (!host) {
		ret = -ENOMEM;
		goto err_bus;
	}
	mutex_init(&host->guests_lock);
	mutex_init(&host->mdevs_lock);
	INIT_LIST_HEAD(&host->mdevs);
	xa_init(&host->queues);

	device_initialize(&host->device);
	host->device.bus = &vfio_ap_matrix_bus;
	host->device.parent = vfio_ap_root;
	host->device.release = vfio_ap_host_release;

	host->wq = alloc_workqueue(VFIO_AP_DRV_NAME, WQ_UNBOUND, 0);
	/* Not behind what a VMM can stall, nor behind the memory for a new thread. */
	host->unmap_wq = alloc_workqueue(VFIO_AP_DRV_NAME "_unmap",
					 WQ_UNBOUND | WQ_MEM_RECLAIM,
					 WQ_UNBOUND_MAX_ACTIVE);
	if (!host->wq || !host->unmap_wq) {
		ret = -ENOMEM;
		goto err_put;
	}
	ret = dev_set_name(&host->device, VFIO_AP_DEV_NAME);
	if (ret)
		goto err_put;
	ret = vfio_ap_host_query(host);
	if (ret)
		goto err_put;
	ret = device_add(&host->device);
	if (ret)
		goto err_put;

	/*
	 * The name of the mdev type begins with the name of the driver that the
	 * parent device is bound to, so the driver comes before the type.
	 */
	ret = driver_register(&vfio_ap_matrix_driver);
	if (ret)
		goto err_del;

	vfio_ap_host = host;
	vfio_ap_reset_init();
	vfio_ap_nib_host_init();
	return 0;

err_del:
	device_del(&host->device);
err_put:
	put_device(&host->device);
err_bus:
	bus_unregister(&vfio_ap_matrix_bus);
err_root:
	root_device_unregister(vfio_ap_root);
	return ret;
}

static void vfio_ap_host_destroy(void)
{
	struct vfio_ap_host *host = vfio_ap_host;

	vfio_ap_reset_exit();
	vfio_ap_nib_host_exit();
	driver_unregister(&vfio_ap_matrix_driver);
	device_unregister(&host->device);
	bus_unregister(&vfio_ap_matrix_bus);
	root_device_unregister(vfio_ap_root);
}

static int __init vfio_ap_init(void)
{
	int ret;

	if (!ap_instructions_available())
		return -ENODEV;

	ret = vfio_ap_host_create();
	if (ret)
		return ret;
	ret = vfio_ap_driver_register();
	if (ret)
		goto err_host;
	ret = vfio_ap_mdev_register();
	if (ret)
		goto err_driver;
	return 0;

err_driver:
	vfio_ap_driver_unregister();
err_host:
	vfio_ap_host_destroy();
	return ret;
}

static void __exit vfio_ap_exit(void)
{
	vfio_ap_mdev_unregister();
	vfio_ap_driver_unregister();
	vfio_ap_host_destroy();
}

module_init(vfio_ap_init);
module_exit(vfio_ap_exit);
