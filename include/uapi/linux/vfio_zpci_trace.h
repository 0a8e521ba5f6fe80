/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the tracepoints of system vfio_zpci carry.
 *
 * Each tracepoint has one argument: a pointer to the structure of its event.
 * It is valid while the tracepoint is called. All fields are in the byte order
 * of the host; there is no implicit padding, no pointer and no variable length,
 * so a BPF program (tp_btf or raw_tp) copies the structure as a whole and needs
 * no kernel type but this header.
 *
 * Every structure begins with struct vfio_zpci_trace_hdr. @seq counts the events
 * of one function while it is bound to the driver, whether or not anybody
 * listens: an event that is missing between two received ones was lost, and how
 * many were is known. The numbers of one function can arrive slightly out of
 * order when two threads use it at once.
 *
 * Documentation/tracepoints.rst is the reference.
 */
#ifndef _UAPI_LINUX_VFIO_ZPCI_TRACE_H
#define _UAPI_LINUX_VFIO_ZPCI_TRACE_H

#include <linux/types.h>

/* Incremented when a structure changes other than by using reserved fields. */
#define VFIO_ZPCI_TRACE_ABI	1

/* The counters of all formats. New ones go to the end. */
enum vfio_zpci_fmb_counter {
	VFIO_ZPCI_FMB_LD_OPS,
	VFIO_ZPCI_FMB_ST_OPS,
	VFIO_ZPCI_FMB_STB_OPS,
	VFIO_ZPCI_FMB_RPCIT_OPS,
	VFIO_ZPCI_FMB_DMA_RBYTES,		/* format 0 */
	VFIO_ZPCI_FMB_DMA_WBYTES,
	VFIO_ZPCI_FMB_RX_BYTES,			/* format 1 */
	VFIO_ZPCI_FMB_RX_PACKETS,
	VFIO_ZPCI_FMB_TX_BYTES,			/* formats 1 and 3 */
	VFIO_ZPCI_FMB_TX_PACKETS,
	VFIO_ZPCI_FMB_CONSUMED_WORK_UNITS,	/* format 2 */
	VFIO_ZPCI_FMB_MAX_WORK_UNITS,
	VFIO_ZPCI_FMB_COUNTERS
};

/* Why measurement was switched. */
enum vfio_zpci_fmb_cause {
	VFIO_ZPCI_FMB_CAUSE_OPEN,	/* the device was opened */
	VFIO_ZPCI_FMB_CAUSE_CLOSE,	/* the device was closed */
	VFIO_ZPCI_FMB_CAUSE_USER,	/* VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE */
	VFIO_ZPCI_FMB_CAUSE_RESET,	/* the function was reset */
	VFIO_ZPCI_FMB_CAUSE_RECOVERY,	/* it was recovered from an error */
};

/**
 * struct vfio_zpci_trace_hdr - the first fields of each event
 * @seq: number of this event among the events of this function, from 0
 * @fid: function ID, as in function_id of the PCI device in sysfs
 * @domain: PCI domain, the first number of its address
 * @bus: PCI bus number
 * @devfn: device (upper five bits) and function number
 * @abi: VFIO_ZPCI_TRACE_ABI
 * @reserved: zero
 */
struct vfio_zpci_trace_hdr {
	__u64	seq;
	__u32	fid;
	__u32	domain;
	__u8	bus;
	__u8	devfn;
	__u16	abi;
	__u32	reserved;
};

/**
 * struct vfio_zpci_ev_fmb_switch - vfio_zpci_fmb_enable, vfio_zpci_fmb_disable
 * @hdr: see struct vfio_zpci_trace_hdr
 * @cause: enum vfio_zpci_fmb_cause
 * @err: 0 or a negative errno; to user space, if it asked
 *
 * Enabled: measurement has begun, all counters are zero, unless @err says that it
 * could not be begun. Disabled: it has ended. Nothing is emitted for a request
 * that finds things as it wants them.
 */
struct vfio_zpci_ev_fmb_switch {
	struct vfio_zpci_trace_hdr hdr;
	__u32	cause;
	__s32	err;
};

/**
 * struct vfio_zpci_ev_fmb_sample - vfio_zpci_fmb_sample: the block was read
 * @hdr: see struct vfio_zpci_trace_hdr
 * @err: 0 or a negative errno, as returned to user space; -ENXIO: measurement is
 *	off, and all fields below but @fmb_bytes and @interval_ms are zero
 * @valid: mask of enum vfio_zpci_fmb_counter: which of @counters are the
 *	function's; the others are zero
 * @fmt_ind: the 24 bits of the block, see VFIO_ZPCI_FMB_DMA_VALID
 * @samples: samples stored since measurement began
 * @last_update: as in the block, VFIO_ZPCI_FMB_UPDATE included; 0: no sample yet
 * @fmb_bytes: length of the block as the function says, 0 if it does not
 * @interval_ms: how often the function stores a sample
 * @format: of the block; from 4 on only the first four counters are known
 * @torn: 1 if the sample was never whole: its counters may be of two samples
 * @retries: how often it was copied once more
 * @reserved: zero
 * @counters: by enum vfio_zpci_fmb_counter
 */
struct vfio_zpci_ev_fmb_sample {
	struct vfio_zpci_trace_hdr hdr;
	__s32	err;
	__u32	valid;
	__u32	fmt_ind;
	__u32	samples;
	__u64	last_update;
	__u16	fmb_bytes;
	__u16	interval_ms;
	__u8	format;
	__u8	torn;
	__u8	retries;
	__u8	reserved;
	__u64	counters[VFIO_ZPCI_FMB_COUNTERS];
};

#endif /* _UAPI_LINUX_VFIO_ZPCI_TRACE_H */
