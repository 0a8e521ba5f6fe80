// SPDX-License-Identifier: GPL-2.0
/* The VFIO device: opened and closed, asked, reset (C15, C16, C18, C19). */
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "ops.h"
#include "options.h"
#include "scene.h"

/*
 * A slot whose device is open, its lock held shared; NULL if the one chosen is
 * not. Nobody is waited for: the others have it for as long as a reset takes.
 */
static struct slot *use_open(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);

	if (pthread_rwlock_tryrdlock(&slot->lock))
		return NULL;
	if (slot->guest.device_fd >= 0)
		return slot;
	pthread_rwlock_unlock(&slot->lock);
	return NULL;
}

/* A slot whose device is not open, its lock held exclusively */
static struct slot *use_closed(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);

	if (!(model_may(WORD(slot->index, MDEV_FLAGS)) & FLAG_EXISTS) &&
	    !chance(worker, 5))
		return NULL;
	if (pthread_rwlock_trywrlock(&slot->lock))
		return NULL;
	if (slot->guest.device_fd < 0)
		return slot;
	pthread_rwlock_unlock(&slot->lock);
	return NULL;
}

static void make_machine(struct worker *worker, struct machine *machine)
{
	int ret = machine_create(machine);

	if (ret)
		disagree(worker, "creating a virtual machine: %s", err_name(ret));
}

bool op_open(struct worker *worker)
{
	struct slot *slot = use_closed(worker);
	struct guest guest = { 0 };
	const char *step = "";
	struct change change;
	int ret;

	if (!slot)
		return false;
	op_begin(worker, "open mdev %u", slot->index);
	make_machine(worker, &guest.machine);
	change_begin(&change, WORD(slot->index, MDEV_FLAGS), FLAG_OPEN, 0, false);
	ret = device_open(&guest, &guest.machine, slot->uuid, &step);
	change_end(&change, ret ? NOT_APPLIED : APPLIED);
	if (ret) {
		/* On its way out, opening it is refused in several ways. */
		if (exists_must(worker, slot) || (!gone(ret) && ret != -EINVAL))
			disagree(worker, "%s: %s", step, err_name(ret));
		machine_destroy(&guest.machine);
	} else {
		slot->guest = guest;
		slot->state = VFIO_DEVICE_STATE_RUNNING;
	}
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "%s %s", ret ? step : "", err_name(ret));
	return true;
}

bool op_open_again(struct worker *worker)
{
	struct slot *slot = use_open(worker);
	struct guest guest = { 0 };
	const char *step = "";
	int ret;

	if (!slot)
		return false;
	op_begin(worker, "open mdev %u again", slot->index);
	make_machine(worker, &guest.machine);
	ret = device_open(&guest, &guest.machine, slot->uuid, &step);
	if (!ret)
		disagree(worker, "success");
	if (ret != -EINVAL && ret != -EBUSY && exists_must(worker, slot))
		disagree(worker, "%s: %s", step, err_name(ret));
	machine_destroy(&guest.machine);
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "%s %s", step, err_name(ret));
	return true;
}

/* A virtual machine has one control block, so it can have one mdev. */
bool op_open_same_vm(struct worker *worker)
{
	struct slot *other, *slot = use_open(worker);
	struct guest guest = { 0 };
	const char *step = "";
	struct change change;
	int ret;

	if (!slot)
		return false;
	other = use_closed(worker);
	if (!other) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	op_begin(worker, "open mdev %u in the VM of mdev %u", other->index,
		 slot->index);
	change_begin(&change, WORD(other->index, MDEV_FLAGS), FLAG_OPEN, 0, false);
	ret = device_open(&guest, &slot->guest.machine, other->uuid, &step);
	change_end(&change, NOT_APPLIED);
	if (!ret)
		disagree(worker, "success");
	if (ret != -EPERM && (exists_must(worker, other) ||
			      (!gone(ret) && ret != -EINVAL)))
		disagree(worker, "%s: %s", step, err_name(ret));
	pthread_rwlock_unlock(&other->lock);
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "%s %s", step, err_name(ret));
	return true;
}

void slot_close(struct worker *worker, struct slot *slot)
{
	bool data_first = chance(worker, 50);
	struct change change;

	change_begin(&change, WORD(slot->index, MDEV_FLAGS), 0, FLAG_OPEN, false);
	if (slot->data_fd >= 0 && data_first)
		close(slot->data_fd);
	device_close(&slot->guest);
	if (slot->data_fd >= 0 && !data_first)
		close(slot->data_fd);
	slot->data_fd = -1;
	machine_destroy(&slot->guest.machine);
	change_end(&change, APPLIED);
}

bool op_close(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);

	if (pthread_rwlock_trywrlock(&slot->lock))
		return false;
	if (slot->guest.device_fd < 0) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	op_begin(worker, "close mdev %u", slot->index);
	slot_close(worker, slot);
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "done");
	return true;
}

static void expect(struct worker *worker, const char *what, int ret, int err)
{
	if (ret != -err)
		disagree(worker, "%s: %s, expected %s", what, err_name(ret),
			 err_name(err));
}

static int ask(const struct slot *slot, unsigned long request, void *argument)
{
	return ioctl(slot->guest.device_fd, request, argument) < 0 ? -errno : 0;
}

static void ask_info(struct worker *worker, const struct slot *slot)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	expect(worker, "GET_INFO", ask(slot, VFIO_DEVICE_GET_INFO, &info), 0);
	if (info.flags != (VFIO_DEVICE_FLAGS_AP | VFIO_DEVICE_FLAGS_RESET) ||
	    info.num_regions || info.num_irqs != slot->guest.irqs)
		disagree(worker, "GET_INFO: flags %x regions %u irqs %u",
			 info.flags, info.num_regions, info.num_irqs);
	info.argsz = 8;
	expect(worker, "GET_INFO, short", ask(slot, VFIO_DEVICE_GET_INFO, &info),
	       EINVAL);
}

static void ask_irq_info(struct worker *worker, const struct slot *slot)
{
	struct vfio_irq_info info = { .argsz = sizeof(info) };
	unsigned int index;

	for (index = 0; index <= slot->guest.irqs; index++) {
		info.index = index;
		expect(worker, "GET_IRQ_INFO",
		       ask(slot, VFIO_DEVICE_GET_IRQ_INFO, &info),
		       index < slot->guest.irqs ? 0 : EINVAL);
		if (index < slot->guest.irqs &&
		    (info.count != 1 || info.flags != VFIO_IRQ_INFO_EVENTFD))
			disagree(worker, "GET_IRQ_INFO of %u: count %u flags %x",
				 index, info.count, info.flags);
	}
	info.argsz = 4;
	info.index = 0;
	expect(worker, "GET_IRQ_INFO, short",
	       ask(slot, VFIO_DEVICE_GET_IRQ_INFO, &info), EINVAL);
}

bool op_info(struct worker *worker)
{
	struct slot *slot = use_open(worker);

	if (!slot)
		return false;
	op_begin(worker, "info of mdev %u", slot->index);
	ask_info(worker, slot);
	ask_irq_info(worker, slot);
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "agrees");
	return true;
}

static void bad_irqs(struct worker *worker, const struct slot *slot)
{
	static const struct {
		const char *what;
		u32 argsz;
		u32 flags;
		u32 index;
		u32 start;
		u32 count;
		s32 fd;
		int err;
	} bad[] = {
#define TRIGGER	(VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
		{ "argsz", 8, TRIGGER, 0, 0, 1, -1, EINVAL },
		{ "no data", 24, VFIO_IRQ_SET_DATA_NONE |
		  VFIO_IRQ_SET_ACTION_TRIGGER, 0, 0, 1, -1, EINVAL },
		{ "mask", 24, VFIO_IRQ_SET_DATA_EVENTFD |
		  VFIO_IRQ_SET_ACTION_MASK, 0, 0, 1, -1, EINVAL },
		{ "index", 24, TRIGGER, IRQS_MAX, 0, 1, -1, EINVAL },
		{ "start", 24, TRIGGER, 0, 1, 1, -1, EINVAL },
		{ "count", 24, TRIGGER, 0, 0, 2, -1, EINVAL },
		{ "fd", 24, TRIGGER, 0, 0, 1, 999999, EBADF },
		{ "fd -2", 24, TRIGGER, 0, 0, 1, -2, EINVAL },
	};
	unsigned int which = rnd(worker, ARRAY_SIZE(bad));
	struct {
		struct vfio_irq_set set;
		s32 fd;
	} request = {
		.set = {
			.argsz = bad[which].argsz,
			.flags = bad[which].flags,
			.index = bad[which].index,
			.start = bad[which].start,
			.count = bad[which].count,
		},
		.fd = bad[which].fd,
	};

	expect(worker, bad[which].what,
	       ask(slot, VFIO_DEVICE_SET_IRQS, &request), bad[which].err);
}

/*
 * An eventfd that is taken away is given back at once half of the time. Only
 * one at a time does this, so it is known what is set.
 */
bool op_irqs(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	unsigned int index;
	int ret;

	if (pthread_rwlock_trywrlock(&slot->lock))
		return false;
	if (slot->guest.device_fd < 0) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	op_begin(worker, "irqs of mdev %u", slot->index);
	bad_irqs(worker, slot);
	index = rnd(worker, slot->guest.irqs);
	ret = device_set_irq(&slot->guest, index, -1);
	expect(worker, "SET_IRQS -1", ret, 0);
	slot->guest.irq_set[index] = chance(worker, 50);
	if (slot->guest.irq_set[index]) {
		ret = device_set_irq(&slot->guest, index,
				     slot->guest.irq_fd[index]);
		expect(worker, "SET_IRQS", ret, 0);
	}
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "agrees");
	return true;
}

static bool has_queue(const struct bounds *bounds, const struct slot *slot,
		      u64 queues)
{
	unsigned int queue;

	for_each_bit(queue, queues) {
		if ((bounds->may[WORD(slot->index, MDEV_ADAPTERS)] &
		     BIT_ULL(queue_adapter(queue))) &&
		    (bounds->may[WORD(slot->index, MDEV_DOMAINS)] &
		     BIT_ULL(queue_domain(queue))))
			return true;
	}
	return false;
}

/* Whatever the queues do, the device is in RUNNING afterwards. */
bool op_reset(struct worker *worker)
{
	const struct bounds *bounds = &worker->window.bounds;
	struct slot *slot = use_open(worker);
	bool allowed, alone;
	u32 state;
	int ret;

	if (!slot)
		return false;
	op_begin(worker, "reset mdev %u", slot->index);
	/* In the middle of a migration too, but then its state is not known. */
	alone = options.migration && !pthread_mutex_trylock(&slot->mig_lock);
	slot_state_begin(slot, true);
	ret = device_reset(&slot->guest);
	slot_state_end(slot, true, VFIO_DEVICE_STATE_RUNNING);
	allowed = !ret ||
		  (ret == -EIO && has_queue(bounds, slot, bounds->may[UNCLEAN])) ||
		  (ret == -EIO && options.lenient);
	if (!allowed)
		disagree(worker, "%s", err_name(ret));
	if (alone) {
		if (device_get_state(&slot->guest, &state) ||
		    state != VFIO_DEVICE_STATE_RUNNING)
			disagree(worker, "%s, and then state %u", err_name(ret),
				 state);
		pthread_mutex_unlock(&slot->mig_lock);
	}
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "%s", err_name(ret));
	return true;
}
