// SPDX-License-Identifier: GPL-2.0
#include "guest.h"

#include "../../driver/core/tapq.h"

/* A CEX8 coprocessor. */
#define INFO_CEX8	(AP_INFO_APSC | AP_INFO_MEX4K | AP_INFO_CRT4K | \
			 AP_INFO_CCA | AP_INFO_APXA | AP_INFO_NATIVE | \
			 14ULL << AP_INFO_TYPE_SHIFT | 7)

void bench_guest_init(struct bench_guest *guest, unsigned int side)
{
	u32 apqn;
	unsigned int nr;

	memset(guest, 0, sizeof(*guest));
	for (nr = 0; nr < side; nr++) {
		ap_mask_set(&guest->matrix.apm, nr);
		ap_mask_set(&guest->matrix.aqm, nr);
		ap_mask_set(&guest->matrix.adm, nr);
	}
	guest->queues = ap_matrix_queues(&guest->matrix);
	ap_matrix_for_each_queue(apqn, &guest->matrix)
		guest->info[apqn] = INFO_CEX8;
}

u8 bench_tapq(struct bench_guest *guest, u16 apqn, u64 *info)
{
	guest->tapqs++;
	*info = guest->info[apqn];
	return AP_RC_NORMAL;
}
