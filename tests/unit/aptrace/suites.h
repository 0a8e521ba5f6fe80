/* SPDX-License-Identifier: GPL-2.0 */
/* All suites: one for each test_*.c. */
#ifndef APTRACE_UNIT_APTRACE_SUITES_H
#define APTRACE_UNIT_APTRACE_SUITES_H

#include "../tap.h"

extern const struct suite aggregate_suite;
extern const struct suite model_suite;
extern const struct suite format_suite;
extern const struct suite views_suite;

#endif /* APTRACE_UNIT_APTRACE_SUITES_H */
