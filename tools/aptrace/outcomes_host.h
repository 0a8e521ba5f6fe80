/* SPDX-License-Identifier: GPL-2.0 */
/* What the driver of this host keeps of the last migrations of its mdevs. */
#ifndef APTRACE_OUTCOMES_HOST_H
#define APTRACE_OUTCOMES_HOST_H

#include "story.h"

/**
 * struct outcomes_host - where to look
 * @root: "" for this host's files, else the folder that has a copy of them
 * @origin: who this host is
 * @mdev_uuid: one mdev, or NULL for all
 */
struct outcomes_host {
	const char *root;
	struct story_origin origin;
	const uint8_t *mdev_uuid;
};

/**
 * outcomes_host_read - take in what is kept of all mdevs
 * @host: where
 * @stories: take it in, with notes on what could not be read
 * @why: receives what keeps this host from telling anything, and the way out
 *
 * Return: EXIT_OK if there is a migration; else with what exit code to give up.
 */
int outcomes_host_read(const struct outcomes_host *host, struct stories *stories,
		       struct text *why);

#endif /* APTRACE_OUTCOMES_HOST_H */
