// SPDX-License-Identifier: GPL-2.0
/* An explanation as a JSON object. */
#include <string.h>

#include "aggregate.h"
#include "explain_fields.h"
#include "fields.h"
#include "format.h"

static void put_text(struct json *json, const char *name,
		     const struct text *text)
{
	if (text->length)
		json_string(json, name, text->data);
	else
		json_null(json, name);
}

static void put_word(struct json *json, const char *name, const char *word)
{
	if (word && *word)
		json_string(json, name, word);
	else
		json_null(json, name);
}

static void put_class(const struct explanation *ex, const char *name,
		      struct json *json)
{
	json_string(json, name, ex->class->name);
}

static void put_result(const struct explanation *ex, const char *name,
		       struct json *json)
{
	json_string(json, name, ex->class->result);
}

static void put_headline(const struct explanation *ex, const char *name,
			 struct json *json)
{
	put_text(json, name, &ex->headline);
}

static void put_what(const struct explanation *ex, const char *name,
		     struct json *json)
{
	put_text(json, name, &ex->what);
}

static void put_host(const struct explanation *ex, const char *name,
		     struct json *json)
{
	put_word(json, name, ex->subject->origin.host);
}

static void put_migration_id(const struct explanation *ex, const char *name,
			     struct json *json)
{
	char id[UUID_TEXT_BYTES];

	format_id(id, ex->subject->m.session.migration_id);
	put_word(json, name, id);
}

static void put_rule(const struct explanation *ex, const char *name,
		     struct json *json)
{
	put_word(json, name, ex->class->rule.rule);
}

static void put_rule_source(const struct explanation *ex, const char *name,
			    struct json *json)
{
	put_word(json, name, ex->class->rule.source);
}

static void put_guest(const struct explanation *ex, const char *name,
		      struct json *json)
{
	put_text(json, name, &ex->guest.words);
}

static void put_guest_place(const struct explanation *ex, const char *name,
			    struct json *json)
{
	static const char * const places[] = {
		[EXPLAIN_PLACE_SOURCE] = "source",
		[EXPLAIN_PLACE_DESTINATION] = "destination",
		[EXPLAIN_PLACE_BOTH] = "both",
		[EXPLAIN_PLACE_NOWHERE] = "nowhere",
	};

	put_word(json, name, places[ex->guest.place]);
}

static void put_guest_paused_ns(const struct explanation *ex, const char *name,
				struct json *json)
{
	if (ex->guest.paused_known)
		json_unsigned(json, name, ex->guest.paused_ns);
	else
		json_null(json, name);
}

static void put_guest_by_clocks(const struct explanation *ex, const char *name,
				struct json *json)
{
	json_bool(json, name, ex->guest.by_clocks);
}

static void put_todos(struct json *json, const char *name,
		      const struct explain_todos *todos)
{
	unsigned int i;

	json_open_array(json, name);
	for (i = 0; i < todos->count; i++) {
		const struct explain_todo *todo = &todos->items[i];

		json_open_object(json, NULL);
		json_string(json, "where", todo->where.data);
		json_bool(json, "instead", todo->instead);
		put_word(json, "words", todo->words);
		put_text(json, "command", &todo->command);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_finding(struct json *json, const struct explain_finding *finding)
{
	struct text subject = { 0 };
	size_t i;

	json_open_object(json, NULL);
	json_string(json, "name", finding->name);
	json_unsigned(json, "bit", finding->bit);
	json_string(json, "sentence", finding->sentence);
	json_string(json, "rule", finding->rule->rule);
	json_string(json, "rule_source", finding->rule->source);
	json_unsigned(json, "count", finding->count);
	json_open_array(json, "groups");
	for (i = 0; i < finding->group_count; i++) {
		text_clear(&subject);
		verdict_group_subject(&finding->groups[i], &subject);
		json_open_object(json, NULL);
		json_string(json, "subject", subject.data);
		json_unsigned(json, "count", finding->groups[i].count);
		json_string(json, "expected", finding->groups[i].expected);
		json_string(json, "found", finding->groups[i].found);
		json_close_object(json);
	}
	json_close_array(json);
	put_todos(json, "steps", &finding->todos);
	json_close_object(json);
	text_free(&subject);
}

static void put_findings(const struct explanation *ex, const char *name,
			 struct json *json)
{
	unsigned int i;

	json_open_array(json, name);
	for (i = 0; i < ex->finding_count; i++)
		put_finding(json, &ex->findings[i]);
	json_close_array(json);
}

static void put_steps(const struct explanation *ex, const char *name,
		      struct json *json)
{
	put_todos(json, name, &ex->todos);
}

static void put_list(struct json *json, const char *name,
		     const struct text_list *list)
{
	size_t i;

	json_open_array(json, name);
	for (i = 0; i < list->count; i++)
		json_string(json, NULL, list->items[i].data);
	json_close_array(json);
}

static void put_remarks(const struct explanation *ex, const char *name,
			struct json *json)
{
	put_list(json, name, &ex->remarks);
}

static void put_uncertain(const struct explanation *ex, const char *name,
			  struct json *json)
{
	put_list(json, name, &ex->uncertain);
}

static void put_half(struct json *json, const struct story_half *half)
{
	char time[40];

	json_open_object(json, NULL);
	put_word(json, "host", half->origin.host);
	format_iso_time(time, sizeof(time),
			story_time_ns(half, half->m.session.last_ns));
	json_string(json, "last_time", time);
	json_bool(json, "kept", half->m.kept);
	fields_json(&half->m, half->m.session.last_ns, json);
	json_close_object(json);
}

static void put_halves(const struct explanation *ex, const char *name,
		       struct json *json)
{
	const struct story *story = ex->story;

	json_open_array(json, name);
	if (story->source)
		put_half(json, story->source);
	if (story->destination)
		put_half(json, story->destination);
	if (story->neither)
		put_half(json, story->neither);
	json_close_array(json);
}

const struct explain_field explain_fields[] = {
	{ "class", put_class, "how it went, one word; see the list" },
	{ "result", put_result, "the first word of the text" },
	{ "headline", put_headline, "the rest of the first line" },
	{ "migration_id", put_migration_id, "the key that both hosts share" },
	{ "host", put_host, "the host that it is about" },
	{ "what", put_what, "what happened" },
	{ "rule", put_rule, "why the driver does so" },
	{ "rule_source", put_rule_source, "where that rule comes from" },
	{ "guest", put_guest, "what the guest suffered, in words" },
	{ "guest_place", put_guest_place, "where it runs" },
	{ "guest_paused_ns", put_guest_paused_ns,
	  "how long it stood still; 0: it was not paused" },
	{ "guest_by_clocks", put_guest_by_clocks,
	  "that is a difference between the clocks of two hosts" },
	{ "findings", put_findings, "the reasons, with queues and steps" },
	{ "steps", put_steps, "what else to do" },
	{ "remarks", put_remarks, "what else is worth knowing" },
	{ "uncertain", put_uncertain, "what is not certain, and why" },
	{ "halves", put_halves, "the fields of the migration on each host" },
};

const size_t explain_field_count = ARRAY_SIZE(explain_fields);

void explain_json(const struct explanation *ex, struct json *json)
{
	size_t i;

	json_open_object(json, NULL);
	json_string(json, "type", "explanation");
	for (i = 0; i < explain_field_count; i++)
		explain_fields[i].put(ex, explain_fields[i].name, json);
	json_close_object(json);
}
