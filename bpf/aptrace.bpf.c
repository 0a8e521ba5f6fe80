// SPDX-License-Identifier: GPL-2.0
/*
 * Programs on the tracepoints of system vfio_ap.
 *
 * What must be right (progress, verdict counts, outcome, completeness) is
 * aggregated in the sessions map and needs no room in a buffer. The ring buffer
 * carries detail, and whatever it could not carry is counted: for all and for
 * the session. How long things take is in a third map, for who wants to know.
 *
 * The events are plain structures of a uapi header, so the programs need no
 * kernel type and no BTF to be built. Each exists twice around one body: as
 * raw_tp, which needs no BTF on the host, and as tp_btf, whose argument the
 * verifier checks; user space loads one set.
 */
#include <stddef.h>

#include <linux/bpf.h>
#include <linux/errno.h>
#include <bpf/bpf_helpers.h>

#include "aggregate.h"
#include "latency_aggregate.h"

/*
 * Set by user space before loading; constants for the verifier, so that code
 * for what nobody asked for does not even exist in the loaded programs.
 */
const volatile __u32 detail_kinds = APTRACE_ALL_KINDS;
/* Of these only those that failed. */
const volatile __u32 failed_kinds;
/* Verdicts without a reason are as many as there are queues. */
const volatile __u32 detail_good_verdicts = 1;
/* Bad verdicts sent per session; 0: all. The rest is counted. */
const volatile __u32 detail_verdicts_max;
/* Fill in the histograms. */
const volatile __u32 want_latency;
/* Ignore all other mdevs, if set. */
const volatile __u32 filter_mdev;
const volatile __u64 filter_uuid[2];

struct aptrace_counters counters;

/*
 * Set by user space when all programs are attached. They are attached one after
 * the other, and what happens in the meantime would be seen in part, by kind:
 * of a migration that ended then, even the end would be missing, which says how
 * much else is. So a session is seen from one moment on, with everything.
 */
volatile __u32 armed;

/* A record cannot be built on the stack: it is larger. */
const struct aptrace_session new_session = {
	.min_seq = APTRACE_SEQ_NONE,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, APTRACE_SESSIONS_MAX);
	__type(key, __u64);
	__type(value, struct aptrace_session);
} sessions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, APTRACE_RING_BYTES_DEFAULT);
} details SEC(".maps");

/*
 * Histograms by slot (latency.h), which are only ever added to: user space reads them
 * as often as it likes. User space shrinks the map to one if nobody wants them.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, APTRACE_LATENCY_SLOTS);
	__type(key, __u32);
	__type(value, struct aptrace_histogram);
} latency SEC(".maps");

char _license[] SEC("license") = "GPL";

/* Find the record of an event's session, or make it. */
static __always_inline struct aptrace_session *
session_of(const struct vfio_ap_trace_hdr *hdr)
{
	__u64 key = hdr->session;
	struct aptrace_session *s;

	s = bpf_map_lookup_elem(&sessions, &key);
	if (s)
		return s;

	/* Another CPU may have been faster: whoever made it, it is there. */
	bpf_map_update_elem(&sessions, &key, &new_session, BPF_NOEXIST);
	s = bpf_map_lookup_elem(&sessions, &key);
	if (!s) {
		aptrace_count64(&counters.map_full);
		return NULL;
	}
	s->session = key;
	__builtin_memcpy(s->mdev_uuid, hdr->mdev_uuid, sizeof(s->mdev_uuid));
	return s;
}

static __always_inline struct aptrace_histogram *
aptrace_latency_slot(void *books, __u32 slot)
{
	return bpf_map_lookup_elem(books, &slot);
}

static __always_inline int is_foreign(const struct vfio_ap_trace_hdr *hdr)
{
	if (hdr->abi == VFIO_AP_TRACE_ABI)
		return 0;
	counters.found_abi = hdr->abi;
	aptrace_count64(&counters.foreign_abi);
	return 1;
}

static __always_inline int is_filtered(const struct vfio_ap_trace_hdr *hdr)
{
	const __u64 *uuid = (const __u64 *)hdr->mdev_uuid;

	return filter_mdev &&
	       (uuid[0] != filter_uuid[0] || uuid[1] != filter_uuid[1]);
}

/* Does the event belong here at all? Counts it if so. */
static __always_inline int is_wanted(const struct vfio_ap_trace_hdr *hdr,
				     __u32 kind)
{
	if (is_foreign(hdr) || is_filtered(hdr))
		return 0;
	aptrace_count64(&counters.events[kind]);
	return 1;
}

static __always_inline void count_lost_detail(struct aptrace_session *s)
{
	aptrace_count64(&counters.ring_full);
	if (s)
		aptrace_count64(&s->details_lost);
}

/*
 * The common frame of all programs. It is a macro because the size of a ring
 * buffer record must be a constant for the verifier, and because the copy of
 * the event must have its type. The copy is made once: the structure is read
 * from the kernel in one call, whatever its fields are.
 */
#define EVENT_PROGRAMS(name, kind_, type, aggregate, measure)		\
static __always_inline int handle_##name(const void *from)		\
{									\
	struct aptrace_session *s = NULL;				\
	struct vfio_ap_ev_##type ev;					\
	__u64 now_ns = bpf_ktime_get_boot_ns();				\
	struct {							\
		struct aptrace_record head;				\
		struct vfio_ap_ev_##type ev;				\
	} *record;							\
									\
	if (!from || !armed)						\
		return 0;						\
	if (bpf_probe_read_kernel(&ev, sizeof(ev), from)) {		\
		aptrace_count64(&counters.unreadable);			\
		return 0;						\
	}								\
	if (!is_wanted(&ev.hdr, kind_))					\
		return 0;						\
	if (ev.hdr.session) {						\
		s = session_of(&ev.hdr);				\
		if (!s && (kind_) == APTRACE_END)			\
			aptrace_count64(&counters.ends_unmapped);	\
	}								\
	if (s) {							\
		aptrace_add_header(s, &ev.hdr, now_ns);			\
		if (!s->ended) {					\
			aggregate;					\
		}							\
	}								\
	if (want_latency) {						\
		measure;						\
	}								\
	if (!((detail_kinds | failed_kinds) & APTRACE_KIND_MASK(kind_)) ||	\
	    !is_detail_##name(&ev, s))					\
		return 0;						\
	record = bpf_ringbuf_reserve(&details, sizeof(*record), 0);	\
	if (!record) {							\
		count_lost_detail(s);					\
		return 0;						\
	}								\
	record->head.kind = kind_;					\
	record->head.event_bytes = sizeof(ev);				\
	record->head.time_ns = now_ns;					\
	__builtin_memcpy(&record->ev, &ev, sizeof(ev));			\
	bpf_ringbuf_submit(record, 0);					\
	return 0;							\
}									\
									\
SEC("tp_btf/vfio_ap_" #name)						\
int btf_##name(const __u64 *ctx)					\
{									\
	return handle_##name((const void *)ctx[0]);			\
}									\
									\
SEC("raw_tp/vfio_ap_" #name)						\
int raw_##name(const __u64 *ctx)					\
{									\
	return handle_##name((const void *)ctx[0]);			\
}									\
struct aptrace_semicolon

#define ALWAYS_DETAIL(name, type)					\
static __always_inline int						\
is_detail_##name(const struct vfio_ap_ev_##type *ev,			\
		 const struct aptrace_session *s)			\
{									\
	(void)ev;							\
	(void)s;							\
	return 1;							\
}									\
struct aptrace_semicolon

/* There are many of them, and mostly those that failed are of interest. */
#define MAYBE_DETAIL(name, type, kind)					\
static __always_inline int						\
is_detail_##name(const struct vfio_ap_ev_##type *ev,			\
		 const struct aptrace_session *s)			\
{									\
	(void)s;							\
	return ev->err || (detail_kinds & APTRACE_KIND_MASK(kind));	\
}									\
struct aptrace_semicolon

MAYBE_DETAIL(mig_request, request, APTRACE_REQUEST);
MAYBE_DETAIL(mig_read, io, APTRACE_READ);
MAYBE_DETAIL(mig_write, io, APTRACE_WRITE);
ALWAYS_DETAIL(mig_arc, arc);
ALWAYS_DETAIL(mig_begin, begin);
ALWAYS_DETAIL(mig_dropped, dropped);
ALWAYS_DETAIL(mig_apply, apply);
ALWAYS_DETAIL(mig_end, end);
ALWAYS_DETAIL(reset, reset);

static __always_inline int
is_detail_mig_verdict(const struct vfio_ap_ev_verdict *ev,
		      struct aptrace_session *s)
{
	return aptrace_wants_verdict(s, ev, detail_good_verdicts,
				     detail_verdicts_max);
}

EVENT_PROGRAMS(mig_request, APTRACE_REQUEST, request,
	       aptrace_add_request(s, &ev),
	       aptrace_latency_request(&latency, &ev));
EVENT_PROGRAMS(mig_arc, APTRACE_ARC, arc, aptrace_add_arc(s, &ev, now_ns),
	       aptrace_latency_arc(&latency, s, &ev, now_ns));
EVENT_PROGRAMS(mig_begin, APTRACE_BEGIN, begin, aptrace_add_begin(s, &ev),
	       aptrace_latency_begin(s, now_ns));
EVENT_PROGRAMS(mig_read, APTRACE_READ, io, aptrace_add_io(s, &ev),
	       aptrace_latency_io(&latency, s, APTRACE_PHASE_READ, &ev, now_ns));
EVENT_PROGRAMS(mig_write, APTRACE_WRITE, io, aptrace_add_io(s, &ev),
	       aptrace_latency_io(&latency, s, APTRACE_PHASE_WRITE, &ev, now_ns));
EVENT_PROGRAMS(mig_verdict, APTRACE_VERDICT, verdict,
	       aptrace_add_verdict(s, &ev),
	       aptrace_latency_verdict(&latency, s, &ev, now_ns));
EVENT_PROGRAMS(mig_dropped, APTRACE_DROPPED, dropped, aptrace_add_dropped(s),
	       (void)s);
EVENT_PROGRAMS(mig_apply, APTRACE_APPLY, apply, aptrace_add_apply(s, &ev),
	       aptrace_latency_apply(&latency, &ev));
EVENT_PROGRAMS(mig_end, APTRACE_END, end, aptrace_add_end(s, &ev),
	       aptrace_latency_end(&latency, &ev));
EVENT_PROGRAMS(reset, APTRACE_RESET, reset, aptrace_add_reset(s, &ev),
	       aptrace_latency_reset(&latency, &ev));
