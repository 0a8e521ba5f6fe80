// SPDX-License-Identifier: GPL-2.0
/* A growing text buffer. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_codes.h"
#include "text.h"

#define TEXT_FIRST_BYTES	256

void *must_resize(void *memory, size_t count, size_t size)
{
	void *resized = NULL;

	if (!size || count <= SIZE_MAX / size)
		resized = realloc(memory, count * size);
	if (!resized) {
		fprintf(stderr, "aptrace: out of memory (%zu times %zu bytes)\n",
			count, size);
		exit(EXIT_RUNTIME);
	}
	return resized;
}

void *must_alloc(size_t count, size_t size)
{
	void *memory = must_resize(NULL, count, size);

	memset(memory, 0, count * size);
	return memory;
}

void text_reserve(struct text *text, size_t more)
{
	size_t need = text->length + more + 1;
	size_t size = text->size ? text->size : TEXT_FIRST_BYTES;

	if (need <= text->size)
		return;
	while (size < need)
		size *= 2;
	text->data = must_resize(text->data, size, 1);
	text->size = size;
}

void text_puts(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

/* Enough for nearly all that is printed at once: format it only once then. */
#define TEXT_PRINTF_ROOM	200

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;
	size_t room;
	int length;

	text_reserve(text, TEXT_PRINTF_ROOM);
	room = text->size - text->length;
	va_start(args, format);
	length = vsnprintf(text->data + text->length, room, format, args);
	va_end(args);
	if (length < 0)
		return;
	if ((size_t)length >= room) {
		text_reserve(text, length);
		va_start(args, format);
		vsnprintf(text->data + text->length, length + 1, format, args);
		va_end(args);
	}
	text->length += length;
}

/* 2^64 - 1 */
#define DECIMAL_DIGITS_MAX	20

void text_unsigned(struct text *text, uint64_t number)
{
	char digits[DECIMAL_DIGITS_MAX];
	size_t at = sizeof(digits);

	do {
		digits[--at] = '0' + number % 10;
		number /= 10;
	} while (number);
	text_append(text, digits + at, sizeof(digits) - at);
}

/* 2^64 - 1 */
#define HEX_DIGITS_MAX		16

void text_hex(struct text *text, uint64_t number, unsigned int digits)
{
	char hex[HEX_DIGITS_MAX];
	size_t at = sizeof(hex);

	while (at > sizeof(hex) - digits) {
		hex[--at] = "0123456789abcdef"[number & 0xf];
		number >>= 4;
	}
	text_append(text, hex + at, sizeof(hex) - at);
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->data)
		text->data[0] = '\0';
}

void text_free(struct text *text)
{
	free(text->data);
	memset(text, 0, sizeof(*text));
}

int text_write(struct text *text, int fd)
{
	size_t done = 0;
	ssize_t written;

	while (done < text->length) {
		written = write(fd, text->data + done, text->length - done);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		done += written;
	}
	text_clear(text);
	return 0;
}
