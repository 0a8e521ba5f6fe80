// SPDX-License-Identifier: GPL-2.0
/*
 * Masks, matrices and the filter rule.
 *
 * Everything goes byte by byte, so the result does not depend on the machine's
 * byte order or word size. No mask is longer than 32 bytes.
 */
#include "matrix.h"

/**
 * ap_mask_next - find a bit
 * @mask: where
 * @from: first bit to consider; any number
 *
 * Return: the first bit set at or after @from, AP_MASK_BITS if there is none.
 */
unsigned int ap_mask_next(const struct ap_mask *mask, unsigned int from)
{
	unsigned int nr = from;

	while (nr < AP_MASK_BITS) {
		/* The bits of this byte from nr on, shifted to the top. */
		u8 rest = (u8)(mask->bits[nr / 8] << (nr % 8));

		if (!rest) {
			nr = (nr / 8 + 1) * 8;
			continue;
		}
		while (!(rest & 0x80)) {
			rest <<= 1;
			nr++;
		}
		return nr;
	}
	return AP_MASK_BITS;
}

void ap_mask_zero(struct ap_mask *mask)
{
	memset(mask->bits, 0, sizeof(mask->bits));
}

bool ap_mask_empty(const struct ap_mask *mask)
{
	return ap_mask_next(mask, 0) == AP_MASK_BITS;
}

unsigned int ap_mask_weight(const struct ap_mask *mask)
{
	unsigned int weight = 0;
	unsigned int i;
	u8 byte;

	for (i = 0; i < AP_MASK_BYTES; i++)
		for (byte = mask->bits[i]; byte; byte &= byte - 1)
			weight++;
	return weight;
}

bool ap_mask_equal(const struct ap_mask *a, const struct ap_mask *b)
{
	return !memcmp(a->bits, b->bits, sizeof(a->bits));
}

bool ap_mask_intersects(const struct ap_mask *a, const struct ap_mask *b)
{
	unsigned int i;

	for (i = 0; i < AP_MASK_BYTES; i++)
		if (a->bits[i] & b->bits[i])
			return true;
	return false;
}

bool ap_mask_subset(const struct ap_mask *sub, const struct ap_mask *of)
{
	unsigned int i;

	for (i = 0; i < AP_MASK_BYTES; i++)
		if (sub->bits[i] & ~of->bits[i])
			return false;
	return true;
}

void ap_mask_and(struct ap_mask *out, const struct ap_mask *a,
		 const struct ap_mask *b)
{
	unsigned int i;

	for (i = 0; i < AP_MASK_BYTES; i++)
		out->bits[i] = a->bits[i] & b->bits[i];
}

void ap_mask_or(struct ap_mask *out, const struct ap_mask *a,
		const struct ap_mask *b)
{
	unsigned int i;

	for (i = 0; i < AP_MASK_BYTES; i++)
		out->bits[i] = a->bits[i] | b->bits[i];
}

void ap_mask_andnot(struct ap_mask *out, const struct ap_mask *a,
		    const struct ap_mask *b)
{
	unsigned int i;

	for (i = 0; i < AP_MASK_BYTES; i++)
		out->bits[i] = a->bits[i] & ~b->bits[i];
}

bool ap_mask_within(const struct ap_mask *mask, unsigned int max)
{
	return max >= AP_MASK_BITS ||
	       ap_mask_next(mask, max + 1) == AP_MASK_BITS;
}

bool ap_matrix_equal(const struct ap_matrix *a, const struct ap_matrix *b)
{
	return ap_mask_equal(&a->apm, &b->apm) &&
	       ap_mask_equal(&a->aqm, &b->aqm) &&
	       ap_mask_equal(&a->adm, &b->adm);
}

bool ap_matrix_subset(const struct ap_matrix *sub, const struct ap_matrix *of)
{
	return ap_mask_subset(&sub->apm, &of->apm) &&
	       ap_mask_subset(&sub->aqm, &of->aqm) &&
	       ap_mask_subset(&sub->adm, &of->adm);
}

bool ap_matrix_has_queue(const struct ap_matrix *matrix, u16 apqn)
{
	return ap_mask_test(&matrix->apm, AP_APQN_ADAPTER(apqn)) &&
	       ap_mask_test(&matrix->aqm, AP_APQN_DOMAIN(apqn));
}

bool ap_matrix_shares_queue(const struct ap_matrix *a,
			    const struct ap_matrix *b)
{
	return ap_mask_intersects(&a->apm, &b->apm) &&
	       ap_mask_intersects(&a->aqm, &b->aqm);
}

u32 ap_matrix_queues(const struct ap_matrix *matrix)
{
	return ap_mask_weight(&matrix->apm) * ap_mask_weight(&matrix->aqm);
}

u32 ap_matrix_next_queue(const struct ap_matrix *matrix, u32 from)
{
	unsigned int adapter, domain;

	if (from >= AP_QUEUES_MAX)
		return AP_QUEUES_MAX;

	adapter = AP_APQN_ADAPTER(from);
	if (ap_mask_test(&matrix->apm, adapter)) {
		domain = ap_mask_next(&matrix->aqm, AP_APQN_DOMAIN(from));
		if (domain < AP_MASK_BITS)
			return AP_APQN(adapter, domain);
	}

	/* No more in this adapter: the first domain of the next one. */
	adapter = ap_mask_next(&matrix->apm, adapter + 1);
	domain = ap_mask_next(&matrix->aqm, 0);
	if (adapter == AP_MASK_BITS || domain == AP_MASK_BITS)
		return AP_QUEUES_MAX;
	return AP_APQN(adapter, domain);
}

void ap_matrix_filter(struct ap_matrix *guest, const struct ap_matrix *assigned,
		      const struct ap_matrix *host, ap_queue_usable_fn usable,
		      void *context)
{
	unsigned int adapter, domain;

	ap_mask_and(&guest->apm, &assigned->apm, &host->apm);
	ap_mask_and(&guest->aqm, &assigned->aqm, &host->aqm);
	ap_mask_and(&guest->adm, &assigned->adm, &host->adm);

	ap_mask_for_each(adapter, &guest->apm) {
		ap_mask_for_each(domain, &guest->aqm) {
			if (!usable(context, AP_APQN(adapter, domain))) {
				ap_mask_clear(&guest->apm, adapter);
				break;
			}
		}
	}
}
