// SPDX-License-Identifier: GPL-2.0
/* Who recorded a perf.data or a trace.dat, and what its times are. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "text.h"
#include "trace_about.h"
#include "trace_text.h"

#define NS_PER_US	1000ULL
#define NS_PER_SEC	1000000000ULL

bool trace_line_read(FILE *stream, char *line, bool *whole)
{
	size_t length = 0;
	int c;

	*whole = true;
	while ((c = getc_unlocked(stream)) != EOF && c != '\n') {
		if (length < TRACE_LINE_BYTES - 1)
			line[length++] = c ? (char)c : '?';
		else
			*whole = false;
	}
	line[length] = '\0';
	return c != EOF || length;
}

/* Strings go to terminals: only what can be printed. */
static void copy_word(char word[RECORDING_WORD_BYTES], const char *text)
{
	size_t i;

	if (word[0])
		return;
	for (i = 0; text[i] && i < RECORDING_WORD_BYTES - 1; i++)
		word[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	word[i] = '\0';
}

bool trace_parse_seconds(const char *text, const char **end, uint64_t *time_ns)
{
	uint64_t seconds, part = 0;
	unsigned int digits = 0;
	char *point;

	if (!isdigit((unsigned char)*text))
		return false;
	/* What is too large for it is too large for us. */
	seconds = strtoull(text, &point, 10);
	if (seconds >= INT64_MAX / NS_PER_SEC || *point++ != '.')
		return false;
	for (; isdigit((unsigned char)*point) && digits < 9; digits++)
		part = 10 * part + (*point++ - '0');
	if (!digits)
		return false;
	for (; digits < 9; digits++)
		part *= 10;
	*end = point;
	*time_ns = seconds * NS_PER_SEC + part;
	return true;
}

/*
 * "2026-11-22 09:23:32.622412 = 1795339412.622412 (TOD) = 1153.097366069 (monotonic)":
 * only there if perf record was told a clock.
 */
static void perf_clock(struct recording_header *header, const char *value)
{
	uint64_t day_ns, clock_ns;
	const char *text;

	text = strstr(value, " = ");
	if (!text || !trace_parse_seconds(text + 3, &text, &day_ns))
		return;
	text = strstr(text, " = ");
	if (!text || !trace_parse_seconds(text + 3, &text, &clock_ns))
		return;
	header->clock_offset_ns = (int64_t)(day_ns - clock_ns);
	header->clock_unknown = false;
}

/* "# os release : 6.12.57" */
static void perf_line(struct trace_about *about, char *line)
{
	struct recording_header *header = &about->header;
	char *name = line + strspn(line, "# "), *value, *end;

	value = strchr(name, ':');
	if (!value)
		return;
	for (end = value; end > name && end[-1] == ' '; end--)
		;
	*end = '\0';
	value += 1 + strspn(value + 1, " ");
	if (!strcmp(name, "hostname"))
		copy_word(header->host, value);
	else if (!strcmp(name, "os release"))
		copy_word(header->kernel, value);
	else if (!strcmp(name, "arch"))
		copy_word(header->machine, value);
	else if (!strcmp(name, "reference time") && header->clock_unknown)
		perf_clock(header, value);
}

/* "Linux a 6.12.57 s390x" */
static void cmd_uname(struct recording_header *header, char *line)
{
	strsep(&line, " ");
	if (line)
		copy_word(header->host, strsep(&line, " "));
	if (line)
		copy_word(header->kernel, strsep(&line, " "));
	if (line)
		copy_word(header->machine, line);
}

/* What "trace-cmd record --date" found: microseconds. */
static void cmd_date(struct recording_header *header, const char *line)
{
	uint64_t date_us;

	if (!trace_parse_number(line, INT64_MAX / NS_PER_US, &date_us))
		return;
	header->clock_offset_ns = (int64_t)(date_us * NS_PER_US);
	header->clock_unknown = false;
}

static void cmd_lost(struct trace_about *about, const char *line)
{
	static const char * const names[] = { "overrun: ", "dropped events: " };
	uint64_t count;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(line, names[i], strlen(names[i])) &&
		    trace_parse_number(line + strlen(names[i]), UINT32_MAX,
				       &count))
			about->overrun += count;
}

/* "[Option UNAME, 32 bytes]" says what the next line is. */
static void cmd_line(struct trace_about *about, char *line, char *option,
		     size_t option_bytes)
{
	char *name = line + strspn(line, " \t");

	if (!strncmp(name, "[Option ", strlen("[Option "))) {
		name += strlen("[Option ");
		snprintf(option, option_bytes, "%.*s",
			 (int)strcspn(name, ",]"), name);
		return;
	}
	if (!strcmp(option, "UNAME"))
		cmd_uname(&about->header, line);
	else if (!strcmp(option, "DATE"))
		cmd_date(&about->header, line);
	if (strcmp(option, "CPUSTAT"))
		option[0] = '\0';
	else
		cmd_lost(about, line);
}

void trace_about_read(struct trace_about *about, enum trace_tool tool,
		      FILE *stream)
{
	char *line = must_alloc(1, TRACE_LINE_BYTES), option[16] = "";
	bool whole;

	memset(about, 0, sizeof(*about));
	about->tool = tool;
	about->header.format = RECORDING_FORMAT;
	about->header.abi = VFIO_AP_TRACE_ABI;
	about->header.clock_unknown = true;
	while (trace_line_read(stream, line, &whole)) {
		if (tool == TRACE_PERF)
			perf_line(about, line);
		else
			cmd_line(about, line, option, sizeof(option));
	}
	free(line);
}
