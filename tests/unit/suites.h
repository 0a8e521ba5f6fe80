/* SPDX-License-Identifier: GPL-2.0 */
/* All suites: one for each test_*.c. */
#ifndef APTRACE_UNIT_SUITES_H
#define APTRACE_UNIT_SUITES_H

#include "tap.h"

extern const struct suite crc32c_suite;
extern const struct suite matrix_suite;
extern const struct suite filter_suite;
extern const struct suite layout_suite;
extern const struct suite encode_suite;
extern const struct suite decode_suite;
extern const struct suite pre_copy_suite;
extern const struct suite largest_suite;
extern const struct suite damage_suite;
extern const struct suite compat_suite;
extern const struct suite reasons_suite;
extern const struct suite names_suite;
extern const struct suite fmb_suite;
extern const struct suite outcomes_suite;

#endif /* APTRACE_UNIT_SUITES_H */
