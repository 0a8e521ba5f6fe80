// SPDX-License-Identifier: GPL-2.0
/* Migrations that did not happen, in the order of the driver's events. */
#include <stdlib.h>

#include "../../../tools/aptrace/aggregate_event.h"
#include "../../../tools/aptrace/event_fields.h"
#include "../../../tools/aptrace/outcomes_file.h"
#include "story_scene.h"

static bool nobody_listens;

void story_scene_unwatched(bool unwatched)
{
	nobody_listens = unwatched;
}

/* The driver's part: it begins where a transfer of data may. */
static void keep(struct story_scene *s, unsigned int kind, const void *event)
{
	struct story_kept *kept = &s->kept[s->origin.host[0] != 'a'];
	const struct vfio_ap_trace_hdr *hdr = event;

	if (!kept->outcomes.buf)
		kept->outcomes.buf = must_alloc(AP_OUTCOMES_BYTES, 1);
	memcpy(kept->uuid, hdr->mdev_uuid, sizeof(kept->uuid));
	kept->now_ns = s->scene.now_ns;
	if (hdr->role)
		ap_outcomes_begin(&kept->outcomes, hdr->session, kept->now_ns);
	ap_outcomes_add(&kept->outcomes, kind, event, kept->now_ns);
}

size_t story_scene_file(struct story_scene *s, unsigned int host, u8 *file)
{
	const struct story_kept *kept = &s->kept[host];
	struct vfio_ap_outcomes_header header = {
		.boot_ns = kept->now_ns,
		.real_ns = kept->now_ns + STORY_EPOCH_NS,
	};

	memcpy(header.mdev_uuid, kept->uuid, sizeof(header.mdev_uuid));
	return ap_outcomes_file(&kept->outcomes, &header, file);
}

void story_scene_told(struct story_scene *s)
{
	struct outcomes_account account;
	char why[OUTCOMES_WHY_BYTES];
	struct story_origin origin;
	unsigned int host;
	size_t bytes;
	u8 *file;

	for (host = 0; nobody_listens && host < ARRAY_SIZE(s->kept); host++) {
		if (!s->kept[host].outcomes.buf)
			continue;
		memset(&origin, 0, sizeof(origin));
		origin.host[0] = 'a' + host;
		origin.file = host;
		/* Exactly as long as it is, for the sanitizer. */
		file = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
		bytes = story_scene_file(s, host, file);
		file = must_resize(file, bytes, 1);
		why[0] = '\0';
		outcomes_take(&s->stories, &origin, "FILE", file, bytes,
			      &account, why);
		CHECK_TEXT(why, "");
		free(file);
	}
}

/* Any event: fills in its header, counts it, and has it told. */
static void emit(struct story_scene *s, unsigned int kind, void *event)
{
	struct vfio_ap_trace_hdr *hdr = event;
	struct scene *scene = &s->scene;
	struct aptrace_record record = {
		.kind = kind, .event_bytes = event_bytes(kind),
	};

	*hdr = scene->hdr;
	scene->hdr.seq++;
	scene->now_ns += SCENE_STEP_NS;
	record.time_ns = scene->now_ns;
	/* One of those lost, as if nobody was attached. */
	if (scene->lose) {
		scene->lose--;
		return;
	}
	aggregate_event(&scene->session, &record, event);
	if (nobody_listens)
		keep(s, kind, event);
	else
		stories_add(&s->stories, &s->origin, &record, event);
}

void story_scene_free(struct story_scene *s)
{
	free(s->kept[0].outcomes.buf);
	free(s->kept[1].outcomes.buf);
	stories_free(&s->stories);
}

void half_start(struct story_scene *s, const char *host, u64 session)
{
	scene_start(&s->scene, session);
	memset(&s->origin, 0, sizeof(s->origin));
	snprintf(s->origin.host, sizeof(s->origin.host), "%s", host);
	s->origin.file = host[0];
	s->origin.clock_offset_ns = STORY_EPOCH_NS;
	memset(s->scene.hdr.mdev_uuid, host[0] == 'a' ? 0xaa : 0xbb,
	       sizeof(s->scene.hdr.mdev_uuid));
}

void half_knows_id(struct story_scene *s)
{
	memset(s->scene.hdr.migration_id, 0x4d,
	       sizeof(s->scene.hdr.migration_id));
}

void half_arc(struct story_scene *s, u32 from, u32 to, s32 err)
{
	struct vfio_ap_ev_arc ev = {
		.target = to, .from = from, .to = to, .err = err,
		.duration_ns = SCENE_STEP_NS / 10,
	};

	s->scene.hdr.state = err ? from : to;
	emit(s, APTRACE_ARC, &ev);
}

void half_arcs(struct story_scene *s, u32 from, const int *through)
{
	for (; *through >= 0; from = *through++)
		half_arc(s, from, *through, 0);
}

void half_request(struct story_scene *s, u32 target, u32 from, u32 to, s32 err)
{
	struct vfio_ap_ev_request ev = {
		.target = target, .from = from, .to = to, .err = err,
	};

	emit(s, APTRACE_REQUEST, &ev);
}

void half_begin(struct story_scene *s, u32 queues, u32 control_domains)
{
	struct vfio_ap_ev_begin ev = {
		.total_bytes = 336 + 16 * (u64)queues,
		.queues = queues,
		.adapters = 1,
		.domains = queues,
		.control_domains = control_domains,
	};

	emit(s, APTRACE_BEGIN, &ev);
}

void half_io(struct story_scene *s, u64 pos, u64 len, u64 total, s32 err,
	     u32 stream_error)
{
	struct vfio_ap_ev_io ev = {
		.pos_bytes = pos, .len_bytes = len, .total_bytes = total,
		.err = err, .stream_error = stream_error,
	};

	emit(s, s->scene.hdr.role == VFIO_AP_ROLE_SOURCE ? APTRACE_READ :
	     APTRACE_WRITE, &ev);
}

void half_verdict(struct story_scene *s, const struct vfio_ap_ev_verdict *verdict)
{
	struct vfio_ap_ev_verdict ev = *verdict;

	emit(s, APTRACE_VERDICT, &ev);
}

void half_dropped(struct story_scene *s, u32 kind, u32 id)
{
	struct vfio_ap_ev_dropped ev = { .kind = kind, .id = id };

	emit(s, APTRACE_DROPPED, &ev);
}

void half_apply(struct story_scene *s, s32 err)
{
	struct vfio_ap_ev_apply ev = {
		.queues = s->scene.session.queues,
		.err = err,
		.duration_ns = SCENE_STEP_NS / 4,
	};

	emit(s, APTRACE_APPLY, &ev);
}

void half_reset(struct story_scene *s, u32 queues, u32 failed)
{
	struct vfio_ap_ev_reset ev = {
		.cause = VFIO_AP_RESET_IOCTL, .queues = queues,
		.failed = failed, .err = failed ? -EIO : 0,
	};

	s->scene.hdr.state = APTRACE_STATE_RUNNING;
	emit(s, APTRACE_RESET, &ev);
}

void half_end(struct story_scene *s, u32 outcome, u32 cause, s32 err,
	      u32 stream_error)
{
	const struct aptrace_session *now = &s->scene.session;
	struct vfio_ap_ev_end ev = {
		.outcome = outcome,
		.cause = cause,
		.err = err,
		.stream_error = stream_error,
		.bytes = now->bytes,
		.total_bytes = now->total_bytes,
		.queues = now->queues,
		.bad_queues = now->bad_queues,
		.bad_control_domains = now->bad_control_domains,
		.first_seq = s->scene.first_seq,
		.duration_ns = s->scene.now_ns - now->first_ns,
	};

	memcpy(ev.state_ns, now->state_ns, sizeof(ev.state_ns));
	emit(s, APTRACE_END, &ev);
}

void source_reads(struct story_scene *s, u32 queues)
{
	static const int to_stop[] = { STATE_P2P, APTRACE_STATE_STOP, -1 };
	const u64 total = 336 + 16 * (u64)queues;

	half_start(s, "a", 1);
	half_arcs(s, APTRACE_STATE_RUNNING, to_stop);
	s->scene.hdr.role = VFIO_AP_ROLE_SOURCE;
	half_knows_id(s);
	half_begin(s, queues, 2);
	half_arc(s, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY, 0);
	half_request(s, APTRACE_STATE_STOP_COPY, APTRACE_STATE_RUNNING,
		     APTRACE_STATE_STOP_COPY, 0);
	half_io(s, 0, total, total, 0, 0);
	half_io(s, total, 0, total, 0, 0);
	half_arc(s, APTRACE_STATE_STOP_COPY, APTRACE_STATE_STOP, 0);
}

void source_rolls_back(struct story_scene *s)
{
	static const int to_running[] = {
		STATE_P2P, APTRACE_STATE_RUNNING, -1
	};

	half_arcs(s, APTRACE_STATE_STOP, to_running);
	half_end(s, VFIO_AP_OUTCOME_ROLLED_BACK, VFIO_AP_CAUSE_STATE, 0, 0);
}

void source_gives_up(struct story_scene *s)
{
	half_end(s, VFIO_AP_OUTCOME_COMPLETED, VFIO_AP_CAUSE_CLOSE, 0, 0);
}

void destination_opens(struct story_scene *s)
{
	static const int to_stop[] = { STATE_P2P, APTRACE_STATE_STOP, -1 };

	half_start(s, "b", 7);
	half_arcs(s, APTRACE_STATE_RUNNING, to_stop);
	s->scene.hdr.role = VFIO_AP_ROLE_DESTINATION;
	half_arc(s, APTRACE_STATE_STOP, APTRACE_STATE_RESUMING, 0);
	half_request(s, APTRACE_STATE_RESUMING, APTRACE_STATE_RUNNING,
		     APTRACE_STATE_RESUMING, 0);
}

void destination_judges(struct story_scene *s, u32 queues,
			const struct vfio_ap_ev_verdict *verdicts, u32 bad)
{
	const struct vfio_ap_ev_verdict good = { 0 };
	const u64 total = 336 + 16 * (u64)queues;
	u32 i, bad_queues = 0;

	half_knows_id(s);
	half_begin(s, queues, 2);
	for (i = 0; i < bad; i++) {
		half_verdict(s, &verdicts[i]);
		bad_queues += verdicts[i].kind == VFIO_AP_VERDICT_QUEUE;
	}
	for (i = bad_queues; i < queues; i++)
		half_verdict(s, &good);
	half_io(s, 0, total, total, bad ? -ENODEV : 0, 0);
}

void destination_refuses(struct story_scene *s, s32 err, u32 stream_error)
{
	half_reset(s, 0, 0);
	half_end(s, VFIO_AP_OUTCOME_REFUSED, VFIO_AP_CAUSE_RESET, err,
		 stream_error);
}

void destination_runs(struct story_scene *s)
{
	static const int to_running[] = {
		APTRACE_STATE_STOP, STATE_P2P, APTRACE_STATE_RUNNING, -1
	};

	half_apply(s, 0);
	half_arcs(s, APTRACE_STATE_RESUMING, to_running);
	half_end(s, VFIO_AP_OUTCOME_COMPLETED, VFIO_AP_CAUSE_STATE, 0, 0);
}
