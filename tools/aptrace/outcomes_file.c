// SPDX-License-Identifier: GPL-2.0
/* What vfio_ap keeps of the last migrations of an mdev, taken in as stories. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../driver/core/outcomes.h"
#include "format.h"
#include "outcomes_file.h"
#include "outcomes_swap.h"

/* A driver that keeps more than that is not one of these. */
#define FILE_BYTES_MAX	(1U << 20)

/* The numbers of a file are those of a record. */
_Static_assert((int)VFIO_AP_EVENT_REQUEST == (int)APTRACE_REQUEST &&
	       (int)VFIO_AP_EVENT_VERDICT == (int)APTRACE_VERDICT &&
	       (int)VFIO_AP_EVENT_END == (int)APTRACE_END &&
	       (int)VFIO_AP_EVENT_RESET == (int)APTRACE_RESET &&
	       VFIO_AP_EVENT_KINDS == (int)APTRACE_KINDS, "the same kinds");

bool outcomes_is_file(const char *path)
{
	uint64_t magic;
	struct stat st;
	bool result;
	int fd;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	result = read(fd, &magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
		 outcomes_begins(&magic, sizeof(magic));
	close(fd);
	return result;
}

/* What to do about a file that is no good; the names are those of the decoder. */
static const char *way_out(uint32_t error)
{
	switch (error) {
	case AP_OUTCOMES_MAGIC:
		return "what is wanted is a copy of /sys/kernel/debug/vfio/UUID/outcomes";
	case AP_OUTCOMES_VERSION:
		return "use the aptrace that came with that driver";
	default:
		return "take a new copy: cp /sys/kernel/debug/vfio/UUID/outcomes FILE";
	}
}

static bool damaged(char *why, const char *path,
		    const struct ap_outcomes_reader *reader)
{
	char versions[80] = "";

	if (reader->error == AP_OUTCOMES_VERSION)
		snprintf(versions, sizeof(versions),
			 " (version %u, events %u; known are %d and %d)",
			 reader->header.version, reader->header.abi,
			 VFIO_AP_OUTCOMES_VERSION, VFIO_AP_TRACE_ABI);
	snprintf(why, OUTCOMES_WHY_BYTES, "%s: byte %zu: %s: %s%s; %s", path,
		 reader->at, ap_outcomes_error_name(reader->error),
		 ap_outcomes_error_sentence(reader->error), versions,
		 way_out(reader->error));
	return false;
}

static void take_event(struct stories *stories,
		       const struct story_origin *origin,
		       const struct ap_outcome_event *event)
{
	const struct aptrace_record record = {
		.kind = event->kind,
		.event_bytes = event->event_bytes,
		.time_ns = event->time_ns,
	};

	stories_add(stories, origin, &record, &event->hdr);
}

/* It has begun, and nothing has failed or ended so far. */
static void note_silent(struct stories *stories,
			const struct story_origin *origin, const char *path,
			const struct ap_outcomes_reader *reader)
{
	char uuid[UUID_TEXT_BYTES], time[40];

	format_uuid(uuid, reader->header.mdev_uuid);
	format_iso_time(time, sizeof(time),
			reader->outcome.begin_ns + origin->clock_offset_ns);
	text_printf(text_list_add(&stories->notes),
		    "%s: of the migration of mdev %s that began at %.19s UTC nothing is kept so far: nothing of it has failed, and it has not ended. aptrace migrations shows it.",
		    path, uuid, time);
}

/* Once to see that all is well, and then with somewhere to put it. */
static bool walk(struct ap_outcomes_reader *reader, const char *path,
		 const uint8_t *data, size_t bytes, struct stories *stories,
		 const struct story_origin *origin)
{
	struct ap_outcome_event event;

	ap_outcomes_read(reader, data, bytes);
	while (ap_outcomes_next(reader)) {
		while (ap_outcomes_next_event(reader, &event))
			if (stories)
				take_event(stories, origin, &event);
		if (stories && !stories_kept(stories, origin, &reader->outcome))
			note_silent(stories, origin, path, reader);
	}
	return !reader->error;
}

static void add_notes(struct stories *stories, const char *path,
		      const struct ap_outcomes_reader *reader,
		      const struct outcomes_account *account)
{
	char uuid[UUID_TEXT_BYTES];

	format_uuid(uuid, account->mdev_uuid);
	if (account->last_missing)
		text_printf(text_list_add(&stories->notes),
			    "%s: the last migration of mdev %s was not kept: there was no memory for it. What is told here may be of an earlier one.",
			    path, uuid);
	if (reader->skipped)
		text_printf(text_list_add(&stories->notes),
			    "%s: %u events are of kinds that this aptrace does not know: the driver is newer.",
			    path, reader->skipped);
}

bool outcomes_take(struct stories *stories, const struct story_origin *origin,
		   const char *path, uint8_t *data, size_t bytes,
		   struct outcomes_account *account, char *why)
{
	struct ap_outcomes_reader reader;
	struct story_origin mine = *origin;
	uint64_t last;

	if (outcomes_is_foreign(data, bytes))
		outcomes_swap(data, bytes);
	if (!walk(&reader, path, data, bytes, NULL, NULL))
		return damaged(why, path, &reader);
	last = reader.outcome.session;
	memcpy(account->mdev_uuid, reader.header.mdev_uuid,
	       sizeof(account->mdev_uuid));
	account->migrations = reader.header.migrations;
	account->begun = reader.header.begun;
	account->not_kept = reader.header.not_kept;
	account->last_missing = reader.header.last_session != last;
	mine.kept = true;
	mine.clock_offset_ns = reader.header.real_ns - reader.header.boot_ns;
	walk(&reader, path, data, bytes, stories, &mine);
	add_notes(stories, path, &reader, account);
	return true;
}

/* The whole file, at once if the kernel likes; a negative errno. */
static ssize_t read_whole(const char *path, uint8_t *data)
{
	size_t done = 0;
	ssize_t got;
	int fd, err;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (;;) {
		got = read(fd, data + done, FILE_BYTES_MAX - done);
		if (got < 0 && errno == EINTR)
			continue;
		err = errno;
		if (got <= 0)
			break;
		done += got;
		if (done == FILE_BYTES_MAX)
			break;
	}
	close(fd);
	if (got < 0)
		return -err;
	return done == FILE_BYTES_MAX ? -EFBIG : (ssize_t)done;
}

int outcomes_read(struct stories *stories, const struct story_origin *origin,
		  const char *path, struct outcomes_account *account, char *why)
{
	uint8_t *data = must_alloc(FILE_BYTES_MAX, 1);
	ssize_t bytes = read_whole(path, data);
	int result = 0;

	if (bytes < 0) {
		result = (int)bytes;
		snprintf(why, OUTCOMES_WHY_BYTES, "%s: %s", path,
			 strerror(-result));
	} else if (!outcomes_take(stories, origin, path, data, bytes, account,
				  why)) {
		result = -EBADMSG;
	}
	free(data);
	return result;
}
