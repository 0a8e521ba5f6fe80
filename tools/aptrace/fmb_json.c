// SPDX-License-Identifier: GPL-2.0
/* aptrace fmb: one JSON object on a line for each thing that happens. */
#include <inttypes.h>
#include <stdio.h>

#include "../../driver/core/fmb.h"
#include "fmb_fields.h"
#include "fmb_view.h"
#include "format.h"
#include "json_line.h"
#include "zpci_name.h"

static struct json object_start(struct fmb_view *view, const char *type,
				uint64_t boot_ns)
{
	return json_line_open(&view->out, type, boot_ns, view->clock_offset_ns);
}

/* Under the same names as in the table of fields. */
static void name_json(const struct fmb_function *f, struct json *json)
{
	static const char * const names[] = { "function", "fid" };
	const struct fmb_moment moment = { .function = f };
	struct value value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fmb_field_get(fmb_field_find(names[i]), &moment, &value);
		value_json(&value, names[i], json);
	}
}

static void err_json(int err, struct json *json)
{
	char name[FORMAT_BYTES];

	json_signed(json, "err", err);
	format_errno(name, sizeof(name), err);
	if (err)
		json_string(json, "err_name", name);
	else
		json_null(json, "err_name");
}

static void jsonl_attached(struct fmb_view *view, const char *how,
			   unsigned int tracepoints)
{
	struct json json = object_start(view, "attached", clock_boot_ns());

	json_unsigned(&json, "tracepoints", tracepoints);
	json_string(&json, "attach", how);
	json_unsigned(&json, "abi", VFIO_ZPCI_TRACE_ABI);
	json_line_close(&json);
}

static void jsonl_reading(struct fmb_view *view, const struct fmb_function *f,
			  uint32_t interval_ms)
{
	struct json json = object_start(view, "reading", clock_boot_ns());

	name_json(f, &json);
	json_unsigned(&json, "read_interval_ms", interval_ms);
	json_line_close(&json);
}

static void jsonl_sample(struct fmb_view *view, const struct fmb_function *f,
			 const struct fmb_entry *entry)
{
	const struct fmb_function then = fmb_function_at(f, entry);
	const struct fmb_moment moment = { &then, entry, entry->sample.time_ns };
	struct json json = object_start(view, "sample", entry->sample.time_ns);

	fmb_fields_json(&moment, &json);
	json_line_close(&json);
}

static void jsonl_measured(struct fmb_view *view, const struct fmb_function *f,
			   enum aptrace_fmb_kind kind, uint64_t time_ns,
			   const struct vfio_zpci_ev_fmb_switch *event)
{
	struct json json = object_start(view, fmb_kind_name(kind), time_ns);

	name_json(f, &json);
	json_unsigned(&json, "seq", event->hdr.seq);
	json_string(&json, "cause", fmb_cause_name(event->cause));
	err_json(event->err, &json);
	json_line_close(&json);
}

static void jsonl_read_error(struct fmb_view *view, const struct fmb_function *f,
			     uint64_t time_ns, int err)
{
	struct json json = object_start(view, "read_error", time_ns);

	name_json(f, &json);
	err_json(err, &json);
	json_line_close(&json);
}

static void losses_json(const struct fmb_losses *losses, struct json *json)
{
	json_unsigned(json, "ring_full", losses->counters.ring_full);
	json_unsigned(json, "map_full", losses->counters.map_full);
	json_unsigned(json, "recursion_misses", losses->recursion_misses);
	json_unsigned(json, "unreadable", losses->counters.unreadable);
	json_bool(json, "lost", fmb_lost(losses));
}

static void jsonl_loss(struct fmb_view *view, const struct fmb_losses *losses)
{
	struct json json = object_start(view, "loss", clock_boot_ns());

	losses_json(losses, &json);
	json_line_close(&json);
}

static void functions_json(const struct fmb_model *model, uint64_t now_ns,
			   struct json *json)
{
	const struct fmb_function *f;

	json_open_array(json, "functions");
	for (f = model->functions; f; f = f->next) {
		const struct fmb_moment moment = { f, fmb_entry(f, 0), now_ns };

		json_open_object(json, NULL);
		fmb_fields_json(&moment, json);
		json_close_object(json);
	}
	json_close_array(json);
}

static void jsonl_summary(struct fmb_view *view, const struct fmb_model *model,
			  const struct fmb_losses *losses, uint64_t now_ns)
{
	struct json json = object_start(view, "summary", now_ns);
	unsigned int kind;

	functions_json(model, now_ns, &json);
	json_unsigned(&json, "samples", model->samples);
	if (losses) {
		json_unsigned(&json, "events", fmb_losses_events(losses));
		json_open_object(&json, "events_by_kind");
		for (kind = 0; kind < APTRACE_FMB_KINDS; kind++)
			json_unsigned(&json, fmb_kind_name(kind),
				      losses->counters.events[kind]);
		json_close_object(&json);
		json_unsigned(&json, "events_missed", fmb_model_missed(model));
		losses_json(losses, &json);
	}
	json_line_close(&json);
}

const struct fmb_view_ops fmb_view_json = {
	.attached = jsonl_attached,
	.reading = jsonl_reading,
	.sample = jsonl_sample,
	.measured = jsonl_measured,
	.read_error = jsonl_read_error,
	.loss = jsonl_loss,
	.summary = jsonl_summary,
};
