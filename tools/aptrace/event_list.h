/* SPDX-License-Identifier: GPL-2.0 */
/* All events of some recordings, of all hosts, by time: for what needs them at once. */
#ifndef APTRACE_EVENT_LIST_H
#define APTRACE_EVENT_LIST_H

#include "recording.h"
#include "text_list.h"

/**
 * struct event_host - a host, since it was started
 * @header: of the first of its recordings, as overlap_compare() has them
 * @file: number of the file that had it first
 * @merged: that recording is a merged one, whose clocks were compared
 * @clocks: then what is known of them, as a note; NULL: nothing
 */
struct event_host {
	struct recording_header header;
	unsigned int file;
	bool merged;
	const char *clocks;
};

/**
 * struct event_input - a host of one of the recordings
 * @header: of it
 * @path: the file
 * @file: its number
 * @host: which host that is
 * @merged: it is one of several in a merged recording, whose clocks were compared
 * @clocks: then what is known of them; NULL: nothing
 * @account: what was read of it
 * @losses: what had been lost, as last told by the recording
 */
struct event_input {
	struct recording_header header;
	const char *path;
	unsigned int file;
	unsigned int host;
	bool merged;
	char *clocks;
	struct recording_account account;
	struct collector_losses losses;
};

/**
 * struct listed_event - one event
 * @time_ns: time of day, corrected if the recording is a merged one
 * @boot_ns: boot time on its host
 * @order: how many were read before it
 * @input: index of where it comes from; while they are read
 * @host: index of its host
 * @kind: enum aptrace_kind
 * @event: the structure that @kind says
 */
struct listed_event {
	uint64_t time_ns;
	uint64_t boot_ns;
	size_t order;
	unsigned int input;
	unsigned int host;
	unsigned int kind;
	void *event;
};

/**
 * struct event_list - all of them
 * @events: by time; those of one time as they were read, but of several recordings
 *	of one host in the order of overlap_compare(); one that is in several of them
 *	is there once
 * @count: how many
 * @room: allocated entries of @events
 * @hosts: where they happened
 * @host_count: how many
 * @inputs: where they come from; by host, each host's as overlap_compare() has them
 * @input_count: how many
 * @notes: what is to be known of the recordings: cut off, for example
 * @path: the file that is read
 * @file: its number
 * @input: index of what is read
 */
struct event_list {
	struct listed_event *events;
	size_t count;
	size_t room;
	struct event_host *hosts;
	unsigned int host_count;
	struct event_input *inputs;
	unsigned int input_count;
	struct text_list notes;
	const char *path;
	unsigned int file;
	unsigned int input;
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
