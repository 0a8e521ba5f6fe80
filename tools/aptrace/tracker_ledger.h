/* SPDX-License-Identifier: GPL-2.0 */
/* A tracker of what was recorded: its sessions are those of a ledger. */
#ifndef APTRACE_TRACKER_LEDGER_H
#define APTRACE_TRACKER_LEDGER_H

#include "ledger.h"
#include "tracker.h"

/**
 * struct tracker_ledger - the context of such a tracker
 * @ledger: the sessions
 * @now_ns: boot time up to which they are told
 */
struct tracker_ledger {
	struct ledger *ledger;
	uint64_t now_ns;
};

extern const struct tracker_source tracker_ledger_source;

#endif /* APTRACE_TRACKER_LEDGER_H */
