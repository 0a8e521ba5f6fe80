/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Many verdicts in few lines. An adapter that does not fit gives a verdict for
 * each of its queues, all with the same words: these are told once, for all
 * adapters and domains that they are about.
 */
#ifndef APTRACE_VERDICT_GROUPS_H
#define APTRACE_VERDICT_GROUPS_H

#include "../../driver/core/matrix.h"
#include "record.h"
#include "text.h"

#define VERDICT_WORDS_BYTES	64

/**
 * struct verdict_group - one reason with one pair of words
 * @bit: number of the reason
 * @name: of the reason
 * @kind: enum vfio_ap_verdict_kind
 * @count: how many queues, adapters or domains it is about
 * @adapters: of the queues; for the other kinds the numbers themselves
 * @domains: of the queues: the group is each of @adapters with each of these
 * @expected: from the source
 * @found: on the destination
 */
struct verdict_group {
	unsigned int bit;
	char name[16];
	uint8_t kind;
	uint32_t count;
	struct ap_mask adapters;
	struct ap_mask domains;
	char expected[VERDICT_WORDS_BYTES];
	char found[VERDICT_WORDS_BYTES];
};

/**
 * struct verdict_groups - all of them
 * @groups: in the order of the reasons' numbers; of one reason first the queues,
 *	by number, then the other kinds; of the same numbers by their words
 * @count: how many
 */
struct verdict_groups {
	struct verdict_group *groups;
	size_t count;
};

void verdict_groups_make(struct verdict_groups *groups,
			 const struct vfio_ap_ev_verdict *verdicts,
			 size_t count);
void verdict_groups_free(struct verdict_groups *groups);

/*
 * Their order, for qsort(): no two groups of one struct verdict_groups are equal, as
 * equal ones come out in another order with each libc.
 */
int verdict_group_compare(const void *a, const void *b);

/* "03,0a-0c.0000-0009,0033"; "control_domain 0x05-0x07". */
void verdict_group_subject(const struct verdict_group *group,
			   struct text *text);

/*
 * "03,0a-0c": the numbers of a mask in hexadecimal, with @digits digits, @prefix
 * before each.
 */
void mask_text(const struct ap_mask *mask, const char *prefix,
	       unsigned int digits, struct text *text);

#endif /* APTRACE_VERDICT_GROUPS_H */
