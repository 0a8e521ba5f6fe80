/* SPDX-License-Identifier: GPL-2.0 */
/* The JSON Schema of recordings, made from the table that prints and reads them. */
#ifndef APTRACE_SCHEMA_H
#define APTRACE_SCHEMA_H

#include "text.h"

void schema_write(struct text *text);

#endif /* APTRACE_SCHEMA_H */
