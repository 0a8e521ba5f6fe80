/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A zPCI function that does not exist: stores blocks, has them read, and emits
 * events as the driver would; aggregates them as the BPF programs do, and puts what
 * is new into a model as aptrace fmb does.
 */
#ifndef APTRACE_UNIT_FMB_SCENE_H
#define APTRACE_UNIT_FMB_SCENE_H

#include "../../../bpf/fmb_aggregate.h"
#include "../../../driver/core/fmb.h"
#include "../../../tools/aptrace/fmb_model.h"
#include "../tap.h"

#define FMB_SCENE_INTERVAL_MS	4000
#define FMB_SCENE_SEC		1000000000ULL
#define FMB_SCENE_START_NS	(100 * FMB_SCENE_SEC)
#define FMB_SCENE_FID		0x11

/**
 * struct fmb_scene - a function and who looks at it
 * @model: what is shown
 * @record: what the BPF programs would have in the map
 * @hdr: header of the next event
 * @now_ns: boot time
 * @block: the block, as the function has stored it
 * @lose: drop this many of the next events, as if nobody was attached
 * @entry: what the last read came to; NULL if it was nothing new
 * @told: the last event was worth a record in the ring buffer
 */
struct fmb_scene {
	struct fmb_model model;
	struct aptrace_fmb record;
	struct vfio_zpci_trace_hdr hdr;
	u64 now_ns;
	u8 block[VFIO_ZPCI_FMB_BYTES];
	unsigned int lose;
	const struct fmb_entry *entry;
	bool told;
};

void fmb_scene_start(struct fmb_scene *scene, unsigned int history_max);
void fmb_scene_end(struct fmb_scene *scene);

void fmb_scene_enable(struct fmb_scene *scene, u32 cause, s32 err);
void fmb_scene_disable(struct fmb_scene *scene, u32 cause, s32 err);

/* The function stores: format and its bits, how many samples, at what time. */
void fmb_scene_head(struct fmb_scene *scene, u8 format, u32 fmt_ind, u32 samples,
		    u64 last_update);
/* One of its counters, at an offset in the block. */
void fmb_scene_put(struct fmb_scene *scene, size_t at, u64 number);
/* All at once: format 0, and each counter is @number times its place, from 1. */
void fmb_scene_store(struct fmb_scene *scene, u32 samples, u64 number);

/* Somebody reads the block. */
void fmb_scene_read(struct fmb_scene *scene);
/* The same, while the function was storing. */
void fmb_scene_read_torn(struct fmb_scene *scene);
void fmb_scene_read_failed(struct fmb_scene *scene, s32 err);

/* Store, read, and let so many nanoseconds pass before. */
void fmb_scene_step(struct fmb_scene *scene, u64 pass_ns, u32 samples, u64 number);

struct fmb_function *fmb_scene_function(struct fmb_scene *scene);

#endif /* APTRACE_UNIT_FMB_SCENE_H */
