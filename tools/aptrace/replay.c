// SPDX-License-Identifier: GPL-2.0
/* Recordings, played back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_fields.h"
#include "overlap.h"
#include "replay.h"
#include "text.h"
#include "tracker_ledger.h"

/* How often the live view looks at the sessions, if not told otherwise. */
#define INTERVAL_NS	250000000ULL

enum pending {
	PENDING_NOTHING,
	PENDING_EVENT,
	PENDING_LOSS,
};

/**
 * struct replay_file - one file
 * @path: of it
 * @recording: while it is read; stays open for its account
 * @inputs: its hosts: one, or of a merged recording several
 * @count: how many
 * @current: that of the line that is read
 * @shown: what is wanted of it
 */
struct replay_file {
	const char *path;
	struct recording *recording;
	struct replay_input *inputs;
	unsigned int count;
	struct replay_input *current;
	const struct replay_options_shown *shown;
};

/**
 * struct replay_input - one host of a file
 * @file: where it comes from
 * @track: where it goes to
 * @header: of it
 * @losses: what was lost, as last told by the recording
 * @pending: what has been read and not been shown
 * @record: PENDING_EVENT: when and which kind
 * @event: PENDING_EVENT: what; the largest, and aligned for all
 * @pending_losses: PENDING_LOSS: what was lost
 * @pending_ns: boot time of what is pending
 * @end_ns: boot time of the last summary, 0 if there was none
 */
struct replay_input {
	struct replay_file *file;
	struct replay_track *track;
	struct recording_header header;
	struct collector_losses losses;
	enum pending pending;
	struct aptrace_record record;
	union {
		struct vfio_ap_trace_hdr hdr;
		struct vfio_ap_ev_end end;
		struct vfio_ap_ev_verdict verdict;
	} event;
	struct collector_losses pending_losses;
	uint64_t pending_ns;
	uint64_t end_ns;
};

/**
 * struct replay_track - one host, since it was started
 * @replay: whose it is
 * @header: of the first of its inputs
 * @label: what its host is called in the views
 * @books: its sessions, up to when they have been shown
 * @tracker: its migrations
 * @overlap: its events
 * @losses: what was lost, of all inputs
 * @began: something was shown
 * @turn_ns: boot time of the next look at the sessions
 */
struct replay_track {
	struct replay *replay;
	struct recording_header header;
	char label[RECORDING_WORD_BYTES];
	struct tracker_ledger books;
	struct tracker tracker;
	struct overlap overlap;
	struct collector_losses losses;
	bool began;
	uint64_t turn_ns;
};

void replay_init(struct replay *replay, const struct replay_options_shown *shown,
		 const struct view_ops *ops)
{
	memset(replay, 0, sizeof(*replay));
	replay->shown = shown;
	replay->view.ops = ops;
}

void replay_free(struct replay *replay)
{
	unsigned int i;

	for (i = 0; i < replay->count; i++) {
		struct replay_track *track = &replay->tracks[i];

		model_free(&track->tracker.model);
		ledger_free(track->books.ledger);
		overlap_free(&track->overlap);
	}
	for (i = 0; i < replay->file_count; i++)
		recording_close(replay->files[i].recording);
	free(replay->files);
	free(replay->order);
	free(replay->inputs);
	free(replay->tracks);
	view_free(&replay->view);
}

/* Whatever is shown next is of this host, at that boot time. */
static void show_as(struct replay_track *track, uint64_t boot_ns)
{
	struct view *view = &track->replay->view;

	view->clock_offset_ns = track->header.clock_offset_ns;
	view->host = track->replay->count > 1 ? track->label : NULL;
	/* 0 would be now. */
	view->then_ns = boot_ns ? boot_ns : 1;
	track->books.now_ns = boot_ns;
}

static void on_header(void *context, const struct recording_header *header)
{
	struct replay_file *file = context;

	file->current = &file->inputs[header->part];
	file->current->header = *header;
	if (header->part >= file->count)
		file->count = header->part + 1;
}

static void on_event(void *context, const struct aptrace_record *record,
		     const void *event)
{
	struct replay_input *input = ((struct replay_file *)context)->current;
	const struct vfio_ap_trace_hdr *hdr = event;
	const struct mdev_filter *mdev;

	mdev = &((struct replay_file *)context)->shown->mdev;
	if (mdev->set && memcmp(mdev->uuid, hdr->mdev_uuid, sizeof(mdev->uuid)))
		return;
	input->pending = PENDING_EVENT;
	input->pending_ns = record->time_ns;
	input->record = *record;
	memcpy(&input->event, event, record->event_bytes);
}

static void on_loss(void *context, uint64_t boot_ns,
		    const struct collector_losses *losses)
{
	struct replay_input *input = ((struct replay_file *)context)->current;

	input->pending = PENDING_LOSS;
	input->pending_ns = boot_ns;
	input->pending_losses = *losses;
}

static void on_summary(void *context, uint64_t boot_ns,
		       const struct collector_losses *losses)
{
	struct replay_input *input = ((struct replay_file *)context)->current;

	if (boot_ns > input->end_ns)
		input->end_ns = boot_ns;
	input->losses = *losses;
}

static const struct recording_ops ops = {
	.on_header = on_header,
	.on_event = on_event,
	.on_loss = on_loss,
	.on_summary = on_summary,
};

/* Read on until there is something to show of one of its hosts. */
static bool fill(struct replay_file *file, char *why)
{
	enum recording_step step;

	do {
		step = recording_next(file->recording, &ops, file, why);
	} while (step == RECORDING_GO_ON &&
		 (!file->current || file->current->pending == PENDING_NOTHING));
	return step != RECORDING_BAD;
}

/* Two recordings of one host have one name, but are not one. */
static void name_host(struct replay *replay, unsigned int index)
{
	struct replay_track *track = &replay->tracks[index];
	unsigned int i, same = 1;

	for (i = 0; i < index; i++)
		same += !strcmp(replay->tracks[i].header.host,
				track->header.host);
	if (!track->header.host[0])
		snprintf(track->label, sizeof(track->label), "file%u",
			 index + 1);
	else if (same > 1)
		snprintf(track->label, sizeof(track->label), "%.50s#%u",
			 track->header.host, same);
	else
		snprintf(track->label, sizeof(track->label), "%s",
			 track->header.host);
	if (strlen(track->label) > replay->view.host_width)
		replay->view.host_width = strlen(track->label);
}

static void init_track(struct replay *replay, struct replay_track *track,
		       const struct recording_header *header)
{
	track->replay = replay;
	track->header = *header;
	track->tracker = (struct tracker) {
		.source = &tracker_ledger_source,
		.context = &track->books,
		.view = replay->silent ? NULL : &replay->view,
		.all = replay->shown->all,
		.exact_arcs = true,
	};
	track->books.ledger = ledger_new(replay->shown->verdicts_max);
	model_init(&track->tracker.model, replay->shown->history_max);
}

/* All of its hosts are known when the first event is. */
static bool open_file(struct replay *replay, const char *path, char *why)
{
	struct replay_file *file = &replay->files[replay->file_count];
	unsigned int i;
	bool good;

	file->path = path;
	file->shown = replay->shown;
	file->inputs = &replay->inputs[replay->input_count];
	file->count = 1;
	file->recording = recording_open(path, why);
	if (!file->recording)
		return false;
	replay->file_count++;
	good = fill(file, why);
	for (i = 0; i < file->count; i++)
		file->inputs[i].file = file;
	replay->input_count += file->count;
	return good;
}

/* The track of an input: that of another one of its boot, or a new one. */
static struct replay_track *track_of(struct replay *replay,
				     const struct replay_input *input)
{
	struct replay_track *track;
	unsigned int i;

	for (i = 0; i < replay->count; i++)
		if (overlap_same_boot(&replay->tracks[i].header, &input->header))
			return &replay->tracks[i];
	track = &replay->tracks[replay->count++];
	init_track(replay, track, &input->header);
	return track;
}

static int compare_inputs(const void *left, const void *right)
{
	const struct replay_input *a = *(struct replay_input * const *)left;
	const struct replay_input *b = *(struct replay_input * const *)right;
	int result;

	if (a->track != b->track)
		return a->track < b->track ? -1 : 1;
	result = overlap_compare(&a->header, a->file->path, &b->header,
				 b->file->path);
	return result ? result : (a > b) - (a < b);
}

/* Which files are of one boot is known when all have been opened. */
static void make_tracks(struct replay *replay)
{
	unsigned int i;

	replay->tracks = must_alloc(replay->input_count + 1,
				    sizeof(*replay->tracks));
	replay->order = must_alloc(replay->input_count + 1,
				   sizeof(struct replay_input *));
	for (i = 0; i < replay->input_count; i++) {
		replay->inputs[i].track = track_of(replay, &replay->inputs[i]);
		replay->order[i] = &replay->inputs[i];
	}
	qsort(replay->order, replay->input_count, sizeof(struct replay_input *),
	      compare_inputs);
	/* The first one's name and clock are those of all: in whichever order given. */
	for (i = replay->input_count; i--; )
		replay->order[i]->track->header = replay->order[i]->header;
	for (i = 0; i < replay->count; i++)
		name_host(replay, i);
}

bool replay_open(struct replay *replay, char * const *paths, unsigned int count,
		 char *why)
{
	unsigned int i;

	/* They stay where they are: much points to them. */
	replay->inputs = must_alloc((size_t)count * RECORDING_PARTS_MAX + 1,
				    sizeof(*replay->inputs));
	replay->files = must_alloc((size_t)count + 1, sizeof(*replay->files));
	for (i = 0; i < count; i++)
		if (!open_file(replay, paths[i], why))
			return false;
	make_tracks(replay);
	return true;
}

static void begin(struct replay_track *track)
{
	const struct recording_header *header = &track->header;
	struct view *view = &track->replay->view;

	track->began = true;
	track->turn_ns = header->boot_ns + INTERVAL_NS;
	if (!header->attach[0] || track->replay->silent)
		return;
	show_as(track, header->boot_ns);
	view->ops->attached(view, header->attach, header->tracepoints);
}

/* Look at the sessions as often as the live view does, in the recording's time. */
static void turn(struct replay_track *track, uint64_t until_ns)
{
	uint64_t turns;

	if (until_ns < track->turn_ns || track->replay->shown->events)
		return;
	show_as(track, track->turn_ns);
	tracker_sweep(&track->tracker, true);
	/* Where nothing happens, only the last turn can bring anything new. */
	turns = (until_ns - track->turn_ns) / INTERVAL_NS;
	if (turns) {
		track->turn_ns += turns * INTERVAL_NS;
		show_as(track, track->turn_ns);
		tracker_sweep(&track->tracker, true);
	}
	track->turn_ns += INTERVAL_NS;
}

struct story_origin replay_origin(const struct replay *replay, unsigned int index)
{
	const struct replay_track *track = &replay->tracks[index];
	struct story_origin origin = {
		.file = replay->first_file + index + 1,
		.clock_offset_ns = track->header.clock_offset_ns,
	};

	snprintf(origin.host, sizeof(origin.host), "%s", track->header.host);
	snprintf(origin.boot_id, sizeof(origin.boot_id), "%s",
		 track->header.boot_id);
	return origin;
}

static void keep_for_explanations(const struct replay_input *input)
{
	struct replay *replay = input->track->replay;
	struct story_origin origin;

	if (!replay->stories)
		return;
	origin = replay_origin(replay,
			       (unsigned int)(input->track - replay->tracks));
	stories_add(replay->stories, &origin, &input->record, &input->event);
}

static void show_event(struct replay_input *input)
{
	struct replay_track *track = input->track;
	struct view *view = &track->replay->view;
	bool wanted;

	/* It has been shown: another recording has it as well. */
	if (!overlap_is_new(&track->overlap, &input->record, &input->event))
		return;
	keep_for_explanations(input);
	if (track->replay->stories_only)
		return;
	turn(track, input->pending_ns);
	show_as(track, input->pending_ns);
	wanted = ledger_add(track->books.ledger, &input->record, &input->event);
	if (track->replay->shown->events)
		view->ops->event(view, &input->record, &input->event);
	else if (wanted)
		tracker_record(&track->tracker, &input->record, &input->event);
}

static void add_losses(struct collector_losses *sum,
		       const struct collector_losses *more)
{
	sum->counters.ring_full += more->counters.ring_full;
	sum->counters.map_full += more->counters.map_full;
	sum->counters.ends_unmapped += more->counters.ends_unmapped;
	sum->counters.unreadable += more->counters.unreadable;
	sum->recursion_misses += more->recursion_misses;
}

/* Each recorder has lost its own. */
static void sum_losses(struct replay_track *track)
{
	const struct replay *replay = track->replay;
	unsigned int i;

	memset(&track->losses, 0, sizeof(track->losses));
	for (i = 0; i < replay->input_count; i++)
		if (replay->inputs[i].track == track)
			add_losses(&track->losses, &replay->inputs[i].losses);
}

static void show_loss(struct replay_input *input)
{
	struct replay_track *track = input->track;
	struct view *view = &track->replay->view;

	if (track->replay->stories_only)
		return;
	turn(track, input->pending_ns);
	show_as(track, input->pending_ns);
	input->losses = input->pending_losses;
	sum_losses(track);
	if (!track->replay->silent)
		view->ops->loss(view, &track->losses);
}

static uint64_t time_of_day(const struct replay_input *input)
{
	return input->pending_ns + input->track->header.clock_offset_ns;
}

enum replay_step replay_next(struct replay *replay, char *why)
{
	struct replay_input *next = NULL, *input;
	unsigned int i;

	for (i = 0; i < replay->count; i++)
		if (!replay->tracks[i].began)
			begin(&replay->tracks[i]);
	for (i = 0; i < replay->input_count; i++) {
		input = replay->order[i];
		if (input->pending != PENDING_NOTHING &&
		    (!next || time_of_day(input) < time_of_day(next)))
			next = input;
	}
	if (!next)
		return REPLAY_END;
	if (next->pending == PENDING_EVENT)
		show_event(next);
	else
		show_loss(next);
	next->pending = PENDING_NOTHING;
	return fill(next->file, why) ? REPLAY_GO_ON : REPLAY_BAD;
}

/* The books know what was read; what was lost before only the recording knows. */
static void add_up(struct replay_track *track)
{
	const struct aptrace_counters *counters =
		ledger_counters(track->books.ledger);

	memcpy(track->losses.counters.events, counters->events,
	       sizeof(counters->events));
	/* With each event shown nobody takes sessions out, nor needs them. */
	if (track->replay->shown->events)
		return;
	track->losses.counters.map_full += counters->map_full;
	track->losses.counters.ends_unmapped += counters->ends_unmapped;
}

static uint64_t input_end(const struct replay_input *input)
{
	const struct recording_account *account =
		recording_part_account(input->file->recording,
				       input->header.part);
	uint64_t last_ns = account->events ? account->last_ns :
					     input->header.boot_ns;

	/* Behind the last summary another recording may have been put. */
	return last_ns > input->end_ns ? last_ns : input->end_ns;
}

static uint64_t end_of(const struct replay_track *track)
{
	const struct replay *replay = track->replay;
	uint64_t end_ns = 0, input_ns;
	unsigned int i;

	for (i = 0; i < replay->input_count; i++) {
		if (replay->inputs[i].track != track)
			continue;
		input_ns = input_end(&replay->inputs[i]);
		if (input_ns > end_ns)
			end_ns = input_ns;
	}
	return end_ns;
}

void replay_finish(struct replay *replay)
{
	unsigned int i;

	for (i = 0; i < replay->count; i++) {
		struct replay_track *track = &replay->tracks[i];

		turn(track, end_of(track));
		/* As long as the live view waits for what is on its way. */
		show_as(track, end_of(track) + 2 * MODEL_GRACE_NS);
		if (!replay->shown->events)
			tracker_sweep(&track->tracker, true);
		sum_losses(track);
		add_up(track);
	}
}

/* The live view's terminal does not go back to the first column by itself. */
static void drop_returns(struct text *text)
{
	size_t from, to = 0;

	for (from = 0; from < text->length; from++)
		if (text->data[from] != '\r')
			text->data[to++] = text->data[from];
	text->length = to;
	if (text->data)
		text->data[to] = '\0';
}

void replay_tables(struct replay *replay, struct screen *screen)
{
	unsigned int i;

	for (i = 0; i < replay->count; i++) {
		struct replay_track *track = &replay->tracks[i];

		screen->host = track->label;
		screen->now_ns = end_of(track);
		screen->clock_offset_ns = track->header.clock_offset_ns;
		screen->losses = track->losses;
		if (i)
			text_putc(&replay->view.out, '\n');
		screen_render(screen, &track->tracker.model, &replay->view.out);
	}
	drop_returns(&replay->view.out);
}

void replay_hosts(const struct replay *replay, struct browser_host *hosts)
{
	unsigned int i;

	for (i = 0; i < replay->count; i++) {
		const struct replay_track *track = &replay->tracks[i];

		hosts[i] = (struct browser_host) {
			.name = track->label,
			.model = &track->tracker.model,
			.now_ns = end_of(track),
			.clock_offset_ns = track->header.clock_offset_ns,
		};
	}
}

void replay_losses(const struct replay *replay, struct collector_losses *losses)
{
	unsigned int i;

	memset(losses, 0, sizeof(*losses));
	for (i = 0; i < replay->count; i++)
		add_losses(losses, &replay->tracks[i].losses);
}

void replay_notes(const struct replay *replay, struct text_list *notes)
{
	struct text remarks = { 0 };
	unsigned int i;

	for (i = 0; i < replay->input_count; i++) {
		const struct replay_input *input = replay->order[i];
		const struct recording *recording = input->file->recording;

		/* Once for a file. */
		if (input->header.part)
			continue;
		recording_remarks(recording_account(recording), &remarks);
		if (remarks.length)
			text_printf(text_list_add(notes), "%s: %s",
				    input->file->path, remarks.data);
		/* How the clocks of a merged recording were made to agree. */
		if (*recording_clock_words(recording))
			text_puts(text_list_add(notes),
				  recording_clock_words(recording));
	}
	text_free(&remarks);
}

void replay_sum(struct replay *replay)
{
	struct view *view = &replay->view;
	unsigned int i;

	for (i = 0; i < replay->input_count; i++) {
		struct replay_input *input = replay->order[i];
		struct replay_track *track = input->track;

		show_as(track, end_of(track));
		view->ops->recording(view, input->file->path, &input->header,
				     recording_part_account(input->file->recording,
							    input->header.part));
		/* Behind the last one of its host. */
		if (i + 1 < replay->input_count &&
		    replay->order[i + 1]->track == track)
			continue;
		view->ops->summary(view, replay->shown->events ? NULL :
				   &track->tracker.model, &track->losses);
	}
}
