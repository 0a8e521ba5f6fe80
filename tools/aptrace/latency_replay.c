// SPDX-License-Identifier: GPL-2.0
/* The histograms of recordings. */
#include <stdlib.h>
#include <string.h>

#include "latency_replay.h"
#include "text.h"

/* As long as a live listener waits for what is on its way. */
#define SWEEP_NS	500000000ULL

static void on_header(void *context, const struct recording_header *header)
{
	struct latency_replay *replay = context;
	struct latency_track *track;
	unsigned int i;

	/* Of a merged recording it is told again and again whose the next events are. */
	for (i = replay->first; i < replay->count; i++) {
		if (replay->tracks[i].header.part != header->part)
			continue;
		replay->current = i;
		return;
	}
	replay->tracks = must_resize(replay->tracks, replay->count + 1,
				     sizeof(*replay->tracks));
	replay->current = replay->count++;
	track = &replay->tracks[replay->current];
	memset(track, 0, sizeof(*track));
	track->header = *header;
	track->end_ns = header->boot_ns;
	track->ledger = ledger_new(0);
}

static struct latency_track *current(struct latency_replay *replay)
{
	return &replay->tracks[replay->current];
}

/* Nothing can come of these any more. */
static void drop_ended(void *context, const struct aptrace_session *session)
{
	struct latency_track *track = context;

	if (!session->ended || track->end_ns <= session->last_ns + SWEEP_NS)
		return;
	latency_session(&track->books, session);
	ledger_forget(track->ledger, session->session);
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	struct latency_replay *replay = context;
	struct latency_track *track = current(replay);
	const struct vfio_ap_trace_hdr *hdr = event;

	if (replay->mdev.set && memcmp(replay->mdev.uuid, hdr->mdev_uuid,
				       sizeof(hdr->mdev_uuid)))
		return;
	if (record->time_ns > track->end_ns)
		track->end_ns = record->time_ns;
	if (track->end_ns >= track->sweep_ns) {
		ledger_all(track->ledger, drop_ended, track);
		track->sweep_ns = track->end_ns + SWEEP_NS;
	}
	ledger_add(track->ledger, record, event);
	latency_event(&track->books, ledger_find(track->ledger, hdr->session),
		      record, event);
}

static void on_losses(void *context, uint64_t boot_ns,
		      const struct collector_losses *losses)
{
	struct latency_track *track = current(context);

	track->losses = *losses;
	if (boot_ns > track->end_ns)
		track->end_ns = boot_ns;
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
	.on_loss = on_losses,
	.on_summary = on_losses,
};

static void count_session(void *context, const struct aptrace_session *session)
{
	latency_session(context, session);
}

/* What was read is known here; what was lost before, only the recording knows. */
static void add_up(struct latency_track *track)
{
	const struct aptrace_counters *counters = ledger_counters(track->ledger);

	ledger_all(track->ledger, count_session, &track->books);
	memcpy(track->losses.counters.events, counters->events,
	       sizeof(counters->events));
	track->losses.counters.map_full += counters->map_full;
	track->losses.counters.ends_unmapped += counters->ends_unmapped;
}

bool latency_replay_read(struct latency_replay *replay, const char *path,
			 char *why)
{
	struct recording *recording = recording_open(path, why);
	enum recording_step step;
	unsigned int i;

	if (!recording)
		return false;
	replay->first = replay->count;
	do {
		step = recording_next(recording, &ops, replay, why);
	} while (step == RECORDING_GO_ON);
	for (i = replay->first; i < replay->count; i++) {
		struct latency_track *track = &replay->tracks[i];

		add_up(track);
		track->path = path;
		track->account = *recording_part_account(recording,
							 track->header.part);
	}
	recording_close(recording);
	return step == RECORDING_END;
}

void latency_replay_free(struct latency_replay *replay)
{
	unsigned int i;

	for (i = 0; i < replay->count; i++)
		ledger_free(replay->tracks[i].ledger);
	free(replay->tracks);
}
