/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms of how long the arcs and the phases of migrations took: their slots, and
 * the arithmetic of their buckets. Compiled into the BPF programs and into user space
 * (recordings, tests), so that live and offline cannot differ.
 *
 * A bucket is a power of two: bucket 0 has what took no time at all, bucket n has
 * 2^(n-1) to 2^n - 1 nanoseconds. Whatever 64 bits can hold has a bucket.
 */
#ifndef APTRACE_BPF_LATENCY_H
#define APTRACE_BPF_LATENCY_H

#include <linux/vfio_ap_trace.h>

#include "common.h"

/* One for each bit that can be the highest, and one for 0. */
#define APTRACE_BUCKETS		65

/* What takes time, other than an arc. */
enum aptrace_phase {
	/* The driver says how long these took. */
	APTRACE_PHASE_REQUEST,
	APTRACE_PHASE_APPLY,
	APTRACE_PHASE_RESET_IOCTL,	/* by enum vfio_ap_reset_cause */
	APTRACE_PHASE_RESET_CLOSE,
	APTRACE_PHASE_RESET_UNPLUG,
	APTRACE_PHASE_RESET_OTHER,
	APTRACE_PHASE_ARC_OTHER,	/* of a state that is not known here */
	APTRACE_PHASE_SOURCE,
	APTRACE_PHASE_DESTINATION,
	APTRACE_PHASE_DOWNTIME,
	APTRACE_PHASE_STATE,		/* by enum vfio_device_mig_state */
	/* Measured by whoever listens, from one event to the next. */
	APTRACE_PHASE_READ = APTRACE_PHASE_STATE + VFIO_AP_TRACE_STATES,
	APTRACE_PHASE_WRITE,
	APTRACE_PHASE_VERDICT,
	APTRACE_PHASE_JUDGE,

	APTRACE_PHASES
};

/* First the arcs, then the phases. */
#define APTRACE_ARC_SLOTS	(VFIO_AP_TRACE_STATES * VFIO_AP_TRACE_STATES)
#define APTRACE_ARC_SLOT(from, to)	((from) * VFIO_AP_TRACE_STATES + (to))
#define APTRACE_PHASE_SLOT(phase)	(APTRACE_ARC_SLOTS + (phase))
#define APTRACE_LATENCY_SLOTS	APTRACE_PHASE_SLOT(APTRACE_PHASES)

/**
 * struct aptrace_histogram - how long one arc or phase took; counters only grow
 * @count: how many there were, also those that failed
 * @failed: how many of them failed
 * @unpaired: how many are in none of the other numbers, as the event from which they
 *	are measured was not seen
 * @sum_ns: of all of them; all ones: more than 64 bits can hold
 * @min_ns: the shortest, if there was one
 * @max_ns: the longest
 * @buckets: how many were as long as that
 */
struct aptrace_histogram {
	__u64	count;
	__u64	failed;
	__u64	unpaired;
	__u64	sum_ns;
	__u64	min_ns;
	__u64	max_ns;
	__u64	buckets[APTRACE_BUCKETS];
};

/**
 * aptrace_bucket - which bucket a duration belongs to
 * @ns: the duration
 *
 * By halves, as BPF has no instruction that counts leading zeros.
 *
 * Return: 0 to APTRACE_BUCKETS - 1.
 */
static __always_inline __u64 aptrace_bucket(__u64 ns)
{
	__u64 bucket = !!ns;

	if (ns >> 32) {
		ns >>= 32;
		bucket += 32;
	}
	if (ns >> 16) {
		ns >>= 16;
		bucket += 16;
	}
	if (ns >> 8) {
		ns >>= 8;
		bucket += 8;
	}
	if (ns >> 4) {
		ns >>= 4;
		bucket += 4;
	}
	if (ns >> 2) {
		ns >>= 2;
		bucket += 2;
	}
	return bucket + (ns >> 1);
}

/* The shortest duration of a bucket, in nanoseconds. */
static __always_inline __u64 aptrace_bucket_low_ns(unsigned int bucket)
{
	return bucket ? 1ULL << (bucket - 1) : 0;
}

/* The longest one. */
static __always_inline __u64 aptrace_bucket_high_ns(unsigned int bucket)
{
	return bucket ? ~0ULL >> (APTRACE_BUCKETS - 1 - bucket) : 0;
}

/* A sum that has left 64 bits stays at the top: it is not known any more. */
static __always_inline __u64 aptrace_sum_ns(__u64 a, __u64 b)
{
	return a + b < a ? ~0ULL : a + b;
}

/**
 * aptrace_histogram_add - one more
 * @h: the histogram; all zero at first
 * @ns: how long it took
 * @failed: it did not succeed
 *
 * Not atomic: each CPU has histograms of its own, each histogram belongs to programs
 * of one tracepoint, and the kernel does not run a program inside of itself.
 */
static __always_inline void
aptrace_histogram_add(struct aptrace_histogram *h, __u64 ns, int failed)
{
	__u64 bucket = aptrace_bucket(ns);

	/* The compiler knows that it is less; the verifier wants to see it tested. */
	__asm__ volatile("" : "+r"(bucket));
	if (bucket >= APTRACE_BUCKETS)
		return;
	if (!h->count || ns < h->min_ns)
		h->min_ns = ns;
	if (ns > h->max_ns)
		h->max_ns = ns;
	h->sum_ns = aptrace_sum_ns(h->sum_ns, ns);
	if (failed)
		h->failed++;
	h->buckets[bucket]++;
	h->count++;
}

#endif /* APTRACE_BPF_LATENCY_H */
