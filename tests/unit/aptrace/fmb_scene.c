// SPDX-License-Identifier: GPL-2.0
/* A zPCI function that does not exist. */
#include "../../../driver/core/be.h"
#include "fmb_scene.h"

#define AT(field)	offsetof(struct vfio_zpci_fmb, field)
/* last_update of sample number N of fmb_scene_store() */
#define TIME_OF(samples)	(0xe000000000000000ULL + 0x1000ULL * (samples))

void fmb_scene_start(struct fmb_scene *scene, unsigned int history_max)
{
	memset(scene, 0, sizeof(*scene));
	fmb_model_init(&scene->model, history_max, true);
	scene->record.min_seq = APTRACE_SEQ_NONE;
	scene->now_ns = FMB_SCENE_START_NS;
	scene->hdr.fid = FMB_SCENE_FID;
	scene->hdr.domain = 1;
	scene->hdr.abi = VFIO_ZPCI_TRACE_ABI;
}

void fmb_scene_end(struct fmb_scene *scene)
{
	fmb_model_free(&scene->model);
}

struct fmb_function *fmb_scene_function(struct fmb_scene *scene)
{
	return fmb_model_function(&scene->model, scene->hdr.fid);
}

/* Take a header for an event; false if the event is one of those lost. */
static bool emit(struct fmb_scene *scene, struct vfio_zpci_trace_hdr *hdr)
{
	*hdr = scene->hdr;
	scene->hdr.seq++;
	scene->entry = NULL;
	scene->told = false;
	if (scene->lose) {
		scene->lose--;
		return false;
	}
	return true;
}

void fmb_scene_enable(struct fmb_scene *scene, u32 cause, s32 err)
{
	struct vfio_zpci_ev_fmb_switch ev = { .cause = cause, .err = err };

	/* The driver stores zeroes before it tells the function to measure. */
	memset(scene->block, 0, sizeof(scene->block));
	if (!emit(scene, &ev.hdr))
		return;
	aptrace_fmb_add_enable(&scene->record, &ev, scene->now_ns);
	fmb_model_update(&scene->model, &scene->record);
}

void fmb_scene_disable(struct fmb_scene *scene, u32 cause, s32 err)
{
	struct vfio_zpci_ev_fmb_switch ev = { .cause = cause, .err = err };

	if (!emit(scene, &ev.hdr))
		return;
	aptrace_fmb_add_disable(&scene->record, &ev, scene->now_ns);
	fmb_model_update(&scene->model, &scene->record);
}

void fmb_scene_head(struct fmb_scene *scene, u8 format, u32 fmt_ind, u32 samples,
		    u64 last_update)
{
	memset(scene->block, 0, sizeof(scene->block));
	ap_put_be32(scene->block, (u32)format << 24 | fmt_ind);
	ap_put_be32(scene->block + AT(samples), samples);
	ap_put_be64(scene->block + AT(last_update), last_update);
}

void fmb_scene_put(struct fmb_scene *scene, size_t at, u64 number)
{
	ap_put_be64(scene->block + at, number);
}

void fmb_scene_store(struct fmb_scene *scene, u32 samples, u64 number)
{
	fmb_scene_head(scene, 0, VFIO_ZPCI_FMB_DMA_VALID, samples,
		       TIME_OF(samples));
	fmb_scene_put(scene, AT(ld_ops), number);
	fmb_scene_put(scene, AT(st_ops), 2 * number);
	fmb_scene_put(scene, AT(stb_ops), 3 * number);
	fmb_scene_put(scene, AT(rpcit_ops), 4 * number);
	fmb_scene_put(scene, AT(fmt0.dma_rbytes), 5 * number);
	fmb_scene_put(scene, AT(fmt0.dma_wbytes), 6 * number);
}

static void read_as(struct fmb_scene *scene, bool torn, s32 err)
{
	struct vfio_zpci_ev_fmb_sample ev = {
		.err = err,
		.interval_ms = FMB_SCENE_INTERVAL_MS,
		.torn = torn,
		.retries = torn ? 7 : 0,
	};
	struct aptrace_fmb_sample sample;
	struct fmb_function *f;
	struct fmb fmb;

	if (!emit(scene, &ev.hdr))
		return;
	if (!err) {
		fmb_decode(&fmb, scene->block, sizeof(scene->block));
		ev.valid = fmb.valid;
		ev.fmt_ind = fmb.fmt_ind;
		ev.samples = fmb.samples;
		ev.last_update = fmb.last_update;
		ev.format = fmb.format;
		memcpy(ev.counters, fmb.counters, sizeof(ev.counters));
	}
	scene->told = aptrace_fmb_add_sample(&scene->record, &ev, scene->now_ns);
	f = fmb_model_update(&scene->model, &scene->record);
	if (err || !scene->told)
		return;
	sample = fmb_sample_of_event(&ev, scene->now_ns,
				     aptrace_fmb_measurement(&scene->record, &ev.hdr));
	scene->entry = fmb_model_add_sample(&scene->model, f, &sample);
}

void fmb_scene_read(struct fmb_scene *scene)
{
	read_as(scene, false, 0);
}

void fmb_scene_read_torn(struct fmb_scene *scene)
{
	fmb_mark_torn(scene->block);
	read_as(scene, true, 0);
}

void fmb_scene_read_failed(struct fmb_scene *scene, s32 err)
{
	read_as(scene, false, err);
}

void fmb_scene_step(struct fmb_scene *scene, u64 pass_ns, u32 samples, u64 number)
{
	scene->now_ns += pass_ns;
	fmb_scene_store(scene, samples, number);
	fmb_scene_read(scene);
}
