// SPDX-License-Identifier: GPL-2.0
/* Histograms as bars. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "latency_fields.h"
#include "latency_view.h"
#include "text_list.h"

#define EIGHTHS		8
/* A bound as format_duration() has it, right-aligned. */
#define BOUND_WIDTH	7
#define BAR_MIN		4

static const char title_style[] = "\033[1m";
static const char bar_style[] = "\033[32m";
static const char plain_style[] = "\033[0m";

static void styled(struct text *out, bool color, const char *how,
		   const char *string)
{
	if (color)
		text_puts(out, how);
	text_puts(out, string);
	if (color)
		text_puts(out, plain_style);
}

/* U+2588 is a full column, U+258F an eighth of one. */
static void block(struct text *text, unsigned int eighths)
{
	text_puts(text, "\xe2\x96");
	text_putc(text, (char)(0x90 - eighths));
}

/* So many of @most, in @columns; something is never nothing. */
static void bar(const struct latency_style *style, uint64_t count, uint64_t most,
		unsigned int columns, struct text *text)
{
	unsigned int steps = style->blocks ? columns * EIGHTHS : columns;
	/* As floating point: the product may not fit 64 bits, and a bar is a bar. */
	unsigned int length = (unsigned int)((double)count / most * steps);

	if (!count)
		return;
	if (!length)
		length = 1;
	if (length > steps)
		length = steps;
	for (; style->blocks && length >= EIGHTHS; length -= EIGHTHS)
		block(text, EIGHTHS);
	if (style->blocks && length)
		block(text, length);
	for (; !style->blocks && length; length--)
		text_putc(text, '#');
}

static unsigned int digits(uint64_t number)
{
	unsigned int count = 1;

	for (; number >= 10; number /= 10)
		count++;
	return count;
}

/* A line for each bucket from the first to the last that has something. */
static void buckets(const struct latency_style *style,
		    const struct aptrace_histogram *h, struct text *out)
{
	unsigned int first = APTRACE_BUCKETS, last = 0, bucket, used, columns;
	char low[FORMAT_BYTES], high[FORMAT_BYTES];
	struct text drawn = { 0 };
	uint64_t most = 0;

	for (bucket = 0; bucket < APTRACE_BUCKETS; bucket++) {
		if (!h->buckets[bucket])
			continue;
		if (first == APTRACE_BUCKETS)
			first = bucket;
		last = bucket;
		if (h->buckets[bucket] > most)
			most = h->buckets[bucket];
	}
	used = 2 + BOUND_WIDTH + 2 + BOUND_WIDTH + 2 + digits(most) + 1;
	columns = style->width > used + BAR_MIN ? style->width - used : BAR_MIN;
	for (bucket = first; bucket <= last; bucket++) {
		format_duration(low, sizeof(low), aptrace_bucket_low_ns(bucket));
		format_duration(high, sizeof(high), aptrace_bucket_high_ns(bucket));
		text_printf(out, "  %*s..%-*s  %*" PRIu64, BOUND_WIDTH, low,
			    BOUND_WIDTH, high, (int)digits(most),
			    (uint64_t)h->buckets[bucket]);
		text_clear(&drawn);
		bar(style, h->buckets[bucket], most, columns, &drawn);
		if (drawn.length) {
			text_putc(out, ' ');
			styled(out, style->color, bar_style, drawn.data);
		}
		text_putc(out, '\n');
	}
	text_free(&drawn);
}

static void one(const struct latency_style *style, struct view *view,
		const struct latency_row *row)
{
	const char *help = latency_slot_help(row->slot);
	char name[LATENCY_NAME_BYTES];
	struct text words = { 0 };

	latency_slot_name(row->slot, name);
	if (view->host)
		text_printf(&view->out, "%s: ", view->host);
	text_puts(&view->out, latency_is_arc(row->slot) ? "arc " : "phase ");
	styled(&view->out, style->color, title_style, name);
	text_putc(&view->out, '\n');
	if (help[0])
		text_wrap(&view->out, help, "  ", 2, style->width);
	latency_fields_line(row, &words);
	text_wrap(&view->out, words.data + 1, "  ", 2, style->width);
	text_free(&words);
	if (row->h->count)
		buckets(style, row->h, &view->out);
	text_putc(&view->out, '\n');
}

static void remark(struct view *view)
{
	text_puts(&view->out, "# ");
	if (view->host)
		text_printf(&view->out, "%s: ", view->host);
}

void latency_lines(const struct latency_style *style, struct view *view,
		   const struct latency_books *books, bool final)
{
	char clock[FORMAT_BYTES];
	unsigned int shown = 0;
	struct latency_row row;

	if (!final) {
		format_clock(clock, sizeof(clock),
			     view_now_ns(view) + view->clock_offset_ns);
		remark(view);
		text_printf(&view->out, "%s, so far:\n", clock);
	}
	for (row.slot = 0; row.slot < APTRACE_LATENCY_SLOTS; row.slot++) {
		row.h = &books->slots[row.slot];
		if (!latency_is_chosen(style->choice, row.slot) ||
		    (!row.h->count && !row.h->unpaired))
			continue;
		one(style, view, &row);
		shown++;
	}
	if (!shown) {
		remark(view);
		text_puts(&view->out, "nothing that was to be measured took place\n");
	}
	remark(view);
	text_printf(&view->out, "migrations: ended %" PRIu64 "; incomplete %" PRIu64 "; active %" PRIu64 "; events missing %" PRIu64 "\n",
		    books->migrations, books->incomplete, books->active,
		    books->events_missed);
}
