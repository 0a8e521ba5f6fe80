// SPDX-License-Identifier: GPL-2.0
/* aptrace fmb: the screen at all sizes; lines and JSON of all that happens. */
#include "../../../tools/aptrace/fmb_fields.h"
#include "../../../tools/aptrace/fmb_screen.h"
#include "../../../tools/aptrace/fmb_view.h"
#include "fmb_scene.h"
#include "guide.h"
#include "json_check.h"
#include "picture.h"
#include "suites.h"

#define SEC	FMB_SCENE_SEC

/* One more function in the model, of that format, with two samples. */
static void add_format(struct fmb_scene *scene, u8 format)
{
	size_t at;
	u32 i;

	scene->hdr.fid = 0x100U + format;
	scene->hdr.domain = 0x100U + format;
	scene->hdr.seq = 0;
	memset(&scene->record, 0, sizeof(scene->record));
	scene->record.min_seq = APTRACE_SEQ_NONE;
	fmb_scene_enable(scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	for (i = 0; i < 2; i++) {
		fmb_scene_head(scene, format, VFIO_ZPCI_FMB_DMA_VALID, i,
			       0x1000 * (i + 1));
		for (at = offsetof(struct vfio_zpci_fmb, ld_ops);
		     at < VFIO_ZPCI_FMB_BYTES; at += 8)
			fmb_scene_put(scene, at, 40 * at * (i + 1));
		scene->now_ns += 4 * SEC;
		fmb_scene_read(scene);
	}
}

/* One of each format, one that was reset, with a torn sample and lost events. */
static void fill(struct fmb_scene *scene)
{
	unsigned int format;

	fmb_scene_start(scene, 10);
	fmb_scene_enable(scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_step(scene, 4 * SEC, 0, 1000);
	fmb_scene_step(scene, 4 * SEC, 1, 1001);
	fmb_scene_enable(scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	scene->lose = 2;
	fmb_scene_read(scene);
	fmb_scene_read(scene);
	fmb_scene_step(scene, 4 * SEC, 2, 7);
	fmb_scene_step(scene, 4 * SEC, 3, 4007);
	scene->now_ns += 4 * SEC;
	fmb_scene_store(scene, 4, 9000);
	fmb_scene_read_torn(scene);
	for (format = 0; format < 5; format++)
		add_format(scene, (u8)format);
}

static void check_size(const struct fmb_scene *scene,
		       const struct fmb_losses *losses, unsigned int width,
		       unsigned int height, unsigned int how)
{
	unsigned int used_width, used_height;
	struct text picture = { 0 };
	const struct fmb_screen screen = {
		.width = width,
		.height = height,
		.color = how & 1,
		.history = how & 2,
		.last = how & 4,
		.host = "a",
		.now_ns = scene->now_ns,
		.losses = how & 8 ? NULL : losses,
	};

	tap_context("%u x %u, %x", width, height, how);
	fmb_screen_render(&screen, &scene->model, &picture);
	picture_measure(picture.data, &used_width, &used_height);
	CHECK(used_width <= width);
	CHECK(used_height <= height);
	text_free(&picture);
}

static void screen_fits(void)
{
	static const unsigned int widths[] = { 1, 5, 20, 40, 80, 120, 200, 500 };
	const struct fmb_losses losses = { .recursion_misses = 3 };
	unsigned int i, height, how;
	struct fmb_scene scene;

	fill(&scene);
	for (i = 0; i < ARRAY_SIZE(widths); i++)
		for (height = 1; height < 60; height += 2)
			for (how = 0; how < 16; how++)
				check_size(&scene, &losses, widths[i], height,
					   how);
	fmb_scene_end(&scene);
}

static void check_words(const char *picture, const char * const *words,
			size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		tap_context("%s", words[i]);
		CHECK(strstr(picture, words[i]));
	}
}

static void screen_says_all(void)
{
	static const char * const words[] = {
		"host-with-?[31mname", "functions 6", "samples 14", "MISSED 2",
		"nothing lost", "0001:00:00.0", "0x00000011", "torn",
		"0104:00:00.0", "busy", "RPCIT/s", "DMARD/s", "RXPKT/s",
		"WORK/s", "MAXWORK", "TX/s",
		/* 4000 more in 4 seconds, and five times as many bytes */
		"1.00k", "4.9K",
		"1 of 5 reads were torn", "INCOMPLETE: 2 of its events",
		"began anew 1 time, last 52.0s ago", "(reset).", "q quits, Enter shows",
	};
	const struct fmb_losses losses = { .recursion_misses = 0 };
	struct text picture = { 0 };
	struct fmb_scene scene;
	struct fmb_screen screen = {
		.width = 130, .height = 40, .host = "host-with-\033[31mname",
		.losses = &losses,
	};

	fill(&scene);
	screen.now_ns = scene.now_ns;
	fmb_screen_render(&screen, &scene.model, &picture);
	check_words(picture.data, words, ARRAY_SIZE(words));
	CHECK(!strstr(picture.data, "\033[3"));
	CHECK(!strstr(picture.data, "the last samples\r"));
	text_free(&picture);
	fmb_scene_end(&scene);
}

static void screen_shows_history(void)
{
	static const char * const words[] = {
		"0001:00:00.0: the last samples", "SAMPLES", "SPAN", "restart",
		"torn", "first", "4.00s", "Enter hides",
	};
	struct text picture = { 0 };
	struct fmb_scene scene;
	struct fmb_screen screen = {
		.width = 130, .height = 80, .host = "a", .history = true,
	};

	fill(&scene);
	screen.now_ns = scene.now_ns;
	fmb_screen_render(&screen, &scene.model, &picture);
	check_words(picture.data, words, ARRAY_SIZE(words));
	/* aptrace reads by itself: it has no events to lose. */
	CHECK(!strstr(picture.data, "nothing lost"));
	CHECK(!strstr(picture.data, "MISSED"));
	text_free(&picture);
	fmb_scene_end(&scene);
}

/* Which columns the table of one function has. */
static void check_columns(u8 format, const char *wanted)
{
	static const char * const all[] = {
		"LD/s", "ST/s", "STB/s", "RPCIT/s", "DMARD/s", "DMAWR/s",
		"RX/s", "RXPKT/s", "TX/s", "TXPKT/s", "WORK/s", "MAXWORK",
	};
	struct fmb_screen screen = { .width = 200, .height = 20, .host = "a" };
	struct text picture = { 0 }, found = { 0 };
	struct fmb_scene scene;
	char column[16];
	size_t i;

	fmb_scene_start(&scene, 2);
	add_format(&scene, format);
	screen.now_ns = scene.now_ns;
	fmb_screen_render(&screen, &scene.model, &picture);
	text_puts(&found, "");
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(column, sizeof(column), " %s ", all[i]);
		if (strstr(picture.data, column))
			text_printf(&found, "%s ", all[i]);
	}
	tap_context("format %u", format);
	CHECK_TEXT(found.data, wanted);
	text_free(&found);
	text_free(&picture);
	fmb_scene_end(&scene);
}

static void format_decides_columns(void)
{
	check_columns(0, "LD/s ST/s STB/s RPCIT/s DMARD/s DMAWR/s ");
	check_columns(1, "LD/s ST/s STB/s RPCIT/s RX/s RXPKT/s TX/s TXPKT/s ");
	check_columns(2, "LD/s ST/s STB/s RPCIT/s WORK/s MAXWORK ");
	check_columns(3, "LD/s ST/s STB/s RPCIT/s TX/s ");
	check_columns(4, "LD/s ST/s STB/s RPCIT/s ");
}

/* On a narrow terminal what matters most stays: who, what state, the traffic. */
static void narrow_screen(void)
{
	struct fmb_screen screen = { .width = 60, .height = 20, .host = "a" };
	struct text picture = { 0 };
	struct fmb_scene scene;

	fmb_scene_start(&scene, 2);
	add_format(&scene, 1);
	screen.now_ns = scene.now_ns;
	fmb_screen_render(&screen, &scene.model, &picture);
	CHECK(strstr(picture.data, "FUNCTION"));
	CHECK(strstr(picture.data, "STATE"));
	CHECK(strstr(picture.data, "RX/s"));
	CHECK(strstr(picture.data, "TX/s"));
	CHECK(!strstr(picture.data, "STB/s"));
	CHECK(!strstr(picture.data, "READS"));
	text_free(&picture);
	fmb_scene_end(&scene);
}

static void picture_of(struct fmb_scene *scene, unsigned int width,
		       const struct fmb_losses *losses, struct text *picture)
{
	const struct fmb_screen screen = {
		.width = width, .height = 20, .host = "a-host-with-a-long-name",
		.losses = losses, .now_ns = scene->now_ns, .last = true,
	};

	text_clear(picture);
	fmb_screen_render(&screen, &scene->model, picture);
}

/* What is missing is said even where there is little room. */
static void narrow_screen_says_losses(void)
{
	const struct fmb_losses losses = { .counters.ring_full = 12 };
	struct text picture = { 0 };
	struct fmb_scene scene;

	fmb_scene_start(&scene, 2);
	add_format(&scene, 1);
	scene.lose = 3;
	fmb_scene_step(&scene, 4 * FMB_SCENE_SEC, 3, 30);
	fmb_scene_step(&scene, 4 * FMB_SCENE_SEC, 4, 40);
	fmb_scene_step(&scene, 4 * FMB_SCENE_SEC, 5, 50);
	fmb_scene_step(&scene, 4 * FMB_SCENE_SEC, 6, 60);
	fmb_scene_read_torn(&scene);
	picture_of(&scene, 52, &losses, &picture);
	tap_context("%s", picture.data);
	CHECK(strstr(picture.data, "MISSED 3  lost 12 details"));
	CHECK(strstr(picture.data, "INCOMPLETE: 3 of its events"));
	CHECK(strstr(picture.data, "torn."));
	text_free(&picture);
	fmb_scene_end(&scene);
}

/* A row that is off has no rates; it had some while it was on. */
static void off_has_no_rates(void)
{
	struct text picture = { 0 };
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_step(&scene, 4 * FMB_SCENE_SEC, 1, 10);
	fmb_scene_step(&scene, 4 * FMB_SCENE_SEC, 2, 4010);
	picture_of(&scene, 130, NULL, &picture);
	tap_context("%s", picture.data);
	CHECK(strstr(picture.data, "1.00k"));
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	picture_of(&scene, 130, NULL, &picture);
	tap_context("%s", picture.data);
	CHECK(strstr(picture.data, "off"));
	CHECK(!strstr(picture.data, "1.00k"));
	text_free(&picture);
	fmb_scene_end(&scene);
}

static void silent_says_what_there_was(void)
{
	struct text picture = { 0 };
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	scene.now_ns += 13 * FMB_SCENE_SEC;
	fmb_scene_read(&scene);
	picture_of(&scene, 200, NULL, &picture);
	tap_context("%s", picture.data);
	CHECK(strstr(picture.data, "none has come; it was seen first 13.0s ago."));
	CHECK(!strstr(picture.data, "the last new one"));
	fmb_scene_step(&scene, FMB_SCENE_SEC, 1, 10);
	scene.now_ns += 13 * FMB_SCENE_SEC;
	fmb_scene_read(&scene);
	picture_of(&scene, 200, NULL, &picture);
	tap_context("%s", picture.data);
	CHECK(strstr(picture.data, "the last new one came 13.0s ago."));
	text_free(&picture);
	fmb_scene_end(&scene);
}

static void empty_screen(void)
{
	const struct fmb_losses losses = { .counters.ring_full = 12 };
	struct fmb_screen screen = {
		.width = 120, .height = 10, .host = "a", .losses = &losses,
	};
	struct text picture = { 0 };
	struct fmb_model model;

	fmb_model_init(&model, 1, true);
	fmb_screen_render(&screen, &model, &picture);
	CHECK(strstr(picture.data, "lost 12 details"));
	CHECK(strstr(picture.data, "no measurement block has been read yet"));
	text_free(&picture);
}

/* Everything that a view can be asked to show; returns how many things. */
static unsigned int show_all(struct fmb_view *view, const struct fmb_scene *scene)
{
	const struct fmb_losses losses = { .counters.ring_full = 2 };
	struct vfio_zpci_ev_fmb_switch event = { .cause = 1, .err = -EIO };
	const struct fmb_function *f;
	unsigned int shown = 7;
	size_t back;

	view->ops->attached(view, "tp_btf", 3);
	view->ops->reading(view, scene->model.functions, 4000);
	for (f = scene->model.functions; f; f = f->next) {
		for (back = 0; fmb_entry(f, back); back++)
			view->ops->sample(view, f, fmb_entry(f, back));
		shown += (unsigned int)back + 3;
		view->ops->measured(view, f, APTRACE_FMB_ENABLE, scene->now_ns,
				    &event);
		/* Any number must be printable. */
		memset(&event, 0xff, sizeof(event));
		view->ops->measured(view, f, APTRACE_FMB_DISABLE,
				    scene->now_ns, &event);
		view->ops->read_error(view, f, scene->now_ns, -EFAULT);
	}
	view->ops->read_error(view, scene->model.functions, scene->now_ns,
			      -ENXIO);
	view->ops->loss(view, &losses);
	view->ops->summary(view, &scene->model, &losses, scene->now_ns);
	view->ops->summary(view, &scene->model, NULL, scene->now_ns);
	view->ops->summary(view, &(struct fmb_model) { 0 }, &losses, 0);
	return shown;
}

static void json_is_json(void)
{
	struct fmb_scene scene;
	struct fmb_view view;
	char *line, *end;
	unsigned int count = 0, shown;

	fill(&scene);
	fmb_view_init(&view, &fmb_view_json);
	shown = show_all(&view, &scene);
	for (line = view.out.data; *line; line = end + 1) {
		end = strchr(line, '\n');
		REQUIRE(end);
		*end = '\0';
		tap_context("%.140s", line);
		CHECK(json_check(line));
		count++;
	}
	CHECK_EQUAL(count, shown);
	fmb_view_free(&view);
	fmb_scene_end(&scene);
}

static void lines_are_lines(void)
{
	static const char * const words[] = {
		"# attached: 3 tracepoints, tp_btf\n",
		"# reading: 0001:00:00.0 0x00000011 every 4000 ms\n",
		"0001:00:00.0 0x00000011 sample   format=0 samples=1 span=4.00s ld_ops=1001 ld_ops_per_s=0.25 ",
		"0001:00:00.0 0x00000011 restart  format=0 samples=2 ld_ops=7 st_ops=14 ",
		"0001:00:00.0 0x00000011 torn     format=0 samples=4 ld_ops=9000 ",
		" enable   cause=close failed: EIO (Input/output error)\n",
		" error    ENXIO (No such device or address): measurement is off\n",
		" max_work_units=4480", " state=busy",
		"# functions 6; samples 14; 0 events, 2 missed; lost 2 details (ring full)\n",
		"# functions 6; samples 14\n",
	};
	struct fmb_scene scene;
	struct fmb_view view;
	const char *c;

	fill(&scene);
	fmb_view_init(&view, &fmb_view_lines);
	show_all(&view, &scene);
	for (c = view.out.data; *c; c++)
		CHECK(*c == '\n' || (*c >= ' ' && *c <= '~'));
	CHECK_EQUAL(view.out.data[view.out.length - 1], '\n');
	check_words(view.out.data, words, ARRAY_SIZE(words));
	fmb_view_free(&view);
	fmb_scene_end(&scene);
}

/* The fields of one moment as JSON. */
static void fields_of(const struct fmb_function *f, const struct fmb_entry *entry,
		      u64 now_ns, struct text *text)
{
	const struct fmb_moment moment = { f, entry, now_ns };
	struct json json = { .text = text };

	json_open_object(&json, NULL);
	fmb_fields_json(&moment, &json);
	json_close_object(&json);
	CHECK(json_check(text->data));
}

static void json_has_numbers(void)
{
	static const char * const words[] = {
		"\"function\":\"0001:00:00.0\",\"fid\":\"0x00000011\"",
		"\"state\":\"busy\"", "\"age_ns\":0,", "\"format\":0,",
		"\"fmt_ind\":\"0x800000\"", "\"samples\":1,",
		"\"last_update\":\"0xe000000000001000\"", "\"torn\":false",
		"\"restart\":false", "\"span_ns\":4000000000,",
		"\"ld_ops\":1001,\"ld_ops_per_s\":0.250,",
		"\"dma_wbytes\":6006,\"dma_wbytes_per_s\":1.500,",
		"\"rx_bytes\":null,\"rx_bytes_per_s\":null,",
		"\"max_work_units\":null", "\"interval_ms\":4000,",
		"\"reads\":2,", "\"starts\":1,", "\"start_cause\":\"open\"",
		"\"stop_cause\":null", "\"err\":0,\"err_name\":null",
		"\"measured_ns\":8000000000", "\"events_seen\":3,",
		"\"events_missed\":0",
	};
	struct text text = { 0 };
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_step(&scene, 4 * SEC, 0, 1000);
	fmb_scene_step(&scene, 4 * SEC, 1, 1001);
	fields_of(fmb_scene_function(&scene), scene.entry, scene.now_ns, &text);
	check_words(text.data, words, ARRAY_SIZE(words));
	text_free(&text);
	fmb_scene_end(&scene);
}

/* Nothing that is not known may look like a number. */
static void unknown_is_null(void)
{
	static const char * const no_sample[] = {
		"\"state\":\"waiting\"", "\"age_ns\":null", "\"idle_ns\":null",
		"\"format\":null", "\"samples\":null", "\"last_update\":null",
		"\"torn\":null", "\"restart\":null", "\"ld_ops\":null",
		"\"ld_ops_per_s\":null", "\"fmb_bytes\":null", "\"empty\":1,",
	};
	static const char * const not_traced[] = {
		"\"retries\":null", "\"contended\":null", "\"starts\":null",
		"\"resets\":null", "\"start_cause\":null", "\"bindings\":null",
		"\"events_seen\":null", "\"events_missed\":null",
		"\"details_lost\":null", "\"reads\":1,",
	};
	struct text text = { 0 };
	struct fmb_function *f;
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_read(&scene);
	f = fmb_scene_function(&scene);
	fields_of(f, NULL, scene.now_ns, &text);
	check_words(text.data, no_sample, ARRAY_SIZE(no_sample));
	text_clear(&text);
	f->traced = false;
	fields_of(f, NULL, scene.now_ns, &text);
	check_words(text.data, not_traced, ARRAY_SIZE(not_traced));
	text_free(&text);
	fmb_scene_end(&scene);
}

/* What is told of a sample is told as it was then, though the device is closed. */
static void sample_is_told_as_it_was(void)
{
	struct fmb_function then;
	struct fmb_scene scene;
	struct fmb_entry entry;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_step(&scene, 4 * SEC, 0, 1);
	fmb_scene_step(&scene, 4 * SEC, 1, 2);
	entry = *scene.entry;
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_CLOSE, 0);
	fmb_scene_read_failed(&scene, -ENXIO);
	CHECK_EQUAL(fmb_state(fmb_scene_function(&scene)), FMB_STATE_OFF);
	then = fmb_function_at(fmb_scene_function(&scene), &entry);
	CHECK_EQUAL(fmb_state(&then), FMB_STATE_BUSY);
	fmb_scene_end(&scene);
}

static void field_names(void)
{
	char name[64];
	size_t i, j;

	for (i = 0; i < fmb_field_count; i++) {
		const struct fmb_field *field = &fmb_fields[i];

		tap_context("%s", field->name);
		CHECK(field->help && field->help[0]);
		CHECK(!field->title || field->width >= strlen(field->title));
		for (j = 0; j < i; j++)
			CHECK(strcmp(field->name, fmb_fields[j].name));
	}
	/* The driver's event calls the counters the same. */
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++) {
		const struct fmb_field *field = fmb_field_find(fmb_counter_name(i));

		tap_context("%s", fmb_counter_name(i));
		REQUIRE(field);
		CHECK_EQUAL(field->counter, i);
		snprintf(name, sizeof(name), "%s_per_s", fmb_counter_name(i));
		field = fmb_field_find(name);
		CHECK_EQUAL(!field, fmb_is_level(i));
		if (field)
			CHECK_EQUAL(field->counter, i);
	}
}

/* The user guide must have each field. */
static void guide_has_all_fields(void)
{
	const char *guide = guide_read();
	char quoted[64];
	int state;
	size_t i;

	REQUIRE(guide);
	for (i = 0; i < fmb_field_count; i++) {
		tap_context("%s", fmb_fields[i].name);
		CHECK(guide_quotes(guide, fmb_fields[i].name));
		if (!fmb_fields[i].title ||
		    fmb_fields[i].counter != FMB_NO_COUNTER)
			continue;
		tap_context("%s", fmb_fields[i].title);
		CHECK(guide_has_line(guide, fmb_fields[i].title));
	}
	for (state = FMB_STATE_OFF; state <= FMB_STATE_IDLE; state++) {
		tap_context("%s", fmb_state_name(state));
		snprintf(quoted, sizeof(quoted), "``%s``", fmb_state_name(state));
		CHECK(guide_has_line(guide, quoted));
	}
}

static const struct test tests[] = {
	{ "screen_fits", screen_fits },
	{ "screen_says_all", screen_says_all },
	{ "screen_shows_history", screen_shows_history },
	{ "format_decides_columns", format_decides_columns },
	{ "narrow_screen", narrow_screen },
	{ "narrow_screen_says_losses", narrow_screen_says_losses },
	{ "off_has_no_rates", off_has_no_rates },
	{ "silent_says_what_there_was", silent_says_what_there_was },
	{ "empty_screen", empty_screen },
	{ "json_is_json", json_is_json },
	{ "lines_are_lines", lines_are_lines },
	{ "json_has_numbers", json_has_numbers },
	{ "unknown_is_null", unknown_is_null },
	{ "sample_is_told_as_it_was", sample_is_told_as_it_was },
	{ "field_names", field_names },
	{ "guide_has_all_fields", guide_has_all_fields },
};

SUITE(fmb_views, tests);
