/* SPDX-License-Identifier: GPL-2.0 */
/* A file of outcomes of a machine of the other byte order, made one of this. */
#ifndef APTRACE_OUTCOMES_SWAP_H
#define APTRACE_OUTCOMES_SWAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does it begin as such a file does, of a machine of either byte order? */
bool outcomes_begins(const void *data, size_t bytes);
/* Of a machine of the other one? */
bool outcomes_is_foreign(const void *data, size_t bytes);

/**
 * outcomes_swap - turn the fields of a foreign file round, where they stand
 * @data: the file
 * @bytes: its length
 *
 * Believes nothing in the file: where its lengths contradict each other it stops,
 * and who reads it afterwards finds the same contradiction.
 */
void outcomes_swap(uint8_t *data, size_t bytes);

#endif /* APTRACE_OUTCOMES_SWAP_H */
