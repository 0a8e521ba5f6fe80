// SPDX-License-Identifier: GPL-2.0
/*
 * Migration: each operation takes one device one step further, from whatever
 * state it was left in; others reset and close it in the middle of that.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "ops.h"
#include "options.h"
#include "scene.h"

#define STREAM_BYTES	65536
#define STREAMS		6

/**
 * struct stream - a guest that was saved
 * @bytes: its length, 0 if there is none
 * @may: what can have been assigned while it was saved: adapters, domains,
 *	control domains
 * @data: it
 */
struct stream {
	size_t bytes;
	u64 may[3];
	unsigned char data[STREAM_BYTES];
};

/**
 * struct transfer - what a slot's data file is used for. Under mig_lock
 * @resets: RESETs begun when its state was entered
 * @refused: a write was refused: the refusal stays
 * @stream: source: what was read so far; destination: what is to be written
 * @done: bytes of it
 */
struct transfer {
	u64 resets;
	bool refused;
	struct stream stream;
	size_t done;
};

static struct transfer transfers[MDEVS_MAX];
static struct stream saved[STREAMS];
static pthread_mutex_t saved_lock = PTHREAD_MUTEX_INITIALIZER;

static bool was_reset(struct slot *slot)
{
	return slot_resets(slot) != transfers[slot->index].resets;
}

static void drop_data_fd(struct slot *slot)
{
	if (slot->data_fd >= 0)
		close(slot->data_fd);
	slot->data_fd = -1;
}

/* One SET. A RESET in between can have taken the device to RUNNING first. */
static int set_state(struct worker *worker, struct slot *slot, u32 to)
{
	u64 resets = slot_resets(slot);
	bool resetting = slot_resetting(slot);
	bool has_data = to == VFIO_DEVICE_STATE_STOP_COPY ||
			to == VFIO_DEVICE_STATE_RESUMING;
	int data_fd, ret;
	bool got_data;

	slot_state_begin(slot, false);
	ret = device_set_state(&slot->guest, to, &data_fd);
	slot_state_end(slot, false, ret ? STATE_UNKNOWN : to);
	got_data = data_fd >= 0;
	if (!ret && got_data != has_data)
		disagree(worker, "state %u came with data fd %d", to, data_fd);
	if (data_fd >= 0) {
		drop_data_fd(slot);
		slot->data_fd = data_fd;
		/* One that was under way may end after this. */
		transfers[slot->index].resets = resetting ? ~0ULL : resets;
		transfers[slot->index].refused = false;
		transfers[slot->index].done = 0;
	}
	return ret;
}

static void must_succeed(struct worker *worker, const char *what, int ret)
{
	if (ret)
		disagree(worker, "%s: %s", what, err_name(ret));
}

static void remember_source(struct worker *worker, struct slot *slot)
{
	const struct bounds *bounds = &worker->window.bounds;
	unsigned int i;

	for (i = 0; i < 3; i++)
		transfers[slot->index].stream.may[i] =
			bounds->may[WORD(slot->index, i)];
}

/* Takes a stream to write: this slot's own last one more often than others. */
static void choose_stream(struct worker *worker, struct slot *slot)
{
	struct transfer *transfer = &transfers[slot->index];
	unsigned int which = chance(worker, 50) ? slot->index % STREAMS :
						  rnd(worker, STREAMS);

	pthread_mutex_lock(&saved_lock);
	transfer->stream = saved[which];
	pthread_mutex_unlock(&saved_lock);
}

static void begin(struct worker *worker, struct slot *slot)
{
	static const u32 states[] = {
		VFIO_DEVICE_STATE_STOP, VFIO_DEVICE_STATE_STOP_COPY,
		VFIO_DEVICE_STATE_RESUMING,
	};
	u32 to = states[rnd(worker, ARRAY_SIZE(states))];

	if (to == VFIO_DEVICE_STATE_RESUMING) {
		choose_stream(worker, slot);
		/* A file into which nothing is written is tried often enough. */
		if (!transfers[slot->index].stream.bytes && chance(worker, 80))
			to = VFIO_DEVICE_STATE_STOP_COPY;
	}
	must_succeed(worker, "leaving RUNNING or STOP", set_state(worker, slot, to));
	if (to == VFIO_DEVICE_STATE_STOP_COPY)
		remember_source(worker, slot);
	op_note(worker, "to %s", to == VFIO_DEVICE_STATE_STOP ? "STOP" :
		to == VFIO_DEVICE_STATE_STOP_COPY ? "STOP_COPY" : "RESUMING");
}

static void end_source(struct worker *worker, struct slot *slot)
{
	u32 to = chance(worker, 50) ? VFIO_DEVICE_STATE_STOP :
				      VFIO_DEVICE_STATE_RUNNING;

	must_succeed(worker, "leaving STOP_COPY", set_state(worker, slot, to));
	op_note(worker, "source ended, to %u", to);
	if (chance(worker, 50))
		drop_data_fd(slot);
}

/* Some bytes, or all to the end. */
static void read_source(struct worker *worker, struct slot *slot)
{
	struct transfer *transfer = &transfers[slot->index];
	struct stream *stream = &transfer->stream;
	bool all = chance(worker, 70);
	size_t want;
	ssize_t count;

	do {
		want = 1 + rnd(worker, all ? 4096 : 300);
		if (want > STREAM_BYTES - transfer->done)
			disagree(worker, "the stream has more than %u bytes",
				 STREAM_BYTES);
		count = read(slot->data_fd, stream->data + transfer->done, want);
		if (count < 0) {
			if (errno != ENODEV || !was_reset(slot))
				disagree(worker, "read: %s", err_name(errno));
			op_note(worker, "read: ENODEV, was reset");
			drop_data_fd(slot);
			return;
		}
		transfer->done += count;
	} while (count && all);
	op_note(worker, "%s, %zu", count ? "read part" : "read all", transfer->done);
	if (count)
		return;
	if (!transfer->done)
		disagree(worker, "the stream is empty");
	stream->bytes = transfer->done;
	pthread_mutex_lock(&saved_lock);
	saved[slot->index % STREAMS] = *stream;
	pthread_mutex_unlock(&saved_lock);
	end_source(worker, slot);
}

static void write_destination(struct worker *worker, struct slot *slot)
{
	struct transfer *transfer = &transfers[slot->index];
	bool all = chance(worker, 70);
	size_t part;
	ssize_t count;

	while (transfer->done < transfer->stream.bytes && !transfer->refused) {
		part = 1 + rnd(worker, 1500);
		if (part > transfer->stream.bytes - transfer->done)
			part = transfer->stream.bytes - transfer->done;
		count = write(slot->data_fd, transfer->stream.data + transfer->done,
			      part);
		if (count > 0) {
			transfer->done += count;
		} else if (count < 0 && errno == ENODEV) {
			/* Dead, or judged: the two look the same here. */
			transfer->refused = true;
		} else {
			disagree(worker, "write: %s", err_name(count ? errno : 0));
		}
		if (!all)
			break;
	}
	op_note(worker, "%s, %zu of %zu",
		transfer->refused ? "write refused" :
		transfer->done == transfer->stream.bytes ? "wrote all" : "wrote part",
		transfer->done, transfer->stream.bytes);
}

/* RESUMING -> STOP: taken over, refused or not complete. */
static void end_destination(struct worker *worker, struct slot *slot)
{
	struct transfer *transfer = &transfers[slot->index];
	const struct stream *stream = &transfer->stream;
	bool complete = stream->bytes && transfer->done == stream->bytes;
	bool reset = was_reset(slot);
	struct change changes[3];
	unsigned int i;
	int ret;

	/* Of what was assigned there any part that fits can come with it. */
	for (i = 0; i < 3; i++)
		change_begin(&changes[i], WORD(slot->index, i), stream->may[i],
			     ~0ULL, false);
	ret = set_state(worker, slot, VFIO_DEVICE_STATE_STOP);
	reset |= was_reset(slot);
	for (i = 0; i < 3; i++)
		change_end(&changes[i], ret ? NOT_APPLIED : UNKNOWN);
	op_note(worker, "destination %s%s, %zu of %zu%s",
		ret ? err_name(ret) : reset ? "0" : "applied",
		reset ? " after reset" : "", transfer->done, stream->bytes,
		transfer->refused ? ", refused" : "");
	if (ret && ret != -ENODEV && ret != -EBADMSG && ret != -EAGAIN)
		disagree(worker, "RESUMING to STOP: %s", err_name(ret));
	if (reset)
		return;
	if (!ret && (transfer->refused || !complete))
		disagree(worker, "success with a stream that was %s",
			 complete ? "refused" : "not complete");
	if (ret == -EBADMSG && (complete || transfer->refused))
		disagree(worker, "EBADMSG with a stream that was %s",
			 complete ? "complete" : "refused");
	if (ret == -ENODEV && !complete && !transfer->refused)
		disagree(worker, "ENODEV with a stream that is not complete");
	if (ret == -ENODEV)
		transfer->refused = true;
	if (!ret)
		drop_data_fd(slot);
}

static void step_destination(struct worker *worker, struct slot *slot)
{
	struct transfer *transfer = &transfers[slot->index];

	if (slot->data_fd >= 0 && !transfer->refused &&
	    transfer->done < transfer->stream.bytes && chance(worker, 80)) {
		write_destination(worker, slot);
		return;
	}
	if (slot->data_fd >= 0 && chance(worker, 20)) {
		/* What was written is kept. */
		drop_data_fd(slot);
		op_note(worker, "data file closed");
		return;
	}
	end_destination(worker, slot);
}

bool op_migrate(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	u32 state;

	if (pthread_rwlock_tryrdlock(&slot->lock))
		return false;
	if (slot->guest.device_fd < 0 || pthread_mutex_trylock(&slot->mig_lock)) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	state = slot_state(slot);
	if (state == STATE_UNKNOWN) {
		/* A RESET is or was in between; others find out. */
		pthread_mutex_unlock(&slot->mig_lock);
		pthread_rwlock_unlock(&slot->lock);
		return op_get_state(worker);
	}
	op_begin(worker, "migrate mdev %u from state %u", slot->index, state);
	switch (state) {
	case VFIO_DEVICE_STATE_RUNNING:
		begin(worker, slot);
		break;
	case VFIO_DEVICE_STATE_STOP:
		if (chance(worker, 60))
			must_succeed(worker, "STOP to RUNNING",
				     set_state(worker, slot,
					       VFIO_DEVICE_STATE_RUNNING));
		else
			begin(worker, slot);
		break;
	case VFIO_DEVICE_STATE_STOP_COPY:
		if (slot->data_fd >= 0 && chance(worker, 85))
			read_source(worker, slot);
		else
			end_source(worker, slot);
		break;
	case VFIO_DEVICE_STATE_RESUMING:
		step_destination(worker, slot);
		break;
	default:
		disagree(worker, "state %u", state);
	}
	pthread_mutex_unlock(&slot->mig_lock);
	pthread_rwlock_unlock(&slot->lock);
	op_end_noted(worker);
	return true;
}

bool op_bad_state(struct worker *worker)
{
	static const u32 bad[] = { VFIO_DEVICE_STATE_ERROR, 99, ~0U };
	struct slot *slot = pick_slot(worker);
	u32 to = bad[rnd(worker, ARRAY_SIZE(bad))];
	int data_fd, ret;

	if (pthread_rwlock_tryrdlock(&slot->lock))
		return false;
	if (slot->guest.device_fd < 0) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	op_begin(worker, "state %d of mdev %u", (int)to, slot->index);
	ret = device_set_state(&slot->guest, to, &data_fd);
	if (ret != -EINVAL)
		disagree(worker, "%s, expected EINVAL", err_name(ret));
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "%s", err_name(ret));
	return true;
}

/* Also finds out what it is where operations have met. */
bool op_get_state(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	u32 state, before;
	u64 resets;
	int ret;

	if (pthread_rwlock_tryrdlock(&slot->lock))
		return false;
	if (slot->guest.device_fd < 0 || pthread_mutex_trylock(&slot->mig_lock)) {
		pthread_rwlock_unlock(&slot->lock);
		return false;
	}
	op_begin(worker, "get state of mdev %u", slot->index);
	/* The lock keeps other changes out, but not a RESET. */
	resets = slot_resets(slot);
	before = slot_resetting(slot) ? STATE_UNKNOWN : slot_state(slot);
	slot_state_begin(slot, false);
	ret = device_get_state(&slot->guest, &state);
	slot_state_end(slot, false, state);
	if (ret)
		disagree(worker, "%s", err_name(ret));
	if (before != STATE_UNKNOWN && before != state &&
	    slot_resets(slot) == resets)
		disagree(worker, "%u, expected %u", state, before);
	pthread_mutex_unlock(&slot->mig_lock);
	pthread_rwlock_unlock(&slot->lock);
	op_end(worker, "%u", state);
	return true;
}
