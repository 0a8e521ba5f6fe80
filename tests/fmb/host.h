/* SPDX-License-Identifier: GPL-2.0 */
/* The host of the function: files in sysfs and debugfs, events, the emulator. */
#ifndef FMB_HOST_H
#define FMB_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "function.h"

#define EVENT_BYTES	1024

/* 0 or a negative errno. */
int put_text(const char *path, const char *text);
/* False if there is no such file; the text is cut to fit. */
bool get_text(const char *path, char *text, size_t bytes);

/*
 * What the kernel proper shows of the block, in debugfs; false: it is disabled. Ends the
 * run if it shows nothing: there is a file only while the function is open.
 */
bool statistics(const char *address, struct fmb *fmb);
/* "0" or "1": 0 or a negative errno. */
int put_statistics(const char *address, const char *text);

/* Which way of resetting the function the PCI core takes: "bus", "flr", ... */
bool set_reset_method(const char *address, const char *method);
/* By the administrator. */
int reset_by_sysfs(const char *address);

/**
 * struct slot - where a function is plugged in
 * @address: the function
 * @power: the file that takes it away and brings it back
 */
struct slot {
	const char *address;
	char power[128];
};

/* Ends the run if there is none. */
void slot_find(struct slot *slot, const char *address);
/* Taking it away lasts until nobody has it open. */
int slot_power(const struct slot *slot, bool on);
bool slot_has_function(const struct slot *slot);
/* Also binds it to our driver. */
int slot_bring_back(const struct slot *slot);

/* Events of the driver from now on, all of the earlier ones forgotten. */
void events_begin(void);
/* How many of that name there have been. */
unsigned int events_count(const char *name);
/* The last one of that name; false if there is none. */
bool event_last(const char *name, char *line, size_t bytes);
/* That field of each of them, up to @max; returns how many there are. */
unsigned int event_numbers(const char *name, const char *field, u64 *numbers,
			   unsigned int max);
/* " field=NUMBER" of an event, ~0 if it is not there. */
u64 event_number(const char *line, const char *field);
/* Does the event have " field=word"? */
bool event_has(const char *line, const char *field, const char *word);
/* Is the word one of " field=word|word|..."? */
bool event_lists(const char *line, const char *field, const char *word);

/* The software measurement of tests/fmb/emu. */
bool emulated(void);
void emu_set(const char *name, u64 value);
u64 emu_get(const char *name);
/* How it is when it has just been loaded. */
void emu_defaults(void);

/* Calls it every few milliseconds until it is true; false: not in that time. */
bool until(bool (*condition)(void *arg), void *arg, unsigned int seconds);

/* "EINVAL", "0", or a number. */
const char *said(long ret);

#endif /* FMB_HOST_H */
