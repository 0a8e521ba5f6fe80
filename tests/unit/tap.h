/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A test harness of two screens: TAP on standard output, no dependency, so the
 * same sources run natively under sanitizers and, linked statically, as s390x
 * programs under qemu-user.
 *
 * A check that fails is reported with its place and its values, and the test
 * goes on; REQUIRE() leaves the test.
 */
#ifndef APTRACE_UNIT_TAP_H
#define APTRACE_UNIT_TAP_H

#include "../../driver/core/types.h"

struct test {
	const char *name;
	void (*run)(void);
};

struct suite {
	const char *name;
	const struct test *tests;
	size_t count;
};

#define SUITE(suite_name, table)					\
	const struct suite suite_name##_suite = {			\
		.name = #suite_name,					\
		.tests = (table),					\
		.count = ARRAY_SIZE(table),				\
	}

bool tap_check(bool passed, const char *file, int line, const char *text);
bool tap_check_equal(u64 found, u64 expected, const char *file, int line,
		     const char *text);
bool tap_check_text(const char *found, const char *expected, const char *file,
		    int line);

#define CHECK(condition) \
	tap_check(condition, __FILE__, __LINE__, #condition)
#define CHECK_EQUAL(found, expected)					\
	tap_check_equal((u64)(found), (u64)(expected), __FILE__,	\
			__LINE__, #found)
#define CHECK_TEXT(found, expected) \
	tap_check_text(found, expected, __FILE__, __LINE__)

#define REQUIRE(condition)						\
	do {								\
		if (!CHECK(condition))					\
			return;						\
	} while (0)

/* Printed with the next failure, to say which of many cases it was. */
void tap_context(const char *format, ...) __printf(1, 2);

/* Runs the suites; the program's exit code. */
int tap_run(const char *program, const struct suite * const *suites,
	    size_t count);

/* Repeatable: the same numbers in each run and on each machine. */
u32 tap_random(void);
/* 0 to @limit - 1 */
u32 tap_random_below(u32 limit);

#endif /* APTRACE_UNIT_TAP_H */
