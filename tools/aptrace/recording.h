/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recordings: what "aptrace record" writes and "aptrace events --json" prints, one
 * JSON object on a line. Read one line at a time, in bounded memory.
 */
#ifndef APTRACE_RECORDING_H
#define APTRACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector.h"
#include "format.h"
#include "record.h"

/* Raised when a reader of the number before would misread a recording. */
#define RECORDING_FORMAT	1
/* Of the first line of a merged recording: lines of several hosts, each with its part. */
#define RECORDING_FORMAT_MERGED	2
#define RECORDING_PARTS_MAX	8

/* No line that is to be read may be longer; ours have at most some 20,000. */
#define RECORDING_LINE_MAX	(256 * 1024)

#define RECORDING_WHY_BYTES	1024
#define RECORDING_WORD_BYTES	65

/**
 * struct recording_header - who has recorded what, and when
 * @format: RECORDING_FORMAT of the writer; 0 if there was no header, as with
 *	"aptrace events --json": then only @abi (if told), @boot_ns and
 *	@clock_offset_ns are known, and all strings are ""
 * @abi: VFIO_AP_TRACE_ABI of the events
 * @boot_ns: boot time when it began
 * @clock_offset_ns: boot time plus this is the time of day
 * @clock_unknown: the recording does not say how its times relate to the time of day:
 *	@clock_offset_ns is 0. Only of files of perf and trace-cmd
 * @version: of the aptrace that wrote it
 * @host: its name there; printable characters only, as all strings here
 * @boot_id: of that host, made anew by the kernel at each start: @boot_ns and
 *	session numbers of recordings can be compared if it is the same. perf and
 *	trace-cmd do not record it
 * @kernel: release
 * @machine: architecture, as uname says
 * @driver: version of the module, or "" if it has none
 * @attach: "tp_btf" or "raw_tp"
 * @tracepoints: how many were attached to
 * @mdev: if only one was recorded
 * @part: of a merged recording: whose header this is; else 0
 * @clock_correction_ns: of a merged recording: what makes the clocks of its hosts
 *	agree; is in @clock_offset_ns already
 *
 * A string is "" and a number 0 if the recording does not say.
 */
struct recording_header {
	uint32_t format;
	uint32_t abi;
	uint64_t boot_ns;
	int64_t clock_offset_ns;
	bool clock_unknown;
	char version[RECORDING_WORD_BYTES];
	char host[RECORDING_WORD_BYTES];
	char boot_id[UUID_TEXT_BYTES];
	char kernel[RECORDING_WORD_BYTES];
	char machine[RECORDING_WORD_BYTES];
	char driver[RECORDING_WORD_BYTES];
	char attach[RECORDING_WORD_BYTES];
	uint32_t tracepoints;
	struct mdev_filter mdev;
	unsigned int part;
	int64_t clock_correction_ns;
};

/**
 * struct recording_ops - what is told of a recording; each may be NULL
 * @on_header: once, before all others; also if the recording has none. Not for the
 *	later ones of recordings that were put together. Of a merged
 *	recording once for each part before all others, and then whenever what
 *	follows is of another part than what came before
 * @on_event: an event; @event is the structure that @record->kind says
 * @on_loss: what had been lost until then, all in all; in the pieces before as well,
 *	if recordings were put together
 * @on_summary: the same at the end: the recording is whole
 */
struct recording_ops {
	void (*on_header)(void *context, const struct recording_header *header);
	void (*on_event)(void *context, const struct aptrace_record *record,
			 const void *event);
	void (*on_loss)(void *context, uint64_t boot_ns,
			const struct collector_losses *losses);
	void (*on_summary)(void *context, uint64_t boot_ns,
			   const struct collector_losses *losses);
};

/**
 * struct recording_account - what has been read so far
 * @lines: lines
 * @events: events handed out
 * @first_ns: boot time of the first of them
 * @last_ns: boot time of the latest of them
 * @skipped: objects of types, and events of kinds, that are not known here
 * @migrations: objects of "aptrace migrations --json", which are not read
 * @pieces: recordings that were put together (cat); 1 as a rule
 * @unfinished: those of them, but for the last, that have no summary
 * @finished: the last of them has a summary
 * @summary: there was a summary: the writer came to its end; of several pieces: each
 *	has one
 * @cut: the last line is not whole, and was left out
 * @clock_unknown: of what its times are is not known
 */
struct recording_account {
	uint64_t lines;
	uint64_t events;
	uint64_t first_ns;
	uint64_t last_ns;
	uint64_t skipped;
	uint64_t migrations;
	uint64_t pieces;
	uint64_t unfinished;
	bool finished;
	bool summary;
	bool cut;
	bool clock_unknown;
};

struct recording;

enum recording_step {
	RECORDING_GO_ON,	/* something was told, or a line passed over */
	RECORDING_END,
	RECORDING_BAD,
};

/**
 * recording_open - begin to read
 * @path: the file; "-" is standard input
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: the recording, or NULL.
 */
struct recording *recording_open(const char *path, char *why);
/**
 * recording_open_file - open a file as one of lines
 * @path: the file; "-" is standard input
 * @name: receives what messages call it
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * What perf record and trace-cmd record wrote is converted (trace_file.h).
 *
 * Return: the stream of lines, for recording_open_stream(), or NULL.
 */
void *recording_open_file(const char *path, const char **name, char *why);
/* The same of a stream that is open, which is closed with the recording. */
struct recording *recording_open_stream(void *stream, const char *name);
void recording_close(struct recording *recording);

/**
 * recording_next - read one line
 * @recording: the recording
 * @ops: told at most one thing of it, and before the first one the header
 * @context: for @ops
 * @why: receives what is wrong: file, line, member, value, what was expected
 *
 * An error is final. A last line that is not whole is none: see
 * struct recording_account.
 */
enum recording_step recording_next(struct recording *recording,
				   const struct recording_ops *ops,
				   void *context, char *why);

const struct recording_account *
recording_account(const struct recording *recording);

/* Of how many hosts it is, once the first line has been read. */
unsigned int recording_parts(const struct recording *recording);
/* The account of one of them. */
const struct recording_account *
recording_part_account(struct recording *recording, unsigned int part);
/* The line that was read last, as it is in the file. */
const char *recording_line(const struct recording *recording, size_t *bytes);
/* What a merged recording says of the clocks, in words; "" if it says nothing. */
const char *recording_clock_words(const struct recording *recording);

/**
 * recording_read - read all of a file
 * @path: the file; "-" is standard input
 * @ops: told what it has
 * @context: for @ops
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: true; false if it cannot be read or is not in order, and @why says
 * where. What came before that has been told.
 */
bool recording_read(const char *path, const struct recording_ops *ops,
		    void *context, char *why);

/*
 * Words on what a reader should know of a recording that was read to its end: cut,
 * without a summary, lines that were passed over. "" if there is nothing to say.
 */
struct text;
void recording_remarks(const struct recording_account *account,
		       struct text *text);

#endif /* APTRACE_RECORDING_H */
