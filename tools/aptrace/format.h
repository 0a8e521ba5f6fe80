/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers, ids and times as people read them. */
#ifndef APTRACE_FORMAT_H
#define APTRACE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UUID_BYTES		16
#define UUID_TEXT_BYTES		37	/* with the terminating 0 */
#define ID_SHORT_DIGITS		8
#define FORMAT_BYTES		32	/* enough for every format below */

/* "1.2M"; at most 6 characters. */
void format_bytes(char *text, size_t size, uint64_t bytes);
/* "0.25", "187", "12.3k", from thousandths; at most 5 characters. */
void format_rate(char *text, size_t size, uint64_t thousandths);
/* "12.3ms"; at most 7 characters. */
void format_duration(char *text, size_t size, uint64_t duration_ns);
/* "2b9e1c00-..." */
void format_uuid(char text[UUID_TEXT_BYTES], const uint8_t uuid[UUID_BYTES]);
/* A migration id is a random UUID; "" if it is not known (all zero). */
void format_id(char text[UUID_TEXT_BYTES], const uint8_t id[UUID_BYTES]);
/* "ENODEV", "0", or the number for an errno without name; @err is negative. */
void format_errno(char *text, size_t size, int err);

bool parse_uuid(const char *text, uint8_t uuid[UUID_BYTES]);

/**
 * clock_offset_ns - what to add to a boot time to get the time of day
 *
 * Events carry boot time, which does not jump; people want the time of day.
 *
 * Return: the offset now.
 */
int64_t clock_offset_ns(void);
uint64_t clock_boot_ns(void);
/* "12:00:01.123", local time */
void format_clock(char *text, size_t size, uint64_t time_of_day_ns);
/* "2026-11-21T12:00:01.123456789Z" */
void format_iso_time(char *text, size_t size, uint64_t time_of_day_ns);

#endif /* APTRACE_FORMAT_H */
