// SPDX-License-Identifier: GPL-2.0
/*
 * Each allocation and each copy of user memory that a system call makes fails once:
 * the first in the first round, the second in the next, until none is left
 * (/proc/thread-self/fail-nth; kernels with checkers only). After each failure the
 * device must be as it was before, and the same call must succeed the next time.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../driver/core/stream.h"
#include "../client/dirty.h"
#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "../lib/kallsyms.h"
#include "hostile.h"

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define FAULTS		"/sys/kernel/debug/"
#define ROUNDS_MAX	2000
#define DIRTY_RANGE_BYTES	0x400000
#define NO_MDEV		"11111111-2222-3333-4444-ffffffffffff"

/**
 * struct work - what a call acts on
 * @scene: the scene
 * @guest: an open guest of mdev a, RUNNING
 * @fd: the migration file, -1 if there is none
 * @config: of mdev a, before the call
 * @data: what was read
 * @done: bytes read or written
 * @want: bytes that the call is to read or write; 0: it does neither
 * @ret: how the call ended
 */
struct work {
	const struct scene *scene;
	struct guest guest;
	int fd;
	char config[CONFIG_MAX_BYTES];
	unsigned char data[STREAM_MAX_BYTES];
	size_t done;
	size_t want;
	long ret;
};

/**
 * struct call - one that is made to fail
 * @name: of it
 * @before: what has to be done first, NULL: nothing
 * @act: the call: 0 or more, or a negative errno
 * @unchanged: after a failure: is all as before?
 * @after: undo it, NULL: a RESET does
 */
struct call {
	const char *name;
	void (*before)(struct work *work);
	long (*act)(struct work *work);
	bool (*unchanged)(struct work *work);
	void (*after)(struct work *work);
};

static void close_fd(struct work *work)
{
	if (work->fd >= 0)
		close(work->fd);
	work->fd = -1;
}

static bool is_running(struct work *work)
{
	return guest_state(&work->guest) == VFIO_DEVICE_STATE_RUNNING &&
	       same_config(work->scene->a, work->config);
}

/*
 * On the way at most: where the arc that failed begins. VFIO tells the new state when it
 * was reached, so if telling it fails, it was all the same.
 */
static bool has_not_arrived(struct work *work)
{
	u32 state = guest_state(&work->guest);

	return (state == VFIO_DEVICE_STATE_RUNNING ||
		state == VFIO_DEVICE_STATE_RUNNING_P2P ||
		state == VFIO_DEVICE_STATE_STOP || work->ret == -EFAULT) &&
	       same_config(work->scene->a, work->config);
}

static long enter_stop_copy(struct work *work)
{
	return go(&work->guest, VFIO_DEVICE_STATE_STOP_COPY, &work->fd);
}

static long enter_pre_copy(struct work *work)
{
	return go(&work->guest, APVMM_STATE_PRE_COPY, &work->fd);
}

static long enter_resuming(struct work *work)
{
	return go(&work->guest, VFIO_DEVICE_STATE_RESUMING, &work->fd);
}

static void in_stop_copy(struct work *work)
{
	work->fd = guest_data_fd(&work->guest, VFIO_DEVICE_STATE_STOP_COPY);
}

static void in_pre_copy(struct work *work)
{
	work->fd = guest_data_fd(&work->guest, APVMM_STATE_PRE_COPY);
}

static void in_resuming(struct work *work)
{
	work->fd = guest_data_fd(&work->guest, VFIO_DEVICE_STATE_RESUMING);
}

static void before_read(struct work *work)
{
	in_stop_copy(work);
	work->want = work->scene->stream_bytes;
}

static void before_write(struct work *work)
{
	in_resuming(work);
	work->want = work->scene->stream_bytes;
}

/* The whole stream is there, and is not what the mdev has. */
static void before_apply(struct work *work)
{
	char full[CONFIG_MAX_BYTES];

	small_config(work->scene, full, work->config);
	in_resuming(work);
	if (write_all(work->fd, work->scene->stream, work->scene->stream_bytes))
		bail("the stream is not taken");
}

static long read_piece(struct work *work)
{
	long got = take(work->fd, work->data + work->done,
			sizeof(work->data) - work->done);

	if (got > 0)
		work->done += got;
	return got;
}

/* Reading goes on where it was: nothing is lost, nothing comes twice. */
static bool read_goes_on(struct work *work)
{
	return work->done + read_all(work->fd, work->data + work->done,
				     sizeof(work->data) - work->done) ==
	       work->want;
}

static bool read_change_goes_on(struct work *work)
{
	long ret;

	do
		ret = read_piece(work);
	while (ret > 0);
	return ret == -ENOMSG && work->done == work->want &&
	       guest_state(&work->guest) == APVMM_STATE_PRE_COPY;
}

/*
 * All that there was is read; then a control domain is added. What has changed comes as
 * one more record of CONFIG.
 */
static void changed_in_pre_copy(struct work *work)
{
	in_pre_copy(work);
	while (read_piece(work) > 0)
		;
	if (work->done != work->scene->stream_bytes - AP_STREAM_END_BYTES)
		bail("in PRE_COPY %zu bytes were read", work->done);
	work->done = 0;
	work->want = work->scene->stream_bytes - AP_STREAM_HEADER_BYTES - AP_STREAM_END_BYTES;
	if (set_attribute(work->scene->a, "assign_control_domain", "6"))
		bail("control domain 6 is not taken");
}

static long write_piece(struct work *work)
{
	long got = give(work->fd, work->scene->stream + work->done,
			work->scene->stream_bytes - work->done);

	if (got > 0)
		work->done += got;
	return got;
}

static bool write_goes_on(struct work *work)
{
	return !write_all(work->fd, work->scene->stream + work->done,
			  work->scene->stream_bytes - work->done) &&
	       !go(&work->guest, VFIO_DEVICE_STATE_STOP, NULL);
}

static long apply(struct work *work)
{
	return go(&work->guest, VFIO_DEVICE_STATE_STOP, NULL);
}

/* Not applied by half, and it can be tried again. */
static bool not_applied(struct work *work)
{
	if (work->ret == -EFAULT && guest_state(&work->guest) == VFIO_DEVICE_STATE_STOP)
		return !same_config(work->scene->a, work->config);
	return guest_state(&work->guest) == VFIO_DEVICE_STATE_RESUMING &&
	       same_config(work->scene->a, work->config) && !apply(work);
}

static long leave_pre_copy(struct work *work)
{
	int ret = go(&work->guest, VFIO_DEVICE_STATE_STOP_COPY, NULL);

	if (!ret)
		ret = read_all(work->fd, work->data, sizeof(work->data));
	return ret;
}

static bool still_pre_copy(struct work *work)
{
	u32 state = guest_state(&work->guest);

	/* Two arcs, or read() failed. */
	return (state == APVMM_STATE_PRE_COPY || state == APVMM_STATE_PRE_COPY_P2P ||
		state == VFIO_DEVICE_STATE_STOP_COPY) &&
	       same_config(work->scene->a, work->config);
}

static long ask_pre_copy(struct work *work)
{
	struct mig_precopy_info info;

	return mig_precopy_info(work->fd, &info);
}

static bool in_pre_copy_still(struct work *work)
{
	return guest_state(&work->guest) == APVMM_STATE_PRE_COPY && !ask_pre_copy(work);
}

static long reset(struct work *work)
{
	return device_reset(&work->guest.device);
}

static bool any_state(struct work *work)
{
	return same_config(work->scene->a, work->config);
}

static long log_start(struct work *work)
{
	return dirty_start(&work->guest.device, 0, DIRTY_RANGE_BYTES);
}

static long log_report(struct work *work)
{
	u64 bitmap[DIRTY_RANGE_BYTES / DIRTY_PAGE_BYTES / 64] = { 0 };

	return dirty_report(&work->guest.device, 0, DIRTY_RANGE_BYTES, DIRTY_PAGE_BYTES,
			    bitmap);
}

static void logging(struct work *work)
{
	if (log_start(work))
		bail("logging cannot be begun");
}

static void log_stop(struct work *work)
{
	dirty_stop(&work->guest.device);
}

static bool not_logging(struct work *work)
{
	return log_report(work) == -EINVAL && is_running(work);
}

static bool logging_still(struct work *work)
{
	return !log_report(work);
}

static long assign(struct work *work)
{
	return set_attribute(work->scene->a, "assign_control_domain", "6");
}

static long configure(struct work *work)
{
	return set_attribute(work->scene->a, "ap_config", SMALL_CONFIG);
}

/* Also if nothing has changed: after a failure a change must be possible. */
static void unassign(struct work *work)
{
	if (set_attribute(work->scene->a, "ap_config", work->config))
		bail("ap_config is not taken back");
}

static long create(struct work *work)
{
	(void)work;
	return mdev_create(NO_MDEV);
}

static bool not_created(struct work *work)
{
	(void)work;
	return access("/sys/bus/mdev/devices/" NO_MDEV, F_OK) != 0;
}

static void remove_it(struct work *work)
{
	(void)work;
	if (!access("/sys/bus/mdev/devices/" NO_MDEV, F_OK) &&
	    set_attribute(NO_MDEV, "remove", "1"))
		bail("%s cannot be removed", NO_MDEV);
}

static const struct call calls[] = {
	{ "RUNNING -> STOP_COPY", NULL, enter_stop_copy, has_not_arrived, NULL },
	{ "RUNNING -> PRE_COPY", NULL, enter_pre_copy, has_not_arrived, NULL },
	{ "PRE_COPY -> STOP_COPY", in_pre_copy, leave_pre_copy, still_pre_copy, NULL },
	{ "GET_PRECOPY_INFO", in_pre_copy, ask_pre_copy, in_pre_copy_still, NULL },
	{ "RUNNING -> RESUMING", NULL, enter_resuming, has_not_arrived, NULL },
	{ "read", before_read, read_piece, read_goes_on, NULL },
	{ "PRE_COPY, read of what has changed", changed_in_pre_copy, read_piece,
	  read_change_goes_on, NULL },
	{ "write", before_write, write_piece, write_goes_on, NULL },
	{ "RESUMING -> STOP", before_apply, apply, not_applied, NULL },
	{ "RESET", in_stop_copy, reset, any_state, NULL },
	{ "logging is begun", NULL, log_start, not_logging, log_stop },
	{ "dirty pages are reported", logging, log_report, logging_still, log_stop },
	{ "assign_control_domain", NULL, assign, is_running, unassign },
	{ "ap_config", NULL, configure, is_running, unassign },
	{ "create", NULL, create, not_created, remove_it },
};

static void fail_nth(unsigned int nth)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", nth);
	if (sys_write(FAIL_NTH, text))
		bail("%s does not take %s", FAIL_NTH, text);
}

/* RUNNING, with the configuration of the stream, as at the beginning */
static void undo(struct work *work, const struct call *call, const char *config)
{
	if (call->after)
		call->after(work);
	close_fd(work);
	guest_reset(&work->guest);
	restore_config(work->scene->a, config);
}

static void walk(struct work *work, const struct call *call)
{
	char config[CONFIG_MAX_BYTES];
	unsigned int nth, failed = 0, bad = 0;
	bool reached = true;

	watch(call->name, 1800);
	attribute(work->scene->a, "ap_config", config, sizeof(config));
	for (nth = 1; reached && nth < ROUNDS_MAX; nth++) {
		long ret;

		work->done = 0;
		work->want = 0;
		strcpy(work->config, config);
		if (call->before)
			call->before(work);
		fail_nth(nth);
		ret = call->act(work);
		work->ret = ret;
		/* What is left of it was not reached; asked before anything else. */
		reached = get_number(FAIL_NTH) == 0;
		fail_nth(0);
		/* A read() or write() of a part has failed as well, and is told later. */
		if (ret < 0 || (ret > 0 && work->want && work->done != work->want)) {
			failed++;
			if ((ret < 0 && ret != -ENOMEM && ret != -EFAULT) ||
			    !call->unchanged(work)) {
				printf("# %s, number %u: %s\n", call->name, nth, said(ret));
				bad++;
			}
		}
		if (!reached && ret < 0)
			bad++;
		undo(work, call, config);
	}
	ok(!bad && !reached, "R15: %s: %u faults one by one, %u of them made it fail",
	   call->name, nth - 2, failed);
}

/*
 * Not within: when making a group fails after it was allocated, VFIO itself warns
 * (vfio_group_release() of 6.12 is called with an iommu_group that is set).
 */
static void leave_out(const char *function)
{
	static const char *const attrs[] = { "failslab", "fail_page_alloc" };
	unsigned long long begin, end;
	char path[128], text[32];
	unsigned int i;

	if (!kallsyms_find(function, &begin, &end))
		bail("%s() is not in /proc/kallsyms", function);
	for (i = 0; i < ARRAY_SIZE(attrs); i++) {
		snprintf(path, sizeof(path), FAULTS "%s/reject-start", attrs[i]);
		snprintf(text, sizeof(text), "0x%llx", begin);
		if (sys_write(path, text))
			bail("%s is not there", path);
		snprintf(path, sizeof(path), FAULTS "%s/reject-end", attrs[i]);
		snprintf(text, sizeof(text), "0x%llx", end);
		if (sys_write(path, text))
			bail("%s is not there", path);
	}
}

static bool prepare(void)
{
	static const char *const silent[] = {
		"failslab/verbose", "fail_page_alloc/verbose", "fail_usercopy/verbose",
	};
	static const char *const sleeping[] = {
		"failslab/ignore-gfp-wait", "fail_page_alloc/ignore-gfp-wait",
	};
	char path[128];
	unsigned int i;

	if (access(FAIL_NTH, W_OK))
		return false;
	for (i = 0; i < ARRAY_SIZE(silent); i++) {
		snprintf(path, sizeof(path), FAULTS "%s", silent[i]);
		sys_write(path, "0");
	}
	for (i = 0; i < ARRAY_SIZE(sleeping); i++) {
		snprintf(path, sizeof(path), FAULTS "%s", sleeping[i]);
		if (sys_write(path, "N"))
			bail("%s is not there", path);
	}
	sys_write(FAULTS "fail_page_alloc/min-order", "0");
	leave_out("vfio_create_group");
	return true;
}

void case_faults(const struct scene *scene)
{
	struct work work = { .scene = scene, .fd = -1 };
	unsigned int i;

	if (!prepare()) {
		skip("R15: allocations that fail", "this kernel cannot inject faults");
		return;
	}
	guest_open(&work.guest, scene->a);
	for (i = 0; i < ARRAY_SIZE(calls); i++)
		walk(&work, &calls[i]);
	guest_close(&work.guest);
}
