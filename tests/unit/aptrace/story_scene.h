/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Migrations that did not happen, told event by event in the order in which the
 * driver emits them, on one host or on two.
 */
#ifndef APTRACE_UNIT_STORY_SCENE_H
#define APTRACE_UNIT_STORY_SCENE_H

#include "../../../driver/core/outcomes.h"
#include "../../../tools/aptrace/story.h"
#include "scene.h"

/* "2026-11-22T03:12:45Z" is boot time 0 of both hosts. */
#define STORY_EPOCH_NS		1795317165000000000LL

#define STATE_P2P	5
#define STATE_PRE_COPY	6

/**
 * struct story_kept - what the driver of one host keeps
 * @outcomes: as the driver has it
 * @uuid: of the mdev
 * @now_ns: boot time of the last event
 */
struct story_kept {
	struct ap_outcomes outcomes;
	u8 uuid[16];
	u64 now_ns;
};

/**
 * struct story_scene - stories in the making
 * @stories: what is known of them
 * @scene: the half that is being told
 * @origin: where it happens; "a" is the source's host, "b" the destination's
 * @kept: what the drivers of both keep
 */
struct story_scene {
	struct stories stories;
	struct scene scene;
	struct story_origin origin;
	struct story_kept kept[2];
};

/* From now on nobody listens: there is only what the driver keeps. */
void story_scene_unwatched(bool unwatched);
/* The file of one host, AP_OUTCOMES_FILE_BYTES bytes at most; its length. */
size_t story_scene_file(struct story_scene *s, unsigned int host, u8 *file);
/* All that is told: what was kept becomes stories. */
void story_scene_told(struct story_scene *s);

void story_scene_free(struct story_scene *s);

/* Begin to tell of another migration: a device on a host. */
void half_start(struct story_scene *s, const char *host, u64 session);
/* Its events so far carry no id; those from now on do. */
void half_knows_id(struct story_scene *s);
void half_arc(struct story_scene *s, u32 from, u32 to, s32 err);
/* "RUNNING_P2P, STOP, ..., @to": arcs through the states of a list ended by -1 */
void half_arcs(struct story_scene *s, u32 from, const int *through);
void half_request(struct story_scene *s, u32 target, u32 from, u32 to, s32 err);
void half_begin(struct story_scene *s, u32 queues, u32 control_domains);
void half_io(struct story_scene *s, u64 pos, u64 len, u64 total, s32 err,
	     u32 stream_error);
void half_verdict(struct story_scene *s, const struct vfio_ap_ev_verdict *verdict);
void half_dropped(struct story_scene *s, u32 kind, u32 id);
void half_apply(struct story_scene *s, s32 err);
void half_reset(struct story_scene *s, u32 queues, u32 failed);
void half_end(struct story_scene *s, u32 outcome, u32 cause, s32 err,
	      u32 stream_error);

/* The source up to where the whole stream has been read. */
void source_reads(struct story_scene *s, u32 queues);
void source_rolls_back(struct story_scene *s);
void source_gives_up(struct story_scene *s);
/* The destination up to RESUMING. */
void destination_opens(struct story_scene *s);
/* All is written; @verdicts are the bad ones, all others are good. */
void destination_judges(struct story_scene *s, u32 queues,
			const struct vfio_ap_ev_verdict *verdicts, u32 bad);
/* It refuses, and is reset. */
void destination_refuses(struct story_scene *s, s32 err, u32 stream_error);
void destination_runs(struct story_scene *s);

#endif /* APTRACE_UNIT_STORY_SCENE_H */
