// SPDX-License-Identifier: GPL-2.0
/* A recording from the lines that perf and trace-cmd print of events. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "event_fields.h"
#include "json_line.h"
#include "recording_write.h"
#include "trace_lines.h"
#include "trace_text.h"
#include "view.h"

#define SYSTEM		"vfio_ap"
#define PREFIX		SYSTEM "_"
#define MIGRATION	"mig_"
#define KIND_BYTES	32
#define WORDS		"abcdefghijklmnopqrstuvwxyz0123456789_"

/**
 * struct conversion - lines that are being converted
 * @about: whose they are
 * @view: writes the recording
 * @out: where to
 * @line: number of the current line
 * @begun: the header has been written
 * @alive: trace-cmd has opened the file: it says so on a line of its own
 * @lost: events that lines say were lost
 * @lost_total: the same, as said at the end (perf)
 * @lost_some: some were, and nobody has counted them
 * @losses: what has been told of that
 * @why: receives what is wrong
 */
struct conversion {
	const struct trace_about *about;
	struct view view;
	FILE *out;
	uint64_t line;
	bool begun;
	bool alive;
	uint64_t lost;
	uint64_t lost_total;
	bool lost_some;
	struct collector_losses losses;
	char *why;
};

static bool fail(const struct conversion *conversion, const char *problem)
{
	snprintf(conversion->why, RECORDING_WHY_BYTES, "line %" PRIu64 " of %s: %s",
		 conversion->line,
		 conversion->about->tool == TRACE_PERF ? "perf script" :
							 "trace-cmd report",
		 problem);
	return false;
}

static bool flush(struct conversion *conversion)
{
	struct text *text = &conversion->view.out;
	bool good = fwrite(text->data, 1, text->length, conversion->out) ==
		    text->length;

	if (!good)
		snprintf(conversion->why, RECORDING_WHY_BYTES,
			 "cannot write a temporary file: %s", strerror(errno));
	text_clear(text);
	return good;
}

/* From here on what is shown happened then. */
static void set_time(struct conversion *conversion, uint64_t time_ns)
{
	struct recording_header header;

	/* 0 would be now. */
	conversion->view.then_ns = time_ns ? time_ns : 1;
	if (conversion->begun)
		return;
	conversion->begun = true;
	header = conversion->about->header;
	header.boot_ns = time_ns;
	recording_header_write(&header, &conversion->view.out);
}

/*
 * What was lost before an event. Not each loss for itself: who records a lot beside
 * vfio_ap can have thousands.
 */
static void tell_loss(struct conversion *conversion)
{
	if (conversion->losses.counters.ring_full == conversion->lost)
		return;
	conversion->losses.counters.ring_full = conversion->lost;
	conversion->view.ops->loss(&conversion->view, &conversion->losses);
}

/* What this aptrace does not know is counted by whoever reads the recording. */
static bool tell_unknown(struct conversion *conversion, uint64_t time_ns,
			 const char *name)
{
	struct json json;

	set_time(conversion, time_ns);
	json = json_line_open(&conversion->view.out, "event", time_ns,
			      conversion->view.clock_offset_ns);
	json_string(&json, "event", name);
	json_line_close(&json);
	return flush(conversion);
}

static bool tell_event(struct conversion *conversion, uint64_t time_ns,
		       const char *name, char *text)
{
	char problem[TRACE_TEXT_WHY_BYTES];
	struct aptrace_record record = { .time_ns = time_ns };
	/* The largest, and aligned for all. */
	struct vfio_ap_ev_end event;

	record.kind = event_kind(name);
	if (record.kind == APTRACE_KINDS)
		return tell_unknown(conversion, time_ns, name);
	record.event_bytes = event_bytes(record.kind);
	if (!trace_text_read(record.kind, text, &event, problem))
		return fail(conversion, problem);
	set_time(conversion, time_ns);
	tell_loss(conversion);
	conversion->losses.counters.events[record.kind]++;
	conversion->view.ops->event(&conversion->view, &record, &event);
	return flush(conversion);
}

/*
 * "vfio_ap_mig_arc: mdev=...": the name of the kind, and where the text is. NULL if it
 * is nothing of the kind.
 */
static char *parse_event(char *text, char name[KIND_BYTES])
{
	size_t length;

	if (strncmp(text, PREFIX, strlen(PREFIX)))
		return NULL;
	text += strlen(PREFIX);
	if (!strncmp(text, MIGRATION, strlen(MIGRATION)))
		text += strlen(MIGRATION);
	length = strspn(text, WORDS);
	if (!length || length >= KIND_BYTES || text[length] != ':')
		return NULL;
	memcpy(name, text, length);
	name[length] = '\0';
	text += length + 1;
	return text + strspn(text, " ");
}

/* " 1154.066089789: vfio_ap:vfio_ap_mig_arc: mdev=..." */
static bool perf_line(struct conversion *conversion, char *line)
{
	static const char lost[] = "PERF_RECORD_LOST lost ";
	static const char samples[] = "PERF_RECORD_LOST_SAMPLES lost ";
	char name[KIND_BYTES], *text;
	const char *rest;
	uint64_t time_ns, count;

	if (!trace_parse_seconds(line + strspn(line, " "), &rest, &time_ns) ||
	    *rest != ':')
		return true;
	text = line + (rest + 1 - line);
	text += strspn(text, " ");
	if (!strncmp(text, lost, strlen(lost)) &&
	    trace_parse_number(text + strlen(lost), UINT32_MAX, &count)) {
		conversion->lost += count;
		return true;
	}
	if (!strncmp(text, samples, strlen(samples)) &&
	    trace_parse_number(text + strlen(samples), UINT32_MAX, &count)) {
		conversion->lost_total += count;
		return true;
	}
	if (strncmp(text, SYSTEM ":", strlen(SYSTEM ":")))
		return true;
	text = parse_event(text + strlen(SYSTEM ":"), name);
	return !text || tell_event(conversion, time_ns, name, text);
}

/*
 * "  qemu-1527  [001]1202715354896: vfio_ap_mig_arc:      mdev=...". A process may be
 * called anything, but has no more than 15 bytes for it: too few for both words.
 */
static char *cmd_event(char *line, char name[KIND_BYTES], char **time_end)
{
	char *at, *text;

	for (at = line; (at = strstr(at, ": " PREFIX)); at++) {
		text = parse_event(at + strlen(": "), name);
		if (!text || strncmp(text, "mdev=", strlen("mdev=")))
			continue;
		*time_end = at;
		return text;
	}
	return NULL;
}

/* Before @end: seconds with a point, or of some clocks nanoseconds. */
static bool cmd_time(const char *line, char *end, uint64_t *time_ns)
{
	const char *rest, *begin = end;

	while (begin > line && (isdigit((unsigned char)begin[-1]) || begin[-1] == '.'))
		begin--;
	if (trace_parse_seconds(begin, &rest, time_ns))
		return rest == end;
	*end = '\0';
	return trace_parse_number(begin, INT64_MAX, time_ns);
}

/* "CPU:0 [12 EVENTS DROPPED]"; without a number if the kernel did not count. */
static bool cmd_lost(struct conversion *conversion, char *line)
{
	char *text, *count, *end;
	uint64_t number;

	if (strncmp(line, "CPU:", strlen("CPU:")))
		return false;
	text = strchr(line, '[');
	end = text ? strstr(text, "EVENTS DROPPED]") : NULL;
	if (!end)
		return false;
	count = text + 1;
	*end = '\0';
	count[strcspn(count, " ")] = '\0';
	if (*count && trace_parse_number(count, UINT32_MAX, &number))
		conversion->lost += number;
	else
		conversion->lost_some = true;
	return true;
}

static bool cmd_line(struct conversion *conversion, char *line)
{
	char name[KIND_BYTES], *text, *time_end;
	uint64_t time_ns;

	if (!strncmp(line, "cpus=", strlen("cpus="))) {
		conversion->alive = true;
		return true;
	}
	if (cmd_lost(conversion, line))
		return true;
	text = cmd_event(line, name, &time_end);
	if (!text)
		return true;
	if (!cmd_time(line, time_end, &time_ns))
		return fail(conversion,
			    "no time before the event; expected seconds, or nanoseconds");
	return tell_event(conversion, time_ns, name, text);
}

static bool take_lines(struct conversion *conversion, FILE *in)
{
	char *line = must_alloc(1, TRACE_LINE_BYTES);
	bool whole, good = true;

	while (good && trace_line_read(in, line, &whole)) {
		conversion->line++;
		/* Ours are far shorter; what is not ours may be of any length. */
		if (whole)
			good = conversion->about->tool == TRACE_PERF ?
			       perf_line(conversion, line) :
			       cmd_line(conversion, line);
	}
	free(line);
	if (good && ferror(in))
		return fail(conversion, strerror(errno));
	return good;
}

/* Two say it, of the same events, and one may not have seen all. */
static uint64_t all_lost(const struct conversion *conversion)
{
	uint64_t lost = conversion->lost;

	if (conversion->lost_total > lost)
		lost = conversion->lost_total;
	if (conversion->about->overrun > lost)
		lost = conversion->about->overrun;
	return lost || !conversion->lost_some ? lost : 1;
}

static bool finish(struct conversion *conversion)
{
	if (conversion->about->tool == TRACE_CMD && !conversion->alive) {
		snprintf(conversion->why, RECORDING_WHY_BYTES,
			 "trace-cmd report shows nothing of it (of a big-endian host: record with --compression none)");
		return false;
	}
	if (!conversion->begun)
		set_time(conversion, 0);
	conversion->losses.counters.ring_full = all_lost(conversion);
	conversion->view.ops->summary(&conversion->view, NULL,
				      &conversion->losses);
	return flush(conversion);
}

bool trace_lines_convert(const struct trace_about *about, FILE *in, FILE *out,
			 char *why)
{
	struct conversion conversion = {
		.about = about,
		.out = out,
		.why = why,
	};
	bool good;

	view_init(&conversion.view, &view_json);
	conversion.view.clock_offset_ns = about->header.clock_offset_ns;
	good = take_lines(&conversion, in) && finish(&conversion);
	view_free(&conversion.view);
	return good;
}
