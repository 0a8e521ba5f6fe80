// SPDX-License-Identifier: GPL-2.0
/* Records that wait to be printed: all of them, in their order, whole. */
#include <stdlib.h>
#include <string.h>

#include "record_queue.h"
#include "suites.h"

#define QUEUE_BYTES	4096
/* In front of each record */
#define LENGTH_BYTES	8

static bool push(struct record_queue *queue, unsigned int number, size_t bytes)
{
	unsigned char *at = record_queue_push(queue, bytes);

	if (at)
		memset(at, (int)(number & 0xff), bytes);
	return at;
}

/* The oldest one is this one. */
static void pop(struct record_queue *queue, unsigned int number, size_t bytes)
{
	const unsigned char *at;
	size_t found = 0, i;

	at = record_queue_first(queue, &found);
	CHECK(at);
	CHECK_EQUAL((uintptr_t)at % 8, 0);
	CHECK_EQUAL(found, bytes);
	for (i = 0; i < found; i++)
		if (at[i] != (number & 0xff))
			break;
	CHECK_EQUAL(i, bytes);
	record_queue_pop(queue);
}

static void exactly_full(void)
{
	struct record_queue queue;
	unsigned int i;

	record_queue_init(&queue, QUEUE_BYTES);
	CHECK(record_queue_is_empty(&queue));
	for (i = 0; i < 4; i++)
		CHECK(push(&queue, i, QUEUE_BYTES / 4 - LENGTH_BYTES));
	CHECK(!push(&queue, 9, 0));
	pop(&queue, 0, QUEUE_BYTES / 4 - LENGTH_BYTES);
	/* In the place of the first one, to the byte */
	CHECK(!push(&queue, 9, QUEUE_BYTES / 4 - LENGTH_BYTES + 1));
	CHECK(push(&queue, 4, QUEUE_BYTES / 4 - LENGTH_BYTES));
	CHECK(!record_queue_is_empty(&queue));
	CHECK(!push(&queue, 9, 0));
	for (i = 1; i < 5; i++)
		pop(&queue, i, QUEUE_BYTES / 4 - LENGTH_BYTES);
	CHECK(record_queue_is_empty(&queue));
	/* All of it is there again. */
	CHECK(push(&queue, 5, QUEUE_BYTES - LENGTH_BYTES));
	pop(&queue, 5, QUEUE_BYTES - LENGTH_BYTES);
	record_queue_free(&queue);
}

static void too_large(void)
{
	struct record_queue queue;
	size_t bytes = 1;

	record_queue_init(&queue, QUEUE_BYTES);
	CHECK(!push(&queue, 0, QUEUE_BYTES - LENGTH_BYTES + 1));
	CHECK(!push(&queue, 0, QUEUE_BYTES));
	CHECK(!record_queue_push(&queue, SIZE_MAX));
	CHECK(!record_queue_push(&queue, SIZE_MAX - LENGTH_BYTES));
	CHECK(!record_queue_push(&queue, SIZE_MAX / 2));
	CHECK(record_queue_is_empty(&queue));
	CHECK(!record_queue_first(&queue, &bytes));
	record_queue_free(&queue);
}

/* Any lengths, in any order of coming and going: nothing is lost, nothing changes. */
static void any_order(void)
{
	static size_t lengths[1 << 16];
	struct record_queue queue;
	unsigned int first = 0, next = 0, refused = 0, turn;

	srand(1);
	record_queue_init(&queue, QUEUE_BYTES);
	for (turn = 0; turn < 200000 && next < 1 << 16; turn++) {
		if (rand() % 100 < (turn / 512 % 2 ? 70 : 40)) {
			lengths[next] = (size_t)(rand() % 8 ? rand() % 300 : rand() % 1500);
			if (push(&queue, next, lengths[next])) {
				next++;
			} else {
				/* There is room for this one when all have gone. */
				CHECK(first < next);
				refused++;
			}
		} else if (first < next) {
			pop(&queue, first, lengths[first]);
			first++;
		}
		CHECK_EQUAL(record_queue_is_empty(&queue), first == next);
	}
	for (; first < next; first++)
		pop(&queue, first, lengths[first]);
	CHECK(record_queue_is_empty(&queue));
	/* It was as full as can be, again and again. */
	CHECK(next > 10000 && refused > 100);
	record_queue_free(&queue);
}

static const struct test tests[] = {
	{ "full to the byte", exactly_full },
	{ "what can never fit", too_large },
	{ "any lengths in any order", any_order },
};

SUITE(record_queue, tests);
