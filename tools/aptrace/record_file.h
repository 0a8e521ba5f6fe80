/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file of whole lines: nothing is overwritten by mistake, and when the disk is
 * full it still ends with a line.
 */
#ifndef APTRACE_RECORD_FILE_H
#define APTRACE_RECORD_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "text.h"

#define RECORD_FILE_WHY_BYTES	512

/**
 * struct record_file - where lines go
 * @path: for messages; "-" is standard output
 * @fd: open, or -1
 * @regular: lines can be taken back
 * @created: there was no such file before
 * @begun: something was to be written: its old content is gone
 * @lines_bytes: length of the whole lines in it
 * @counted: how lines begin that are counted; NULL: none are
 * @count: so many whole lines that begin so were written, and not taken back
 */
struct record_file {
	const char *path;
	int fd;
	bool regular;
	bool created;
	bool begun;
	off_t lines_bytes;
	const char *counted;
	uint64_t count;
};

/**
 * record_file_open - open for writing
 * @file: filled in
 * @path: the file; "-" is standard output
 * @force: a file that exists is overwritten, but not before there are lines
 * @why: receives what is wrong; RECORD_FILE_WHY_BYTES
 *
 * Return: true if it can be written to.
 */
bool record_file_open(struct record_file *file, const char *path, bool force,
		      char *why);

/**
 * record_file_write - append whole lines
 * @file: the file
 * @text: the lines; empty afterwards
 * @why: receives what is wrong
 *
 * If that fails in the middle of a line, that line is taken back.
 */
bool record_file_write(struct record_file *file, struct text *text, char *why);

/* False if what was written cannot be kept. */
bool record_file_close(struct record_file *file, char *why);

/* There was nothing to write: leave all as it was. */
void record_file_abandon(struct record_file *file);

#endif /* APTRACE_RECORD_FILE_H */
