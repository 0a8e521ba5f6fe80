// SPDX-License-Identifier: GPL-2.0
/* One line for each thing that happens, for people and for grep. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "fields.h"
#include "format.h"
#include "recording.h"
#include "view.h"

static void line_start(struct view *view, uint64_t time_ns, const uint8_t *id,
		       unsigned int role, const char *what)
{
	char clock[FORMAT_BYTES], digits[UUID_TEXT_BYTES];

	format_clock(clock, sizeof(clock), time_ns + view->clock_offset_ns);
	format_id(digits, id);
	text_printf(&view->out, "%s ", clock);
	if (view->host)
		text_printf(&view->out, "%-*s ", (int)view->host_width,
			    view->host);
	text_printf(&view->out, "%-*.*s %-11s %-8s", ID_SHORT_DIGITS,
		    ID_SHORT_DIGITS, digits[0] ? digits : "--------",
		    ap_role_name(role), what);
}

/* What is not about a migration. */
static void remark_start(struct view *view)
{
	text_puts(&view->out, "# ");
	if (view->host)
		text_printf(&view->out, "%s: ", view->host);
}

static void migration_line(struct view *view, uint64_t time_ns,
			   const struct migration *m, const char *what)
{
	line_start(view, time_ns, m->session.migration_id, m->session.role,
		   what);
}

static void line_end(struct view *view)
{
	text_putc(&view->out, '\n');
}

static void lines_attached(struct view *view, const char *how,
			   unsigned int tracepoints)
{
	remark_start(view);
	text_printf(&view->out, "attached: %u tracepoints, %s\n", tracepoints,
		    how);
}

static void lines_start(struct view *view, const struct migration *m,
			uint64_t now_ns)
{
	const struct aptrace_session *s = &m->session;
	char uuid[UUID_TEXT_BYTES];

	(void)now_ns;
	format_uuid(uuid, s->mdev_uuid);
	migration_line(view, s->first_ns, m, "start");
	text_printf(&view->out, " mdev=%s", uuid);
	if (!s->left_running_ns)
		text_puts(&view->out, " (under way, its beginning was not seen)");
	line_end(view);
}

struct verdict_line {
	struct view *view;
	const struct migration *m;
	uint64_t time_ns;
};

static void verdict_line(void *context, const struct verdict_reason *reason)
{
	const struct verdict_line *line = context;

	migration_line(line->view, line->time_ns, line->m, "verdict");
	text_printf(&line->view->out, " %s %s: expected %s, found %s\n",
		    reason->subject, reason->name, reason->expected,
		    reason->found);
}

static void arc_line(struct view *view, const struct migration *m,
		     uint64_t time_ns, const struct vfio_ap_ev_arc *arc)
{
	char time[FORMAT_BYTES];

	migration_line(view, time_ns, m, "state");
	format_duration(time, sizeof(time), arc->duration_ns);
	text_printf(&view->out, " %s -> %s (%s)", ap_state_name(arc->from),
		    ap_state_name(arc->to), time);
	if (arc->err) {
		text_puts(&view->out, " failed: ");
		event_errno_text(arc->err, &view->out);
	}
	line_end(view);
}

static void lines_record(struct view *view, const struct migration *m,
			 const struct aptrace_record *record, const void *event)
{
	struct verdict_line line = { view, m, record->time_ns };

	switch (record->kind) {
	case APTRACE_ARC:
		arc_line(view, m, record->time_ns, event);
		break;
	case APTRACE_VERDICT:
		verdict_for_each_reason(event, verdict_line, &line);
		break;
	default:
		migration_line(view, record->time_ns, m,
			       event_name(record->kind));
		event_text(record->kind, event, &view->out);
		line_end(view);
		break;
	}
}

static void lines_progress(struct view *view, const struct migration *m,
			   uint64_t now_ns)
{
	migration_line(view, now_ns, m, "progress");
	fields_line(m, now_ns, FIELD_IN_PROGRESS, &view->out);
	line_end(view);
}

static void lines_end(struct view *view, const struct migration *m,
		      uint64_t now_ns)
{
	struct completeness c = model_completeness(m);
	uint64_t missing = model_verdicts_missing(m);

	migration_line(view, m->session.last_ns, m, "end");
	fields_line(m, now_ns, FIELD_IN_END, &view->out);
	line_end(view);
	if (!c.complete) {
		migration_line(view, m->session.last_ns, m, "incomplete");
		if (c.expected)
			text_printf(&view->out, " %" PRIu64 " of %" PRIu64 " events seen\n",
				    c.seen, c.expected);
		else
			text_printf(&view->out, " its end was not seen; %" PRIu64 " events seen, at least %" PRIu64 " missed\n",
				    c.seen, c.missed + 1);
	}
	if (missing) {
		migration_line(view, m->session.last_ns, m, "verdict");
		text_printf(&view->out, " %" PRIu64 " more bad verdicts are counted but not shown\n",
			    missing);
	}
}

static void lines_event(struct view *view, const struct aptrace_record *record,
			const void *event)
{
	const struct vfio_ap_trace_hdr *hdr = event;
	char uuid[UUID_TEXT_BYTES];

	format_uuid(uuid, hdr->mdev_uuid);
	line_start(view, record->time_ns, hdr->migration_id, hdr->role,
		   event_name(record->kind));
	text_printf(&view->out, " %.8s #%" PRIu64 " %s:", uuid,
		    (uint64_t)hdr->seq, ap_state_name(hdr->state));
	event_text(record->kind, event, &view->out);
	line_end(view);
}

static void lines_loss(struct view *view, const struct collector_losses *losses)
{
	remark_start(view);
	losses_text(losses, &view->out);
	line_end(view);
}

static void lines_recording(struct view *view, const char *path,
			    const struct recording_header *header,
			    const struct recording_account *account)
{
	struct text remarks = { 0 };

	(void)header;
	recording_remarks(account, &remarks);
	if (remarks.length) {
		remark_start(view);
		text_printf(&view->out, "%s: %s\n", path, remarks.data);
	}
	text_free(&remarks);
}

static void lines_summary(struct view *view, const struct model *model,
			  const struct collector_losses *losses)
{
	const char *before = ":";
	unsigned int outcome;

	remark_start(view);
	text_printf(&view->out, "%" PRIu64 " events", losses_events(losses));
	if (model) {
		text_printf(&view->out, "; ended %" PRIu64, model->ended_total);
		for (outcome = 0; outcome <= MODEL_OUTCOME_UNSEEN; outcome++) {
			if (!model->outcomes[outcome])
				continue;
			text_printf(&view->out, "%s %" PRIu64 " %s", before,
				    model->outcomes[outcome],
				    outcome_name(outcome));
			before = ",";
		}
		text_printf(&view->out, "; incomplete %" PRIu64 "; active %u",
			    model->incomplete, model_migrating(model));
	}
	text_puts(&view->out, "; ");
	losses_text(losses, &view->out);
	line_end(view);
}

const struct view_ops view_lines = {
	.attached = lines_attached,
	.start = lines_start,
	.record = lines_record,
	.progress = lines_progress,
	.end = lines_end,
	.event = lines_event,
	.loss = lines_loss,
	.recording = lines_recording,
	.summary = lines_summary,
};
