// SPDX-License-Identifier: GPL-2.0
/* Mediated devices: creation and removal. */
#include <linux/module.h>

#include "vfio_ap.h"

#define VFIO_AP_TYPE_NAME	"passthrough"
#define VFIO_AP_TYPE_PRETTY	"VFIO AP Passthrough Device"
#define VFIO_AP_INSTANCES_MAX	65536

static int vfio_ap_mdev_probe(struct mdev_device *mdev_device)
{
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_mdev *mdev;
	int ret;

	mdev = vfio_alloc_device(vfio_ap_mdev, vdev, &mdev_device->dev,
				 &vfio_ap_device_ops);
	if (IS_ERR(mdev))
		return PTR_ERR(mdev);
	mdev->mdev = mdev_device;
	vfio_ap_event_init(mdev);
	dev_set_drvdata(&mdev_device->dev, mdev);

	/* In the list before anybody can open it. */
	mutex_lock(&host->guests_lock);
	mutex_lock(&host->mdevs_lock);
	list_add(&mdev->node, &host->mdevs);
	mutex_unlock(&host->mdevs_lock);
	mutex_unlock(&host->guests_lock);

	ret = vfio_register_emulated_iommu_dev(&mdev->vdev);
	if (!ret) {
		vfio_ap_outcomes_publish(mdev);
		return 0;
	}

	mutex_lock(&host->guests_lock);
	mutex_lock(&host->mdevs_lock);
	list_del(&mdev->node);
	mutex_unlock(&host->mdevs_lock);
	mutex_unlock(&host->guests_lock);
	vfio_put_device(&mdev->vdev);
	return ret;
}

/*
 * The driver core has removed the attributes and the VFIO core lets nobody
 * open the device any more, so nothing can be assigned or begun after this.
 */
static void vfio_ap_mdev_remove(struct mdev_device *mdev_device)
{
	struct vfio_ap_mdev *mdev = dev_get_drvdata(&mdev_device->dev);
	struct vfio_ap_host *host = vfio_ap_host;
	struct ap_matrix nothing = {};

	vfio_unregister_group_dev(&mdev->vdev);

	vfio_ap_lock_guest(mdev);
	vfio_ap_assign(mdev, &nothing);
	vfio_ap_unlock_guest(mdev);
	vfio_ap_reset_wait(mdev);

	mutex_lock(&host->guests_lock);
	mutex_lock(&host->mdevs_lock);
	list_del(&mdev->node);
	mutex_unlock(&host->mdevs_lock);
	mutex_unlock(&host->guests_lock);

	vfio_put_device(&mdev->vdev);
}

static struct mdev_driver vfio_ap_mdev_driver = {
	.device_api = VFIO_DEVICE_API_AP_STRING,
	.max_instances = VFIO_AP_INSTANCES_MAX,
	.driver = {
		.name = "vfio_ap_mdev",
		.owner = THIS_MODULE,
		.mod_name = KBUILD_MODNAME,
		.dev_groups = vfio_ap_mdev_groups,
	},
	.probe = vfio_ap_mdev_probe,
	.remove = vfio_ap_mdev_remove,
};

int vfio_ap_mdev_register(void)
{
	struct vfio_ap_host *host = vfio_ap_host;
	int ret;

	ret = mdev_register_driver(&vfio_ap_mdev_driver);
	if (ret)
		return ret;

	host->mdev_type.sysfs_name = VFIO_AP_TYPE_NAME;
	host->mdev_type.pretty_name = VFIO_AP_TYPE_PRETTY;
	host->mdev_types = &host->mdev_type;
	ret = mdev_register_parent(&host->mdev_parent, &host->device,
				   &vfio_ap_mdev_driver, &host->mdev_types, 1);
	if (ret)
		mdev_unregister_driver(&vfio_ap_mdev_driver);
	return ret;
}

void vfio_ap_mdev_unregister(void)
{
	mdev_unregister_parent(&vfio_ap_host->mdev_parent);
	mdev_unregister_driver(&vfio_ap_mdev_driver);
}
