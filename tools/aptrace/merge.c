// SPDX-License-Identifier: GPL-2.0
/* Two recordings as one. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format.h"
#include "merge.h"
#include "text.h"

#define COPY_BYTES	65536

/**
 * struct merge_input - one of the two
 * @merge: whose it is
 * @host: 0 or 1
 * @path: for messages
 * @stream: the file; what cannot be read twice has been copied
 * @recording: while it is read
 * @header: of it
 * @has_header: there is one, written by aptrace record
 * @time_ns: corrected time of day of the pending line
 * @pending: the line that was read last is still to be written
 */
struct merge_input {
	struct merge *merge;
	unsigned int host;
	const char *path;
	FILE *stream;
	struct recording *recording;
	struct recording_header header;
	bool has_header;
	int64_t time_ns;
	bool pending;
};

/**
 * struct merge - while it is made
 * @inputs: the two
 * @clock: what is known of their clocks
 * @estimate: the sum of that
 * @begun: the headers have been written
 */
struct merge {
	struct merge_input inputs[MERGE_HOSTS];
	struct merge_clock *clock;
	struct merge_estimate estimate;
	bool begun;
};

static bool fail(const struct merge_input *input, const char *problem,
		 char *why)
{
	snprintf(why, RECORDING_WHY_BYTES, "%s: %s", input->path, problem);
	return false;
}

/* A pipe is read twice by way of a file that nobody else sees. */
static bool copy_pipe(struct merge_input *input, char *why)
{
	FILE *copy = tmpfile();
	char bytes[COPY_BYTES];
	size_t count;
	bool good = copy;

	while (good && (count = fread(bytes, 1, sizeof(bytes), input->stream)))
		good = fwrite(bytes, 1, count, copy) == count;
	good = good && !ferror(input->stream) && !fflush(copy);
	if (!good)
		fail(input, strerror(errno), why);
	if (input->stream != stdin)
		fclose(input->stream);
	input->stream = copy;
	return good;
}

static bool open_input(struct merge_input *input, const char *path, char *why)
{
	input->stream = recording_open_file(path, &input->path, why);
	if (!input->stream)
		return false;
	if (lseek(fileno(input->stream), 0, SEEK_CUR) < 0)
		return copy_pipe(input, why);
	return true;
}

/* Read it from its beginning, as often as is wanted. */
static bool rewind_input(struct merge_input *input, char *why)
{
	int fd = dup(fileno(input->stream));
	FILE *again = fd < 0 ? NULL : fdopen(fd, "r");

	if (!again || lseek(fd, 0, SEEK_SET) < 0)
		return fail(input, strerror(errno), why);
	recording_close(input->recording);
	input->recording = recording_open_stream(again, input->path);
	return true;
}

static void on_header(void *context, const struct recording_header *header)
{
	struct merge_input *input = context;

	input->header = *header;
	input->has_header = header->format;
}

static void learn_event(void *context, const struct aptrace_record *record,
			const void *event)
{
	struct merge_input *input = context;

	merge_clock_add(input->merge->clock, input->host,
			input->header.clock_offset_ns, record, event);
}

static const struct recording_ops learn_ops = {
	.on_header = on_header,
	.on_event = learn_event,
};

static bool learn(struct merge_input *input, char *why)
{
	enum recording_step step;

	if (!rewind_input(input, why))
		return false;
	do {
		step = recording_next(input->recording, &learn_ops, input, why);
		if (recording_parts(input->recording) > 1)
			return fail(input, "is a merged recording; give the two recordings that it was made of", why);
	} while (step == RECORDING_GO_ON);
	if (step == RECORDING_BAD)
		return false;
	if (!input->has_header)
		return fail(input, "has no header, so that it is not known which host it is of; merge needs what aptrace record writes", why);
	return true;
}

static const char *host_name(const struct merge_input *input)
{
	if (input->header.host[0])
		return input->header.host;
	return input->host ? "(the second)" : "(the first)";
}

static void host_names(const struct merge *merge,
		       const char *hosts[MERGE_HOSTS])
{
	unsigned int i;

	for (i = 0; i < MERGE_HOSTS; i++)
		hosts[i] = host_name(&merge->inputs[i]);
}

static bool learn_all(struct merge *merge, char *const paths[MERGE_HOSTS],
		      char *why)
{
	struct merge_input *a = &merge->inputs[0], *b = &merge->inputs[1];
	unsigned int i;

	for (i = 0; i < MERGE_HOSTS; i++) {
		merge->inputs[i].merge = merge;
		merge->inputs[i].host = i;
		if (!open_input(&merge->inputs[i], paths[i], why) ||
		    !learn(&merge->inputs[i], why))
			return false;
	}
	if (!a->header.boot_id[0] ||
	    strcmp(a->header.boot_id, b->header.boot_id))
		return true;
	snprintf(why, RECORDING_WHY_BYTES,
		 "%s and %s are of one host, since one start of it (boot_id %s); merge joins those of two hosts",
		 a->path, b->path, a->header.boot_id);
	return false;
}

struct merge *merge_open(char *const paths[MERGE_HOSTS], char *why)
{
	struct merge *merge = must_alloc(1, sizeof(*merge));
	unsigned int i;
	bool good;

	merge->clock = merge_clock_new();
	good = learn_all(merge, paths, why);
	merge_clock_estimate(merge->clock, &merge->estimate);
	for (i = 0; i < MERGE_HOSTS && good; i++)
		good = rewind_input(&merge->inputs[i], why);
	if (good)
		return merge;
	merge_close(merge);
	return NULL;
}

void merge_close(struct merge *merge)
{
	unsigned int i;

	for (i = 0; i < MERGE_HOSTS; i++) {
		struct merge_input *input = &merge->inputs[i];

		recording_close(input->recording);
		if (input->stream && input->stream != stdin)
			fclose(input->stream);
	}
	merge_clock_free(merge->clock);
	free(merge);
}

static int64_t correction_ns(const struct merge_input *input)
{
	return input->host ? input->merge->estimate.offset_ns : 0;
}

static void at(struct merge_input *input, uint64_t boot_ns)
{
	input->time_ns = (int64_t)(boot_ns +
				   (uint64_t)input->header.clock_offset_ns +
				   (uint64_t)correction_ns(input));
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	(void)event;
	at(context, record->time_ns);
}

static void on_losses(void *context, uint64_t boot_ns,
		      const struct collector_losses *losses)
{
	(void)losses;
	at(context, boot_ns);
}

static const struct recording_ops time_ops = {
	.on_event = on_event,
	.on_loss = on_losses,
	.on_summary = on_losses,
};

/* The line as it was, behind the number and the name of its host. */
static void write_line(struct merge_input *input, bool is_header,
		       struct text *text)
{
	struct json json = { .text = text };
	const char *line, *rest;
	size_t bytes;

	line = recording_line(input->recording, &bytes);
	rest = memchr(line, '{', bytes);
	if (!rest)
		return;
	rest++;
	json_open_object(&json, NULL);
	json_unsigned(&json, "part", input->host);
	if (is_header)
		json_signed(&json, "clock_correction_ns", correction_ns(input));
	else if (input->header.host[0] &&
		 !memmem(rest, line + bytes - rest, "\"host\"", 6))
		json_string(&json, "host", input->header.host);
	text_putc(text, ',');
	text_append(text, rest, line + bytes - rest);
	if (line[bytes - 1] != '\n')
		text_putc(text, '\n');
}

/* Read on; lines without a time belong to the one before. */
static bool fill(struct merge_input *input, char *why)
{
	enum recording_step step;
	size_t bytes;

	do {
		step = recording_next(input->recording, &time_ops, input, why);
		recording_line(input->recording, &bytes);
	} while (step == RECORDING_GO_ON && !bytes);
	input->pending = step == RECORDING_GO_ON;
	return step != RECORDING_BAD;
}

static void write_first_line(struct merge *merge, struct text *text)
{
	const struct recording_header *first = &merge->inputs[0].header;
	const char *hosts[MERGE_HOSTS];
	struct json json = { .text = text };
	char time[40];

	host_names(merge, hosts);
	json_open_object(&json, NULL);
	json_string(&json, "type", "header");
	format_iso_time(time, sizeof(time),
			first->boot_ns + first->clock_offset_ns);
	json_string(&json, "time", time);
	json_unsigned(&json, "boot_ns", first->boot_ns);
	json_unsigned(&json, "format", RECORDING_FORMAT_MERGED);
	json_unsigned(&json, "abi", first->abi);
	json_unsigned(&json, "parts", MERGE_HOSTS);
	merge_clock_json(&merge->estimate, hosts, &json);
	json_close_object(&json);
	text_putc(text, '\n');
}

/* The first line, and the header of each of the two. */
static bool write_headers(struct merge *merge, struct text *text, char *why)
{
	unsigned int i;

	write_first_line(merge, text);
	for (i = 0; i < MERGE_HOSTS; i++) {
		struct merge_input *input = &merge->inputs[i];

		if (!fill(input, why))
			return false;
		/* It began with it, or it would have been refused. */
		write_line(input, true, text);
		if (!fill(input, why))
			return false;
	}
	merge->begun = true;
	return true;
}

enum recording_step merge_next(struct merge *merge, struct text *text,
			       char *why)
{
	struct merge_input *a = &merge->inputs[0], *b = &merge->inputs[1];
	struct merge_input *next;

	if (!merge->begun)
		return write_headers(merge, text, why) ? RECORDING_GO_ON :
							 RECORDING_BAD;
	if (a->pending && b->pending)
		next = b->time_ns < a->time_ns ? b : a;
	else
		next = a->pending ? a : b;
	if (!next->pending)
		return RECORDING_END;
	write_line(next, false, text);
	return fill(next, why) ? RECORDING_GO_ON : RECORDING_BAD;
}

void merge_words(struct merge *merge, struct text *text)
{
	const char *hosts[MERGE_HOSTS];
	struct text remarks = { 0 };
	unsigned int i;

	host_names(merge, hosts);
	merge_clock_words(&merge->estimate, hosts, text);
	text_putc(text, '\n');
	for (i = 0; i < MERGE_HOSTS; i++) {
		const struct merge_input *input = &merge->inputs[i];

		recording_remarks(recording_account(input->recording),
				  &remarks);
		if (remarks.length)
			text_printf(text, "%s: %s\n", input->path,
				    remarks.data);
	}
	text_free(&remarks);
}

bool merge_is_input(const struct merge *merge, int fd)
{
	struct stat output, input;
	unsigned int i;

	if (fstat(fd, &output) || !S_ISREG(output.st_mode))
		return false;
	for (i = 0; i < MERGE_HOSTS; i++)
		if (!fstat(fileno(merge->inputs[i].stream), &input) &&
		    input.st_dev == output.st_dev &&
		    input.st_ino == output.st_ino)
			return true;
	return false;
}
