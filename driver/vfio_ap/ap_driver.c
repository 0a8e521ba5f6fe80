// SPDX-License-Identifier: GPL-2.0
/*
 * What the AP bus tells us: queues come and go, the host's configuration
 * changes, the administrator wants queues back.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "vfio_ap.h"

static const struct ap_device_id vfio_ap_queue_ids[] = {
	{ .dev_type = AP_DEVICE_TYPE_CEX4,
	  .match_flags = AP_DEVICE_ID_MATCH_QUEUE_TYPE },
	{ .dev_type = AP_DEVICE_TYPE_CEX5,
	  .match_flags = AP_DEVICE_ID_MATCH_QUEUE_TYPE },
	{ .dev_type = AP_DEVICE_TYPE_CEX6,
	  .match_flags = AP_DEVICE_ID_MATCH_QUEUE_TYPE },
	{ .dev_type = AP_DEVICE_TYPE_CEX7,
	  .match_flags = AP_DEVICE_ID_MATCH_QUEUE_TYPE },
	{ .dev_type = AP_DEVICE_TYPE_CEX8,
	  .match_flags = AP_DEVICE_ID_MATCH_QUEUE_TYPE },
	{ /* end */ }
};
MODULE_DEVICE_TABLE(vfio_ap, vfio_ap_queue_ids);

/*
 * Lock for the mdev that owns a queue. The owner cannot change between the
 * look-up and the locks, because guests_lock is held from before the former. Whoever
 * calls this waits for a VMM that stalls its own guest's lock: no queue may go before the
 * guest has lost it. So does a scan of the AP bus that removes it, but nobody who needs
 * no more than the locks of this driver.
 */
static struct vfio_ap_mdev *vfio_ap_lock_owner(u16 apqn)
{
	struct vfio_ap_mdev *mdev;
	struct kvm *kvm;

	for (;;) {
		mutex_lock(&vfio_ap_host->guests_lock);
		mdev = vfio_ap_owner(apqn);
		kvm = mdev ? mdev->kvm : NULL;
		if (vfio_ap_try_lock_kvm(kvm))
			return mdev;
		vfio_ap_await_kvm(kvm);
	}
}

static void vfio_ap_unlock_owner(struct vfio_ap_mdev *mdev)
{
	vfio_ap_unlock_kvm(mdev ? mdev->kvm : NULL);
	mutex_unlock(&vfio_ap_host->guests_lock);
}

/**
 * vfio_ap_queue_probe - a queue is bound to this driver
 * @ap_dev: the queue's device
 *
 * Whatever was in the queue, it is reset before a guest gets it: the AP bus
 * begins a reset when a driver gives a queue away, but waits for none. If the
 * queue is assigned to an mdev it may then complete an adapter that had to be
 * withheld from the guest.
 *
 * Context: process; the AP bus holds the device lock. Sleeps until the reset
 * has ended or was given up.
 * Return: 0 or a negative errno.
 */
static int vfio_ap_queue_probe(struct ap_device *ap_dev)
{
	u16 apqn = to_ap_queue(&ap_dev->device)->qid;
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_queue *queue;
	int ret;

	queue = kzalloc(sizeof(*queue), GFP_KERNEL);
	if (!queue)
		return -ENOMEM;
	queue->apqn = apqn;

	mutex_lock(&host->mdevs_lock);
	queue->birth = ++host->births;
	ret = xa_insert(&host->queues, apqn, queue, GFP_KERNEL);
	if (!ret) {
		dev_set_drvdata(&ap_dev->device, queue);
		vfio_ap_reset_start(NULL, queue, VFIO_AP_RESET_UNPLUG);
	}
	mutex_unlock(&host->mdevs_lock);

	if (ret) {
		kfree(queue);
		return ret;
	}
	/* Only remove(), which the device lock keeps out, frees the queue. */
	wait_event(host->reset_wait, !READ_ONCE(queue->resetting));
	vfio_ap_reset_settle();
	return 0;
}

/**
 * vfio_ap_queue_remove - a queue is taken from this driver
 * @ap_dev: the queue's device
 *
 * The guest loses the whole adapter first, its queues are reset, and only when
 * this queue's reset has ended may somebody else have it.
 *
 * Context: process; the AP bus holds the device lock. Sleeps until the reset
 * has ended or was given up.
 */
static void vfio_ap_queue_remove(struct ap_device *ap_dev)
{
	struct vfio_ap_queue *queue = dev_get_drvdata(&ap_dev->device);
	struct vfio_ap_host *host = vfio_ap_host;
	u16 apqn = queue->apqn;
	struct vfio_ap_mdev *mdev;

	mdev = vfio_ap_lock_owner(apqn);
	queue->removing = true;
	if (mdev)
		vfio_ap_refresh(mdev);
	if (!queue->resetting)
		vfio_ap_reset_start(mdev, queue, VFIO_AP_RESET_UNPLUG);
	vfio_ap_unlock_owner(mdev);

	/* The guest's matrix may be refreshed before the lock is held again. */
	for (;;) {
		wait_event(host->reset_wait, !READ_ONCE(queue->resetting));
		mutex_lock(&host->mdevs_lock);
		if (!queue->resetting)
			break;
		mutex_unlock(&host->mdevs_lock);
	}
	vfio_ap_nib_forget(queue);
	xa_erase(&host->queues, apqn);
	dev_set_drvdata(&ap_dev->device, NULL);
	mutex_unlock(&host->mdevs_lock);
	kfree(queue);
}

/**
 * vfio_ap_in_use - the administrator wants queues for the host's drivers
 * @apm: adapters that would be the host's
 * @aqm: domains that would be the host's
 *
 * Context: process; the AP bus holds ap_perms_mutex.
 * Return: 0, or -EADDRINUSE if an mdev has one of the queues.
 */
static int vfio_ap_in_use(unsigned long *apm, unsigned long *aqm)
{
	struct vfio_ap_mdev *mdev;
	struct ap_matrix wanted = {};
	int ret = 0;

	lockdep_assert_held(&vfio_ap_perms_mutex);
	memcpy(wanted.apm.bits, apm, AP_MASK_BYTES);
	memcpy(wanted.aqm.bits, aqm, AP_MASK_BYTES);

	mutex_lock(&vfio_ap_host->mdevs_lock);
	list_for_each_entry(mdev, &vfio_ap_host->mdevs, node) {
		if (ap_matrix_shares_queue(&mdev->assigned, &wanted)) {
			ret = -EADDRINUSE;
			break;
		}
	}
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return ret;
}

/*
 * The guests see it when this returns, but for one whose lock somebody holds just then: a
 * VMM can hold on to it for as long as it likes, and must not have the AP bus wait.
 */
static void vfio_ap_set_config(const struct ap_matrix *config)
{
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_mdev *mdev;

	mutex_lock(&host->mdevs_lock);
	host->config = *config;
	list_for_each_entry(mdev, &host->mdevs, node)
		WRITE_ONCE(mdev->refresh, true);
	mutex_unlock(&host->mdevs_lock);
	vfio_ap_refresh_guests();
}

/* What QCI says, as a matrix. */
void vfio_ap_config_masks(struct ap_matrix *config,
			  const struct ap_config_info *info)
{
	memcpy(config->apm.bits, info->apm, AP_MASK_BYTES);
	memcpy(config->aqm.bits, info->aqm, AP_MASK_BYTES);
	memcpy(config->adm.bits, info->adm, AP_MASK_BYTES);
}

/**
 * vfio_ap_on_config_changed - a scan of the AP bus begins, QCI has changed
 * @new_info: what the host has now
 * @old_info: what it had
 *
 * What is gone leaves the guests at once (see vfio_ap_set_config()). What is new waits
 * until the scan has made devices of it: see struct vfio_ap_host.
 */
static void vfio_ap_on_config_changed(struct ap_config_info *new_info,
				      struct ap_config_info *old_info)
{
	struct ap_matrix config, old;

	vfio_ap_config_masks(&config, new_info);
	vfio_ap_config_masks(&old, old_info);
	ap_mask_and(&config.apm, &config.apm, &old.apm);
	ap_mask_and(&config.aqm, &config.aqm, &old.aqm);
	ap_mask_and(&config.adm, &config.adm, &old.adm);
	vfio_ap_set_config(&config);
}

/**
 * vfio_ap_on_scan_complete - the scan that began with a change has ended
 * @new_info: what the host has
 * @old_info: what it had before the scan
 */
static void vfio_ap_on_scan_complete(struct ap_config_info *new_info,
				     struct ap_config_info *old_info)
{
	struct ap_matrix config;

	vfio_ap_config_masks(&config, new_info);
	vfio_ap_set_config(&config);
}

static struct ap_driver vfio_ap_driver = {
	.probe = vfio_ap_queue_probe,
	.remove = vfio_ap_queue_remove,
	.in_use = vfio_ap_in_use,
	.on_config_changed = vfio_ap_on_config_changed,
	.on_scan_complete = vfio_ap_on_scan_complete,
	.ids = (struct ap_device_id *)vfio_ap_queue_ids,
	.driver = {
		.dev_groups = vfio_ap_queue_groups,
	},
};

int vfio_ap_driver_register(void)
{
	return ap_driver_register(&vfio_ap_driver, THIS_MODULE, VFIO_AP_DRV_NAME);
}

void vfio_ap_driver_unregister(void)
{
	ap_driver_unregister(&vfio_ap_driver);
}
