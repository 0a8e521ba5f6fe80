// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's PQAP(AQIC): KVM intercepts it and asks us.
 */
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <asm/uv.h>

#include "vfio_ap.h"

/* GR0, GR1 and GR2 of the instruction; GR1 is a union ap_qirq_ctrl. */
#define VFIO_AP_GR0_APQN	0xffffUL

static struct ap_queue_status vfio_ap_status(u8 rc)
{
	struct ap_queue_status status = {};

	status.response_code = rc;
	return status;
}

/*
 * The queue, if the guest has it. A queue that is assigned but withheld from
 * the guest's control block is, for the guest, not there.
 */
static struct vfio_ap_queue *vfio_ap_guest_queue(struct vfio_ap_mdev *mdev,
						 u16 apqn)
{
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	if (!mdev->kvm || !mdev->plugged ||
	    !ap_matrix_has_queue(&mdev->guest, apqn))
		return NULL;
	return xa_load(&vfio_ap_host->queues, apqn);
}

/*
 * May the machine write there for the guest? What is mapped for VFIO can be more
 * than the guest's memory (other devices' registers). KVM holds its SRCU lock.
 */
static bool vfio_ap_nib_in_memory(struct kvm *kvm, u64 iova)
{
	struct kvm_memory_slot *slot;

	if (!iova)
		return false;
	slot = __gfn_to_memslot(kvm_memslots(kvm), iova >> PAGE_SHIFT);
	return slot && !(slot->flags & (KVM_MEMSLOT_INVALID | KVM_MEM_READONLY));
}

/* The byte of a protected guest must be in memory that it shares with the host. */
static bool vfio_ap_nib_shared(struct kvm_vcpu *vcpu,
			       const struct vfio_ap_nib *nib)
{
	return !kvm_s390_pv_cpu_is_protected(vcpu) ||
	       !uv_pin_shared(page_to_phys(nib->page));
}

static struct ap_queue_status vfio_ap_aqic_on(struct vfio_ap_mdev *mdev,
					      struct kvm_vcpu *vcpu, u16 apqn,
					      u8 isc, u64 iova)
{
	struct ap_queue_status status = vfio_ap_status(AP_RESPONSE_Q_NOT_AVAIL);
	struct vfio_ap_queue *queue;
	struct vfio_ap_nib *nib;
	bool has;

	/* Before anything that takes long is done for a queue that is not there. */
	mutex_lock(&vfio_ap_host->mdevs_lock);
	has = vfio_ap_guest_queue(mdev, apqn);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	if (!has)
		return status;

	if (!vfio_ap_nib_in_memory(vcpu->kvm, iova))
		return vfio_ap_status(AP_RESPONSE_INVALID_ADDRESS);
	nib = vfio_ap_nib_create(mdev, vcpu->kvm, iova, isc);
	if (!nib)
		return vfio_ap_status(AP_RESPONSE_INVALID_ADDRESS);
	if (!vfio_ap_nib_shared(vcpu, nib)) {
		vfio_ap_nib_destroy(nib);
		return vfio_ap_status(AP_RESPONSE_INVALID_ADDRESS);
	}

	mutex_lock(&vfio_ap_host->mdevs_lock);
	queue = vfio_ap_guest_queue(mdev, apqn);
	if (queue && queue->resetting) {
		/* What the reset switches off must not be on again before it ends. */
		status = vfio_ap_status(AP_RESPONSE_RESET_IN_PROGRESS);
	} else if (queue) {
		status = vfio_ap_irq_enable(queue, nib);
		if (status.response_code == AP_RESPONSE_NORMAL) {
			vfio_ap_nib_attach(queue, nib);
			nib = NULL;
		}
	}
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	if (nib)
		vfio_ap_nib_destroy(nib);
	return status;
}

static bool vfio_ap_aqic_off_step(struct vfio_ap_mdev *mdev, void *context)
{
	const u16 *apqn = context;
	struct vfio_ap_queue *queue = xa_load(&vfio_ap_host->queues, *apqn);

	/* Gone, or its reset has seen to it, or it is somebody else's now. */
	if (!queue || !queue->nib || queue->nib->kvm != mdev->kvm)
		return true;
	if (!vfio_ap_irq_is_off(queue))
		return false;
	vfio_ap_nib_done(queue);
	return true;
}

static struct ap_queue_status vfio_ap_aqic_off(struct vfio_ap_mdev *mdev,
					       u16 apqn)
{
	struct ap_queue_status status = vfio_ap_status(AP_RESPONSE_Q_NOT_AVAIL);
	struct vfio_ap_queue *queue;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	queue = vfio_ap_guest_queue(mdev, apqn);
	if (queue)
		status = vfio_ap_irq_disable(queue);
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	/*
	 * The page is the guest's to use again as soon as the instruction has
	 * ended, so the machine must have stopped writing there. A queue that
	 * takes longer than a second keeps it pinned.
	 */
	if (queue && (status.response_code == AP_RESPONSE_NORMAL ||
		      status.response_code == AP_RESPONSE_OTHERWISE_CHANGED))
		vfio_ap_irq_wait(mdev, vfio_ap_aqic_off_step, &apqn);
	return status;
}

/**
 * vfio_ap_pqap_hook - a guest executes PQAP(AQIC)
 * @vcpu: the guest's CPU that does
 *
 * KVM has checked the function code, the facility and the reserved bits of GR0.
 * GR1 is set to the status word; KVM makes the condition code of it.
 *
 * Context: process; KVM holds the CPU's mutex, its SRCU lock and, for reading,
 * pqap_hook_rwsem, so that the mdev cannot be closed meanwhile.
 * Return: 0; -EOPNOTSUPP if the guest has no adapter interruption
 * virtualization, which is left to its VMM.
 */
int vfio_ap_pqap_hook(struct kvm_vcpu *vcpu)
{
	/* User space has these mapped: each is read once. */
	__u64 *gprs = vcpu->run->s.regs.gprs;
	union ap_qirq_ctrl control = { .value = READ_ONCE(gprs[1]) };
	u16 apqn = READ_ONCE(gprs[0]) & VFIO_AP_GR0_APQN;
	u64 iova = READ_ONCE(gprs[2]);
	union ap_queue_status_reg answer = {};
	struct vfio_ap_mdev *mdev;

	if (!(vcpu->arch.sie_block->eca & ECA_AIV))
		return -EOPNOTSUPP;
	mdev = container_of(vcpu->kvm->arch.crypto.pqap_hook,
			    struct vfio_ap_mdev, pqap_hook);

	if (!vfio_ap_unmaps_lock_hook(mdev, control.ir, iova)) {
		answer.status = vfio_ap_status(AP_RESPONSE_BUSY);
	} else {
		if (control.ir)
			answer.status = vfio_ap_aqic_on(mdev, vcpu, apqn,
							control.isc, iova);
		else
			answer.status = vfio_ap_aqic_off(mdev, apqn);
		mutex_unlock(&mdev->nib_lock);
	}

	WRITE_ONCE(gprs[1], answer.value);
	return 0;
}

/**
 * vfio_ap_pqap_set_hook - let KVM ask this mdev, or nobody
 * @mdev: the mdev, with a guest: bound, and not yet unbound
 * @set: whether to ask
 *
 * When the hook has been taken away no CPU is in it any more; that can take as
 * long as user space likes, as the hook pins user memory.
 *
 * Context: process, holds none of the host's locks.
 */
void vfio_ap_pqap_set_hook(struct vfio_ap_mdev *mdev, bool set)
{
	struct kvm *kvm = mdev->kvm;

	lockdep_assert_not_held(&vfio_ap_host->guests_lock);
	lockdep_assert_not_held(&vfio_ap_host->mdevs_lock);
	down_write(&kvm->arch.crypto.pqap_hook_rwsem);
	kvm->arch.crypto.pqap_hook = set ? &mdev->pqap_hook : NULL;
	up_write(&kvm->arch.crypto.pqap_hook_rwsem);
}
