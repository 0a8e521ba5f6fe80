/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tracepoints of vfio_ap.
 *
 * Each takes one pointer to the structure of its event: see
 * include/uapi/linux/vfio_ap_trace.h for the meaning of the fields, and
 * Documentation/tracepoints.rst for when each is emitted. perf, trace-cmd and
 * tracefs see the same fields; numbers are shown as words.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vfio_ap

#if !defined(_TRACE_VFIO_AP_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_VFIO_AP_H

#include <linux/tracepoint.h>
#include <linux/vfio.h>
#include <linux/vfio_ap_migration.h>
#include <linux/vfio_ap_trace.h>

/*
 * The words are literals: a tool that decodes the format file (perf, trace-cmd)
 * on another machine, later, needs no enum of this kernel.
 *
 * What is printed has all that the structure has but abi and reserved: aptrace reads
 * it back (tools/aptrace/trace_text.h), and tests/unit/aptrace/test_trace_text.c
 * prints by this file and compares.
 */
#define vfio_ap_show_state(state)					\
	__print_symbolic(state,						\
		{ 0, "ERROR" }, { 1, "STOP" }, { 2, "RUNNING" },	\
		{ 3, "STOP_COPY" }, { 4, "RESUMING" },			\
		{ 5, "RUNNING_P2P" }, { 6, "PRE_COPY" },		\
		{ 7, "PRE_COPY_P2P" })

#define vfio_ap_show_role(role)						\
	__print_symbolic(role,						\
		{ 0, "-" }, { 1, "source" }, { 2, "destination" })

#define vfio_ap_show_outcome(outcome)					\
	__print_symbolic(outcome,					\
		{ 0, "-" }, { 1, "completed" }, { 2, "refused" },	\
		{ 3, "rolled_back" }, { 4, "aborted" }, { 5, "failed" })

#define vfio_ap_show_cause(cause)					\
	__print_symbolic(cause,						\
		{ 0, "state" }, { 1, "reset" }, { 2, "close" })

#define vfio_ap_show_kind(kind)						\
	__print_symbolic(kind, { 0, "queue" }, { 1, "control_domain" },	\
			 { 2, "adapter" }, { 3, "domain" })

#define vfio_ap_show_dropped(kind)					\
	__print_symbolic(kind, { 0, "adapter" }, { 1, "domain" },	\
			 { 2, "control_domain" })

#define vfio_ap_show_reset_cause(cause)					\
	__print_symbolic(cause,						\
		{ 0, "ioctl" }, { 1, "close" }, { 2, "unplug" })

#define vfio_ap_show_reasons(reasons)					\
	__print_flags(reasons, "|",					\
		{ 0x000001, "not_configured" },				\
		{ 0x000002, "host_owned" },				\
		{ 0x000004, "not_bound" },				\
		{ 0x000008, "in_use" },					\
		{ 0x000010, "not_passable" },				\
		{ 0x000020, "no_answer" },				\
		{ 0x000040, "src_no_answer" },				\
		{ 0x000080, "apsc" },					\
		{ 0x000100, "mex4k" },					\
		{ 0x000200, "crt4k" },					\
		{ 0x000400, "slcf" },					\
		{ 0x000800, "mode" },					\
		{ 0x001000, "apxa" },					\
		{ 0x002000, "class" },					\
		{ 0x004000, "src_bs" },					\
		{ 0x008000, "dst_bs" },					\
		{ 0x010000, "type" },					\
		{ 0x020000, "ml" },					\
		{ 0x040000, "qd" },					\
		{ 0x080000, "control_domain" },				\
		{ 0x100000, "filtered" },				\
		{ 0x200000, "offline" })

#define vfio_ap_show_stream_error(error)				\
	__print_symbolic(error,						\
		{ 0, "ok" }, { 1, "magic" }, { 2, "version" },		\
		{ 3, "header_bytes" }, { 4, "header_crc" },		\
		{ 5, "reserved" }, { 6, "migration_id" },		\
		{ 7, "total_bytes" }, { 8, "record_crc" },		\
		{ 9, "record_type" }, { 10, "record_order" },		\
		{ 11, "record_bytes" }, { 12, "payload_crc" },		\
		{ 13, "queue_count" }, { 14, "queue_order" },		\
		{ 15, "guest_matrix" }, { 16, "digest" },		\
		{ 17, "trailing" }, { 18, "truncated" })

/* What struct vfio_ap_trace_hdr becomes in each event. */
#define VFIO_AP_HDR_FIELDS						\
	__array(u8, mdev_uuid, 16)					\
	__array(u8, migration_id, 16)					\
	__field(u64, session)						\
	__field(u64, seq)						\
	__field(u16, abi)						\
	__field(u8, role)						\
	__field(u8, state)						\
	__field(u32, reserved)

#define VFIO_AP_HDR_ASSIGN						\
	memcpy(__entry->mdev_uuid, ev->hdr.mdev_uuid, 16);		\
	memcpy(__entry->migration_id, ev->hdr.migration_id, 16);	\
	__entry->session = ev->hdr.session;				\
	__entry->seq = ev->hdr.seq;					\
	__entry->abi = ev->hdr.abi;					\
	__entry->role = ev->hdr.role;					\
	__entry->state = ev->hdr.state;					\
	__entry->reserved = 0

#define VFIO_AP_HDR_FMT	"mdev=%pUb id=%pUb session=%llu seq=%llu role=%s state=%s"

#define VFIO_AP_HDR_ARGS						\
	__entry->mdev_uuid, __entry->migration_id, __entry->session,	\
	__entry->seq, vfio_ap_show_role(__entry->role),			\
	vfio_ap_show_state(__entry->state)

/**
 * vfio_ap_mig_request - user space asked for a migration state
 * @ev: the event; see its structure
 *
 * Emitted once for each VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, after its arcs,
 * whether or not it succeeded.
 */
TRACE_EVENT(vfio_ap_mig_request,
	TP_PROTO(const struct vfio_ap_ev_request *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, target)
		__field(u32, from)
		__field(u32, to)
		__field(s32, err)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->target = ev->target;
		__entry->from = ev->from;
		__entry->to = ev->to;
		__entry->err = ev->err;
		__entry->duration_ns = ev->duration_ns;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "target=%s from=%s to=%s err=%d duration_ns=%llu",
		  VFIO_AP_HDR_ARGS,
		  vfio_ap_show_state(__entry->target),
		  vfio_ap_show_state(__entry->from),
		  vfio_ap_show_state(__entry->to), __entry->err,
		  __entry->duration_ns)
);

/**
 * vfio_ap_mig_arc - one arc of the state machine was tried
 * @ev: the event; see its structure
 *
 * Emitted under the mdev's state machine lock, at the end of the arc.
 */
TRACE_EVENT(vfio_ap_mig_arc,
	TP_PROTO(const struct vfio_ap_ev_arc *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, target)
		__field(u32, from)
		__field(u32, to)
		__field(s32, err)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->target = ev->target;
		__entry->from = ev->from;
		__entry->to = ev->to;
		__entry->err = ev->err;
		__entry->duration_ns = ev->duration_ns;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "target=%s from=%s to=%s err=%d duration_ns=%llu",
		  VFIO_AP_HDR_ARGS,
		  vfio_ap_show_state(__entry->target),
		  vfio_ap_show_state(__entry->from),
		  vfio_ap_show_state(__entry->to), __entry->err,
		  __entry->duration_ns)
);

/**
 * vfio_ap_mig_begin - what will be moved is known
 * @ev: the event; see its structure
 *
 * Source: the snapshot was taken. Destination: the configuration has arrived.
 */
TRACE_EVENT(vfio_ap_mig_begin,
	TP_PROTO(const struct vfio_ap_ev_begin *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u64, total_bytes)
		__field(u32, queues)
		__field(u16, adapters)
		__field(u16, domains)
		__field(u64, control_domains)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->total_bytes = ev->total_bytes;
		__entry->queues = ev->queues;
		__entry->adapters = ev->adapters;
		__entry->domains = ev->domains;
		__entry->control_domains = ev->control_domains;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "total_bytes=%llu queues=%u adapters=%u domains=%u "
		  "control_domains=%llu",
		  VFIO_AP_HDR_ARGS,
		  __entry->total_bytes, __entry->queues, __entry->adapters,
		  __entry->domains, __entry->control_domains)
);

DECLARE_EVENT_CLASS(vfio_ap_mig_io,
	TP_PROTO(const struct vfio_ap_ev_io *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u64, pos_bytes)
		__field(u64, len_bytes)
		__field(u64, total_bytes)
		__field(s32, err)
		__field(u32, stream_error)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->pos_bytes = ev->pos_bytes;
		__entry->len_bytes = ev->len_bytes;
		__entry->total_bytes = ev->total_bytes;
		__entry->err = ev->err;
		__entry->stream_error = ev->stream_error;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "pos_bytes=%llu len_bytes=%llu total_bytes=%llu err=%d "
		  "stream_error=%s",
		  VFIO_AP_HDR_ARGS,
		  __entry->pos_bytes, __entry->len_bytes,
		  __entry->total_bytes, __entry->err,
		  vfio_ap_show_stream_error(__entry->stream_error))
);

/**
 * vfio_ap_mig_read - the source read a chunk of its snapshot
 * @ev: the event; see its structure
 *
 * Emitted for each read(), also the one that finds the end (len_bytes 0),
 * under the lock of the data file.
 */
DEFINE_EVENT(vfio_ap_mig_io, vfio_ap_mig_read,
	TP_PROTO(const struct vfio_ap_ev_io *ev),
	TP_ARGS(ev)
);

/**
 * vfio_ap_mig_write - the destination took a chunk of the stream
 * @ev: the event; see its structure
 *
 * Emitted for each write(), after the verdicts that it caused, under the
 * lock of the data file.
 */
DEFINE_EVENT(vfio_ap_mig_io, vfio_ap_mig_write,
	TP_PROTO(const struct vfio_ap_ev_io *ev),
	TP_ARGS(ev)
);

/**
 * vfio_ap_mig_verdict - one queue or control domain was judged
 * @ev: the event; see its structure
 *
 * Emitted for each, also for the good ones (no reasons), under the lock of
 * the data file.
 */
TRACE_EVENT(vfio_ap_mig_verdict,
	TP_PROTO(const struct vfio_ap_ev_verdict *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, reasons)
		__field(u16, apqn)
		__field(u8, kind)
		__field(u8, src_rc)
		__field(u64, src_info)
		__field(u64, dst_info)
		__field(u64, dst_rc)
		__field(u32, index)
		__field(u32, count)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->apqn = ev->apqn;
		__entry->kind = ev->kind;
		__entry->src_rc = ev->src_rc;
		__entry->dst_rc = ev->dst_rc;
		__entry->reasons = ev->reasons;
		__entry->src_info = ev->src_info;
		__entry->dst_info = ev->dst_info;
		__entry->index = ev->index;
		__entry->count = ev->count;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "%s=%02x.%04x verdict=%s reasons=%s src_rc=0x%02x "
		  "src_info=0x%016llx dst_rc=0x%02llx dst_info=0x%016llx "
		  "index=%u count=%u",
		  VFIO_AP_HDR_ARGS,
		  vfio_ap_show_kind(__entry->kind), __entry->apqn >> 8,
		  __entry->apqn & 0xff, __entry->reasons ? "refused" : "ok",
		  vfio_ap_show_reasons(__entry->reasons), __entry->src_rc,
		  __entry->src_info, __entry->dst_rc, __entry->dst_info,
		  __entry->index, __entry->count)
);

/**
 * vfio_ap_mig_dropped - an assignment of the source was not taken over
 * @ev: the event; see its structure
 *
 * Only for what the source's guest did not see. Not a reason to refuse.
 */
TRACE_EVENT(vfio_ap_mig_dropped,
	TP_PROTO(const struct vfio_ap_ev_dropped *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, kind)
		__field(u32, id)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->kind = ev->kind;
		__entry->id = ev->id;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "%s=0x%02x",
		  VFIO_AP_HDR_ARGS,
		  vfio_ap_show_dropped(__entry->kind), __entry->id)
);

/**
 * vfio_ap_mig_apply - the source's configuration was applied, or not
 * @ev: the event; see its structure
 *
 * Emitted under the configuration's locks. If @err is not 0 nothing changed.
 */
TRACE_EVENT(vfio_ap_mig_apply,
	TP_PROTO(const struct vfio_ap_ev_apply *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, queues)
		__field(u16, adapters)
		__field(u16, domains)
		__field(u16, control_domains)
		__field(u16, dropped)
		__field(s32, err)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->queues = ev->queues;
		__entry->adapters = ev->adapters;
		__entry->domains = ev->domains;
		__entry->control_domains = ev->control_domains;
		__entry->dropped = ev->dropped;
		__entry->err = ev->err;
		__entry->duration_ns = ev->duration_ns;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "queues=%u adapters=%u domains=%u control_domains=%u "
		  "dropped=%u err=%d duration_ns=%llu",
		  VFIO_AP_HDR_ARGS,
		  __entry->queues, __entry->adapters, __entry->domains,
		  __entry->control_domains, __entry->dropped, __entry->err,
		  __entry->duration_ns)
);

/**
 * vfio_ap_mig_end - a migration ended on this side
 * @ev: the event; see its structure
 *
 * The last event of its session.
 */
TRACE_EVENT(vfio_ap_mig_end,
	TP_PROTO(const struct vfio_ap_ev_end *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, outcome)
		__field(u32, cause)
		__field(s32, err)
		__field(u32, stream_error)
		__field(u64, bytes)
		__field(u64, total_bytes)
		__field(u32, queues)
		__field(u32, bad_queues)
		__field(u64, bad_control_domains)
		__field(u64, first_seq)
		__field(u64, duration_ns)
		__array(u64, state_ns, VFIO_AP_TRACE_STATES)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->outcome = ev->outcome;
		__entry->cause = ev->cause;
		__entry->err = ev->err;
		__entry->stream_error = ev->stream_error;
		__entry->bytes = ev->bytes;
		__entry->total_bytes = ev->total_bytes;
		__entry->queues = ev->queues;
		__entry->bad_queues = ev->bad_queues;
		__entry->bad_control_domains = ev->bad_control_domains;
		__entry->first_seq = ev->first_seq;
		__entry->duration_ns = ev->duration_ns;
		memcpy(__entry->state_ns, ev->state_ns, sizeof(ev->state_ns));
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "outcome=%s cause=%s err=%d stream_error=%s bytes=%llu "
		  "total_bytes=%llu queues=%u bad_queues=%u "
		  "bad_control_domains=%llu first_seq=%llu duration_ns=%llu "
		  "error_ns=%llu stop_ns=%llu running_ns=%llu "
		  "stop_copy_ns=%llu resuming_ns=%llu running_p2p_ns=%llu "
		  "pre_copy_ns=%llu pre_copy_p2p_ns=%llu",
		  VFIO_AP_HDR_ARGS,
		  vfio_ap_show_outcome(__entry->outcome),
		  vfio_ap_show_cause(__entry->cause), __entry->err,
		  vfio_ap_show_stream_error(__entry->stream_error),
		  __entry->bytes, __entry->total_bytes, __entry->queues,
		  __entry->bad_queues, __entry->bad_control_domains,
		  __entry->first_seq, __entry->duration_ns,
		  __entry->state_ns[0], __entry->state_ns[1],
		  __entry->state_ns[2], __entry->state_ns[3],
		  __entry->state_ns[4], __entry->state_ns[5],
		  __entry->state_ns[6], __entry->state_ns[7])
);

/**
 * vfio_ap_reset - queues were reset
 * @ev: the event; see its structure
 *
 * Emitted when the last of them is done; once for queues whose resets
 * overlapped.
 */
TRACE_EVENT(vfio_ap_reset,
	TP_PROTO(const struct vfio_ap_ev_reset *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_AP_HDR_FIELDS
		__field(u32, cause)
		__field(u32, queues)
		__field(u32, failed)
		__field(s32, err)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		VFIO_AP_HDR_ASSIGN;
		__entry->cause = ev->cause;
		__entry->queues = ev->queues;
		__entry->failed = ev->failed;
		__entry->err = ev->err;
		__entry->duration_ns = ev->duration_ns;
	),
	TP_printk(VFIO_AP_HDR_FMT " "
		  "cause=%s queues=%u failed=%u err=%d duration_ns=%llu",
		  VFIO_AP_HDR_ARGS,
		  vfio_ap_show_reset_cause(__entry->cause), __entry->queues,
		  __entry->failed, __entry->err, __entry->duration_ns)
);

#endif /* _TRACE_VFIO_AP_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH trace/events
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE vfio_ap
#include <trace/define_trace.h>
