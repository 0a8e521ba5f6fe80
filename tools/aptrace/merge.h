/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two recordings as one: each line as it was, with the number and the name of its
 * host, by time; how the clocks differ stands in the first line.
 */
#ifndef APTRACE_MERGE_H
#define APTRACE_MERGE_H

#include "merge_clock.h"
#include "recording.h"

struct merge;

/**
 * merge_open - read two recordings and compare their clocks
 * @paths: of both; "-" is standard input
 * @why: receives what is wrong; RECORDING_WHY_BYTES
 *
 * Return: what merge_next() needs; NULL if they cannot be joined.
 */
struct merge *merge_open(char * const paths[MERGE_HOSTS], char *why);
void merge_close(struct merge *merge);

/**
 * merge_next - the next lines of the merged recording
 * @merge: the merge
 * @text: receives them
 * @why: receives what is wrong
 *
 * Return: RECORDING_END behind the last one.
 */
enum recording_step merge_next(struct merge *merge, struct text *text,
			       char *why);

/* What there is to be said of the clocks, and of the recordings. */
void merge_words(struct merge *merge, struct text *text);
/* Is the file that a descriptor has open one of the two? */
bool merge_is_input(const struct merge *merge, int fd);

#endif /* APTRACE_MERGE_H */
