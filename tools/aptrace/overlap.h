/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Several recordings of one host, since one start of it: which was first, and which of
 * their events were there before. The same events can be in two of them.
 */
#ifndef APTRACE_OVERLAP_H
#define APTRACE_OVERLAP_H

#include <stdbool.h>

#include "hash_table.h"
#include "recording.h"

/* Are both of one host since it was started? Not if one does not say. */
bool overlap_same_boot(const struct recording_header *a,
		       const struct recording_header *b);

/**
 * overlap_compare - in which order recordings of one boot are taken
 * @a: header of one
 * @a_path: its file
 * @b: header of the other one
 * @b_path: its file
 *
 * By what is in them and how they are called, not by who was named first.
 *
 * Return: negative, 0 or positive, as for qsort().
 */
int overlap_compare(const struct recording_header *a, const char *a_path,
		    const struct recording_header *b, const char *b_path);

/* The events of one host; all zero is none. */
struct overlap {
	struct hash_table table;
};

/**
 * overlap_is_new - has it not been there?
 * @overlap: where to look, and where it is remembered
 * @record: when it happened
 * @event: the event
 *
 * The numbers of an mdev's events tell: in a migration each is given once. Outside of
 * one they begin again when an mdev of the same UUID is made anew, so there two are the
 * same if all of them is the same, within a second. Takes some 60 bytes of memory for
 * up to 64 events of a migration in a row.
 *
 * Return: true if it is new.
 */
bool overlap_is_new(struct overlap *overlap, const struct aptrace_record *record,
		    const void *event);
void overlap_free(struct overlap *overlap);

#endif /* APTRACE_OVERLAP_H */
