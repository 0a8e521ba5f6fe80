/* SPDX-License-Identifier: GPL-2.0 */
/* All events of some recordings, of all hosts, by time: for what needs them at once. */
#ifndef APTRACE_EVENT_LIST_H
#define APTRACE_EVENT_LIST_H

#include "recording.h"
#include "text_list.h"

/**
 * struct event_host - a host of one of the recordings
 * @header: of it
 * @file: number of the file
 * @path: of that
 * @merged: it is one of several in a merged recording, whose clocks were compared
 * @clock_note: then what is known of them: number of the note, from 1; 0: nothing
 * @account: what was read of it
 * @losses: what had been lost, as last told by the recording
 */
struct event_host {
	struct recording_header header;
	unsigned int file;
	const char *path;
	bool merged;
	size_t clock_note;
	struct recording_account account;
	struct collector_losses losses;
};

/**
 * struct listed_event - one event
 * @time_ns: time of day, corrected if the recording is a merged one
 * @boot_ns: boot time on its host
 * @order: how many were read before it
 * @host: index of its host
 * @kind: enum aptrace_kind
 * @event: the structure that @kind says
 */
struct listed_event {
	uint64_t time_ns;
	uint64_t boot_ns;
	size_t order;
	unsigned int host;
	unsigned int kind;
	void *event;
};

/**
 * struct event_list - all of them
 * @events: by time; those of one time as they were read
 * @count: how many
 * @room: allocated entries of @events
 * @hosts: where they happened
 * @host_count: how many
 * @notes: what is to be known of the recordings: cut off, for example
 * @file: number of the file that is read
 * @host: host of what is read
 */
struct event_list {
	struct listed_event *events;
	size_t count;
	size_t room;
	struct event_host *hosts;
	unsigned int host_count;
	struct text_list notes;
	unsigned int file;
	unsigned int host;
};

/**
 * event_list_read - read recordings
 * @list: zeroed
 * @paths: the files; "-" is standard input; have to stay
 * @count: how many
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: true if all are in order.
 */
bool event_list_read(struct event_list *list, char * const *paths,
		     unsigned int count, char *why);
void event_list_free(struct event_list *list);

#endif /* APTRACE_EVENT_LIST_H */
