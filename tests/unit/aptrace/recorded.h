/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recordings of migrations that did not happen: what the scenes emit, written with
 * the functions of aptrace record.
 */
#ifndef APTRACE_UNIT_RECORDED_H
#define APTRACE_UNIT_RECORDED_H

#include "../../../tools/aptrace/recording.h"
#include "../../../tools/aptrace/view.h"
#include "scene.h"

/**
 * struct recorded - a recording in the making
 * @view: writes it; its text is the recording
 * @shift_ns: added to the times of the scenes, which all begin at the same one
 * @migration: of which migration the events are: in the id, and in the mdev's UUID
 * @losses: for the summary
 */
struct recorded {
	struct view view;
	u64 shift_ns;
	u8 migration;
	struct collector_losses losses;
};

/* Time of day of the boot time 0 of all recordings. */
#define RECORDED_OFFSET_NS	1795300000000000000LL

/* Write a header; from then on scenes are recorded. One at a time. */
void recorded_begin(struct recorded *recorded, const char *host);
/* The next scene is another migration, and begins so much later. */
void recorded_next(struct recorded *recorded, u64 later_ns);
/* Write the summary; the recording is then in recorded->view.out. */
void recorded_end(struct recorded *recorded);
void recorded_free(struct recorded *recorded);

/* A recording as a file; *@path has to be at least 64 bytes. */
bool recorded_to_file(const char *data, size_t bytes, char *path);

/*
 * The sample recordings: the source and the destination of a migration that
 * succeeds, and of one that is refused.
 */
void recorded_sample_source(struct recorded *recorded);
void recorded_sample_destination(struct recorded *recorded);
/* A destination of so many, of which two thirds are refused. */
#define RECORDED_MANY	500
void recorded_sample_many(struct recorded *recorded);

#endif /* APTRACE_UNIT_RECORDED_H */
