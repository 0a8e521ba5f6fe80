// SPDX-License-Identifier: GPL-2.0
/*
 * All that is compared is measured in each round, in an order that moves on by
 * one with each, and a ratio is one of two times of the same round: what slows the
 * machine down for a while then hits both.
 */
#include "measure.h"

#include "../../driver/core/stream.h"
#include "restore.h"
#include "samples.h"

/* So short a time is lost in the cost of asking for it. */
#define SAMPLE_MIN_NS	2e6

/* The ways to save, and restoring. */
#define RESTORE		BENCH_WAYS
#define TASKS		(BENCH_WAYS + 1)

/**
 * struct scene - what the tasks work on
 * @source: the guest that is saved
 * @destination: the host that takes it
 * @stream: what was saved first, to restore from
 * @to: where the others are saved to
 * @bytes: length of both
 * @repeat: how often each task is done for one sample
 */
struct scene {
	struct bench_guest source;
	struct bench_guest destination;
	u8 *stream;
	u8 *to;
	size_t bytes;
	u64 repeat[TASKS];
};

static bool do_task(struct scene *scene, unsigned int task)
{
	if (task == RESTORE)
		return bench_restore(&scene->destination, scene->stream,
				     scene->bytes, BENCH_READ_BYTES);
	return bench_save(&scene->source, task, scene->to) == scene->bytes;
}

/* Time of one execution of a task; 0: it failed. */
static double time_task(struct scene *scene, unsigned int task)
{
	double begin_ns = cpu_ns();
	u64 i;

	for (i = 0; i < scene->repeat[task]; i++)
		if (!do_task(scene, task))
			return 0;
	return (cpu_ns() - begin_ns) / scene->repeat[task];
}

/*
 * What is compared must be the same work: the same bytes, however they come into
 * being, which the destination takes in pieces of any size, with one question for
 * each queue.
 */
static const char *check(struct scene *scene)
{
	static const size_t pieces[] = { 1, 7, BENCH_READ_BYTES, 1 << 30 };
	size_t i;

	if (bench_save(&scene->source, BENCH_SNAPSHOT, scene->stream) !=
	    scene->bytes)
		return "the snapshot cannot be read";
	if (scene->source.tapqs != scene->source.queues)
		return "the snapshot has not asked each queue once";
	if (bench_save(&scene->source, BENCH_REBUILT, scene->to) !=
	    scene->bytes || memcmp(scene->stream, scene->to, scene->bytes))
		return "what is rebuilt differs from the snapshot";
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		scene->destination.tapqs = 0;
		if (!bench_restore(&scene->destination, scene->stream,
				   scene->bytes, pieces[i]))
			return "the stream is not taken";
		if (scene->destination.tapqs != scene->destination.queues)
			return "the destination has not asked each queue once";
	}
	return NULL;
}

/* How often to repeat each task; and how often it asks. */
static void calibrate(struct scene *scene, struct measured *measured)
{
	unsigned int task;
	double once_ns;

	for (task = 0; task < TASKS; task++) {
		scene->source.tapqs = 0;
		scene->destination.tapqs = 0;
		scene->repeat[task] = 1;
		once_ns = time_task(scene, task);
		if (once_ns < SAMPLE_MIN_NS)
			scene->repeat[task] = 1 + SAMPLE_MIN_NS / (once_ns + 1);
		if (task == RESTORE)
			measured->restore_tapqs =
				(double)scene->destination.tapqs /
				measured->queues;
		else
			measured->save_tapqs[task] =
				(double)scene->source.tapqs / measured->queues;
	}
}

static const char *measure_rounds(struct scene *scene,
				  struct measured *measured,
				  unsigned int rounds)
{
	struct samples times[TASKS] = { 0 };
	struct samples save_ratio[BENCH_WAYS] = { 0 };
	struct samples both_ratio[BENCH_WAYS] = { 0 };
	unsigned int round, i, way;
	double now[TASKS];

	for (round = 0; round < rounds; round++) {
		for (i = 0; i < TASKS; i++) {
			unsigned int task = (round + i) % TASKS;

			now[task] = time_task(scene, task);
			if (!now[task])
				return "a task failed, or took no time";
			samples_add(&times[task], now[task]);
		}
		for (way = 0; way < BENCH_WAYS; way++) {
			samples_add(&save_ratio[way],
				    now[way] / now[BENCH_SNAPSHOT]);
			samples_add(&both_ratio[way],
				    (now[way] + now[RESTORE]) /
				    (now[BENCH_SNAPSHOT] + now[RESTORE]));
		}
	}
	for (way = 0; way < BENCH_WAYS; way++) {
		measured->save_ns[way] =
			samples_median(&times[way]) / measured->queues;
		measured->save_ratio[way] = samples_median(&save_ratio[way]);
		measured->both_ratio[way] = samples_median(&both_ratio[way]);
	}
	measured->restore_ns =
		samples_median(&times[RESTORE]) / measured->queues;
	return NULL;
}

static struct scene *scene_make(unsigned int side)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return NULL;
	bench_guest_init(&scene->source, side);
	bench_guest_init(&scene->destination, side);
	scene->bytes = ap_stream_bytes(scene->source.queues);
	scene->stream = malloc(scene->bytes);
	scene->to = malloc(scene->bytes);
	return scene;
}

static void scene_free(struct scene *scene)
{
	free(scene->stream);
	free(scene->to);
	free(scene);
}

static const char *scene_check(struct scene *scene)
{
	return scene && scene->stream && scene->to ? check(scene) : "no memory";
}

const char *measure_check(unsigned int side)
{
	struct scene *scene = scene_make(side);
	const char *wrong = scene_check(scene);

	if (scene)
		scene_free(scene);
	return wrong;
}

const char *measure(struct measured *measured, unsigned int side,
		    unsigned int rounds)
{
	struct scene *scene = scene_make(side);
	const char *wrong = scene_check(scene);

	if (!wrong) {
		memset(measured, 0, sizeof(*measured));
		measured->queues = scene->source.queues;
		measured->stream_bytes = scene->bytes;
		measured->reads = bench_reads(scene->bytes);
		calibrate(scene, measured);
		wrong = measure_rounds(scene, measured, rounds);
	}
	if (scene)
		scene_free(scene);
	return wrong;
}
