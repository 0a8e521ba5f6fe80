// SPDX-License-Identifier: GPL-2.0
/* What each device has not left yet. */
#include <stdlib.h>
#include <string.h>

#include "devices.h"
#include "text.h"

/**
 * struct device_sessions - a device that has not left something
 * @node: in the table
 * @first: with the lowest number; never NULL
 * @bytes: of @key
 * @key: that it was given
 */
struct device_sessions {
	struct hash_node node;
	struct device_link *first;
	size_t bytes;
	unsigned char key[];
};

static struct device_sessions *find(const struct devices *devices,
				    const void *key, size_t bytes, uint64_t hash)
{
	struct hash_node *node;
	struct device_sessions *device;

	for (node = hash_table_first(&devices->table, hash); node;
	     node = hash_table_next(node)) {
		device = hash_entry(node, struct device_sessions, node);
		if (device->bytes == bytes && !memcmp(device->key, key, bytes))
			return device;
	}
	return NULL;
}

void devices_remove(struct devices *devices, struct device_link *link)
{
	struct device_sessions *device = link->device;

	if (!device)
		return;
	*link->before = link->next;
	if (link->next)
		link->next->before = link->before;
	link->device = NULL;
	if (device->first)
		return;
	hash_table_remove(&devices->table, &device->node);
	free(device);
}

struct device_link *devices_leave(struct devices *devices, const void *key,
				  size_t bytes, uint64_t session)
{
	struct device_sessions *device =
		find(devices, key, bytes, hash_of(key, bytes));
	struct device_link *first = device ? device->first : NULL;

	if (!first || (session && first->session >= session))
		return NULL;
	devices_remove(devices, first);
	return first;
}

void devices_add(struct devices *devices, const void *key, size_t bytes,
		 struct device_link *link, uint64_t session)
{
	const uint64_t hash = hash_of(key, bytes);
	struct device_sessions *device = find(devices, key, bytes, hash);

	if (!device) {
		device = must_alloc(1, sizeof(*device) + bytes);
		device->bytes = bytes;
		memcpy(device->key, key, bytes);
		hash_table_add(&devices->table, &device->node, hash);
	}
	/* Lower ones have been left, so it is the lowest. */
	link->device = device;
	link->session = session;
	link->next = device->first;
	link->before = &device->first;
	if (link->next)
		link->next->before = &link->next;
	device->first = link;
}

static void free_device(struct hash_node *node)
{
	free(hash_entry(node, struct device_sessions, node));
}

void devices_free(struct devices *devices)
{
	hash_table_free(&devices->table, free_device);
}
