/* SPDX-License-Identifier: GPL-2.0 */
/* A growing text buffer; everything that aptrace prints goes through one. */
#ifndef APTRACE_TEXT_H
#define APTRACE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * struct text - a growing string
 * @data: the string, always terminated; NULL while empty
 * @length: without the terminating 0
 * @size: allocated bytes
 */
struct text {
	char *data;
	size_t length;
	size_t size;
};

/* Room for @more bytes and the terminating 0, behind what is there. */
void text_reserve(struct text *text, size_t more);

/* As 65,536 verdicts come in a row, what most of a line is made with is inline. */
static inline void text_append(struct text *text, const char *data, size_t length)
{
	if (length >= text->size - text->length)
		text_reserve(text, length);
	memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
}

static inline void text_putc(struct text *text, char c)
{
	text_append(text, &c, 1);
}

void text_puts(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * What printf() would say to %llu and, with that many @digits (16 at most), to the last
 * ones of %0*llx; much faster.
 */
void text_unsigned(struct text *text, uint64_t number);
void text_hex(struct text *text, uint64_t number, unsigned int digits);
void text_clear(struct text *text);
void text_free(struct text *text);

/* Memory or nothing: there is no useful way on without it. */
void *must_alloc(size_t count, size_t size);
void *must_resize(void *memory, size_t count, size_t size);

/**
 * text_write - write a buffer to a file descriptor and empty it
 * @text: what to write
 * @fd: where to
 *
 * Return: 0, or a negative errno (-EPIPE: the reader has gone).
 */
int text_write(struct text *text, int fd);

#endif /* APTRACE_TEXT_H */
