/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The terminal for the live view: alternate screen, keys without echo. It is
 * put back on every way out, also on a crash.
 *
 * Plain ANSI sequences and not a library: the view repaints whole lines and
 * needs nothing that a terminal of the last thirty years does not have.
 */
#ifndef APTRACE_TERMINAL_H
#define APTRACE_TERMINAL_H

#include <stdbool.h>

/* Is the output a terminal that can show the live view? */
bool terminal_usable(void);
void terminal_enter(void);
void terminal_leave(void);
/* Stop as Ctrl-Z wants; if the terminal was entered, give it back meanwhile. */
void terminal_suspend(void);
void terminal_size(unsigned int *width, unsigned int *height);
/* Are colours wanted? See https://no-color.org */
bool terminal_color(void);
/*
 * A key that was pressed, see keys.h; KEY_NONE if there is none. Waits only for the
 * rest of a key that has begun, some milliseconds. There may be several: whoever was
 * woken by terminal_key_fd() has to ask until there is none.
 */
int terminal_key(void);
/* Where keys come from, -1 if there is no keyboard. */
int terminal_key_fd(void);

#endif /* APTRACE_TERMINAL_H */
