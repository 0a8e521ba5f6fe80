// SPDX-License-Identifier: GPL-2.0
/* All events of some recordings. */
#include <stdlib.h>
#include <string.h>

#include "event_fields.h"
#include "event_list.h"
#include "overlap.h"
#include "text.h"

/* Of a merged recording it is told again and again whose the next events are. */
static void on_header(void *context, const struct recording_header *header)
{
	struct event_list *list = context;
	struct event_input *input;
	unsigned int i;

	/* Those of this file are the last ones. */
	for (i = list->input_count; i--; ) {
		input = &list->inputs[i];
		if (input->file != list->file)
			break;
		if (input->header.part == header->part) {
			list->input = i;
			return;
		}
	}
	list->inputs = must_resize(list->inputs, list->input_count + 1,
				   sizeof(*list->inputs));
	list->input = list->input_count++;
	input = &list->inputs[list->input];
	*input = (struct event_input) {
		.header = *header,
		.path = list->path,
		.file = list->file,
	};
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	struct event_list *list = context;
	struct listed_event *listed;

	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 256;
		list->events = must_resize(list->events, list->room,
					   sizeof(*list->events));
	}
	listed = &list->events[list->count];
	*listed = (struct listed_event) {
		.boot_ns = record->time_ns,
		.order = list->count++,
		.input = list->input,
		.kind = record->kind,
		.event = must_alloc(1, record->event_bytes),
	};
	memcpy(listed->event, event, record->event_bytes);
}

/* What had been lost until then, all in all; a summary says the same. */
static void on_loss(void *context, uint64_t boot_ns,
		    const struct collector_losses *losses)
{
	struct event_list *list = context;

	(void)boot_ns;
	list->inputs[list->input].losses = *losses;
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
	.on_loss = on_loss,
	.on_summary = on_loss,
};

/* What there is to know of each host of a file: it has been read. */
static void account(struct event_list *list, struct recording *recording)
{
	const char *clocks = recording_clock_words(recording);
	struct event_input *input;
	unsigned int i;

	for (i = list->input_count; i--; ) {
		input = &list->inputs[i];
		if (input->file != list->file)
			break;
		input->merged = recording_parts(recording) > 1;
		if (*clocks) {
			input->clocks = must_alloc(1, strlen(clocks) + 1);
			strcpy(input->clocks, clocks);
		}
		input->account = *recording_part_account(recording,
							 input->header.part);
	}
}

static void remark(const struct recording *recording, const char *path,
		   struct text_list *notes)
{
	struct text remarks = { 0 };

	recording_remarks(recording_account(recording), &remarks);
	if (remarks.length)
		text_printf(text_list_add(notes), "%s: %s", path, remarks.data);
	if (*recording_clock_words(recording))
		text_puts(text_list_add(notes), recording_clock_words(recording));
	text_free(&remarks);
}

static bool read_file(struct event_list *list, const char *path,
		      struct text_list *notes, char *why)
{
	struct recording *recording = recording_open(path, why);
	enum recording_step step;

	if (!recording)
		return false;
	list->path = path;
	do {
		step = recording_next(recording, &ops, list, why);
	} while (step == RECORDING_GO_ON);
	remark(recording, path, notes);
	account(list, recording);
	recording_close(recording);
	list->file++;
	return step == RECORDING_END;
}

static struct event_host *host_of(struct event_list *list,
				  const struct event_input *input)
{
	struct event_host *host;
	unsigned int i;

	for (i = 0; i < list->host_count; i++)
		if (overlap_same_boot(&list->hosts[i].header, &input->header))
			return &list->hosts[i];
	list->hosts = must_resize(list->hosts, list->host_count + 1,
				  sizeof(*list->hosts));
	host = &list->hosts[list->host_count++];
	host->header = input->header;
	host->file = input->file;
	return host;
}

static int compare_inputs(const void *left, const void *right)
{
	const struct event_input *a = left, *b = right;
	int result;

	if (a->host != b->host)
		return a->host < b->host ? -1 : 1;
	result = overlap_compare(&a->header, a->path, &b->header, b->path);
	return result ? result : (a->file > b->file) - (a->file < b->file);
}

/* Which recordings are of one host, and in which order those are. */
static void find_hosts(struct event_list *list)
{
	unsigned int i;

	for (i = 0; i < list->input_count; i++)
		list->inputs[i].host = (unsigned int)
			(host_of(list, &list->inputs[i]) - list->hosts);
}

static void take_clocks(struct event_host *host, const struct event_input *input)
{
	host->header = input->header;
	host->merged = input->merged;
	host->clocks = input->clocks;
}

/* Sorts them; by its number when it was read: where each is now. */
static unsigned int *rank_inputs(struct event_list *list)
{
	const size_t count = (size_t)list->input_count + 1;
	struct event_input *sorted = must_alloc(count, sizeof(*sorted));
	unsigned int *ranks = must_alloc(count, sizeof(*ranks)), i, j;

	if (list->input_count)
		memcpy(sorted, list->inputs,
		       list->input_count * sizeof(*sorted));
	qsort(sorted, list->input_count, sizeof(*sorted), compare_inputs);
	for (i = 0; i < list->input_count; i++) {
		for (j = 0; j < list->input_count; j++)
			if (list->inputs[j].file == sorted[i].file &&
			    list->inputs[j].header.part ==
			    sorted[i].header.part)
				ranks[j] = i;
		/* Names and clocks are those of the first one. */
		if (!i || sorted[i].host != sorted[i - 1].host)
			take_clocks(&list->hosts[sorted[i].host], &sorted[i]);
	}
	free(list->inputs);
	list->inputs = sorted;
	return ranks;
}

/* Those of one file as they were read; of several, in the order of the files. */
static int compare(const void *left, const void *right)
{
	const struct listed_event *a = left, *b = right;

	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns ? -1 : 1;
	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* What several recordings have is there once: as the first of them has it. */
static void drop_repeated(struct event_list *list)
{
	struct overlap *overlaps = must_alloc((size_t)list->host_count + 1,
					      sizeof(*overlaps));
	size_t i, kept = 0;
	unsigned int host;

	for (i = 0; i < list->count; i++) {
		struct listed_event *listed = &list->events[i];
		const struct aptrace_record record = {
			.kind = listed->kind,
			.event_bytes = event_bytes(listed->kind),
			.time_ns = listed->boot_ns,
		};

		if (overlap_is_new(&overlaps[listed->host], &record,
				   listed->event))
			list->events[kept++] = *listed;
		else
			free(listed->event);
	}
	list->count = kept;
	for (host = 0; host < list->host_count; host++)
		overlap_free(&overlaps[host]);
	free(overlaps);
}

static void sort_events(struct event_list *list)
{
	unsigned int *ranks;
	size_t i;

	find_hosts(list);
	ranks = rank_inputs(list);
	for (i = 0; i < list->count; i++) {
		struct listed_event *listed = &list->events[i];

		listed->input = ranks[listed->input];
		listed->host = list->inputs[listed->input].host;
		listed->time_ns = listed->boot_ns +
			list->hosts[listed->host].header.clock_offset_ns;
	}
	free(ranks);
	if (list->count)
		qsort(list->events, list->count, sizeof(*list->events),
		      compare);
	drop_repeated(list);
}

static int compare_notes(const void *left, const void *right)
{
	const struct text *a = left, *b = right;

	return strcmp(a->data, b->data);
}

bool event_list_read(struct event_list *list, char * const *paths,
		     unsigned int count, char *why)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (!read_file(list, paths[i], &list->notes, why))
			return false;
	/* They name the files; in whichever order those were given. */
	if (list->notes.count)
		qsort(list->notes.items, list->notes.count,
		      sizeof(*list->notes.items), compare_notes);
	sort_events(list);
	return true;
}

void event_list_free(struct event_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->events[i].event);
	free(list->events);
	free(list->hosts);
	for (i = 0; i < list->input_count; i++)
		free(list->inputs[i].clocks);
	free(list->inputs);
	text_list_free(&list->notes);
	memset(list, 0, sizeof(*list));
}
