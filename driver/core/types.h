/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the pure files need of their surroundings, in the kernel and in user
 * space: fixed-width types, errno, memory and string functions.
 */
#ifndef APTRACE_CORE_TYPES_H
#define APTRACE_CORE_TYPES_H

#ifdef __KERNEL__

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

#else

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;

/* The kernel's spelling of attributes. */
#ifndef __printf
#define __printf(text, first) __attribute__((format(printf, text, first)))
#endif

#ifndef __aligned
#define __aligned(bytes) __attribute__((aligned(bytes)))
#endif

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

#ifndef BIT_ULL
#define BIT_ULL(nr) (1ULL << (nr))
#endif

#endif /* __KERNEL__ */

#endif /* APTRACE_CORE_TYPES_H */
