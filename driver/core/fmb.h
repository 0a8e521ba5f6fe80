/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Function measurement blocks of zPCI functions: from the bytes that the function
 * stored to numbers. See include/uapi/linux/vfio_zpci_fmb.h for the layout.
 */
#ifndef APTRACE_CORE_FMB_H
#define APTRACE_CORE_FMB_H

#include "types.h"
#include "../../include/uapi/linux/vfio_zpci_fmb.h"
#include "../../include/uapi/linux/vfio_zpci_trace.h"

/**
 * struct fmb - a sample
 * @format: of the block; of formats from 4 on only the first four counters are
 *	known
 * @valid: mask of enum vfio_zpci_fmb_counter: which counters there are
 * @fmt_ind: the 24 bits about the format
 * @samples: how many samples the function has stored
 * @last_update: the time of day, VFIO_ZPCI_FMB_UPDATE included; 0: none yet
 * @counters: by enum vfio_zpci_fmb_counter; zero if not in @valid
 */
struct fmb {
	u8 format;
	u32 valid;
	u32 fmt_ind;
	u32 samples;
	u64 last_update;
	u64 counters[VFIO_ZPCI_FMB_COUNTERS];
};

void fmb_decode(struct fmb *fmb, const u8 *block, size_t bytes);

bool fmb_whole(const u8 *block, u64 before, u64 after);
void fmb_mark_torn(u8 *block);

/* Was the sample handed out as one that may not be whole? */
static inline bool fmb_torn(const struct fmb *fmb)
{
	return fmb->last_update & VFIO_ZPCI_FMB_UPDATE;
}

/* Stable words, as in JSON and in the trace event: "ld_ops", ... Never NULL. */
const char *fmb_counter_name(unsigned int counter);
/* enum vfio_zpci_fmb_cause: "open", "close", "user", "reset", "recovery" */
const char *fmb_cause_name(unsigned int cause);

#endif /* APTRACE_CORE_FMB_H */
