// SPDX-License-Identifier: GPL-2.0
/* Records that wait to be printed. */
#include <stdint.h>
#include <stdlib.h>

#include "record_queue.h"
#include "text.h"

/* Records hold 64-bit numbers, and so does what is in front of them. */
#define ALIGN_BYTES	sizeof(uint64_t)

/* With its length, and up to where the next one can begin; 0 if that is no number. */
static size_t room_for(size_t bytes)
{
	if (bytes > SIZE_MAX / 2)
		return 0;
	return ALIGN_BYTES + (bytes + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
}

void record_queue_init(struct record_queue *queue, size_t size)
{
	/* As it is: what no record has been in takes no memory. */
	*queue = (struct record_queue){ .data = must_resize(NULL, size, 1), .size = size };
}

void record_queue_free(struct record_queue *queue)
{
	free(queue->data);
	*queue = (struct record_queue){ 0 };
}

void *record_queue_push(struct record_queue *queue, size_t bytes)
{
	const size_t room = room_for(bytes);
	uint64_t *at;

	if (!room)
		return NULL;
	if (queue->wrap) {
		if (room > queue->head - queue->tail)
			return NULL;
	} else if (room > queue->size - queue->tail) {
		/* From the beginning again, if there is room before the oldest one. */
		if (room > queue->head)
			return NULL;
		queue->wrap = queue->tail;
		queue->tail = 0;
	}
	at = (uint64_t *)(queue->data + queue->tail);
	*at = bytes;
	queue->tail += room;
	return at + 1;
}

const void *record_queue_first(const struct record_queue *queue, size_t *bytes)
{
	const uint64_t *at = (const uint64_t *)(queue->data + queue->head);

	if (record_queue_is_empty(queue))
		return NULL;
	*bytes = *at;
	return at + 1;
}

void record_queue_pop(struct record_queue *queue)
{
	const uint64_t *at = (const uint64_t *)(queue->data + queue->head);

	queue->head += room_for(*at);
	if (queue->wrap && queue->head == queue->wrap) {
		queue->head = 0;
		queue->wrap = 0;
	}
	/* Memory that was never used costs nothing: begin where it was used already. */
	if (record_queue_is_empty(queue)) {
		queue->head = 0;
		queue->tail = 0;
	}
}
