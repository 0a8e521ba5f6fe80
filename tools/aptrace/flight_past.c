// SPDX-License-Identifier: GPL-2.0
/* What the flight recorder has, for the views of what happens now. */
#include <string.h>

#include "flight_files.h"
#include "flight_past.h"
#include "recording.h"
#include "recording_write.h"
#include "tracker_ledger.h"

/**
 * struct past - reading in progress
 * @tracker: follows what is read
 * @books: the sessions, and how far they were read
 * @boot_id: of this boot
 * @is_ours: the file that is read is of this boot
 * @mdev: see flight_past()
 * @before_ns: see flight_past()
 * @turn_ns: boot time of the next look at the sessions
 */
struct past {
	struct tracker tracker;
	struct tracker_ledger books;
	char boot_id[UUID_TEXT_BYTES];
	bool is_ours;
	const struct mdev_filter *mdev;
	uint64_t before_ns;
	uint64_t turn_ns;
};

static void on_header(void *context, const struct recording_header *header)
{
	struct past *past = context;

	past->is_ours = !strcmp(header->boot_id, past->boot_id);
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	struct past *past = context;
	const struct vfio_ap_trace_hdr *hdr = event;

	if (past->mdev->set && memcmp(past->mdev->uuid, hdr->mdev_uuid,
				      sizeof(past->mdev->uuid)))
		return;
	if (!past->is_ours || record->time_ns >= past->before_ns)
		return;
	past->books.now_ns = record->time_ns;
	if (ledger_add(past->books.ledger, record, event))
		tracker_record(&past->tracker, record, event);
	if (record->time_ns < past->turn_ns)
		return;
	past->turn_ns = record->time_ns + MODEL_GRACE_NS;
	tracker_sweep(&past->tracker, true);
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
};

void flight_past(const char *folder, uint64_t before_ns,
		 const struct mdev_filter *mdev, uint32_t verdicts_max,
		 struct model *model)
{
	struct past past = { .before_ns = before_ns, .mdev = mdev };
	char why[RECORDING_WHY_BYTES];
	struct recording_header here;
	struct flight_files files;
	size_t i;

	if (!flight_files_list(&files, folder, why))
		return;
	recording_header_here(&here);
	memcpy(past.boot_id, here.boot_id, sizeof(past.boot_id));
	past.books.ledger = ledger_new(verdicts_max);
	past.tracker = (struct tracker) {
		.source = &tracker_ledger_source,
		.context = &past.books,
	};
	model_init(&past.tracker.model, model->history_max);
	for (i = 0; i < files.count; i++)
		recording_read(files.list[i].path, &ops, &past, why);
	/* What has ended and is not whole waits no longer. */
	past.books.now_ns += 2 * MODEL_GRACE_NS;
	tracker_sweep(&past.tracker, true);

	/* Only what is in the history: what had not ended is seen live, if at all. */
	model->ended = past.tracker.model.ended;
	model->ended_count = past.tracker.model.ended_count;
	past.tracker.model.ended = NULL;
	model_free(&past.tracker.model);
	ledger_free(past.books.ledger);
	flight_files_free(&files);
}
