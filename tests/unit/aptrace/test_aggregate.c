// SPDX-License-Identifier: GPL-2.0
/* What the BPF programs make of the events of a session. */
#include "scene.h"
#include "suites.h"

static struct completeness completeness_of(const struct scene *scene)
{
	const struct migration m = { .session = scene->session };

	return model_completeness(&m);
}

static void destination_completes(void)
{
	struct scene scene;
	const struct aptrace_session *s = &scene.session;

	scene_destination(&scene, 1, 12, 0);
	CHECK_EQUAL(s->ended, APTRACE_SESSION_ENDED);
	CHECK_EQUAL(s->outcome, VFIO_AP_OUTCOME_COMPLETED);
	CHECK_EQUAL(s->role, VFIO_AP_ROLE_DESTINATION);
	CHECK_EQUAL(s->judged, 12);
	CHECK_EQUAL(s->bad_queues, 0);
	CHECK_EQUAL(s->reasons, 0);
	CHECK_EQUAL(s->bytes, s->total_bytes);
	CHECK_EQUAL(s->chunks, 2);
	CHECK_EQUAL(s->duration_ns, 7 * SCENE_STEP_NS);
	CHECK(aptrace_id_known(s->migration_id));
	CHECK(completeness_of(&scene).complete);
	CHECK_EQUAL(completeness_of(&scene).expected, 2 + 2 + 1 + 12 + 2 + 1);
}

static void destination_refuses(void)
{
	struct scene scene;
	const struct aptrace_session *s = &scene.session;

	scene_destination(&scene, 1, 12, 3);
	CHECK_EQUAL(s->outcome, VFIO_AP_OUTCOME_REFUSED);
	CHECK_EQUAL(s->bad_queues, 3);
	CHECK_EQUAL(s->judged, 12);
	CHECK_EQUAL(s->reasons, VFIO_AP_REASON_MASK(TYPE) |
		    VFIO_AP_REASON_MASK(APSC));
	CHECK_EQUAL(s->reason_count[VFIO_AP_REASON_TYPE], 3);
	CHECK_EQUAL(s->reason_count[VFIO_AP_REASON_APSC], 3);
	CHECK_EQUAL(s->reason_count[VFIO_AP_REASON_MODE], 0);
	CHECK(s->err == -ENODEV);
	CHECK(completeness_of(&scene).complete);
}

/* A queue that goes bad between its verdict and the apply is judged twice. */
static void refused_at_the_last_moment(void)
{
	struct migration m = { 0 };
	struct scene scene;

	scene_start(&scene, 1);
	scene_begin(&scene, 2);
	scene_verdict(&scene, 0, 0);
	scene_verdict(&scene, 1, 0);
	m.session = scene.session;
	CHECK_EQUAL(model_good_queues(&m), 2);
	scene_verdict(&scene, 1, VFIO_AP_REASON_MASK(IN_USE));
	m.session = scene.session;
	CHECK_EQUAL(model_good_queues(&m), 1);
	CHECK_EQUAL(scene.session.bad_queues, 1);
}

/* The state's clock runs from the arc that entered it. */
static void state_times(void)
{
	struct scene scene;
	const struct aptrace_session *s = &scene.session;

	scene_source(&scene, 1);
	CHECK_EQUAL(s->state, APTRACE_STATE_STOP_COPY);
	CHECK_EQUAL(s->left_running_ns, SCENE_START_NS + SCENE_STEP_NS);
	CHECK_EQUAL(s->state_ns[APTRACE_STATE_STOP], 2 * SCENE_STEP_NS);
	CHECK_EQUAL(s->state_since_ns, SCENE_START_NS + 3 * SCENE_STEP_NS);
	CHECK_EQUAL(s->bytes, 100);
	CHECK_EQUAL(s->total_bytes, 496);
}

static void failed_arc_keeps_the_state(void)
{
	struct scene scene;

	scene_source(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_STOP_COPY, APTRACE_STATE_STOP,
		  VFIO_AP_ROLE_SOURCE, -EIO);
	CHECK_EQUAL(scene.session.state, APTRACE_STATE_STOP_COPY);
	CHECK(scene.session.err == -EIO);
}

/* A VM that is stopped and continued was no migration. */
static void pause_is_no_migration(void)
{
	struct scene scene;

	scene_start(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	CHECK_EQUAL(scene.session.ended, APTRACE_SESSION_ACTIVE);
	scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_RUNNING, 0, 0);
	CHECK_EQUAL(scene.session.ended, APTRACE_SESSION_PAUSE);

	scene_start(&scene, 2);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	scene_reset(&scene, APTRACE_STATE_RUNNING);
	CHECK_EQUAL(scene.session.ended, APTRACE_SESSION_PAUSE);

	/* but the reset of a source or destination is part of it */
	scene_source(&scene, 3);
	scene_reset(&scene, APTRACE_STATE_RUNNING);
	CHECK_EQUAL(scene.session.ended, APTRACE_SESSION_ACTIVE);
}

/* Attached in the middle: the end event says how much was before. */
static void missed_beginning_is_counted(void)
{
	struct completeness c;
	struct scene scene;

	scene_start(&scene, 1);
	scene.lose = 4;
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_RESUMING,
		  VFIO_AP_ROLE_DESTINATION, 0);
	scene_io(&scene, 0, 10, 100);
	scene_io(&scene, 10, 10, 100);
	scene_io(&scene, 20, 80, 100);
	c = completeness_of(&scene);
	CHECK_EQUAL(c.missed, 0);
	CHECK(!c.complete);
	scene_end(&scene, VFIO_AP_OUTCOME_COMPLETED, 0);
	c = completeness_of(&scene);
	CHECK_EQUAL(c.expected, 6);
	CHECK_EQUAL(c.seen, 2);
	CHECK_EQUAL(c.missed, 4);
	CHECK(!c.complete);
}

static void gaps_are_counted_before_the_end(void)
{
	struct scene scene;

	scene_source(&scene, 1);
	scene.lose = 3;
	scene_io(&scene, 100, 1, 496);
	scene_io(&scene, 101, 1, 496);
	scene_io(&scene, 102, 1, 496);
	CHECK_EQUAL(completeness_of(&scene).missed, 0);
	scene_io(&scene, 103, 1, 496);
	CHECK_EQUAL(completeness_of(&scene).missed, 3);
	CHECK_EQUAL(completeness_of(&scene).expected, 0);
	scene_end(&scene, VFIO_AP_OUTCOME_ROLLED_BACK, 0);
	CHECK_EQUAL(completeness_of(&scene).missed, 3);
}

/* Another thread's event that is delivered late: nothing is missing. */
static void order_does_not_matter(void)
{
	struct vfio_ap_trace_hdr late;
	struct scene scene;

	scene_source(&scene, 1);
	late = scene.hdr;
	scene.hdr.seq++;
	scene_end(&scene, VFIO_AP_OUTCOME_ABORTED, -ECANCELED);
	CHECK_EQUAL(completeness_of(&scene).missed, 1);
	late.state = APTRACE_STATE_ERROR;
	aptrace_add_header(&scene.session, &late, scene.now_ns);
	CHECK(completeness_of(&scene).complete);
	CHECK_EQUAL(scene.session.outcome, VFIO_AP_OUTCOME_ABORTED);
	CHECK(scene.session.state != APTRACE_STATE_ERROR);
}

static const struct test tests[] = {
	{ "destination_completes", destination_completes },
	{ "destination_refuses", destination_refuses },
	{ "refused_at_the_last_moment", refused_at_the_last_moment },
	{ "state_times", state_times },
	{ "failed_arc_keeps_the_state", failed_arc_keeps_the_state },
	{ "pause_is_no_migration", pause_is_no_migration },
	{ "missed_beginning_is_counted", missed_beginning_is_counted },
	{ "gaps_are_counted_before_the_end", gaps_are_counted_before_the_end },
	{ "order_does_not_matter", order_does_not_matter },
};

SUITE(aggregate, tests);
