/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sysfs lets one say of what TAPQ would answer for a queue: bits of the
 * information word that are known, and the response code as far as the rules of
 * driver/core/compat.c care for it.
 */
#ifndef APTRACE_TAPQ_VIEW_H
#define APTRACE_TAPQ_VIEW_H

#include "../../driver/core/tapq.h"
#include "inventory.h"

/* Answers that the rules tell apart, and that can be meant by one sysfs. */
#define TAPQ_ANSWERS_MAX	5

/**
 * struct tapq_answer - what TAPQ may answer
 * @rc: response code; one of those that are all the same to the rules
 * @async: the asynchronous bit
 */
struct tapq_answer {
	u8 rc;
	bool async;
};

/**
 * struct tapq_view - a queue through sysfs
 * @info: the information word; bits that are not known are 0
 * @known: its bits that are known
 * @answers: each of these is possible
 * @count: how many; more than 1: it is not known how the queue answers
 * @why_answer: why it is not known, NULL if it is
 * @why_functions: why the upper half of the word is not known, NULL if it is
 * @why_card: why something of the lower half that the rules look at is not known,
 *	NULL if all of it is
 * @depth_short: the depth is known but for bit 59, which older kernels leave out
 */
struct tapq_view {
	u64 info;
	u64 known;
	struct tapq_answer answers[TAPQ_ANSWERS_MAX];
	unsigned int count;
	const char *why_answer;
	const char *why_functions;
	const char *why_card;
	bool depth_short;
};

/**
 * tapq_view - look at one queue
 * @view: receives what can be said
 * @inventory: of its host
 * @apqn: the queue
 * @full_depth: take a depth of 16 or less as it is shown by a kernel that may know
 *	four bits only
 */
void tapq_view(struct tapq_view *view, const struct inventory *inventory,
	       u16 apqn, bool full_depth);

/* The bits of @bits as the architecture counts them: "bits 16-17 and 59". */
void tapq_bits_text(char *text, size_t size, u64 bits);

#endif /* APTRACE_TAPQ_VIEW_H */
