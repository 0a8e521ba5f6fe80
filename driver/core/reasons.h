/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words for a reason mask: names for machines, sentences for people, what
 * was expected and what was found, and what to do about it.
 */
#ifndef APTRACE_CORE_REASONS_H
#define APTRACE_CORE_REASONS_H

#include "types.h"
#include "../../include/uapi/linux/vfio_ap_migration.h"

/**
 * struct ap_reason - one reason for which a queue can be refused
 * @name: short and stable, for JSON, metrics and tests: lower case with
 *	underscores ("host_owned")
 * @sentence: what is wrong, for people
 * @remedy: what to do about it, and on which host
 */
struct ap_reason {
	const char *name;
	const char *sentence;
	const char *remedy;
};

/* The reason with that bit number, NULL if there is none. */
const struct ap_reason *ap_reason(unsigned int bit);

/* What a verdict says (struct vfio_ap_ev_verdict without its header). */
struct ap_verdict {
	u8 kind;	/* enum vfio_ap_verdict_kind */
	u16 apqn;
	u8 src_rc;
	u8 dst_rc;
	u32 reasons;
	u64 src_info;
	u64 dst_info;
};

/*
 * Write what was expected (from the source) and found (on the destination) in
 * words for one reason of a verdict: "CEX8 or newer" / "CEX7", "bound to
 * vfio_ap" / "bound to another driver". snprintf() rules: the result is cut at
 * @size with a terminating 0; returns the length that the text needs.
 */
int ap_reason_expected(char *text, size_t size, unsigned int bit,
		       const struct ap_verdict *verdict);
int ap_reason_found(char *text, size_t size, unsigned int bit,
		    const struct ap_verdict *verdict);

/* "host_owned|apsc" or "ok" for 0; unknown bits as "bit21". snprintf() rules. */
int ap_reasons_format(char *text, size_t size, u32 reasons);

/*
 * "0a.0006" as in sysfs; for a control domain, adapter or domain "0x33".
 * snprintf() rules.
 */
int ap_verdict_format_subject(char *text, size_t size,
			      const struct ap_verdict *verdict);

/* A whole TAPQ word: "CEX8 CCA apsc mex4k crt4k apxa native bs=0 ml=12 qd=7". */
int ap_info_format(char *text, size_t size, u64 info);

#endif /* APTRACE_CORE_REASONS_H */
