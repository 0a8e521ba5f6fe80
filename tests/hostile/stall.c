// SPDX-License-Identifier: GPL-2.0
/*
 * User memory that does not come: a page of a userfaultfd that nobody fills. Whoever
 * copies from it waits; nobody else may have to.
 */
#include <errno.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "../lib/caller.h"
#include "hostile.h"

#define OTHERS	100

/**
 * struct copier - a thread that is stuck in read() or write()
 * @fd: the migration file
 * @stall: where its buffer is
 * @reads: or writes
 * @caller: it
 */
struct copier {
	int fd;
	struct stall stall;
	bool reads;
	struct caller caller;
};

static long copy_it(void *arg)
{
	struct copier *copier = arg;

	return copier->reads ?
		take(copier->fd, copier->stall.page, copier->stall.bytes) :
		give(copier->fd, copier->stall.page, 100);
}

static void copier_begin(struct copier *copier, struct guest *guest,
			 const struct scene *scene)
{
	need(stall_begin(&copier->stall), "userfaultfd");
	guest_open(guest, scene->a);
	copier->fd = guest_data_fd(guest, copier->reads ? VFIO_DEVICE_STATE_STOP_COPY :
				   VFIO_DEVICE_STATE_RESUMING);
	caller_begin_stalled(&copier->caller, &copier->stall, copy_it, copier);
}

/* The page comes. Returns how the call ended. */
static long copier_end(struct copier *copier, const struct scene *scene)
{
	return caller_end_stalled(&copier->caller, &copier->stall, scene->stream, 100);
}

/* All that another guest, and a host administrator, does meanwhile. */
static bool others_go_on(const struct scene *scene)
{
	unsigned char data[STREAM_MAX_BYTES];
	struct guest other;
	unsigned int i;
	bool good;
	int fd;

	guest_open(&other, scene->b);
	for (i = 0; i < OTHERS; i++)
		guest_state(&other);
	fd = guest_data_fd(&other, VFIO_DEVICE_STATE_STOP_COPY);
	good = read_all(fd, data, sizeof(data)) > 0;
	close(fd);
	guest_reset(&other);
	good = good && !set_attribute(scene->b, "assign_control_domain", "6") &&
	       !set_attribute(scene->b, "unassign_control_domain", "6");
	guest_close(&other);
	return good;
}

/* @reads: the source's read() is stuck; else the destination's write(). */
static void stalled(const struct scene *scene, bool reads)
{
	const char *name = reads ? "read" : "write";
	struct copier copier = { .reads = reads };
	struct guest guest;
	long ret;
	u32 state;

	copier_begin(&copier, &guest, scene);
	state = guest_state(&guest);
	ok(others_go_on(scene), "R27: %s stalls: another mdev does all it wants", name);
	ok(guest_state(&guest) == state, "R27: %s stalls: the state of its own can be asked", name);
	ret = device_reset(&guest.device);
	ok(!ret && guest_state(&guest) == VFIO_DEVICE_STATE_RUNNING,
	   "R27: %s stalls: its device can be reset", name);
	ret = copier_end(&copier, scene);
	/* A read had copied already when it was found dead, or had not. */
	ok(ret == -ENODEV || (reads && ret >= 0),
	   "R27: %s stalled while the file died: %s", name, said(ret));
	ret = reads ? take(copier.fd, copier.stall.page, 8) : give(copier.fd, copier.stall.page, 8);
	ok(ret == -ENODEV, "R27: %s stalled: the file is dead", name);
	close(copier.fd);
	guest_close(&guest);
	stall_free(&copier.stall);
}

/* The device is closed with a write() stuck. */
static void stalled_close(const struct scene *scene)
{
	struct copier copier = { 0 };
	struct guest guest;
	long ret;

	copier_begin(&copier, &guest, scene);
	guest_close(&guest);
	ok(others_go_on(scene), "R27: closed with a write that stalls: another mdev goes on");
	ret = copier_end(&copier, scene);
	ok(ret == -ENODEV, "R02: a write that stalled while the device was closed: %s",
	   said(ret));
	close(copier.fd);
	stall_free(&copier.stall);
}

/**
 * struct holder - a thread that is stuck in KVM, with its guest's kvm->lock held
 * @vm_fd: the guest
 * @stall: where the model of its CPUs is to come from
 * @caller: it
 */
struct holder {
	int vm_fd;
	struct stall stall;
	struct caller caller;
};

static long set_model(void *arg)
{
	struct holder *holder = arg;
	struct kvm_device_attr attr = {
		.group = KVM_S390_VM_CPU_MODEL,
		.attr = KVM_S390_VM_CPU_PROCESSOR,
		.addr = (unsigned long)holder->stall.page,
	};

	return ioctl(holder->vm_fd, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
}

static void holder_begin(struct holder *holder, const struct guest *guest)
{
	need(stall_begin(&holder->stall), "userfaultfd");
	holder->vm_fd = guest->vm.vm_fd;
	caller_begin_stalled(&holder->caller, &holder->stall, set_model, holder);
}

static long holder_end(struct holder *holder)
{
	static struct kvm_s390_vm_cpu_processor model;
	struct kvm_device_attr attr = {
		.group = KVM_S390_VM_CPU_MODEL,
		.attr = KVM_S390_VM_CPU_PROCESSOR,
		.addr = (unsigned long)&model,
	};
	long ret;

	/* KVM gives it without that lock. */
	if (ioctl(holder->vm_fd, KVM_GET_DEVICE_ATTR, &attr))
		bail("no model: %s", said(-errno));
	ret = caller_end_stalled(&holder->caller, &holder->stall, &model, sizeof(model));
	stall_free(&holder->stall);
	return ret;
}

/**
 * struct waiter - a thread that needs that lock
 * @call: for what
 * @guest: of mdev a
 * @scene: the scene
 * @caller: it
 */
struct waiter {
	const struct waiting_call *call;
	struct guest *guest;
	const struct scene *scene;
	struct caller caller;
};

/**
 * struct waiting_call - what needs it
 * @name: of it
 * @before: what has to be done first, NULL: nothing
 * @act: the call: 0 or a negative errno
 */
struct waiting_call {
	const char *name;
	void (*before)(struct waiter *waiter);
	long (*act)(struct waiter *waiter);
};

static long stop_guest(struct waiter *waiter)
{
	return go(waiter->guest, VFIO_DEVICE_STATE_STOP, NULL);
}

static void write_stream(struct waiter *waiter)
{
	int fd = guest_data_fd(waiter->guest, VFIO_DEVICE_STATE_RESUMING);

	if (write_all(fd, waiter->scene->stream, waiter->scene->stream_bytes))
		bail("the stream is not taken");
	close(fd);
}

static long assign_control_domain(struct waiter *waiter)
{
	int ret = set_attribute(waiter->scene->a, "assign_control_domain", "7");

	return ret ? ret : set_attribute(waiter->scene->a, "unassign_control_domain", "7");
}

static long unbind_queue(struct waiter *waiter)
{
	int ret = sys_write("/sys/bus/ap/drivers/vfio_ap/unbind", "0a.0006");

	(void)waiter;
	return ret ? ret : sys_write("/sys/bus/ap/drivers/vfio_ap/bind", "0a.0006");
}

static const struct waiting_call waiting_calls[] = {
	{ "RUNNING -> STOP", NULL, stop_guest },
	{ "RESUMING -> STOP", write_stream, stop_guest },
	{ "its administrator", NULL, assign_control_domain },
	{ "who unbinds its queue", NULL, unbind_queue },
};

static long wait_for_lock(void *arg)
{
	struct waiter *waiter = arg;

	return waiter->call->act(waiter);
}

/* It is blocked now, and a while later: what goes on by itself would have ended. */
static void until_stuck(const struct waiter *waiter)
{
	unsigned int ms, blocked = 0;

	for (ms = 0; blocked < 50 && ms < STALL_PATIENCE_MS; ms += 10) {
		blocked = caller_is_blocked(&waiter->caller) ? blocked + 1 : 0;
		usleep(10000);
	}
	if (blocked < 50)
		bail("%s does not wait for kvm->lock", waiter->call->name);
}

/*
 * KVM copies from user memory with kvm->lock held. Who needs the lock of that guest has to
 * wait; but nobody who has to do with another one.
 */
static void stalled_kvm(const struct scene *scene, const struct waiting_call *call)
{
	struct waiter waiter = { .call = call, .scene = scene };
	struct holder holder;
	struct guest guest;
	long model, ret;
	bool others;

	guest_open(&guest, scene->a);
	waiter.guest = &guest;
	if (call->before)
		call->before(&waiter);
	holder_begin(&holder, &guest);
	caller_begin(&waiter.caller, wait_for_lock, &waiter);
	until_stuck(&waiter);
	others = others_go_on(scene);
	ok(others && !caller_is_done(&waiter.caller),
	   "R27: a VMM stalls KVM: %s waits, another mdev does all it wants", call->name);
	model = holder_end(&holder);
	ret = caller_end(&waiter.caller);
	ok(!model && !ret, "R27: %s: done when KVM goes on (%s)", call->name,
	   said(model ? model : ret));
	guest_reset(&guest);
	guest_close(&guest);
}

void case_stall(const struct scene *scene)
{
	unsigned int i;

	watch("a stalled copy holds up somebody else", 900);
	if (!stall_possible("R27: memory that does not come"))
		return;
	stalled(scene, false);
	stalled(scene, true);
	stalled_close(scene);
	for (i = 0; i < ARRAY_SIZE(waiting_calls); i++)
		stalled_kvm(scene, &waiting_calls[i]);
}
