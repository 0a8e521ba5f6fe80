/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's printk does for tracepoints, as far as ours need it. */
#ifndef APTRACE_UNIT_TRACE_PRINTK_H
#define APTRACE_UNIT_TRACE_PRINTK_H

#include <stddef.h>
#include <linux/types.h>

struct trace_word {
	unsigned long long number;
	const char *word;
};

/* As __print_symbolic() and __print_flags(); good until some calls later. */
const char *trace_symbolic(unsigned long long number,
			   const struct trace_word *words, size_t count);
const char *trace_flags(unsigned long long number, const char *between,
			const struct trace_word *words, size_t count);

/* Knows %pUb (a UUID), strings and integers. */
void tp_print(char *text, size_t bytes, const char *format, ...);

#endif /* APTRACE_UNIT_TRACE_PRINTK_H */
