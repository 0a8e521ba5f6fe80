/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Masks of adapters and domains, matrices, and the rule by which a host turns
 * what is assigned to an mdev into what its guest sees.
 */
#ifndef APTRACE_CORE_MATRIX_H
#define APTRACE_CORE_MATRIX_H

#include "types.h"

/* The architecture's limits: 8 bits of adapter, 8 bits of domain number. */
#define AP_MASK_BITS	256
#define AP_MASK_BYTES	(AP_MASK_BITS / 8)
#define AP_QUEUES_MAX	(AP_MASK_BITS * AP_MASK_BITS)

#define AP_APQN(adapter, domain)	((u16)((adapter) << 8 | (domain)))
#define AP_APQN_ADAPTER(apqn)		((unsigned int)(apqn) >> 8)
#define AP_APQN_DOMAIN(apqn)		((unsigned int)(apqn) & 0xff)

/**
 * struct ap_mask - 256 bits, bit 0 is the most significant bit of byte 0
 * @bits: the bytes, in the order of the APCB, of QCI and of the stream
 *
 * On s390x this is the memory image of the unsigned long[4] that the kernel's
 * AP code uses with its *_bit_inv() functions; the alignment allows to pass it
 * there.
 */
struct ap_mask {
	u8 bits[AP_MASK_BYTES];
} __aligned(8);

/**
 * struct ap_matrix - adapters, usage domains and control domains
 * @apm: adapter mask
 * @aqm: usage domain mask
 * @adm: control domain mask
 */
struct ap_matrix {
	struct ap_mask apm;
	struct ap_mask aqm;
	struct ap_mask adm;
};

static inline bool ap_mask_test(const struct ap_mask *mask, unsigned int nr)
{
	return mask->bits[nr / 8] & (0x80 >> (nr % 8));
}

static inline void ap_mask_set(struct ap_mask *mask, unsigned int nr)
{
	mask->bits[nr / 8] |= 0x80 >> (nr % 8);
}

static inline void ap_mask_clear(struct ap_mask *mask, unsigned int nr)
{
	mask->bits[nr / 8] &= ~(0x80 >> (nr % 8));
}

/* First bit set at or after @from, AP_MASK_BITS if there is none. */
unsigned int ap_mask_next(const struct ap_mask *mask, unsigned int from);

#define ap_mask_for_each(nr, mask)				\
	for ((nr) = ap_mask_next((mask), 0); (nr) < AP_MASK_BITS;	\
	     (nr) = ap_mask_next((mask), (nr) + 1))

void ap_mask_zero(struct ap_mask *mask);
bool ap_mask_empty(const struct ap_mask *mask);
unsigned int ap_mask_weight(const struct ap_mask *mask);
bool ap_mask_equal(const struct ap_mask *a, const struct ap_mask *b);
bool ap_mask_intersects(const struct ap_mask *a, const struct ap_mask *b);
bool ap_mask_subset(const struct ap_mask *sub, const struct ap_mask *of);
/* @out may be @a or @b in these. */
void ap_mask_and(struct ap_mask *out, const struct ap_mask *a,
		 const struct ap_mask *b);
void ap_mask_or(struct ap_mask *out, const struct ap_mask *a,
		const struct ap_mask *b);
void ap_mask_andnot(struct ap_mask *out, const struct ap_mask *a,
		    const struct ap_mask *b);

/* Only bits 0 to @max may be set; true if no higher one is. */
bool ap_mask_within(const struct ap_mask *mask, unsigned int max);

bool ap_matrix_equal(const struct ap_matrix *a, const struct ap_matrix *b);
bool ap_matrix_subset(const struct ap_matrix *sub, const struct ap_matrix *of);
bool ap_matrix_has_queue(const struct ap_matrix *matrix, u16 apqn);
/* Do both matrices own a common queue? Control domains may be shared. */
bool ap_matrix_shares_queue(const struct ap_matrix *a, const struct ap_matrix *b);
/* Number of queues: adapters times domains. */
u32 ap_matrix_queues(const struct ap_matrix *matrix);

/**
 * ap_matrix_next_queue - walk the queues of a matrix in ascending order
 * @matrix: the matrix
 * @from: first APQN to consider, 0 to AP_QUEUES_MAX
 *
 * Return: the first APQN of @matrix at or after @from, AP_QUEUES_MAX if none.
 */
u32 ap_matrix_next_queue(const struct ap_matrix *matrix, u32 from);

#define ap_matrix_for_each_queue(apqn, matrix)				\
	for ((apqn) = ap_matrix_next_queue((matrix), 0);			\
	     (apqn) < AP_QUEUES_MAX;					\
	     (apqn) = ap_matrix_next_queue((matrix), (apqn) + 1))

/* May the guest get this queue (bound to vfio_ap, usable)? */
typedef bool (*ap_queue_usable_fn)(void *context, u16 apqn);

/**
 * ap_matrix_filter - what a guest sees of what is assigned
 * @guest: the result
 * @assigned: what is assigned to the mdev
 * @host: the host's AP configuration (QCI: apm, aqm, adm)
 * @usable: asked for the queues that are assigned and in the configuration, in
 *	ascending order; after a "no" the rest of that adapter is left out
 * @context: first argument of @usable
 *
 * AP configurations are matrices, so one queue alone cannot be withheld: an
 * adapter with a queue that is not usable is withheld as a whole
 * (Documentation/arch/s390/vfio-ap.rst). Control domains are those assigned that
 * the host has.
 */
void ap_matrix_filter(struct ap_matrix *guest, const struct ap_matrix *assigned,
		      const struct ap_matrix *host, ap_queue_usable_fn usable,
		      void *context);

#endif /* APTRACE_CORE_MATRIX_H */
