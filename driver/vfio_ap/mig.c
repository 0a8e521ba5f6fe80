// SPDX-License-Identifier: GPL-2.0
/*
 * The migration state machine (Documentation/migration.rst).
 *
 * A session is what one migration is on this host: it begins when the device
 * leaves RUNNING and ends when it is back there, reset or closed.
 */
#include <linux/file.h>

#include "vfio_ap.h"

static void vfio_ap_mig_set_state_locked(struct vfio_ap_mdev *mdev,
					 enum vfio_device_mig_state state)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	u64 now_ns = ktime_get_ns();

	lockdep_assert_held(&mig->lock);
	mig->state_ns[mig->state] += now_ns - mig->state_since_ns;
	mig->state_since_ns = now_ns;
	mig->state = state;
	vfio_ap_event_set_state(mdev, state);
}

static void vfio_ap_session_begin(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig *mig = &mdev->mig;

	lockdep_assert_held(&mig->lock);
	mig->err = 0;
	memset(mig->state_ns, 0, sizeof(mig->state_ns));
	mig->begin_ns = ktime_get_ns();
	mig->state_since_ns = mig->begin_ns;
	vfio_ap_event_session_begin(mdev);
}

/* A data transfer begins; what was of an earlier one in this session is over. */
static void vfio_ap_session_data(struct vfio_ap_mdev *mdev, u8 role)
{
	struct vfio_ap_mig *mig = &mdev->mig;

	lockdep_assert_held(&mig->lock);
	mig->complete = false;
	mig->applied = false;
	memset(&mig->result, 0, sizeof(mig->result));
	vfio_ap_event_begin_data(mdev, role);
}

static u32 vfio_ap_session_outcome(const struct vfio_ap_mig *mig, u32 cause)
{
	if (mig->hdr.role == VFIO_AP_ROLE_SOURCE) {
		if (cause == VFIO_AP_CAUSE_CLOSE && mig->complete)
			return VFIO_AP_OUTCOME_COMPLETED;
		if (mig->err)
			return VFIO_AP_OUTCOME_FAILED;
		return cause == VFIO_AP_CAUSE_STATE ?
			VFIO_AP_OUTCOME_ROLLED_BACK : VFIO_AP_OUTCOME_ABORTED;
	}
	if (mig->result.err)
		return VFIO_AP_OUTCOME_REFUSED;
	if (mig->applied && cause == VFIO_AP_CAUSE_STATE)
		return VFIO_AP_OUTCOME_COMPLETED;
	return mig->err ? VFIO_AP_OUTCOME_FAILED : VFIO_AP_OUTCOME_ABORTED;
}

/* The device left the migration; nothing of it may be live any more. */
static void vfio_ap_session_end(struct vfio_ap_mdev *mdev, u32 cause)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	u64 now_ns = ktime_get_ns();
	int err;

	lockdep_assert_held(&mig->lock);
	WARN_ON_ONCE(mig->file);
	if (!mig->hdr.session)
		return;
	/* A mere pause of the guest is no migration. */
	if (mig->hdr.role == VFIO_AP_ROLE_NONE) {
		vfio_ap_event_session_drop(mdev);
		return;
	}
	mig->state_ns[mig->state] += now_ns - mig->state_since_ns;
	mig->state_since_ns = now_ns;
	err = mig->result.err ? mig->result.err : mig->err;
	vfio_ap_event_end(mdev, vfio_ap_session_outcome(mig, cause), cause, err,
			  now_ns - mig->begin_ns);
}

/*
 * Another guest's state is to be loaded. A VMM resets the device before; if it does not,
 * and the guest that it had has used the queues, their old replies and interrupts must
 * not come to the new one, whose memory is elsewhere. Should a reset fail, the queue's
 * verdict is not good.
 */
static void vfio_ap_mig_forget_guest(struct vfio_ap_mdev *mdev)
{
	bool used;

	lockdep_assert_held(&mdev->mig.lock);
	mutex_lock(&vfio_ap_host->mdevs_lock);
	used = mdev->used;
	if (used)
		vfio_ap_reset_assigned(mdev, VFIO_AP_RESET_UNPLUG);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	if (used)
		vfio_ap_reset_wait(mdev);
}

/* An arc, as a number for switch. */
#define VFIO_AP_ARC(from, to) \
	(VFIO_DEVICE_STATE_##from << 8 | VFIO_DEVICE_STATE_##to)

/**
 * vfio_ap_mig_step - take one arc
 * @mdev: the mdev
 * @to: where it leads from the current state
 *
 * These are all arcs that vfio_mig_get_next_state() knows. No AP queue reaches
 * another device's memory, so the states with P2P are like those without.
 *
 * Return: the data file if the arc opens one, else NULL; or an error pointer,
 * and the device is as it was before.
 */
static struct file *vfio_ap_mig_step(struct vfio_ap_mdev *mdev,
				     enum vfio_device_mig_state to)
{
	struct file *file;
	int ret;

	lockdep_assert_held(&mdev->mig.lock);

	switch (mdev->mig.state << 8 | to) {
	case VFIO_AP_ARC(RUNNING, RUNNING_P2P):
	case VFIO_AP_ARC(RUNNING_P2P, RUNNING):
	case VFIO_AP_ARC(PRE_COPY, PRE_COPY_P2P):
	case VFIO_AP_ARC(PRE_COPY_P2P, PRE_COPY):
		return NULL;

	case VFIO_AP_ARC(RUNNING_P2P, STOP):
		return ERR_PTR(vfio_ap_guest_unplug(mdev));
	case VFIO_AP_ARC(STOP, RUNNING_P2P):
		vfio_ap_guest_plug(mdev);
		return NULL;

	case VFIO_AP_ARC(RUNNING, PRE_COPY):
	case VFIO_AP_ARC(RUNNING_P2P, PRE_COPY_P2P):
		vfio_ap_session_data(mdev, VFIO_AP_ROLE_SOURCE);
		return vfio_ap_mig_save(mdev, true);
	case VFIO_AP_ARC(STOP, STOP_COPY):
		vfio_ap_session_data(mdev, VFIO_AP_ROLE_SOURCE);
		return vfio_ap_mig_save(mdev, false);
	case VFIO_AP_ARC(PRE_COPY_P2P, STOP_COPY):
		ret = vfio_ap_guest_unplug(mdev);
		if (ret)
			return ERR_PTR(ret);
		ret = vfio_ap_mig_save_finish(mdev);
		if (ret)
			vfio_ap_guest_plug(mdev);
		return ERR_PTR(ret);
	case VFIO_AP_ARC(PRE_COPY, RUNNING):
	case VFIO_AP_ARC(PRE_COPY_P2P, RUNNING_P2P):
	case VFIO_AP_ARC(STOP_COPY, STOP):
		vfio_ap_mig_file_kill(mdev);
		return NULL;

	case VFIO_AP_ARC(STOP, RESUMING):
		vfio_ap_session_data(mdev, VFIO_AP_ROLE_DESTINATION);
		file = vfio_ap_mig_resume(mdev);
		/* What the device has is its guest's until this cannot fail any more. */
		if (!IS_ERR(file))
			vfio_ap_mig_forget_guest(mdev);
		return file;
	case VFIO_AP_ARC(RESUMING, STOP):
		ret = vfio_ap_mig_finish(mdev);
		if (ret)
			return ERR_PTR(ret);
		vfio_ap_mig_file_kill(mdev);
		/* Queues that the mdev had before and has no more. */
		vfio_ap_reset_wait(mdev);
		return NULL;
	}

	/* vfio_mig_get_next_state() gives no other arc. */
	WARN_ON_ONCE(true);
	return ERR_PTR(-EINVAL);
}

/* One arc with its bookkeeping. */
static struct file *vfio_ap_mig_arc(struct vfio_ap_mdev *mdev,
				    enum vfio_device_mig_state target,
				    enum vfio_device_mig_state to)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	enum vfio_device_mig_state from = mig->state;
	u64 begin_ns = ktime_get_ns();
	struct file *file;
	int err;

	lockdep_assert_held(&mig->lock);
	if (from == VFIO_DEVICE_STATE_RUNNING) {
		/* A request that leads through RUNNING ends a migration there. */
		vfio_ap_session_end(mdev, VFIO_AP_CAUSE_STATE);
		vfio_ap_session_begin(mdev);
	}

	file = vfio_ap_mig_step(mdev, to);
	err = PTR_ERR_OR_ZERO(file);
	if (!err)
		vfio_ap_mig_set_state_locked(mdev, to);
	else if (!mig->err)
		mig->err = err;
	vfio_ap_event_arc(mdev, target, from, to, err, ktime_get_ns() - begin_ns);
	return file;
}

/**
 * vfio_ap_mig_set_state - VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, set
 * @vdev: the VFIO device
 * @target: the state asked for, any number
 *
 * Takes one arc after the other until @target is reached or one fails; then the
 * device is in the state before that arc, where it is as valid as it was.
 *
 * Return: the data file, NULL, or an error pointer.
 */
static struct file *vfio_ap_mig_set_state(struct vfio_device *vdev,
					  enum vfio_device_mig_state target)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);
	struct vfio_ap_mig *mig = &mdev->mig;
	u64 begin_ns = ktime_get_ns();
	enum vfio_device_mig_state from, next;
	struct file *file = NULL;
	int err = 0;

	mutex_lock(&mig->lock);
	from = mig->state;
	while (!err && mig->state != target) {
		err = vfio_mig_get_next_state(vdev, mig->state, target, &next);
		if (err)
			break;
		file = vfio_ap_mig_arc(mdev, target, next);
		err = PTR_ERR_OR_ZERO(file);
		/* Only the last arc opens a file. */
		if (!err && file && mig->state != target) {
			WARN_ON_ONCE(true);
			fput(file);
			file = NULL;
			err = -EINVAL;
		}
	}
	vfio_ap_event_request(mdev, target, from, mig->state, err,
			      ktime_get_ns() - begin_ns);
	if (mig->state == VFIO_DEVICE_STATE_RUNNING)
		vfio_ap_session_end(mdev, VFIO_AP_CAUSE_STATE);
	mutex_unlock(&mig->lock);
	return err ? ERR_PTR(err) : file;
}

static int vfio_ap_mig_get_state(struct vfio_device *vdev,
				 enum vfio_device_mig_state *state)
{
	struct vfio_ap_mig *mig = &to_vfio_ap_mdev(vdev)->mig;

	mutex_lock(&mig->lock);
	*state = mig->state;
	mutex_unlock(&mig->lock);
	return 0;
}

/*
 * What the guest has now: the size of a stream that begins in STOP_COPY, if nothing
 * is plugged before. After PRE_COPY the rest is an END record, as a rule; this is
 * an upper bound then, as the configuration can have changed.
 */
static int vfio_ap_mig_get_data_size(struct vfio_device *vdev,
				     unsigned long *stop_copy_bytes)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);

	mutex_lock(&vfio_ap_host->mdevs_lock);
	*stop_copy_bytes = ap_stream_bytes(ap_matrix_queues(&mdev->guest));
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return 0;
}

static const struct vfio_migration_ops vfio_ap_mig_ops = {
	.migration_set_state = vfio_ap_mig_set_state,
	.migration_get_state = vfio_ap_mig_get_state,
	.migration_get_data_size = vfio_ap_mig_get_data_size,
};

void vfio_ap_mig_init(struct vfio_ap_mdev *mdev)
{
	mutex_init(&mdev->mig.lock);
	spin_lock_init(&mdev->mig.hdr_lock);
	mdev->mig.state = VFIO_DEVICE_STATE_RUNNING;
	mdev->vdev.migration_flags = VFIO_MIGRATION_STOP_COPY |
				     VFIO_MIGRATION_P2P |
				     VFIO_MIGRATION_PRE_COPY;
	mdev->vdev.mig_ops = &vfio_ap_mig_ops;
	/* Else every report would fail: better to have a VMM know that before. */
	if (IS_ENABLED(CONFIG_IOMMUFD_DRIVER))
		mdev->vdev.log_ops = &vfio_ap_log_ops;
}

void vfio_ap_mig_release(struct vfio_ap_mdev *mdev)
{
	WARN_ON(mdev->mig.file);
	vfio_ap_outcomes_free(mdev);
	mutex_destroy(&mdev->mig.lock);
}

/* Back to RUNNING, from any state and whatever was going on. */
static void vfio_ap_mig_abort(struct vfio_ap_mdev *mdev, u32 cause)
{
	struct vfio_ap_mig *mig = &mdev->mig;

	mutex_lock(&mig->lock);
	vfio_ap_mig_file_kill(mdev);
	/* A closed device is no longer in any state: keep the last for the end. */
	if (cause == VFIO_AP_CAUSE_CLOSE)
		vfio_ap_session_end(mdev, cause);
	vfio_ap_mig_set_state_locked(mdev, VFIO_DEVICE_STATE_RUNNING);
	if (cause == VFIO_AP_CAUSE_RESET) {
		vfio_ap_session_end(mdev, cause);
		vfio_ap_guest_plug(mdev);
	}
	mutex_unlock(&mig->lock);
}

/* The device was reset: the guest has its queues again. */
void vfio_ap_mig_reset(struct vfio_ap_mdev *mdev)
{
	vfio_ap_mig_abort(mdev, VFIO_AP_CAUSE_RESET);
}

/* The device is being closed: the guest will not need them any more. */
void vfio_ap_mig_close(struct vfio_ap_mdev *mdev)
{
	vfio_ap_mig_abort(mdev, VFIO_AP_CAUSE_CLOSE);
}
