/* SPDX-License-Identifier: GPL-2.0 */
/* The histograms of recordings: those that would have been seen live. */
#ifndef APTRACE_LATENCY_REPLAY_H
#define APTRACE_LATENCY_REPLAY_H

#include "latency_books.h"
#include "ledger.h"
#include "recording.h"

/**
 * struct latency_track - one host of a recording
 * @header: of it
 * @path: of the file
 * @account: what was read of it
 * @books: how long everything took there
 * @ledger: its sessions
 * @losses: events that were read, and what had been lost before
 * @sweep_ns: boot time at which ended sessions are forgotten the next time
 * @end_ns: boot time of the last thing that is known of it
 */
struct latency_track {
	struct recording_header header;
	const char *path;
	struct recording_account account;
	struct latency_books books;
	struct ledger *ledger;
	struct collector_losses losses;
	uint64_t sweep_ns;
	uint64_t end_ns;
};

/**
 * struct latency_replay - recordings
 * @mdev: only this one
 * @tracks: one for each host of each file
 * @count: how many
 * @first: of the file that is read: its first track
 * @current: track of the line that is read
 */
struct latency_replay {
	struct mdev_filter mdev;
	struct latency_track *tracks;
	unsigned int count;
	unsigned int first;
	unsigned int current;
};

/**
 * latency_replay_read - read a file to its end
 * @replay: zeroed, but for @mdev
 * @path: the file; "-" is standard input
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: true if it is in order.
 */
bool latency_replay_read(struct latency_replay *replay, const char *path,
			 char *why);
void latency_replay_free(struct latency_replay *replay);

#endif /* APTRACE_LATENCY_REPLAY_H */
