/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What each device has not left yet. One device has one migration at a time, in the
 * order of the session numbers: when it is in another one, those before are over.
 * Each is looked at once for that, however many there are.
 */
#ifndef APTRACE_DEVICES_H
#define APTRACE_DEVICES_H

#include "hash_table.h"

struct device_sessions;

/**
 * struct device_link - member of what a device has not left
 * @device: whose it is, NULL if it has been left
 * @session: its number
 * @next: the one with the next higher number
 * @before: what points to this one
 */
struct device_link {
	struct device_sessions *device;
	uint64_t session;
	struct device_link *next;
	struct device_link **before;
};

/* All devices; all zero is none. */
struct devices {
	struct hash_table table;
};

/**
 * devices_leave - take out one that the device has left
 * @devices: where
 * @key: of the device
 * @bytes: of @key
 * @session: that it is in now; 0: none
 *
 * Return: one with a lower number (or any, if it is in none); NULL if there is none.
 */
struct device_link *devices_leave(struct devices *devices, const void *key,
				  size_t bytes, uint64_t session);

/**
 * devices_add - take in the one that the device is in now
 * @devices: where
 * @key: of the device
 * @bytes: of @key
 * @link: member of what is taken in
 * @session: its number; those with lower ones have been left
 */
void devices_add(struct devices *devices, const void *key, size_t bytes,
		 struct device_link *link, uint64_t session);

/* What is going to be freed. Need not be there any more. */
void devices_remove(struct devices *devices, struct device_link *link);

void devices_free(struct devices *devices);

#endif /* APTRACE_DEVICES_H */
