// SPDX-License-Identifier: GPL-2.0
/* Queue interrupts: what the guest asks for, and what a queue then does (C20). */
#include <stdio.h>

#include "ops.h"
#include "scene.h"

#define AQIC			(3ULL << 24)
#define AQIC_ENABLE		BIT_ULL(47)
#define STATUS_RC_SHIFT		16

#define RC_NORMAL		0x00
#define RC_NOT_AVAILABLE	0x01
#define RC_INVALID_ADDRESS	0x06
#define RC_INVALID_GISA		0x08

/* Above what the processor needs for itself, below the end of the memory */
#define NIB_FIRST		0x20000
#define NIB_BEYOND		(4 * GUEST_RAM_BYTES)

/* Is the queue in the guest's matrix, as far as the window tells? */
static bool may_have(const struct worker *worker, const struct slot *slot,
		     unsigned int queue)
{
	const struct bounds *bounds = &worker->window.bounds;

	return (bounds->may[WORD(slot->index, MDEV_ADAPTERS)] &
		BIT_ULL(queue_adapter(queue))) &&
	       (bounds->may[WORD(slot->index, MDEV_DOMAINS)] &
		BIT_ULL(queue_domain(queue)));
}

static void judge(struct worker *worker, const struct slot *slot,
		  unsigned int queue, bool enable, bool valid,
		  const struct vcpu_result *result)
{
	static const char * const names[] = {
		"normal", "not available", "reset in progress", "deconfigured",
		"checkstopped", "busy", "invalid address", "otherwise changed",
		"invalid GISA",
	};
	unsigned int rc = result->gr[1] >> STATUS_RC_SHIFT & 0xff;

	if (result->outcome != VCPU_DONE)
		disagree(worker, "PQAP(AQIC) ended with outcome %u, program interruption 0x%x",
			 result->outcome, result->program_code);
	if (result->cc != (rc == RC_NORMAL ? 0 : 3))
		disagree(worker, "response code %02x with condition code %u", rc,
			 result->cc);
	if (!may_have(worker, slot, queue) && rc != RC_NOT_AVAILABLE)
		disagree(worker, "response code %02x for a queue that the guest does not have",
			 rc);
	if (enable && !valid && rc == RC_NORMAL)
		disagree(worker, "success with an indicator that is not in memory");
	if (!enable && rc == RC_INVALID_ADDRESS)
		disagree(worker, "invalid address when switched off");
	if (rc > RC_INVALID_GISA)
		disagree(worker, "response code %02x", rc);
	op_note(worker, "%s", names[rc]);
}

bool op_aqic(struct worker *worker)
{
	static const u64 bad_nibs[] = { 0, NIB_BEYOND, 0xfffffffffffff000ULL };
	struct slot *slot = pick_slot(worker);
	bool enable = chance(worker, 70), valid = chance(worker, 90);
	struct vcpu_result result = { 0 };
	unsigned int queue;
	u64 nib;
	int ret;

	if (pthread_rwlock_tryrdlock(&slot->lock))
		return false;
	if (slot->guest.device_fd < 0 || pthread_mutex_trylock(&slot->vcpu_lock)) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	queue = queue_bit(rnd(worker, scene.adapters_count),
			  rnd(worker, scene.domains_count));
	if (chance(worker, 80) && model_may(WORD(slot->index, MDEV_ADAPTERS)) &&
	    model_may(WORD(slot->index, MDEV_DOMAINS)))
		queue = queue_of(pick_bit(worker, model_may(WORD(slot->index,
								 MDEV_ADAPTERS))),
				 pick_bit(worker, model_may(WORD(slot->index,
								 MDEV_DOMAINS))),
				 queue);
	nib = valid ? NIB_FIRST + queue * 4 : bad_nibs[rnd(worker, 3)];
	result.gr[0] = AQIC | queue_adapter(queue) << 8 | queue_domain(queue);
	result.gr[1] = enable ? AQIC_ENABLE | rnd(worker, 8) : 0;
	result.gr[2] = nib;
	op_begin(worker, "AQIC %s %02x.%04x nib %llx by mdev %u",
		 enable ? "on" : "off", queue_adapter(queue),
		 queue_domain(queue), (unsigned long long)nib, slot->index);
	ret = vcpu_pqap(&slot->guest.machine.vcpu, &result);
	if (ret)
		disagree(worker, "KVM_RUN: %s", err_name(ret));
	judge(worker, slot, queue, enable, valid, &result);
	pthread_mutex_unlock(&slot->vcpu_lock);
	pthread_rwlock_unlock(&slot->lock);
	op_end_noted(worker);
	return true;
}

/*
 * A queue has something to tell. EFAULT: its interrupts are on, but the page of
 * the indicator is not pinned any more.
 */
bool op_raise(struct worker *worker)
{
	unsigned int queue = queue_bit(rnd(worker, scene.adapters_count),
				       rnd(worker, scene.domains_count));
	char name[16];
	int ret;

	queue_name(queue, name, sizeof(name));
	op_begin(worker, "raise %s", name);
	ret = sys_write("/sys/kernel/debug/ap_emu/raise", name);
	if (ret && ret != -ENODATA && ret != -ENODEV)
		disagree(worker, "%s", err_name(ret));
	op_end(worker, "%s", err_name(ret));
	return true;
}
