/* SPDX-License-Identifier: GPL-2.0 */
/* All suites: one for each test_*.c. */
#ifndef APTRACE_UNIT_PREFLIGHT_SUITES_H
#define APTRACE_UNIT_PREFLIGHT_SUITES_H

#include "../tap.h"

extern const struct suite sysfs_suite;
extern const struct suite inventory_suite;
extern const struct suite tapq_suite;
extern const struct suite predict_suite;
extern const struct suite agree_suite;
extern const struct suite words_suite;

#endif /* APTRACE_UNIT_PREFLIGHT_SUITES_H */
