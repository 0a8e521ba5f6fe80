// SPDX-License-Identifier: GPL-2.0
/* While all rest, the result of a migration is known. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "check.h"
#include "options.h"
#include "ops.h"
#include "scene.h"

#define STREAM_BYTES	65536

static unsigned char stream[STREAM_BYTES];

static void set_state(struct worker *worker, struct slot *slot, u32 to,
		      int *data_fd)
{
	int ret = device_set_state(&slot->guest, to, data_fd);

	if (ret)
		disagree(worker, "mdev %u: state %u: %s", slot->index, to,
			 err_name(ret));
	slot->state = to;
}

static size_t save(struct worker *worker, struct slot *slot)
{
	size_t done = 0;
	ssize_t count;
	int fd;

	set_state(worker, slot, VFIO_DEVICE_STATE_STOP_COPY, &fd);
	do {
		count = read(fd, stream + done,
			     done < STREAM_BYTES ? STREAM_BYTES - done : 0);
		if (count < 0)
			disagree(worker, "mdev %u: read: %s", slot->index,
				 err_name(errno));
		done += count;
	} while (count);
	set_state(worker, slot, VFIO_DEVICE_STATE_STOP, &(int){ 0 });
	close(fd);
	if (!done || done == STREAM_BYTES)
		disagree(worker, "mdev %u: stream of %zu bytes", slot->index, done);
	return done;
}

static void restore(struct worker *worker, struct slot *slot, size_t bytes)
{
	size_t done = 0, part;
	ssize_t count;
	int fd;

	set_state(worker, slot, VFIO_DEVICE_STATE_RESUMING, &fd);
	while (done < bytes) {
		part = 1 + rnd(worker, 2000);
		count = write(fd, stream + done,
			      part < bytes - done ? part : bytes - done);
		if (count <= 0)
			disagree(worker, "mdev %u: write at %zu of %zu: %s",
				 slot->index, done, bytes, err_name(errno));
		done += count;
	}
	close(fd);
	set_state(worker, slot, VFIO_DEVICE_STATE_STOP, &fd);
	set_state(worker, slot, VFIO_DEVICE_STATE_RUNNING, &fd);
}

/* A guest that can be taken over now, and where: it, and what it sees */
static struct slot *find_source(struct worker *worker, struct matrix_text *guest)
{
	unsigned int i, mdev, first = rnd(worker, options.mdevs);

	for (i = 0; i < options.mdevs; i++) {
		mdev = (first + i) % options.mdevs;
		if (slots[mdev].guest.device_fd < 0)
			continue;
		check_guest_view(mdev, guest);
		if (guest->adapters && guest->domains &&
		    !(guest->adapters & model_must(OFFLINE)))
			return &slots[mdev];
	}
	return NULL;
}

static struct slot *find_other(struct worker *worker, const struct slot *source)
{
	unsigned int i, mdev, first = rnd(worker, options.mdevs);

	for (i = 0; i < options.mdevs; i++) {
		mdev = (first + i) % options.mdevs;
		if (slots[mdev].guest.device_fd >= 0 && &slots[mdev] != source)
			return &slots[mdev];
	}
	return NULL;
}

/* Its guest's view is the source's; of the rest, what could be taken. */
static void adopt(struct worker *worker, struct slot *slot,
		  const struct matrix_text *guest, const u64 *assigned)
{
	const u64 must[] = { guest->adapters, guest->domains, guest->control };
	char path[PATH_BYTES], text[TEXT_BYTES];
	struct matrix_text matrix, view;
	const char *why;
	u64 values[3];
	unsigned int i;

	slot_path(slot, "ap_config", path);
	if (sys_read(path, text, sizeof(text)) < 0)
		disagree(worker, "mdev %u: no ap_config", slot->index);
	why = parse_ap_config(text, &matrix);
	if (why)
		disagree(worker, "mdev %u: ap_config malformed, %s", slot->index,
			 why);
	values[0] = matrix.adapters;
	values[1] = matrix.domains;
	values[2] = matrix.control;
	for (i = 0; i < 3; i++) {
		if ((values[i] & must[i]) != must[i] || (values[i] & ~assigned[i]))
			disagree(worker, "mdev %u: mask %u after the migration is %016llx, the guest's %016llx, the source's %016llx",
				 slot->index, i, (unsigned long long)values[i],
				 (unsigned long long)must[i],
				 (unsigned long long)assigned[i]);
		model_set(WORD(slot->index, i), values[i]);
	}
	check_guest_view(slot->index, &view);
	if (memcmp(&view, guest, sizeof(view)))
		disagree(worker, "mdev %u: its guest would see %016llx %016llx %016llx, the source's saw %016llx %016llx %016llx",
			 slot->index, (unsigned long long)view.adapters,
			 (unsigned long long)view.domains,
			 (unsigned long long)view.control,
			 (unsigned long long)guest->adapters,
			 (unsigned long long)guest->domains,
			 (unsigned long long)guest->control);
}

/* Also any state that it was left in is good to begin with. */
static void to_running(struct worker *worker, struct slot *slot)
{
	int ret;

	if (slot->state == VFIO_DEVICE_STATE_RUNNING)
		return;
	ret = device_reset(&slot->guest);
	if (ret)
		disagree(worker, "mdev %u: reset: %s", slot->index, err_name(ret));
	slot->state = VFIO_DEVICE_STATE_RUNNING;
	slot->resets_begun++;
}

static void forget(struct worker *worker, struct slot *slot)
{
	char path[PATH_BYTES];
	unsigned int which;
	int ret;

	slot_close(worker, slot);
	slot_path(slot, "remove", path);
	ret = sys_write(path, "1");
	if (ret)
		disagree(worker, "remove of mdev %u: %s", slot->index,
			 err_name(ret));
	for (which = 0; which < MDEV_WORDS; which++)
		model_set(WORD(slot->index, which), 0);
}

void check_migration(struct worker *worker)
{
	struct slot *source, *other;
	struct matrix_text guest;
	u64 assigned[3];
	unsigned int i;
	size_t bytes;

	source = find_source(worker, &guest);
	if (!source)
		return;
	op_begin(worker, "certain migration of mdev %u", source->index);
	for (i = 0; i < 3; i++)
		assigned[i] = model_must(WORD(source->index, i));
	to_running(worker, source);
	bytes = save(worker, source);
	restore(worker, source, bytes);
	adopt(worker, source, &guest, assigned);
	check_agreement(worker);

	other = find_other(worker, source);
	if (other) {
		op_note(worker, "to mdev %u", other->index);
		bytes = save(worker, source);
		for (i = 0; i < 3; i++)
			assigned[i] = model_must(WORD(source->index, i));
		forget(worker, source);
		to_running(worker, other);
		restore(worker, other, bytes);
		adopt(worker, other, &guest, assigned);
		check_agreement(worker);
	}
	op_end(worker, "agrees");
}
