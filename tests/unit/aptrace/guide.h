/* SPDX-License-Identifier: GPL-2.0 */
/* The user guide, Documentation/aptrace.rst, which must have each name. */
#ifndef APTRACE_UNIT_GUIDE_H
#define APTRACE_UNIT_GUIDE_H

#include <stdbool.h>

/* All of it; NULL after a check that has failed. The tests run in the repository. */
const char *guide_read(void);
/* Does it have that name as ``name``? */
bool guide_quotes(const char *guide, const char *name);
/* Does a line of it begin with that word? */
bool guide_has_line(const char *guide, const char *word);

#endif /* APTRACE_UNIT_GUIDE_H */
