/* SPDX-License-Identifier: GPL-2.0 */
/* An event's structure from its JSON object: event_json() the other way round. */
#ifndef APTRACE_EVENT_READ_H
#define APTRACE_EVENT_READ_H

#include "json_reader.h"

/**
 * event_read - fill in an event's structure
 * @kind: enum aptrace_kind
 * @reader: its object
 * @event: its structure, event_bytes(@kind) long
 *
 * Members that are not in the table, or that follow from others, are not looked at.
 *
 * Return: true; false if a member is missing or bad, and @reader->why says which.
 */
bool event_read(unsigned int kind, const struct json_reader *reader, void *event);

#endif /* APTRACE_EVENT_READ_H */
