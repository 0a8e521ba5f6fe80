/* SPDX-License-Identifier: GPL-2.0 */
/* What is printed: one table of fields, as text and as JSON. */
#ifndef APTRACE_BENCH_TABLE_H
#define APTRACE_BENCH_TABLE_H

#include "measure.h"

void table_head(void);
void table_row(const struct measured *measured, bool json);

#endif /* APTRACE_BENCH_TABLE_H */
