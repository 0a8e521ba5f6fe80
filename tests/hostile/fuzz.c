// SPDX-License-Identifier: GPL-2.0
/*
 * Random sequences of what a VMM can do with the device of mdev a: states, reads and
 * writes of any size, streams with mutations, files that are closed or used when they
 * are dead, resets, changes of what the mdev has, ioctls with any argument. A model of
 * the state machine says what each must answer. The same seed gives the same sequence.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../driver/core/stream.h"
#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "hostile.h"

#define STATES		8
#define DEAD_MAX	4
#define FILE_BYTES	65536
#define BIND		"/sys/bus/ap/drivers/vfio_ap/bind"
#define UNBIND		"/sys/bus/ap/drivers/vfio_ap/unbind"
#define QUEUE		"03.0006"
#define ERROR		VFIO_DEVICE_STATE_ERROR
#define STOP		VFIO_DEVICE_STATE_STOP
#define RUNNING		VFIO_DEVICE_STATE_RUNNING
#define STOP_COPY	VFIO_DEVICE_STATE_STOP_COPY
#define RESUMING	VFIO_DEVICE_STATE_RESUMING
#define PRE_COPY	APVMM_STATE_PRE_COPY
#define PRE_COPY_P2P	APVMM_STATE_PRE_COPY_P2P

/**
 * struct model - what the device must be like
 * @scene: the scene
 * @guest: the guest with the device
 * @random: state of the generator
 * @operation: number of the operation
 * @state: migration state
 * @fd: the live migration file, -1: none, or closed while it was live
 * @writable: which end it is
 * @data: what was read from or written to it
 * @bytes: length of @data
 * @poisoned: a write was refused; so is all that follows
 * @ended: a read said 0
 * @good: the stream that is written in this session
 * @good_bytes: its length
 * @dead: files whose state was left
 * @dead_writable: which ends they are
 * @bound: all queues of the stream are bound
 * @whole: the mdev's configuration as at the beginning
 * @config: as it is now
 * @pre_copy: a stream that was begun in PRE_COPY
 * @pre_copy_bytes: its length
 * @applied: streams that were written as a whole and applied
 * @refused: streams that were refused
 * @saved: streams that were read as a whole
 * @resets: RESETs
 */
struct model {
	const struct scene *scene;
	struct guest guest;
	u64 random;
	unsigned long operation;
	u32 state;
	int fd;
	bool writable;
	unsigned char data[FILE_BYTES];
	size_t bytes;
	bool poisoned;
	bool ended;
	const unsigned char *good;
	size_t good_bytes;
	int dead[DEAD_MAX];
	bool dead_writable[DEAD_MAX];
	bool bound;
	char whole[CONFIG_MAX_BYTES];
	char config[CONFIG_MAX_BYTES];
	unsigned char pre_copy[4096];
	size_t pre_copy_bytes;
	unsigned long applied;
	unsigned long refused;
	unsigned long saved;
	unsigned long resets;
};

static u32 any(struct model *model, u32 below)
{
	model->random = model->random * 6364136223846793005ULL + 1442695040888963407ULL;
	return (model->random >> 33) % below;
}

static void __attribute__((noreturn, format(printf, 2, 3)))
broken(const struct model *model, const char *fmt, ...)
{
	va_list args;
	char text[256];

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ok(false, "fuzz: seed %llu, operation %lu in %s: %s",
	   (unsigned long long)model->scene->seed, model->operation,
	   mig_state_text(model->state), text);
	_exit(tap_end());
}

static bool is_source(u32 state)
{
	return state == PRE_COPY || state == PRE_COPY_P2P || state == STOP_COPY;
}

/* The live file dies: it is kept for a while, to be used all the same. */
static void bury(struct model *model)
{
	u32 at = any(model, DEAD_MAX);

	if (model->fd < 0)
		return;
	if (model->dead[at] >= 0)
		close(model->dead[at]);
	model->dead[at] = model->fd;
	model->dead_writable[at] = model->writable;
	model->fd = -1;
}

static void begin_file(struct model *model, int fd, bool writable)
{
	bool pre_copy = any(model, 2);

	model->fd = fd;
	model->writable = writable;
	model->bytes = 0;
	model->poisoned = false;
	model->ended = false;
	model->good = pre_copy ? model->pre_copy : model->scene->stream;
	model->good_bytes = pre_copy ? model->pre_copy_bytes : model->scene->stream_bytes;
}

static bool all_is_written(const struct model *model)
{
	return !model->poisoned && model->bytes == model->good_bytes &&
	       !memcmp(model->data, model->good, model->bytes);
}

static bool is_prefix(const struct model *model)
{
	return !model->poisoned && model->bytes <= model->good_bytes &&
	       !memcmp(model->data, model->good, model->bytes);
}

static void check_config(struct model *model)
{
	if (!same_config(model->scene->a, model->config))
		broken(model, "the mdev has another configuration");
}

static void check_refusal(struct model *model, int ret)
{
	switch (ret) {
	case -EBADMSG:
	case -EINVAL:
	case -EFBIG:
	case -EPROTONOSUPPORT:
	case -ENODEV:
		return;
	default:
		broken(model, "a stream is refused with %s", said(ret));
	}
}

static void op_state(struct model *model)
{
	u32 old = model->state, new = any(model, STATES);
	bool opens, keeps, complete;
	int fd, ret;

	if (new == ERROR && any(model, 8))
		return;
	complete = old != RESUMING || all_is_written(model);
	ret = go(&model->guest, new, &fd);
	if (new == ERROR || (old == STOP_COPY && (new == PRE_COPY || new == PRE_COPY_P2P))) {
		if (ret != -EINVAL)
			broken(model, "-> %s: %s", mig_state_text(new), said(ret));
		return;
	}
	if (old == RESUMING && new != RESUMING && ret) {
		/* Not all of the good stream is there, or the host has changed. */
		if (complete && !(ret == -ENODEV && !model->bound))
			broken(model, "a good stream is refused: %s", said(ret));
		check_refusal(model, ret);
		if (complete)
			model->poisoned = true;
		check_config(model);
		return;
	}
	if (ret)
		broken(model, "-> %s: %s", mig_state_text(new), said(ret));
	if (old == RESUMING && new != RESUMING) {
		if (!complete)
			broken(model, "an incomplete stream is taken");
		strcpy(model->config, model->whole);
		check_config(model);
		model->applied++;
	}
	keeps = old == new || (is_source(old) && is_source(new));
	opens = !keeps && (is_source(new) || new == RESUMING);
	if (opens ? fd < 0 : fd >= 0)
		broken(model, "-> %s: %s migration file", mig_state_text(new),
		       opens ? "no" : "a");
	if (!keeps)
		bury(model);
	model->state = new;
	if (opens)
		begin_file(model, fd, new == RESUMING);
}

/* What has been read as a whole must be a stream. */
static void check_stream(struct model *model)
{
	struct ap_stream_parser parser;

	ap_stream_parser_init(&parser);
	if (ap_stream_parse(&parser, model->data, model->bytes) || !parser.complete)
		broken(model, "%zu bytes were read, which are no stream: error %u",
		       model->bytes, parser.error);
}

static void op_read(struct model *model)
{
	size_t bytes = any(model, 4) ? any(model, 64) + 1 : any(model, 4096) + 1;
	long ret;

	if (model->fd < 0)
		return;
	if (model->writable) {
		ret = take(model->fd, model->data, bytes);
		if (ret != -EBADF)
			broken(model, "read of what is written to: %s", said(ret));
		return;
	}
	if (model->bytes + bytes > FILE_BYTES)
		broken(model, "a stream of more than %zu bytes", model->bytes);
	ret = take(model->fd, model->data + model->bytes, bytes);
	if (ret > 0 && !model->ended) {
		model->bytes += ret;
	} else if (ret == -ENOMSG && model->state != STOP_COPY) {
		return;
	} else if (ret == 0 && model->state == STOP_COPY) {
		if (!model->ended) {
			check_stream(model);
			model->saved++;
		}
		model->ended = true;
	} else {
		broken(model, "read: %s", said(ret));
	}
}

static void op_write(struct model *model)
{
	unsigned char piece[4096] = { 0 };
	size_t left, bytes;
	long ret;

	if (model->fd < 0)
		return;
	bytes = any(model, 3) ? any(model, 100) + 1 : any(model, 1000) + 1;
	if (!model->writable) {
		ret = give(model->fd, piece, bytes);
		if (ret != -EBADF)
			broken(model, "write to what is read from: %s", said(ret));
		return;
	}
	left = model->bytes < model->good_bytes ? model->good_bytes - model->bytes : 0;
	/* The good stream goes on, and seldom a little too far or not quite like that. */
	memcpy(piece, model->good + model->good_bytes - left, left < bytes ? left : bytes);
	if (bytes > left && any(model, 16))
		bytes = left;
	if (!bytes)
		return;
	if (!any(model, 40))
		piece[any(model, bytes)] ^= 1 << any(model, 8);
	ret = give(model->fd, piece, bytes);
	if (ret > (long)bytes || ret == 0)
		broken(model, "write of %zu bytes: %s", bytes, said(ret));
	if (ret > 0) {
		if (model->poisoned)
			broken(model, "a write is taken after one was refused");
		memcpy(model->data + model->bytes, piece, ret);
		model->bytes += ret;
		return;
	}
	memcpy(model->data + model->bytes, piece, bytes);
	model->bytes += bytes;
	if (is_prefix(model) && !(ret == -ENODEV && !model->bound))
		broken(model, "a good piece is refused: %s", said(ret));
	model->bytes -= bytes;
	check_refusal(model, ret);
	model->refused += !model->poisoned;
	model->poisoned = true;
}

static void op_dead(struct model *model)
{
	unsigned char byte = 0;
	u32 at = any(model, DEAD_MAX);
	bool reads = any(model, 2);
	long ret, want;

	if (model->dead[at] < 0)
		return;
	if (!any(model, 8)) {
		close(model->dead[at]);
		model->dead[at] = -1;
		return;
	}
	ret = reads ? take(model->dead[at], &byte, 1) : give(model->dead[at], &byte, 1);
	want = reads == model->dead_writable[at] ? -EBADF : -ENODEV;
	if (ret != want)
		broken(model, "a dead file: %s", said(ret));
}

static void op_close(struct model *model)
{
	if (model->fd < 0 || any(model, 4))
		return;
	close(model->fd);
	model->fd = -1;
	/* What was not written cannot be any more. */
	model->poisoned = model->poisoned || !all_is_written(model);
}

static void op_reset(struct model *model)
{
	int ret;

	/* A session whose stream was refused comes to nothing. */
	if (!model->poisoned && any(model, 8))
		return;
	model->resets++;
	ret = device_reset(&model->guest.device);
	if (ret)
		broken(model, "RESET: %s", said(ret));
	bury(model);
	model->poisoned = false;
	model->state = RUNNING;
	check_config(model);
}

static void op_info(struct model *model)
{
	struct mig_precopy_info info;
	bool pre_copy = model->state == PRE_COPY || model->state == PRE_COPY_P2P;
	int ret;

	if (model->fd < 0)
		return;
	ret = mig_precopy_info(model->fd, &info);
	if (pre_copy ? ret != 0 : ret != -EINVAL && ret != -ENOTTY)
		broken(model, "GET_PRECOPY_INFO: %s", said(ret));
}

/* A control domain more or less: what PRE_COPY has sent is wrong then. */
static void op_config(struct model *model)
{
	const char *name = any(model, 2) ? "assign_control_domain" : "unassign_control_domain";

	if (any(model, 4) || set_attribute(model->scene->a, name, "6"))
		return;
	attribute(model->scene->a, "ap_config", model->config, sizeof(model->config));
}

static void op_plug(struct model *model)
{
	if (any(model, 200))
		return;
	if (sys_write(model->bound ? UNBIND : BIND, QUEUE))
		broken(model, "%s cannot be %sbound", QUEUE, model->bound ? "un" : "");
	model->bound = !model->bound;
}

/* Any feature, with any size: it must not change anything. */
static void op_feature(struct model *model)
{
	struct {
		u32 argsz;
		u32 flags;
		unsigned char data[64];
	} request = { 0 };
	static const u32 kinds[] = { 0, VFIO_DEVICE_FEATURE_GET, VFIO_DEVICE_FEATURE_PROBE,
		VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_PROBE,
		VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET };

	request.argsz = any(model, 3) ? any(model, sizeof(request) + 1) : sizeof(request);
	request.flags = any(model, 16) | kinds[any(model, ARRAY_SIZE(kinds))];
	if (ioctl(model->guest.device.device_fd, VFIO_DEVICE_FEATURE, &request) < 0 &&
	    errno != EINVAL && errno != ENOTTY)
		broken(model, "VFIO_DEVICE_FEATURE 0x%x of %u bytes: %s", request.flags,
		       request.argsz, said(-errno));
}

static const struct {
	void (*run)(struct model *model);
	unsigned int weight;
} operations[] = {
	{ op_state, 10 }, { op_read, 20 }, { op_write, 40 }, { op_dead, 5 },
	{ op_close, 2 }, { op_reset, 1 }, { op_info, 5 }, { op_config, 2 },
	{ op_plug, 1 }, { op_feature, 14 },
};

#define KINDS	ARRAY_SIZE(operations)

static void save_pre_copy(struct model *model)
{
	int fd = guest_data_fd(&model->guest, PRE_COPY);
	long got;

	got = take(fd, model->pre_copy, sizeof(model->pre_copy));
	if (got <= 0 || go(&model->guest, STOP_COPY, NULL))
		bail("no stream of PRE_COPY: %s", said(got));
	model->pre_copy_bytes = got;
	got = read_all(fd, model->pre_copy + got, sizeof(model->pre_copy) - got);
	if (got <= 0)
		bail("no stream of PRE_COPY: %s", said(got));
	model->pre_copy_bytes += got;
	close(fd);
	guest_reset(&model->guest);
}

void case_fuzz(const struct scene *scene)
{
	struct model *model = calloc(1, sizeof(*model));
	unsigned int i, weights = 0, at;

	watch("fuzz", 36000);
	if (!model)
		bail("no memory");
	model->scene = scene;
	model->random = scene->seed;
	model->state = RUNNING;
	model->fd = -1;
	model->bound = true;
	for (i = 0; i < DEAD_MAX; i++)
		model->dead[i] = -1;
	for (i = 0; i < KINDS; i++)
		weights += operations[i].weight;
	guest_open(&model->guest, scene->a);
	attribute(scene->a, "ap_config", model->whole, sizeof(model->whole));
	strcpy(model->config, model->whole);
	save_pre_copy(model);
	for (model->operation = 0; model->operation < scene->operations; model->operation++) {
		at = any(model, weights);
		for (i = 0; at >= operations[i].weight; i++)
			at -= operations[i].weight;
		operations[i].run(model);
		if (guest_state(&model->guest) != model->state)
			broken(model, "the state is %s",
			       mig_state_text(guest_state(&model->guest)));
	}
	ok(true, "fuzz: seed %llu: %lu operations are as the model says",
	   (unsigned long long)scene->seed, model->operation);
	printf("# streams: %lu saved, %lu applied, %lu refused; %lu resets\n", model->saved,
	       model->applied, model->refused, model->resets);
	ok(scene->operations < 10000 || (model->saved && model->applied && model->refused),
	   "fuzz: some streams were saved, applied and refused");
	bury(model);
	for (i = 0; i < DEAD_MAX; i++)
		if (model->dead[i] >= 0)
			close(model->dead[i]);
	if (!model->bound && sys_write(BIND, QUEUE))
		bail("%s cannot be bound", QUEUE);
	guest_close(&model->guest);
	if (set_attribute(scene->a, "ap_config", model->whole))
		bail("ap_config is not taken back");
	free(model);
}
