/* SPDX-License-Identifier: GPL-2.0 */
/* A tracker of what happens now: its context is the struct collector. */
#ifndef APTRACE_TRACKER_COLLECTOR_H
#define APTRACE_TRACKER_COLLECTOR_H

#include "tracker.h"

extern const struct tracker_source tracker_collector_source;

#endif /* APTRACE_TRACKER_COLLECTOR_H */
