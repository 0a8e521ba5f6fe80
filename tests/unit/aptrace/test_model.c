// SPDX-License-Identifier: GPL-2.0
/* Active migrations, the history, what is missing. */
#include "scene.h"
#include "suites.h"

static void history_is_bounded(void)
{
	struct scene scene;
	struct model model;
	u64 i;

	model_init(&model, 5);
	for (i = 1; i <= 20; i++) {
		scene_destination(&scene, i, 4, i % 2);
		CHECK(scene_to_model(&scene, &model, i % 2));
	}
	CHECK_EQUAL(model.ended_total, 20);
	CHECK(model.ended_count <= 6);
	CHECK_EQUAL(model.history_cut + model.ended_count, 20);
	CHECK_EQUAL(model.ended->session.session, 20);
	CHECK_EQUAL(model.active_count, 0);
	CHECK_EQUAL(model.outcomes[VFIO_AP_OUTCOME_COMPLETED], 10);
	CHECK_EQUAL(model.outcomes[VFIO_AP_OUTCOME_REFUSED], 10);
	CHECK_EQUAL(model.incomplete, 0);
	model_free(&model);
}

static void pause_vanishes(void)
{
	struct scene scene;
	struct model model;

	model_init(&model, 5);
	scene_start(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	CHECK(model_update(&model, &scene.session));
	CHECK_EQUAL(model.active_count, 1);
	scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_RUNNING, 0, 0);
	CHECK(!model_update(&model, &scene.session));
	CHECK_EQUAL(model.active_count, 0);
	CHECK_EQUAL(model.ended_total, 0);
	model_free(&model);
}

/* An end that has arrived whole is shown at once, any other after a while. */
static void grace(void)
{
	struct scene scene;
	struct migration *m;
	struct model model;

	model_init(&model, 5);
	scene_destination(&scene, 1, 4, 0);
	m = model_update(&model, &scene.session);
	REQUIRE(m);
	CHECK(!model_is_over(m, scene.now_ns));
	CHECK(model_is_over(m, scene.now_ns + MODEL_GRACE_NS + 1));
	m->end_arrived = true;
	CHECK(model_is_over(m, scene.now_ns));
	m->session.events_seen--;
	CHECK(!model_is_over(m, scene.now_ns));
	CHECK(model_is_over(m, scene.now_ns + MODEL_GRACE_NS + 1));
	model_free(&model);
}

/* The next migration of the same device proves that the last one is over. */
static void lost_end(void)
{
	struct scene old, new;
	struct migration *m;
	struct model model;

	model_init(&model, 5);
	scene_source(&old, 1);
	m = model_update(&model, &old.session);
	REQUIRE(m);
	CHECK(!model_is_over(m, old.now_ns + 100 * MODEL_GRACE_NS));
	scene_source(&new, 2);
	CHECK(model_update(&model, &new.session));
	CHECK(m->superseded);
	CHECK(model_is_over(m, old.now_ns + MODEL_GRACE_NS + 1));
	model_end(&model, m, true);
	CHECK_EQUAL(model.outcomes[MODEL_OUTCOME_UNSEEN], 1);
	CHECK_EQUAL(model.incomplete, 1);
	CHECK_EQUAL(model.active_count, 1);
	model_free(&model);
}

static void other_device_does_not_supersede(void)
{
	struct scene one, other;
	struct model model;

	model_init(&model, 5);
	scene_source(&one, 1);
	scene_source(&other, 2);
	other.session.mdev_uuid[15]++;
	model_update(&model, &one.session);
	model_update(&model, &other.session);
	CHECK_EQUAL(model.active_count, 2);
	CHECK(!model_find(&model, 1)->superseded);
	model_free(&model);
}

/* A device that was stopped and closed leaves no end: the next event tells. */
static void closed_while_stopped(void)
{
	struct scene scene;
	struct migration *m;
	struct model model;

	model_init(&model, 5);
	scene_start(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	m = model_update(&model, &scene.session);
	REQUIRE(m);
	CHECK_EQUAL(model.active_count, 1);
	CHECK_EQUAL(model_migrating(&model), 0);
	model_device_idle(&model, scene.session.mdev_uuid);
	CHECK(model_is_over(m, scene.now_ns + MODEL_GRACE_NS + 1));
	model_end(&model, m, false);
	CHECK_EQUAL(model.active_count, 0);
	CHECK_EQUAL(model.ended_total, 0);
	model_free(&model);
}

static void missing_verdicts(void)
{
	struct scene scene;
	struct migration *m;
	struct model model;

	model_init(&model, 5);
	scene_destination(&scene, 1, 40, 30);
	m = scene_to_model(&scene, &model, 17);
	REQUIRE(m);
	CHECK_EQUAL(m->verdict_count, 17);
	CHECK_EQUAL(model_verdicts_missing(m), 13);
	model_free(&model);
}

static const struct test tests[] = {
	{ "history_is_bounded", history_is_bounded },
	{ "pause_vanishes", pause_vanishes },
	{ "grace", grace },
	{ "lost_end", lost_end },
	{ "other_device_does_not_supersede", other_device_does_not_supersede },
	{ "closed_while_stopped", closed_while_stopped },
	{ "missing_verdicts", missing_verdicts },
};

SUITE(model, tests);
