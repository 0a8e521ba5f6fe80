/* SPDX-License-Identifier: GPL-2.0 */
/* A stream in a file: --input, with --cut and --flip. */
#ifndef APVMM_INPUT_FILE_H
#define APVMM_INPUT_FILE_H

#include <stddef.h>

#include "options.h"

struct input_file {
	unsigned char *data;
	size_t bytes;
};

/* @path as a whole. 0, or a negative errno after saying what is wrong. */
int input_file_read(struct input_file *file, const char *path);
/* Cut it and flip its bit as @options say. */
int input_file_damage(struct input_file *file, const struct options *options);
void input_file_free(struct input_file *file);

#endif /* APVMM_INPUT_FILE_H */
