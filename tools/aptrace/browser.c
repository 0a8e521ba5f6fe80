// SPDX-License-Identifier: GPL-2.0
/* What somebody at a terminal has chosen to see of the migrations. */
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "browser.h"
#include "fields.h"
#include "screen.h"
#include "text.h"

/*
 * Numbers: the largest first, as that is what one looks for. Words: from A on. The
 * fields are those of the table of fields.
 */
static const struct {
	const char *name;
	const char *field;
} orders[] = {
	{ "time", NULL }, { "elapsed", "elapsed_ns" }, { "downtime", "downtime_ns" },
	{ "refused", "bad_queues" }, { "bytes", "bytes" }, { "mdev", "mdev_uuid" },
	{ "outcome", "outcome" },
};

static const char * const shows[BROWSER_SHOWS] = {
	[BROWSER_ALL] = "all",
	[BROWSER_ACTIVE] = "active",
	[BROWSER_FAILED] = "failed",
};

/* In what is looked for the needle, besides the name of the host. */
static const char * const searched[] = {
	"migration_id", "mdev_uuid", "role", "state", "outcome", "err_name",
	"stream_error", "cause", "reasons",
};

void browser_free(struct browser *browser)
{
	free(browser->rows);
	memset(browser, 0, sizeof(*browser));
}

const char *browser_order_name(unsigned int order)
{
	return order < ARRAY_SIZE(orders) ? orders[order].name : "?";
}

const char *browser_show_name(enum browser_show show)
{
	return show < BROWSER_SHOWS ? shows[show] : "?";
}

/* As people write: upper or lower case, ASCII. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, const char *needle)
{
	size_t i;

	for (; *text; text++) {
		for (i = 0; needle[i] && lower(text[i]) == lower(needle[i]); i++)
			;
		if (!needle[i])
			return true;
	}
	return !*needle;
}

static bool is_found(const struct browser *browser,
		     const struct browser_host *host, const struct migration *m)
{
	struct text text = { 0 };
	bool found = contains(host->name, browser->needle);
	size_t i;

	for (i = 0; !found && i < ARRAY_SIZE(searched); i++) {
		const struct field *field = field_find(searched[i]);
		struct value value = { 0 };

		field->get(m, host->now_ns, &value);
		text_clear(&text);
		value_text(&value, field->unit, &text);
		found = contains(text.data ? text.data : "", browser->needle);
	}
	text_free(&text);
	return found;
}

static bool is_shown(const struct browser *browser,
		     const struct browser_host *host, const struct migration *m)
{
	bool completed = m->session.ended == APTRACE_SESSION_ENDED &&
			 m->session.outcome == VFIO_AP_OUTCOME_COMPLETED;

	if (browser->show == BROWSER_ACTIVE && m->over)
		return false;
	if (browser->show == BROWSER_FAILED && (!m->over || completed))
		return false;
	return !browser->needle[0] || is_found(browser, host, m);
}

static void add_row(struct browser *browser, const struct migration *m,
		    unsigned int host)
{
	if (browser->count == browser->allocated) {
		browser->allocated = browser->allocated ?
				     2 * browser->allocated : 64;
		browser->rows = must_resize(browser->rows, browser->allocated,
					    sizeof(*browser->rows));
	}
	browser->rows[browser->count] = (struct browser_row) {
		.m = m,
		.session = m->session.session,
		.host = host,
		.at = browser->count,
	};
	browser->count++;
}

static void add_list(struct browser *browser, const struct browser_host *hosts,
		     unsigned int host, const struct migration *m, bool all)
{
	for (; m; m = m->next) {
		if (!migration_visible(m, all))
			continue;
		browser->total++;
		if (browser->chosen && host == browser->host &&
		    m->session.session == browser->session)
			browser->subject = (struct browser_row) {
				.m = m,
				.session = browser->session,
				.host = host,
			};
		if (is_shown(browser, &hosts[host], m))
			add_row(browser, m, host);
	}
}

/* What qsort() cannot be given otherwise; there is one screen, and one thread. */
static struct {
	const struct browser_host *hosts;
	const struct field *field;
	int sign;
} sorting;

static void get_value(const struct browser_row *row, struct value *value)
{
	memset(value, 0, sizeof(*value));
	if (sorting.field)
		sorting.field->get(row->m, sorting.hosts[row->host].now_ns,
				   value);
}

static uint64_t time_of_day(const struct browser_row *row, uint64_t boot_ns)
{
	return boot_ns + sorting.hosts[row->host].clock_offset_ns;
}

/* As in a model: active ones, oldest first; then the others, newest first. */
static int compare_times(const struct browser_row *a, const struct browser_row *b)
{
	uint64_t a_ns, b_ns;

	if (a->m->over != b->m->over)
		return a->m->over ? 1 : -1;
	if (!a->m->over) {
		a_ns = time_of_day(a, a->m->session.first_ns);
		b_ns = time_of_day(b, b->m->session.first_ns);
		return (a_ns > b_ns) - (a_ns < b_ns);
	}
	a_ns = time_of_day(a, a->m->session.last_ns);
	b_ns = time_of_day(b, b->m->session.last_ns);
	return (a_ns < b_ns) - (a_ns > b_ns);
}

static int compare_rows(const void *left, const void *right)
{
	const struct browser_row *a = left, *b = right;
	struct value of_a, of_b;
	int result;

	get_value(a, &of_a);
	get_value(b, &of_b);
	if (!sorting.field)
		result = sorting.sign * compare_times(a, b);
	else if (of_a.type == VALUE_UNKNOWN || of_b.type == VALUE_UNKNOWN)
		/* What is not known is of no interest, whichever way round. */
		return of_a.type == of_b.type ? (a->at > b->at) - (a->at < b->at) :
		       of_a.type == VALUE_UNKNOWN ? 1 : -1;
	else if (of_a.type == VALUE_TEXT)
		result = sorting.sign * strcmp(of_a.text, of_b.text);
	else
		result = sorting.sign * ((of_a.number < of_b.number) -
					 (of_a.number > of_b.number));
	if (result)
		return result;
	return sorting.field ? (a->at > b->at) - (a->at < b->at) :
	       sorting.sign * ((a->at > b->at) - (a->at < b->at));
}

static void swap_rows(struct browser *browser, size_t a, size_t b)
{
	struct browser_row row = browser->rows[a];

	browser->rows[a] = browser->rows[b];
	browser->rows[b] = row;
}

static void sort_rows(struct browser *browser, const struct browser_host *hosts,
		      unsigned int host_count)
{
	size_t i;

	/* One host's are in the order of the model, and reversed if it has to be. */
	if (!browser->order && host_count == 1) {
		for (i = 0; browser->reverse && i < browser->count / 2; i++)
			swap_rows(browser, i, browser->count - 1 - i);
		return;
	}
	sorting.hosts = hosts;
	sorting.field = browser->order ?
			field_find(orders[browser->order].field) : NULL;
	sorting.sign = browser->reverse ? -1 : 1;
	qsort(browser->rows, browser->count, sizeof(*browser->rows), compare_rows);
}

static void take_cursor(struct browser *browser, size_t row)
{
	if (!browser->count) {
		browser->cursor = 0;
		return;
	}
	browser->cursor = row < browser->count ? row : browser->count - 1;
	browser->subject = browser->rows[browser->cursor];
	browser->host = browser->subject.host;
	browser->session = browser->subject.session;
}

/* It stays with its migration; if that is gone, where it was. */
static void follow(struct browser *browser)
{
	size_t i;

	if (!browser->chosen)
		return;
	for (i = 0; i < browser->count; i++) {
		const struct browser_row *row = &browser->rows[i];

		if (row->host == browser->host &&
		    row->session == browser->session) {
			browser->cursor = i;
			return;
		}
	}
	/* Who reads about a migration goes on doing so. */
	if (browser->page != BROWSER_DETAILS)
		take_cursor(browser, browser->cursor);
}

void browser_arrange(struct browser *browser, const struct browser_host *hosts,
		     unsigned int host_count, bool all)
{
	unsigned int i;

	browser->count = 0;
	browser->total = 0;
	browser->subject.m = NULL;
	for (i = 0; i < host_count; i++)
		add_list(browser, hosts, i, hosts[i].model->active, all);
	for (i = 0; i < host_count; i++)
		add_list(browser, hosts, i, hosts[i].model->ended, all);
	sort_rows(browser, hosts, host_count);
	follow(browser);
}

void browser_fit(struct browser *browser, size_t room)
{
	browser->room = room;
	if (!browser->chosen || !room) {
		browser->top = 0;
		return;
	}
	if (browser->cursor < browser->top)
		browser->top = browser->cursor;
	if (browser->cursor >= browser->top + room)
		browser->top = browser->cursor - room + 1;
	/* No empty rows below as long as there is something above. */
	if (browser->top + room > browser->count)
		browser->top = browser->count > room ? browser->count - room : 0;
}

void browser_fit_page(struct browser *browser, size_t lines, size_t room)
{
	size_t most = lines > room ? lines - room : 0;

	browser->lines = lines;
	browser->room = room;
	if (browser->scroll > most)
		browser->scroll = most;
}

const struct browser_row *browser_chosen(const struct browser *browser)
{
	return browser->chosen && browser->subject.m ? &browser->subject : NULL;
}

/* Where a key leads from @at, in something of @count entries; false: nowhere. */
static bool move(int key, size_t room, size_t count, size_t *at)
{
	size_t last = count ? count - 1 : 0, step = room > 1 ? room - 1 : 1;

	switch (key) {
	case KEY_UP:
	case 'k':
		*at -= *at > 0;
		return true;
	case KEY_DOWN:
	case 'j':
		*at += *at < last;
		return true;
	case KEY_PAGE_UP:
		*at -= *at < step ? *at : step;
		return true;
	case KEY_PAGE_DOWN:
	case ' ':
		*at = last - *at < step ? last : *at + step;
		return true;
	case KEY_HOME:
	case 'g':
		*at = 0;
		return true;
	case KEY_END:
	case 'G':
		*at = last;
		return true;
	default:
		return false;
	}
}

static void type(struct browser *browser, int key)
{
	size_t length = strlen(browser->needle);

	if (key == KEY_ENTER) {
		browser->typing = false;
	} else if (key == KEY_ESCAPE) {
		browser->typing = false;
		browser->needle[0] = '\0';
	} else if (key == KEY_BACKSPACE) {
		if (length)
			browser->needle[length - 1] = '\0';
		else
			browser->typing = false;
	} else if (key >= ' ' && key <= '~' && length + 1 < sizeof(browser->needle)) {
		browser->needle[length] = (char)key;
		browser->needle[length + 1] = '\0';
	}
}

static void open_page(struct browser *browser, enum browser_page page)
{
	browser->page = page;
	browser->scroll = 0;
}

static void list_key(struct browser *browser, int key)
{
	size_t at = browser->cursor;

	switch (key) {
	case KEY_ENTER:
	case KEY_RIGHT:
		if (!browser->count)
			break;
		if (!browser->chosen) {
			browser->chosen = true;
			take_cursor(browser, browser->top);
		}
		open_page(browser, BROWSER_DETAILS);
		break;
	case KEY_ESCAPE:
		/* The last that was asked for is taken back first. */
		if (browser->needle[0])
			browser->needle[0] = '\0';
		else if (browser->show != BROWSER_ALL)
			browser->show = BROWSER_ALL;
		else
			browser->chosen = false;
		break;
	case 's':
		browser->order = (browser->order + 1) % ARRAY_SIZE(orders);
		break;
	case 'S':
		browser->order = (browser->order + ARRAY_SIZE(orders) - 1) %
				 ARRAY_SIZE(orders);
		break;
	case 'r':
		browser->reverse = !browser->reverse;
		break;
	case 'f':
		browser->show = (browser->show + 1) % BROWSER_SHOWS;
		break;
	case '/':
		browser->typing = true;
		break;
	case '?':
	case 'h':
		open_page(browser, BROWSER_HELP);
		break;
	default:
		/* The first one only shows the cursor. */
		if (!browser->chosen && move(key, browser->room, browser->count, &at)) {
			browser->chosen = browser->count;
			take_cursor(browser, key == KEY_END || key == 'G' ?
				    browser->count : browser->top);
		} else if (move(key, browser->room, browser->count, &at)) {
			take_cursor(browser, at);
		}
	}
}

static void page_key(struct browser *browser, int key)
{
	switch (key) {
	case KEY_ENTER:
	case KEY_ESCAPE:
	case KEY_LEFT:
	case KEY_BACKSPACE:
		open_page(browser, BROWSER_LIST);
		break;
	default:
		/* Up to where the last line is on the screen: browser_fit_page(). */
		move(key, browser->room, browser->lines, &browser->scroll);
	}
}

bool browser_key(struct browser *browser, int key)
{
	if (browser->typing) {
		type(browser, key);
		return true;
	}
	if (key == 'q' || key == 'Q')
		return false;
	if (browser->page == BROWSER_LIST)
		list_key(browser, key);
	else
		page_key(browser, key);
	return true;
}
