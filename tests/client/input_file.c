// SPDX-License-Identifier: GPL-2.0
#include "input_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"

/* A stream of 65,536 queues has about 1 MiB. */
#define INPUT_MAX_BYTES	(16U << 20)

int input_file_read(struct input_file *file, const char *path)
{
	FILE *stream;
	int err = 0;

	*file = (struct input_file){ 0 };
	stream = fopen(path, "rbe");
	if (!stream)
		return fail(errno, "%s: cannot open", path);
	file->data = malloc(INPUT_MAX_BYTES + 1);
	if (!file->data) {
		fclose(stream);
		return fail(ENOMEM, "%s: buffer of %u bytes", path,
			    INPUT_MAX_BYTES);
	}
	file->bytes = fread(file->data, 1, INPUT_MAX_BYTES + 1, stream);
	if (ferror(stream))
		err = fail(errno, "%s: cannot read", path);
	else if (file->bytes > INPUT_MAX_BYTES)
		err = fail(EFBIG, "%s: more than %u bytes: not a stream", path,
			   INPUT_MAX_BYTES);
	fclose(stream);
	if (err)
		input_file_free(file);
	return err;
}

int input_file_damage(struct input_file *file, const struct options *options)
{
	u64 bit = options->flip_bit;

	if (options->cut_bytes != WHOLE_STREAM) {
		if (options->cut_bytes > file->bytes)
			return fail(0, "--cut %llu: %s has only %zu bytes",
				    (unsigned long long)options->cut_bytes,
				    options->input, file->bytes);
		file->bytes = options->cut_bytes;
	}
	if (bit != NO_BIT) {
		if (bit / 8 >= file->bytes)
			return fail(0, "--flip %llu: %s has only %zu bits (after --cut)",
				    (unsigned long long)bit, options->input,
				    file->bytes * 8);
		file->data[bit / 8] ^= 0x80 >> (bit % 8);
	}
	return 0;
}

void input_file_free(struct input_file *file)
{
	free(file->data);
	*file = (struct input_file){ 0 };
}
