/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flight recorder: every event into files that are recordings like those of
 * "aptrace record", each whole by itself. The oldest are removed when there are
 * newer ones of enough migrations, or when all together are too long.
 */
#ifndef APTRACE_FLIGHT_H
#define APTRACE_FLIGHT_H

#include "flight_files.h"
#include "record_file.h"
#include "recording.h"
#include "view.h"

/**
 * struct flight - a flight recorder
 * @folder: where; NULL: nothing is recorded
 * @keep: so many of the last migrations at least, if they have room
 * @bytes_max: no more than that, all together
 * @lock: the folder; two agents in one would remove each other's files
 * @files: all that there are; the last one is written if @open
 * @open: there is one that is written
 * @file: it
 * @path: of it
 * @view: makes its lines
 * @header: of the next one
 * @losses_before: what had been lost when it was begun
 * @losses_told: what it says of that
 * @retry_ns: boot time before which none is begun, as the last one failed
 * @lost: events that could not be written
 * @pending: events that are in @view
 * @pending_ended: how many of them are ends of migrations
 */
struct flight {
	const char *folder;
	uint32_t keep;
	uint64_t bytes_max;
	int lock;
	struct flight_files files;
	bool open;
	struct record_file file;
	char path[FLIGHT_PATH_BYTES];
	struct view view;
	struct recording_header header;
	struct collector_losses losses_before;
	struct collector_losses losses_told;
	uint64_t retry_ns;
	uint64_t lost;
	uint64_t pending;
	uint64_t pending_ended;
};

/**
 * flight_open - get ready
 * @flight: @folder, @keep and @bytes_max set, all else zero
 * @why: receives what is wrong, FLIGHT_WHY_BYTES
 */
bool flight_open(struct flight *flight, char *why);
void flight_close(struct flight *flight);

/* From here on no event is missed. */
void flight_attached(struct flight *flight, const char *how,
		     unsigned int tracepoints);
/* There will be no more: the last file is finished. */
void flight_detached(struct flight *flight,
		     const struct collector_losses *losses);

void flight_event(struct flight *flight, const struct aptrace_record *record,
		  const void *event);

/**
 * flight_turn - write what there is, and begin another file if it is time
 * @flight: the recorder
 * @losses: as counted since flight_attached()
 * @quiet: no migration is on its way: a good time for another file
 * @why: receives what is wrong, "" if all is well; RECORD_FILE_WHY_BYTES
 *
 * Return: false if it could not be written.
 */
bool flight_turn(struct flight *flight, const struct collector_losses *losses,
		 bool quiet, char *why);

/* Length of all files. */
uint64_t flight_bytes(const struct flight *flight);

#endif /* APTRACE_FLIGHT_H */
