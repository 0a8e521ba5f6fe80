/* SPDX-License-Identifier: GPL-2.0 */
/* A file that is made piece by piece, and written when there is enough of it. */
#ifndef APTRACE_PIECE_FILE_H
#define APTRACE_PIECE_FILE_H

#include "record_file.h"

/* Takes a piece of the output, and empties it; false: no more is wanted. */
typedef bool (*piece_fn)(void *context, struct text *text);

/**
 * struct piece_file - where pieces go
 * @file: what is written to
 * @text: what is kept back
 * @why: what is wrong, if something is
 */
struct piece_file {
	struct record_file file;
	struct text text;
	char why[RECORD_FILE_WHY_BYTES];
};

/* As record_file_open(). */
bool piece_file_open(struct piece_file *pieces, const char *path, bool force);
/* A piece_fn; @context is the struct piece_file. */
bool piece_file_take(void *context, struct text *text);
/* @good: all was taken. Writes the rest; true if all of it is in the file. */
bool piece_file_close(struct piece_file *pieces, bool good);

#endif /* APTRACE_PIECE_FILE_H */
