/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the BPF programs and user space share: the record of one migration
 * (one "session") in the sessions map, the tagged records of the ring buffer
 * and the counters. No pointer, no implicit padding, so that both sides and a
 * later recording agree on the layout.
 */
#ifndef APTRACE_BPF_RECORD_H
#define APTRACE_BPF_RECORD_H

#include <linux/vfio_ap_migration.h>
#include <linux/vfio_ap_trace.h>

#include "common.h"

/* One number for each tracepoint; also the tag of a ring buffer record. */
enum aptrace_kind {
	APTRACE_REQUEST,
	APTRACE_ARC,
	APTRACE_BEGIN,
	APTRACE_READ,
	APTRACE_WRITE,
	APTRACE_VERDICT,
	APTRACE_DROPPED,
	APTRACE_APPLY,
	APTRACE_END,
	APTRACE_RESET,

	APTRACE_KINDS
};

#define APTRACE_KIND_MASK(kind)	(1U << (kind))
#define APTRACE_ALL_KINDS	((1U << APTRACE_KINDS) - 1)

/* Migrations that can be in the map at once; user space takes ended ones out. */
#define APTRACE_SESSIONS_MAX	4096

/* Room for the reasons of today and of some later drivers. */
#define APTRACE_REASONS_MAX	32

/* How a session left the books. */
enum aptrace_session_end {
	APTRACE_SESSION_ACTIVE,
	APTRACE_SESSION_ENDED,	/* vfio_ap_mig_end was seen */
	APTRACE_SESSION_PAUSE,	/* ran again without having been a migration */
};

/**
 * struct aptrace_marks - from where the next chunk and verdict are measured; kept only
 * while somebody wants to know how long things take (latency_aggregate.h)
 * @chunk_ns: boot time of the chunk before, or of the arc that opened the data file; 0
 *	if it was not seen
 * @chunk_pos_bytes: where the next one begins, unless one is missing
 * @judging_ns: boot time at which judging began; 0 if that was not seen
 * @verdict_ns: boot time of the verdict before, or at which judging began
 * @verdict_index: number of the next one, unless one is missing
 * @reserved: zero
 */
struct aptrace_marks {
	__u64	chunk_ns;
	__u64	chunk_pos_bytes;
	__u64	judging_ns;
	__u64	verdict_ns;
	__u32	verdict_index;
	__u32	reserved;
};

/**
 * struct aptrace_session - all that is known of one migration on one side
 * @mdev_uuid: UUID of the mediated device
 * @migration_id: the key that both hosts share; zero while not known
 * @session: number of the migration on this host, the key of the map
 * @events_seen: events of this session that reached the programs
 * @min_seq: lowest sequence number seen, APTRACE_SEQ_NONE at first
 * @max_seq: highest sequence number seen
 * @first_seq: the true first sequence number, from the end event
 * @end_seq: sequence number of the end event
 * @first_ns: boot time of the first event seen
 * @last_ns: boot time of the last event seen
 * @left_running_ns: boot time at which RUNNING was left, 0 if not seen
 * @state_since_ns: boot time at which @state was entered (or first seen)
 * @duration_ns: from leaving RUNNING to the end, from the end event
 * @state_ns: time spent in each state; measured here until the end event
 *	brings the driver's own figures
 * @bytes: how much of the stream was read or written
 * @total_bytes: length of the stream, 0 while not known
 * @apply_ns: how long applying the configuration took
 * @chunks: read and write events
 * @requests: requested states
 * @details_lost: events of this session for which the ring buffer had no room
 * @verdicts_cut: bad verdicts that were counted but not sent in detail
 * @marks: see struct aptrace_marks
 * @adapters: of the source guest
 * @domains: of the source guest
 * @control_domains: of the source guest
 * @queues: queues of the source guest
 * @judged: verdicts on queues so far; a queue that was good and is refused when
 *	the configuration is applied has two
 * @bad_queues: queues refused; of a guest without queues its adapters or domains
 * @bad_control_domains: control domains refused
 * @reasons: union of all reasons
 * @reason_count: for each reason, how many verdicts named it
 * @request_errors: requests that failed
 * @io_errors: reads and writes that failed
 * @dropped: assignments that were not taken over
 * @resets: vfio_ap_reset events
 * @err: the first error seen, negative errno
 * @apply_err: result of applying
 * @stream_error: enum vfio_ap_stream_error
 * @outcome: enum vfio_ap_mig_outcome
 * @cause: enum vfio_ap_mig_cause
 * @target: state asked for last
 * @role: enum vfio_ap_mig_role
 * @state: enum vfio_device_mig_state
 * @begun: the begin event was seen
 * @ended: enum aptrace_session_end
 * @reserved: zero
 */
struct aptrace_session {
	__u8	mdev_uuid[16];
	__u8	migration_id[16];
	__u64	session;
	__u64	events_seen;
	__u64	min_seq;
	__u64	max_seq;
	__u64	first_seq;
	__u64	end_seq;
	__u64	first_ns;
	__u64	last_ns;
	__u64	left_running_ns;
	__u64	state_since_ns;
	__u64	duration_ns;
	__u64	state_ns[VFIO_AP_TRACE_STATES];
	__u64	bytes;
	__u64	total_bytes;
	__u64	apply_ns;
	__u64	chunks;
	__u64	requests;
	__u64	details_lost;
	__u64	verdicts_cut;
	struct aptrace_marks marks;
	__u32	adapters;
	__u32	domains;
	__u32	control_domains;
	__u32	queues;
	__u32	judged;
	__u32	bad_queues;
	__u32	bad_control_domains;
	__u32	reasons;
	__u32	reason_count[APTRACE_REASONS_MAX];
	__u32	request_errors;
	__u32	io_errors;
	__u32	dropped;
	__u32	resets;
	__s32	err;
	__s32	apply_err;
	__u32	stream_error;
	__u32	outcome;
	__u32	cause;
	__u32	target;
	__u8	role;
	__u8	state;
	__u8	begun;
	__u8	ended;
	__u32	reserved;
};

/**
 * struct aptrace_counters - what happened and what was lost, on all devices
 * @events: events seen, by enum aptrace_kind
 * @ring_full: events for which the ring buffer had no room (detail only: the
 *	sessions map has them)
 * @map_full: events of sessions for which the sessions map had no room
 * @ends_unmapped: how many of @map_full were end events, that is migrations
 * @foreign_abi: events in a layout that this build does not know
 * @found_abi: the version of the last one
 * @unreadable: events that could not be copied
 */
struct aptrace_counters {
	__u64	events[APTRACE_KINDS];
	__u64	ring_full;
	__u64	map_full;
	__u64	ends_unmapped;
	__u64	foreign_abi;
	__u64	found_abi;
	__u64	unreadable;
};

#endif /* APTRACE_BPF_RECORD_H */
