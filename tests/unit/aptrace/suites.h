/* SPDX-License-Identifier: GPL-2.0 */
/* All suites: one for each test_*.c. */
#ifndef APTRACE_UNIT_APTRACE_SUITES_H
#define APTRACE_UNIT_APTRACE_SUITES_H

#include "../tap.h"

extern const struct suite aggregate_suite;
extern const struct suite model_suite;
extern const struct suite format_suite;
extern const struct suite views_suite;
extern const struct suite browser_suite;
extern const struct suite fmb_model_suite;
extern const struct suite fmb_views_suite;
extern const struct suite zpci_suite;
extern const struct suite standard_files_suite;
extern const struct suite recording_suite;
extern const struct suite replay_suite;
extern const struct suite record_file_suite;
extern const struct suite explain_suite;
extern const struct suite metrics_suite;
extern const struct suite journal_suite;
extern const struct suite flight_suite;
extern const struct suite mdev_watch_suite;
extern const struct suite outcomes_read_suite;
extern const struct suite doctor_suite;
extern const struct suite merge_suite;
extern const struct suite latency_suite;
extern const struct suite latency_views_suite;
extern const struct suite report_suite;
extern const struct suite overlap_suite;
extern const struct suite hash_table_suite;
extern const struct suite record_queue_suite;
extern const struct suite trace_text_suite;
extern const struct suite trace_lines_suite;

#endif /* APTRACE_UNIT_APTRACE_SUITES_H */
