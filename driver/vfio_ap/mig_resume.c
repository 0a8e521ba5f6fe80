// SPDX-License-Identifier: GPL-2.0
/*
 * The destination: what has arrived is judged as soon as it is complete, and
 * applied by RESUMING -> STOP.
 */
#include <linux/jiffies.h>

#include "vfio_ap.h"

/* How old a verdict about the hardware may be when it is acted upon. */
#define VFIO_AP_VERDICT_MS	5000

/**
 * vfio_ap_mig_resume - open the data file that takes a stream
 * @mdev: the mdev
 *
 * Context: holds mig.lock.
 * Return: the data file; -EOPNOTSUPP if this host is itself a Secure Execution
 * guest; -ENOMEM.
 */
struct file *vfio_ap_mig_resume(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig_file *file;

	lockdep_assert_held(&mdev->mig.lock);
	if (ap_is_se_guest())
		return ERR_PTR(-EOPNOTSUPP);

	file = vfio_ap_mig_file_alloc(mdev, VFIO_AP_ROLE_DESTINATION);
	if (!file)
		return ERR_PTR(-ENOMEM);
	return vfio_ap_mig_file_open(file);
}

/**
 * vfio_ap_judge_ownership - who has a queue here
 * @mdev: the mdev that wants it
 * @apqn: the queue
 * @dst: gets all but what TAPQ says
 *
 * Context: holds ap_perms_mutex and mdevs_lock.
 */
void vfio_ap_judge_ownership(struct vfio_ap_mdev *mdev, u16 apqn,
			     struct ap_compat_destination *dst)
{
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_queue *queue;
	struct vfio_ap_mdev *owner;

	lockdep_assert_held(&vfio_ap_perms_mutex);
	lockdep_assert_held(&host->mdevs_lock);
	dst->configured = ap_matrix_has_queue(&host->config, apqn);
	dst->host_owned = ap_owned_by_def_drv(AP_APQN_ADAPTER(apqn),
					      AP_APQN_DOMAIN(apqn)) > 0;
	queue = xa_load(&host->queues, apqn);
	dst->bound = queue && !queue->removing;
	dst->passable = dst->bound && vfio_ap_usable(mdev, apqn);
	owner = vfio_ap_owner(apqn);
	dst->in_use = owner && owner != mdev;
}

/* What the queue is here: the one TAPQ of this side. */
static void vfio_ap_judge_tapq(u16 apqn, struct ap_compat_destination *dst)
{
	struct ap_tapq_hwinfo info = { .value = 0 };
	struct ap_queue_status status;

	status = ap_test_queue(apqn, 1, &info);
	dst->tapq_done = true;
	dst->rc = status.response_code;
	dst->async = status.async;
	dst->info = info.value;
}

static u32 vfio_ap_judge_queues(struct vfio_ap_mig_file *file, u32 count)
{
	struct ap_stream_queue entry;
	u32 index, bad = 0;

	for (index = 0; index < file->queues; index++) {
		struct ap_compat_destination dst = {};
		struct vfio_ap_ev_verdict verdict = {};
		struct ap_compat_source src;

		if (WARN_ON_ONCE(ap_stream_get_queue(&file->parser, file->buf,
						     index, &entry)))
			continue;
		src.rc = entry.rc;
		src.info = entry.info;

		/* Each for itself, so that nobody waits for a long table. */
		mutex_lock(&vfio_ap_perms_mutex);
		mutex_lock(&vfio_ap_host->mdevs_lock);
		vfio_ap_judge_ownership(file->mdev, entry.apqn, &dst);
		mutex_unlock(&vfio_ap_host->mdevs_lock);
		mutex_unlock(&vfio_ap_perms_mutex);
		if (dst.configured)
			vfio_ap_judge_tapq(entry.apqn, &dst);

		verdict.kind = VFIO_AP_VERDICT_QUEUE;
		verdict.apqn = entry.apqn;
		verdict.src_rc = src.rc;
		verdict.dst_rc = dst.rc;
		verdict.src_info = src.info;
		verdict.dst_info = dst.info;
		verdict.reasons = ap_compat_judge_queue(&src, &dst);
		verdict.index = index;
		verdict.count = count;
		if (verdict.reasons)
			bad++;
		vfio_ap_event_verdict(file->mdev, &verdict);
		cond_resched();
	}
	return bad;
}

/* Each number in @wanted must be in @have; else @reason. */
static u32 vfio_ap_judge_mask(struct vfio_ap_mig_file *file, u8 kind, u32 reason,
			      const struct ap_mask *wanted,
			      const struct ap_mask *have, u32 *index, u32 count)
{
	unsigned int nr;
	u32 bad = 0;

	ap_mask_for_each(nr, wanted) {
		struct vfio_ap_ev_verdict verdict = {
			.kind = kind,
			.apqn = nr,
			.index = (*index)++,
			.count = count,
		};

		if (!ap_mask_test(have, nr)) {
			verdict.reasons = reason;
			bad++;
		}
		vfio_ap_event_verdict(file->mdev, &verdict);
	}
	return bad;
}

/**
 * vfio_ap_mig_judge - the configuration has arrived: can this host take it?
 * @file: the data file; parser.have_config is true
 *
 * Also once more, if much may have happened since: each time is one of its own,
 * with all its events.
 *
 * Every queue and every control domain is judged, so that an operator sees all
 * problems at once. A guest that has adapters without domains, or domains
 * without adapters, has no queue; then these are judged.
 *
 * Context: holds the file's lock; takes ap_perms_mutex and mdevs_lock, shortly
 * and again and again.
 * Return: 0, or -ENODEV if something is missing or not compatible.
 */
int vfio_ap_mig_judge(struct vfio_ap_mig_file *file)
{
	const struct ap_stream_parser *parser = &file->parser;
	const struct ap_matrix *guest = &parser->guest;
	struct ap_matrix config;
	u32 count, index;

	lockdep_assert_held(&file->lock);
	file->judged_jiffies = jiffies;
	vfio_ap_event_begin(file->mdev, file->total_bytes, guest);
	mutex_lock(&vfio_ap_host->mdevs_lock);
	config = vfio_ap_host->config;
	file->births = vfio_ap_host->births;
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	file->queues = parser->queues;
	count = parser->queues + ap_mask_weight(&guest->adm);
	if (!parser->queues)
		count += ap_mask_weight(&guest->apm) +
			 ap_mask_weight(&guest->aqm);

	file->verdicts = count;
	file->bad_queues = vfio_ap_judge_queues(file, count);
	index = parser->queues;
	if (!parser->queues) {
		file->bad_queues +=
			vfio_ap_judge_mask(file, VFIO_AP_VERDICT_ADAPTER,
					   VFIO_AP_REASON_MASK(NOT_CONFIGURED),
					   &guest->apm, &config.apm, &index,
					   count);
		file->bad_queues +=
			vfio_ap_judge_mask(file, VFIO_AP_VERDICT_DOMAIN,
					   VFIO_AP_REASON_MASK(NOT_CONFIGURED),
					   &guest->aqm, &config.aqm, &index,
					   count);
	}
	file->bad_control_domains =
		vfio_ap_judge_mask(file, VFIO_AP_VERDICT_CONTROL_DOMAIN,
				   VFIO_AP_REASON_MASK(CONTROL_DOMAIN),
				   &guest->adm, &config.adm, &index, count);
	file->judging_jiffies = jiffies - file->judged_jiffies;
	return file->bad_queues || file->bad_control_domains ? -ENODEV : 0;
}

/*
 * Nobody tells when the hardware of a queue fails, and what was judged in PRE_COPY, or
 * before an operator had the guest go on, can be long ago. Else it is asked once.
 *
 * Very many queues, or slow ones, take long to judge, and a new verdict would be as old
 * as that when it is there. So it must have been waiting for longer than it took.
 */
static bool vfio_ap_judge_is_old(const struct vfio_ap_mig_file *file)
{
	unsigned long most = max(msecs_to_jiffies(VFIO_AP_VERDICT_MS),
				 2 * file->judging_jiffies);

	return file->parser.pre_copy ||
	       time_after(jiffies, file->judged_jiffies + most);
}

/**
 * vfio_ap_mig_finish - RESUMING -> STOP: nothing more comes; apply it
 * @mdev: the mdev
 *
 * Context: holds mig.lock.
 * Return: 0; or a negative errno, the device is unchanged and in RESUMING: the
 * sticky errno of the data file; -EBADMSG if the stream is not complete, which
 * the rest of it can mend; -ENODEV if this host cannot take the guest any more;
 * -EAGAIN if queues come and go as fast as they are judged.
 */
int vfio_ap_mig_finish(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig_file *file = mdev->mig.file;
	int ret;

	lockdep_assert_held(&mdev->mig.lock);
	mutex_lock(&file->lock);
	ret = file->err;
	if (!ret && !file->parser.complete) {
		file->truncated = true;
		ret = ap_stream_error(VFIO_AP_STREAM_TRUNCATED)->err;
	}
	if (!ret && vfio_ap_judge_is_old(file))
		ret = vfio_ap_mig_judge(file);
	if (!ret)
		ret = vfio_ap_mig_apply(mdev, file);
	if (ret == -EAGAIN) {
		/* Another device has come under one of the numbers. */
		ret = vfio_ap_mig_judge(file);
		if (!ret)
			ret = vfio_ap_mig_apply(mdev, file);
	}
	if (ret == -ENODEV)
		file->err = ret;
	mutex_unlock(&file->lock);
	return ret;
}
