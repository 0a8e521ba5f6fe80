/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tracepoints of the VFIO driver for zPCI functions.
 *
 * Each takes one pointer to the structure of its event: see
 * include/uapi/linux/vfio_zpci_trace.h for the meaning of the fields, and
 * Documentation/tracepoints.rst for when each is emitted. perf, trace-cmd and
 * tracefs see the same fields, each counter by its name.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vfio_zpci

#if !defined(_TRACE_VFIO_ZPCI_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_VFIO_ZPCI_H

#include <linux/tracepoint.h>
#include <linux/vfio_zpci_trace.h>

/*
 * The words are literals: a tool that decodes the format file (perf, trace-cmd)
 * on another machine, later, needs no enum of this kernel.
 */
#define vfio_zpci_show_cause(cause)					\
	__print_symbolic(cause,						\
		{ 0, "open" }, { 1, "close" }, { 2, "user" },		\
		{ 3, "reset" }, { 4, "recovery" })

#define vfio_zpci_show_valid(valid)					\
	__print_flags(valid, "|",					\
		{ 0x001, "ld_ops" },					\
		{ 0x002, "st_ops" },					\
		{ 0x004, "stb_ops" },					\
		{ 0x008, "rpcit_ops" },					\
		{ 0x010, "dma_rbytes" },				\
		{ 0x020, "dma_wbytes" },				\
		{ 0x040, "rx_bytes" },					\
		{ 0x080, "rx_packets" },				\
		{ 0x100, "tx_bytes" },					\
		{ 0x200, "tx_packets" },				\
		{ 0x400, "consumed_work_units" },			\
		{ 0x800, "max_work_units" })

/* What struct vfio_zpci_trace_hdr becomes in each event. */
#define VFIO_ZPCI_HDR_FIELDS						\
	__field(u64, seq)						\
	__field(u32, fid)						\
	__field(u32, domain)						\
	__field(u8, bus)						\
	__field(u8, devfn)						\
	__field(u16, abi)						\
	__field(u32, reserved)

#define VFIO_ZPCI_HDR_ASSIGN						\
	__entry->seq = ev->hdr.seq;					\
	__entry->fid = ev->hdr.fid;					\
	__entry->domain = ev->hdr.domain;				\
	__entry->bus = ev->hdr.bus;					\
	__entry->devfn = ev->hdr.devfn;					\
	__entry->abi = ev->hdr.abi;					\
	__entry->reserved = 0

#define VFIO_ZPCI_HDR_FMT	"function=%04x:%02x:%02x.%u fid=0x%08x seq=%llu"

#define VFIO_ZPCI_HDR_ARGS						\
	__entry->domain, __entry->bus, __entry->devfn >> 3,		\
	__entry->devfn & 7, __entry->fid, __entry->seq

DECLARE_EVENT_CLASS(vfio_zpci_fmb_switch,
	TP_PROTO(const struct vfio_zpci_ev_fmb_switch *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_ZPCI_HDR_FIELDS
		__field(u32, cause)
		__field(s32, err)
	),
	TP_fast_assign(
		VFIO_ZPCI_HDR_ASSIGN;
		__entry->cause = ev->cause;
		__entry->err = ev->err;
	),
	TP_printk(VFIO_ZPCI_HDR_FMT " cause=%s err=%d",
		  VFIO_ZPCI_HDR_ARGS, vfio_zpci_show_cause(__entry->cause),
		  __entry->err)
);

/**
 * vfio_zpci_fmb_enable - measurement was begun, or could not be
 * @ev: the event; see its structure
 *
 * Emitted after the lock of the block was dropped: also when measurement began
 * anew as the function was reset.
 */
DEFINE_EVENT(vfio_zpci_fmb_switch, vfio_zpci_fmb_enable,
	TP_PROTO(const struct vfio_zpci_ev_fmb_switch *ev),
	TP_ARGS(ev)
);

/**
 * vfio_zpci_fmb_disable - measurement was ended, or could not be
 * @ev: the event; see its structure
 *
 * Emitted after the lock of the block was dropped.
 */
DEFINE_EVENT(vfio_zpci_fmb_switch, vfio_zpci_fmb_disable,
	TP_PROTO(const struct vfio_zpci_ev_fmb_switch *ev),
	TP_ARGS(ev)
);

/**
 * vfio_zpci_fmb_sample - user space read the block
 * @ev: the event; see its structure
 *
 * Emitted once for each VFIO_DEVICE_FEATURE_ZPCI_FMB_READ whose argument is right,
 * after the block was copied to user space, with no lock held.
 */
TRACE_EVENT(vfio_zpci_fmb_sample,
	TP_PROTO(const struct vfio_zpci_ev_fmb_sample *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		VFIO_ZPCI_HDR_FIELDS
		__field(s32, err)
		__field(u32, valid)
		__field(u32, fmt_ind)
		__field(u32, samples)
		__field(u64, last_update)
		__field(u16, fmb_bytes)
		__field(u16, interval_ms)
		__field(u8, format)
		__field(u8, torn)
		__field(u8, retries)
		__field(u64, ld_ops)
		__field(u64, st_ops)
		__field(u64, stb_ops)
		__field(u64, rpcit_ops)
		__field(u64, dma_rbytes)
		__field(u64, dma_wbytes)
		__field(u64, rx_bytes)
		__field(u64, rx_packets)
		__field(u64, tx_bytes)
		__field(u64, tx_packets)
		__field(u64, consumed_work_units)
		__field(u64, max_work_units)
	),
	TP_fast_assign(
		VFIO_ZPCI_HDR_ASSIGN;
		__entry->err = ev->err;
		__entry->valid = ev->valid;
		__entry->fmt_ind = ev->fmt_ind;
		__entry->samples = ev->samples;
		__entry->last_update = ev->last_update;
		__entry->fmb_bytes = ev->fmb_bytes;
		__entry->interval_ms = ev->interval_ms;
		__entry->format = ev->format;
		__entry->torn = ev->torn;
		__entry->retries = ev->retries;
		__entry->ld_ops = ev->counters[VFIO_ZPCI_FMB_LD_OPS];
		__entry->st_ops = ev->counters[VFIO_ZPCI_FMB_ST_OPS];
		__entry->stb_ops = ev->counters[VFIO_ZPCI_FMB_STB_OPS];
		__entry->rpcit_ops = ev->counters[VFIO_ZPCI_FMB_RPCIT_OPS];
		__entry->dma_rbytes = ev->counters[VFIO_ZPCI_FMB_DMA_RBYTES];
		__entry->dma_wbytes = ev->counters[VFIO_ZPCI_FMB_DMA_WBYTES];
		__entry->rx_bytes = ev->counters[VFIO_ZPCI_FMB_RX_BYTES];
		__entry->rx_packets = ev->counters[VFIO_ZPCI_FMB_RX_PACKETS];
		__entry->tx_bytes = ev->counters[VFIO_ZPCI_FMB_TX_BYTES];
		__entry->tx_packets = ev->counters[VFIO_ZPCI_FMB_TX_PACKETS];
		__entry->consumed_work_units =
			ev->counters[VFIO_ZPCI_FMB_CONSUMED_WORK_UNITS];
		__entry->max_work_units =
			ev->counters[VFIO_ZPCI_FMB_MAX_WORK_UNITS];
	),
	TP_printk(VFIO_ZPCI_HDR_FMT " "
		  "err=%d format=%u fmt_ind=0x%06x fmb_bytes=%u interval_ms=%u "
		  "samples=%u last_update=0x%016llx torn=%u retries=%u valid=%s "
		  "ld_ops=%llu st_ops=%llu stb_ops=%llu rpcit_ops=%llu "
		  "dma_rbytes=%llu dma_wbytes=%llu rx_bytes=%llu "
		  "rx_packets=%llu tx_bytes=%llu tx_packets=%llu "
		  "consumed_work_units=%llu max_work_units=%llu",
		  VFIO_ZPCI_HDR_ARGS, __entry->err, __entry->format,
		  __entry->fmt_ind, __entry->fmb_bytes, __entry->interval_ms,
		  __entry->samples, __entry->last_update, __entry->torn,
		  __entry->retries, vfio_zpci_show_valid(__entry->valid),
		  __entry->ld_ops, __entry->st_ops, __entry->stb_ops,
		  __entry->rpcit_ops, __entry->dma_rbytes, __entry->dma_wbytes,
		  __entry->rx_bytes, __entry->rx_packets, __entry->tx_bytes,
		  __entry->tx_packets, __entry->consumed_work_units,
		  __entry->max_work_units)
);

#endif /* _TRACE_VFIO_ZPCI_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH trace/events
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE vfio_zpci
#include <trace/define_trace.h>
