// SPDX-License-Identifier: GPL-2.0
/*
 * The guest: its locks, and the masks in its control block (APCB).
 */
#include "vfio_ap.h"

/**
 * vfio_ap_try_lock_kvm - lock for a change of what one guest sees, if it can be had
 * @kvm: the guest, NULL if there is none
 *
 * KVM reads user memory under kvm->lock, for as long as its VMM likes. Nobody else may
 * have to wait for that: so nobody waits for kvm->lock with a lock of the host. Who
 * cannot do without drops what others need, calls vfio_ap_await_kvm(), and begins anew.
 *
 * Context: holds guests_lock, which keeps the guest from going away.
 * Return: true, and kvm->lock and mdevs_lock are held, too; or false, and nothing has
 * changed.
 */
bool vfio_ap_try_lock_kvm(struct kvm *kvm)
{
	lockdep_assert_held(&vfio_ap_host->guests_lock);
	if (kvm && !mutex_trylock(&kvm->lock))
		return false;
	mutex_lock(&vfio_ap_host->mdevs_lock);
	return true;
}

/**
 * vfio_ap_unlock_kvm - undo what vfio_ap_try_lock_kvm() has done
 * @kvm: what it was called with
 *
 * Context: holds guests_lock, kvm->lock and mdevs_lock; only the first when it returns.
 */
void vfio_ap_unlock_kvm(struct kvm *kvm)
{
	lockdep_assert_held(&vfio_ap_host->guests_lock);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	if (kvm)
		mutex_unlock(&kvm->lock);
}

/**
 * vfio_ap_await_kvm - wait until kvm->lock is likely to be had
 * @kvm: what vfio_ap_try_lock_kvm() has failed for
 *
 * A reference keeps the guest meanwhile. If its VMM closes the device before this is
 * over, that may be the last one, and the VM is destroyed here, with no lock of KVM or of
 * this driver.
 *
 * Context: process; holds guests_lock and no other lock of the host; none of them when
 * it returns.
 */
void vfio_ap_await_kvm(struct kvm *kvm)
{
	lockdep_assert_held(&vfio_ap_host->guests_lock);
	lockdep_assert_not_held(&vfio_ap_perms_mutex);
	lockdep_assert_not_held(&vfio_ap_host->mdevs_lock);
	kvm_get_kvm(kvm);
	mutex_unlock(&vfio_ap_host->guests_lock);
	mutex_lock(&kvm->lock);
	mutex_unlock(&kvm->lock);
	kvm_put_kvm(kvm);
}

/**
 * vfio_ap_lock_guest - lock for a change of what one guest sees
 * @mdev: its mdev
 *
 * guests_lock before kvm->lock: it keeps mdev->kvm from changing. kvm->lock
 * before mdevs_lock: KVM calls back with its own locks held.
 *
 * Context: process, holds none of the host's locks: the guest's VMM can have this
 * wait.
 */
void vfio_ap_lock_guest(struct vfio_ap_mdev *mdev)
{
	struct kvm *kvm;

	for (;;) {
		mutex_lock(&vfio_ap_host->guests_lock);
		kvm = mdev->kvm;
		if (vfio_ap_try_lock_kvm(kvm))
			return;
		vfio_ap_await_kvm(kvm);
	}
}

void vfio_ap_unlock_guest(struct vfio_ap_mdev *mdev)
{
	vfio_ap_unlock_kvm(mdev->kvm);
	mutex_unlock(&vfio_ap_host->guests_lock);
}

/**
 * vfio_ap_lock_config - lock for a change of an assignment
 * @mdev: the mdev
 *
 * As vfio_ap_lock_guest(), and apmask and aqmask stay as they are.
 */
void vfio_ap_lock_config(struct vfio_ap_mdev *mdev)
{
	struct kvm *kvm;

	for (;;) {
		mutex_lock(&vfio_ap_perms_mutex);
		mutex_lock(&vfio_ap_host->guests_lock);
		kvm = mdev->kvm;
		if (vfio_ap_try_lock_kvm(kvm))
			return;
		mutex_unlock(&vfio_ap_perms_mutex);
		vfio_ap_await_kvm(kvm);
	}
}

void vfio_ap_unlock_config(struct vfio_ap_mdev *mdev)
{
	vfio_ap_unlock_guest(mdev);
	mutex_unlock(&vfio_ap_perms_mutex);
}

/**
 * vfio_ap_guest_set_masks - let the guest see its matrix
 * @mdev: its mdev
 *
 * Context: holds guests_lock, kvm->lock and mdevs_lock.
 */
void vfio_ap_guest_set_masks(struct vfio_ap_mdev *mdev)
{
	lockdep_assert_held(&vfio_ap_host->guests_lock);
	lockdep_assert_held(&mdev->kvm->lock);
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	mdev->seen = mdev->guest;
	kvm_arch_crypto_set_masks(mdev->kvm,
				  vfio_ap_mask_bitmap(&mdev->guest.apm),
				  vfio_ap_mask_bitmap(&mdev->guest.aqm),
				  vfio_ap_mask_bitmap(&mdev->guest.adm));
}

/**
 * vfio_ap_guest_bind - a VMM opens the device for its guest
 * @mdev: the mdev
 * @kvm: the guest
 *
 * The mdev remembers the guest, with a reference: up to close the VFIO core may
 * drop its own, and forget or change vfio_device.kvm, when a second opener fails
 * (vfio_df_ioctl_bind_iommufd() of 6.12 to 7.3). Close puts it.
 *
 * Return: 0; -ENODEV if the mdev is being removed; -EPERM if the guest has
 * another vfio_ap device already: it has one control block, so it can have one
 * matrix.
 */
int vfio_ap_guest_bind(struct vfio_ap_mdev *mdev, struct kvm *kvm)
{
	struct vfio_ap_mdev *other;
	int ret = 0;

	for (;;) {
		mutex_lock(&vfio_ap_host->guests_lock);
		if (vfio_ap_try_lock_kvm(kvm))
			break;
		vfio_ap_await_kvm(kvm);
	}

	if (mdev->revoked)
		ret = -ENODEV;
	list_for_each_entry(other, &vfio_ap_host->mdevs, node) {
		if (other->kvm == kvm) {
			ret = -EPERM;
			break;
		}
	}
	if (!ret) {
		kvm_get_kvm(kvm);
		mdev->kvm = kvm;
		mdev->plugged = true;
		vfio_ap_guest_set_masks(mdev);
	}

	vfio_ap_unlock_kvm(kvm);
	mutex_unlock(&vfio_ap_host->guests_lock);
	return ret;
}

/**
 * vfio_ap_guest_unbind - the VMM closes the device
 * @mdev: the mdev
 *
 * The guest loses its queues, then they are reset. Returns when that has
 * ended, so that the next user finds them clean.
 */
void vfio_ap_guest_unbind(struct vfio_ap_mdev *mdev)
{
	struct kvm *kvm;

	vfio_ap_lock_guest(mdev);
	kvm = mdev->kvm;
	kvm_arch_crypto_clear_masks(kvm);
	mdev->plugged = false;
	mdev->kvm = NULL;
	vfio_ap_reset_assigned(mdev, VFIO_AP_RESET_CLOSE);

	vfio_ap_unlock_kvm(kvm);
	mutex_unlock(&vfio_ap_host->guests_lock);

	vfio_ap_reset_wait(mdev);
}

/**
 * vfio_ap_guest_plug - the device may be used: let the guest see its matrix
 * @mdev: the mdev, open
 *
 * If the matrix has changed since the guest last saw it, it is told so.
 *
 * Context: process, takes the guest's locks.
 */
void vfio_ap_guest_plug(struct vfio_ap_mdev *mdev)
{
	vfio_ap_lock_guest(mdev);
	if (mdev->kvm && !mdev->plugged && !mdev->revoked) {
		bool changed = !ap_matrix_equal(&mdev->seen, &mdev->guest);

		mdev->plugged = true;
		vfio_ap_guest_set_masks(mdev);
		if (changed)
			vfio_ap_irq_signal(mdev, VFIO_AP_IRQ_CFG_CHG);
	}
	vfio_ap_unlock_guest(mdev);
	vfio_ap_irqs_unpark(mdev);
}

/**
 * vfio_ap_guest_unplug - the device must not be used: the guest sees no queue
 * @mdev: the mdev, open
 *
 * In STOP and in the data transfer states no queue may take a message, deliver
 * a reply or interrupt (review finding R24). What the guest would see is kept.
 *
 * Context: process, takes the guest's locks.
 * Return: 0; or -EIO if interrupts cannot be switched off, and then the guest
 * has the queues that it had. Interrupts of one that has been told to, and does it
 * later, are off from then on, up to the next time that this succeeds and the guest
 * goes on.
 */
int vfio_ap_guest_unplug(struct vfio_ap_mdev *mdev)
{
	int ret;

	vfio_ap_lock_guest(mdev);
	if (mdev->kvm && mdev->plugged) {
		mdev->plugged = false;
		kvm_arch_crypto_clear_masks(mdev->kvm);
	}
	vfio_ap_unlock_guest(mdev);

	ret = vfio_ap_irqs_park(mdev);
	if (ret)
		vfio_ap_guest_plug(mdev);
	return ret;
}

/**
 * vfio_ap_guest_revoke - the device is wanted back: the guest loses its queues
 * @mdev: the mdev, open
 *
 * For good: this is called when the mdev is being removed.
 *
 * Context: process, takes the guest's locks.
 */
void vfio_ap_guest_revoke(struct vfio_ap_mdev *mdev)
{
	vfio_ap_lock_guest(mdev);
	mdev->revoked = true;
	if (mdev->kvm && mdev->plugged) {
		mdev->plugged = false;
		kvm_arch_crypto_clear_masks(mdev->kvm);
		vfio_ap_irq_signal(mdev, VFIO_AP_IRQ_CFG_CHG);
	}
	vfio_ap_unlock_guest(mdev);
}
