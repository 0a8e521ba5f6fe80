// SPDX-License-Identifier: GPL-2.0
/* What happens to the host: queues, adapters and domains come, go and fail. */
#include <stdio.h>
#include <string.h>

#include "ops.h"
#include "options.h"
#include "scene.h"

static unsigned int pick_adapter(struct worker *worker)
{
	return scene.adapters[rnd(worker, scene.adapters_count)];
}

static unsigned int pick_domain(struct worker *worker)
{
	return scene.domains[rnd(worker, scene.domains_count)];
}

static unsigned int pick_queue(struct worker *worker)
{
	return queue_bit(rnd(worker, scene.adapters_count),
			 rnd(worker, scene.domains_count));
}

/* Does an mdev have one of these adapters with one of these domains? */
static void assigned(const struct worker *worker, u64 adapters_must,
		     u64 domains_must, u64 adapters_may, u64 domains_may,
		     bool *must, bool *may)
{
	const struct bounds *bounds = &worker->window.bounds;
	unsigned int i;

	*must = false;
	*may = false;
	for (i = 0; i < MDEVS_MAX; i++) {
		if ((adapters_may & bounds->may[WORD(i, MDEV_ADAPTERS)]) &&
		    (domains_may & bounds->may[WORD(i, MDEV_DOMAINS)]))
			*may = true;
		if ((adapters_must & bounds->must[WORD(i, MDEV_ADAPTERS)]) &&
		    (domains_must & bounds->must[WORD(i, MDEV_DOMAINS)]))
			*must = true;
	}
}

/* apmask, aqmask: queues go from vfio_ap to the host's drivers and back (C14). */
bool op_masks(struct worker *worker)
{
	const struct bounds *bounds = &worker->window.bounds;
	bool adapters = chance(worker, 50), must, may;
	unsigned int number = adapters ? pick_adapter(worker) : pick_domain(worker);
	unsigned int word = adapters ? APMASK : AQMASK;
	u64 bit = BIT_ULL(number);
	/* Taking back is what is refused; do it less often, or nothing is left. */
	bool set = chance(worker, 30);
	u64 other_must, other_may;
	struct change change;
	int ret;

	op_begin(worker, "%s %c%u", adapters ? "apmask" : "aqmask",
		 set ? '+' : '-', number);
	if (!change_begin(&change, word, set ? bit : 0, set ? 0 : bit, true)) {
		op_end(worker, "skipped");
		return false;
	}
	ret = sys_writef(adapters ? AP_BUS "/apmask" : AP_BUS "/aqmask",
			 "%c%u\n", set ? '+' : '-', number);
	change_end(&change, ret ? NOT_APPLIED : APPLIED);
	other_must = scene.whole ? ~0ULL : bounds->must[adapters ? AQMASK : APMASK];
	other_may = scene.whole ? ~0ULL : bounds->may[adapters ? AQMASK : APMASK];
	if (adapters)
		assigned(worker, bit, other_must, bit, other_may, &must, &may);
	else
		assigned(worker, other_must, bit, other_may, bit, &must, &may);
	if (ret && ret != -EBUSY)
		disagree(worker, "%s", err_name(ret));
	if (ret == -EBUSY && (!set || !may))
		disagree(worker, "EBUSY, but no mdev has such a queue");
	if (ret == -EBUSY && change_was_set(&change, bit))
		disagree(worker, "EBUSY, but the bit was set before");
	if (!ret && set && must && change_was_clear(&change, bit))
		disagree(worker, "success, but an mdev has such a queue");
	op_end(worker, "%s", err_name(ret));
	return true;
}

static int driver_write(unsigned int queue, const char *file)
{
	char path[PATH_BYTES], name[16];

	queue_name(queue, name, sizeof(name));
	snprintf(path, sizeof(path), AP_BUS "/drivers/vfio_ap/%s", file);
	return sys_write(path, name);
}

/* Where the bus binds it meanwhile is not known before the next check. */
bool op_unbind(struct worker *worker)
{
	unsigned int queue = pick_queue(worker);
	struct change change;
	char name[16];
	int ret;

	if (__builtin_popcountll(model_may(UNBOUND)) > 4)
		return false;
	queue_name(queue, name, sizeof(name));
	op_begin(worker, "unbind %s", name);
	change_begin(&change, UNBOUND, BIT_ULL(queue), 0, false);
	ret = driver_write(queue, "unbind");
	change_end(&change, UNKNOWN);
	if (ret && ret != -ENODEV)
		disagree(worker, "%s", err_name(ret));
	op_end(worker, "%s", err_name(ret));
	return true;
}

bool op_bind(struct worker *worker)
{
	u64 unbound = model_may(UNBOUND);
	unsigned int queue;
	char name[16];
	int ret;

	if (!unbound)
		return false;
	queue = pick_bit(worker, unbound);
	queue_name(queue, name, sizeof(name));
	op_begin(worker, "bind %s", name);
	ret = driver_write(queue, "bind");
	/* It may be bound, the host's, or gone. */
	if (ret && ret != -ENODEV && ret != -EBUSY && ret != -EINVAL &&
	    ret != -EAGAIN)
		disagree(worker, "%s", err_name(ret));
	op_end(worker, "%s", err_name(ret));
	return true;
}

static void emu(struct worker *worker, int ret)
{
	if (ret)
		disagree(worker, "the software AP refuses: %s", err_name(ret));
}

static void rescan(struct worker *worker)
{
	int ret = ap_rescan();

	if (ret)
		disagree(worker, "rescan: %s", err_name(ret));
}

/* Configured off and on, checkstopped: the guest keeps its queues. */
bool op_online(struct worker *worker)
{
	unsigned int adapter = pick_adapter(worker);
	bool off = !(model_must(OFFLINE) & BIT_ULL(adapter));
	bool checkstop = chance(worker, 50);
	struct change change;

	op_begin(worker, "adapter %02x %s", adapter,
		 !off ? "online" : checkstop ? "checkstop" : "config off");
	if (!change_begin(&change, OFFLINE, off ? BIT_ULL(adapter) : 0,
			  off ? 0 : BIT_ULL(adapter), true)) {
		op_end(worker, "skipped");
		return false;
	}
	if (off && checkstop) {
		emu(worker, emu_adapter(adapter, "checkstop", 1));
	} else if (off) {
		emu(worker, emu_adapter(adapter, "config", 0));
	} else {
		emu(worker, emu_adapter(adapter, "checkstop", 0));
		emu(worker, emu_adapter(adapter, "config", 1));
	}
	change_end(&change, APPLIED);
	if (chance(worker, 40))
		rescan(worker);
	op_end(worker, "done");
	return true;
}

/* An adapter goes from the host's configuration, or comes back. */
bool op_plug(struct worker *worker)
{
	u64 missing = scene.all_adapters & ~model_may(HOST_ADAPTERS);
	unsigned int adapter = missing && chance(worker, 60) ?
		pick_bit(worker, missing) : pick_adapter(worker);
	bool there = model_may(HOST_ADAPTERS) & BIT_ULL(adapter);
	struct change change;

	/* Not too many at a time. */
	if (there && __builtin_popcountll(model_must(HOST_ADAPTERS)) <
	    (int)scene.adapters_count - 2)
		return false;
	op_begin(worker, "adapter %02x %s", adapter, there ? "unplug" : "plug");
	if (!change_begin(&change, HOST_ADAPTERS, there ? 0 : BIT_ULL(adapter),
			  there ? BIT_ULL(adapter) : 0, true)) {
		op_end(worker, "skipped");
		return false;
	}
	emu(worker, emu_adapter(adapter, "present", !there));
	rescan(worker);
	change_end(&change, APPLIED);
	op_end(worker, "done");
	return true;
}

/* The same for a usage or a control domain. */
bool op_domain(struct worker *worker)
{
	static pthread_mutex_t files = PTHREAD_MUTEX_INITIALIZER;
	bool control = chance(worker, 50);
	unsigned int word = control ? HOST_CONTROL : HOST_DOMAINS;
	unsigned int number = pick_domain(worker);
	struct change change;
	u64 missing;
	bool there;

	if (control && scene.control)
		number = pick_bit(worker, scene.control);
	missing = (control ? scene.control : scene.all_domains) & ~model_may(word);
	if (missing && chance(worker, 60))
		number = pick_bit(worker, missing);
	op_begin(worker, "%s %u", control ? "control domain" : "domain", number);
	/* The file has all of them, so only one can be at it. */
	pthread_mutex_lock(&files);
	there = model_may(word) & BIT_ULL(number);
	if (there && __builtin_popcountll(model_may(word)) < 5) {
		pthread_mutex_unlock(&files);
		op_end(worker, "skipped");
		return false;
	}
	change_begin(&change, word, there ? 0 : BIT_ULL(number),
		     there ? BIT_ULL(number) : 0, false);
	emu(worker, emu_domains(word, there ? model_may(word) & ~BIT_ULL(number) :
				model_may(word)));
	op_note(worker, "%s", there ? "removed" : "added");
	rescan(worker);
	change_end(&change, APPLIED);
	pthread_mutex_unlock(&files);
	op_end(worker, "%s", there ? "removed" : "added");
	return true;
}

bool op_rescan(struct worker *worker)
{
	op_begin(worker, "rescan");
	rescan(worker);
	op_end(worker, "done");
	return true;
}

/* Resets of this queue take so many looks. */
bool op_busy(struct worker *worker)
{
	unsigned int queue = pick_queue(worker);
	struct change change;
	char name[16], count[16];

	queue_name(queue, name, sizeof(name));
	snprintf(count, sizeof(count), "%llu",
		 (unsigned long long)rnd(worker, 6));
	op_begin(worker, "reset_busy %s of %s", count, name);
	/* Else it would end a stuck reset. */
	if (!change_begin(&change, STUCK, 0, BIT_ULL(queue), true)) {
		op_end(worker, "skipped");
		return false;
	}
	emu(worker, emu_queue(queue, "reset_busy", count));
	change_end(&change, APPLIED);
	op_end(worker, "done");
	return true;
}

/* Resets of this queue never end, until somebody makes it well. */
bool op_stuck(struct worker *worker)
{
	u64 stuck = model_may(STUCK);
	unsigned int queue = stuck ? pick_bit(worker, stuck) : pick_queue(worker);
	struct change change, unclean;
	char name[16];

	/* One at a time: each reset of it takes as long as resets may. */
	queue_name(queue, name, sizeof(name));
	op_begin(worker, "%s %s", stuck ? "unstick" : "stick", name);
	if (!change_begin(&change, STUCK, stuck ? 0 : BIT_ULL(queue),
			  stuck ? BIT_ULL(queue) : 0, true)) {
		op_end(worker, "skipped");
		return false;
	}
	change_begin(&unclean, UNCLEAN, BIT_ULL(queue), 0, false);
	emu(worker, emu_queue(queue, "reset_busy", stuck ? "0" : "forever"));
	change_end(&change, APPLIED);
	change_end(&unclean, UNKNOWN);
	op_end(worker, "done");
	return true;
}

bool op_read_status(struct worker *worker)
{
	const struct bounds *bounds = &worker->window.bounds;
	unsigned int queue = pick_queue(worker), owner, i;
	char path[PATH_BYTES], name[16], text[64];
	bool must, may, open = false;
	u64 adapter = BIT_ULL(queue_adapter(queue));
	u64 domain = BIT_ULL(queue_domain(queue));
	int ret;

	queue_name(queue, name, sizeof(name));
	op_begin(worker, "read status of %s", name);
	snprintf(path, sizeof(path), "/sys/devices/ap/card%02x/%s/status",
		 queue_adapter(queue), name);
	ret = sys_read(path, text, sizeof(text));
	assigned(worker, adapter, domain, adapter, domain, &must, &may);
	for (i = 0, owner = MDEVS_MAX; i < MDEVS_MAX; i++) {
		if (!(bounds->may[WORD(i, MDEV_ADAPTERS)] & adapter) ||
		    !(bounds->may[WORD(i, MDEV_DOMAINS)] & domain))
			continue;
		owner = i;
		open |= bounds->may[WORD(i, MDEV_FLAGS)] & FLAG_OPEN;
	}
	if (ret < 0) {
		/* It may be the host's, or gone. */
		if (!gone(ret))
			disagree(worker, "%s", err_name(ret));
	} else if (!strcmp(text, "unassigned\n")) {
		if (must)
			disagree(worker, "unassigned, but mdev %u has it", owner);
	} else if (!strcmp(text, "assigned\n")) {
		if (!may)
			disagree(worker, "assigned, but no mdev has it");
	} else if (!strcmp(text, "in use\n")) {
		if (!may || !open)
			disagree(worker, "in use, but no open mdev has it");
	} else {
		disagree(worker, "'%s'", text);
	}
	text[strcspn(text, "\n")] = '\0';
	op_end(worker, "%s", ret < 0 ? err_name(ret) : text);
	return true;
}
