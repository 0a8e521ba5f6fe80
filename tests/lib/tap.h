/* SPDX-License-Identifier: GPL-2.0 */
/* TAP for tests in C that run in a host: lines, the end, and a limit of time. */
#ifndef TESTS_LIB_TAP_H
#define TESTS_LIB_TAP_H

#include <stdbool.h>

/* One line of TAP. Returns @good. */
bool ok(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void skip(const char *what, const char *why);
/* The scene cannot be set: the end. */
void __attribute__((noreturn, format(printf, 1, 2))) bail(const char *fmt, ...);
/* So it is if that has failed: a negative errno. */
void need(int ret, const char *what);
/* The end of the run: prints the plan. Returns the exit code. */
int tap_end(void);
/* If the case takes longer than that, it hangs: "not ok", and the end. */
void watch(const char *what, unsigned int seconds);

#endif /* TESTS_LIB_TAP_H */
