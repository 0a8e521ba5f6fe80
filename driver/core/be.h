/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Big-endian integers at any address, on machines of any byte order.
 *
 * Byte by byte: a stream is a buffer whose records need not be aligned, and
 * the same code must run in the kernel, in user space and under sanitizers.
 */
#ifndef APTRACE_CORE_BE_H
#define APTRACE_CORE_BE_H

#include "types.h"

static inline u16 ap_get_be16(const u8 *from)
{
	return (u16)(from[0] << 8 | from[1]);
}

static inline u32 ap_get_be32(const u8 *from)
{
	return (u32)ap_get_be16(from) << 16 | ap_get_be16(from + 2);
}

static inline u64 ap_get_be64(const u8 *from)
{
	return (u64)ap_get_be32(from) << 32 | ap_get_be32(from + 4);
}

static inline void ap_put_be16(u8 *to, u16 value)
{
	to[0] = (u8)(value >> 8);
	to[1] = (u8)value;
}

static inline void ap_put_be32(u8 *to, u32 value)
{
	ap_put_be16(to, (u16)(value >> 16));
	ap_put_be16(to + 2, (u16)value);
}

static inline void ap_put_be64(u8 *to, u64 value)
{
	ap_put_be32(to, (u32)(value >> 32));
	ap_put_be32(to + 4, (u32)value);
}

#endif /* APTRACE_CORE_BE_H */
