// SPDX-License-Identifier: GPL-2.0
/* Migrations that did not happen, and that took known times. */
#include "latency_scene.h"

#define US	1000ULL
#define MS	(1000 * US)

static void emit(struct latency_scene *scene, u32 kind,
		 struct vfio_ap_trace_hdr *hdr, size_t bytes)
{
	const struct aptrace_record record = {
		.kind = kind,
		.event_bytes = bytes,
		.time_ns = scene->now_ns,
	};

	*hdr = scene->hdr;
	scene->hdr.seq++;
	if (scene->fn)
		scene->fn(scene->context, &record, hdr);
}

void latency_scene_start(struct latency_scene *scene, u64 session, u8 role)
{
	memset(scene->hdr.mdev_uuid, 0x22, sizeof(scene->hdr.mdev_uuid));
	memset(scene->hdr.migration_id, (int)(0xa0 + session),
	       sizeof(scene->hdr.migration_id));
	scene->hdr.session = session;
	scene->hdr.role = role;
	scene->hdr.abi = VFIO_AP_TRACE_ABI;
	scene->first_seq = scene->hdr.seq;
}

void latency_scene_arc(struct latency_scene *scene, u32 from, u32 to, s32 err,
		       u64 duration_ns)
{
	struct vfio_ap_ev_arc ev = {
		.target = to, .from = from, .to = to, .err = err,
		.duration_ns = duration_ns,
	};

	scene->hdr.state = err ? from : to;
	emit(scene, APTRACE_ARC, &ev.hdr, sizeof(ev));
}

static void request(struct latency_scene *scene, u32 from, u32 to, s32 err,
		    u64 duration_ns)
{
	struct vfio_ap_ev_request ev = {
		.target = to, .from = from, .to = err ? from : to, .err = err,
		.duration_ns = duration_ns,
	};

	emit(scene, APTRACE_REQUEST, &ev.hdr, sizeof(ev));
}

void latency_scene_begin(struct latency_scene *scene)
{
	struct vfio_ap_ev_begin ev = { .total_bytes = 300, .queues = 4 };

	emit(scene, APTRACE_BEGIN, &ev.hdr, sizeof(ev));
}

void latency_scene_io(struct latency_scene *scene, u64 pos, u64 len, s32 err)
{
	struct vfio_ap_ev_io ev = {
		.pos_bytes = pos, .len_bytes = len, .total_bytes = 300, .err = err,
	};

	emit(scene, scene->hdr.role == VFIO_AP_ROLE_SOURCE ? APTRACE_READ :
	     APTRACE_WRITE, &ev.hdr, sizeof(ev));
}

void latency_scene_verdict(struct latency_scene *scene, u32 index, u32 count,
			   u32 reasons)
{
	struct vfio_ap_ev_verdict ev = {
		.apqn = (u16)index, .index = index, .count = count,
		.reasons = reasons,
	};

	emit(scene, APTRACE_VERDICT, &ev.hdr, sizeof(ev));
}

static void apply(struct latency_scene *scene, u64 duration_ns)
{
	struct vfio_ap_ev_apply ev = { .queues = 4, .duration_ns = duration_ns };

	emit(scene, APTRACE_APPLY, &ev.hdr, sizeof(ev));
}

void latency_scene_reset(struct latency_scene *scene, u32 cause, u64 duration_ns)
{
	struct vfio_ap_ev_reset ev = {
		.cause = cause, .queues = 4, .duration_ns = duration_ns,
	};

	emit(scene, APTRACE_RESET, &ev.hdr, sizeof(ev));
}

void latency_scene_end(struct latency_scene *scene, u32 outcome, u64 state_ns)
{
	struct vfio_ap_ev_end ev = {
		.outcome = outcome,
		.err = outcome == VFIO_AP_OUTCOME_REFUSED ? -ENODEV : 0,
		.first_seq = scene->first_seq,
		.duration_ns = 3 * state_ns,
	};
	bool source = scene->hdr.role == VFIO_AP_ROLE_SOURCE;

	ev.state_ns[APTRACE_STATE_STOP] = state_ns;
	ev.state_ns[source ? APTRACE_STATE_STOP_COPY : APTRACE_STATE_RESUMING] =
		2 * state_ns;
	emit(scene, APTRACE_END, &ev.hdr, sizeof(ev));
	scene->hdr.session = 0;
	scene->hdr.role = 0;
	memset(scene->hdr.migration_id, 0, sizeof(scene->hdr.migration_id));
}

/* Each one takes twice as long as the one before. */
static void source(struct latency_scene *scene, u64 session)
{
	u64 unit = US << session;
	bool back = session == 4;

	latency_scene_start(scene, session, VFIO_AP_ROLE_SOURCE);
	scene->now_ns += 1000 * MS;
	latency_scene_arc(scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, unit);
	latency_scene_begin(scene);
	latency_scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, 0, 2 * unit);
	request(scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP_COPY, 0, 4 * unit);
	scene->now_ns += unit;
	latency_scene_io(scene, 0, 100, 0);
	scene->now_ns += 2 * unit;
	/* Nobody has seen this one of the third. */
	if (session == 3)
		scene->hdr.seq++;
	else
		latency_scene_io(scene, 100, 100, 0);
	scene->now_ns += 4 * unit;
	latency_scene_io(scene, 200, 100, 0);
	scene->now_ns += unit / 2;
	latency_scene_io(scene, 300, 0, 0);
	latency_scene_arc(scene, APTRACE_STATE_STOP_COPY, APTRACE_STATE_STOP, 0, 500);
	if (back)
		latency_scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_RUNNING, 0, 0);
	latency_scene_end(scene, back ? VFIO_AP_OUTCOME_ROLLED_BACK :
			  VFIO_AP_OUTCOME_COMPLETED, 100 * unit);
}

static void destination(struct latency_scene *scene, u64 session)
{
	u64 unit = US << (session - 5);
	bool refused = session == 9;
	u32 i;

	latency_scene_start(scene, session, VFIO_AP_ROLE_DESTINATION);
	scene->now_ns += 1000 * MS;
	latency_scene_arc(scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, unit);
	latency_scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_RESUMING, 0, unit);
	scene->now_ns += 3 * MS;
	latency_scene_io(scene, 0, 200, 0);
	latency_scene_begin(scene);
	for (i = 0; i < 4; i++) {
		scene->now_ns += (i + 1) * unit;
		latency_scene_verdict(scene, i, 4, refused && i == 1 ?
				      VFIO_AP_REASON_MASK(TYPE) : 0);
	}
	latency_scene_io(scene, 200, 100, refused ? -ENODEV : 0);
	if (refused) {
		latency_scene_arc(scene, APTRACE_STATE_RESUMING, APTRACE_STATE_STOP,
				  -ENODEV, unit);
		latency_scene_reset(scene, VFIO_AP_RESET_IOCTL, 20 * MS);
	} else {
		apply(scene, 7 * unit);
		latency_scene_arc(scene, APTRACE_STATE_RESUMING, APTRACE_STATE_STOP, 0,
				  8 * unit);
		latency_scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_RUNNING, 0,
				  unit);
	}
	latency_scene_end(scene, refused ? VFIO_AP_OUTCOME_REFUSED :
			  VFIO_AP_OUTCOME_COMPLETED, 200 * unit);
}

void latency_scene_all(collector_record_fn fn, void *context)
{
	struct latency_scene scene = {
		.fn = fn, .context = context, .now_ns = SCENE_START_NS,
	};
	u64 session;

	for (session = 1; session <= 5; session++)
		source(&scene, session);
	for (; session <= 10; session++)
		destination(&scene, session);
	/* Outside of any migration. */
	scene.now_ns += MS;
	latency_scene_reset(&scene, VFIO_AP_RESET_CLOSE, 40 * MS);
	latency_scene_start(&scene, 11, VFIO_AP_ROLE_SOURCE);
	latency_scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_PRE_COPY, 0,
			  9 * US);
}

/* A line of the recording. */
static void write_event(void *context, const struct aptrace_record *record,
			const void *event)
{
	struct recorded *recorded = context;

	recorded->losses.counters.events[record->kind]++;
	recorded->view.then_ns = record->time_ns;
	recorded->view.ops->event(&recorded->view, record, event);
}

void recorded_sample_latency(struct recorded *recorded)
{
	recorded_begin(recorded, "a");
	scene_listen(NULL, NULL);
	latency_scene_all(write_event, recorded);
	recorded_end(recorded);
}
