// SPDX-License-Identifier: GPL-2.0
/* Measurement blocks: what comparing two samples says, and what it must not say. */
#include <string.h>

#include "fmb_scene.h"
#include "suites.h"

#define SEC	FMB_SCENE_SEC
#define AT(field)	offsetof(struct vfio_zpci_fmb, field)
#define RATE(scene, counter)	((scene)->entry->rates[VFIO_ZPCI_FMB_##counter])

/* Opened, and the first sample read. */
static void begin(struct fmb_scene *scene, u64 number)
{
	fmb_scene_start(scene, 4);
	fmb_scene_enable(scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_step(scene, 4 * SEC, 0, number);
}

static enum fmb_state state(struct fmb_scene *scene)
{
	return fmb_state(fmb_scene_function(scene));
}

/* Both sides of the map are built apart: there must be no padding. */
static void layout(void)
{
	CHECK_EQUAL(sizeof(struct aptrace_fmb_sample), 136);
	CHECK_EQUAL(offsetof(struct aptrace_fmb_sample, samples), 112);
	CHECK_EQUAL(offsetof(struct aptrace_fmb_sample, format), 128);
	CHECK_EQUAL(offsetof(struct aptrace_fmb, last), 304);
	CHECK_EQUAL(offsetof(struct aptrace_fmb, fid), 440);
	CHECK_EQUAL(offsetof(struct aptrace_fmb, fmb_bytes), 484);
	CHECK_EQUAL(sizeof(struct aptrace_fmb), 496);
	CHECK_EQUAL(sizeof(struct aptrace_fmb_detail), 24);
}

static void rates(void)
{
	struct fmb_scene scene;

	begin(&scene, 1000);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->span_ns, 0);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);

	fmb_scene_step(&scene, 4 * SEC, 1, 1001);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->span_ns, 4 * SEC);
	CHECK_EQUAL(RATE(&scene, LD_OPS), 250);
	CHECK_EQUAL(RATE(&scene, ST_OPS), 500);
	CHECK_EQUAL(RATE(&scene, STB_OPS), 750);
	CHECK_EQUAL(RATE(&scene, RPCIT_OPS), 1000);
	CHECK_EQUAL(RATE(&scene, DMA_RBYTES), 1250);
	CHECK_EQUAL(RATE(&scene, DMA_WBYTES), 1500);
	CHECK_EQUAL(RATE(&scene, RX_BYTES), 0);
	CHECK(scene.entry->moved);
	CHECK_EQUAL(state(&scene), FMB_STATE_BUSY);
	fmb_scene_end(&scene);
}

/* Nothing overflows, and rounding is downwards. */
static void rates_of_all_sizes(void)
{
	struct fmb_scene scene;

	begin(&scene, 0);
	scene.now_ns += 3 * SEC;
	fmb_scene_store(&scene, 1, 0);
	fmb_scene_put(&scene, AT(ld_ops), UINT64_MAX);
	fmb_scene_put(&scene, AT(st_ops), 1);
	fmb_scene_put(&scene, AT(stb_ops), UINT64_MAX / 1000);
	fmb_scene_read(&scene);
	REQUIRE(scene.entry);
	CHECK_EQUAL(RATE(&scene, LD_OPS), UINT64_MAX);
	CHECK_EQUAL(RATE(&scene, ST_OPS), 333);
	CHECK_EQUAL(RATE(&scene, STB_OPS), UINT64_MAX / 1000 * 1000 / 3);
	fmb_scene_end(&scene);
}

/* Who reads more often than the function stores sees the same one again. */
static void repeats(void)
{
	struct fmb_scene scene;
	unsigned int i;

	begin(&scene, 10);
	for (i = 0; i < 5; i++) {
		scene.now_ns += SEC;
		fmb_scene_read(&scene);
		CHECK(!scene.entry);
		CHECK(!scene.told);
	}
	CHECK_EQUAL(scene.record.repeats, 5);
	CHECK_EQUAL(scene.record.reads, 6);
	CHECK_EQUAL(scene.model.samples, 1);
	/* The time between the samples counts, not that between the reads. */
	fmb_scene_step(&scene, 5 * SEC, 1, 20);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->span_ns, 10 * SEC);
	CHECK_EQUAL(RATE(&scene, LD_OPS), 1000);
	fmb_scene_end(&scene);
}

/* What the map has of a function that has not stored any, or was being written. */
static void no_sample_at_all(void)
{
	struct aptrace_fmb_sample none = { .time_ns = 0 };
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	CHECK(!fmb_model_add_sample(&scene.model, fmb_scene_function(&scene),
				    &none));
	fmb_scene_step(&scene, 4 * SEC, 5, 10);
	none.time_ns = scene.now_ns + 100 * SEC;
	CHECK(!fmb_model_add_sample(&scene.model, fmb_scene_function(&scene),
				    &none));
	CHECK_EQUAL(scene.model.samples, 1);
	fmb_scene_end(&scene);
}

static void no_sample_yet(void)
{
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	scene.now_ns += SEC;
	fmb_scene_read(&scene);
	CHECK(!scene.entry);
	CHECK_EQUAL(scene.record.empty, 1);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	/* QEMU's functions say 0 with the first one. */
	fmb_scene_step(&scene, 4 * SEC, 0, 0);
	CHECK(scene.entry);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_end(&scene);
}

/* Shown, marked, and compared with nothing: neither before nor after. */
static void torn(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	scene.now_ns += 4 * SEC;
	fmb_scene_store(&scene, 2, 1000000);
	fmb_scene_read_torn(&scene);
	REQUIRE(scene.entry);
	CHECK(scene.entry->sample.torn);
	CHECK_EQUAL(scene.entry->span_ns, 0);
	CHECK_EQUAL(RATE(&scene, LD_OPS), 0);
	CHECK(!scene.entry->restart);
	CHECK_EQUAL(scene.record.torn, 1);
	CHECK_EQUAL(scene.record.retries, 7);
	CHECK_EQUAL(scene.model.samples, 2);
	/* What is known of now is still what the whole ones said. */
	CHECK_EQUAL(state(&scene), FMB_STATE_BUSY);

	fmb_scene_step(&scene, 4 * SEC, 3, 36);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->span_ns, 8 * SEC);
	CHECK_EQUAL(RATE(&scene, LD_OPS), 2000);
	CHECK(!scene.entry->restart);
	CHECK_EQUAL(fmb_scene_function(&scene)->restarts, 0);
	fmb_scene_end(&scene);
}

/* The ring buffer had no room for the next event: the record has this one again. */
static void torn_after_a_loss(void)
{
	struct aptrace_fmb_sample again;
	struct fmb_function *f;
	struct fmb_scene scene;
	size_t entries;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	scene.now_ns += 4 * SEC;
	fmb_scene_store(&scene, 2, 1000000);
	fmb_scene_read_torn(&scene);
	REQUIRE(scene.entry);
	again = scene.entry->sample;
	f = fmb_scene_function(&scene);
	entries = f->entry_count;
	CHECK(!fmb_model_add_sample(&scene.model, f, &again));
	CHECK_EQUAL(f->entry_count, entries);
	/* Another one, torn as well, is another one. */
	again.time_ns++;
	CHECK(fmb_model_add_sample(&scene.model, f, &again));
	fmb_scene_end(&scene);
}

/* Torn from the first one on: there is nothing to go by. */
static void only_torn(void)
{
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	scene.now_ns += 4 * SEC;
	fmb_scene_store(&scene, 1, 10);
	fmb_scene_read_torn(&scene);
	CHECK(scene.entry && scene.entry->sample.torn);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	CHECK_EQUAL(scene.model.samples, 0);
	fmb_scene_end(&scene);
}

static void check_restart(struct fmb_scene *scene, bool expected)
{
	REQUIRE(scene->entry);
	CHECK_EQUAL(scene->entry->restart, expected);
	CHECK_EQUAL(!!scene->entry->span_ns, !expected);
	CHECK_EQUAL(fmb_scene_function(scene)->restarts, expected);
}

static void restart_by_event(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	scene.now_ns += SEC;
	scene.now_ns += 100 * SEC;
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	CHECK_EQUAL(scene.record.resets, 1);
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	/* It has counted more than before: only the event says that it began anew. */
	fmb_scene_step(&scene, 4 * SEC, 1, 5000);
	check_restart(&scene, true);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_end(&scene);
}

/* The event was not seen: each counter can tell. */
static void restart_by_counters(void)
{
	static const size_t places[] = {
		AT(ld_ops), AT(st_ops), AT(stb_ops), AT(rpcit_ops),
		AT(fmt0.dma_rbytes), AT(fmt0.dma_wbytes),
	};
	struct fmb_scene scene;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		tap_context("counter at %zu", places[i]);
		begin(&scene, 10);
		scene.lose = 1;
		fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
		scene.now_ns += 4 * SEC;
		fmb_scene_store(&scene, 1, 20);
		fmb_scene_put(&scene, places[i], 9);
		fmb_scene_read(&scene);
		check_restart(&scene, true);
		CHECK_EQUAL(fmb_events_missed(fmb_scene_function(&scene)), 1);
		fmb_scene_end(&scene);
	}
}

static void restart_by_samples(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 5, 20);
	scene.now_ns += 4 * SEC;
	fmb_scene_store(&scene, 6, 30);
	fmb_scene_put(&scene, AT(last_update), UINT64_MAX - 1);
	scene.block[7] = 4;
	fmb_scene_read(&scene);
	check_restart(&scene, true);
	fmb_scene_end(&scene);
}

static void samples_wrap(void)
{
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_step(&scene, 0, UINT32_MAX - 1, 10);
	fmb_scene_head(&scene, 0, VFIO_ZPCI_FMB_DMA_VALID, 1, UINT64_MAX - 1);
	fmb_scene_put(&scene, AT(ld_ops), 1000);
	fmb_scene_put(&scene, AT(st_ops), 1000);
	fmb_scene_put(&scene, AT(stb_ops), 1000);
	fmb_scene_put(&scene, AT(rpcit_ops), 1000);
	fmb_scene_put(&scene, AT(fmt0.dma_rbytes), 1000);
	fmb_scene_put(&scene, AT(fmt0.dma_wbytes), 1000);
	scene.now_ns += 4 * SEC;
	fmb_scene_read(&scene);
	check_restart(&scene, false);
	fmb_scene_end(&scene);
}

/* Two readers: the older sample is told of after the newer one. */
static void late(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 2, 30);
	fmb_scene_step(&scene, SEC / 1000, 1, 20);
	CHECK(!scene.entry);
	CHECK_EQUAL(fmb_scene_function(&scene)->restarts, 0);
	fmb_scene_step(&scene, 4 * SEC, 3, 40);
	check_restart(&scene, false);
	fmb_scene_end(&scene);
}

/* Let an event have the number before that of the last one: it is told of late. */
static void number_before(struct fmb_scene *scene)
{
	scene->hdr.seq -= 2;
}

static void number_behind(struct fmb_scene *scene)
{
	scene->hdr.seq++;
}

/* Read before the reset, told of after it: no rate is of two measurements. */
static void late_across_reset(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	number_behind(&scene);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	number_before(&scene);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->sample.measurement, 1);
	check_restart(&scene, false);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	number_behind(&scene);
	/* More of everything than there was before. */
	fmb_scene_step(&scene, 4 * SEC, 2, 30);
	check_restart(&scene, true);
	CHECK_EQUAL(scene.entry->sample.measurement, 2);
	CHECK_EQUAL(fmb_events_missed(fmb_scene_function(&scene)), 0);
	fmb_scene_end(&scene);
}

/* The same, and a sample of the new measurement is known by then. */
static void later_across_reset(void)
{
	struct fmb_scene scene;
	u64 seq;

	begin(&scene, 10);
	seq = scene.hdr.seq++;
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	fmb_scene_step(&scene, 4 * SEC, 3, 20);
	CHECK(scene.entry && scene.entry->restart);
	scene.hdr.seq = seq;
	fmb_scene_step(&scene, SEC, 2, 30);
	CHECK(!scene.entry);
	CHECK_EQUAL(scene.record.last.counters[VFIO_ZPCI_FMB_LD_OPS], 20);
	scene.hdr.seq = seq + 3;
	fmb_scene_step(&scene, 3 * SEC, 4, 40);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->span_ns, 4 * SEC);
	CHECK_EQUAL(RATE(&scene, LD_OPS), 5000);
	fmb_scene_end(&scene);
}

/* Reset by somebody whose event is missing: the block without a sample proves it. */
static void unseen_reset(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 1, 1400);
	scene.now_ns += SEC;
	memset(scene.block, 0, sizeof(scene.block));
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	CHECK_EQUAL(scene.record.starts, 2);
	CHECK_EQUAL(scene.record.start_ns, 0);
	/* More of everything than there was before. */
	fmb_scene_step(&scene, 12 * SEC, 5, 5000);
	check_restart(&scene, true);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_step(&scene, 4 * SEC, 6, 5004);
	REQUIRE(scene.entry);
	CHECK_EQUAL(RATE(&scene, LD_OPS), 1000);
	CHECK_EQUAL(scene.record.starts, 2);
	fmb_scene_end(&scene);
}

/* Switched off and on by the administrator, which is no event. */
static void unseen_switch(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 1, 1400);
	fmb_scene_read_failed(&scene, -ENXIO);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	fmb_scene_step(&scene, 12 * SEC, 5, 5000);
	check_restart(&scene, true);
	CHECK_EQUAL(scene.record.starts, 2);
	fmb_scene_end(&scene);
}

/* The first read of a measurement is told of before its beginning is: one start. */
static void read_before_start(void)
{
	struct fmb_scene scene;
	u64 seq;

	begin(&scene, 10);
	fmb_scene_read_failed(&scene, -ENXIO);
	seq = scene.hdr.seq++;
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	CHECK_EQUAL(scene.record.starts, 2);
	scene.hdr.seq = seq;
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	CHECK_EQUAL(scene.record.starts, 2);
	CHECK_EQUAL(scene.record.start_cause, VFIO_ZPCI_FMB_CAUSE_USER);
	scene.hdr.seq = seq + 2;
	fmb_scene_step(&scene, 4 * SEC, 2, 30);
	REQUIRE(scene.entry);
	CHECK(!scene.entry->restart);
	fmb_scene_end(&scene);
}

/* A read without a sample that is told of after the first one proves nothing. */
static void empty_told_late(void)
{
	struct fmb_scene scene;
	u64 seq;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	seq = scene.hdr.seq++;
	fmb_scene_step(&scene, 4 * SEC, 0, 10);
	scene.hdr.seq = seq;
	memset(scene.block, 0, sizeof(scene.block));
	fmb_scene_read(&scene);
	CHECK_EQUAL(scene.record.starts, 1);
	fmb_scene_end(&scene);
}

/* Switched on again: what the last read said is over. */
static void error_before_start(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_read_failed(&scene, -ENXIO);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	fmb_scene_end(&scene);
}

/* Each measurement has its own time: the same time is not the same sample. */
static void same_time_after_reset(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	fmb_scene_step(&scene, 4 * SEC, 0, 3);
	check_restart(&scene, true);
	CHECK_EQUAL(scene.record.repeats, 0);
	fmb_scene_end(&scene);
}

/* A clock that goes back to stay is no late event. */
static void clock_goes_back(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 9, 30);
	/* Only the time: there are more samples, and all have counted on. */
	fmb_scene_store(&scene, 10, 40);
	fmb_scene_put(&scene, AT(last_update), 0x1000);
	scene.now_ns += 4 * SEC;
	fmb_scene_read(&scene);
	check_restart(&scene, true);
	fmb_scene_end(&scene);
}

/* Format, its bits, and the counters that it has beyond the first four. */
static const struct format_case {
	u8 format;
	u32 fmt_ind;
	u32 valid;
} formats[] = {
#define BIT_OF(counter)	(1U << VFIO_ZPCI_FMB_##counter)
	{ 0, 0, 0 },
	{ 0, VFIO_ZPCI_FMB_DMA_VALID, BIT_OF(DMA_RBYTES) | BIT_OF(DMA_WBYTES) },
	{ 1, 0, BIT_OF(RX_BYTES) | BIT_OF(RX_PACKETS) | BIT_OF(TX_BYTES) |
		BIT_OF(TX_PACKETS) },
	{ 2, 0, BIT_OF(CONSUMED_WORK_UNITS) | BIT_OF(MAX_WORK_UNITS) },
	{ 3, 0, BIT_OF(TX_BYTES) },
	{ 4, 0xffffff, 0 },
	{ 255, 0, 0 },
};

static void check_format(const struct format_case *c)
{
	const u32 common = BIT_OF(LD_OPS) | BIT_OF(ST_OPS) | BIT_OF(STB_OPS) |
			   BIT_OF(RPCIT_OPS);
	struct fmb_scene scene;
	unsigned int i;
	size_t at;

	fmb_scene_start(&scene, 4);
	for (i = 0; i < 2; i++) {
		fmb_scene_head(&scene, c->format, c->fmt_ind, i, 0x1000 * (i + 1));
		for (at = AT(ld_ops); at < VFIO_ZPCI_FMB_BYTES; at += 8)
			fmb_scene_put(&scene, at, at + 100 * i);
		fmb_scene_read(&scene);
		scene.now_ns += 2 * SEC;
	}
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->sample.format, c->format);
	CHECK_EQUAL(scene.entry->sample.valid, common | c->valid);
	CHECK(!scene.entry->restart);
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++) {
		bool counts = (common | c->valid) & (1U << i) &&
			      i != VFIO_ZPCI_FMB_MAX_WORK_UNITS;

		CHECK_EQUAL(scene.entry->rates[i], counts ? 50000 : 0);
	}
	fmb_scene_end(&scene);
}

static void all_formats(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		tap_context("format %u, 0x%06x", formats[i].format,
			    formats[i].fmt_ind);
		check_format(&formats[i]);
	}
}

/* The most work units are a level: less of them is no restart, and no rate. */
static void level(void)
{
	struct fmb_scene scene;
	unsigned int i;

	fmb_scene_start(&scene, 4);
	for (i = 0; i < 2; i++) {
		fmb_scene_head(&scene, 2, 0, i, 0x1000 * (i + 1));
		fmb_scene_put(&scene, AT(fmt2.consumed_work_units), 7);
		fmb_scene_put(&scene, AT(fmt2.max_work_units), 100 - 40 * i);
		fmb_scene_read(&scene);
		scene.now_ns += 2 * SEC;
	}
	check_restart(&scene, false);
	CHECK(!scene.entry->moved);
	CHECK_EQUAL(state(&scene), FMB_STATE_IDLE);
	fmb_scene_end(&scene);
}

/* Two blocks that differ in nothing but their first four bytes. */
static void check_heads(u8 old_format, u32 old_ind, u8 new_format, u32 new_ind,
			bool restart)
{
	struct fmb_scene scene;

	tap_context("0x%02x%06x, 0x%02x%06x", old_format, old_ind, new_format,
		    new_ind);
	fmb_scene_start(&scene, 4);
	fmb_scene_head(&scene, old_format, old_ind, 1, 0x1000);
	fmb_scene_read(&scene);
	scene.now_ns += 4 * SEC;
	fmb_scene_head(&scene, new_format, new_ind, 2, 0x2000);
	fmb_scene_read(&scene);
	check_restart(&scene, restart);
	fmb_scene_end(&scene);
}

/* A function that says it has another format cannot be compared. */
static void format_changes(void)
{
	check_heads(0, 0, 1, 0, true);
	check_heads(4, 0, 5, 0, true);
	/* The DMA counters were not valid: what they have now is not a difference. */
	check_heads(0, 0, 0, VFIO_ZPCI_FMB_DMA_VALID, true);
	check_heads(0, VFIO_ZPCI_FMB_DMA_VALID, 0, VFIO_ZPCI_FMB_DMA_VALID | 1,
		    false);
}

static void idle_since(void)
{
	struct fmb_scene scene;
	struct fmb_function *f;
	u64 still_ns;
	u32 i;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	still_ns = scene.now_ns;
	for (i = 2; i < 12; i++) {
		fmb_scene_step(&scene, 4 * SEC, i, 20);
		CHECK_EQUAL(state(&scene), FMB_STATE_IDLE);
	}
	f = fmb_scene_function(&scene);
	CHECK_EQUAL(f->still_ns, still_ns);
	fmb_scene_step(&scene, 4 * SEC, i, 21);
	CHECK_EQUAL(state(&scene), FMB_STATE_BUSY);
	fmb_scene_step(&scene, 4 * SEC, i + 1, 21);
	CHECK_EQUAL(f->still_ns, scene.now_ns - 4 * SEC);
	fmb_scene_end(&scene);
}

static void silent(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	/* That nobody reads is not the function's doing. */
	scene.now_ns += 1000 * SEC;
	CHECK_EQUAL(state(&scene), FMB_STATE_BUSY);
	scene.now_ns -= 1000 * SEC;

	scene.now_ns += 12 * SEC;
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_BUSY);
	scene.now_ns++;
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_SILENT);
	fmb_scene_step(&scene, 4 * SEC, 2, 30);
	CHECK_EQUAL(state(&scene), FMB_STATE_BUSY);
	fmb_scene_end(&scene);
}

static void silent_from_the_start(void)
{
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	scene.now_ns += 12 * SEC;
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	scene.now_ns += SEC;
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_SILENT);
	fmb_scene_end(&scene);
}

static void off_and_on(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	fmb_scene_read_failed(&scene, -ENXIO);
	CHECK(scene.told);
	fmb_scene_read_failed(&scene, -ENXIO);
	CHECK(!scene.told);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	CHECK_EQUAL(scene.record.errors, 2);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, -EPERM);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	CHECK_EQUAL(scene.record.switch_errors, 1);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	CHECK_EQUAL(scene.record.resets, 0);
	fmb_scene_read(&scene);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	/* It could not be ended, so it goes on. */
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, -EIO);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	fmb_scene_step(&scene, 4 * SEC, 1, 5);
	check_restart(&scene, true);
	fmb_scene_end(&scene);
}

/* The host's administrator has switched it off: only reads tell. */
static void off_by_the_host(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_read_failed(&scene, -ENXIO);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	fmb_scene_step(&scene, 4 * SEC, 1, 3);
	check_restart(&scene, true);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_read_failed(&scene, -EFAULT);
	CHECK_EQUAL(state(&scene), FMB_STATE_ERROR);
	fmb_scene_end(&scene);
}

static void history_is_bounded(void)
{
	const struct fmb_entry *entry;
	struct fmb_function *f;
	struct fmb_scene scene;
	unsigned int back;
	u32 i;

	fmb_scene_start(&scene, 4);
	f = fmb_scene_function(&scene);
	CHECK(!fmb_entry(f, 0));
	for (i = 0; i < 11; i++) {
		fmb_scene_step(&scene, 4 * SEC, i, i);
		CHECK(fmb_entry(f, 0) == scene.entry);
		for (back = 0; back < 6; back++) {
			tap_context("%u back from %u", back, i);
			entry = fmb_entry(f, back);
			CHECK_EQUAL(!!entry, back <= i && back < 4);
			if (entry)
				CHECK_EQUAL(entry->sample.samples, i - back);
		}
	}
	fmb_scene_end(&scene);
}

static void missing_events(void)
{
	struct fmb_scene scene;
	struct fmb_function *f;

	begin(&scene, 10);
	f = fmb_scene_function(&scene);
	CHECK_EQUAL(fmb_events_missed(f), 0);
	scene.lose = 3;
	fmb_scene_read(&scene);
	fmb_scene_read(&scene);
	fmb_scene_read(&scene);
	CHECK_EQUAL(fmb_events_missed(f), 0);
	fmb_scene_read(&scene);
	CHECK_EQUAL(fmb_events_missed(f), 3);
	CHECK_EQUAL(scene.record.events_seen, 3);

	/* Bound anew: its numbers begin again, what was missed stays missed. */
	scene.hdr.seq = 0;
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	CHECK_EQUAL(fmb_events_missed(f), 3);
	scene.lose = 1;
	fmb_scene_read(&scene);
	fmb_scene_read(&scene);
	CHECK_EQUAL(fmb_events_missed(f), 4);
	CHECK_EQUAL(scene.record.bindings, 2);
	fmb_scene_end(&scene);
}

/* Attached in the middle, and two threads that come in the wrong order. */
static void numbers_out_of_order(void)
{
	struct fmb_scene scene;

	fmb_scene_start(&scene, 4);
	scene.hdr.seq = 501;
	fmb_scene_read(&scene);
	scene.hdr.seq = 500;
	fmb_scene_read(&scene);
	scene.hdr.seq = 502;
	fmb_scene_read(&scene);
	CHECK_EQUAL(fmb_events_missed(fmb_scene_function(&scene)), 0);
	CHECK_EQUAL(scene.record.bindings, 0);
	fmb_scene_end(&scene);
}

/* Another CPU is writing the sample: this one is counted, and not written. */
static void contended(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	CHECK_EQUAL(scene.record.version, 2);
	CHECK(aptrace_fmb_begin_write(&scene.record));
	CHECK_EQUAL(scene.record.version, 3);
	CHECK(!aptrace_fmb_begin_write(&scene.record));
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	CHECK_EQUAL(scene.record.contended, 1);
	CHECK_EQUAL(scene.record.last.counters[VFIO_ZPCI_FMB_LD_OPS], 10);
	/* The ring buffer has it all the same. */
	CHECK(scene.entry);
	aptrace_fmb_end_write(&scene.record);
	fmb_scene_step(&scene, 4 * SEC, 2, 30);
	CHECK_EQUAL(scene.record.last.counters[VFIO_ZPCI_FMB_LD_OPS], 30);
	CHECK_EQUAL(scene.record.last.measurement, 1);
	CHECK_EQUAL(scene.record.version, 6);
	fmb_scene_end(&scene);
}

/* What was read or switched before the last switch says nothing about now. */
static void late_changes_no_state(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	number_behind(&scene);
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	number_before(&scene);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	CHECK(scene.entry);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);

	number_behind(&scene);
	number_behind(&scene);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	number_before(&scene);
	fmb_scene_read_failed(&scene, -ENXIO);
	CHECK_EQUAL(scene.record.errors, 1);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);

	number_behind(&scene);
	number_behind(&scene);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	number_before(&scene);
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
	CHECK_EQUAL(scene.record.stops, 2);
	CHECK_EQUAL(state(&scene), FMB_STATE_WAITING);
	CHECK_EQUAL(fmb_events_missed(fmb_scene_function(&scene)), 0);
	fmb_scene_end(&scene);
}

/* Bound anew its numbers begin again: they are not late. */
static void bound_anew(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_read(&scene);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	scene.hdr.seq = 0;
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	REQUIRE(scene.entry);
	CHECK_EQUAL(scene.entry->sample.measurement, 3);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_CLOSE, 0);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	fmb_scene_end(&scene);
}

/* A binding of so many reads, some of them unseen; then another, whose first is lost. */
static void bind_anew_unseen(struct fmb_scene *scene, unsigned int reads,
			     unsigned int unseen)
{
	unsigned int i;

	begin(scene, 10);
	for (i = 1; i < reads; i++) {
		scene->lose = i == 2 ? unseen : scene->lose;
		fmb_scene_step(scene, 4 * SEC, i, 10 + i);
	}
	fmb_scene_disable(scene, VFIO_ZPCI_FMB_CAUSE_CLOSE, 0);
	scene->hdr.seq = 0;
	scene->lose = 1;
	fmb_scene_enable(scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
	CHECK_EQUAL(scene->record.bindings, 1);
	scene->now_ns += 4 * SEC;
}

static void check_anew(struct fmb_scene *scene, u64 missed_before,
		       enum aptrace_fmb_measured measured)
{
	CHECK_EQUAL(scene->record.bindings, 2);
	CHECK_EQUAL(scene->record.missed_before, missed_before);
	CHECK_EQUAL(scene->record.bound_seen, 1);
	/* The first one, and those between it and what was seen. */
	CHECK_EQUAL(aptrace_fmb_gaps(&scene->record), scene->hdr.seq - 1);
	CHECK_EQUAL(scene->record.measured, measured);
	fmb_scene_end(scene);
}

/* The first event of a binding was lost: whatever comes next tells. */
static void binding_is_noticed(void)
{
	static const struct {
		unsigned int reads;
		unsigned int unseen;
	} cases[] = { { 3, 0 }, { 40, 0 }, { 40, 3 } };
	struct fmb_scene scene;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int reads = cases[i].reads, unseen = cases[i].unseen;

		tap_context("case %zu", i);
		bind_anew_unseen(&scene, reads, unseen);
		fmb_scene_store(&scene, 1000, 7);
		fmb_scene_read(&scene);
		CHECK(scene.entry && !scene.entry->span_ns);
		CHECK_EQUAL(scene.record.starts, 2);
		check_anew(&scene, unseen, APTRACE_FMB_ON);

		bind_anew_unseen(&scene, reads, unseen);
		scene.lose = 5;
		while (scene.lose)
			fmb_scene_read(&scene);
		fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_OPEN, 0);
		CHECK_EQUAL(scene.record.starts, 2);
		if (reads > 5)
			check_anew(&scene, unseen, APTRACE_FMB_ON);
		else
			fmb_scene_end(&scene);

		/* These prove nothing if it could be one of those that are missing. */
		if (unseen)
			continue;
		bind_anew_unseen(&scene, reads, unseen);
		fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, 0);
		check_anew(&scene, 0, APTRACE_FMB_OFF);
		bind_anew_unseen(&scene, reads, unseen);
		fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
		check_anew(&scene, 0, APTRACE_FMB_ON);
		bind_anew_unseen(&scene, reads, unseen);
		fmb_scene_read_failed(&scene, -ENXIO);
		check_anew(&scene, 0, APTRACE_FMB_OFF);
		bind_anew_unseen(&scene, reads, unseen);
		fmb_scene_head(&scene, 0, 0, 0, 0);
		fmb_scene_read(&scene);
		check_anew(&scene, 0, APTRACE_FMB_ON);
	}
}

/* Another thread's event, 30 numbers late: it is none of another binding. */
static void late_is_not_anew(void)
{
	struct fmb_scene scene;
	unsigned int i;
	u64 seq;

	begin(&scene, 10);
	seq = scene.hdr.seq++;
	for (i = 1; i < 31; i++)
		fmb_scene_step(&scene, 4 * SEC, 1 + i, 10 + i);
	scene.hdr.seq = seq;
	/* What it has read is older than what was read since. */
	fmb_scene_store(&scene, 1, 10);
	fmb_scene_read(&scene);
	CHECK_EQUAL(scene.record.bindings, 1);
	CHECK_EQUAL(aptrace_fmb_gaps(&scene.record), 0);
	fmb_scene_end(&scene);

	begin(&scene, 10);
	seq = scene.hdr.seq++;
	for (i = 1; i < 31; i++)
		fmb_scene_step(&scene, 4 * SEC, 1 + i, 10 + i);
	scene.hdr.seq = seq;
	fmb_scene_read_failed(&scene, -EFAULT);
	CHECK_EQUAL(scene.record.bindings, 1);
	CHECK_EQUAL(aptrace_fmb_gaps(&scene.record), 0);
	fmb_scene_end(&scene);
}

/* Closed while the function did not obey: nobody can read it any more. */
static void closed_without_end(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_USER, -EIO);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_disable(&scene, VFIO_ZPCI_FMB_CAUSE_CLOSE, -EIO);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	CHECK_EQUAL(scene.record.stops, 0);
	CHECK_EQUAL(scene.record.switch_errors, 2);
	fmb_scene_end(&scene);
}

/* A reset that could not begin it anew; the next one could. */
static void begun_by_the_next_reset(void)
{
	struct fmb_scene scene;

	begin(&scene, 10);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, -EIO);
	CHECK_EQUAL(state(&scene), FMB_STATE_OFF);
	fmb_scene_read_failed(&scene, -ENXIO);
	fmb_scene_enable(&scene, VFIO_ZPCI_FMB_CAUSE_RESET, 0);
	fmb_scene_step(&scene, 4 * SEC, 1, 20);
	check_restart(&scene, true);
	CHECK_EQUAL(scene.record.resets, 1);
	CHECK_EQUAL(state(&scene), FMB_STATE_FIRST);
	fmb_scene_end(&scene);
}

static void sorted_by_address(void)
{
	static const u32 domains[] = { 5, 1, 0x10000, 3, 2 };
	struct aptrace_fmb record = { 0 };
	const struct fmb_function *f;
	struct fmb_model model;
	unsigned int count = 0;
	size_t i;

	fmb_model_init(&model, 1, true);
	for (i = 0; i < ARRAY_SIZE(domains); i++) {
		record.fid = (u32)i;
		record.domain = domains[i];
		fmb_model_update(&model, &record);
	}
	/* The same function at another address. */
	record.fid = 0;
	record.domain = 0;
	fmb_model_update(&model, &record);
	CHECK_EQUAL(model.function_count, ARRAY_SIZE(domains));
	for (f = model.functions; f; f = f->next) {
		CHECK(!f->next || f->record.domain < f->next->record.domain);
		count++;
	}
	CHECK_EQUAL(count, ARRAY_SIZE(domains));
	CHECK_EQUAL(model.functions->record.fid, 0);
	fmb_model_free(&model);
}

static const struct test tests[] = {
	{ "unseen_reset", unseen_reset },
	{ "unseen_switch", unseen_switch },
	{ "read_before_start", read_before_start },
	{ "empty_told_late", empty_told_late },
	{ "error_before_start", error_before_start },
	{ "layout", layout },
	{ "rates", rates },
	{ "rates_of_all_sizes", rates_of_all_sizes },
	{ "repeats", repeats },
	{ "no_sample_at_all", no_sample_at_all },
	{ "no_sample_yet", no_sample_yet },
	{ "torn", torn },
	{ "torn_after_a_loss", torn_after_a_loss },
	{ "only_torn", only_torn },
	{ "restart_by_event", restart_by_event },
	{ "restart_by_counters", restart_by_counters },
	{ "restart_by_samples", restart_by_samples },
	{ "samples_wrap", samples_wrap },
	{ "late", late },
	{ "late_across_reset", late_across_reset },
	{ "later_across_reset", later_across_reset },
	{ "same_time_after_reset", same_time_after_reset },
	{ "clock_goes_back", clock_goes_back },
	{ "all_formats", all_formats },
	{ "level", level },
	{ "format_changes", format_changes },
	{ "idle_since", idle_since },
	{ "silent", silent },
	{ "silent_from_the_start", silent_from_the_start },
	{ "off_and_on", off_and_on },
	{ "off_by_the_host", off_by_the_host },
	{ "history_is_bounded", history_is_bounded },
	{ "missing_events", missing_events },
	{ "numbers_out_of_order", numbers_out_of_order },
	{ "contended", contended },
	{ "late_changes_no_state", late_changes_no_state },
	{ "bound_anew", bound_anew },
	{ "binding_is_noticed", binding_is_noticed },
	{ "late_is_not_anew", late_is_not_anew },
	{ "closed_without_end", closed_without_end },
	{ "begun_by_the_next_reset", begun_by_the_next_reset },
	{ "sorted_by_address", sorted_by_address },
};

SUITE(fmb_model, tests);
