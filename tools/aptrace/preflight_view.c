// SPDX-License-Identifier: GPL-2.0
/* A prediction as text or as JSON Lines, from the same tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"
#include "inventory_sysfs.h"
#include "preflight_view.h"

/* More different ways out are not read by anybody. */
#define REMEDIES_MAX	100

/**
 * struct remedies - what to do, each thing once
 * @texts: in the order in which they came
 * @count: how many
 * @more: how many found no room; the same one may be among them twice
 */
struct remedies {
	char texts[REMEDIES_MAX][PREFLIGHT_REMEDY_BYTES];
	size_t count;
	size_t more;
};

static void remedies_add(struct remedies *remedies, const char *text)
{
	size_t i;

	for (i = 0; i < remedies->count; i++)
		if (!strcmp(remedies->texts[i], text))
			return;
	if (remedies->count == REMEDIES_MAX) {
		remedies->more++;
		return;
	}
	snprintf(remedies->texts[remedies->count++], PREFLIGHT_REMEDY_BYTES, "%s",
		 text);
}

static void remedies_text(const struct remedies *remedies, const char *title,
			  struct text *text)
{
	size_t i;

	if (!remedies->count)
		return;
	text_printf(text, "%s:\n", title);
	for (i = 0; i < remedies->count; i++)
		text_printf(text, "  %s\n", remedies->texts[i]);
	if (remedies->more)
		text_printf(text, "  and so on: %zu more are in --json\n",
			    remedies->more);
}

/* A host whose vfio_ap is not one that migrates: the verdict is what one would say. */
static bool cannot_migrate(const struct inventory *inventory)
{
	const struct inv_value *driver = inventory->driver;

	return !driver[INV_DRIVER_FEATURES].why &&
	       !inv_has_word(driver[INV_DRIVER_FEATURES].text, "migratable");
}

#define NOT_MIGRATABLE							\
	"its vfio_ap does not migrate (\"migratable\" is not among its features): "	\
	"the verdict is what one that does would say"

/* Rows of the same queue are few, reasons of a row are, too. */
static bool next_reason(const struct predict_row *row, unsigned int *reason)
{
	while (*reason < VFIO_AP_REASON_COUNT &&
	       !((row->certain | row->possible) & 1U << *reason))
		(*reason)++;
	return *reason < VFIO_AP_REASON_COUNT;
}

static void row_text(struct preflight *p, struct text *text,
		     struct remedies *mend, struct remedies *know)
{
	char remedy[PREFLIGHT_REMEDY_BYTES], more[256];
	struct value value;

	preflight_get(&preflight_row_fields[0], p, &value);
	text_puts(text, value.text);
	if (p->row->verdict.kind != VFIO_AP_VERDICT_QUEUE)
		text_printf(text, " (%s)", ap_verdict_kind_name(p->row->verdict.kind));
	text_printf(text, " %s\n", prediction_name(p->row->prediction));
	for (p->reason = 0; next_reason(p->row, &p->reason); p->reason++) {
		bool certain = p->row->certain & 1U << p->reason;

		/* What refuses it anyway needs no doubts, one by one. */
		if (!certain && p->row->certain)
			continue;
		text_puts(text, certain ? "  " : "  ?");
		text_puts(text, ap_reason(p->reason)->name);
		preflight_get(&preflight_reason_fields[2], p, &value);
		text_printf(text, ": expected %s", value.type == VALUE_TEXT ?
			    value.text : "what the source has");
		preflight_get(&preflight_reason_fields[3], p, &value);
		text_printf(text, ", %s%s\n", certain ? "found " : "", value.text);
		preflight_remedy(p, remedy);
		remedies_add(certain ? mend : know, remedy);
	}
	if (!p->row->certain || !p->row->possible)
		return;
	ap_reasons_format(more, sizeof(more), p->row->possible);
	text_printf(text, "  ?perhaps too: %s\n", more);
}

static void obstacles_text(const struct preflight *p, struct text *text,
			   struct remedies *mend, struct remedies *know)
{
	const struct predict_obstacle_row *row = p->result->obstacles;
	const struct preflight_obstacle *obstacle = preflight_obstacles;
	size_t i;

	for (i = 0; i < OBSTACLES; i++) {
		if (row[i].there == KNOWN_NO)
			continue;
		text_printf(text, "%s%s: %s%s%s\n",
			    row[i].there == KNOWN_YES ? "" : "?",
			    obstacle[i].name, obstacle[i].sentence,
			    row[i].why ? ", not known: " : "",
			    row[i].why ? row[i].why : "");
		remedies_add(row[i].there == KNOWN_YES ? mend : know,
			     obstacle[i].remedy);
	}
}

void preflight_text(const struct preflight *preflight, bool all,
		    struct text *text)
{
	const struct predict_result *result = preflight->result;
	struct remedies *mend = must_alloc(1, sizeof(*mend));
	struct remedies *know = must_alloc(1, sizeof(*know));
	struct preflight p = *preflight;
	u32 i;

	text_puts(text, "#");
	preflight_line(preflight_fields, PREFLIGHT_IN_HEAD, &p, text);
	text_putc(text, '\n');
	obstacles_text(&p, text, mend, know);
	for (i = 0; i < result->count; i++) {
		p.row = &result->rows[i];
		if (all || p.row->prediction != PREDICTION_COMPATIBLE)
			row_text(&p, text, mend, know);
	}
	p.row = NULL;
	remedies_text(mend, "to mend it", text);
	remedies_text(know, "to know it", text);
	if (cannot_migrate(p.options->src))
		text_puts(text, "note: source: " NOT_MIGRATABLE "\n");
	if (cannot_migrate(p.options->dst))
		text_puts(text, "note: destination: " NOT_MIGRATABLE "\n");
	text_puts(text, "#");
	preflight_line(preflight_fields, PREFLIGHT_IN_END, &p, text);
	text_putc(text, '\n');
	free(mend);
	free(know);
}

/* --- JSON */

static struct json object_start(struct text *text, const char *type)
{
	struct json json = { .text = text };

	json_open_object(&json, NULL);
	json_string(&json, "type", type);
	return json;
}

static void object_end(struct json *json)
{
	json_close_object(json);
	text_putc(json->text, '\n');
}

static void row_json(struct preflight *p, struct text *text)
{
	struct json json = object_start(text, "verdict");
	char remedy[PREFLIGHT_REMEDY_BYTES];

	preflight_json(preflight_row_fields, p, &json);
	json_open_array(&json, "reasons");
	for (p->reason = 0; next_reason(p->row, &p->reason); p->reason++) {
		json_open_object(&json, NULL);
		preflight_json(preflight_reason_fields, p, &json);
		preflight_remedy(p, remedy);
		json_string(&json, "remedy", remedy);
		json_close_object(&json);
	}
	json_close_array(&json);
	object_end(&json);
}

static void obstacle_json(const struct predict_obstacle_row *row,
			  const struct preflight_obstacle *obstacle,
			  struct text *text)
{
	struct json json = object_start(text, "obstacle");

	json_string(&json, "name", obstacle->name);
	json_bool(&json, "certain", row->there == KNOWN_YES);
	json_string(&json, "sentence", obstacle->sentence);
	if (row->why)
		json_string(&json, "why", row->why);
	else
		json_null(&json, "why");
	json_string(&json, "remedy", obstacle->remedy);
	object_end(&json);
}

static void note_json(const char *side, struct text *text)
{
	struct json json = object_start(text, "note");

	json_string(&json, "side", side);
	json_string(&json, "sentence", NOT_MIGRATABLE);
	object_end(&json);
}

void preflight_json_lines(const struct preflight *preflight, bool all,
			  struct text *text)
{
	const struct predict_result *result = preflight->result;
	struct preflight p = *preflight;
	struct json json;
	u32 i;

	for (i = 0; i < OBSTACLES; i++)
		if (result->obstacles[i].there != KNOWN_NO)
			obstacle_json(&result->obstacles[i],
				      &preflight_obstacles[i], text);
	for (i = 0; i < result->count; i++) {
		p.row = &result->rows[i];
		if (all || p.row->prediction != PREDICTION_COMPATIBLE)
			row_json(&p, text);
	}
	p.row = NULL;
	if (cannot_migrate(p.options->src))
		note_json("source", text);
	if (cannot_migrate(p.options->dst))
		note_json("destination", text);
	json = object_start(text, "summary");
	preflight_json(preflight_fields, &p, &json);
	object_end(&json);
}
