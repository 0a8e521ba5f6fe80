// SPDX-License-Identifier: GPL-2.0
/* The source: STOP -> STOP_COPY takes the snapshot that reads then serve. */
#include <linux/uuid.h>

#include "vfio_ap.h"

/* TAPQ, once, for each queue of the guest: straight into the queue table. */
static void vfio_ap_mig_snapshot_queues(void *buf, const struct ap_matrix *guest)
{
	struct ap_stream_queue entry;
	struct ap_tapq_hwinfo info;
	struct ap_queue_status status;
	u32 apqn, index = 0;

	ap_matrix_for_each_queue(apqn, guest) {
		/* The T bit: without it the information is not guaranteed (X1). */
		info.value = 0;
		status = ap_test_queue(apqn, 1, &info);
		entry.apqn = apqn;
		entry.rc = status.response_code;
		entry.info = ap_info_valid(entry.rc, status.async) ? info.value : 0;
		WARN_ON_ONCE(ap_stream_put_queue(buf, index++, &entry));
		cond_resched();
	}
}

/**
 * vfio_ap_mig_save - take the snapshot and open the data file
 * @mdev: the mdev
 *
 * A queue whose TAPQ fails is saved as such: the destination names it with all
 * the others, in one place.
 *
 * Context: holds mig.lock.
 * Return: the data file; -EOPNOTSUPP if this host is itself a Secure Execution
 * guest; -ENOMEM.
 */
struct file *vfio_ap_mig_save(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig_file *file;
	struct ap_matrix assigned, guest;
	uuid_t migration_id;
	int ret;

	lockdep_assert_held(&mdev->mig.lock);
	if (ap_is_se_guest())
		return ERR_PTR(-EOPNOTSUPP);

	mutex_lock(&vfio_ap_host->mdevs_lock);
	assigned = mdev->assigned;
	guest = mdev->guest;
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	file = vfio_ap_mig_file_alloc(mdev, VFIO_AP_ROLE_SOURCE,
				      ap_stream_bytes(ap_matrix_queues(&guest)));
	if (!file)
		return ERR_PTR(-ENOMEM);

	uuid_gen(&migration_id);
	ret = ap_stream_begin(file->buf, file->buf_bytes, migration_id.b,
			      &assigned, &guest);
	if (WARN_ON_ONCE(ret)) {
		vfio_ap_mig_file_put(file);
		return ERR_PTR(ret);
	}
	vfio_ap_mig_snapshot_queues(file->buf, &guest);
	file->total_bytes = ap_stream_seal(file->buf);
	file->queues = ap_matrix_queues(&guest);

	vfio_ap_event_set_id(mdev, migration_id.b);
	vfio_ap_event_begin(mdev, file->total_bytes, &guest);
	return vfio_ap_mig_file_open(file);
}
