// SPDX-License-Identifier: GPL-2.0
/* A file that is made piece by piece. */
#include "piece_file.h"

/* So much output is kept back before it is written. */
#define FLUSH_BYTES	65536

bool piece_file_open(struct piece_file *pieces, const char *path, bool force)
{
	*pieces = (struct piece_file) { 0 };
	return record_file_open(&pieces->file, path, force, pieces->why);
}

static bool flush(struct piece_file *pieces)
{
	return record_file_write(&pieces->file, &pieces->text, pieces->why);
}

bool piece_file_take(void *context, struct text *text)
{
	struct piece_file *pieces = context;

	text_append(&pieces->text, text->data, text->length);
	text_clear(text);
	return pieces->text.length < FLUSH_BYTES || flush(pieces);
}

bool piece_file_close(struct piece_file *pieces, bool good)
{
	char why[RECORD_FILE_WHY_BYTES];

	good = good && flush(pieces);
	text_free(&pieces->text);
	/* Of two things that are wrong the first one counts. */
	if (record_file_close(&pieces->file, good ? pieces->why : why))
		return good;
	return false;
}
