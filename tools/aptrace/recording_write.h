/* SPDX-License-Identifier: GPL-2.0 */
/* The first line of a recording. */
#ifndef APTRACE_RECORDING_WRITE_H
#define APTRACE_RECORDING_WRITE_H

#include "recording.h"
#include "text.h"

/* This host, this moment, this aptrace; all but what the collector knows. */
void recording_header_here(struct recording_header *header);

/* The header as a line. */
void recording_header_write(const struct recording_header *header,
			    struct text *text);

#endif /* APTRACE_RECORDING_WRITE_H */
