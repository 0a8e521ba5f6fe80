// SPDX-License-Identifier: GPL-2.0
/* From sessions and events to what is shown of migrations. */
#include "event_fields.h"
#include "screen.h"
#include "tracker.h"

#define PROGRESS_STEP_PERCENT	25

bool tracker_has_enough(const struct tracker *tracker)
{
	return tracker->count && tracker->model.ended_total >= tracker->count;
}

static void tell(struct tracker *tracker, const struct migration *m,
		 const struct aptrace_record *record, const void *event)
{
	if (tracker->view)
		tracker->view->ops->record(tracker->view, m, record, event);
}

/* Show that there is a migration, once it is known to be one. */
static bool announce(struct tracker *tracker, struct migration *m,
		     uint64_t now_ns)
{
	unsigned int i;

	if (!migration_visible(m, tracker->all))
		return false;
	if (m->announced)
		return true;
	m->announced = true;
	if (tracker->view)
		tracker->view->ops->start(tracker->view, m, now_ns);
	for (i = 0; i < m->early_count; i++) {
		const struct aptrace_record record = {
			.kind = APTRACE_ARC,
			.event_bytes = sizeof(m->early[i].event),
			.time_ns = m->early[i].time_ns,
		};

		tell(tracker, m, &record, &m->early[i].event);
	}
	return true;
}

/*
 * The migration of a record. The session knows more than the record, but asking
 * for it costs a system call: only when a migration is new, or when its numbers
 * are about to be told.
 */
static struct migration *find(struct tracker *tracker,
			      const struct vfio_ap_trace_hdr *hdr,
			      unsigned int kind)
{
	struct migration *m = model_find(&tracker->model, hdr->session);
	struct aptrace_session session;

	if (m && kind != APTRACE_BEGIN && kind != APTRACE_END &&
	    !(tracker->exact_arcs && kind == APTRACE_ARC)) {
		model_take_header(m, hdr);
		return m;
	}
	if (!tracker->source->session(tracker->context, hdr->session, &session))
		return m;
	return model_update(&tracker->model, &session);
}

static void end_migration(struct tracker *tracker, struct migration *m,
			  uint64_t now_ns)
{
	/* A device that was merely stopped, and closed, just vanishes. */
	bool migration = migration_visible(m, false);

	if (migration)
		announce(tracker, m, now_ns);
	tracker->source->forget(tracker->context, m->session.session);
	model_end(&tracker->model, m, migration);
	if (migration && tracker->view)
		tracker->view->ops->end(tracker->view, m, now_ns);
}

void tracker_record(struct tracker *tracker, const struct aptrace_record *record,
		    const void *event)
{
	const struct vfio_ap_trace_hdr *hdr = event;
	struct migration *m;

	if (record->event_bytes != event_bytes(record->kind))
		return;
	if (!hdr->session) {
		model_device_idle(&tracker->model, hdr->mdev_uuid);
		return;
	}
	/* Exactly as many as were asked for, whatever else is on its way. */
	if (tracker_has_enough(tracker))
		return;
	m = find(tracker, hdr, record->kind);
	if (!m)
		return;
	if (record->kind == APTRACE_END) {
		/* All of it has come; or wait for what is on its way. */
		m->end_arrived = true;
		if (model_is_over(m, record->time_ns))
			end_migration(tracker, m, record->time_ns);
		return;
	}
	if (record->kind == APTRACE_VERDICT)
		model_add_verdict(m, event);
	if (announce(tracker, m, record->time_ns))
		tell(tracker, m, record, event);
	else if (record->kind == APTRACE_ARC)
		model_add_early_arc(m, record->time_ns, event);
}

static void on_session(void *context, const struct aptrace_session *session)
{
	struct tracker *tracker = context;
	struct migration *m = model_update(&tracker->model, session);

	if (!m)
		tracker->source->forget(tracker->context, session->session);
}

static void show_progress(struct tracker *tracker, struct migration *m,
			  uint64_t now_ns)
{
	const struct aptrace_session *s = &m->session;
	unsigned int step;

	/* Of one that has ended the end is told, that says it all. */
	if (!s->total_bytes || s->ended || m->superseded)
		return;
	step = s->bytes * 100 / s->total_bytes / PROGRESS_STEP_PERCENT;
	if (step <= m->progress_step)
		return;
	m->progress_step = step;
	if (tracker->view)
		tracker->view->ops->progress(tracker->view, m, now_ns);
}

void tracker_sweep(struct tracker *tracker, bool drained)
{
	struct migration *m, *next;
	uint64_t now_ns;

	tracker->source->sessions(tracker->context, on_session, tracker);
	now_ns = tracker->source->now_ns(tracker->context);
	for (m = tracker->model.active; m && !tracker_has_enough(tracker);
	     m = next) {
		next = m->next;
		if (announce(tracker, m, now_ns))
			show_progress(tracker, m, now_ns);
		if (drained && model_is_over(m, now_ns))
			end_migration(tracker, m, now_ns);
	}
}

bool tracker_is_waiting(const struct tracker *tracker)
{
	const struct migration *m;

	for (m = tracker->model.active; m; m = m->next)
		if (m->session.ended == APTRACE_SESSION_ENDED)
			return true;
	return false;
}
