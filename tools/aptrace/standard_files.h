/* SPDX-License-Identifier: GPL-2.0 */
/* Standard input, output and errors. */
#ifndef APTRACE_STANDARD_FILES_H
#define APTRACE_STANDARD_FILES_H

/*
 * If one of the three is closed, what is opened first would get its number, and what is
 * printed would be written there: a write to a VFIO device is a store to its registers.
 * So what is closed becomes a file that can only be read: writing fails with EBADF, as
 * if it were closed still.
 */
void standard_files_reserve(void);

#endif /* APTRACE_STANDARD_FILES_H */
