// SPDX-License-Identifier: GPL-2.0
/* Several recordings of one host. */
#include <stdlib.h>
#include <string.h>

#include "overlap.h"
#include "text.h"

/* So many numbers in a row are remembered at once. */
#define BLOCK_EVENTS	64
/* A little more than a second. */
#define MOMENT_SHIFT	30

/**
 * struct block - which of some numbers in a row have been there
 * @mdev_uuid: of the mdev
 * @session: the migration, or 0
 * @digest: outside of a migration, of the whole event; or 0
 * @number: of the block; outside of a migration the second
 *
 * This is the key, without padding.
 */
struct block {
	uint8_t mdev_uuid[16];
	uint64_t session;
	uint64_t digest;
	uint64_t number;
};

struct seen {
	struct hash_node node;
	struct block block;
	uint64_t events;
};

bool overlap_same_boot(const struct recording_header *a,
		       const struct recording_header *b)
{
	return a->boot_id[0] && !strcmp(a->boot_id, b->boot_id);
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

int overlap_compare(const struct recording_header *a, const char *a_path,
		    const struct recording_header *b, const char *b_path)
{
	int result = compare_numbers(a->boot_ns, b->boot_ns);

	if (!result)
		result = compare_numbers((uint64_t)a->clock_offset_ns,
					 (uint64_t)b->clock_offset_ns);
	if (!result)
		result = strcmp(a->version, b->version);
	if (!result)
		result = strcmp(a_path, b_path);
	return result ? result : compare_numbers(a->part, b->part);
}

static struct seen *find(const struct overlap *overlap,
			 const struct block *block, uint64_t hash)
{
	struct hash_node *node;
	struct seen *seen;

	for (node = hash_table_first(&overlap->table, hash); node;
	     node = hash_table_next(node)) {
		seen = hash_entry(node, struct seen, node);
		if (!memcmp(&seen->block, block, sizeof(*block)))
			return seen;
	}
	return NULL;
}

static struct seen *find_or_add(struct overlap *overlap,
				const struct block *block)
{
	const uint64_t hash = hash_of(block, sizeof(*block));
	struct seen *seen = find(overlap, block, hash);

	if (seen)
		return seen;
	seen = must_alloc(1, sizeof(*seen));
	seen->block = *block;
	hash_table_add(&overlap->table, &seen->node, hash);
	return seen;
}

static bool note(struct seen *seen, uint64_t seq)
{
	const uint64_t bit = 1ULL << (seq % BLOCK_EVENTS);

	if (seen->events & bit)
		return false;
	seen->events |= bit;
	return true;
}

/* Outside of a migration: was it there in this second, or in one beside it? */
static bool is_new_moment(struct overlap *overlap, struct block *block,
			  uint64_t seq)
{
	const uint64_t moment = block->number;
	struct seen *seen;

	for (block->number = moment - 1; block->number != moment + 2;
	     block->number++) {
		seen = find(overlap, block, hash_of(block, sizeof(*block)));
		if (seen && seen->events & 1ULL << (seq % BLOCK_EVENTS))
			return false;
	}
	block->number = moment;
	return note(find_or_add(overlap, block), seq);
}

bool overlap_is_new(struct overlap *overlap, const struct aptrace_record *record,
		    const void *event)
{
	const struct vfio_ap_trace_hdr *hdr = event;
	struct block block = { .session = hdr->session };

	memcpy(block.mdev_uuid, hdr->mdev_uuid, sizeof(block.mdev_uuid));
	if (hdr->session) {
		block.number = hdr->seq / BLOCK_EVENTS;
		return note(find_or_add(overlap, &block), hdr->seq);
	}
	block.number = record->time_ns >> MOMENT_SHIFT;
	block.digest = hash_of(event, record->event_bytes);
	return is_new_moment(overlap, &block, hdr->seq);
}

static void free_seen(struct hash_node *node)
{
	free(hash_entry(node, struct seen, node));
}

void overlap_free(struct overlap *overlap)
{
	hash_table_free(&overlap->table, free_seen);
}
