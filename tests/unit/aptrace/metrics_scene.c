// SPDX-License-Identifier: GPL-2.0
/* What an agent would have counted of migrations that did not happen. */
#include "metrics_scene.h"
#include "scene.h"

static void arc(struct tally *tally, u32 to, s32 err, u64 duration_ns)
{
	const struct vfio_ap_ev_arc ev = {
		.to = to, .err = err, .duration_ns = duration_ns,
	};

	tally_arc(tally, &ev);
}

static void destination(struct tally *tally, struct model *model, u64 session,
			u32 queues, u32 bad)
{
	struct scene scene;
	struct migration *m;

	scene_destination(&scene, session, queues, bad);
	m = scene_to_model(&scene, model, bad);
	tally_start(tally, m);
	tally_end(tally, m, scene.now_ns);
}

/* The next migration of the device tells that this one is over. */
static void unseen(struct tally *tally, struct model *model, u64 session)
{
	struct migration *m;
	struct scene scene;

	scene_source(&scene, session);
	m = model_update(model, &scene.session);
	m->announced = true;
	m->superseded = true;
	tally_start(tally, m);
	model_end(model, m, true);
	tally_end(tally, m, scene.now_ns);
}

void metrics_scene(struct tally *tally)
{
	struct collector_losses losses = { .recursion_misses = 1 };
	struct migration *m;
	struct model model;
	struct scene scene;

	memset(tally, 0, sizeof(*tally));
	model_init(&model, 5);
	destination(tally, &model, 1, 6, 3);
	destination(tally, &model, 2, 4, 0);
	unseen(tally, &model, 3);
	scene_source(&scene, 4);
	m = model_update(&model, &scene.session);
	m->announced = true;
	tally_start(tally, m);
	tally_active(tally, &model);

	arc(tally, APTRACE_STATE_STOP, 0, 10000);
	arc(tally, APTRACE_STATE_STOP, 0, 10001);
	arc(tally, APTRACE_STATE_STOP, -ENODEV, 3000000000ULL);
	arc(tally, APTRACE_STATE_RUNNING, 0, 500000000000ULL);

	losses.counters.events[APTRACE_ARC] = 7;
	losses.counters.ring_full = 2;
	tally_losses(tally, &losses);
	tally_detach(tally);
	losses.counters.map_full = 3;
	losses.counters.ends_unmapped = 1;
	losses.counters.unreadable = 4;
	tally_losses(tally, &losses);
	tally->attached = true;
	tally->attaches = 2;
	tally->journal_entries = 3;
	tally->recorder_bytes = 12345;
	model_free(&model);
}
