/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operations. Each chooses what it is about, does it, and judges the result
 * by the window of the model; all end in agreement or in disagree().
 */
#ifndef STORM_OPS_H
#define STORM_OPS_H

#include <errno.h>

#include "slot.h"
#include "worker.h"

/**
 * struct op - one kind of operation
 * @name: for the statistics
 * @weight: how often, relative to the others
 * @migration: needs the driver's migration
 * @strict: makes the in-tree driver warn
 * @takes: takes something away that may be filtered
 * @run: does it; false if there was nothing to do it with
 */
struct op {
	const char *name;
	unsigned int weight;
	bool migration;
	bool strict;
	bool takes;
	bool (*run)(struct worker *worker);
};

extern const struct op ops[];
extern const unsigned int ops_count;

struct slot *pick_slot(struct worker *worker);

/* Is the mdev there for the whole operation? */
static inline bool exists_must(const struct worker *worker,
			       const struct slot *slot)
{
	return worker->window.bounds.must[WORD(slot->index, MDEV_FLAGS)] &
	       FLAG_EXISTS;
}

/* Was it never there? */
static inline bool exists_may(const struct worker *worker,
			      const struct slot *slot)
{
	return worker->window.bounds.may[WORD(slot->index, MDEV_FLAGS)] &
	       FLAG_EXISTS;
}

/* An attribute of an mdev that is not there, or goes */
static inline bool gone(int ret)
{
	return ret == -ENOENT || ret == -ENODEV;
}

/* ops_mdev.c */
bool op_create(struct worker *worker);
bool op_remove(struct worker *worker);
bool op_type(struct worker *worker);
/* ops_matrix.c */
bool op_assign(struct worker *worker);
bool op_unassign(struct worker *worker);
bool op_assign_bad(struct worker *worker);
bool op_config(struct worker *worker);
bool op_config_bad(struct worker *worker);
bool op_read_matrix(struct worker *worker);
bool op_read_guest_matrix(struct worker *worker);
bool op_read_config(struct worker *worker);
bool op_read_control(struct worker *worker);
/* ops_host.c */
bool op_masks(struct worker *worker);
bool op_unbind(struct worker *worker);
bool op_bind(struct worker *worker);
bool op_online(struct worker *worker);
bool op_plug(struct worker *worker);
bool op_domain(struct worker *worker);
bool op_rescan(struct worker *worker);
bool op_busy(struct worker *worker);
bool op_stuck(struct worker *worker);
bool op_read_status(struct worker *worker);
/* ops_device.c */
bool op_open(struct worker *worker);
bool op_open_again(struct worker *worker);
bool op_open_same_vm(struct worker *worker);
bool op_close(struct worker *worker);
bool op_info(struct worker *worker);
bool op_irqs(struct worker *worker);
bool op_reset(struct worker *worker);
/* Close what has it open: the slot's lock is held exclusively. */
void slot_close(struct worker *worker, struct slot *slot);
/* ops_interrupt.c */
bool op_aqic(struct worker *worker);
bool op_raise(struct worker *worker);
/* ops_migration.c */
bool op_migrate(struct worker *worker);
bool op_bad_state(struct worker *worker);
bool op_get_state(struct worker *worker);

#endif /* STORM_OPS_H */
