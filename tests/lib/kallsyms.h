/* SPDX-License-Identifier: GPL-2.0 */
/* Where the kernel's functions are, for tests that inject faults into one of them. */
#ifndef TESTS_LIB_KALLSYMS_H
#define TESTS_LIB_KALLSYMS_H

#include <stdbool.h>

/**
 * kallsyms_find - where a function of the kernel is
 * @name: of it; also one of a module
 * @begin: gets its address
 * @end: gets the address of what comes after it, ~0 if nothing does
 *
 * Return: false if there is no such function, or addresses are hidden.
 */
bool kallsyms_find(const char *name, unsigned long long *begin,
		   unsigned long long *end);

#endif /* TESTS_LIB_KALLSYMS_H */
