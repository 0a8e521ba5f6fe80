// SPDX-License-Identifier: GPL-2.0
/*
 * Programs on the tracepoints of system vfio_zpci: measurement blocks of zPCI
 * functions, as somebody else reads them. An object of its own, as the driver is a
 * module of its own: either can be there without the other.
 *
 * What must be right (counts, the newest sample, missing events) is in the
 * functions map; the ring buffer carries each sample that differs from the one
 * before and whatever else is new, and what it could not carry is counted.
 *
 * As in aptrace.bpf.c, each program exists as tp_btf and as raw_tp, and no kernel
 * type is needed.
 */
#include <stddef.h>

#include <linux/bpf.h>
#include <linux/errno.h>
#include <bpf/bpf_helpers.h>

#include "fmb_aggregate.h"

/* Set by user space before loading: enum aptrace_fmb_filter, and what it wants. */
const volatile __u32 filter;
const volatile __u32 filter_fid;
const volatile __u32 filter_domain;
const volatile __u8 filter_bus;
const volatile __u8 filter_devfn;

struct aptrace_fmb_counters counters;

/* Set by user space when all programs are attached: nothing is seen in part. */
volatile __u32 armed;

/* A record cannot be built on the stack: it is larger. */
const struct aptrace_fmb new_function = {
	.min_seq = APTRACE_SEQ_NONE,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, APTRACE_FMB_FUNCTIONS_MAX);
	__type(key, __u32);
	__type(value, struct aptrace_fmb);
} functions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, APTRACE_RING_BYTES_DEFAULT);
} details SEC(".maps");

char _license[] SEC("license") = "GPL";

/* Find the record of an event's function, or make it. */
static __always_inline struct aptrace_fmb *
function_of(const struct vfio_zpci_trace_hdr *hdr)
{
	struct aptrace_fmb *f;
	__u32 fid = hdr->fid;

	f = bpf_map_lookup_elem(&functions, &fid);
	if (f)
		return f;

	/* Another CPU may have been faster: whoever made it, it is there. */
	bpf_map_update_elem(&functions, &fid, &new_function, BPF_NOEXIST);
	f = bpf_map_lookup_elem(&functions, &fid);
	if (!f)
		aptrace_count64(&counters.map_full);
	return f;
}

static __always_inline int is_foreign(const struct vfio_zpci_trace_hdr *hdr)
{
	if (hdr->abi == VFIO_ZPCI_TRACE_ABI)
		return 0;
	counters.found_abi = hdr->abi;
	aptrace_count64(&counters.foreign_abi);
	return 1;
}

static __always_inline int is_filtered(const struct vfio_zpci_trace_hdr *hdr)
{
	if (filter == APTRACE_FMB_FILTER_FID)
		return hdr->fid != filter_fid;
	if (filter == APTRACE_FMB_FILTER_ADDRESS)
		return hdr->domain != filter_domain ||
		       hdr->bus != filter_bus || hdr->devfn != filter_devfn;
	return 0;
}

/* Does the event belong here at all? Counts it if so. */
static __always_inline int is_wanted(const struct vfio_zpci_trace_hdr *hdr,
				     __u32 kind)
{
	if (is_foreign(hdr) || is_filtered(hdr))
		return 0;
	aptrace_count64(&counters.events[kind]);
	return 1;
}

static __always_inline void count_lost_detail(struct aptrace_fmb *f)
{
	aptrace_count64(&counters.ring_full);
	if (f)
		aptrace_count64(&f->details_lost);
}

/*
 * The common frame of all programs, a macro as the size of a ring buffer record
 * must be a constant. @aggregate is an expression: is the event worth a record?
 */
#define EVENT_PROGRAMS(name, kind_, type, aggregate)			\
static __always_inline int handle_##name(const void *from)		\
{									\
	__u64 now_ns = bpf_ktime_get_boot_ns();				\
	struct vfio_zpci_ev_fmb_##type ev;				\
	struct {							\
		struct aptrace_fmb_detail head;				\
		struct vfio_zpci_ev_fmb_##type ev;			\
	} *detail;							\
	struct aptrace_fmb *f;						\
									\
	if (!from || !armed)						\
		return 0;						\
	if (bpf_probe_read_kernel(&ev, sizeof(ev), from)) {		\
		aptrace_count64(&counters.unreadable);			\
		return 0;						\
	}								\
	if (!is_wanted(&ev.hdr, kind_))					\
		return 0;						\
	f = function_of(&ev.hdr);					\
	if (f && !(aggregate))						\
		return 0;						\
	detail = bpf_ringbuf_reserve(&details, sizeof(*detail), 0);	\
	if (!detail) {							\
		count_lost_detail(f);					\
		return 0;						\
	}								\
	detail->head.record.kind = kind_;				\
	detail->head.record.event_bytes = sizeof(ev);			\
	detail->head.record.time_ns = now_ns;				\
	detail->head.measurement =					\
		f ? aptrace_fmb_measurement(f, &ev.hdr) : 0;		\
	detail->head.reserved = 0;					\
	__builtin_memcpy(&detail->ev, &ev, sizeof(ev));			\
	bpf_ringbuf_submit(detail, 0);					\
	return 0;							\
}									\
									\
SEC("tp_btf/vfio_zpci_fmb_" #name)					\
int btf_##name(const __u64 *ctx)					\
{									\
	return handle_##name((const void *)ctx[0]);			\
}									\
									\
SEC("raw_tp/vfio_zpci_fmb_" #name)					\
int raw_##name(const __u64 *ctx)					\
{									\
	return handle_##name((const void *)ctx[0]);			\
}									\
struct aptrace_semicolon

EVENT_PROGRAMS(enable, APTRACE_FMB_ENABLE, switch,
	       (aptrace_fmb_add_enable(f, &ev, now_ns), 1));
EVENT_PROGRAMS(disable, APTRACE_FMB_DISABLE, switch,
	       (aptrace_fmb_add_disable(f, &ev, now_ns), 1));
EVENT_PROGRAMS(sample, APTRACE_FMB_SAMPLE, sample,
	       aptrace_fmb_add_sample(f, &ev, now_ns));
