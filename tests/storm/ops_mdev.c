// SPDX-License-Identifier: GPL-2.0
/* Mediated devices come and go. */
#include <stdio.h>
#include <stdlib.h>

#include "ops.h"
#include "options.h"
#include "scene.h"

#define TYPE	MATRIX "/mdev_supported_types/vfio_ap-passthrough"

/*
 * The mdev core shows the file "remove" before the mdev can be removed. A write
 * in between is refused with -EAGAIN, and the file is gone all the same: such an
 * mdev stays for ever. So nobody removes what somebody creates. Creating what is
 * being removed is allowed as long as the one who removes it cannot meet the
 * new one: he counts as two if there was no mdev when he began.
 */
static bool may_create(struct slot *slot)
{
	bool may;

	pthread_mutex_lock(&slot->life_lock);
	may = slot->removers <= 1;
	if (may)
		slot->creators++;
	pthread_mutex_unlock(&slot->life_lock);
	return may;
}

static void created(struct slot *slot)
{
	pthread_mutex_lock(&slot->life_lock);
	slot->creators--;
	pthread_mutex_unlock(&slot->life_lock);
}

/* 0, or what to give to removed() */
static unsigned int may_remove(struct slot *slot)
{
	unsigned int count = 0;

	pthread_mutex_lock(&slot->life_lock);
	if (!slot->creators)
		count = model_must(WORD(slot->index, MDEV_FLAGS)) & FLAG_EXISTS ?
			1 : 2;
	slot->removers += count;
	pthread_mutex_unlock(&slot->life_lock);
	return count;
}

static void removed(struct slot *slot, unsigned int count)
{
	pthread_mutex_lock(&slot->life_lock);
	slot->removers -= count;
	pthread_mutex_unlock(&slot->life_lock);
}

bool op_create(struct worker *worker)
{
	struct slot *slot = &slots[rnd(worker, options.mdevs)];
	unsigned int word = WORD(slot->index, MDEV_FLAGS);
	struct change change;
	int ret;

	/* Sometimes one that is there already. */
	if ((model_must(word) & FLAG_EXISTS) && !chance(worker, 10))
		return false;
	if (!may_create(slot))
		return false;
	op_begin(worker, "create mdev %u", slot->index);
	change_begin(&change, word, FLAG_EXISTS, 0, false);
	ret = sys_write(TYPE "/create", slot->uuid);
	created(slot);
	change_end(&change, !ret || ret == -EEXIST ? APPLIED : NOT_APPLIED);
	if (change_was_set(&change, FLAG_EXISTS) && ret != -EEXIST)
		disagree(worker, "create of an mdev that is there: %s, expected EEXIST",
			 err_name(ret));
	if (ret && ret != -EEXIST)
		disagree(worker, "create: %s", err_name(ret));
	if (ret == -EEXIST && change_was_clear(&change, FLAG_EXISTS))
		disagree(worker, "create: EEXIST, but there is no such mdev");
	op_end(worker, "%s", err_name(ret));
	return true;
}

bool op_remove(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	struct change changes[MDEV_WORDS];
	char path[PATH_BYTES];
	unsigned int which, count;
	int ret;

	if (!(model_may(WORD(slot->index, MDEV_FLAGS)) & FLAG_EXISTS) &&
	    !chance(worker, 10))
		return false;
	count = may_remove(slot);
	if (!count)
		return false;
	op_begin(worker, "remove mdev %u", slot->index);
	for (which = 0; which < MDEV_WORDS; which++)
		change_begin(&changes[which], WORD(slot->index, which), 0,
			     which == MDEV_FLAGS ? FLAG_EXISTS : ~0ULL, false);
	atomic_fetch_add(&slot->removing, 1);
	slot_path(slot, "remove", path);
	ret = sys_write(path, "1");
	atomic_fetch_sub(&slot->removing, 1);
	removed(slot, count);
	for (which = 0; which < MDEV_WORDS; which++)
		change_end(&changes[which], ret ? NOT_APPLIED : APPLIED);
	/* Only another removal can have been in the way. */
	if (ret && ret != -EAGAIN && !gone(ret))
		disagree(worker, "remove: %s", err_name(ret));
	op_end(worker, "%s", err_name(ret));
	return true;
}

bool op_type(struct worker *worker)
{
	const struct bounds *bounds = &worker->window.bounds;
	unsigned int slot, least = 0, most = 0, used;
	char text[64];
	int ret;

	op_begin(worker, "read available_instances");
	ret = sys_read(TYPE "/available_instances", text, sizeof(text));
	if (ret < 0)
		disagree(worker, "available_instances: %s", err_name(ret));
	used = 65536 - strtoul(text, NULL, 10);
	for (slot = 0; slot < MDEVS_MAX; slot++) {
		least += !!(bounds->must[WORD(slot, MDEV_FLAGS)] & FLAG_EXISTS);
		most += !!(bounds->may[WORD(slot, MDEV_FLAGS)] & FLAG_EXISTS);
	}
	if (used < least || used > most)
		disagree(worker, "available_instances tells of %u mdevs, there are %u to %u",
			 used, least, most);
	op_end(worker, "%u", used);
	return true;
}
