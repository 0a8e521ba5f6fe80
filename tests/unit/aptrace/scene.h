/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Migrations that did not happen: emits events as the driver would and
 * aggregates them with the functions that the BPF programs use.
 */
#ifndef APTRACE_UNIT_SCENE_H
#define APTRACE_UNIT_SCENE_H

#include "../../../bpf/aggregate.h"
#include "../../../tools/aptrace/collector.h"
#include "../../../tools/aptrace/model.h"
#include "../tap.h"

/**
 * struct scene - one device with one migration
 * @session: what the BPF programs would have in the map
 * @hdr: header of the next event
 * @now_ns: boot time; each event takes a millisecond
 * @lose: drop this many of the next events, as if nobody was attached
 * @on_record: gets each event that was not dropped, if set
 * @context: for @on_record
 * @first_seq: sequence number of the first event
 */
struct scene {
	struct aptrace_session session;
	struct vfio_ap_trace_hdr hdr;
	u64 now_ns;
	unsigned int lose;
	u64 first_seq;
	collector_record_fn on_record;
	void *context;
};

#define SCENE_STEP_NS	1000000ULL
#define SCENE_START_NS	5000000000ULL

/* Whoever listens gets each event that is not lost, until NULL listens. */
void scene_listen(collector_record_fn fn, void *context);

void scene_start(struct scene *scene, u64 session);
void scene_arc(struct scene *scene, u32 from, u32 to, u8 role, s32 err);
void scene_begin(struct scene *scene, u32 queues);
void scene_io(struct scene *scene, u64 pos, u64 len, u64 total);
void scene_verdict(struct scene *scene, u16 apqn, u32 reasons);
void scene_reset(struct scene *scene, u8 state);
void scene_end(struct scene *scene, u32 outcome, s32 err);

/* A whole one; @bad of @queues are refused. */
void scene_destination(struct scene *scene, u64 session, u32 queues, u32 bad);
void scene_source(struct scene *scene, u64 session);
/* Put it into a model, verdicts included, and end it there. */
struct migration *scene_to_model(const struct scene *scene,
				 struct model *model, u32 bad);

#endif /* APTRACE_UNIT_SCENE_H */
