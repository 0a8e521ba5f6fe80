// SPDX-License-Identifier: GPL-2.0
/* One JSON object on a line for each thing that happens. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "fields.h"
#include "format.h"
#include "view.h"

static struct json object_start(struct view *view, const char *type,
				uint64_t boot_ns)
{
	struct json json = { .text = &view->out };
	char time[40];

	json_open_object(&json, NULL);
	json_string(&json, "type", type);
	format_iso_time(time, sizeof(time), boot_ns + view->clock_offset_ns);
	json_string(&json, "time", time);
	json_unsigned(&json, "boot_ns", boot_ns);
	return json;
}

static void object_end(struct view *view, struct json *json)
{
	json_close_object(json);
	text_putc(&view->out, '\n');
}

static void jsonl_attached(struct view *view, const char *how,
			   unsigned int tracepoints)
{
	struct json json = object_start(view, "attached", clock_boot_ns());

	json_unsigned(&json, "tracepoints", tracepoints);
	json_string(&json, "attach", how);
	json_unsigned(&json, "abi", VFIO_AP_TRACE_ABI);
	object_end(view, &json);
}

/*
 * What is told of here happened at @time_ns, but the record in the map is as
 * new as can be. The line must not contradict itself: a migration that is being
 * told of has not ended before its end is told.
 */
static struct migration as_of(const struct migration *m)
{
	struct migration then = *m;

	if (!then.over) {
		then.session.ended = APTRACE_SESSION_ACTIVE;
		then.session.outcome = VFIO_AP_OUTCOME_NONE;
	}
	return then;
}

/* An update has all fields, so that each line can be understood alone. */
static void update(struct view *view, const struct migration *m,
		   uint64_t time_ns, const char *change)
{
	struct json json = object_start(view, "update", time_ns);
	struct migration then = as_of(m);

	json_string(&json, "change", change);
	fields_json(&then, time_ns, &json);
	object_end(view, &json);
}

static void jsonl_start(struct view *view, const struct migration *m,
			uint64_t now_ns)
{
	(void)now_ns;
	update(view, m, m->session.first_ns, "start");
}

static void arc_object(struct view *view, const struct migration *m,
		       uint64_t time_ns, const struct vfio_ap_ev_arc *arc)
{
	struct json json = object_start(view, "update", time_ns);
	struct migration then = as_of(m);

	then.session.state = arc->err ? arc->from : arc->to;
	json_string(&json, "change", "state");
	json_string(&json, "from", ap_state_name(arc->from));
	json_string(&json, "to", ap_state_name(arc->to));
	json_signed(&json, "arc_err", arc->err);
	json_unsigned(&json, "arc_ns", arc->duration_ns);
	fields_json(&then, time_ns, &json);
	object_end(view, &json);
}

static void event_object(struct view *view, const char *type,
			 const struct aptrace_record *record, const void *event)
{
	struct json json = object_start(view, type, record->time_ns);

	if (!strcmp(type, "event"))
		json_string(&json, "event", event_name(record->kind));
	event_json(record->kind, event, &json);
	object_end(view, &json);
}

static void jsonl_record(struct view *view, const struct migration *m,
			 const struct aptrace_record *record, const void *event)
{
	switch (record->kind) {
	case APTRACE_ARC:
		arc_object(view, m, record->time_ns, event);
		break;
	case APTRACE_BEGIN:
		update(view, m, record->time_ns, "begin");
		break;
	default:
		/* verdict, dropped, apply, reset: as the event has it */
		event_object(view, event_name(record->kind), record, event);
		break;
	}
}

static void jsonl_progress(struct view *view, const struct migration *m,
			   uint64_t now_ns)
{
	update(view, m, now_ns, "progress");
}

static void jsonl_end(struct view *view, const struct migration *m,
		      uint64_t now_ns)
{
	struct json json = object_start(view, "end", m->session.last_ns);

	fields_json(m, now_ns, &json);
	json_unsigned(&json, "verdicts_missing", model_verdicts_missing(m));
	object_end(view, &json);
}

static void jsonl_event(struct view *view, const struct aptrace_record *record,
			const void *event)
{
	event_object(view, "event", record, event);
}

static void losses_json(const struct collector_losses *losses,
			struct json *json)
{
	json_unsigned(json, "ring_full", losses->counters.ring_full);
	json_unsigned(json, "map_full", losses->counters.map_full);
	json_unsigned(json, "ends_unmapped", losses->counters.ends_unmapped);
	json_unsigned(json, "recursion_misses", losses->recursion_misses);
	json_unsigned(json, "unreadable", losses->counters.unreadable);
	json_bool(json, "lost", collector_lost(losses));
}

static void jsonl_loss(struct view *view, const struct collector_losses *losses)
{
	struct json json = object_start(view, "loss", clock_boot_ns());

	losses_json(losses, &json);
	object_end(view, &json);
}

static void jsonl_summary(struct view *view, const struct model *model,
			  const struct collector_losses *losses)
{
	struct json json = object_start(view, "summary", clock_boot_ns());
	unsigned int i;

	if (model) {
		json_unsigned(&json, "ended", model->ended_total);
		json_unsigned(&json, "active", model_migrating(model));
		json_unsigned(&json, "incomplete", model->incomplete);
		json_open_object(&json, "outcomes");
		for (i = VFIO_AP_OUTCOME_COMPLETED; i <= MODEL_OUTCOME_UNSEEN;
		     i++)
			json_unsigned(&json, outcome_name(i),
				      model->outcomes[i]);
		json_close_object(&json);
	}
	json_unsigned(&json, "events", losses_events(losses));
	json_open_object(&json, "events_by_kind");
	for (i = 0; i < APTRACE_KINDS; i++)
		json_unsigned(&json, event_name(i), losses->counters.events[i]);
	json_close_object(&json);
	losses_json(losses, &json);
	object_end(view, &json);
}

const struct view_ops view_json = {
	.attached = jsonl_attached,
	.start = jsonl_start,
	.record = jsonl_record,
	.progress = jsonl_progress,
	.end = jsonl_end,
	.event = jsonl_event,
	.loss = jsonl_loss,
	.summary = jsonl_summary,
};
