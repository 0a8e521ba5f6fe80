/* SPDX-License-Identifier: GPL-2.0 */
/* What the live views paint. */
#ifndef APTRACE_UNIT_PICTURE_H
#define APTRACE_UNIT_PICTURE_H

/*
 * Widest line and number of lines of a picture. Escape sequences take no room;
 * other than colours, home and "wipe the rest" there must be none.
 */
void picture_measure(const char *picture, unsigned int *width, unsigned int *height);

#endif /* APTRACE_UNIT_PICTURE_H */
