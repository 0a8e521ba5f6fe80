/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The migration stream of vfio_ap and the reasons of its verdicts.
 *
 * What moves when a guest with passed-through AP queues migrates is not AP
 * state (there is none) but the guest's AP configuration, so the stream is a
 * description: which adapters, domains and control domains the source guest
 * has, and what TAPQ says of each of its queues. The destination judges it.
 *
 * Documentation/stream-format.rst describes the stream byte by byte.
 *
 * All integers are big endian, all structures are without implicit padding,
 * and all reserved fields are zero: a reader refuses anything else. Masks are
 * 256 bits with bit 0 the most significant bit of byte 0, as in the APCB.
 */
#ifndef _UAPI_LINUX_VFIO_AP_MIGRATION_H
#define _UAPI_LINUX_VFIO_AP_MIGRATION_H

#include <linux/types.h>

#define VFIO_AP_MIG_MAGIC	"VFIOAPMG"
#define VFIO_AP_MIG_MAGIC_BYTES	8

/*
 * A reader accepts its own major version only. A minor version may add record
 * types marked optional; a reader refuses a record type that it does not know
 * unless VFIO_AP_MIG_RECORD_F_OPTIONAL is set in the record's flags.
 */
#define VFIO_AP_MIG_MAJOR	1
#define VFIO_AP_MIG_MINOR	0

/**
 * struct vfio_ap_mig_header - the first 64 bytes of a stream
 * @magic: the eight characters VFIOAPMG
 * @major: format version, see VFIO_AP_MIG_MAJOR
 * @minor: format version, see VFIO_AP_MIG_MINOR
 * @header_bytes: size of this structure, 64
 * @migration_id: a random UUID made by the source, 122 bits of it random, so never
 *	all zero; the key that joins what the two hosts recorded of one migration
 * @total_bytes: length of the whole stream, this header included; 0 with
 *	VFIO_AP_MIG_F_PRE_COPY
 * @flags: VFIO_AP_MIG_F_*
 * @reserved: zero
 * @header_crc: CRC-32C of all bytes of this header before this field
 */
struct vfio_ap_mig_header {
	__u8	magic[VFIO_AP_MIG_MAGIC_BYTES];
	__be16	major;
	__be16	minor;
	__be32	header_bytes;
	__u8	migration_id[16];
	__be64	total_bytes;
	__be32	flags;
	__u8	reserved[16];
	__be32	header_crc;
};

/*
 * The header's only flag. The stream was begun in PRE_COPY, while the guest runs:
 * nobody knows yet how long it will be, and what the guest has may change, in
 * which case there is another, complete CONFIG record. The last one counts.
 */
#define VFIO_AP_MIG_F_PRE_COPY		0x00000001

/*
 * So many CONFIG records a stream that was begun in PRE_COPY may have, and fewer
 * if they are large: with END it has at most 4 MiB.
 */
#define VFIO_AP_MIG_CONFIGS_MAX		16

/*
 * The record types. A version 1.0 stream is: header, CONFIG (several of them
 * only with VFIO_AP_MIG_F_PRE_COPY), END.
 */
#define VFIO_AP_MIG_RECORD_CONFIG	1
#define VFIO_AP_MIG_RECORD_END		2

/* A reader that does not know the type skips the record. */
#define VFIO_AP_MIG_RECORD_F_OPTIONAL	0x0001

/**
 * struct vfio_ap_mig_record - what stands before each record's payload
 * @type: VFIO_AP_MIG_RECORD_*
 * @flags: VFIO_AP_MIG_RECORD_F_*
 * @reserved: zero
 * @payload_bytes: length of the payload that follows
 * @payload_crc: CRC-32C of the payload
 * @record_crc: CRC-32C of the bytes of this structure before this field
 */
struct vfio_ap_mig_record {
	__be16	type;
	__be16	flags;
	__be32	reserved;
	__be64	payload_bytes;
	__be32	payload_crc;
	__be32	record_crc;
};

#define VFIO_AP_MIG_MASK_BYTES	32

/**
 * struct vfio_ap_mig_masks - a matrix: adapters, domains, control domains
 * @apm: adapter mask
 * @aqm: usage domain mask
 * @adm: control domain mask
 */
struct vfio_ap_mig_masks {
	__u8	apm[VFIO_AP_MIG_MASK_BYTES];
	__u8	aqm[VFIO_AP_MIG_MASK_BYTES];
	__u8	adm[VFIO_AP_MIG_MASK_BYTES];
};

/**
 * struct vfio_ap_mig_queue - one queue of the source guest
 * @apqn: adapter number in the upper, domain number in the lower byte
 * @rc: response code of the TAPQ that gave @info; after any but 0, 2, 3, 4 or 5 the
 *	source can say nothing of the queue, and @info means nothing
 * @reserved0: zero
 * @reserved1: zero
 * @info: the TAPQ information word, general register 2 (struct
 *	ap_tapq_hwinfo in arch/s390/include/asm/ap.h)
 */
struct vfio_ap_mig_queue {
	__be16	apqn;
	__u8	rc;
	__u8	reserved0;
	__be32	reserved1;
	__be64	info;
};

/**
 * struct vfio_ap_mig_config - payload of VFIO_AP_MIG_RECORD_CONFIG
 * @assigned: what is assigned to the mdev (sysfs matrix, control_domains)
 * @guest: what the guest sees (sysfs guest_matrix); a subset of @assigned
 * @queue_count: number of entries of @queues: adapters of @guest times domains
 *	of @guest, at most 65,536
 * @reserved: zero
 * @queues: one entry for each queue of @guest, in ascending order of APQN
 */
struct vfio_ap_mig_config {
	struct vfio_ap_mig_masks assigned;
	struct vfio_ap_mig_masks guest;
	__be32	queue_count;
	__u8	reserved[12];
	struct vfio_ap_mig_queue queues[];
};

/**
 * struct vfio_ap_mig_end - payload of VFIO_AP_MIG_RECORD_END
 * @stream_bytes: number of bytes before the END record
 * @stream_crc: CRC-32C of these bytes
 * @record_count: number of records before the END record
 */
struct vfio_ap_mig_end {
	__be64	stream_bytes;
	__be32	stream_crc;
	__be32	record_count;
};

#define VFIO_AP_MIG_QUEUES_MAX	65536

/*
 * The reasons for which a destination refuses a queue (or a control domain).
 * Several can be set at once. driver/core/reasons.c has a name, a sentence and
 * a remedy for each; the numbers are stable, new ones are added at the end.
 */
enum vfio_ap_mig_reason_bit {
	/* The adapter or domain is not in the destination's configuration. */
	VFIO_AP_REASON_NOT_CONFIGURED,
	/* apmask and aqmask reserve the queue for the host's zcrypt driver. */
	VFIO_AP_REASON_HOST_OWNED,
	/* The queue is not bound to the vfio_ap driver. */
	VFIO_AP_REASON_NOT_BOUND,
	/* The queue is assigned to another mdev. */
	VFIO_AP_REASON_IN_USE,
	/* The last reset of the queue failed, a guest must not get it. */
	VFIO_AP_REASON_NOT_PASSABLE,
	/* TAPQ on the destination gave no valid information. */
	VFIO_AP_REASON_NO_ANSWER,
	/* TAPQ on the source gave no valid information. */
	VFIO_AP_REASON_SRC_NO_ANSWER,
	/* A facility differs: APSC, 4096-bit ME, 4096-bit CRT, SLCF. */
	VFIO_AP_REASON_APSC,
	VFIO_AP_REASON_MEX4K,
	VFIO_AP_REASON_CRT4K,
	VFIO_AP_REASON_SLCF,
	/* Not the same mode: CCA coprocessor, accelerator, EP11 coprocessor. */
	VFIO_AP_REASON_MODE,
	/* Extended addressing (APXA) differs. */
	VFIO_AP_REASON_APXA,
	/* The destination is neither native nor of the source's class. */
	VFIO_AP_REASON_CLASS,
	/* The Secure Execution binding state is not 00 on the source. */
	VFIO_AP_REASON_SRC_BS,
	/* The Secure Execution binding state is not 00 on the destination. */
	VFIO_AP_REASON_DST_BS,
	/* The destination's adapter is of an older type. */
	VFIO_AP_REASON_TYPE,
	/* The destination accepts shorter messages only. */
	VFIO_AP_REASON_ML,
	/* The destination's queue is less deep. */
	VFIO_AP_REASON_QD,
	/* The control domain is not available on the destination. */
	VFIO_AP_REASON_CONTROL_DOMAIN,
	/* The guest would not see the queue, for none of the reasons above. */
	VFIO_AP_REASON_FILTERED,
	/* Deconfigured or checkstopped on the destination only. */
	VFIO_AP_REASON_OFFLINE,

	VFIO_AP_REASON_COUNT
};

/* The bit of a reason in a reason mask (32 bits). */
#define VFIO_AP_REASON_MASK(name)	(1U << VFIO_AP_REASON_##name)

/*
 * What is wrong with a stream, apart from what it describes. Stable numbers;
 * driver/core/stream_error.c has the name, the errno and a sentence for each.
 */
enum vfio_ap_stream_error {
	VFIO_AP_STREAM_OK,
	VFIO_AP_STREAM_MAGIC,		/* not a vfio_ap stream */
	VFIO_AP_STREAM_VERSION,		/* major version not known here */
	VFIO_AP_STREAM_HEADER_BYTES,	/* header_bytes is not 64 */
	VFIO_AP_STREAM_HEADER_CRC,
	VFIO_AP_STREAM_RESERVED,	/* a reserved field is not zero */
	VFIO_AP_STREAM_MIGRATION_ID,	/* the migration id is all zero */
	VFIO_AP_STREAM_TOTAL_BYTES,	/* total_bytes is impossible */
	VFIO_AP_STREAM_RECORD_CRC,
	VFIO_AP_STREAM_RECORD_TYPE,	/* unknown and not optional */
	VFIO_AP_STREAM_RECORD_ORDER,	/* repeated, missing or out of order */
	VFIO_AP_STREAM_RECORD_BYTES,	/* payload_bytes is not as it must be */
	VFIO_AP_STREAM_PAYLOAD_CRC,
	VFIO_AP_STREAM_QUEUE_COUNT,	/* not adapters times domains */
	VFIO_AP_STREAM_QUEUE_ORDER,	/* an APQN is missing, twice or misplaced */
	VFIO_AP_STREAM_GUEST_MATRIX,	/* the guest has what is not assigned */
	VFIO_AP_STREAM_DIGEST,		/* the END record does not fit */
	VFIO_AP_STREAM_TRAILING,	/* bytes after the END record */
	VFIO_AP_STREAM_TRUNCATED,	/* RESUMING was left before the END */

	VFIO_AP_STREAM_ERROR_COUNT
};

#endif /* _UAPI_LINUX_VFIO_AP_MIGRATION_H */
