// SPDX-License-Identifier: GPL-2.0
/*
 * User memory that does not come, in the middle of both features: nobody else has to
 * wait for it. And, as the other half of the proof, that a reader does wait for
 * fmb_lock when somebody holds it.
 */
#include <linux/vfio.h>
#include <stdint.h>
#include <string.h>

#include "../lib/caller.h"
#include "fmb.h"

/**
 * struct call - what is asked for
 * @function: of whom
 * @argument: of VFIO_DEVICE_FEATURE
 */
struct call {
	const struct function *function;
	void *argument;
};

static long call_it(void *arg)
{
	const struct call *call = arg;

	return function_feature_at(call->function, call->argument);
}

static bool others_go_on(const struct function *function)
{
	struct fmb fmb;
	unsigned int i;
	bool good = true;

	for (i = 0; i < 20; i++) {
		good &= !function_sample(function, &fmb);
		good &= !function_enable(function, 0);
		good &= !function_enable(function, 1);
	}
	return good && !function_reset(function) && !function_sample(function, &fmb);
}

/* The place for the block is not there. */
static void check_block(const struct function *function)
{
	struct vfio_device_feature_zpci_fmb_read *request;
	union {
		struct vfio_device_feature feature;
		u8 bytes[32];
	} room = {
		.feature = {
			.argsz = sizeof(room.feature) + sizeof(*request),
			.flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_ZPCI_FMB_READ,
		},
	};
	struct call call = { .function = function, .argument = &room };
	struct caller caller;
	struct stall stall;
	struct fmb fmb;
	long ret;

	need(stall_begin(&stall), "userfaultfd");
	request = (void *)room.feature.data;
	request->data = (uintptr_t)stall.page;
	first_sample(function, &fmb);
	caller_begin_stalled(&caller, &stall, call_it, &call);
	ok(others_go_on(function),
	   "F2: a block is not taken: enabling, disabling, reading, RESET go on");
	ok(!caller_is_done(&caller), "F2: all that while it was not taken");
	ret = caller_end_stalled(&caller, &stall, "", 1);
	fmb_decode(&fmb, stall.page, VFIO_ZPCI_FMB_BYTES);
	ok(!ret && fmb.last_update, "F2: and then it is: %s", said(ret));
	stall_free(&stall);
}

/* The head of the argument is there, its data are not, or not yet. */
static void check_argument(const struct function *function, u32 flags, const void *data,
			   size_t bytes, const char *name)
{
	struct vfio_device_feature head = { .argsz = sizeof(head) + bytes, .flags = flags };
	struct call call = { .function = function };
	struct caller caller;
	struct stall stall;
	long ret;

	need(stall_begin(&stall), "userfaultfd");
	call.argument = stall.page - sizeof(head);
	memcpy(call.argument, &head, sizeof(head));
	caller_begin_stalled(&caller, &stall, call_it, &call);
	ok(others_go_on(function), "F1: the argument of %s does not come: all others go on", name);
	ok(!caller_is_done(&caller), "F1: all that while %s waited", name);
	ret = caller_end_stalled(&caller, &stall, data, bytes);
	ok(!ret, "F1: and then %s: %s", name, said(ret));
	stall_free(&stall);
}

static bool waits(void *arg)
{
	return caller_is_blocked(arg);
}

/* Without this the others would say nothing. */
static void check_lock(const struct function *function)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	struct vfio_device_feature_zpci_fmb_read *request;
	union {
		struct vfio_device_feature feature;
		u8 bytes[32];
	} room = {
		.feature = {
			.argsz = sizeof(room.feature) + sizeof(*request),
			.flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_ZPCI_FMB_READ,
		},
	};
	struct call call = { .function = function, .argument = &room };
	struct caller caller;
	long ret;

	request = (void *)room.feature.data;
	request->data = (uintptr_t)block;
	emu_set("hold", 1);
	caller_begin(&caller, call_it, &call);
	ok(until(waits, &caller, 60), "F2: a block is copied under the lock: its reader waits");
	emu_set("hold", 0);
	ret = caller_end(&caller);
	ok(!ret, "F2: until it is free: %s", said(ret));
}

void case_stall(const struct scene *scene)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	struct vfio_device_feature_zpci_fmb_read where = { .data = (uintptr_t)block };
	struct vfio_device_feature_zpci_fmb_enable on = { .enable = 1 };
	struct function function;

	set_reset_method(scene->address, "bus");
	function_open(&function, scene->address);
	check_lock(&function);
	check_block(&function);
	check_argument(&function, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_ZPCI_FMB_READ,
		       &where, sizeof(where), "READ");
	check_argument(&function, VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE,
		       &on, sizeof(on), "ENABLE");
	function_close(&function);
}
