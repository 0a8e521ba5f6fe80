/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CRC-32C (Castagnoli: polynomial 0x1edc6f41, reflected, initial value and
 * final xor all ones), the checksum of the migration stream.
 *
 * The kernel has one (CONFIG_LIBCRC32C), but not on every host and not with
 * the same name in all versions, and a tool and a driver must never disagree.
 */
#ifndef APTRACE_CORE_CRC32C_H
#define APTRACE_CORE_CRC32C_H

#include "types.h"

/* Start with @crc 0; to continue, pass the earlier result. */
u32 ap_crc32c(u32 crc, const void *data, size_t bytes);

#endif /* APTRACE_CORE_CRC32C_H */
