// SPDX-License-Identifier: GPL-2.0
/*
 * User memory that does not come: a page of a userfaultfd that nobody fills. Whoever
 * copies from it waits; nobody else may have to.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "../lib/stall.h"
#include "hostile.h"

#define OTHERS	100

/**
 * struct copier - a thread that is stuck in read() or write()
 * @fd: the migration file
 * @stall: where its buffer is
 * @reads: or writes
 * @thread: it
 * @ret: how that ended
 */
struct copier {
	int fd;
	struct stall stall;
	bool reads;
	pthread_t thread;
	long ret;
};

static void *copy_it(void *arg)
{
	struct copier *copier = arg;

	copier->ret = copier->reads ?
		take(copier->fd, copier->stall.page, copier->stall.bytes) :
		give(copier->fd, copier->stall.page, 100);
	return NULL;
}

/* False if this kernel cannot stall anybody. */
static bool copier_begin(struct copier *copier, struct guest *guest,
			 const struct scene *scene)
{
	int ret = stall_begin(&copier->stall);

	if (ret == -ENOSYS)
		return false;
	need(ret, "userfaultfd");
	guest_open(guest, scene->a);
	copier->fd = guest_data_fd(guest, copier->reads ? VFIO_DEVICE_STATE_STOP_COPY :
				   VFIO_DEVICE_STATE_RESUMING);
	if (pthread_create(&copier->thread, NULL, copy_it, copier))
		bail("no thread");
	need(stall_wait(&copier->stall, -1, STALL_PATIENCE_MS), "nobody waits for the page");
	return true;
}

/* The page comes. Returns how the call ended. */
static long copier_end(struct copier *copier, const struct scene *scene)
{
	need(stall_end(&copier->stall, scene->stream, 100), "UFFDIO_COPY");
	pthread_join(copier->thread, NULL);
	return copier->ret;
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

	if (!copier_begin(&copier, &guest, scene)) {
		skip("R27: memory that does not come", "this kernel has no userfaultfd");
		return;
	}
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

	if (!copier_begin(&copier, &guest, scene))
		return;
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
 * @thread: it
 * @ret: how that ended
 */
struct holder {
	int vm_fd;
	struct stall stall;
	pthread_t thread;
	int ret;
};

static void *set_model(void *arg)
{
	struct holder *holder = arg;
	struct kvm_device_attr attr = {
		.group = KVM_S390_VM_CPU_MODEL,
		.attr = KVM_S390_VM_CPU_PROCESSOR,
		.addr = (unsigned long)holder->stall.page,
	};

	holder->ret = ioctl(holder->vm_fd, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
	return NULL;
}

/* False if this kernel cannot stall anybody. */
static bool holder_begin(struct holder *holder, const struct guest *guest)
{
	int ret = stall_begin(&holder->stall);

	if (ret == -ENOSYS)
		return false;
	need(ret, "userfaultfd");
	holder->vm_fd = guest->vm.vm_fd;
	if (pthread_create(&holder->thread, NULL, set_model, holder))
		bail("no thread");
	need(stall_wait(&holder->stall, -1, STALL_PATIENCE_MS), "KVM does not copy the model");
	return true;
}

static int holder_end(struct holder *holder, const struct guest *guest)
{
	static struct kvm_s390_vm_cpu_processor model;
	struct kvm_device_attr attr = {
		.group = KVM_S390_VM_CPU_MODEL,
		.attr = KVM_S390_VM_CPU_PROCESSOR,
		.addr = (unsigned long)&model,
	};

	/* KVM gives it without that lock. */
	if (ioctl(guest->vm.vm_fd, KVM_GET_DEVICE_ATTR, &attr))
		bail("no model: %s", said(-errno));
	need(stall_end(&holder->stall, &model, sizeof(model)), "UFFDIO_COPY");
	pthread_join(holder->thread, NULL);
	stall_free(&holder->stall);
	return holder->ret;
}

/**
 * struct waiter - a thread that needs that lock
 * @call: for what
 * @guest: of mdev a
 * @scene: the scene
 * @tid: the kernel's number of the thread, 0 before it runs
 * @thread: it
 * @ret: how the call ended
 * @done: it has
 */
struct waiter {
	const struct waiting_call *call;
	struct guest *guest;
	const struct scene *scene;
	atomic_int tid;
	pthread_t thread;
	long ret;
	atomic_bool done;
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

static void *wait_for_lock(void *arg)
{
	struct waiter *waiter = arg;

	atomic_store(&waiter->tid, syscall(SYS_gettid));
	waiter->ret = waiter->call->act(waiter);
	atomic_store(&waiter->done, true);
	return NULL;
}

/* Asleep in the kernel where no signal is heard: waiting for a lock, or about to. */
static bool sleeps(int tid)
{
	char path[64], text[512];
	const char *state;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	if (sys_read(path, text, sizeof(text)) < 0)
		return false;
	state = strrchr(text, ')');
	return state && state[1] && state[2] == 'D';
}

/* It sleeps now, and a while later: what goes on by itself would have ended. */
static void until_stuck(const struct waiter *waiter)
{
	unsigned int ms, asleep = 0;

	for (ms = 0; asleep < 50 && ms < STALL_PATIENCE_MS; ms += 10) {
		asleep = sleeps(atomic_load(&waiter->tid)) ? asleep + 1 : 0;
		usleep(10000);
	}
	if (asleep < 50)
		bail("%s does not wait for kvm->lock", waiter->call->name);
}

/*
 * KVM copies from user memory with kvm->lock held. Who needs the lock of that guest has to
 * wait; but nobody who has to do with another one.
 */
static void stalled_kvm(const struct scene *scene, const struct waiting_call *call)
{
	struct waiter waiter = { .call = call, .scene = scene };
	struct holder holder = { 0 };
	struct guest guest;
	bool others;
	int ret;

	guest_open(&guest, scene->a);
	waiter.guest = &guest;
	if (call->before)
		call->before(&waiter);
	if (!holder_begin(&holder, &guest)) {
		skip("R27: a guest's lock that is stalled", "this kernel has no userfaultfd");
		guest_close(&guest);
		return;
	}
	if (pthread_create(&waiter.thread, NULL, wait_for_lock, &waiter))
		bail("no thread");
	until_stuck(&waiter);
	others = others_go_on(scene);
	ok(others && !atomic_load(&waiter.done),
	   "R27: a VMM stalls KVM: %s waits, another mdev does all it wants", call->name);
	ret = holder_end(&holder, &guest);
	pthread_join(waiter.thread, NULL);
	ok(!ret && !waiter.ret, "R27: %s: done when KVM goes on (%s)", call->name,
	   said(waiter.ret));
	guest_reset(&guest);
	guest_close(&guest);
}

void case_stall(const struct scene *scene)
{
	unsigned int i;

	watch("a stalled copy holds up somebody else", 900);
	stalled(scene, false);
	stalled(scene, true);
	stalled_close(scene);
	for (i = 0; i < ARRAY_SIZE(waiting_calls); i++)
		stalled_kvm(scene, &waiting_calls[i]);
}
