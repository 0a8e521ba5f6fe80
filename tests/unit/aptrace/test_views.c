// SPDX-License-Identifier: GPL-2.0
/* The screen at all widths; lines and JSON of all kinds of events. */
#include <stdlib.h>

#include "../../../driver/core/names.h"
#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/fields.h"
#include "../../../tools/aptrace/screen.h"
#include "../../../tools/aptrace/view.h"
#include "guide.h"
#include "json_check.h"
#include "picture.h"
#include "scene.h"
#include "suites.h"

/* One of each: active source, completed, refused, incomplete. */
static void fill(struct model *model, struct scene *scene)
{
	model_init(model, 100);
	scene_destination(scene, 1, 36, 0);
	scene_to_model(scene, model, 0);
	scene_destination(scene, 2, 36, 3);
	scene_to_model(scene, model, 3);
	scene_destination(scene, 3, 36, 0);
	scene->session.events_seen -= 4;
	scene->now_ns += 2 * MODEL_GRACE_NS;
	scene_to_model(scene, model, 0);
	scene_source(scene, 4);
	scene_to_model(scene, model, 0);
}

static void screen_fits(void)
{
	static const unsigned int widths[] = { 1, 5, 20, 40, 80, 120, 200, 500 };
	unsigned int i, height, used_width, used_height;
	struct text picture = { 0 };
	struct scene scene;
	struct model model;

	fill(&model, &scene);
	for (i = 0; i < 2 * ARRAY_SIZE(widths); i++) {
		for (height = 1; height < 40; height += 3) {
			const struct screen screen = {
				.width = widths[i / 2],
				.height = height,
				.color = i % 2,
				.host = "a",
				.now_ns = scene.now_ns,
			};

			tap_context("%u x %u", screen.width, height);
			text_clear(&picture);
			screen_render(&screen, &model, &picture);
			picture_measure(picture.data, &used_width, &used_height);
			CHECK(used_width <= screen.width);
			CHECK(used_height <= height);
		}
	}
	text_free(&picture);
	model_free(&model);
}

static void screen_says_all(void)
{
	static const char * const words[] = {
		"host-with-?[31mname", "active 1", "ended 3", "completed",
		"refused", "33/3", "20%", "STOP_COPY", "src", "dst",
		"0a.0000-0002 type: expected CEX8 or newer, found CEX7",
		"0a.0000-0002 apsc: expected",
		"3 of 36 queues not compatible", "INCOMPLETE: 40 of 44",
		"nothing lost", "abababab", "11111111",
	};
	struct text picture = { 0 };
	struct screen screen = {
		.width = 120, .height = 40, .host = "host-with-\033[31mname",
	};
	struct scene scene;
	struct model model;
	size_t i;

	fill(&model, &scene);
	screen.now_ns = scene.now_ns;
	screen_render(&screen, &model, &picture);
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		tap_context("%s", words[i]);
		CHECK(strstr(picture.data, words[i]));
	}
	CHECK(!strstr(picture.data, "\033"));
	/* It stays: there is no key to be pressed. */
	CHECK(!strstr(picture.data, "q quits"));
	text_free(&picture);
	model_free(&model);
}

static void screen_joins_queues(void)
{
	static const u16 apqns[] = { 0x0a00, 0x0a01, 0x0a05, 0x0b05, 0x0b06 };
	struct vfio_ap_ev_verdict verdict = {
		.reasons = VFIO_AP_REASON_MASK(NOT_BOUND),
	};
	struct screen screen = { .width = 120, .height = 20, .host = "a" };
	struct text picture = { 0 };
	struct migration *m;
	struct scene scene;
	struct model model;
	size_t i;

	model_init(&model, 1);
	scene_destination(&scene, 1, 9, 7);
	m = scene_to_model(&scene, &model, 0);
	REQUIRE(m);
	for (i = 0; i < ARRAY_SIZE(apqns); i++) {
		verdict.apqn = apqns[i];
		model_add_verdict(m, &verdict);
	}
	/* other words for the last queue, and a control domain */
	m->verdicts[4].reasons = VFIO_AP_REASON_MASK(HOST_OWNED);
	verdict.kind = VFIO_AP_VERDICT_CONTROL_DOMAIN;
	verdict.apqn = 0x33;
	verdict.reasons = VFIO_AP_REASON_MASK(CONTROL_DOMAIN);
	model_add_verdict(m, &verdict);
	screen_render(&screen, &model, &picture);
	CHECK(strstr(picture.data, "  0a.0000-0001,0005 not_bound:"));
	CHECK(strstr(picture.data, "  0b.0005 not_bound:"));
	CHECK(strstr(picture.data, "  0b.0006 host_owned:"));
	CHECK(strstr(picture.data, "  control_domain 0x33 control_domain:"));
	CHECK(strstr(picture.data, "... and 1 more"));
	text_free(&picture);
	model_free(&model);
}

static void screen_says_losses(void)
{
	struct text picture = { 0 };
	struct screen screen = {
		.width = 120, .height = 10, .host = "a",
		.losses.counters.ring_full = 12,
		.losses.recursion_misses = 3,
	};
	struct model model;

	model_init(&model, 1);
	screen_render(&screen, &model, &picture);
	CHECK(strstr(picture.data, "lost 12 details"));
	CHECK(strstr(picture.data, "3 events (recursion)"));
	CHECK(strstr(picture.data, "no migration yet"));
	text_free(&picture);
}

/* Each line that a view wrote must be one JSON object. */
static unsigned int check_json_lines(struct view *view)
{
	char *line = view->out.data, *end;
	unsigned int count = 0;

	for (; line && *line; line = end + 1) {
		end = strchr(line, '\n');
		CHECK(end);
		if (!end)
			break;
		*end = '\0';
		tap_context("%.140s", line);
		CHECK(json_check(line));
		count++;
	}
	text_clear(&view->out);
	return count;
}

static void show_all(struct view *view, struct model *model, u64 now_ns)
{
	const struct collector_losses losses = { .counters.ring_full = 2 };
	struct {
		struct aptrace_record record;
		char event[512];
	} any = { 0 };
	struct migration *m;
	unsigned int kind;

	view->ops->attached(view, "tp_btf", 10);
	for (m = model->ended; m; m = m->next) {
		view->ops->start(view, m, now_ns);
		view->ops->progress(view, m, now_ns);
		view->ops->end(view, m, now_ns);
	}
	view->ops->progress(view, model->active, now_ns);
	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		any.record.kind = kind;
		any.record.event_bytes = event_bytes(kind);
		/* All zero, and all ones: any number must be printable. */
		memset(any.event, 0, sizeof(any.event));
		view->ops->record(view, model->active, &any.record, any.event);
		view->ops->event(view, &any.record, any.event);
		memset(any.event, 0xff, sizeof(any.event));
		view->ops->record(view, model->active, &any.record, any.event);
		view->ops->event(view, &any.record, any.event);
	}
	view->ops->loss(view, &losses);
	view->ops->summary(view, model, &losses);
	view->ops->summary(view, NULL, &losses);
}

static void json_is_json(void)
{
	struct scene scene;
	struct model model;
	struct view view;

	fill(&model, &scene);
	view_init(&view, &view_json);
	show_all(&view, &model, scene.now_ns);
	CHECK_EQUAL(check_json_lines(&view), 1 + 3 * 3 + 1 + 4 * APTRACE_KINDS +
		    3);
	view_free(&view);
	model_free(&model);
}

static void lines_are_lines(void)
{
	struct scene scene;
	struct model model;
	struct view view;
	const char *c;

	fill(&model, &scene);
	view_init(&view, &view_lines);
	show_all(&view, &model, scene.now_ns);
	for (c = view.out.data; *c; c++)
		CHECK(*c == '\n' || (*c >= ' ' && *c <= '~'));
	CHECK_EQUAL(view.out.data[view.out.length - 1], '\n');
	CHECK(strstr(view.out.data, "# attached: 10 tracepoints, tp_btf\n"));
	CHECK(strstr(view.out.data, "40 of 44 events seen"));
	CHECK(strstr(view.out.data, "outcome=refused"));
	CHECK(strstr(view.out.data, "reasons=apsc:3,type:3"));
	CHECK(strstr(view.out.data, "complete=no"));
	CHECK(strstr(view.out.data, "lost 2 details"));
	view_free(&view);
	model_free(&model);
}

/* Nothing that is not known may look like a number. */
static void unknown_is_null(void)
{
	struct text text = { 0 };
	struct json json = { .text = &text };
	struct scene scene;
	struct model model;

	model_init(&model, 1);
	scene_start(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	json_open_object(&json, NULL);
	fields_json(model_update(&model, &scene.session), scene.now_ns, &json);
	json_close_object(&json);
	CHECK(json_check(text.data));
	CHECK(strstr(text.data, "\"migration_id\":null"));
	CHECK(strstr(text.data, "\"role\":null"));
	CHECK(strstr(text.data, "\"percent\":null"));
	CHECK(strstr(text.data, "\"outcome\":null"));
	CHECK(strstr(text.data, "\"complete\":null"));
	CHECK(strstr(text.data, "\"state\":\"STOP\""));
	text_free(&text);
	model_free(&model);
}

static void strings_are_escaped(void)
{
	struct text text = { 0 };
	struct json json = { .text = &text };

	json_open_object(&json, NULL);
	json_string(&json, "a\"b", "\\ \" \n \x01 \xff \x7f");
	json_close_object(&json);
	CHECK_TEXT(text.data,
		   "{\"a\\\"b\":\"\\\\ \\\" \\u000a \\u0001 \\u00ff \\u007f\"}");
	CHECK(json_check(text.data));
	text_free(&text);
}

static void field_names_are_unique(void)
{
	size_t i, j;

	for (i = 0; i < field_count; i++) {
		CHECK(fields[i].help && fields[i].help[0]);
		CHECK(!fields[i].title || fields[i].width >=
		      strlen(fields[i].title));
		for (j = 0; j < i; j++)
			CHECK(strcmp(fields[i].name, fields[j].name));
	}
	CHECK(field_find("outcome"));
	CHECK(!field_find("nothing"));
}

/* The user guide must have each field. */
static void guide_has_all_fields(void)
{
	const char *guide = guide_read();
	size_t i;

	REQUIRE(guide);
	for (i = 0; i < field_count; i++) {
		tap_context("%s", fields[i].name);
		CHECK(guide_quotes(guide, fields[i].name));
		if (!fields[i].title)
			continue;
		tap_context("%s", fields[i].title);
		CHECK(guide_has_line(guide, fields[i].title));
	}
	for (i = 0; i < APTRACE_KINDS; i++) {
		tap_context("%s", event_name(i));
		CHECK(strstr(guide, event_name(i)));
	}
}

static void json_check_can_fail(void)
{
	static const char * const bad[] = {
		"", "{", "{}}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
		"{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}",
		"{\"a\":tru}", "{\"a\":\"\n\"}", "[1,]",
		"{\"a\":1,\"a\":2}",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tap_context("%s", bad[i]);
		CHECK(!json_check(bad[i]));
	}
	CHECK(json_check("{\"a\":[1,-2,0.250,true,null,{\"b\":\"\\u00ff\"}],\"c\":{}}"));
}

static const struct test tests[] = {
	{ "screen_fits", screen_fits },
	{ "screen_says_all", screen_says_all },
	{ "screen_joins_queues", screen_joins_queues },
	{ "screen_says_losses", screen_says_losses },
	{ "json_is_json", json_is_json },
	{ "lines_are_lines", lines_are_lines },
	{ "unknown_is_null", unknown_is_null },
	{ "strings_are_escaped", strings_are_escaped },
	{ "field_names_are_unique", field_names_are_unique },
	{ "guide_has_all_fields", guide_has_all_fields },
	{ "json_check_can_fail", json_check_can_fail },
};

SUITE(views, tests);
