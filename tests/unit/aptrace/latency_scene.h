/* SPDX-License-Identifier: GPL-2.0 */
/* Migrations that did not happen, and that took known times. */
#ifndef APTRACE_UNIT_LATENCY_SCENE_H
#define APTRACE_UNIT_LATENCY_SCENE_H

#include "recorded.h"

/**
 * struct latency_scene - a device, event by event
 * @fn: gets each event
 * @context: for @fn
 * @hdr: header of the next event
 * @now_ns: boot time of the next event
 * @first_seq: number of the first event of the session
 */
struct latency_scene {
	collector_record_fn fn;
	void *context;
	struct vfio_ap_trace_hdr hdr;
	u64 now_ns;
	u64 first_seq;
};

void latency_scene_start(struct latency_scene *scene, u64 session, u8 role);
void latency_scene_arc(struct latency_scene *scene, u32 from, u32 to, s32 err,
		       u64 duration_ns);
void latency_scene_begin(struct latency_scene *scene);
void latency_scene_io(struct latency_scene *scene, u64 pos, u64 len, s32 err);
void latency_scene_verdict(struct latency_scene *scene, u32 index, u32 count,
			   u32 reasons);
void latency_scene_reset(struct latency_scene *scene, u32 cause, u64 duration_ns);
void latency_scene_end(struct latency_scene *scene, u32 outcome, u64 state_ns);

/*
 * Five migrations away, of which one is rolled back and of one a read is missing, five
 * hither, of which one is refused, a device that is closed, and one under way.
 */
void latency_scene_all(collector_record_fn fn, void *context);
/* The same as a recording. */
void recorded_sample_latency(struct recorded *recorded);

#endif /* APTRACE_UNIT_LATENCY_SCENE_H */
