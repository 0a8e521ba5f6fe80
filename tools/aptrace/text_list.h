/* SPDX-License-Identifier: GPL-2.0 */
/* A list of texts that grows. */
#ifndef APTRACE_TEXT_LIST_H
#define APTRACE_TEXT_LIST_H

#include "text.h"

struct text_list {
	struct text *items;
	size_t count;
};

/* One more, empty; the pointer is valid until the next one. */
struct text *text_list_add(struct text_list *list);
void text_list_free(struct text_list *list);

/**
 * text_wrap - append words in lines of a width
 * @text: receives them, with a newline at the end of each line
 * @words: one blank between words; a newline begins a new line
 * @first: what the first line begins with
 * @indent: how many blanks the others begin with
 * @width: of the lines; a word that is longer stays whole
 *
 * A list like "0a.0000-0009,0033" may be broken behind a comma.
 */
void text_wrap(struct text *text, const char *words, const char *first,
	       unsigned int indent, unsigned int width);

#endif /* APTRACE_TEXT_LIST_H */
