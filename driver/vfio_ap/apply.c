// SPDX-License-Identifier: GPL-2.0
/*
 * Applying a source's configuration to the destination's mdev.
 *
 * The guest must see exactly what it saw on the source. What else was assigned
 * there (over-provisioned: the guest did not see it) comes along if it can, as
 * long as the guest still does not see it.
 */
#include "vfio_ap.h"

struct vfio_ap_apply {
	struct vfio_ap_mdev *mdev;
	struct ap_matrix target;
	u16 dropped;
};

static void vfio_ap_apply_drop(struct vfio_ap_apply *apply, u32 kind, u32 id)
{
	apply->dropped++;
	vfio_ap_event_dropped(apply->mdev, kind, id);
}

/*
 * Would the guest see this adapter if it were assigned? Only if the host has it
 * and every one of its queues in the guest's domains can be used.
 */
static bool vfio_ap_apply_adapter_shows(struct vfio_ap_apply *apply,
					const struct ap_mask *domains,
					unsigned int adapter)
{
	unsigned int domain;

	if (!ap_mask_test(&vfio_ap_host->config.apm, adapter))
		return false;
	ap_mask_for_each(domain, domains) {
		if (!vfio_ap_usable(apply->mdev, AP_APQN(adapter, domain)))
			return false;
	}
	return true;
}

/* May the mdev have these adapters with these domains, next to what it gets? */
static bool vfio_ap_apply_allowed(struct vfio_ap_apply *apply,
				  const struct ap_mask *adapters,
				  const struct ap_mask *domains)
{
	struct ap_matrix matrix = { .apm = *adapters, .aqm = *domains };

	return !vfio_ap_validate(apply->mdev, &matrix);
}

static bool vfio_ap_apply_domain(struct vfio_ap_apply *apply, unsigned int domain)
{
	struct ap_mask one = {};

	/* One that the host has would be seen. */
	if (domain > vfio_ap_host->domain_max ||
	    ap_mask_test(&vfio_ap_host->config.aqm, domain))
		return false;
	ap_mask_set(&one, domain);
	if (!vfio_ap_apply_allowed(apply, &apply->target.apm, &one))
		return false;
	ap_mask_set(&apply->target.aqm, domain);
	return true;
}

static bool vfio_ap_apply_adapter(struct vfio_ap_apply *apply,
				  const struct ap_mask *guest_domains,
				  unsigned int adapter)
{
	struct ap_mask one = {};

	if (adapter > vfio_ap_host->adapter_max ||
	    vfio_ap_apply_adapter_shows(apply, guest_domains, adapter))
		return false;
	ap_mask_set(&one, adapter);
	if (!vfio_ap_apply_allowed(apply, &one, &apply->target.aqm))
		return false;
	ap_mask_set(&apply->target.apm, adapter);
	return true;
}

static bool vfio_ap_apply_control_domain(struct vfio_ap_apply *apply,
					 unsigned int domain)
{
	/* One that the host has would be seen. */
	if (domain > vfio_ap_host->domain_max ||
	    ap_mask_test(&vfio_ap_host->config.adm, domain))
		return false;
	ap_mask_set(&apply->target.adm, domain);
	return true;
}

static void vfio_ap_apply_extras(struct vfio_ap_apply *apply,
				 const struct ap_matrix *assigned,
				 const struct ap_matrix *guest)
{
	struct ap_mask extra;
	unsigned int nr;

	ap_mask_andnot(&extra, &assigned->aqm, &guest->aqm);
	ap_mask_for_each(nr, &extra) {
		if (!vfio_ap_apply_domain(apply, nr))
			vfio_ap_apply_drop(apply, VFIO_AP_DROPPED_DOMAIN, nr);
	}

	ap_mask_andnot(&extra, &assigned->apm, &guest->apm);
	ap_mask_for_each(nr, &extra) {
		if (!vfio_ap_apply_adapter(apply, &guest->aqm, nr))
			vfio_ap_apply_drop(apply, VFIO_AP_DROPPED_ADAPTER, nr);
	}

	ap_mask_andnot(&extra, &assigned->adm, &guest->adm);
	ap_mask_for_each(nr, &extra) {
		if (!vfio_ap_apply_control_domain(apply, nr))
			vfio_ap_apply_drop(apply, VFIO_AP_DROPPED_CONTROL_DOMAIN,
					   nr);
	}
}

/* A verdict that comes late: what it is about was good when it was judged. */
static void vfio_ap_apply_refuse(struct vfio_ap_mig_file *file, u8 kind,
				 u16 number, u32 reasons, u32 index)
{
	struct vfio_ap_ev_verdict verdict = {
		.kind = kind,
		.apqn = number,
		.reasons = reasons,
		.index = index,
		.count = file->verdicts,
	};
	struct ap_stream_queue entry;

	if (kind == VFIO_AP_VERDICT_QUEUE &&
	    !ap_stream_get_queue(&file->parser, file->buf, index, &entry)) {
		verdict.src_rc = entry.rc;
		verdict.src_info = entry.info;
	}
	if (kind == VFIO_AP_VERDICT_CONTROL_DOMAIN)
		file->bad_control_domains++;
	else
		file->bad_queues++;
	vfio_ap_event_verdict(file->mdev, &verdict);
}

/* As vfio_ap_judge_mask() numbers them: each that is wanted has its index. */
static void vfio_ap_apply_refuse_mask(struct vfio_ap_mig_file *file, u8 kind,
				      u32 reasons, const struct ap_mask *wanted,
				      const struct ap_mask *have, u32 *index)
{
	unsigned int nr;

	ap_mask_for_each(nr, wanted) {
		if (!ap_mask_test(have, nr))
			vfio_ap_apply_refuse(file, kind, nr, reasons, *index);
		(*index)++;
	}
}

/*
 * Is everything as it was when it was judged? The rules about ownership are
 * applied again; those about the hardware are as old as vfio_ap_mig_finish() lets
 * them be, and are about the same devices.
 */
static int vfio_ap_apply_check(struct vfio_ap_mdev *mdev,
			       struct vfio_ap_mig_file *file)
{
	const struct ap_matrix *wanted = &file->parser.guest;
	struct vfio_ap_host *host = vfio_ap_host;
	struct ap_matrix guest;
	bool refused = false;
	u32 apqn, index = 0;

	ap_matrix_for_each_queue(apqn, wanted) {
		struct vfio_ap_queue *queue = xa_load(&host->queues, apqn);

		if (queue && queue->birth > file->births)
			return -EAGAIN;
	}

	ap_matrix_filter(&guest, wanted, &host->config, vfio_ap_usable, mdev);
	ap_matrix_for_each_queue(apqn, wanted) {
		struct ap_compat_destination dst = {};
		u32 reasons;

		vfio_ap_judge_ownership(mdev, apqn, &dst);
		reasons = ap_compat_judge_ownership(&dst);
		if (reasons) {
			vfio_ap_apply_refuse(file, VFIO_AP_VERDICT_QUEUE, apqn,
					     reasons, index);
			refused = true;
		}
		index++;
	}
	if (refused)
		return -ENODEV;
	if (ap_matrix_equal(&guest, wanted))
		return 0;

	index = file->queues;
	if (!file->queues) {
		vfio_ap_apply_refuse_mask(file, VFIO_AP_VERDICT_ADAPTER,
					  VFIO_AP_REASON_MASK(NOT_CONFIGURED),
					  &wanted->apm, &guest.apm, &index);
		vfio_ap_apply_refuse_mask(file, VFIO_AP_VERDICT_DOMAIN,
					  VFIO_AP_REASON_MASK(NOT_CONFIGURED),
					  &wanted->aqm, &guest.aqm, &index);
	}
	vfio_ap_apply_refuse_mask(file, VFIO_AP_VERDICT_CONTROL_DOMAIN,
				  VFIO_AP_REASON_MASK(CONTROL_DOMAIN),
				  &wanted->adm, &guest.adm, &index);
	/* The rules know every cause; should they not, say what it is about. */
	index = 0;
	ap_matrix_for_each_queue(apqn, wanted) {
		if (!ap_matrix_has_queue(&guest, apqn))
			vfio_ap_apply_refuse(file, VFIO_AP_VERDICT_QUEUE, apqn,
					     VFIO_AP_REASON_MASK(FILTERED),
					     index);
		index++;
	}
	return -ENODEV;
}

/**
 * vfio_ap_mig_apply - let the mdev have the source's configuration
 * @mdev: the mdev
 * @file: the data file; its stream is complete and was judged compatible
 *
 * What the verdicts were based on can have changed since, so it is validated
 * again under the locks under which it is then applied. Nothing is changed
 * before all is known to be good, and nothing can fail after that, so there is
 * nothing to roll back.
 *
 * Context: holds mig.lock and the file's lock; takes the configuration's locks.
 * Return: 0; -ENODEV, after verdicts that say why; -EAGAIN if a queue is not
 * the device that was judged.
 */
int vfio_ap_mig_apply(struct vfio_ap_mdev *mdev, struct vfio_ap_mig_file *file)
{
	const struct ap_matrix *wanted = &file->parser.guest;
	struct vfio_ap_apply apply = { .mdev = mdev, .target = *wanted };
	u64 begin_ns = ktime_get_ns();
	int ret;

	lockdep_assert_held(&mdev->mig.lock);
	lockdep_assert_held(&file->lock);

	vfio_ap_lock_config(mdev);
	ret = vfio_ap_apply_check(mdev, file);
	if (!ret) {
		vfio_ap_apply_extras(&apply, &file->parser.assigned, wanted);
		vfio_ap_assign(mdev, &apply.target);
		/* The guest saw just this where it comes from, as far as is known here. */
		mdev->seen = mdev->guest;
		mdev->mig.applied = true;
	}
	if (ret != -EAGAIN)
		vfio_ap_event_apply(mdev, apply.dropped, ret,
				    ktime_get_ns() - begin_ns);
	vfio_ap_unlock_config(mdev);
	return ret;
}
