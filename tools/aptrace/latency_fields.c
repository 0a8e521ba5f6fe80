// SPDX-License-Identifier: GPL-2.0
/* The one table of what can be said of a histogram. */
#include <stdio.h>

#include "../../driver/core/names.h"
#include "../../driver/core/types.h"
#include "format.h"
#include "latency_fields.h"
#include "latency_slots.h"

static void get_kind(const struct latency_row *row, struct value *value)
{
	value_set_text(value, latency_is_arc(row->slot) ? "arc" : "phase");
}

static void get_name(const struct latency_row *row, struct value *value)
{
	char name[LATENCY_NAME_BYTES];

	latency_slot_name(row->slot, name);
	value_set_text(value, name);
}

static void get_from(const struct latency_row *row, struct value *value)
{
	if (latency_is_arc(row->slot))
		value_set_text(value,
			       ap_state_name(row->slot / VFIO_AP_TRACE_STATES));
}

static void get_to(const struct latency_row *row, struct value *value)
{
	if (latency_is_arc(row->slot))
		value_set_text(value,
			       ap_state_name(row->slot % VFIO_AP_TRACE_STATES));
}

static void get_measured_by(const struct latency_row *row, struct value *value)
{
	value_set_text(value, latency_by_driver(row->slot) ? "driver" : "listener");
}

static void get_count(const struct latency_row *row, struct value *value)
{
	value_set_unsigned(value, row->h->count);
}

static void get_failed(const struct latency_row *row, struct value *value)
{
	value_set_unsigned(value, row->h->failed);
}

static void get_unpaired(const struct latency_row *row, struct value *value)
{
	value_set_unsigned(value, row->h->unpaired);
}

static void get_sum(const struct latency_row *row, struct value *value)
{
	if (histogram_sum_known(row->h))
		value_set_unsigned(value, row->h->sum_ns);
}

static void get_mean(const struct latency_row *row, struct value *value)
{
	if (row->h->count && histogram_sum_known(row->h))
		value_set_unsigned(value, row->h->sum_ns / row->h->count);
}

static void get_min(const struct latency_row *row, struct value *value)
{
	if (row->h->count)
		value_set_unsigned(value, row->h->min_ns);
}

static void get_max(const struct latency_row *row, struct value *value)
{
	if (row->h->count)
		value_set_unsigned(value, row->h->max_ns);
}

/* Nobody knows where in its bucket it is: both bounds are told, and no number between. */
static void percentile_text(const struct latency_row *row, unsigned int percent,
			    struct value *value)
{
	char low[FORMAT_BYTES], high[FORMAT_BYTES], text[2 * FORMAT_BYTES + 2];
	unsigned int bucket;

	if (!row->h->count)
		return;
	bucket = histogram_percentile(row->h, percent);
	format_duration(low, sizeof(low), aptrace_bucket_low_ns(bucket));
	format_duration(high, sizeof(high), aptrace_bucket_high_ns(bucket));
	snprintf(text, sizeof(text), "%s..%s", low, high);
	value_set_text(value, text);
}

#define GET_PERCENTILE(percent)						\
static void get_p##percent(const struct latency_row *row,		\
			   struct value *value)				\
{									\
	percentile_text(row, percent, value);				\
}									\
									\
static void get_p##percent##_low(const struct latency_row *row,		\
				 struct value *value)			\
{									\
	if (row->h->count)						\
		value_set_unsigned(value, aptrace_bucket_low_ns(	\
			histogram_percentile(row->h, percent)));	\
}									\
									\
static void get_p##percent##_high(const struct latency_row *row,	\
				  struct value *value)			\
{									\
	if (row->h->count)						\
		value_set_unsigned(value, aptrace_bucket_high_ns(	\
			histogram_percentile(row->h, percent)));	\
}									\
struct aptrace_semicolon

GET_PERCENTILE(50);
GET_PERCENTILE(90);
GET_PERCENTILE(99);

#define LINE	LATENCY_IN_LINE
#define JSON	LATENCY_IN_JSON

const struct latency_field latency_fields[] = {
	{ "kind", "string", false, UNIT_NONE, JSON, get_kind,
	  "arc or phase" },
	{ "name", "string", false, UNIT_NONE, JSON, get_name,
	  "FROM:TO, or the phase" },
	{ "from", "string", true, UNIT_NONE, JSON, get_from,
	  "where the arc begins" },
	{ "to", "string", true, UNIT_NONE, JSON, get_to,
	  "where it leads" },
	{ "measured_by", "string", false, UNIT_NONE, JSON, get_measured_by,
	  "driver, or listener: from one event to the next" },
	{ "count", "integer", false, UNIT_NONE, LINE | JSON, get_count,
	  "how many there were" },
	{ "failed", "integer", false, UNIT_NONE, LINE | JSON, get_failed,
	  "how many of them failed" },
	{ "unpaired", "integer", false, UNIT_NONE, LINE | JSON, get_unpaired,
	  "how many could not be measured and are in no other number" },
	{ "sum_ns", "integer", true, UNIT_NS, JSON, get_sum,
	  "of all of them" },
	{ "min_ns", "integer", true, UNIT_NS, LINE | JSON, get_min,
	  "the shortest" },
	{ "mean_ns", "integer", true, UNIT_NS, LINE | JSON, get_mean,
	  "sum by count, rounded down" },
	{ "max_ns", "integer", true, UNIT_NS, LINE | JSON, get_max,
	  "the longest" },
	{ "p50", NULL, true, UNIT_NONE, LINE, get_p50,
	  "bounds of the bucket that has the median" },
	{ "p90", NULL, true, UNIT_NONE, LINE, get_p90,
	  "the same of 90 percent" },
	{ "p99", NULL, true, UNIT_NONE, LINE, get_p99,
	  "the same of 99 percent" },
	{ "p50_low_ns", "integer", true, UNIT_NS, JSON, get_p50_low,
	  "the median is in a bucket that begins with this" },
	{ "p50_high_ns", "integer", true, UNIT_NS, JSON, get_p50_high,
	  "and ends with this" },
	{ "p90_low_ns", "integer", true, UNIT_NS, JSON, get_p90_low,
	  "the same of 90 percent" },
	{ "p90_high_ns", "integer", true, UNIT_NS, JSON, get_p90_high,
	  "and ends with this" },
	{ "p99_low_ns", "integer", true, UNIT_NS, JSON, get_p99_low,
	  "the same of 99 percent" },
	{ "p99_high_ns", "integer", true, UNIT_NS, JSON, get_p99_high,
	  "and ends with this" },
};

const size_t latency_field_count = ARRAY_SIZE(latency_fields);

void latency_fields_line(const struct latency_row *row, struct text *text)
{
	size_t i;

	for (i = 0; i < latency_field_count; i++) {
		const struct latency_field *field = &latency_fields[i];
		struct value value = { .type = VALUE_UNKNOWN };

		if (!(field->where & LINE))
			continue;
		field->get(row, &value);
		/* Of what did not go wrong nothing need be said. */
		if (value.type == VALUE_UNSIGNED && !value.number &&
		    (field->get == get_failed || field->get == get_unpaired))
			continue;
		value_line(&value, field->name, field->unit, text);
	}
}

void latency_fields_json(const struct latency_row *row, struct json *json)
{
	size_t i;

	for (i = 0; i < latency_field_count; i++) {
		const struct latency_field *field = &latency_fields[i];
		struct value value = { .type = VALUE_UNKNOWN };

		if (!(field->where & JSON))
			continue;
		field->get(row, &value);
		value_json(&value, field->name, json);
	}
}
