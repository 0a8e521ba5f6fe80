// SPDX-License-Identifier: GPL-2.0
/* Escapes and fonts. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "../command.h"
#include "../text.h"
#include "roff.h"

#define PROGRAM	"aptrace "
/* Of a line of the page's source, before the word that is one too many. */
#define WIDTH	60

/* These stand for other characters, which nobody could paste into a shell. */
static void add(struct text *page, char c)
{
	switch (c) {
	case '\\':
		text_puts(page, "\\e");
		break;
	case '-':
		text_puts(page, "\\-");
		break;
	case '\'':
		text_puts(page, "\\(aq");
		break;
	case '`':
		text_puts(page, "\\(ga");
		break;
	case '^':
		text_puts(page, "\\(ha");
		break;
	case '~':
		text_puts(page, "\\(ti");
		break;
	default:
		text_putc(page, c);
	}
}

static void guard(struct text *page, char first)
{
	/* A dot there would make it a request. */
	if (first == '.')
		text_puts(page, "\\&");
}

void roff_literal(struct text *page, const char *literal, size_t length)
{
	size_t i;

	guard(page, length ? literal[0] : 0);
	for (i = 0; i < length; i++)
		add(page, literal[i]);
}

static void bold(struct text *page, const char *literal, size_t length)
{
	text_puts(page, "\\fB");
	roff_literal(page, literal, length);
	text_puts(page, "\\fP");
}

void roff_bold(struct text *page, const char *literal)
{
	bold(page, literal, strlen(literal));
}

void roff_arguments(struct text *page, const char *arguments)
{
	const char *at = arguments;
	size_t length;

	while (*at) {
		for (length = 0; isalnum((unsigned char)at[length]); )
			length++;
		if (!length) {
			/* A blank between the dots would let the line be broken. */
			add(page, *at++);
			continue;
		}
		text_puts(page, islower((unsigned char)*at) ? "\\fB" : "\\fI");
		roff_literal(page, at, length);
		text_puts(page, "\\fP");
		at += length;
	}
}

/* How long is the name of a command after "aptrace " at @at; 0: there is none. */
static size_t command_length(const char *at)
{
	size_t length = 0;
	size_t i;

	if (strncmp(at, PROGRAM, strlen(PROGRAM)))
		return 0;
	at += strlen(PROGRAM);
	while (islower((unsigned char)at[length]))
		length++;
	for (i = 0; commands[i]; i++)
		if (strlen(commands[i]->name) == length &&
		    !memcmp(commands[i]->name, at, length))
			return strlen(PROGRAM) + length;
	return 0;
}

/* The same for "--option", and for a "-" that stands for itself. */
static size_t option_length(const char *at)
{
	size_t length = 0;

	while (at[length] == '-')
		length++;
	if (!length || (length == 1 && at[1] && !isspace((unsigned char)at[1])))
		return 0;
	while (isalpha((unsigned char)at[length]) ||
	       (at[length] == '-' && isalpha((unsigned char)at[length + 1])))
		length++;
	return length;
}

static void add_line(struct text *page, const char *line, size_t length)
{
	const char *end = line + length, *at = line;
	size_t begin = page->length;
	bool begins = true;
	size_t marked;

	guard(page, *line);
	while (at < end) {
		marked = begins ? command_length(at) : 0;
		if (!marked && begins)
			marked = option_length(at);
		if (marked) {
			bold(page, at, marked);
			at += marked;
			begins = false;
			continue;
		}
		begins = !isalnum((unsigned char)*at) && *at != '-';
		if (*at == ' ' && page->length - begin > WIDTH) {
			text_putc(page, '\n');
			begin = page->length;
			guard(page, *++at);
			continue;
		}
		add(page, *at++);
	}
	text_putc(page, '\n');
}

void roff_prose(struct text *page, const char *words)
{
	bool shown = false;
	size_t length;

	for (; *words; words += length + (words[length] == '\n')) {
		length = strcspn(words, "\n");
		if ((*words == ' ') != shown) {
			shown = !shown;
			text_puts(page, shown ? ".PP\n.nf\n" : ".fi\n.PP\n");
		}
		if (!shown) {
			add_line(page, words, length);
			continue;
		}
		roff_literal(page, words, length);
		text_putc(page, '\n');
	}
	if (shown)
		text_puts(page, ".fi\n");
}
