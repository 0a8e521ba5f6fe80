/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The function measurement block (FMB) of a zPCI function, through VFIO.
 *
 * While measurement is on, the function itself stores a sample of its counters
 * into a block of memory, once every so often (VFIO_DEVICE_INFO_CAP_ZPCI_GROUP
 * has the interval as mui, in milliseconds). Two features of
 * VFIO_DEVICE_FEATURE switch the measurement and hand out the block.
 *
 * Rules that hold for both:
 *
 * - VFIO_DEVICE_FEATURE_PROBE tells whether the kernel has the feature for this
 *   function: 0, or -1 with ENOTTY. The numbers below are not assigned by the
 *   kernel's own vfio.h, so a program asks before it uses them. A kernel to come may
 *   have given them to something else: a program that can be run with other drivers
 *   than vfio-zpci-fmb also asks whether PROBE together with GET (14) or SET (15)
 *   is EINVAL, as it is here.
 * - An argument that is wrong (argsz too short for header and data, GET where
 *   there is only SET or the other way round) is EINVAL, an argument that is not
 *   there EFAULT; both are found before any lock is taken, and nothing has
 *   happened then. A function that cannot be woken up has the errno of that, as
 *   with every ioctl of vfio-pci.
 * - A function whose block is longer than VFIO_ZPCI_FMB_BYTES
 *   (VFIO_DEVICE_INFO_CAP_ZPCI_BASE has fmb_length) has neither: ENOTTY. One
 *   that says 0, as QEMU's do, has them: it does not tell how long its block is,
 *   and what it does not store is zero.
 *
 * Measurement is on when the device is opened. While it is on it starts anew, with
 * all counters at zero, whenever the function is reset, by whatever way, or was
 * recovered from an error; a function that cannot be told so then is not measured,
 * until the next reset or until it is enabled. It also starts at zero when it is
 * enabled after it was disabled. Closing the device ends it.
 *
 * Documentation/zpci-fmb.rst says why it is so.
 */
#ifndef _UAPI_LINUX_VFIO_ZPCI_FMB_H
#define _UAPI_LINUX_VFIO_ZPCI_FMB_H

#include <linux/types.h>

/* The only place with these numbers. 13 is the last one of Linux 7.3. */
#define VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE	14
#define VFIO_DEVICE_FEATURE_ZPCI_FMB_READ	15

/**
 * struct vfio_device_feature_zpci_fmb_enable - switch the measurement
 * @enable: 1: on; 0: off; anything else is EINVAL
 *
 * VFIO_DEVICE_FEATURE_SET only. What is so already succeeds and changes nothing:
 * enabling twice (also right after opening the device) leaves the counters as
 * they are, and so does disabling twice.
 *
 * Errors besides those above:
 *
 * - EIO: the function does not take the order, as it is in an error state or being
 *   reset. Switching off has not changed anything then; after switching on
 *   measurement is off. A function that is gone can be switched off.
 * - EPERM, switching on only: there is no block to measure into. The administrator
 *   of the host has switched off a measurement that was on (0 in the function's
 *   "statistics" in debugfs), or the host could not begin it when the device was
 *   opened.
 */
struct vfio_device_feature_zpci_fmb_enable {
	__u8	enable;
};

/**
 * struct vfio_device_feature_zpci_fmb_read - hand out the last sample
 * @data: address of VFIO_ZPCI_FMB_BYTES bytes of the caller, which get the block
 *	as struct vfio_zpci_fmb; not NULL (EINVAL). Any alignment
 *
 * VFIO_DEVICE_FEATURE_GET only: the structure says where the block shall go, and
 * is not changed.
 *
 * The call does not wait for a sample: it gives the last one, the same one again
 * if there was no other in the meantime, and before the first one a block of
 * zeroes (@last_update is 0, or VFIO_ZPCI_FMB_UPDATE while it is being stored).
 *
 * A sample that the function changed while it was copied is copied again, a
 * bounded number of times. If it was never whole it is handed out all the same,
 * with VFIO_ZPCI_FMB_UPDATE set in @last_update: its counters may be of two
 * different samples. Without that bit all of them are of one sample.
 *
 * Errors besides those above:
 *
 * - ENXIO: measurement is off.
 * - EFAULT also if the block could not be copied, or in part only; the event of the
 *   read says so.
 */
struct vfio_device_feature_zpci_fmb_read {
	__aligned_u64	data;
};

/* How much VFIO_DEVICE_FEATURE_ZPCI_FMB_READ writes, whatever fmb_length says. */
#define VFIO_ZPCI_FMB_BYTES	128

/*
 * In last_update: the function was about to store a sample when this one was
 * copied (the function sets the bit itself while it does so), or the copy is not
 * known to be whole.
 */
#define VFIO_ZPCI_FMB_UPDATE	0x1

/* In fmt_ind, format 0: the two DMA counters are valid. */
#define VFIO_ZPCI_FMB_DMA_VALID	0x800000

/**
 * struct vfio_zpci_fmb - the block as the function stores it
 * @format: which counters there are behind @rpcit_ops: 0 to 3, see the members
 *	of the union; of other formats only the fields before the union are known
 * @fmt_ind: 24 bits about the format, most significant byte first; see
 *	VFIO_ZPCI_FMB_DMA_VALID
 * @samples: how many samples the function has stored since measurement began; it
 *	wraps around. QEMU's functions say 0 with the first one, so go by
 *	@last_update to see whether there is one
 * @last_update: when this sample was stored, in units of the time-of-day clock
 *	as the function has it, with VFIO_ZPCI_FMB_UPDATE in the lowest bit. Good
 *	for comparing two samples; QEMU's functions begin at zero and count twice
 *	as fast. 0: there is no sample yet
 * @ld_ops: PCI load operations
 * @st_ops: PCI store operations
 * @stb_ops: PCI store block operations
 * @rpcit_ops: refresh PCI translations operations
 * @fmt0: format 0: memory traffic
 * @fmt0.dma_rbytes: bytes that the function read by DMA
 * @fmt0.dma_wbytes: bytes that the function wrote by DMA
 * @fmt1: format 1: a network function
 * @fmt1.rx_bytes: bytes received
 * @fmt1.rx_packets: packets received
 * @fmt1.tx_bytes: bytes transmitted
 * @fmt1.tx_packets: packets transmitted
 * @fmt2: format 2: an accelerator
 * @fmt2.consumed_work_units: work units that were used
 * @fmt2.max_work_units: the most that can be used
 * @fmt3: format 3: internal shared memory
 * @fmt3.tx_bytes: bytes transmitted
 * @reserved: the rest of the block, and room for formats to come
 *
 * All integers are big endian, and all counters are since measurement began. The
 * layout is the architecture's and that of struct zpci_fmb in
 * arch/s390/include/asm/pci.h.
 */
struct vfio_zpci_fmb {
	__u8	format;
	__u8	fmt_ind[3];
	__be32	samples;
	__be64	last_update;
	__be64	ld_ops;
	__be64	st_ops;
	__be64	stb_ops;
	__be64	rpcit_ops;
	union {
		struct {
			__be64	dma_rbytes;
			__be64	dma_wbytes;
		} fmt0;
		struct {
			__be64	rx_bytes;
			__be64	rx_packets;
			__be64	tx_bytes;
			__be64	tx_packets;
		} fmt1;
		struct {
			__be64	consumed_work_units;
			__be64	max_work_units;
		} fmt2;
		struct {
			__be64	tx_bytes;
		} fmt3;
		__u8	reserved[80];
	};
};

#endif /* _UAPI_LINUX_VFIO_ZPCI_FMB_H */
