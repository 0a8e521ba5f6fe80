/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text of others in HTML. What is written is ASCII, and XML as well: so it is the same
 * page whatever a mail program or a ticket system takes its bytes for.
 */
#ifndef APTRACE_HTML_H
#define APTRACE_HTML_H

#include "text.h"

/**
 * html_text - append a string from anywhere: of a recording, of a command line
 * @html: receives it
 * @string: may have any bytes; NULL: nothing
 *
 * What means something in HTML, between tags as well as in quotes, means itself. Beyond
 * ASCII it is taken for UTF-8. What is not UTF-8, controls, and what would turn the
 * direction of the words around it becomes U+FFFD.
 */
void html_text(struct text *html, const char *string);

/* The same of a text. */
void html_take(struct text *html, const struct text *text);

/* "<td class="CLASS">STRING</td>"; @class: NULL for none, never from a recording. */
void html_element(struct text *html, const char *tag, const char *class,
		  const char *string);

#endif /* APTRACE_HTML_H */
