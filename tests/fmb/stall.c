// SPDX-License-Identifier: GPL-2.0
/*
 * User memory that does not come, in the middle of both features: nobody else has to
 * wait for it. And, as the other half of the proof, that a reader does wait for
 * fmb_lock when somebody holds it.
 */
#include <linux/vfio.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../lib/stall.h"
#include "fmb.h"

/**
 * struct call - a thread that is stuck in a feature
 * @function: whose
 * @argument: of VFIO_DEVICE_FEATURE
 * @tid: the thread
 * @ret: how that ended
 * @done: that it has
 */
struct call {
	const struct function *function;
	void *argument;
	int tid;
	int ret;
	bool done;
};

static void *call_it(void *arg)
{
	struct call *call = arg;

	__atomic_store_n(&call->tid, syscall(SYS_gettid), __ATOMIC_RELAXED);
	call->ret = function_feature_at(call->function, call->argument);
	__atomic_store_n(&call->done, true, __ATOMIC_RELEASE);
	return NULL;
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

static void begin(struct call *call, pthread_t *thread)
{
	if (pthread_create(thread, NULL, call_it, call))
		bail("no thread");
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
	struct stall stall;
	pthread_t thread;
	struct fmb fmb;

	need(stall_begin(&stall), "userfaultfd");
	request = (void *)room.feature.data;
	request->data = (uintptr_t)stall.page;
	first_sample(function, &fmb);
	begin(&call, &thread);
	need(stall_wait(&stall, -1, STALL_PATIENCE_MS), "nobody waits for the page");
	ok(others_go_on(function),
	   "F2: a block is not taken: enabling, disabling, reading, RESET go on");
	ok(!__atomic_load_n(&call.done, __ATOMIC_ACQUIRE), "F2: all that while it was not taken");
	need(stall_end(&stall, "", 1), "UFFDIO_COPY");
	pthread_join(thread, NULL);
	fmb_decode(&fmb, stall.page, VFIO_ZPCI_FMB_BYTES);
	ok(!call.ret && fmb.last_update, "F2: and then it is: %s", said(call.ret));
	stall_free(&stall);
}

/* The head of the argument is there, its data are not, or not yet. */
static void check_argument(const struct function *function, u32 flags, const void *data,
			   size_t bytes, const char *name)
{
	struct vfio_device_feature head = { .argsz = sizeof(head) + bytes, .flags = flags };
	struct call call = { .function = function };
	struct stall stall;
	pthread_t thread;

	need(stall_begin(&stall), "userfaultfd");
	call.argument = stall.page - sizeof(head);
	memcpy(call.argument, &head, sizeof(head));
	begin(&call, &thread);
	need(stall_wait(&stall, -1, STALL_PATIENCE_MS), "nobody waits for the page");
	ok(others_go_on(function), "F1: the argument of %s does not come: all others go on", name);
	ok(!__atomic_load_n(&call.done, __ATOMIC_ACQUIRE), "F1: all that while %s waited", name);
	need(stall_end(&stall, data, bytes), "UFFDIO_COPY");
	pthread_join(thread, NULL);
	ok(!call.ret, "F1: and then %s: %s", name, said(call.ret));
	stall_free(&stall);
}

static bool waits(void *arg)
{
	struct call *call = arg;

	return is_blocked(__atomic_load_n(&call->tid, __ATOMIC_RELAXED));
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
	pthread_t thread;

	request = (void *)room.feature.data;
	request->data = (uintptr_t)block;
	emu_set("hold", 1);
	begin(&call, &thread);
	ok(until(waits, &call, 60), "F2: a block is copied under the lock: its reader waits");
	emu_set("hold", 0);
	pthread_join(thread, NULL);
	ok(!call.ret, "F2: until it is free: %s", said(call.ret));
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
