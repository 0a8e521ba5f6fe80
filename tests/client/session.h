/* SPDX-License-Identifier: GPL-2.0 */
/* One guest with its device, and what happened to it so far. */
#ifndef APVMM_SESSION_H
#define APVMM_SESSION_H

#include <stdbool.h>

#include "../../driver/core/types.h"
#include "device.h"
#include "options.h"
#include "stream_copy.h"
#include "vm.h"

#define WALKED_MAX	32

/**
 * struct session - a guest with its device
 * @options: the command line
 * @vm: the guest
 * @device: its device
 * @migration_flags: VFIO_MIGRATION_*, 0 if the driver has no migration
 * @state: the device's migration state, as last seen
 * @data_fd: the migration file, -1 if there is none
 * @walked: the states the device was in, in their order
 * @walked_count: number of entries
 * @copy: what was read from or written to @data_fd
 * @bytes: its length
 * @pieces: number of read() or write() calls that moved data
 * @transfer_ns: time from the first to the last of these
 * @paused_ns: when the device left RUNNING, 0 while it runs
 * @downtime_ns: how long it did not run
 * @started_ns: when the migration began
 * @gates_passed: bit mask of the gates of the command line
 * @stalled: --stall has been done
 * @quiet: do not report single steps (a storm)
 */
struct session {
	const struct options *options;
	struct vm vm;
	struct device device;
	u64 migration_flags;
	u32 state;
	int data_fd;
	u32 walked[WALKED_MAX];
	unsigned int walked_count;
	struct stream_copy copy;
	u64 bytes;
	u64 pieces;
	u64 transfer_ns;
	u64 paused_ns;
	u64 downtime_ns;
	u64 started_ns;
	unsigned int gates_passed;
	bool stalled;
	bool quiet;
};

/* Create the guest, open its device. @migrate: the driver must be able to. */
int session_open(struct session *session, const struct options *options,
		 bool migrate);
void session_close(struct session *session);

/* Ask for a state, report the step; on failure say what the state is now. */
int session_set_state(struct session *session, u32 state);
void session_close_data_fd(struct session *session);
/* Reset the device: RUNNING afterwards, or the reason why not. */
int session_reset(struct session *session);

/*
 * Source: whatever happened, have the guest run again here: through STOP, and
 * by a reset if that fails or --reset says so. 0 if GET says RUNNING at the end.
 */
int session_roll_back(struct session *session);

/* Write --ready-file. */
int session_ready(struct session *session);
/* --hold; also ends when the kernel wants the device back, or by a signal. */
int session_hold(struct session *session);

/* The last line. @error: NULL or what went wrong. Returns @code. */
int session_summary(struct session *session, const char *result, int code,
		    const char *error);

#endif /* APVMM_SESSION_H */
