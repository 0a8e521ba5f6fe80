/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Things found by a key, in the same time however many there are, and whoever chose
 * the keys: those of recordings come from anywhere, so each run of aptrace has a
 * secret of its own by which keys are hashed (SipHash-1-3). Nothing that is printed
 * may depend on the order in a table, as it is another one in each run.
 */
#ifndef APTRACE_HASH_TABLE_H
#define APTRACE_HASH_TABLE_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct hash_node - member of what is in a table
 * @next: in its chain
 * @hash: of its key
 */
struct hash_node {
	struct hash_node *next;
	uint64_t hash;
};

/**
 * struct hash_table - a table; all zero is an empty one
 * @chains: first of each chain
 * @room: how many chains, a power of two
 * @count: nodes in it
 */
struct hash_table {
	struct hash_node **chains;
	size_t room;
	size_t count;
};

/* The structure that a node is a member of. */
#define hash_entry(node, type, member)					\
	((type *)(void *)((char *)(node) - offsetof(type, member)))

/**
 * hash_of - the hash of a key
 * @key: its bytes; padding between members counts, so it must be zero
 * @bytes: how many
 *
 * Return: the same for the same bytes until the program ends.
 */
uint64_t hash_of(const void *key, size_t bytes);

/**
 * hash_of_seeded - the same with a secret that is given
 * @seed: 16 bytes
 * @key: its bytes
 * @bytes: how many
 */
uint64_t hash_of_seeded(const uint8_t seed[16], const void *key, size_t bytes);

/* The first node with that hash, and the one after @node; NULL if there is none. */
struct hash_node *hash_table_first(const struct hash_table *table, uint64_t hash);
struct hash_node *hash_table_next(const struct hash_node *node);

void hash_table_add(struct hash_table *table, struct hash_node *node,
		    uint64_t hash);
void hash_table_remove(struct hash_table *table, struct hash_node *node);

/**
 * hash_table_free - empty a table
 * @table: the table
 * @free_node: called for each node, in any order; NULL if others keep them
 */
void hash_table_free(struct hash_table *table,
		     void (*free_node)(struct hash_node *node));

#endif /* APTRACE_HASH_TABLE_H */
