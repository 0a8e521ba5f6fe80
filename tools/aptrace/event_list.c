// SPDX-License-Identifier: GPL-2.0
/* All events of some recordings. */
#include <stdlib.h>
#include <string.h>

#include "event_list.h"
#include "text.h"

/* Of a merged recording it is told again and again whose the next events are. */
static void on_header(void *context, const struct recording_header *header)
{
	struct event_list *list = context;
	struct event_host *host;
	unsigned int i;

	for (i = 0; i < list->host_count; i++) {
		host = &list->hosts[i];
		if (host->file == list->file &&
		    host->header.part == header->part) {
			list->host = i;
			return;
		}
	}
	list->hosts = must_resize(list->hosts, list->host_count + 1,
				  sizeof(*list->hosts));
	list->host = list->host_count++;
	list->hosts[list->host] = (struct event_host) {
		.header = *header,
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
		.time_ns = record->time_ns +
			   list->hosts[list->host].header.clock_offset_ns,
		.boot_ns = record->time_ns,
		.order = list->count++,
		.host = list->host,
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
	list->hosts[list->host].losses = *losses;
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
	.on_loss = on_loss,
	.on_summary = on_loss,
};

/* What there is to know of each host of a file: it and its notes have been read. */
static void account(struct event_list *list, struct recording *recording,
		    const char *path)
{
	struct event_host *host;
	unsigned int i;

	for (i = 0; i < list->host_count; i++) {
		host = &list->hosts[i];
		if (host->file != list->file)
			continue;
		host->path = path;
		host->merged = recording_parts(recording) > 1;
		if (*recording_clock_words(recording))
			host->clock_note = list->notes.count;
		host->account = *recording_part_account(recording,
							host->header.part);
	}
}

static bool read_file(struct event_list *list, const char *path, char *why)
{
	struct recording *recording = recording_open(path, why);
	struct text remarks = { 0 };
	enum recording_step step;

	if (!recording)
		return false;
	do {
		step = recording_next(recording, &ops, list, why);
	} while (step == RECORDING_GO_ON);
	recording_remarks(recording_account(recording), &remarks);
	if (remarks.length)
		text_printf(text_list_add(&list->notes), "%s: %s", path,
			    remarks.data);
	if (*recording_clock_words(recording))
		text_puts(text_list_add(&list->notes),
			  recording_clock_words(recording));
	text_free(&remarks);
	account(list, recording, path);
	recording_close(recording);
	list->file++;
	return step == RECORDING_END;
}

static int compare(const void *left, const void *right)
{
	const struct listed_event *a = left, *b = right;

	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

bool event_list_read(struct event_list *list, char * const *paths,
		     unsigned int count, char *why)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (!read_file(list, paths[i], why))
			return false;
	if (list->count)
		qsort(list->events, list->count, sizeof(*list->events),
		      compare);
	return true;
}

void event_list_free(struct event_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->events[i].event);
	free(list->events);
	free(list->hosts);
	text_list_free(&list->notes);
	memset(list, 0, sizeof(*list));
}
