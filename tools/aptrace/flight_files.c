// SPDX-License-Identifier: GPL-2.0
/* The files of the agent's flight recorder. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "flight_files.h"
#include "text.h"

#define NAME_FORMAT	"flight-%08" PRIu32 ".jsonl"
#define NAME_BYTES	32
/* As event_json() writes it; what a file says elsewhere is in quotes. */
#define END_OF_ONE	"\"event\":\"end\""

struct flight_file *flight_files_add(struct flight_files *files,
				     const char *folder, uint32_t number)
{
	struct flight_file *file;

	files->list = must_resize(files->list, files->count + 1,
				  sizeof(*files->list));
	file = &files->list[files->count++];
	memset(file, 0, sizeof(*file));
	file->number = number;
	snprintf(file->path, sizeof(file->path), "%s/" NAME_FORMAT, folder,
		 number);
	return file;
}

void flight_files_drop_oldest(struct flight_files *files)
{
	files->count--;
	memmove(files->list, files->list + 1,
		files->count * sizeof(*files->list));
}

void flight_files_free(struct flight_files *files)
{
	free(files->list);
	memset(files, 0, sizeof(*files));
}

/* Only what we would have called so, to the letter. */
static bool parse_name(const char *name, uint32_t *number)
{
	char same[NAME_BYTES];

	if (sscanf(name, "flight-%" SCNu32, number) != 1)
		return false;
	snprintf(same, sizeof(same), NAME_FORMAT, *number);
	return !strcmp(name, same);
}

static int compare(const void *left, const void *right)
{
	const struct flight_file *a = left, *b = right;

	return a->number < b->number ? -1 : a->number > b->number;
}

bool flight_files_list(struct flight_files *files, const char *folder, char *why)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat stat;
	uint32_t number;

	memset(files, 0, sizeof(*files));
	if (!dir && errno == ENOENT)
		return true;
	if (!dir) {
		snprintf(why, FLIGHT_WHY_BYTES,
			 "cannot read %s, where the agent records: %s", folder,
			 strerror(errno));
		return false;
	}
	while ((entry = readdir(dir))) {
		struct flight_file *file;

		if (!parse_name(entry->d_name, &number))
			continue;
		file = flight_files_add(files, folder, number);
		if (lstat(file->path, &stat) || !S_ISREG(stat.st_mode))
			files->count--;
		else
			file->bytes = stat.st_size;
	}
	closedir(dir);
	if (files->count)
		qsort(files->list, files->count, sizeof(*files->list), compare);
	return true;
}

void flight_file_count(struct flight_file *file)
{
	FILE *stream = fopen(file->path, "re");
	char *line = NULL;
	size_t room = 0;

	file->ended = 0;
	if (!stream)
		return;
	while (getline(&line, &room, stream) > 0)
		file->ended += !!strstr(line, END_OF_ONE);
	free(line);
	fclose(stream);
}
