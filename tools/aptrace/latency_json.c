// SPDX-License-Identifier: GPL-2.0
/* Histograms as JSON Lines, and the JSON Schema of that. */
#include <stddef.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "json_line.h"
#include "latency_fields.h"
#include "latency_view.h"

#define TIME_PATTERN	\
	"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{9}Z$"

/* Of an object of type coverage: what the histograms are of. */
static const struct {
	const char *name;
	size_t offset;
} coverage[] = {
	{ "migrations", offsetof(struct latency_books, migrations) },
	{ "incomplete", offsetof(struct latency_books, incomplete) },
	{ "active", offsetof(struct latency_books, active) },
	{ "events_missed", offsetof(struct latency_books, events_missed) },
};

static struct json object_start(struct view *view, const char *type, bool final)
{
	struct json json = json_line_open(&view->out, type, view_now_ns(view),
					  view->clock_offset_ns);

	if (view->host)
		json_string(&json, "host", view->host);
	json_bool(&json, "final", final);
	return json;
}

static void one(struct view *view, const struct latency_row *row, bool final)
{
	struct json json = object_start(view, "latency", final);
	unsigned int bucket;

	latency_fields_json(row, &json);
	json_open_array(&json, "buckets");
	for (bucket = 0; bucket < APTRACE_BUCKETS; bucket++) {
		if (!row->h->buckets[bucket])
			continue;
		json_open_object(&json, NULL);
		json_unsigned(&json, "low_ns", aptrace_bucket_low_ns(bucket));
		json_unsigned(&json, "high_ns", aptrace_bucket_high_ns(bucket));
		json_unsigned(&json, "count", row->h->buckets[bucket]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_line_close(&json);
}

void latency_json(const struct latency_style *style, struct view *view,
		  const struct latency_books *books, bool final)
{
	struct latency_row row;
	struct json json;
	size_t i;

	for (row.slot = 0; row.slot < APTRACE_LATENCY_SLOTS; row.slot++) {
		row.h = &books->slots[row.slot];
		if (latency_is_chosen(style->choice, row.slot) &&
		    (row.h->count || row.h->unpaired))
			one(view, &row, final);
	}
	json = object_start(view, "coverage", final);
	for (i = 0; i < ARRAY_SIZE(coverage); i++)
		json_unsigned(&json, coverage[i].name,
			      *(const uint64_t *)((const char *)books +
						  coverage[i].offset));
	json_line_close(&json);
}

static void type_schema(struct json *json, const char *name, const char *type,
			bool null)
{
	json_open_object(json, name);
	if (null) {
		json_open_array(json, "type");
		json_string(json, NULL, type);
		json_string(json, NULL, "null");
		json_close_array(json);
	} else {
		json_string(json, "type", type);
	}
	if (!strcmp(type, "integer")) {
		json_unsigned(json, "minimum", 0);
		json_unsigned(json, "maximum", UINT64_MAX);
	}
	json_close_object(json);
}

static void definition_begin(struct json *json, const char *type)
{
	json_open_object(json, type);
	json_string(json, "type", "object");
	json_open_object(json, "properties");
	json_open_object(json, "type");
	json_string(json, "const", type);
	json_close_object(json);
	json_open_object(json, "time");
	json_string(json, "type", "string");
	json_string(json, "pattern", TIME_PATTERN);
	json_close_object(json);
	type_schema(json, "boot_ns", "integer", false);
	type_schema(json, "host", "string", false);
	type_schema(json, "final", "boolean", false);
}

/* The properties are done; now which of them there must be. */
static void required_begin(struct json *json)
{
	json_close_object(json);
	json_open_array(json, "required");
	json_string(json, NULL, "type");
	json_string(json, NULL, "time");
	json_string(json, NULL, "boot_ns");
	json_string(json, NULL, "final");
}

static void definition_end(struct json *json)
{
	json_close_array(json);
	json_close_object(json);
}

static void buckets_schema(struct json *json)
{
	static const char * const members[] = { "low_ns", "high_ns", "count" };
	size_t i;

	json_open_object(json, "buckets");
	json_string(json, "type", "array");
	json_open_object(json, "items");
	json_string(json, "type", "object");
	json_open_object(json, "properties");
	for (i = 0; i < ARRAY_SIZE(members); i++)
		type_schema(json, members[i], "integer", false);
	json_close_object(json);
	json_open_array(json, "required");
	for (i = 0; i < ARRAY_SIZE(members); i++)
		json_string(json, NULL, members[i]);
	json_close_array(json);
	json_close_object(json);
	json_close_object(json);
}

static void histogram_schema(struct json *json)
{
	size_t i;

	definition_begin(json, "latency");
	for (i = 0; i < latency_field_count; i++)
		if (latency_fields[i].where & LATENCY_IN_JSON)
			type_schema(json, latency_fields[i].name,
				    latency_fields[i].type,
				    latency_fields[i].null);
	buckets_schema(json);
	required_begin(json);
	for (i = 0; i < latency_field_count; i++)
		if (latency_fields[i].where & LATENCY_IN_JSON)
			json_string(json, NULL, latency_fields[i].name);
	json_string(json, NULL, "buckets");
	definition_end(json);
}

static void coverage_schema(struct json *json)
{
	size_t i;

	definition_begin(json, "coverage");
	for (i = 0; i < ARRAY_SIZE(coverage); i++)
		type_schema(json, coverage[i].name, "integer", false);
	required_begin(json);
	for (i = 0; i < ARRAY_SIZE(coverage); i++)
		json_string(json, NULL, coverage[i].name);
	definition_end(json);
}

static void reference(struct json *json, const char *path)
{
	json_open_object(json, NULL);
	json_string(json, "$ref", path);
	json_close_object(json);
}

void latency_schema(struct text *text)
{
	struct json json = { .text = text };

	json_open_object(&json, NULL);
	json_string(&json, "$schema",
		    "https://json-schema.org/draft/2020-12/schema");
	json_string(&json, "title",
		    "A line of aptrace latency --json of type latency or coverage");
	json_string(&json, "$comment",
		    "SPDX-License-Identifier: GPL-2.0. Made by aptrace latency --schema");
	json_open_array(&json, "oneOf");
	reference(&json, "#/$defs/latency");
	reference(&json, "#/$defs/coverage");
	json_close_array(&json);
	json_open_object(&json, "$defs");
	histogram_schema(&json);
	coverage_schema(&json);
	json_close_object(&json);
	json_close_object(&json);
	text_putc(text, '\n');
}
