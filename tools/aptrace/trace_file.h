/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "perf record" and "trace-cmd record" wrote, of a machine of any byte order, as a
 * recording. perf and trace-cmd themselves read it, as processes of their own.
 */
#ifndef APTRACE_TRACE_FILE_H
#define APTRACE_TRACE_FILE_H

#include <stdio.h>

#include "trace_about.h"

/* Whose file begins with these bytes? TRACE_NONE if it is of neither. */
enum trace_tool trace_file_tool(const char *begin, size_t bytes);

/**
 * trace_file_convert - a file as lines of a recording
 * @stream: the file, open and at its beginning
 * @path: where it is, for perf and trace-cmd and for messages
 * @why: receives what is wrong, with the file's name in front; RECORDING_WHY_BYTES
 *
 * All of it is converted before anything is told of it.
 *
 * Return: @stream itself if it is of neither program; else a stream in place of it, which
 * is closed; or NULL, with @stream closed.
 */
FILE *trace_file_convert(FILE *stream, const char *path, char *why);

#endif /* APTRACE_TRACE_FILE_H */
