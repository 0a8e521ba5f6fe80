/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records that were taken out of the kernel's ring buffer and wait to be printed: to
 * print one takes longer than to make one, and the ring is small. First in, first out,
 * of any lengths, in one piece of memory that is touched as far as it is needed.
 */
#ifndef APTRACE_RECORD_QUEUE_H
#define APTRACE_RECORD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct record_queue - all zero is an empty one without room
 * @data: @size bytes; each record with its length in front
 * @size: set by record_queue_init()
 * @head: where the oldest record is
 * @tail: where the next one goes, if there is room
 * @wrap: end of the records from @head on, while @tail is before @head; else 0
 */
struct record_queue {
	char *data;
	size_t size;
	size_t head;
	size_t tail;
	size_t wrap;
};

void record_queue_init(struct record_queue *queue, size_t size);
void record_queue_free(struct record_queue *queue);

/* A place for @bytes, which may be used until the next call; NULL if there is no room. */
void *record_queue_push(struct record_queue *queue, size_t bytes);

/* The oldest record and its length, NULL if there is none. */
const void *record_queue_first(const struct record_queue *queue, size_t *bytes);

/* Take it out; there must be one. */
void record_queue_pop(struct record_queue *queue);

static inline bool record_queue_is_empty(const struct record_queue *queue)
{
	return queue->head == queue->tail && !queue->wrap;
}

#endif /* APTRACE_RECORD_QUEUE_H */
