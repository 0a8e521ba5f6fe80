/* SPDX-License-Identifier: GPL-2.0 */
/* What an agent would have counted of migrations that did not happen. */
#ifndef APTRACE_UNIT_METRICS_SCENE_H
#define APTRACE_UNIT_METRICS_SCENE_H

#include "../../../tools/aptrace/tally.h"

/*
 * One refused and one completed destination, one source under way, one whose end
 * was not seen; losses at each place, of two times that programs were attached.
 */
void metrics_scene(struct tally *tally);

#endif /* APTRACE_UNIT_METRICS_SCENE_H */
