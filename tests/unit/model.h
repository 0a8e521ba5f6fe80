/* SPDX-License-Identifier: GPL-2.0 */
/* The same as masks, in the simplest of ways. */
#ifndef APTRACE_UNIT_MODEL_H
#define APTRACE_UNIT_MODEL_H

#include "../../driver/core/matrix.h"
#include "tap.h"

struct model_mask {
	bool bit[256];
};

/* Random bits; @kind chooses how dense: sparse, half, nearly full, runs. */
static inline void model_random_mask(struct model_mask *mask, unsigned int kind)
{
	static const u32 chance[] = { 2, 16, 128, 240 };
	unsigned int nr;

	for (nr = 0; nr < 256; nr++)
		mask->bit[nr] = tap_random_below(256) < chance[kind % 4];
}

static inline void model_to_mask(struct ap_mask *mask,
				 const struct model_mask *model)
{
	unsigned int nr;

	memset(mask, 0, sizeof(*mask));
	for (nr = 0; nr < 256; nr++)
		if (model->bit[nr])
			mask->bits[nr / 8] |= (u8)(1 << (7 - nr % 8));
}

#endif /* APTRACE_UNIT_MODEL_H */
