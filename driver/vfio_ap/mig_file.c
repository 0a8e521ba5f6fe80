// SPDX-License-Identifier: GPL-2.0
/*
 * Migration data files.
 *
 * A file is an object of its own, which the open file and the mdev hold; so
 * neither cares when the other goes (review findings R01 to R07). The mdev
 * kills the file when it leaves the state that the file belongs to.
 */
#include <linux/anon_inodes.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio_ap.h"

static void vfio_ap_mig_file_free(struct kref *ref)
{
	struct vfio_ap_mig_file *file =
		container_of(ref, struct vfio_ap_mig_file, ref);
	struct vfio_ap_mig_part *part, *next;

	list_for_each_entry_safe(part, next, &file->parts, node)
		kvfree(part);
	kvfree(file->buf);
	mutex_destroy(&file->lock);
	mutex_destroy(&file->io_lock);
	kfree(file);
}

void vfio_ap_mig_file_put(struct vfio_ap_mig_file *file)
{
	kref_put(&file->ref, vfio_ap_mig_file_free);
}

static int vfio_ap_mig_file_release(struct inode *inode, struct file *filp)
{
	vfio_ap_mig_file_put(filp->private_data);
	return 0;
}

/*
 * Where to read on; NULL if there is nothing now. A part is constant and lives
 * as long as the open file, so it is copied without the lock that others need.
 */
static const u8 *vfio_ap_mig_read_from(struct vfio_ap_mig_file *file,
				       size_t *avail_bytes)
{
	struct vfio_ap_mig_part *part;
	size_t offset;

	lockdep_assert_held(&file->lock);
	list_for_each_entry(part, &file->parts, node) {
		offset = file->pos_bytes - part->first_bytes;
		if (offset < part->bytes) {
			*avail_bytes = part->bytes - offset;
			return part->data + offset;
		}
	}
	*avail_bytes = 0;
	return NULL;
}

/**
 * vfio_ap_mig_read - the source reads its stream, in any segmentation
 * @filp: the data file
 * @ubuf: where to
 * @len: at most this much
 * @ppos: not used: the file is a stream and has its own position
 *
 * Return: number of bytes; 0 at the end; -ENOMSG in PRE_COPY if there is nothing
 * more now; -ENODEV if the state was left; -EFAULT; -ENOMEM; -ERESTARTSYS while
 * another reader is stalled.
 */
static ssize_t vfio_ap_mig_read(struct file *filp, char __user *ubuf,
				size_t len, loff_t *ppos)
{
	struct vfio_ap_mig_file *file = filp->private_data;
	size_t pos, avail, done = 0;
	const u8 *from = NULL;
	ssize_t ret = 0;

	if (mutex_lock_interruptible(&file->io_lock))
		return -ERESTARTSYS;

	mutex_lock(&file->lock);
	pos = file->pos_bytes;
	if (!file->mdev)
		ret = -ENODEV;
	else if (pos == file->ready_bytes &&
		 !vfio_ap_precopy_info_v2(&file->mdev->vdev))
		/* Who knows version 2 is to be told of it before it is read. */
		ret = vfio_ap_mig_save_update(file);
	if (!ret) {
		from = vfio_ap_mig_read_from(file, &avail);
		if (!from && !file->final)
			ret = -ENOMSG;
	}
	mutex_unlock(&file->lock);
	if (ret)
		goto out;

	len = min(len, avail);
	if (len) {
		done = len - copy_to_user(ubuf, from, len);
		if (!done)
			ret = -EFAULT;
	}

	mutex_lock(&file->lock);
	if (!file->mdev) {
		ret = -ENODEV;
	} else {
		file->pos_bytes += done;
		vfio_ap_event_io(file, pos, done, ret);
	}
	mutex_unlock(&file->lock);
out:
	mutex_unlock(&file->io_lock);
	return ret ? ret : done;
}

/**
 * vfio_ap_mig_precopy_info - VFIO_MIG_GET_PRECOPY_INFO
 * @filp: the data file
 * @cmd: the only one that there is
 * @arg: user pointer to struct vfio_precopy_info
 *
 * What is initial is the configuration as it was first sent: when it has been
 * read, the destination has seen all that it needs to refuse.
 *
 * Return: 0; -ENOTTY, -EFAULT, -EINVAL (argsz, or not in PRE_COPY any more);
 * -ENOMEM.
 */
static long vfio_ap_mig_precopy_info(struct file *filp, unsigned int cmd,
				     unsigned long arg)
{
	struct vfio_ap_mig_file *file = filp->private_data;
	size_t minsz = offsetofend(struct vfio_precopy_info, dirty_bytes);
	struct vfio_precopy_info info;
	size_t initial, pos;
	int ret;

	if (cmd != VFIO_MIG_GET_PRECOPY_INFO)
		return -ENOTTY;
	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	mutex_lock(&file->lock);
	if (!file->mdev || file->final)
		ret = -EINVAL;
	else
		ret = vfio_ap_mig_save_update(file);
	if (!ret) {
		pos = file->pos_bytes;
		initial = max(file->initial_bytes, pos);
		info.initial_bytes = initial - pos;
		info.dirty_bytes = file->ready_bytes - initial;
		/* Without version 2 the flags are the user's. */
		if (vfio_ap_precopy_info_v2(&file->mdev->vdev))
			info.flags = file->reinit && info.initial_bytes ?
				VFIO_AP_PRECOPY_REINIT : 0;
	}
	mutex_unlock(&file->lock);
	if (ret)
		return ret;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}

/*
 * Make room for what the parser needs next: the header at first, then the
 * whole stream, or the next record of one that was begun in PRE_COPY. The
 * parser has bounded all of them.
 */
static int vfio_ap_mig_file_grow(struct vfio_ap_mig_file *file)
{
	size_t need = file->parser.need_bytes;
	u8 *buf;

	lockdep_assert_held(&file->io_lock);
	if (need <= file->buf_bytes)
		return 0;
	/* Many small records must not mean many copies of all before. */
	if (file->parser.pre_copy)
		need = min_t(size_t, max(need, 2 * file->buf_bytes),
			     AP_STREAM_BYTES_MAX);
	buf = kvzalloc(need, GFP_KERNEL_ACCOUNT);
	if (!buf)
		return -ENOMEM;
	if (file->buf)
		memcpy(buf, file->buf, file->pos_bytes);
	kvfree(file->buf);
	file->buf = buf;
	file->buf_bytes = need;
	return 0;
}

/**
 * vfio_ap_mig_write_piece - take over as much as the parser's next step needs
 * @file: the data file; the caller holds io_lock
 * @ubuf: where from
 * @len: at most this much, not 0
 *
 * Only the writer that holds io_lock touches the buffer, so user memory is
 * read into it, once, without the lock that others need.
 *
 * Return: number of bytes taken over, or a negative errno. An error of the
 * stream or a refusal is sticky.
 */
static ssize_t vfio_ap_mig_write_piece(struct vfio_ap_mig_file *file,
				       const char __user *ubuf, size_t len)
{
	size_t done;
	int ret = 0;

	lockdep_assert_held(&file->io_lock);

	mutex_lock(&file->lock);
	if (!file->mdev) {
		ret = -ENODEV;
	} else if (file->err) {
		ret = file->err;
	} else if (file->pos_bytes == file->parser.need_bytes) {
		/* Everything is there: what comes now is too much. */
		ret = ap_stream_parse(&file->parser, file->buf,
				      file->pos_bytes + len);
		file->err = ret;
	}
	mutex_unlock(&file->lock);
	if (ret)
		return ret;

	ret = vfio_ap_mig_file_grow(file);
	if (ret)
		return ret;
	len = min(len, file->parser.need_bytes - file->pos_bytes);
	done = len - copy_from_user(file->buf + file->pos_bytes, ubuf, len);
	if (!done)
		return -EFAULT;

	mutex_lock(&file->lock);
	if (!file->mdev) {
		ret = -ENODEV;
	} else {
		u32 configs = file->parser.configs;

		file->pos_bytes += done;
		file->truncated = false;
		ret = ap_stream_parse(&file->parser, file->buf, file->pos_bytes);
		file->total_bytes = file->parser.total_bytes;
		if (file->parser.have_header)
			vfio_ap_event_set_id(file->mdev,
					     file->parser.migration_id);
		if (file->parser.configs != configs) {
			int verdict = vfio_ap_mig_judge(file);

			ret = ret ? ret : verdict;
		}
		file->err = ret;
	}
	mutex_unlock(&file->lock);
	return ret ? ret : done;
}

/**
 * vfio_ap_mig_write - the destination takes the stream, in any segmentation
 * @filp: the data file
 * @ubuf: where from
 * @len: how much
 * @ppos: not used
 *
 * Return: number of bytes; -ENODEV if the state was left, or if the verdict is
 * that this host cannot take the guest; the errno of an ap_stream_error if the
 * stream is bad; -EFAULT, -ENOMEM (both may be tried again); -ERESTARTSYS while
 * another writer is stalled.
 */
static ssize_t vfio_ap_mig_write(struct file *filp, const char __user *ubuf,
				 size_t len, loff_t *ppos)
{
	struct vfio_ap_mig_file *file = filp->private_data;
	size_t done = 0, begin;
	ssize_t ret = 0;

	if (mutex_lock_interruptible(&file->io_lock))
		return -ERESTARTSYS;

	begin = file->pos_bytes;
	while (done < len) {
		ret = vfio_ap_mig_write_piece(file, ubuf + done, len - done);
		if (ret < 0)
			break;
		done += ret;
		ret = 0;
	}
	/* A fault after some bytes is told by the next write. */
	if (done && (ret == -EFAULT || ret == -ENOMEM))
		ret = 0;

	mutex_lock(&file->lock);
	if (file->mdev)
		vfio_ap_event_io(file, begin, file->pos_bytes - begin, ret);
	mutex_unlock(&file->lock);
	mutex_unlock(&file->io_lock);
	return ret ? ret : done;
}

static const struct file_operations vfio_ap_mig_save_fops = {
	.owner = THIS_MODULE,
	.read = vfio_ap_mig_read,
	.unlocked_ioctl = vfio_ap_mig_precopy_info,
	.compat_ioctl = compat_ptr_ioctl,
	.release = vfio_ap_mig_file_release,
};

static const struct file_operations vfio_ap_mig_resume_fops = {
	.owner = THIS_MODULE,
	.write = vfio_ap_mig_write,
	.release = vfio_ap_mig_file_release,
};

/**
 * vfio_ap_mig_file_alloc - make a data file's object
 * @mdev: the mdev
 * @role: VFIO_AP_ROLE_SOURCE or VFIO_AP_ROLE_DESTINATION
 *
 * Return: the object with one reference, or NULL if there is no memory.
 */
struct vfio_ap_mig_file *vfio_ap_mig_file_alloc(struct vfio_ap_mdev *mdev,
						u8 role)
{
	struct vfio_ap_mig_file *file;

	file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	if (!file)
		return NULL;
	kref_init(&file->ref);
	mutex_init(&file->io_lock);
	mutex_init(&file->lock);
	INIT_LIST_HEAD(&file->parts);
	file->mdev = mdev;
	file->role = role;
	ap_stream_parser_init(&file->parser);
	return file;
}

/**
 * vfio_ap_mig_file_open - make the open file, and the object the mdev's live one
 * @file: the object; the caller's reference becomes the mdev's
 *
 * Context: holds the mdev's mig.lock.
 * Return: the open file, or an error pointer, and the object is gone.
 */
struct file *vfio_ap_mig_file_open(struct vfio_ap_mig_file *file)
{
	bool save = file->role == VFIO_AP_ROLE_SOURCE;
	struct vfio_ap_mdev *mdev = file->mdev;
	struct file *filp;

	lockdep_assert_held(&mdev->mig.lock);
	WARN_ON_ONCE(mdev->mig.file);

	filp = anon_inode_getfile("[vfio_ap-migration]",
				  save ? &vfio_ap_mig_save_fops :
					 &vfio_ap_mig_resume_fops,
				  file, save ? O_RDONLY : O_WRONLY);
	if (IS_ERR(filp)) {
		vfio_ap_mig_file_put(file);
		return filp;
	}
	stream_open(file_inode(filp), filp);
	kref_get(&file->ref);
	mdev->mig.file = file;
	return filp;
}

/**
 * vfio_ap_mig_file_kill - the state that the data file belongs to is left
 * @mdev: the mdev
 *
 * From here read() and write() give -ENODEV. A copy from or to user memory that
 * is under way or stalled is not waited for: it works on the object's own
 * buffer. A verdict that is under way is waited for.
 *
 * Context: holds mig.lock.
 */
void vfio_ap_mig_file_kill(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	struct vfio_ap_mig_file *file = mig->file;

	lockdep_assert_held(&mig->lock);
	if (!file)
		return;
	mig->file = NULL;

	mutex_lock(&file->lock);
	file->mdev = NULL;
	if (file->role == VFIO_AP_ROLE_SOURCE)
		mig->complete = file->final &&
				file->pos_bytes == file->total_bytes;
	/* What came after it was applied does not make it refused. */
	if (!mig->applied) {
		mig->result.stream_error = file->parser.error;
		mig->result.err = file->err;
	}
	if (file->truncated && !file->err) {
		mig->result.stream_error = VFIO_AP_STREAM_TRUNCATED;
		mig->result.err = ap_stream_error(VFIO_AP_STREAM_TRUNCATED)->err;
	}
	mig->result.bytes = file->pos_bytes;
	mig->result.total_bytes = file->total_bytes;
	mig->result.queues = file->queues;
	mig->result.bad_queues = file->bad_queues;
	mig->result.bad_control_domains = file->bad_control_domains;
	mutex_unlock(&file->lock);
	vfio_ap_mig_file_put(file);
}
