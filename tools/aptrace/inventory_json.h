/* SPDX-License-Identifier: GPL-2.0 */
/* An inventory as one JSON document, written and read. */
#ifndef APTRACE_INVENTORY_JSON_H
#define APTRACE_INVENTORY_JSON_H

#include "inventory.h"
#include "text.h"

#define INVENTORY_TYPE		"aptrace-inventory"
#define INVENTORY_VERSION	1
/* 65,536 queues are 30 MB; more is no inventory. */
#define INVENTORY_BYTES_MAX	(256u << 20)
#define INVENTORY_ERROR_BYTES	512

/* The whole document and an end of line. */
void inventory_write(const struct inventory *inventory, struct text *text);

/**
 * inventory_read - from a document
 * @inventory: receives it; to be freed with inventory_free(), also on failure
 * @source: where it is from, for messages
 * @data: the document
 * @length: of it, in bytes
 * @error: receives what is wrong, with the place, what is there and what was
 *	expected; INVENTORY_ERROR_BYTES bytes
 *
 * Members that nobody knows are left alone, members that are missing are not known.
 *
 * Return: whether it is an inventory.
 */
bool inventory_read(struct inventory *inventory, const char *source,
		    const char *data, size_t length, char *error);

/**
 * inventory_load - from a file
 * @inventory: receives it; to be freed with inventory_free(), also on failure
 * @path: of the file; "-" is standard input
 * @error: as above
 *
 * Return: whether it is an inventory.
 */
bool inventory_load(struct inventory *inventory, const char *path, char *error);

#endif /* APTRACE_INVENTORY_JSON_H */
