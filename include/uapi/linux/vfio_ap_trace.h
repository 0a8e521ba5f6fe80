/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the tracepoints of system vfio_ap carry.
 *
 * Each tracepoint has one argument: a pointer to the structure of its event.
 * It is valid while the tracepoint is called. All fields are in the byte order
 * of the host, except where noted; there is no implicit padding, no pointer and
 * no variable length, so a BPF program (tp_btf or raw_tp) copies the structure
 * as a whole and needs no kernel type but this header.
 *
 * Every structure begins with struct vfio_ap_trace_hdr. @seq counts the events
 * of one mdev whether or not anybody listens: an event that is missing between
 * two received ones was lost, and how many were is known. The numbers of one
 * mdev can arrive slightly out of order when two threads use it at once.
 *
 * Documentation/tracepoints.rst is the reference.
 */
#ifndef _UAPI_LINUX_VFIO_AP_TRACE_H
#define _UAPI_LINUX_VFIO_AP_TRACE_H

#include <linux/types.h>

/* Incremented when a structure changes other than by using reserved fields. */
#define VFIO_AP_TRACE_ABI	1

/* On which side of a migration this device is. */
enum vfio_ap_mig_role {
	VFIO_AP_ROLE_NONE,		/* not known yet: neither saved nor resumed */
	VFIO_AP_ROLE_SOURCE,
	VFIO_AP_ROLE_DESTINATION,
};

/* How a migration ended on this side. */
enum vfio_ap_mig_outcome {
	VFIO_AP_OUTCOME_NONE,		/* has not ended */
	/* Source: the whole stream was read and the device was given up. */
	/* Destination: applied, and the device is running. */
	VFIO_AP_OUTCOME_COMPLETED,
	VFIO_AP_OUTCOME_REFUSED,	/* destination: verdicts or a bad stream */
	VFIO_AP_OUTCOME_ROLLED_BACK,	/* source: running again */
	VFIO_AP_OUTCOME_ABORTED,	/* reset or closed in the middle */
	VFIO_AP_OUTCOME_FAILED,		/* an arc failed: snapshot or apply */
};

/* What ended it. */
enum vfio_ap_mig_cause {
	VFIO_AP_CAUSE_STATE,		/* VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE */
	VFIO_AP_CAUSE_RESET,		/* VFIO_DEVICE_RESET */
	VFIO_AP_CAUSE_CLOSE,		/* the device was closed */
};

/* What a verdict is about. */
enum vfio_ap_verdict_kind {
	VFIO_AP_VERDICT_QUEUE,
	VFIO_AP_VERDICT_CONTROL_DOMAIN,
	VFIO_AP_VERDICT_ADAPTER,	/* of a guest that has no domain */
	VFIO_AP_VERDICT_DOMAIN,		/* of a guest that has no adapter */
};

/* What was assigned on the source and could not be taken over. */
enum vfio_ap_dropped_kind {
	VFIO_AP_DROPPED_ADAPTER,
	VFIO_AP_DROPPED_DOMAIN,
	VFIO_AP_DROPPED_CONTROL_DOMAIN,
};

/* Why queues were reset. */
enum vfio_ap_reset_cause {
	VFIO_AP_RESET_IOCTL,		/* VFIO_DEVICE_RESET */
	VFIO_AP_RESET_CLOSE,		/* the device was closed */
	VFIO_AP_RESET_UNPLUG,		/* queues left a guest, or are to get another's state */
};

/**
 * struct vfio_ap_trace_hdr - the first fields of each event
 * @mdev_uuid: UUID of the mediated device, in the order in which it is written
 * @migration_id: the 128 bits of the stream's header in their order there; zero
 *	while not known (source: before the snapshot is taken; destination:
 *	before the header has arrived)
 * @session: number of this migration on this host, unique while the host runs,
 *	also across a reload of the module; 0 outside a migration
 * @seq: number of this event among the events of this mdev, from 0
 * @abi: VFIO_AP_TRACE_ABI
 * @role: enum vfio_ap_mig_role
 * @state: the device's migration state (enum vfio_device_mig_state) now; a reset
 *	leads to RUNNING without an arc of its own, and the end of a migration by
 *	closing the device tells the state in which it was closed
 * @reserved: zero
 */
struct vfio_ap_trace_hdr {
	__u8	mdev_uuid[16];
	__u8	migration_id[16];
	__u64	session;
	__u64	seq;
	__u16	abi;
	__u8	role;
	__u8	state;
	__u32	reserved;
};

/**
 * struct vfio_ap_ev_request - vfio_ap_mig_request: user space set a state
 * @hdr: see struct vfio_ap_trace_hdr
 * @target: the state asked for (any number: user space chose it)
 * @from: the state before
 * @to: the state after; differs from @target if @err is not 0
 * @err: 0 or a negative errno, as returned to user space
 * @duration_ns: of the whole request
 */
struct vfio_ap_ev_request {
	struct vfio_ap_trace_hdr hdr;
	__u32	target;
	__u32	from;
	__u32	to;
	__s32	err;
	__u64	duration_ns;
};

/**
 * struct vfio_ap_ev_arc - vfio_ap_mig_arc: one arc of the state machine
 * @hdr: see struct vfio_ap_trace_hdr
 * @target: the state that the request asked for
 * @from: where the arc begins
 * @to: where it leads; not reached if @err is not 0
 * @err: 0 or a negative errno
 * @duration_ns: of this arc
 */
struct vfio_ap_ev_arc {
	struct vfio_ap_trace_hdr hdr;
	__u32	target;
	__u32	from;
	__u32	to;
	__s32	err;
	__u64	duration_ns;
};

/**
 * struct vfio_ap_ev_begin - vfio_ap_mig_begin: what will be moved is known
 * @hdr: see struct vfio_ap_trace_hdr
 * @total_bytes: length of the stream; 0 while it is in PRE_COPY, as the end may change
 * @queues: number of queues of the source guest
 * @adapters: of the source guest
 * @domains: of the source guest
 * @control_domains: of the source guest
 * @reserved: zero
 *
 * Source: the snapshot was taken. Destination: the configuration has arrived
 * whole and well-formed; the verdicts follow.
 */
struct vfio_ap_ev_begin {
	struct vfio_ap_trace_hdr hdr;
	__u64	total_bytes;
	__u32	queues;
	__u16	adapters;
	__u16	domains;
	__u16	control_domains;
	__u16	reserved[3];
};

/**
 * struct vfio_ap_ev_io - vfio_ap_mig_read, vfio_ap_mig_write: one chunk
 * @hdr: see struct vfio_ap_trace_hdr
 * @pos_bytes: where in the stream the chunk begins
 * @len_bytes: how much was read or written; 0 for the read at the end
 * @total_bytes: length of the stream, 0 while not known
 * @err: 0 or a negative errno, as returned to user space
 * @stream_error: enum vfio_ap_stream_error
 */
struct vfio_ap_ev_io {
	struct vfio_ap_trace_hdr hdr;
	__u64	pos_bytes;
	__u64	len_bytes;
	__u64	total_bytes;
	__s32	err;
	__u32	stream_error;
};

/**
 * struct vfio_ap_ev_verdict - vfio_ap_mig_verdict: one queue was judged
 * @hdr: see struct vfio_ap_trace_hdr
 * @kind: enum vfio_ap_verdict_kind
 * @apqn: adapter number in the upper, domain number in the lower byte; for the
 *	other kinds the number of the control domain, adapter or domain
 * @reserved0: zero
 * @reserved1: zero
 * @reserved2: zero
 * @src_rc: response code of the source's TAPQ
 * @dst_rc: response code of the destination's TAPQ
 * @reasons: mask of enum vfio_ap_mig_reason_bit; 0: compatible
 * @src_info: the source's TAPQ information word
 * @dst_info: the destination's TAPQ information word
 * @index: number of this verdict, from 0, among those that are judged together; a
 *	refusal that comes late, when the configuration is applied, has the one that
 *	it had
 * @count: how many are judged together
 */
struct vfio_ap_ev_verdict {
	struct vfio_ap_trace_hdr hdr;
	__u16	apqn;
	__u8	kind;
	__u8	reserved0;
	__u8	src_rc;
	__u8	dst_rc;
	__u16	reserved1;
	__u32	reasons;
	__u32	reserved2;
	__u64	src_info;
	__u64	dst_info;
	__u32	index;
	__u32	count;
};

/**
 * struct vfio_ap_ev_dropped - vfio_ap_mig_dropped: an assignment was not taken
 * @hdr: see struct vfio_ap_trace_hdr
 * @kind: enum vfio_ap_dropped_kind
 * @id: number of the adapter, domain or control domain
 *
 * Something was assigned to the source's mdev but not visible to its guest
 * (over-provisioned), and taking it over would have changed what the guest
 * sees, or is not possible here. Not a reason to refuse.
 */
struct vfio_ap_ev_dropped {
	struct vfio_ap_trace_hdr hdr;
	__u32	kind;
	__u32	id;
};

/**
 * struct vfio_ap_ev_apply - vfio_ap_mig_apply: a configuration was applied
 * @hdr: see struct vfio_ap_trace_hdr
 * @queues: number of queues that the guest has now
 * @adapters: number of adapters that the guest has now
 * @domains: number of domains that the guest has now
 * @control_domains: number of control domains that the guest has now
 * @dropped: number of vfio_ap_mig_dropped events before this one
 * @err: 0 or a negative errno; if not 0 the earlier configuration holds
 * @reserved: zero
 * @duration_ns: of applying
 */
struct vfio_ap_ev_apply {
	struct vfio_ap_trace_hdr hdr;
	__u32	queues;
	__u16	adapters;
	__u16	domains;
	__u16	control_domains;
	__u16	dropped;
	__s32	err;
	__u32	reserved[2];
	__u64	duration_ns;
};

#define VFIO_AP_TRACE_STATES	8

/**
 * struct vfio_ap_ev_end - vfio_ap_mig_end: a migration ended on this side
 * @hdr: see struct vfio_ap_trace_hdr; the last event with this session number
 * @outcome: enum vfio_ap_mig_outcome
 * @cause: enum vfio_ap_mig_cause
 * @err: the first error of this migration that was returned to user space
 * @stream_error: enum vfio_ap_stream_error
 * @bytes: how much of the stream was read or written
 * @total_bytes: length of the stream, 0 if never known
 * @queues: number of queues of the source guest
 * @bad_queues: how many of them were refused; of a guest without queues: how
 *	many adapters or domains
 * @bad_control_domains: how many control domains were refused
 * @reserved: zero
 * @first_seq: @seq of the first event of this session; @hdr.seq - @first_seq
 *	+ 1 events were emitted for it, unless other threads emitted events of
 *	this mdev in the meantime, which carry the same session
 * @duration_ns: from leaving RUNNING until now
 * @state_ns: how much of it was spent in each state, by
 *	enum vfio_device_mig_state
 */
struct vfio_ap_ev_end {
	struct vfio_ap_trace_hdr hdr;
	__u32	outcome;
	__u32	cause;
	__s32	err;
	__u32	stream_error;
	__u64	bytes;
	__u64	total_bytes;
	__u32	queues;
	__u32	bad_queues;
	__u32	bad_control_domains;
	__u32	reserved;
	__u64	first_seq;
	__u64	duration_ns;
	__u64	state_ns[VFIO_AP_TRACE_STATES];
};

/**
 * struct vfio_ap_ev_reset - vfio_ap_reset: queues were reset
 * @hdr: see struct vfio_ap_trace_hdr
 * @cause: enum vfio_ap_reset_cause
 * @queues: how many were reset
 * @failed: how many of them did not come back usable
 * @err: 0 or a negative errno
 * @duration_ns: until the last queue was done
 */
struct vfio_ap_ev_reset {
	struct vfio_ap_trace_hdr hdr;
	__u32	cause;
	__u32	queues;
	__u32	failed;
	__s32	err;
	__u64	duration_ns;
};

#endif /* _UAPI_LINUX_VFIO_AP_TRACE_H */
