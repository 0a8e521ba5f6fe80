/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the BPF programs on system vfio_zpci and user space share: the record of
 * one zPCI function in the functions map, the records of the ring buffer and the
 * counters. No pointer, no implicit padding, so that both sides and a later
 * recording agree on the layout.
 */
#ifndef APTRACE_BPF_FMB_RECORD_H
#define APTRACE_BPF_FMB_RECORD_H

#include <linux/vfio_zpci_trace.h>

#include "common.h"

/* One number for each tracepoint; also the tag of a ring buffer record. */
enum aptrace_fmb_kind {
	APTRACE_FMB_ENABLE,
	APTRACE_FMB_DISABLE,
	APTRACE_FMB_SAMPLE,

	APTRACE_FMB_KINDS
};

/* Functions that can be in the map; a host has as many as it has function IDs. */
#define APTRACE_FMB_FUNCTIONS_MAX	1024

/* So many of the last event numbers of a function are remembered; a power of two. */
#define APTRACE_FMB_RECENT	16

/* Is the function measured, as far as events have said? */
enum aptrace_fmb_measured {
	APTRACE_FMB_UNKNOWN,
	APTRACE_FMB_ON,
	APTRACE_FMB_OFF,
};

/**
 * struct aptrace_fmb_sample - a sample of a function's counters
 * @time_ns: boot time at which it was read for the first time
 * @last_update: as in the block; 0: this is no sample
 * @counters: by enum vfio_zpci_fmb_counter
 * @samples: how many samples the function had stored
 * @valid: which of @counters there are
 * @fmt_ind: the 24 bits about the format
 * @measurement: how many times measurement had begun when it was read (@starts of
 *	the function): samples with different numbers cannot be compared
 * @format: of the block
 * @torn: its counters may be of two samples
 * @retries: how often it was copied once more
 * @reserved: zero
 */
struct aptrace_fmb_sample {
	__u64	time_ns;
	__u64	last_update;
	__u64	counters[VFIO_ZPCI_FMB_COUNTERS];
	__u32	samples;
	__u32	valid;
	__u32	fmt_ind;
	__u32	measurement;
	__u8	format;
	__u8	torn;
	__u8	retries;
	__u8	reserved[5];
};

/**
 * struct aptrace_fmb - all that is known of one function
 * @version: odd while @last is being written
 * @events_seen: events of this function that reached the programs
 * @bound_seen: those since it was bound to the driver: their numbers begin again
 * @min_seq: lowest of these numbers, APTRACE_SEQ_NONE at first
 * @max_seq: highest of these numbers
 * @missed_before: events known to be missing from before it was bound anew
 * @last_seq: number of the read that gave @last, 0 if there was none
 * @recent: numbers of events that were seen, plus 1; 0: none yet
 * @start_seq: number of the event with which measurement began last
 * @switch_seq: number of the last event with which it began or ended, or failed to, or
 *	of the read that told so
 * @reads: blocks that were read, the failed reads included
 * @errors: reads that failed
 * @empty: reads before the first sample
 * @repeats: reads that gave the same sample as the one before
 * @torn: reads that gave a sample that may not be whole
 * @retries: times that a block was copied once more, over all reads
 * @contended: samples that are not in @last, as another CPU was writing there
 * @details_lost: events for which the ring buffer had no room
 * @first_ns: boot time of the first event seen
 * @last_ns: boot time of the last event seen
 * @read_ns: boot time of the last read
 * @start_ns: boot time at which measurement began last, 0 if the event was not seen
 * @stop_ns: boot time at which it ended last, 0 if not seen
 * @last: the newest sample
 * @fid: function ID, the key of the map
 * @domain: PCI domain
 * @starts: times that measurement has begun, as far as events or reads tell
 * @resets: those of them after a reset or a recovery of the function
 * @stops: times that it has ended
 * @switch_errors: times that it could not be begun or ended
 * @start_cause: enum vfio_zpci_fmb_cause, of @start_ns
 * @stop_cause: the same of @stop_ns
 * @err: result of the last read
 * @switch_err: the last error of beginning or ending
 * @bindings: times that its events began again at number 0, whether or not that one
 *	was seen
 * @fmb_bytes: length of the block as the function says, 0 if it does not
 * @interval_ms: how often the function stores a sample; 0: not known
 * @bus: PCI bus number
 * @devfn: device and function number
 * @measured: enum aptrace_fmb_measured
 * @reserved: zero
 */
struct aptrace_fmb {
	__u64	version;
	__u64	events_seen;
	__u64	bound_seen;
	__u64	min_seq;
	__u64	max_seq;
	__u64	missed_before;
	__u64	last_seq;
	__u64	recent[APTRACE_FMB_RECENT];
	__u64	start_seq;
	__u64	switch_seq;
	__u64	reads;
	__u64	errors;
	__u64	empty;
	__u64	repeats;
	__u64	torn;
	__u64	retries;
	__u64	contended;
	__u64	details_lost;
	__u64	first_ns;
	__u64	last_ns;
	__u64	read_ns;
	__u64	start_ns;
	__u64	stop_ns;
	struct aptrace_fmb_sample last;
	__u32	fid;
	__u32	domain;
	__u32	starts;
	__u32	resets;
	__u32	stops;
	__u32	switch_errors;
	__u32	start_cause;
	__u32	stop_cause;
	__s32	err;
	__s32	switch_err;
	__u32	bindings;
	__u16	fmb_bytes;
	__u16	interval_ms;
	__u8	bus;
	__u8	devfn;
	__u8	measured;
	__u8	reserved[5];
};

/**
 * struct aptrace_fmb_detail - what stands before each event in the ring buffer
 * @record: kind, length of the event, time
 * @measurement: see struct aptrace_fmb_sample
 * @reserved: zero
 */
struct aptrace_fmb_detail {
	struct aptrace_record record;
	__u32	measurement;
	__u32	reserved;
};

/**
 * struct aptrace_fmb_counters - what happened and what was lost, on all functions
 * @events: events seen, by enum aptrace_fmb_kind
 * @ring_full: events for which the ring buffer had no room (detail only: the map
 *	has them)
 * @map_full: events of functions for which the map had no room
 * @foreign_abi: events in a layout that this build does not know
 * @found_abi: the version of the last one
 * @unreadable: events that could not be copied
 */
struct aptrace_fmb_counters {
	__u64	events[APTRACE_FMB_KINDS];
	__u64	ring_full;
	__u64	map_full;
	__u64	foreign_abi;
	__u64	found_abi;
	__u64	unreadable;
};

/* Which functions are wanted. */
enum aptrace_fmb_filter {
	APTRACE_FMB_FILTER_NONE,
	APTRACE_FMB_FILTER_FID,
	APTRACE_FMB_FILTER_ADDRESS,
};

#endif /* APTRACE_BPF_FMB_RECORD_H */
