// SPDX-License-Identifier: GPL-2.0
/* Things found by a key that somebody else chose. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "hash_table.h"
#include "text.h"

#define ROOM_MIN	64

/* SipHash: Aumasson and Bernstein, 2012; one round a word and three at the end. */
static uint64_t rotate(uint64_t word, unsigned int bits)
{
	return word << bits | word >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

/* Little endian, as the function is defined; fewer than 8 bytes: zeroes behind. */
static uint64_t load(const uint8_t *bytes, size_t count)
{
	uint64_t word = 0;
	size_t i;

	for (i = 0; i < count; i++)
		word |= (uint64_t)bytes[i] << (8 * i);
	return word;
}

uint64_t hash_of_seeded(const uint8_t seed[16], const void *key, size_t bytes)
{
	const uint64_t low = load(seed, 8), high = load(seed + 8, 8);
	uint64_t v[4] = {
		low ^ 0x736f6d6570736575ULL, high ^ 0x646f72616e646f6dULL,
		low ^ 0x6c7967656e657261ULL, high ^ 0x7465646279746573ULL,
	};
	const uint8_t *at = key;
	size_t left;

	for (left = bytes; left >= 8; left -= 8, at += 8)
		sip_word(v, load(at, 8));
	sip_word(v, load(at, left) | (uint64_t)bytes << 56);
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Where the kernel has no random numbers yet: something that is not in a file. */
static void make_seed(uint8_t seed[16])
{
	struct timespec now;

	if (getrandom(seed, 16, GRND_NONBLOCK) == 16)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	memcpy(seed, &now.tv_nsec, 8);
	seed[8] = (uint8_t)getpid();
	seed[9] = (uint8_t)(getpid() >> 8);
}

uint64_t hash_of(const void *key, size_t bytes)
{
	static uint8_t seed[16];
	static bool seeded;

	if (!seeded)
		make_seed(seed);
	seeded = true;
	return hash_of_seeded(seed, key, bytes);
}

static struct hash_node *with_hash(struct hash_node *node, uint64_t hash)
{
	while (node && node->hash != hash)
		node = node->next;
	return node;
}

struct hash_node *hash_table_first(const struct hash_table *table, uint64_t hash)
{
	if (!table->room)
		return NULL;
	return with_hash(table->chains[hash & (table->room - 1)], hash);
}

struct hash_node *hash_table_next(const struct hash_node *node)
{
	return with_hash(node->next, node->hash);
}

static void link_node(struct hash_table *table, struct hash_node *node)
{
	struct hash_node **chain = &table->chains[node->hash & (table->room - 1)];

	node->next = *chain;
	*chain = node;
}

static void grow(struct hash_table *table)
{
	struct hash_node **old = table->chains, *node, *next;
	const size_t old_room = table->room;
	size_t i;

	table->room = old_room ? 2 * old_room : ROOM_MIN;
	table->chains = must_alloc(table->room, sizeof(*table->chains));
	for (i = 0; i < old_room; i++) {
		for (node = old[i]; node; node = next) {
			next = node->next;
			link_node(table, node);
		}
	}
	free(old);
}

void hash_table_add(struct hash_table *table, struct hash_node *node,
		    uint64_t hash)
{
	if (table->count >= table->room)
		grow(table);
	node->hash = hash;
	link_node(table, node);
	table->count++;
}

void hash_table_remove(struct hash_table *table, struct hash_node *node)
{
	struct hash_node **link = &table->chains[node->hash & (table->room - 1)];

	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
	table->count--;
}

void hash_table_free(struct hash_table *table,
		     void (*free_node)(struct hash_node *node))
{
	struct hash_node *node, *next;
	size_t i;

	for (i = 0; i < table->room && free_node; i++) {
		for (node = table->chains[i]; node; node = next) {
			next = node->next;
			free_node(node);
		}
	}
	free(table->chains);
	memset(table, 0, sizeof(*table));
}
