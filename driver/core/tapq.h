/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TAPQ information word and response codes, as numbers: the kernel's
 * struct ap_tapq_hwinfo is a bit field, which only works on big endian.
 *
 * Source: struct ap_tapq_hwinfo in arch/s390/include/asm/ap.h.
 * Bit numbers in names of the architecture count from the most significant bit.
 */
#ifndef APTRACE_CORE_TAPQ_H
#define APTRACE_CORE_TAPQ_H

#include "types.h"

#define AP_INFO_APSC		BIT_ULL(63)	/* bit 0, letter S */
#define AP_INFO_MEX4K		BIT_ULL(62)	/* bit 1, letter M */
#define AP_INFO_CRT4K		BIT_ULL(61)	/* bit 2, letter C */
#define AP_INFO_CCA		BIT_ULL(60)	/* bit 3, letter D */
#define AP_INFO_ACCEL		BIT_ULL(59)	/* bit 4, letter A */
#define AP_INFO_EP11		BIT_ULL(58)	/* bit 5, letter X */
#define AP_INFO_MODE_MASK	(AP_INFO_CCA | AP_INFO_ACCEL | AP_INFO_EP11)
#define AP_INFO_APXA		BIT_ULL(57)	/* bit 6, letter N */
#define AP_INFO_SLCF		BIT_ULL(56)	/* bit 7, letter H */
#define AP_INFO_NATIVE		BIT_ULL(55)	/* bit 8, letter F */
#define AP_INFO_STATELESS	BIT_ULL(54)	/* bit 9, letter R */
#define AP_INFO_BS_SHIFT	46		/* bits 16-17 */
#define AP_INFO_BS_MASK		(3ULL << AP_INFO_BS_SHIFT)
#define AP_INFO_TYPE_SHIFT	24		/* bits 32-39 */
#define AP_INFO_ND_SHIFT	16		/* bits 40-47 */
#define AP_INFO_ML_SHIFT	8		/* bits 52-55, 4 KiB units */
#define AP_INFO_QD_SHIFT	0		/* bits 59-63, depth - 1 */

static inline unsigned int ap_info_bs(u64 info)
{
	return (info & AP_INFO_BS_MASK) >> AP_INFO_BS_SHIFT;
}

static inline unsigned int ap_info_type(u64 info)
{
	return (info >> AP_INFO_TYPE_SHIFT) & 0xff;
}

static inline unsigned int ap_info_ml(u64 info)
{
	return (info >> AP_INFO_ML_SHIFT) & 0xf;
}

static inline unsigned int ap_info_qd(u64 info)
{
	return info & 0x1f;
}

/* The longest message: numbers up to 3 stand for the default of 12 KiB. */
static inline unsigned int ap_info_message_bytes(u64 info)
{
	unsigned int ml = ap_info_ml(info);

	return ml > 3 ? ml * 4096 : 12288;
}

/* Response codes of the AP instructions: AP_RESPONSE_* of the AP bus. */
enum ap_response_code {
	AP_RC_NORMAL		= 0x00,
	AP_RC_NOT_AVAILABLE	= 0x01,
	AP_RC_RESET_IN_PROGRESS	= 0x02,
	AP_RC_DECONFIGURED	= 0x03,
	AP_RC_CHECKSTOPPED	= 0x04,
	AP_RC_BUSY		= 0x05,
};

/**
 * ap_info_valid - did TAPQ deliver its information word?
 * @rc: response code
 * @async: the asynchronous bit of the status word
 *
 * Valid for rc 00, 02 to 05, and for any other rc only if the asynchronous bit
 * is set (ap_queue_info() of the AP bus, review finding R21).
 *
 * Return: true if it did.
 */
static inline bool ap_info_valid(u8 rc, bool async)
{
	return rc == AP_RC_NORMAL ||
	       (rc >= AP_RC_RESET_IN_PROGRESS && rc <= AP_RC_BUSY) || async;
}

#endif /* APTRACE_CORE_TAPQ_H */
