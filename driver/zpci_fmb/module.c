// SPDX-License-Identifier: GPL-2.0
/*
 * The PCI driver: binding, and being told of resets. Like vfio-pci, it takes a
 * function only if driver_override says so.
 */
#include <linux/module.h>

#include "compat.h"
#include "zpci_fmb.h"

MODULE_DESCRIPTION("VFIO for zPCI functions, with their measurement blocks");
MODULE_AUTHOR("aptrace");
MODULE_LICENSE("GPL");

static struct zfmb *zfmb_of_pdev(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);

	return container_of(core, struct zfmb, core);
}

static int zfmb_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct zpci_dev *zdev = to_zpci(pdev);
	struct zfmb *zfmb;
	int ret;

	if (!zdev)
		return -ENODEV;
	zfmb = vfio_alloc_device(zfmb, core.vdev, &pdev->dev, &zfmb_vfio_ops);
	if (IS_ERR(zfmb))
		return PTR_ERR(zfmb);
	zfmb->zdev = zdev;
	zfmb_set_pci_ops(&zfmb->core);
	dev_set_drvdata(&pdev->dev, &zfmb->core);
	ret = vfio_pci_core_register_device(&zfmb->core);
	if (ret)
		vfio_put_device(&zfmb->core.vdev);
	return ret;
}

/* Waits until nobody has the device open any more. */
static void zfmb_remove(struct pci_dev *pdev)
{
	struct zfmb *zfmb = zfmb_of_pdev(pdev);

	vfio_pci_core_unregister_device(&zfmb->core);
	vfio_put_device(&zfmb->core.vdev);
}

/*
 * A reset of the function drops the measurement and leaves zdev->fmb as it was. This
 * is called after every reset by the PCI core, whoever wanted it, even after one
 * that failed, and also when nobody has the device open.
 */
static void zfmb_reset_done(struct pci_dev *pdev)
{
	device_lock_assert(&pdev->dev);
	zfmb_begin_anew(zfmb_of_pdev(pdev), VFIO_ZPCI_FMB_CAUSE_RESET);
}

/*
 * The host itself has recovered the function from an error, maybe by a reset. Of a
 * function that a user has open it only tells the user, unless the kernel is one of 7.x
 * without VFIO_PCI_ZDEV_KVM; so this is for those.
 */
static void zfmb_resume(struct pci_dev *pdev)
{
	device_lock_assert(&pdev->dev);
	zfmb_begin_anew(zfmb_of_pdev(pdev), VFIO_ZPCI_FMB_CAUSE_RECOVERY);
}

/*
 * No slot_reset: 6.12 would take that for the wish that the host recovers what a
 * user has open, which vfio-pci does not want.
 */
static const struct pci_error_handlers zfmb_err_handlers = {
	.error_detected = vfio_pci_core_aer_err_detected,
	.reset_done = zfmb_reset_done,
	.resume = zfmb_resume,
};

/*
 * No MODULE_DEVICE_TABLE(): its alias would be vfio-pci's own, and who looks for the
 * VFIO driver that fits a function best (libvirt does) would find two. This one is
 * loaded by its name.
 */
static const struct pci_device_id zfmb_ids[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{}
};

static struct pci_driver zfmb_driver = {
	.name = ZFMB_NAME,
	.id_table = zfmb_ids,
	.probe = zfmb_probe,
	.remove = zfmb_remove,
	.err_handler = &zfmb_err_handlers,
	.driver_managed_dma = true,
};
module_pci_driver(zfmb_driver);
