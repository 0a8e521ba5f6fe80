// SPDX-License-Identifier: GPL-2.0
/* Texts in lists and in lines. */
#include <stdlib.h>
#include <string.h>

#include "text_list.h"

struct text *text_list_add(struct text_list *list)
{
	list->items = must_resize(list->items, list->count + 1,
				  sizeof(*list->items));
	memset(&list->items[list->count], 0, sizeof(*list->items));
	return &list->items[list->count++];
}

void text_list_free(struct text_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		text_free(&list->items[i]);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

/* Up to where a line can go on: the next word, or a piece of a list. */
static size_t piece_length(const char *words, unsigned int room)
{
	size_t length = strcspn(words, " \n"), cut;

	if (length <= room)
		return length;
	cut = strcspn(words, ",") + 1;
	return cut < length ? cut : length;
}

void text_wrap(struct text *text, const char *words, const char *first,
	       unsigned int indent, unsigned int width)
{
	const unsigned int room = width > indent ? width - indent : 1;
	size_t column = strlen(first), length;
	bool begins = true;

	text_puts(text, first);
	while (*words) {
		bool blank = *words == ' ';

		words += blank;
		length = piece_length(words, room);
		if (*words == '\n' ||
		    (!begins && column + blank + length > width)) {
			text_printf(text, "\n%*s", (int)indent, "");
			column = indent;
			begins = true;
			words += *words == '\n';
			continue;
		}
		if (blank && !begins) {
			text_putc(text, ' ');
			column++;
		}
		text_append(text, words, length);
		column += length;
		words += length;
		begins = false;
	}
	text_putc(text, '\n');
}
