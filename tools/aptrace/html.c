// SPDX-License-Identifier: GPL-2.0
/* Text of others in HTML. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "html.h"

#define REPLACEMENT	0xfffd

/* The length of the character at @s, or 0: it is none. @code: its number */
static size_t decode(const unsigned char *s, uint32_t *code)
{
	static const struct {
		unsigned char mask, bits;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	size_t length, i;

	for (length = 0; length < ARRAY_SIZE(forms); length++)
		if ((*s & forms[length].mask) == forms[length].bits)
			break;
	if (length == ARRAY_SIZE(forms))
		return 0;
	*code = *s & ~forms[length].mask & 0xff;
	/* The end of the string is no continuation either. */
	for (i = 1; i <= length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < forms[length].least || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return length + 1;
}

/* Can it be shown, and does it leave what is around it as it is? */
static bool is_shown(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0x00, 0x08 }, { 0x0b, 0x1f }, { 0x7f, 0x9f },	/* controls */
		{ 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180e, 0x180e },
		/* Without width, and of the direction of writing */
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfdd0, 0xfdef }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
		{ 0xe0000, 0xe007f },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hidden); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	return (code & 0xfffe) != 0xfffe;
}

static void put(struct text *html, uint32_t code)
{
	if (!is_shown(code))
		code = REPLACEMENT;
	switch (code) {
	case '&':
		text_puts(html, "&amp;");
		break;
	case '<':
		text_puts(html, "&lt;");
		break;
	case '>':
		text_puts(html, "&gt;");
		break;
	case '"':
		text_puts(html, "&quot;");
		break;
	case '\'':
		text_puts(html, "&#39;");
		break;
	default:
		if (code < 0x80)
			text_putc(html, (char)code);
		else
			text_printf(html, "&#x%x;", code);
	}
}

void html_text(struct text *html, const char *string)
{
	const unsigned char *s = (const unsigned char *)string;
	uint32_t code;
	size_t length;

	while (s && *s) {
		length = decode(s, &code);
		put(html, length ? code : REPLACEMENT);
		s += length ? length : 1;
	}
}

void html_take(struct text *html, const struct text *text)
{
	html_text(html, text->data);
}

void html_element(struct text *html, const char *tag, const char *class,
		  const char *string)
{
	text_printf(html, "<%s", tag);
	if (class)
		text_printf(html, " class=\"%s\"", class);
	text_putc(html, '>');
	html_text(html, string);
	text_printf(html, "</%s>", tag);
}
