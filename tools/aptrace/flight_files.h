/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files of the agent's flight recorder: recordings (recording.h) with numbers
 * that grow. Here is what readers and the writer have in common.
 */
#ifndef APTRACE_FLIGHT_FILES_H
#define APTRACE_FLIGHT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* StateDirectory= of aptrace-agent.service */
#define FLIGHT_FOLDER		"/var/lib/aptrace"
#define FLIGHT_PATH_BYTES	512
#define FLIGHT_WHY_BYTES	1024

/**
 * struct flight_file - one of them
 * @path: where
 * @number: higher ones are newer
 * @bytes: its length
 * @ended: ends of migrations in it; of those found by flight_files_list() only
 *	flight_file_count() knows
 */
struct flight_file {
	char path[FLIGHT_PATH_BYTES];
	uint32_t number;
	uint64_t bytes;
	uint64_t ended;
};

/**
 * struct flight_files - all of them
 * @list: oldest first
 * @count: how many
 */
struct flight_files {
	struct flight_file *list;
	size_t count;
};

/**
 * flight_files_list - find them
 * @files: filled in; empty if there is no such folder
 * @folder: where
 * @why: receives what is wrong, FLIGHT_WHY_BYTES
 *
 * Return: false if the folder is there and cannot be read.
 */
bool flight_files_list(struct flight_files *files, const char *folder,
		       char *why);
void flight_files_free(struct flight_files *files);
/* One more, behind the others. */
struct flight_file *flight_files_add(struct flight_files *files,
				     const char *folder, uint32_t number);
/* The oldest one is no more. */
void flight_files_drop_oldest(struct flight_files *files);

/* Count the ends of migrations in it. */
void flight_file_count(struct flight_file *file);

#endif /* APTRACE_FLIGHT_FILES_H */
