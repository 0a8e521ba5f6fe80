/* SPDX-License-Identifier: GPL-2.0 */
/* Texts that are reviewed as a whole, each in a file of its own. */
#ifndef APTRACE_UNIT_APTRACE_GOLDEN_H
#define APTRACE_UNIT_APTRACE_GOLDEN_H

/**
 * golden - check a text against the one that was reviewed
 * @folder: where that is, from the root of the repository
 * @name: its file there is NAME.expected
 * @found: the text
 *
 * APTRACE_GOLDEN=write in the environment writes the file anew before that.
 */
void golden(const char *folder, const char *name, const char *found);

#endif /* APTRACE_UNIT_APTRACE_GOLDEN_H */
