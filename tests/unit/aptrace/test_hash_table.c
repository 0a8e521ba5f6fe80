// SPDX-License-Identifier: GPL-2.0
/* Things found by keys that somebody else chose. */
#include <stdlib.h>

#include "../../../tools/aptrace/devices.h"
#include "suites.h"

#define THINGS	5000

struct thing {
	struct hash_node node;
	u64 key;
};

/* SipHash-1-3 of the key and of the inputs that its authors used for their test vectors. */
static void known_hashes(void)
{
	u8 seed[16], key[8];
	unsigned int i;

	for (i = 0; i < sizeof(seed); i++)
		seed[i] = (u8)i;
	for (i = 0; i < sizeof(key); i++)
		key[i] = (u8)i;
	CHECK_EQUAL(hash_of_seeded(seed, key, 0), 0xabac0158050fc4dcULL);
	CHECK_EQUAL(hash_of_seeded(seed, key, 7), 0xd3927d989bb11140ULL);
	CHECK_EQUAL(hash_of_seeded(seed, key, 8), 0x369095118d299a8eULL);
	seed[0] ^= 1;
	CHECK(hash_of_seeded(seed, key, 8) != 0x369095118d299a8eULL);
	CHECK_EQUAL(hash_of(key, 8), hash_of(key, 8));
}

static struct thing *find(const struct hash_table *table, u64 key)
{
	struct hash_node *node;

	for (node = hash_table_first(table, hash_of(&key, sizeof(key))); node;
	     node = hash_table_next(node))
		if (hash_entry(node, struct thing, node)->key == key)
			return hash_entry(node, struct thing, node);
	return NULL;
}

/* Numbers that a table of remainders would have in one chain. */
static void chains_are_short(void)
{
	struct thing *things = calloc(THINGS, sizeof(*things));
	struct hash_table table = { 0 };
	struct hash_node *node;
	size_t i, longest = 0, length;

	for (i = 0; i < THINGS; i++) {
		things[i].key = (u64)i << 32;
		CHECK(!find(&table, things[i].key));
		hash_table_add(&table, &things[i].node,
			       hash_of(&things[i].key, sizeof(u64)));
	}
	CHECK_EQUAL(table.count, THINGS);
	CHECK(table.room >= THINGS);
	for (i = 0; i < table.room; i++) {
		length = 0;
		for (node = table.chains[i]; node; node = node->next)
			length++;
		if (length > longest)
			longest = length;
	}
	/* 20 in one of 8,192 happens once in 10^15 runs. */
	CHECK(longest < 20);
	for (i = 0; i < THINGS; i += 2)
		hash_table_remove(&table, &things[i].node);
	for (i = 0; i < THINGS; i++)
		CHECK(find(&table, things[i].key) == (i % 2 ? &things[i] : NULL));
	hash_table_free(&table, NULL);
	free(things);
}

static u64 left(struct devices *devices, const char *key, u64 session)
{
	struct device_link *link = devices_leave(devices, key, 1, session);

	return link ? link->session : 0;
}

static void devices_go_on(void)
{
	struct device_link links[4] = { 0 };
	struct devices devices = { 0 };

	CHECK_EQUAL(left(&devices, "a", 0), 0);
	devices_add(&devices, "a", 1, &links[0], 7);
	devices_add(&devices, "b", 1, &links[1], 3);
	/* Late: a lower number than what is there. */
	CHECK_EQUAL(left(&devices, "a", 5), 0);
	devices_add(&devices, "a", 1, &links[2], 5);
	CHECK_EQUAL(left(&devices, "a", 5), 0);
	CHECK_EQUAL(left(&devices, "a", 6), 5);
	CHECK_EQUAL(left(&devices, "a", 6), 0);
	CHECK_EQUAL(left(&devices, "a", 0), 7);
	CHECK_EQUAL(left(&devices, "a", 0), 0);
	CHECK_EQUAL(left(&devices, "b", 0), 3);
	devices_add(&devices, "b", 1, &links[3], 9);
	devices_remove(&devices, &links[1]);
	devices_remove(&devices, &links[3]);
	CHECK_EQUAL(left(&devices, "b", 0), 0);
	devices_add(&devices, "b", 1, &links[3], 10);
	devices_free(&devices);
}

static const struct test tests[] = {
	{ "known hashes", known_hashes },
	{ "no key makes long chains", chains_are_short },
	{ "what a device has left", devices_go_on },
};

SUITE(hash_table, tests);
