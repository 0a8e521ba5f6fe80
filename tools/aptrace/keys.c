// SPDX-License-Identifier: GPL-2.0
/* What a terminal sends when a key is pressed. */
#include <string.h>

#include "../../driver/core/types.h"
#include "keys.h"

#define ESC	'\033'

/* Behind ESC and '[' or 'O'; with modifiers there is more before the letter. */
static const struct {
	char letter;
	int key;
} letters[] = {
	{ 'A', KEY_UP }, { 'B', KEY_DOWN }, { 'C', KEY_RIGHT }, { 'D', KEY_LEFT },
	{ 'H', KEY_HOME }, { 'F', KEY_END },
};

/* ESC [ number ~ */
static const struct {
	const char *number;
	int key;
} numbers[] = {
	{ "1", KEY_HOME }, { "7", KEY_HOME }, { "4", KEY_END }, { "8", KEY_END },
	{ "5", KEY_PAGE_UP }, { "6", KEY_PAGE_DOWN },
};

static int key_of_letter(char letter)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(letters); i++)
		if (letters[i].letter == letter)
			return letters[i].key;
	return KEY_OTHER;
}

static int key_of_number(const char *number, size_t length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (strlen(numbers[i].number) == length &&
		    !memcmp(numbers[i].number, number, length))
			return numbers[i].key;
	return KEY_OTHER;
}

/* Parameters are digits and signs; the first letter (or ~) ends the sequence. */
static bool ends_sequence(char c)
{
	return c >= '@' && c <= '~';
}

static int decode_sequence(const char *bytes, size_t length, size_t *used)
{
	size_t i;

	for (i = 2; i < length; i++) {
		if (!ends_sequence(bytes[i]))
			continue;
		*used = i + 1;
		return bytes[i] == '~' ? key_of_number(bytes + 2, i - 2) :
					 key_of_letter(bytes[i]);
	}
	if (length < KEY_BYTES_MAX) {
		*used = 0;
		return KEY_MORE;
	}
	*used = length;
	return KEY_OTHER;
}

int key_decode(const char *bytes, size_t length, size_t *used)
{
	*used = length ? 1 : 0;
	if (!length)
		return KEY_NONE;
	if (bytes[0] == '\r' || bytes[0] == '\n')
		return KEY_ENTER;
	if (bytes[0] == '\b')
		return KEY_BACKSPACE;
	if (bytes[0] != ESC)
		return (unsigned char)bytes[0];
	if (length == 1) {
		*used = 0;
		return KEY_MORE;
	}
	if (bytes[1] == '[' || bytes[1] == 'O')
		return decode_sequence(bytes, length, used);
	/* Escape and then another key, or one with Alt: Escape comes first. */
	return KEY_ESCAPE;
}
