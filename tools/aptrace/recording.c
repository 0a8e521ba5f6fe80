// SPDX-License-Identifier: GPL-2.0
/* Reads recordings, one line at a time. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "event_fields.h"
#include "event_read.h"
#include "json_reader.h"
#include "recording.h"
#include "text.h"
#include "trace_file.h"

#define CLOCK_WORDS_BYTES	1024

/**
 * struct recording_part - one host of a recording
 * @header: its header
 * @has_header: it has come
 * @account: what there was of it
 * @lost_before: what was lost in the pieces before the current one
 * @losses: what was lost in the current one, as last told
 * @begun: the current piece has a line that tells of itself or of events
 * @finished: the current piece has its summary
 */
struct recording_part {
	struct recording_header header;
	bool has_header;
	struct recording_account account;
	struct collector_losses lost_before;
	struct collector_losses losses;
	bool begun;
	bool finished;
};

/**
 * struct recording - a recording that is being read
 * @stream: the file
 * @name: for messages
 * @line: the current line, with a 0 behind it
 * @length: its length
 * @room: allocated bytes of @line
 * @parser: of its lines
 * @header: as told
 * @has_header: the header has been told
 * @clock_known: @header.clock_offset_ns is known
 * @account: of all parts
 * @merged: the first line says that it is of several hosts
 * @part_count: how many
 * @part: which one the current line is of
 * @told_part: which one the last header that was told is of
 * @parts: of a merged recording
 * @clock_words: what it says of the clocks
 */
struct recording {
	FILE *stream;
	char *name;
	char *line;
	size_t length;
	size_t room;
	struct json_parser *parser;
	struct recording_header header;
	bool has_header;
	bool clock_known;
	struct recording_account account;
	bool merged;
	unsigned int part_count;
	unsigned int part;
	unsigned int told_part;
	struct recording_part parts[RECORDING_PARTS_MAX];
	char clock_words[CLOCK_WORDS_BYTES];
};

/* The line that is read, while it is. */
struct line {
	struct recording *recording;
	struct json_reader reader;
	const struct recording_ops *ops;
	void *context;
};

struct recording *recording_open_stream(void *stream, const char *name)
{
	struct recording *recording = must_alloc(1, sizeof(*recording));

	recording->stream = stream;
	recording->name = must_alloc(strlen(name) + 1, 1);
	strcpy(recording->name, name);
	recording->parser = json_parser_new();
	recording->part_count = 1;
	return recording;
}

void *recording_open_file(const char *path, const char **name, char *why)
{
	bool is_stdin = !strcmp(path, "-");
	FILE *stream = is_stdin ? stdin : fopen(path, "re");

	*name = is_stdin ? "<stdin>" : path;
	if (!stream) {
		snprintf(why, RECORDING_WHY_BYTES, "%s: %s", path,
			 strerror(errno));
		return NULL;
	}
	return is_stdin ? stream : trace_file_convert(stream, path, why);
}

struct recording *recording_open(const char *path, char *why)
{
	const char *name;
	FILE *stream = recording_open_file(path, &name, why);

	return stream ? recording_open_stream(stream, name) : NULL;
}

void recording_close(struct recording *recording)
{
	if (!recording)
		return;
	if (recording->stream != stdin)
		fclose(recording->stream);
	json_parser_free(recording->parser);
	free(recording->line);
	free(recording->name);
	free(recording);
}

const struct recording_account *
recording_account(const struct recording *recording)
{
	return &recording->account;
}

unsigned int recording_parts(const struct recording *recording)
{
	return recording->part_count;
}

const struct recording_account *
recording_part_account(struct recording *recording, unsigned int part)
{
	struct recording_account *account = &recording->parts[part].account;

	if (!recording->merged)
		return &recording->account;
	/* Lines that are not whole, or unknown, may be of any of them. */
	account->lines = recording->account.lines;
	account->cut = recording->account.cut;
	account->skipped = recording->account.skipped;
	account->migrations = recording->account.migrations;
	return account;
}

const char *recording_line(const struct recording *recording, size_t *bytes)
{
	*bytes = recording->length;
	return recording->line;
}

const char *recording_clock_words(const struct recording *recording)
{
	return recording->clock_words;
}

static enum recording_step bad(const struct recording *recording,
			       const char *problem, char *why)
{
	snprintf(why, RECORDING_WHY_BYTES, "%s:%" PRIu64 ": %s",
		 recording->name, recording->account.lines, problem);
	return RECORDING_BAD;
}

static void add_char(struct recording *recording, char c)
{
	if (recording->length + 1 >= recording->room) {
		recording->room = recording->room ? 2 * recording->room : 4096;
		recording->line = must_resize(recording->line, recording->room,
					      1);
	}
	recording->line[recording->length++] = c;
	recording->line[recording->length] = '\0';
}

/* One line into the buffer; *@whole: it ended with a newline. */
static enum recording_step read_line(struct recording *recording, bool *whole,
				     char *why)
{
	int c;

	recording->length = 0;
	*whole = false;
	while ((c = getc_unlocked(recording->stream)) != EOF) {
		if (!recording->length)
			recording->account.lines++;
		add_char(recording, (char)c);
		if (c == '\n') {
			*whole = true;
			return RECORDING_GO_ON;
		}
		if (recording->length > RECORDING_LINE_MAX) {
			snprintf(why, RECORDING_WHY_BYTES,
				 "%s:%" PRIu64 ": the line has more than %d bytes; is it a recording of aptrace?",
				 recording->name, recording->account.lines,
				 RECORDING_LINE_MAX);
			return RECORDING_BAD;
		}
	}
	if (ferror(recording->stream)) {
		snprintf(why, RECORDING_WHY_BYTES, "%s: %s", recording->name,
			 strerror(errno));
		return RECORDING_BAD;
	}
	return recording->length ? RECORDING_GO_ON : RECORDING_END;
}

/* Compressed files begin like nothing else. */
static const char *compressor_of(const struct recording *recording)
{
	if (recording->account.lines != 1 || recording->length < 4)
		return NULL;
	if (!memcmp(recording->line, "\x28\xb5\x2f\xfd", 4))
		return "zstd";
	if (!memcmp(recording->line, "\x1f\x8b", 2))
		return "gzip";
	return NULL;
}

/* Strings go to terminals: only what can be printed. */
static void copy_word(char word[RECORDING_WORD_BYTES], const char *text)
{
	size_t i;

	for (i = 0; text[i] && i < RECORDING_WORD_BYTES - 1; i++)
		word[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	word[i] = '\0';
}

/* One that need not be there, and may be null. */
static bool read_optional(const struct json_reader *reader, const char *name,
			  char word[RECORDING_WORD_BYTES])
{
	const char *text;

	word[0] = '\0';
	if (!json_has(reader, name) || json_is_null(reader, name))
		return true;
	if (!json_read_string(reader, name, &text))
		return false;
	copy_word(word, text);
	return true;
}

static bool read_number32(const struct json_reader *reader, const char *name,
			  uint32_t max, uint32_t *result)
{
	uint64_t number;

	if (!json_read_unsigned(reader, name, max, &number))
		return false;
	*result = (uint32_t)number;
	return true;
}

/* The layout of the events: like the live commands, refuse what is not known. */
static bool read_abi(const struct json_reader *reader, uint32_t *abi)
{
	char expected[80];

	if (!read_number32(reader, "abi", UINT16_MAX, abi))
		return false;
	if (*abi == VFIO_AP_TRACE_ABI)
		return true;
	snprintf(expected, sizeof(expected),
		 "%u, the only layout of events that this aptrace knows",
		 VFIO_AP_TRACE_ABI);
	return json_complain(reader, "abi", expected);
}

/* These two are null in what was made of a file of perf or trace-cmd. */
static bool read_offset(const struct json_reader *reader,
			struct recording_header *header)
{
	header->clock_unknown = json_has(reader, "clock_offset_ns") &&
				json_is_null(reader, "clock_offset_ns");
	return header->clock_unknown ||
	       json_read_signed(reader, "clock_offset_ns", INT64_MIN, INT64_MAX,
				&header->clock_offset_ns);
}

static bool read_boot_id(const struct json_reader *reader,
			 struct recording_header *header)
{
	uint8_t boot_id[UUID_BYTES];

	if (json_has(reader, "boot_id") && json_is_null(reader, "boot_id"))
		return true;
	if (!json_read_uuid(reader, "boot_id", boot_id))
		return false;
	format_uuid(header->boot_id, boot_id);
	return true;
}

static bool read_header(const struct json_reader *reader,
			struct recording_header *header)
{
	char expected[80];

	/* First what says whether the rest can be understood. */
	if (!read_number32(reader, "format", UINT32_MAX, &header->format))
		return false;
	if (!header->format || header->format > RECORDING_FORMAT) {
		snprintf(expected, sizeof(expected),
			 "at most %u: use a newer aptrace", RECORDING_FORMAT);
		return json_complain(reader, "format", expected);
	}
	if (!read_abi(reader, &header->abi) ||
	    !json_read_unsigned(reader, "boot_ns", UINT64_MAX,
				&header->boot_ns) ||
	    !read_offset(reader, header) ||
	    !read_boot_id(reader, header) ||
	    !read_optional(reader, "version", header->version) ||
	    !read_optional(reader, "host", header->host) ||
	    !read_optional(reader, "kernel", header->kernel) ||
	    !read_optional(reader, "machine", header->machine) ||
	    !read_optional(reader, "driver", header->driver) ||
	    !read_optional(reader, "attach", header->attach))
		return false;
	if (json_has(reader, "tracepoints") &&
	    !read_number32(reader, "tracepoints", UINT32_MAX,
			   &header->tracepoints))
		return false;
	if (json_has(reader, "mdev_uuid") &&
	    !json_is_null(reader, "mdev_uuid")) {
		header->mdev.set = true;
		return json_read_uuid(reader, "mdev_uuid", header->mdev.uuid);
	}
	return true;
}

static void add_losses(struct collector_losses *sum,
		       const struct collector_losses *more)
{
	unsigned int kind;

	for (kind = 0; kind < APTRACE_KINDS; kind++)
		sum->counters.events[kind] += more->counters.events[kind];
	sum->counters.ring_full += more->counters.ring_full;
	sum->counters.map_full += more->counters.map_full;
	sum->counters.ends_unmapped += more->counters.ends_unmapped;
	sum->counters.unreadable += more->counters.unreadable;
	sum->recursion_misses += more->recursion_misses;
}

/* Of a part, or of all parts together: both accounts are kept alike. */
static void count_pieces(struct recording *recording)
{
	struct recording_account *account = &recording->account;
	unsigned int i;

	account->pieces = 0;
	account->unfinished = 0;
	account->finished = true;
	account->summary = true;
	for (i = 0; i < recording->part_count; i++) {
		struct recording_part *part = &recording->parts[i];

		part->account.finished = part->finished;
		part->account.summary = part->finished &&
					!part->account.unfinished;
		account->pieces += part->account.pieces;
		account->unfinished += part->account.unfinished;
		account->finished &= part->finished;
		account->summary &= part->account.summary;
	}
}

/*
 * A recording begins here, or another one that was put behind: each counts from 0
 * what it loses, and has a summary of its own.
 */
static void begin_piece(struct recording *recording)
{
	struct recording_part *part = &recording->parts[recording->part];

	if (part->begun) {
		part->account.unfinished += !part->finished;
		add_losses(&part->lost_before, &part->losses);
		memset(&part->losses, 0, sizeof(part->losses));
	}
	part->begun = true;
	part->finished = false;
	part->account.pieces++;
	count_pieces(recording);
}

/* Take what the current piece says it lost; turn it into what all have lost. */
static void sum_losses(struct recording *recording,
		       struct collector_losses *losses)
{
	struct recording_part *part = &recording->parts[recording->part];

	part->losses = *losses;
	add_losses(losses, &part->lost_before);
}

static void tell_header(struct line *line)
{
	struct recording *recording = line->recording;
	const bool unknown = recording->header.clock_unknown;

	recording->has_header = true;
	recording->account.clock_unknown |= unknown;
	recording->parts[recording->part].account.clock_unknown |= unknown;
	if (line->ops->on_header)
		line->ops->on_header(line->context, &recording->header);
}

/* The clocks: words for people; programs read the numbers beside them. */
static bool read_clock(struct line *line)
{
	struct recording *recording = line->recording;
	struct json_reader clock;
	const char *words;
	size_t i;

	if (!json_has(&line->reader, "clock"))
		return true;
	if (!json_read_object(&line->reader, "clock", &clock) ||
	    !json_read_string(&clock, "words", &words))
		return false;
	for (i = 0; words[i] && i < CLOCK_WORDS_BYTES - 1; i++)
		recording->clock_words[i] =
			words[i] >= ' ' && words[i] <= '~' ? words[i] : '?';
	recording->clock_words[i] = '\0';
	return true;
}

/* The first line of a merged recording. The headers of its parts follow. */
static bool take_merged(struct line *line)
{
	struct recording *recording = line->recording;
	uint32_t abi;

	if (recording->has_header || recording->merged)
		return json_complain(&line->reader, "format",
				     "a merged recording to be a file of its own");
	if (!read_abi(&line->reader, &abi) ||
	    !read_number32(&line->reader, "parts", RECORDING_PARTS_MAX,
			   &recording->part_count) ||
	    !read_clock(line))
		return false;
	if (!recording->part_count) {
		recording->part_count = 1;
		return json_complain(&line->reader, "parts", "at least 1");
	}
	recording->merged = true;
	recording->told_part = RECORDING_PARTS_MAX;
	return true;
}

static bool read_correction(struct line *line, struct recording_header *header)
{
	if (!json_has(&line->reader, "clock_correction_ns"))
		return true;
	if (!json_read_signed(&line->reader, "clock_correction_ns", INT64_MIN,
			      INT64_MAX, &header->clock_correction_ns))
		return false;
	header->clock_offset_ns =
		(int64_t)((uint64_t)header->clock_offset_ns +
			  (uint64_t)header->clock_correction_ns);
	return true;
}

/* The header of one part. */
static bool take_part_header(struct line *line)
{
	struct recording *recording = line->recording;
	struct recording_part *part = &recording->parts[recording->part];
	struct recording_header header = { .part = recording->part };

	if (!read_header(&line->reader, &header) ||
	    !read_correction(line, &header))
		return false;
	if (part->has_header && strcmp(header.boot_id, part->header.boot_id))
		return json_complain(&line->reader, "boot_id",
				     "the one of the part's first header");
	begin_piece(recording);
	if (part->has_header)
		return true;
	part->header = header;
	part->has_header = true;
	recording->header = header;
	recording->clock_known = true;
	recording->told_part = recording->part;
	tell_header(line);
	return true;
}

/* Which host is the line of? If of another than before, say so. */
static bool take_part(struct line *line, bool is_header)
{
	struct recording *recording = line->recording;
	unsigned int i;

	if (!recording->merged) {
		if (!json_has(&line->reader, "part"))
			return true;
		return json_complain(&line->reader, "part",
				     "none: the line is of a merged recording, of which the first line is missing");
	}
	if (!read_number32(&line->reader, "part", recording->part_count - 1,
			   &recording->part))
		return false;
	if (is_header)
		return true;
	for (i = 0; i < recording->part_count; i++)
		if (!recording->parts[i].has_header)
			return json_complain(&line->reader, "type",
					     "the headers of all parts first");
	if (recording->part == recording->told_part)
		return true;
	recording->told_part = recording->part;
	recording->header = recording->parts[recording->part].header;
	tell_header(line);
	return true;
}

static bool take_header(struct line *line)
{
	struct recording *recording = line->recording;
	struct recording_header header = { 0 };

	if (recording->merged)
		return take_part_header(line);
	if (!read_header(&line->reader, &header))
		return false;
	if (recording->has_header) {
		/* Recordings of one boot may have been put together. */
		if (!strcmp(header.boot_id, recording->header.boot_id)) {
			begin_piece(recording);
			return true;
		}
		return json_complain(&line->reader, "boot_id",
				     recording->header.format ?
				     "the one of the file's first header: give each recording as a file of its own" :
				     "no header after events without one: give each recording as a file of its own");
	}
	begin_piece(recording);
	recording->header = header;
	recording->clock_known = true;
	tell_header(line);
	return true;
}

/* The clock of a recording without header, from its first object. */
static bool learn_clock(struct line *line, uint64_t boot_ns)
{
	struct recording *recording = line->recording;
	uint64_t time_ns;

	if (recording->clock_known)
		return true;
	if (!json_read_time(&line->reader, "time", &time_ns))
		return false;
	recording->header.boot_ns = boot_ns;
	recording->header.clock_offset_ns = (int64_t)(time_ns - boot_ns);
	recording->clock_known = true;
	return true;
}

/* All but a header has a time; without a header, tell what is known. */
static bool take_time(struct line *line, uint64_t *boot_ns)
{
	struct recording_part *part =
		&line->recording->parts[line->recording->part];

	/* Output of "aptrace events --json" without its first line. */
	if (!part->begun)
		begin_piece(line->recording);
	if (!json_read_unsigned(&line->reader, "boot_ns", UINT64_MAX, boot_ns))
		return false;
	if (line->recording->has_header)
		return true;
	if (!learn_clock(line, *boot_ns))
		return false;
	tell_header(line);
	return true;
}

/* What "aptrace events --json" begins with. */
static bool take_attached(struct line *line)
{
	struct recording_header *header = &line->recording->header;
	uint64_t boot_ns;
	uint32_t abi;

	if (!read_abi(&line->reader, &abi))
		return false;
	begin_piece(line->recording);
	if (!line->recording->has_header) {
		header->abi = abi;
		if (!read_optional(&line->reader, "attach", header->attach))
			return false;
		if (json_has(&line->reader, "tracepoints") &&
		    !read_number32(&line->reader, "tracepoints", UINT32_MAX,
				   &header->tracepoints))
			return false;
	}
	return take_time(line, &boot_ns);
}

static void count_event(struct recording_account *account, uint64_t boot_ns)
{
	if (!account->events++ || boot_ns < account->first_ns)
		account->first_ns = boot_ns;
	if (boot_ns > account->last_ns)
		account->last_ns = boot_ns;
}

static bool take_event(struct line *line)
{
	struct recording_account *account = &line->recording->account;
	/* The largest, and aligned for all. */
	union {
		struct vfio_ap_trace_hdr hdr;
		struct vfio_ap_ev_end end;
		struct vfio_ap_ev_verdict verdict;
		struct vfio_ap_ev_io io;
		char bytes[sizeof(struct vfio_ap_ev_end)];
	} event;
	struct aptrace_record record = { 0 };
	const char *name;
	uint64_t boot_ns;

	if (!json_read_string(&line->reader, "event", &name) ||
	    !take_time(line, &boot_ns))
		return false;
	record.kind = event_kind(name);
	if (record.kind == APTRACE_KINDS) {
		account->skipped++;
		return true;
	}
	record.event_bytes = event_bytes(record.kind);
	record.time_ns = boot_ns;
	if (!event_read(record.kind, &line->reader, &event))
		return false;
	event.hdr.abi = VFIO_AP_TRACE_ABI;
	count_event(account, boot_ns);
	count_event(&line->recording->parts[line->recording->part].account,
		    boot_ns);
	if (line->ops->on_event)
		line->ops->on_event(line->context, &record, &event);
	return true;
}

static bool read_losses(const struct json_reader *reader,
			struct collector_losses *losses)
{
	uint64_t ring_full, map_full, ends_unmapped, unreadable;

	if (!json_read_unsigned(reader, "ring_full", UINT64_MAX, &ring_full) ||
	    !json_read_unsigned(reader, "map_full", UINT64_MAX, &map_full) ||
	    !json_read_unsigned(reader, "ends_unmapped", UINT64_MAX,
				&ends_unmapped) ||
	    !json_read_unsigned(reader, "recursion_misses", UINT64_MAX,
				&losses->recursion_misses) ||
	    !json_read_unsigned(reader, "unreadable", UINT64_MAX, &unreadable))
		return false;
	losses->counters.ring_full = ring_full;
	losses->counters.map_full = map_full;
	losses->counters.ends_unmapped = ends_unmapped;
	losses->counters.unreadable = unreadable;
	return true;
}

static bool take_loss(struct line *line)
{
	struct collector_losses losses = { 0 };
	uint64_t boot_ns;

	if (!take_time(line, &boot_ns) || !read_losses(&line->reader, &losses))
		return false;
	sum_losses(line->recording, &losses);
	if (line->ops->on_loss)
		line->ops->on_loss(line->context, boot_ns, &losses);
	return true;
}

static bool read_kinds(const struct json_reader *reader,
		       struct collector_losses *losses)
{
	struct json_reader kinds;
	unsigned int kind;
	uint64_t count;

	if (!json_read_object(reader, "events_by_kind", &kinds))
		return false;
	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		/* An older writer may know fewer. */
		if (!json_has(&kinds, event_name(kind)))
			continue;
		if (!json_read_unsigned(&kinds, event_name(kind), UINT64_MAX,
					&count))
			return false;
		losses->counters.events[kind] = count;
	}
	return true;
}

static bool take_summary(struct line *line)
{
	struct collector_losses losses = { 0 };
	uint64_t boot_ns;

	/* That of "aptrace migrations --json" counts migrations. */
	if (json_has(&line->reader, "outcomes")) {
		line->recording->account.migrations++;
		return true;
	}
	if (!take_time(line, &boot_ns) ||
	    !read_losses(&line->reader, &losses) ||
	    !read_kinds(&line->reader, &losses))
		return false;
	sum_losses(line->recording, &losses);
	line->recording->parts[line->recording->part].finished = true;
	count_pieces(line->recording);
	if (line->ops->on_summary)
		line->ops->on_summary(line->context, boot_ns, &losses);
	return true;
}

static bool take_migrations(struct line *line)
{
	line->recording->account.migrations++;
	return true;
}

static const struct line_type {
	const char *name;
	bool (*take)(struct line *line);
} line_types[] = {
	{ "event", take_event },
	{ "header", take_header },
	{ "loss", take_loss },
	{ "summary", take_summary },
	{ "attached", take_attached },
	/* aptrace migrations --json: made of events, but not the events. */
	{ "update", take_migrations },
	{ "verdict", take_migrations },
	{ "dropped", take_migrations },
	{ "apply", take_migrations },
	{ "reset", take_migrations },
	{ "end", take_migrations },
};

/* Does the line say that it is the first one of a merged recording? */
static bool is_merged_header(const struct line *line)
{
	uint64_t format;

	return json_has(&line->reader, "parts") &&
	       json_read_unsigned(&line->reader, "format", UINT64_MAX,
				  &format) &&
	       format == RECORDING_FORMAT_MERGED;
}

static bool take_line(struct line *line)
{
	const char *type;
	bool is_header;
	size_t i;

	if (!json_read_string(&line->reader, "type", &type))
		return false;
	is_header = !strcmp(type, "header");
	if (is_header && is_merged_header(line))
		return take_merged(line);
	if (!take_part(line, is_header))
		return false;
	for (i = 0; i < ARRAY_SIZE(line_types); i++)
		if (!strcmp(line_types[i].name, type))
			return line_types[i].take(line);
	line->recording->account.skipped++;
	return true;
}

static bool is_blank(const struct recording *recording)
{
	return strspn(recording->line, " \t\r\n") == recording->length;
}

static enum recording_step parse_line(struct recording *recording, bool whole,
				      struct json_reader *reader, char *why)
{
	const char *compressor = compressor_of(recording);

	switch (json_parse(recording->parser, recording->line,
			   recording->length, reader)) {
	case JSON_PARSED:
		return RECORDING_GO_ON;
	case JSON_CUT:
		recording->account.cut = !whole;
		if (!whole)
			return RECORDING_END;
		break;
	case JSON_BAD:
		break;
	}
	if (compressor)
		snprintf(reader->why, JSON_WHY_BYTES,
			 "the file is compressed; use %s -dc FILE | aptrace replay -",
			 compressor);
	else if (recording->account.lines == 1 &&
		 trace_file_tool(recording->line, recording->length))
		snprintf(reader->why, JSON_WHY_BYTES,
			 "it is of perf or trace-cmd; give the file itself, not a pipe");
	return bad(recording, reader->why, why);
}

enum recording_step recording_next(struct recording *recording,
				   const struct recording_ops *ops,
				   void *context, char *why)
{
	char problem[JSON_WHY_BYTES];
	struct line line = {
		.recording = recording,
		.reader.why = problem,
		.ops = ops,
		.context = context,
	};
	enum recording_step step;
	bool whole;

	step = read_line(recording, &whole, why);
	if (step == RECORDING_END && !recording->account.lines) {
		snprintf(why, RECORDING_WHY_BYTES, "%s: the file is empty",
			 recording->name);
		return RECORDING_BAD;
	}
	if (step != RECORDING_GO_ON || is_blank(recording))
		return step;
	step = parse_line(recording, whole, &line.reader, why);
	if (step != RECORDING_GO_ON)
		return step;
	if (!take_line(&line))
		step = bad(recording, problem, why);
	json_free(&line.reader);
	return step;
}

bool recording_read(const char *path, const struct recording_ops *ops,
		    void *context, char *why)
{
	struct recording *recording = recording_open(path, why);
	enum recording_step step;

	if (!recording)
		return false;
	do {
		step = recording_next(recording, ops, context, why);
	} while (step == RECORDING_GO_ON);
	recording_close(recording);
	return step == RECORDING_END;
}

static void separate(struct text *text)
{
	if (text->length)
		text_puts(text, "; ");
}

void recording_remarks(const struct recording_account *account,
		       struct text *text)
{
	text_clear(text);
	if (account->cut) {
		separate(text);
		text_printf(text, "line %" PRIu64 ", the last one, is not whole and was left out",
			    account->lines);
	}
	if (account->unfinished) {
		separate(text);
		text_printf(text, "%" PRIu64 " of the %" PRIu64 " recordings that were put together in it %s cut short before the next one begins: without a summary, what was lost it does not say",
			    account->unfinished, account->pieces,
			    account->unfinished == 1 ? "was" : "were");
	}
	if (!account->finished) {
		separate(text);
		text_puts(text, "there is no summary at its end: what was lost, and what came later, it does not say");
	}
	if (account->clock_unknown) {
		separate(text);
		text_puts(text, "what time of day it was is not known: times are those of a clock of which the file does not say more (perf record -k mono, and trace-cmd record -C boot --date, keep it)");
	}
	if (account->skipped) {
		separate(text);
		text_printf(text, "%" PRIu64 " objects of kinds that this aptrace does not know were passed over",
			    account->skipped);
	}
	if (account->migrations) {
		separate(text);
		text_printf(text, "%" PRIu64 " objects of \"aptrace migrations --json\" were passed over: these are made of events; the events themselves are told by \"aptrace record\" and \"aptrace events --json\"",
			    account->migrations);
	}
}
