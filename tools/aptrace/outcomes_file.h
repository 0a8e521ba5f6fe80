/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What vfio_ap keeps of the last migrations of an mdev, taken in as stories: the
 * debugfs file vfio/UUID/outcomes itself, or a copy of it of any machine.
 */
#ifndef APTRACE_OUTCOMES_FILE_H
#define APTRACE_OUTCOMES_FILE_H

#include "format.h"
#include "story.h"

#define OUTCOMES_WHY_BYTES	512

/**
 * struct outcomes_account - what there is, and is not, in a file
 * @mdev_uuid: whose
 * @migrations: in the file
 * @begun: since the mdev was made
 * @not_kept: of these, for which there was no memory
 * @last_missing: the last one is not in the file
 */
struct outcomes_account {
	uint8_t mdev_uuid[UUID_BYTES];
	uint32_t migrations;
	uint64_t begun;
	uint64_t not_kept;
	bool last_missing;
};

/* Is that a file, and of outcomes? Says no of pipes, which cannot be asked twice. */
bool outcomes_is_file(const char *path);

/**
 * outcomes_take - the migrations of a file that is in memory
 * @stories: take them in, with notes on what is missing
 * @origin: of which host, and which file; the clocks are in the file
 * @path: what the file is called
 * @data: the file; of the other byte order it is changed
 * @bytes: its length
 * @account: filled in
 * @why: receives what is wrong with it, OUTCOMES_WHY_BYTES bytes
 *
 * Return: false if something is; then nothing of it was taken in.
 */
bool outcomes_take(struct stories *stories, const struct story_origin *origin,
		   const char *path, uint8_t *data, size_t bytes,
		   struct outcomes_account *account, char *why);

/**
 * outcomes_read - the migrations of a file
 * @stories: see outcomes_take()
 * @origin: see there
 * @path: which
 * @account: see there
 * @why: see there
 *
 * Return: 0; -EBADMSG if the file is damaged; another errno if it cannot be read.
 */
int outcomes_read(struct stories *stories, const struct story_origin *origin,
		  const char *path, struct outcomes_account *account, char *why);

#endif /* APTRACE_OUTCOMES_FILE_H */
