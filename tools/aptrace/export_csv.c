// SPDX-License-Identifier: GPL-2.0
/* Events as rows of a table. */
#include <inttypes.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "export.h"
#include "format.h"

/* The fields of all kinds together have fewer names. */
#define COLUMNS_MAX	64

/* A column; kinds that have a field of that name share it. */
struct columns {
	const struct event_field *fields[COLUMNS_MAX];
	size_t count;
};

static void add_columns(struct columns *columns,
			const struct event_field *field)
{
	size_t i;

	for (; field->name; field++) {
		for (i = 0; i < columns->count; i++)
			if (!strcmp(columns->fields[i]->name, field->name))
				break;
		if (i == columns->count && i < COLUMNS_MAX)
			columns->fields[columns->count++] = field;
	}
}

static void find_columns(struct columns *columns)
{
	unsigned int kind;

	columns->count = 0;
	add_columns(columns, event_header_fields());
	for (kind = 0; kind < APTRACE_KINDS; kind++)
		add_columns(columns, event_fields(kind));
}

/* A text that begins like a formula is one to spreadsheets: an apostrophe helps. */
static void cell(struct text *text, const char *words)
{
	bool quoted = strpbrk(words, ",\"\r\n");

	if (quoted)
		text_putc(text, '"');
	if (*words && strchr("=+-@\t\r", *words))
		text_putc(text, '\'');
	for (; *words; words++) {
		if (*words == '"')
			text_putc(text, '"');
		text_putc(text, *words);
	}
	if (quoted)
		text_putc(text, '"');
}

static void head_of(const struct event_field *field, struct text *text)
{
	unsigned int state;

	if (field->form == FORM_STATE_TIMES) {
		for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
			text_printf(text, ",%s_%s", field->name,
				    ap_state_name(state));
		return;
	}
	if (field->form == FORM_REASONS)
		text_puts(text, ",reason_mask");
	text_printf(text, ",%s", field->name);
	if (field->form == FORM_ERR)
		text_puts(text, ",err_name");
}

static void head(const struct columns *columns, struct text *text)
{
	size_t i;

	text_puts(text, "time,boot_ns,host,event");
	for (i = 0; i < columns->count; i++)
		head_of(columns->fields[i], text);
	text_puts(text, "\r\n");
}

struct reason_names {
	struct text *text;
	bool more;
};

static void add_reason(void *context, const struct verdict_reason *reason)
{
	struct reason_names *names = context;

	text_printf(names->text, "%s%s", names->more ? " " : "", reason->name);
	names->more = true;
}

/* As many commas and nothing between them as the column has cells. */
static void no_value(const struct event_field *column, struct text *text)
{
	unsigned int i, cells = 1;

	if (column->form == FORM_STATE_TIMES)
		cells = VFIO_AP_TRACE_STATES;
	else if (column->form == FORM_REASONS || column->form == FORM_ERR)
		cells = 2;
	for (i = 0; i < cells; i++)
		text_putc(text, ',');
}

static void word_value(const struct event_field *field, uint64_t number,
		       struct text *text)
{
	const char *word = event_field_word(field, number);

	if (!number && event_field_may_be_null(field))
		return;
	if (word)
		cell(text, word);
	else
		text_printf(text, "%" PRIu64, number);
}

static void state_times(const void *at, struct text *text)
{
	uint64_t spent[VFIO_AP_TRACE_STATES];
	unsigned int state;

	memcpy(spent, at, sizeof(spent));
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
		text_printf(text, ",%" PRIu64, spent[state]);
}

static void value(const struct event_field *field, const void *event,
		  struct text *text)
{
	const void *at = (const char *)event + field->offset;
	struct reason_names names = { .text = text };
	struct ap_verdict verdict;
	char formatted[FORMAT_BYTES + UUID_TEXT_BYTES];
	uint64_t number;

	if (field->form == FORM_STATE_TIMES) {
		state_times(at, text);
		return;
	}
	text_putc(text, ',');
	switch (field->form) {
	case FORM_UUID:
		format_uuid(formatted, at);
		text_puts(text, formatted);
		return;
	case FORM_ID:
		format_id(formatted, at);
		text_puts(text, formatted);
		return;
	case FORM_SUBJECT:
		verdict = verdict_core(event);
		ap_verdict_format_subject(formatted, sizeof(formatted),
					  &verdict);
		cell(text, formatted);
		return;
	default:
		break;
	}
	number = event_load_number(field, event);
	switch (field->form) {
	case FORM_ERR:
		text_printf(text, "%" PRId32 ",", (int32_t)number);
		if (!number)
			return;
		format_errno(formatted, sizeof(formatted), (int32_t)number);
		cell(text, formatted);
		return;
	case FORM_REASONS:
		text_printf(text, "%" PRIu64 ",", number);
		verdict_for_each_reason(event, add_reason, &names);
		return;
	case FORM_INFO:
		text_printf(text, "0x%016" PRIx64, number);
		return;
	default:
		break;
	}
	if (event_field_is_word(field))
		word_value(field, number, text);
	else
		text_printf(text, "%" PRIu64, number);
}

/* The field of that name of a kind of events. */
static const struct event_field *field_of(unsigned int kind, const char *name)
{
	const struct event_field *field;

	for (field = event_header_fields(); field->name; field++)
		if (!strcmp(field->name, name))
			return field;
	for (field = event_fields(kind); field->name; field++)
		if (!strcmp(field->name, name))
			return field;
	return NULL;
}

static void row(const struct event_list *list, const struct columns *columns,
		const struct listed_event *listed, struct text *text)
{
	const struct event_field *field;
	char time[40];
	size_t i;

	format_iso_time(time, sizeof(time), listed->time_ns);
	text_printf(text, "%s,%" PRIu64 ",", time, listed->boot_ns);
	cell(text, list->hosts[listed->host].header.host);
	text_putc(text, ',');
	cell(text, event_name(listed->kind));
	for (i = 0; i < columns->count; i++) {
		field = field_of(listed->kind, columns->fields[i]->name);
		if (field)
			value(field, listed->event, text);
		else
			no_value(columns->fields[i], text);
	}
	text_puts(text, "\r\n");
}

bool export_csv(const struct event_list *list, piece_fn fn, void *context)
{
	struct columns columns;
	struct text text = { 0 };
	bool good;
	size_t i;

	find_columns(&columns);
	head(&columns, &text);
	good = fn(context, &text);
	for (i = 0; i < list->count && good; i++) {
		row(list, &columns, &list->events[i], &text);
		good = fn(context, &text);
	}
	text_free(&text);
	return good;
}
