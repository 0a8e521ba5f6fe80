/* SPDX-License-Identifier: GPL-2.0 */
/* Model against device, while all workers rest. */
#ifndef STORM_CHECK_H
#define STORM_CHECK_H

#include "text.h"
#include "worker.h"

/* Ends faults, waits until the device is at rest, compares all of it. */
void check_all(struct worker *worker);
/* The comparison alone; for a device that is at rest, or will be shortly. */
void check_agreement(struct worker *worker);

/* What the guest of an mdev must see, by the contract */
void check_guest_view(unsigned int mdev, struct matrix_text *guest);
/* Migrations whose result is known for certain */
void check_migration(struct worker *worker);
/* Close and remove all. */
void check_tear_down(struct worker *worker);

#endif /* STORM_CHECK_H */
