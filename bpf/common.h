/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all BPF programs of the project share with user space: how an event is
 * tagged in a ring buffer, and how is counted.
 */
#ifndef APTRACE_BPF_COMMON_H
#define APTRACE_BPF_COMMON_H

#include <linux/types.h>

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

#define APTRACE_RING_BYTES_DEFAULT	(256 * 1024)

/* A sequence number that was not seen yet. */
#define APTRACE_SEQ_NONE	(~0ULL)

/**
 * struct aptrace_record - what stands before each event in a ring buffer
 * @kind: tells which structure follows: enum aptrace_kind or enum
 *	aptrace_fmb_kind, each of its own ring buffer
 * @event_bytes: length of that structure
 * @time_ns: boot time at which the event happened
 */
struct aptrace_record {
	__u32	kind;
	__u32	event_bytes;
	__u64	time_ns;
};

static __always_inline void aptrace_count32(__u32 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

static __always_inline void aptrace_count64(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

#endif /* APTRACE_BPF_COMMON_H */
