/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the client did, step by step, on stdout: one line for each step, as
 * "step key=value ..." or as a JSON object. Both have the same fields.
 *
 *	report_begin("set_state");
 *	report_text("state", "STOP");
 *	report_number("duration_ns", 1234);
 *	report_end();
 */
#ifndef APVMM_REPORT_H
#define APVMM_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "../../driver/core/types.h"

/* Call once, before any step. @role is the command: "source", "open", ... */
void report_setup(bool json, const char *role);

void report_begin(const char *step);
void report_text(const char *key, const char *value);
void report_number(const char *key, u64 value);
void report_flag(const char *key, bool value);
/* "errno" with the name of a (positive or negative) errno, "0" for success. */
void report_errno(int err);
/* 16 bytes, as 8-4-4-4-12 hexadecimal digits. */
void report_uuid(const char *key, const unsigned char bytes[16]);
void report_list_begin(const char *key);
void report_list_item(const char *value);
void report_list_end(void);
void report_end(void);

/* A step with no fields of its own but errno and duration. */
void report_simple(const char *step, int err, u64 duration_ns);

#endif /* APVMM_REPORT_H */
