/* SPDX-License-Identifier: GPL-2.0 */
/* What the flight recorder has, for the views of what happens now. */
#ifndef APTRACE_FLIGHT_PAST_H
#define APTRACE_FLIGHT_PAST_H

#include <stdint.h>

#include "collector.h"
#include "model.h"

/**
 * flight_past - put ended migrations of this boot into the history of a model
 * @folder: of the flight recorder
 * @before_ns: boot time; what ended later will be seen live
 * @mdev: only of this one, if set
 * @verdicts_max: bad verdicts kept of one migration, 0: all
 * @model: has not seen anything yet
 *
 * Only of this boot, as all times of a view are boot times. They do not count as
 * having ended while the view was there. What cannot be read is left out.
 */
void flight_past(const char *folder, uint64_t before_ns,
		 const struct mdev_filter *mdev, uint32_t verdicts_max,
		 struct model *model);

#endif /* APTRACE_FLIGHT_PAST_H */
