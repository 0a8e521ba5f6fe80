// SPDX-License-Identifier: GPL-2.0
/* One JSON object on a line for each thing that happens. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "fields.h"
#include "format.h"
#include "json_line.h"
#include "recording.h"
#include "view.h"

static struct json object_start(struct view *view, const char *type,
				uint64_t boot_ns)
{
	struct json json = json_line_open(&view->out, type, boot_ns,
					  view->clock_offset_ns);

	if (view->host)
		json_string(&json, "host", view->host);
	return json;
}

static void jsonl_attached(struct view *view, const char *how,
			   unsigned int tracepoints)
{
	struct json json = object_start(view, "attached", view_now_ns(view));

	json_unsigned(&json, "tracepoints", tracepoints);
	json_string(&json, "attach", how);
	json_unsigned(&json, "abi", VFIO_AP_TRACE_ABI);
	json_line_close(&json);
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
	json_line_close(&json);
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
	json_line_close(&json);
}

static void event_object(struct view *view, const char *type,
			 const struct aptrace_record *record, const void *event)
{
	struct json json = object_start(view, type, record->time_ns);

	if (!strcmp(type, "event"))
		json_string(&json, "event", event_name(record->kind));
	event_json(record->kind, event, &json);
	json_line_close(&json);
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
	json_line_close(&json);
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
	struct json json = object_start(view, "loss", view_now_ns(view));

	losses_json(losses, &json);
	json_line_close(&json);
}

static void word_json(struct json *json, const char *name, const char *word)
{
	if (word[0])
		json_string(json, name, word);
	else
		json_null(json, name);
}

static void jsonl_recording(struct view *view, const char *path,
			    const struct recording_header *header,
			    const struct recording_account *account)
{
	struct json json = object_start(view, "recording", view_now_ns(view));
	struct text remarks = { 0 };

	json_string(&json, "path", path);
	json_unsigned(&json, "format", header->format);
	if (!view->host)
		word_json(&json, "host", header->host);
	word_json(&json, "boot_id", header->boot_id);
	word_json(&json, "kernel", header->kernel);
	word_json(&json, "machine", header->machine);
	word_json(&json, "driver", header->driver);
	word_json(&json, "version", header->version);
	json_unsigned(&json, "events", account->events);
	json_unsigned(&json, "skipped", account->skipped);
	json_unsigned(&json, "migrations_skipped", account->migrations);
	json_bool(&json, "cut", account->cut);
	json_bool(&json, "has_summary", account->summary);
	recording_remarks(account, &remarks);
	word_json(&json, "remarks", remarks.data ? remarks.data : "");
	text_free(&remarks);
	json_line_close(&json);
}

static void jsonl_summary(struct view *view, const struct model *model,
			  const struct collector_losses *losses)
{
	struct json json = object_start(view, "summary", view_now_ns(view));
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
	json_line_close(&json);
}

const struct view_ops view_json = {
	.attached = jsonl_attached,
	.start = jsonl_start,
	.record = jsonl_record,
	.progress = jsonl_progress,
	.end = jsonl_end,
	.event = jsonl_event,
	.loss = jsonl_loss,
	.recording = jsonl_recording,
	.summary = jsonl_summary,
};
