/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An event's structure from the text that its tracepoint prints, as perf and trace-cmd
 * show it: TP_printk() of include/trace/events/vfio_ap.h the other way round.
 */
#ifndef APTRACE_TRACE_TEXT_H
#define APTRACE_TRACE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#define TRACE_TEXT_WHY_BYTES	512

/**
 * trace_text_read - fill in an event's structure
 * @kind: enum aptrace_kind
 * @text: "mdev=... id=... session=1 seq=2 role=source ..."; is changed
 * @event: its structure, event_bytes(@kind) long, in this machine's byte order
 * @why: receives what is wrong; TRACE_TEXT_WHY_BYTES, printable
 *
 * Members are found by their names, in any order. One that is not known here is passed
 * over, as a newer driver may print more; one that is missing, bad or there twice is
 * an error.
 *
 * Return: true if the structure is filled in.
 */
bool trace_text_read(unsigned int kind, char *text, void *event, char *why);

/**
 * trace_parse_number - a whole number, decimal or with 0x in front
 * @text: nothing else may be in it
 * @max: the largest that is good
 * @number: receives it
 *
 * Return: true if it is one.
 */
bool trace_parse_number(const char *text, uint64_t max, uint64_t *number);

#endif /* APTRACE_TRACE_TEXT_H */
