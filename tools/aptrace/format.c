// SPDX-License-Identifier: GPL-2.0
/* Numbers, ids and times as people read them. */
#define _GNU_SOURCE
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "format.h"

#define NSEC_PER_SEC	1000000000ULL

void format_bytes(char *text, size_t size, uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	double scaled = bytes;
	int unit = -1;

	/* 999.5 would print as "1000": four digits, not one of the unit's. */
	while (scaled >= 999.5 && unit < (int)sizeof(units) - 2) {
		scaled /= 1024;
		unit++;
	}
	if (unit < 0)
		snprintf(text, size, "%" PRIu64 "B", bytes);
	else
		snprintf(text, size, "%.*f%c", scaled < 9.95, scaled, units[unit]);
}

void format_rate(char *text, size_t size, uint64_t thousandths)
{
	static const char units[] = "kMGTP";
	double scaled = thousandths / 1000.0;
	int unit = -1;

	while (scaled >= 999.5 && unit < (int)sizeof(units) - 2) {
		scaled /= 1000;
		unit++;
	}
	/* Less than can be shown is still not nothing. */
	if (thousandths && scaled < 0.01)
		scaled = 0.01;
	snprintf(text, size, "%.*f%.*s", !thousandths || scaled >= 99.95 ? 0 :
		 scaled < 9.995 ? 2 : 1, scaled, unit >= 0, &units[unit < 0 ? 0 : unit]);
}

void format_duration(char *text, size_t size, uint64_t duration_ns)
{
	static const struct {
		double ns;
		const char *unit;
	} units[] = {
		{ 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" }, { 1, "ns" },
	};
	uint64_t seconds = duration_ns / NSEC_PER_SEC;
	double scaled;
	size_t i;

	if (seconds >= 100 * 3600) {
		snprintf(text, size, "%" PRIu64 "h", seconds / 3600);
		return;
	}
	if (seconds >= 3600) {
		snprintf(text, size, "%" PRIu64 "h%02um", seconds / 3600,
			 (unsigned int)(seconds / 60 % 60));
		return;
	}
	if (seconds >= 100) {
		snprintf(text, size, "%um%02us", (unsigned int)(seconds / 60),
			 (unsigned int)(seconds % 60));
		return;
	}
	for (i = 0; units[i].ns > duration_ns && units[i].ns > 1; i++)
		;
	scaled = duration_ns / units[i].ns;
	snprintf(text, size, "%.*f%s",
		 units[i].ns == 1 || scaled >= 99.95 ? 0 : scaled < 9.995 ? 2 : 1,
		 scaled, units[i].unit);
}

void format_uuid(char text[UUID_TEXT_BYTES], const uint8_t uuid[UUID_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	char *next = text;
	int i;

	/* Each event has two of them: printf() would be most of what it costs. */
	for (i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*next++ = '-';
		*next++ = digits[uuid[i] >> 4];
		*next++ = digits[uuid[i] & 0xf];
	}
	*next = '\0';
}

void format_id(char text[UUID_TEXT_BYTES], const uint8_t id[UUID_BYTES])
{
	static const uint8_t unknown[UUID_BYTES];

	text[0] = '\0';
	if (memcmp(id, unknown, sizeof(unknown)))
		format_uuid(text, id);
}

void format_errno(char *text, size_t size, int err)
{
	/* From a file it can be any number, also one that has no opposite. */
	const char *name = err < 0 && err > INT_MIN ? strerrorname_np(-err) :
						      NULL;

	if (name)
		snprintf(text, size, "%s", name);
	else
		snprintf(text, size, "%d", err);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool parse_uuid(const char *text, uint8_t uuid[UUID_BYTES])
{
	int i, high, low;

	for (i = 0; i < UUID_BYTES; i++) {
		if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
			return false;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return false;
		uuid[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	return !*text;
}

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

uint64_t clock_boot_ns(void)
{
	return clock_ns(CLOCK_BOOTTIME);
}

int64_t clock_offset_ns(void)
{
	return (int64_t)(clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME));
}

void format_clock(char *text, size_t size, uint64_t time_of_day_ns)
{
	time_t seconds = time_of_day_ns / NSEC_PER_SEC;
	unsigned int ms = time_of_day_ns % NSEC_PER_SEC / 1000000;
	struct tm tm;

	localtime_r(&seconds, &tm);
	snprintf(text, size, "%02d:%02d:%02d.%03u", tm.tm_hour, tm.tm_min,
		 tm.tm_sec, ms);
}

/* Events come by the hundred in one second: its name is made once. */
static const char *second_name(time_t seconds)
{
	static _Thread_local char name[24];
	static _Thread_local time_t named = -1;
	struct tm tm;

	if (seconds == named)
		return name;
	gmtime_r(&seconds, &tm);
	strftime(name, sizeof(name), "%Y-%m-%dT%H:%M:%S", &tm);
	named = seconds;
	return name;
}

void format_iso_time(char *text, size_t size, uint64_t time_of_day_ns)
{
	unsigned int ns = time_of_day_ns % NSEC_PER_SEC;

	snprintf(text, size, "%s.%09uZ",
		 second_name(time_of_day_ns / NSEC_PER_SEC), ns);
}
