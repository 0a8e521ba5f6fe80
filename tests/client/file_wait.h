/* SPDX-License-Identifier: GPL-2.0 */
/* Somebody else makes a file when we may go on. */
#ifndef APVMM_FILE_WAIT_H
#define APVMM_FILE_WAIT_H

#include "../../driver/core/types.h"

/*
 * Until @path exists. 0, -ETIMEDOUT after @patience_s, or another negative errno. Not
 * by asking again and again: many wait at the same time, in a slow machine.
 */
int file_wait(const char *path, u64 patience_s);

#endif /* APVMM_FILE_WAIT_H */
