/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the device must look like, as far as the contract and the operations so
 * far tell.
 *
 * The model is a row of words of 64 bits. Operations overlap, so of each bit
 * two things are known: whether it *must* be set, and whether it *may* be. An
 * operation that is under way makes what it can change uncertain; when it has
 * ended, and nobody else was after the same bit, the bit is certain again.
 *
 * Each worker has a *window*: the bounds of all words from the begin of its
 * operation until now. "Must" in a window holds for all of that time, and what
 * is not "may" never held. Results are judged by the window.
 */
#ifndef STORM_MODEL_H
#define STORM_MODEL_H

#include "sys.h"

#define MDEVS_MAX	8
#define ADAPTERS_MAX	8
#define DOMAINS_MAX	8

/* Adapters and domains by number, 0 to 63; queues by their place in the scene. */
enum {
	MDEV_ADAPTERS,
	MDEV_DOMAINS,
	MDEV_CONTROL,
	MDEV_FLAGS,
	MDEV_WORDS
};

#define WORD(mdev, which)	((mdev) * MDEV_WORDS + (which))

enum {
	HOST_ADAPTERS = MDEVS_MAX * MDEV_WORDS,
	HOST_DOMAINS,
	HOST_CONTROL,
	APMASK,			/* bits set: the host's drivers' */
	AQMASK,
	OFFLINE,		/* adapters deconfigured or checkstopped */
	STUCK,			/* queues whose reset does not end */
	UNCLEAN,		/* queues that were stuck since the last check */
	UNBOUND,		/* queues that were unbound by hand since then */
	WORDS
};

#define FLAG_EXISTS	BIT_ULL(0)
#define FLAG_OPEN	BIT_ULL(1)

struct bounds {
	u64 must[WORDS];
	u64 may[WORDS];
};

struct window {
	struct bounds bounds;
	bool open;
	u64 sequence[WORDS];
};

struct change {
	unsigned int word;
	u64 set;
	u64 clear;
	u64 must_before;
	u64 may_before;
	u64 met;
};

enum outcome {
	APPLIED,
	NOT_APPLIED,
	UNKNOWN
};

/* A worker's window is known to the model from now on. */
void model_add_window(struct window *window);

void window_open(struct window *window);
void window_close(struct window *window);

/*
 * An operation is about to set and clear these bits. False, and nothing is
 * done, if @alone and another is at one of them.
 */
bool change_begin(struct change *change, unsigned int word, u64 set, u64 clear,
		  bool alone);
void change_end(struct change *change, enum outcome outcome);
/* Before the change, and nobody else was at it until its end: so for certain */
bool change_was_set(const struct change *change, u64 bit);
bool change_was_clear(const struct change *change, u64 bit);

/*
 * The device says that a word is so. Believed if nobody was at it since the
 * window was opened.
 */
void model_adopt(const struct window *window, unsigned int word, u64 value);
/* The same without a window; for the checks, when all workers rest. */
void model_set(unsigned int word, u64 value);

u64 model_must(unsigned int word);
u64 model_may(unsigned int word);
void model_print(void);

#endif /* STORM_MODEL_H */
