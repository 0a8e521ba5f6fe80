/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What vfio_ap keeps of the last migrations of an mdev: the debugfs file
 * vfio/UUID/outcomes, for a failure that nobody was listening to.
 *
 * One struct vfio_ap_outcomes_header; then, oldest first, each migration: one
 * struct vfio_ap_outcome and its records; each record is one
 * struct vfio_ap_outcome_record and the structure that the tracepoint of its
 * kind carried (vfio_ap_trace.h). All lengths are multiples of 8. All fields
 * are in the byte order of the host, which the magic number shows.
 *
 * Documentation/outcomes.rst is the reference.
 */
#ifndef _UAPI_LINUX_VFIO_AP_OUTCOMES_H
#define _UAPI_LINUX_VFIO_AP_OUTCOMES_H

#include <linux/types.h>

/* "VFAPOUTC" on a big-endian machine, that backwards on another. */
#define VFIO_AP_OUTCOMES_MAGIC		0x564641504f555443ULL

/* Incremented when something changes other than by using reserved fields. */
#define VFIO_AP_OUTCOMES_VERSION	1

/* Which event a record is of: one number for each tracepoint. */
enum vfio_ap_event_kind {
	VFIO_AP_EVENT_REQUEST,
	VFIO_AP_EVENT_ARC,
	VFIO_AP_EVENT_BEGIN,
	VFIO_AP_EVENT_READ,
	VFIO_AP_EVENT_WRITE,
	VFIO_AP_EVENT_VERDICT,
	VFIO_AP_EVENT_DROPPED,
	VFIO_AP_EVENT_APPLY,
	VFIO_AP_EVENT_END,
	VFIO_AP_EVENT_RESET,
};

/* How many kinds there are; fixed, as it is the length of an array below. */
#define VFIO_AP_EVENT_KINDS		10

/**
 * struct vfio_ap_outcomes_header - the first bytes of the file
 * @magic: VFIO_AP_OUTCOMES_MAGIC
 * @version: VFIO_AP_OUTCOMES_VERSION
 * @abi: VFIO_AP_TRACE_ABI: which layout the events have
 * @header_bytes: length of this structure
 * @total_bytes: length of the file
 * @migrations: how many are in the file
 * @reserved: zero
 * @begun: how many there were since the mdev was made. @begun - @not_kept -
 *	@migrations were kept and had to make room for later ones
 * @not_kept: how many of them were not kept because there was no memory
 * @last_session: number of the last one, whether or not it is in the file; 0 if
 *	there was none
 * @boot_ns: boot time at which the file was opened
 * @real_ns: wall clock time of the same moment (since 1970, UTC)
 * @mdev_uuid: UUID of the mediated device, in the order in which it is written
 */
struct vfio_ap_outcomes_header {
	__u64	magic;
	__u16	version;
	__u16	abi;
	__u32	header_bytes;
	__u64	total_bytes;
	__u32	migrations;
	__u32	reserved;
	__u64	begun;
	__u64	not_kept;
	__u64	last_session;
	__u64	boot_ns;
	__u64	real_ns;
	__u8	mdev_uuid[16];
};

/*
 * The migration is over; nothing will be added. If its last record is not
 * VFIO_AP_EVENT_END the device went back to RUNNING before a transfer of data had
 * begun, and the records say what had failed until then.
 */
#define VFIO_AP_OUTCOME_F_OVER		0x00000001

/**
 * struct vfio_ap_outcome - one migration of the mdev, as far as it is kept
 * @bytes: length of this structure and of the records that follow
 * @records: number of these
 * @session: its number, also in the header of each event
 * @begin_ns: boot time at which this record of it was begun: when the transfer of
 *	data began, or an arc before that failed
 * @flags: VFIO_AP_OUTCOME_F_*
 * @reserved: zero
 * @cut: how many events of each kind would have been kept, and were not for want
 *	of room; the largest number: so many or more
 */
struct vfio_ap_outcome {
	__u32	bytes;
	__u32	records;
	__u64	session;
	__u64	begin_ns;
	__u32	flags;
	__u32	reserved;
	__u32	cut[VFIO_AP_EVENT_KINDS];
};

/**
 * struct vfio_ap_outcome_record - what stands before each event
 * @kind: enum vfio_ap_event_kind, tells which structure follows
 * @event_bytes: length of that structure
 * @time_ns: boot time at which the event happened
 */
struct vfio_ap_outcome_record {
	__u32	kind;
	__u32	event_bytes;
	__u64	time_ns;
};

#endif /* _UAPI_LINUX_VFIO_AP_OUTCOMES_H */
