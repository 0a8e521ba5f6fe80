// SPDX-License-Identifier: GPL-2.0
/* Migrations that did not happen. */
#include "scene.h"

static collector_record_fn listener;
static void *listener_context;

void scene_listen(collector_record_fn fn, void *context)
{
	listener = fn;
	listener_context = context;
}

void scene_start(struct scene *scene, u64 session)
{
	memset(scene, 0, sizeof(*scene));
	scene->first_seq = 1000 * session;
	scene->now_ns = SCENE_START_NS;
	scene->hdr.session = session;
	scene->hdr.seq = scene->first_seq;
	scene->hdr.abi = VFIO_AP_TRACE_ABI;
	scene->hdr.state = APTRACE_STATE_RUNNING;
	memset(scene->hdr.mdev_uuid, 0x11, sizeof(scene->hdr.mdev_uuid));
	scene->session.session = session;
	scene->session.min_seq = APTRACE_SEQ_NONE;
	memcpy(scene->session.mdev_uuid, scene->hdr.mdev_uuid,
	       sizeof(scene->session.mdev_uuid));
}

/*
 * Take a header for an event and send it; false if it is one of those lost. The
 * header is the first member of each.
 */
static bool emit(struct scene *scene, u32 kind, struct vfio_ap_trace_hdr *hdr,
		 size_t bytes)
{
	const struct aptrace_record record = {
		.kind = kind,
		.event_bytes = bytes,
		.time_ns = scene->now_ns + SCENE_STEP_NS,
	};

	*hdr = scene->hdr;
	scene->hdr.seq++;
	scene->now_ns += SCENE_STEP_NS;
	if (scene->lose) {
		scene->lose--;
		return false;
	}
	if (listener)
		listener(listener_context, &record, hdr);
	aptrace_add_header(&scene->session, hdr, scene->now_ns);
	return !scene->session.ended;
}

void scene_arc(struct scene *scene, u32 from, u32 to, u8 role, s32 err)
{
	struct vfio_ap_ev_arc ev = {
		.target = to, .from = from, .to = to, .err = err,
	};

	scene->hdr.state = err ? from : to;
	scene->hdr.role = role;
	if (emit(scene, APTRACE_ARC, &ev.hdr, sizeof(ev)))
		aptrace_add_arc(&scene->session, &ev, scene->now_ns);
}

void scene_begin(struct scene *scene, u32 queues)
{
	struct vfio_ap_ev_begin ev = {
		.total_bytes = 400 + 16 * queues,
		.queues = queues,
		.adapters = 1,
		.domains = queues,
	};

	if (emit(scene, APTRACE_BEGIN, &ev.hdr, sizeof(ev)))
		aptrace_add_begin(&scene->session, &ev);
}

void scene_io(struct scene *scene, u64 pos, u64 len, u64 total)
{
	struct vfio_ap_ev_io ev = {
		.pos_bytes = pos, .len_bytes = len, .total_bytes = total,
	};

	memset(scene->hdr.migration_id, 0xab, sizeof(scene->hdr.migration_id));
	if (emit(scene, scene->hdr.role == VFIO_AP_ROLE_SOURCE ?
		 APTRACE_READ : APTRACE_WRITE, &ev.hdr, sizeof(ev)))
		aptrace_add_io(&scene->session, &ev);
}

void scene_verdict(struct scene *scene, u16 apqn, u32 reasons)
{
	struct vfio_ap_ev_verdict ev = { .apqn = apqn, .reasons = reasons };

	if (emit(scene, APTRACE_VERDICT, &ev.hdr, sizeof(ev)))
		aptrace_add_verdict(&scene->session, &ev);
}

void scene_reset(struct scene *scene, u8 state)
{
	struct vfio_ap_ev_reset ev = { .queues = 1 };

	scene->hdr.state = state;
	if (emit(scene, APTRACE_RESET, &ev.hdr, sizeof(ev)))
		aptrace_add_reset(&scene->session, &ev);
}

void scene_end(struct scene *scene, u32 outcome, s32 err)
{
	const struct aptrace_session *s = &scene->session;
	struct vfio_ap_ev_end ev = {
		.outcome = outcome,
		.err = err,
		.bytes = s->bytes,
		.total_bytes = s->total_bytes,
		.queues = s->queues,
		.bad_queues = s->bad_queues,
		.first_seq = scene->first_seq,
		.duration_ns = 7 * SCENE_STEP_NS,
	};

	ev.state_ns[APTRACE_STATE_STOP] = 2 * SCENE_STEP_NS;
	ev.state_ns[APTRACE_STATE_RESUMING] = 5 * SCENE_STEP_NS;
	if (emit(scene, APTRACE_END, &ev.hdr, sizeof(ev)))
		aptrace_add_end(&scene->session, &ev);
}

void scene_destination(struct scene *scene, u64 session, u32 queues, u32 bad)
{
	u64 total = 400 + 16 * queues;
	u32 i;

	scene_start(scene, session);
	scene_arc(scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_RESUMING,
		  VFIO_AP_ROLE_DESTINATION, 0);
	scene_io(scene, 0, total / 2, total);
	scene_io(scene, total / 2, total - total / 2, total);
	scene_begin(scene, queues);
	for (i = 0; i < queues; i++)
		scene_verdict(scene, i, i < bad ?
			      VFIO_AP_REASON_MASK(TYPE) |
			      VFIO_AP_REASON_MASK(APSC) : 0);
	scene_arc(scene, APTRACE_STATE_RESUMING, APTRACE_STATE_STOP,
		  VFIO_AP_ROLE_DESTINATION, bad ? -ENODEV : 0);
	if (bad)
		scene_reset(scene, APTRACE_STATE_RUNNING);
	else
		scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_RUNNING,
			  VFIO_AP_ROLE_DESTINATION, 0);
	scene_end(scene, bad ? VFIO_AP_OUTCOME_REFUSED :
		  VFIO_AP_OUTCOME_COMPLETED, bad ? -ENODEV : 0);
}

void scene_source(struct scene *scene, u64 session)
{
	scene_start(scene, session);
	scene_arc(scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	scene_begin(scene, 6);
	scene_arc(scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY,
		  VFIO_AP_ROLE_SOURCE, 0);
	scene_io(scene, 0, 100, 496);
}

struct migration *scene_to_model(const struct scene *scene,
				 struct model *model, u32 bad)
{
	struct migration *m = model_update(model, &scene->session);
	struct vfio_ap_ev_verdict verdict = {
		.reasons = VFIO_AP_REASON_MASK(TYPE) |
			   VFIO_AP_REASON_MASK(APSC),
		.src_info = 0x8000000000000000ULL | 14 << 24,
		.dst_info = 13 << 24,
	};
	u32 i;

	if (!m)
		return NULL;
	for (i = 0; i < bad; i++) {
		verdict.apqn = 0x0a00 + i;
		model_add_verdict(m, &verdict);
	}
	m->end_arrived = true;
	if (model_is_over(m, scene->now_ns))
		model_end(model, m, true);
	return m;
}
