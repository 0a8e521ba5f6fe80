// SPDX-License-Identifier: GPL-2.0
/* The flight recorder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flight.h"
#include "format.h"
#include "recording_write.h"
#include "tally.h"

#define FOLDER_MODE	0750
/* A disk that is full will be for a while. */
#define RETRY_NS	10000000000ULL
/* A file is finished between two migrations, or if it must be in one. */
#define FILES_PER_ALL	8
#define FILES_AT_LEAST	4
/* Files are removed whole: so many for the migrations that are kept. */
#define FILES_PER_KEEP	4

static struct flight_file *current(struct flight *flight)
{
	return &flight->files.list[flight->files.count - 1];
}

static bool lock_folder(struct flight *flight, char *why)
{
	if (mkdir(flight->folder, FOLDER_MODE) && errno != EEXIST) {
		snprintf(why, FLIGHT_WHY_BYTES,
			 "cannot make %s for the flight recorder: %s; --state-dir takes another folder, --no-recorder does without",
			 flight->folder, strerror(errno));
		return false;
	}
	flight->lock = open(flight->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (flight->lock >= 0 && !flock(flight->lock, LOCK_EX | LOCK_NB) &&
	    !access(flight->folder, W_OK))
		return true;
	if (flight->lock >= 0 && errno == EWOULDBLOCK)
		snprintf(why, FLIGHT_WHY_BYTES,
			 "another aptrace agent records into %s; --state-dir takes another folder, --no-recorder does without",
			 flight->folder);
	else
		snprintf(why, FLIGHT_WHY_BYTES,
			 "cannot write to %s for the flight recorder: %s; --state-dir takes another folder, --no-recorder does without",
			 flight->folder, strerror(errno));
	return false;
}

bool flight_open(struct flight *flight, char *why)
{
	size_t i;

	flight->lock = -1;
	if (!flight->folder)
		return true;
	if (!lock_folder(flight, why) ||
	    !flight_files_list(&flight->files, flight->folder, why)) {
		flight_close(flight);
		return false;
	}
	for (i = 0; i < flight->files.count; i++)
		flight_file_count(&flight->files.list[i]);
	view_init(&flight->view, &view_json);
	return true;
}

void flight_close(struct flight *flight)
{
	if (flight->lock >= 0)
		close(flight->lock);
	flight->lock = -1;
	flight_files_free(&flight->files);
	view_free(&flight->view);
}

uint64_t flight_bytes(const struct flight *flight)
{
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < flight->files.count; i++)
		bytes += flight->files.list[i].bytes;
	return bytes;
}

static uint64_t ended_but_oldest(const struct flight *flight)
{
	uint64_t ended = 0;
	size_t i;

	for (i = 1; i < flight->files.count; i++)
		ended += flight->files.list[i].ended;
	return ended;
}

/* Make room for @more bytes, and remove what is older than what is kept. */
static void prune(struct flight *flight, uint64_t more)
{
	size_t least = flight->open ? 1 : 0;

	while (flight->files.count > least) {
		if (flight_bytes(flight) + more <= flight->bytes_max &&
		    ended_but_oldest(flight) < flight->keep)
			return;
		/* If it cannot be removed it is not counted twice either. */
		unlink(flight->files.list[0].path);
		flight_files_drop_oldest(&flight->files);
	}
}

static void drop_pending(struct flight *flight)
{
	flight->lost += flight->pending;
	flight->pending = 0;
	flight->pending_ended = 0;
	text_clear(&flight->view.out);
}

/* What is before now is not in the next file. */
static void begin_later(struct flight *flight,
			const struct collector_losses *losses)
{
	flight->header.boot_ns = clock_boot_ns();
	flight->losses_before = *losses;
	memset(&flight->losses_told, 0, sizeof(flight->losses_told));
}

/* What was to be written cannot be: from here on events are missing. */
static bool give_up(struct flight *flight)
{
	char why[RECORD_FILE_WHY_BYTES];

	if (flight->open) {
		current(flight)->bytes = flight->file.lines_bytes;
		record_file_close(&flight->file, why);
	}
	flight->open = false;
	drop_pending(flight);
	flight->retry_ns = clock_boot_ns() + RETRY_NS;
	return false;
}

static bool begin_file(struct flight *flight, char *why)
{
	struct recording_header header;
	struct text text = { 0 };
	struct flight_file *file;
	uint32_t number = 1;
	bool good;

	if (flight->files.count)
		number += current(flight)->number;
	file = flight_files_add(&flight->files, flight->folder, number);
	snprintf(flight->path, sizeof(flight->path), "%s", file->path);
	if (!record_file_open(&flight->file, flight->path, false, why)) {
		flight->files.count--;
		return give_up(flight);
	}
	flight->open = true;
	recording_header_here(&header);
	/* All times of a recording are made with one offset. */
	flight->view.clock_offset_ns = header.clock_offset_ns;
	header.boot_ns = flight->header.boot_ns;
	header.tracepoints = flight->header.tracepoints;
	snprintf(header.attach, sizeof(header.attach), "%s",
		 flight->header.attach);
	recording_header_write(&header, &text);
	good = record_file_write(&flight->file, &text, why);
	text_free(&text);
	return good || give_up(flight);
}

static struct collector_losses losses_of_file(const struct flight *flight,
					      const struct collector_losses *now)
{
	struct collector_losses losses = *now;

	losses_since(&losses, &flight->losses_before);
	return losses;
}

static void tell_losses(struct flight *flight,
			const struct collector_losses *losses)
{
	struct collector_losses now = losses_of_file(flight, losses);
	struct collector_losses *told = &flight->losses_told;

	if (now.counters.ring_full == told->counters.ring_full &&
	    now.counters.map_full == told->counters.map_full &&
	    now.counters.unreadable == told->counters.unreadable &&
	    now.recursion_misses == told->recursion_misses)
		return;
	*told = now;
	flight->view.ops->loss(&flight->view, &now);
}

static bool write_out(struct flight *flight, char *why)
{
	prune(flight, flight->view.out.length);
	if (!record_file_write(&flight->file, &flight->view.out, why))
		return give_up(flight);
	current(flight)->ended += flight->pending_ended;
	current(flight)->bytes = flight->file.lines_bytes;
	flight->pending = 0;
	flight->pending_ended = 0;
	return true;
}

static bool finish_file(struct flight *flight,
			const struct collector_losses *losses, char *why)
{
	struct collector_losses now = losses_of_file(flight, losses);

	flight->view.ops->summary(&flight->view, NULL, &now);
	if (!write_out(flight, why))
		return false;
	flight->open = false;
	/* The next one begins where this one ends. */
	begin_later(flight, losses);
	return record_file_close(&flight->file, why);
}

void flight_attached(struct flight *flight, const char *how,
		     unsigned int tracepoints)
{
	if (!flight->folder)
		return;
	flight->header.boot_ns = clock_boot_ns();
	flight->header.tracepoints = tracepoints;
	snprintf(flight->header.attach, sizeof(flight->header.attach), "%s",
		 how);
	memset(&flight->losses_before, 0, sizeof(flight->losses_before));
	memset(&flight->losses_told, 0, sizeof(flight->losses_told));
}

void flight_event(struct flight *flight, const struct aptrace_record *record,
		  const void *event)
{
	if (!flight->folder)
		return;
	flight->view.ops->event(&flight->view, record, event);
	flight->pending++;
	flight->pending_ended += record->kind == APTRACE_END;
}

/* Is the file long enough for another one? */
static bool is_long(struct flight *flight, bool quiet)
{
	const struct flight_file *file = current(flight);

	if (file->bytes >= flight->bytes_max / FILES_AT_LEAST)
		return true;
	return quiet && (file->bytes >= flight->bytes_max / FILES_PER_ALL ||
			 file->ended * FILES_PER_KEEP >= flight->keep);
}

bool flight_turn(struct flight *flight, const struct collector_losses *losses,
		 bool quiet, char *why)
{
	why[0] = '\0';
	if (!flight->folder)
		return true;
	if (!flight->open) {
		/* A file is begun by the first event that is to be in it. */
		if (!flight->pending)
			return true;
		if (clock_boot_ns() < flight->retry_ns) {
			drop_pending(flight);
			begin_later(flight, losses);
			return true;
		}
		if (!begin_file(flight, why))
			return false;
	}
	tell_losses(flight, losses);
	if (flight->view.out.length && !write_out(flight, why))
		return false;
	return !is_long(flight, quiet) || finish_file(flight, losses, why);
}

void flight_detached(struct flight *flight,
		     const struct collector_losses *losses)
{
	char why[RECORD_FILE_WHY_BYTES];

	if (flight_turn(flight, losses, false, why) && flight->open)
		finish_file(flight, losses, why);
}
