/* SPDX-License-Identifier: GPL-2.0 */
/* What a terminal sends when a key is pressed. */
#ifndef APTRACE_KEYS_H
#define APTRACE_KEYS_H

#include <stddef.h>

/* A character is itself. */
enum key {
	KEY_NONE = -1,
	KEY_BACKSPACE = 0x7f,
	KEY_UP = 0x100,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_ESCAPE,
	KEY_ENTER,
	KEY_OTHER,	/* one that nobody here has a use for */
	KEY_MORE,	/* not all of it is there yet */
};

/* The longest sequence that is waited for. */
#define KEY_BYTES_MAX	16

/**
 * key_decode - the first key of what came from the keyboard
 * @bytes: what came
 * @length: how much
 * @used: how many bytes the key has
 *
 * Knows the sequences of xterm, of the Linux console and of whatever imitates
 * them (screen, tmux, PuTTY), which are the same for these keys.
 *
 * Return: the key; KEY_MORE, with nothing used, if it is the beginning of one: if
 * nothing follows it is KEY_ESCAPE; KEY_NONE if there is nothing.
 */
int key_decode(const char *bytes, size_t length, size_t *used);

#endif /* APTRACE_KEYS_H */
