// SPDX-License-Identifier: GPL-2.0
/*
 * The source: what the data file serves.
 *
 * It is made of parts. One that is there never changes, so that readers need no
 * lock for it (review finding R08). A migration that begins in STOP_COPY has
 * one part: header, CONFIG, END. One that begins in PRE_COPY has header and
 * CONFIG first; another CONFIG whenever the guest's configuration has changed
 * since; and END last, in STOP_COPY.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uuid.h>

#include "vfio_ap.h"
#include "../core/crc32c.h"

/* TAPQ, once, for each queue of the guest: straight into the queue table. */
static void vfio_ap_save_queues(void *config, const struct ap_matrix *guest)
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
		WARN_ON_ONCE(ap_config_put_queue(config, index++, &entry));
		cond_resched();
	}
}

/*
 * Can anything have changed since the last CONFIG? What queues say of themselves
 * is not asked now: that is done once, when the guest is paused.
 */
static bool vfio_ap_save_is_stale(struct vfio_ap_mig_file *file)
{
	struct vfio_ap_mdev *mdev = file->mdev;
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_queue *queue;
	bool stale;
	u32 apqn;

	lockdep_assert_held(&file->lock);
	mutex_lock(&host->mdevs_lock);
	stale = !ap_matrix_equal(&file->assigned, &mdev->assigned) ||
		!ap_matrix_equal(&file->guest, &mdev->guest);
	if (!stale && file->births != host->births) {
		ap_matrix_for_each_queue(apqn, &file->guest) {
			queue = xa_load(&host->queues, apqn);
			stale = !queue || queue->birth > file->births;
			if (stale)
				break;
		}
		if (!stale)
			file->births = host->births;
	}
	mutex_unlock(&host->mdevs_lock);
	return stale;
}

static struct vfio_ap_mig_part *vfio_ap_save_part_alloc(size_t bytes)
{
	struct vfio_ap_mig_part *part;

	part = kvzalloc(struct_size(part, data, bytes), GFP_KERNEL_ACCOUNT);
	if (part)
		part->bytes = bytes;
	return part;
}

/**
 * struct vfio_ap_save_config - what a CONFIG record is to say
 * @assigned: what is assigned
 * @guest: what the guest sees
 * @births: vfio_ap_host.births now
 */
struct vfio_ap_save_config {
	struct ap_matrix assigned;
	struct ap_matrix guest;
	u64 births;
};

static void vfio_ap_save_config_get(const struct vfio_ap_mdev *mdev,
				    struct vfio_ap_save_config *config)
{
	mutex_lock(&vfio_ap_host->mdevs_lock);
	config->assigned = mdev->assigned;
	config->guest = mdev->guest;
	config->births = vfio_ap_host->births;
	mutex_unlock(&vfio_ap_host->mdevs_lock);
}

/* What a part of the stream is to have, beside CONFIG. */
#define VFIO_AP_SAVE_HEADER	0x1
#define VFIO_AP_SAVE_END	0x2

static size_t vfio_ap_save_config_put(u8 *at, size_t bytes,
				      const struct vfio_ap_save_config *config)
{
	WARN_ON_ONCE(ap_config_begin(at, bytes, &config->assigned,
				     &config->guest));
	vfio_ap_save_queues(at, &config->guest);
	return ap_config_seal(at);
}

/* Is it, byte by byte, what was said last? */
static bool vfio_ap_save_is_news(const struct vfio_ap_mig_file *file,
				 const u8 *config, size_t bytes)
{
	return bytes != file->config_bytes ||
	       memcmp(config, file->config, bytes);
}

/*
 * Make a part and add it to the file. A CONFIG that says nothing new is left
 * out, and so is a part that has nothing else. Nothing has changed if there is
 * no memory.
 */
static int vfio_ap_save_add(struct vfio_ap_mig_file *file, unsigned int what)
{
	struct vfio_ap_mdev *mdev = file->mdev;
	struct vfio_ap_save_config config;
	struct vfio_ap_mig_part *part;
	size_t config_bytes, total;
	uuid_t migration_id;
	bool news;
	u8 *at;

	lockdep_assert_held(&file->lock);
	vfio_ap_save_config_get(mdev, &config);
	config_bytes = ap_stream_config_bytes(ap_matrix_queues(&config.guest));
	total = config_bytes;
	if (what & VFIO_AP_SAVE_HEADER)
		total += AP_STREAM_HEADER_BYTES;
	if (what & VFIO_AP_SAVE_END)
		total += AP_STREAM_END_BYTES;
	part = vfio_ap_save_part_alloc(total);
	if (!part)
		return -ENOMEM;

	at = part->data;
	if (what & VFIO_AP_SAVE_HEADER) {
		uuid_gen(&migration_id);
		WARN_ON_ONCE(ap_stream_put_header(at, migration_id.b,
						  what & VFIO_AP_SAVE_END ?
						  total : 0));
		vfio_ap_event_set_id(mdev, migration_id.b);
		at += AP_STREAM_HEADER_BYTES;
	}

	WARN_ON_ONCE(vfio_ap_save_config_put(at, config_bytes, &config) !=
		     config_bytes);
	file->births = config.births;
	news = vfio_ap_save_is_news(file, at, config_bytes);
	if (news) {
		file->assigned = config.assigned;
		file->guest = config.guest;
		file->queues = ap_matrix_queues(&config.guest);
		file->config = at;
		file->config_bytes = config_bytes;
		file->records++;
		at += config_bytes;
	}

	file->crc = ap_crc32c(file->crc, part->data, at - part->data);
	if (what & VFIO_AP_SAVE_END) {
		ap_stream_put_end(at, file->ready_bytes + (at - part->data),
				  file->crc, file->records);
		at += AP_STREAM_END_BYTES;
	}

	part->bytes = at - part->data;
	if (!part->bytes) {
		kvfree(part);
		return 0;
	}
	part->first_bytes = file->ready_bytes;
	list_add_tail(&part->node, &file->parts);
	file->ready_bytes += part->bytes;
	if (what & VFIO_AP_SAVE_END) {
		file->final = true;
		file->total_bytes = file->ready_bytes;
	}
	if (news)
		vfio_ap_event_begin(mdev, file->total_bytes, &file->guest);
	return 0;
}

/**
 * vfio_ap_mig_save - a transfer begins: take the snapshot, open the data file
 * @mdev: the mdev
 * @pre_copy: the guest runs on: this is the first part of the stream
 *
 * A queue whose TAPQ fails is saved as such: the destination names it with all
 * the others, in one place.
 *
 * Context: holds mig.lock.
 * Return: the data file; -EOPNOTSUPP if this host is itself a Secure Execution
 * guest; -ENOMEM.
 */
struct file *vfio_ap_mig_save(struct vfio_ap_mdev *mdev, bool pre_copy)
{
	struct vfio_ap_mig_file *file;
	int ret;

	lockdep_assert_held(&mdev->mig.lock);
	if (ap_is_se_guest())
		return ERR_PTR(-EOPNOTSUPP);

	file = vfio_ap_mig_file_alloc(mdev, VFIO_AP_ROLE_SOURCE);
	if (!file)
		return ERR_PTR(-ENOMEM);

	mutex_lock(&file->lock);
	ret = vfio_ap_save_add(file, VFIO_AP_SAVE_HEADER |
			       (pre_copy ? 0 : VFIO_AP_SAVE_END));
	file->initial_bytes = file->ready_bytes;
	mutex_unlock(&file->lock);
	if (ret) {
		vfio_ap_mig_file_put(file);
		return ERR_PTR(ret);
	}
	return vfio_ap_mig_file_open(file);
}

/**
 * vfio_ap_mig_save_finish - the guest is paused: add the last part
 * @mdev: the mdev; its transfer has begun in PRE_COPY
 *
 * Each queue is asked once more: the AP bus does not make it known when one goes
 * offline, or when a Secure Execution guest binds it. From here on neither can
 * matter. If nothing has changed, which is the rule, only END is added.
 *
 * Context: holds mig.lock.
 * Return: 0 or -ENOMEM, and the file is as it was.
 */
int vfio_ap_mig_save_finish(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig_file *file = mdev->mig.file;
	int ret;

	lockdep_assert_held(&mdev->mig.lock);
	mutex_lock(&file->lock);
	ret = vfio_ap_save_add(file, VFIO_AP_SAVE_END);
	mutex_unlock(&file->lock);
	return ret;
}

/**
 * vfio_ap_mig_save_update - in PRE_COPY: has what was sent become wrong?
 * @file: the data file, live
 *
 * Then the new configuration is added, so that the destination can refuse it
 * while the guest still runs. Not for ever: a stream has an end, and what comes
 * too often is sent once more in STOP_COPY.
 *
 * Context: holds the file's lock.
 * Return: 0 or -ENOMEM.
 */
int vfio_ap_mig_save_update(struct vfio_ap_mig_file *file)
{
	size_t ready_bytes;
	int ret;

	lockdep_assert_held(&file->lock);
	if (file->final ||
	    !ap_stream_config_fits(file->ready_bytes, file->records) ||
	    !vfio_ap_save_is_stale(file))
		return 0;
	ready_bytes = file->ready_bytes;
	ret = vfio_ap_save_add(file, 0);
	if (!ret && file->ready_bytes != ready_bytes &&
	    vfio_ap_precopy_info_v2(&file->mdev->vdev)) {
		/* For the user this is initial data, which comes once more. */
		file->initial_bytes = file->ready_bytes;
		file->reinit = true;
	}
	return ret;
}
