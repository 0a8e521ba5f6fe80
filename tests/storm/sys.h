/* SPDX-License-Identifier: GPL-2.0 */
/* Small things for all. */
#ifndef STORM_SYS_H
#define STORM_SYS_H

#include <stdlib.h>

#include "../../driver/core/types.h"
#include "../client/error.h"
#include "../client/number.h"
#include "../client/sysfs.h"

#define PATH_BYTES		256

#define for_each_bit(nr, mask)						\
	for ((nr) = 0; (nr) < 64; (nr)++)				\
		if (((mask) >> (nr)) & 1)

/* "EINVAL" for EINVAL and -EINVAL, "0" for 0. */
static inline const char *err_name(int err)
{
	return errno_name(abs(err));
}

#endif /* STORM_SYS_H */
