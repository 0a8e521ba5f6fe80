// SPDX-License-Identifier: GPL-2.0
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "ops.h"
#include "options.h"
#include "scene.h"

struct difference {
	bool found;
	char text[2 * TEXT_BYTES + 256];
};

__attribute__((format(printf, 2, 3)))
static void differ(struct difference *difference, const char *fmt, ...)
{
	va_list args;

	if (difference->found)
		return;
	difference->found = true;
	va_start(args, fmt);
	vsnprintf(difference->text, sizeof(difference->text), fmt, args);
	va_end(args);
}

static bool exists(unsigned int mdev)
{
	return model_must(WORD(mdev, MDEV_FLAGS)) & FLAG_EXISTS;
}

static void queue_driver(unsigned int queue, bool *device, char *driver,
			 size_t driver_bytes)
{
	char path[PATH_BYTES], name[16];

	queue_name(queue, name, sizeof(name));
	snprintf(path, sizeof(path), AP_BUS "/devices/%s", name);
	*device = !access(path, F_OK);
	snprintf(path, sizeof(path), AP_BUS "/devices/%s/driver", name);
	if (sys_link_name(path, driver, driver_bytes))
		*driver = '\0';
}

static bool host_has(unsigned int queue)
{
	return (model_must(HOST_ADAPTERS) & BIT_ULL(queue_adapter(queue))) &&
	       (model_must(HOST_DOMAINS) & BIT_ULL(queue_domain(queue)));
}

static bool host_owns(unsigned int queue)
{
	return (model_must(APMASK) & BIT_ULL(queue_adapter(queue))) &&
	       (model_must(AQMASK) & BIT_ULL(queue_domain(queue)));
}

static u64 scene_queues(void)
{
	u64 queues = 0;
	unsigned int a, d;

	for (a = 0; a < scene.adapters_count; a++)
		for (d = 0; d < scene.domains_count; d++)
			queues |= BIT_ULL(queue_bit(a, d));
	return queues;
}

void check_guest_view(unsigned int mdev, struct matrix_text *guest)
{
	u64 unbound = model_must(UNBOUND);
	unsigned int queue;

	guest->adapters = model_must(WORD(mdev, MDEV_ADAPTERS)) &
			  model_must(HOST_ADAPTERS);
	guest->domains = model_must(WORD(mdev, MDEV_DOMAINS)) &
			 model_must(HOST_DOMAINS);
	guest->control = model_must(WORD(mdev, MDEV_CONTROL)) &
			 model_must(HOST_CONTROL);
	/* One queue that is missing takes its whole adapter away. */
	for_each_bit(queue, scene_queues() & unbound)
		if (guest->domains & BIT_ULL(queue_domain(queue)))
			guest->adapters &= ~BIT_ULL(queue_adapter(queue));
}

static void compare_text(struct difference *difference, unsigned int mdev,
			 const char *file, const char *expected)
{
	char path[PATH_BYTES], text[TEXT_BYTES];
	int ret;

	slot_path(&slots[mdev], file, path);
	ret = sys_read(path, text, sizeof(text));
	if (ret < 0)
		differ(difference, "mdev %u: %s: %s", mdev, file, err_name(ret));
	else if (strcmp(text, expected))
		differ(difference, "mdev %u: %s is '%s', the model says '%s'",
		       mdev, file, text, expected);
}

static void compare_guest(struct difference *difference, unsigned int mdev,
			  const struct matrix_text *guest)
{
	struct slot *slot = &slots[mdev];
	struct masks masks, expected = { 0 };
	u32 state = VFIO_DEVICE_STATE_RUNNING;
	int ret;

	if (slot->guest.device_fd < 0)
		return;
	if (options.migration) {
		ret = device_get_state(&slot->guest, &state);
		if (ret)
			differ(difference, "mdev %u: GET of its state: %s", mdev,
			       err_name(ret));
		else if (slot->state == STATE_UNKNOWN)
			slot->state = state;
		else if (state != slot->state)
			differ(difference, "mdev %u: is in state %u, the model says %u",
			       mdev, state, slot->state);
	}
	if (state == VFIO_DEVICE_STATE_RUNNING) {
		expected.adapters = guest->adapters;
		expected.domains = guest->domains;
		expected.control = guest->control;
	}
	ret = guest_masks(&slot->guest.machine, &masks);
	if (ret)
		differ(difference, "mdev %u: KVM's log: %s", mdev, err_name(ret));
	else if (memcmp(&masks, &expected, sizeof(masks)))
		differ(difference, "mdev %u in state %u: KVM has %016llx %016llx %016llx, the model says %016llx %016llx %016llx",
		       mdev, state, (unsigned long long)masks.adapters,
		       (unsigned long long)masks.domains,
		       (unsigned long long)masks.control,
		       (unsigned long long)expected.adapters,
		       (unsigned long long)expected.domains,
		       (unsigned long long)expected.control);
}

static void compare_mdev(struct difference *difference, unsigned int mdev)
{
	struct matrix_text assigned, guest;
	char path[PATH_BYTES], text[TEXT_BYTES];

	slot_path(&slots[mdev], "", path);
	if (!access(path, F_OK) != exists(mdev)) {
		differ(difference, "mdev %u: is %sthere, the model says the opposite",
		       mdev, exists(mdev) ? "not " : "");
		return;
	}
	if (!exists(mdev))
		return;
	assigned.adapters = model_must(WORD(mdev, MDEV_ADAPTERS));
	assigned.domains = model_must(WORD(mdev, MDEV_DOMAINS));
	assigned.control = model_must(WORD(mdev, MDEV_CONTROL));
	format_ap_config(&assigned, text);
	compare_text(difference, mdev, "ap_config", text);
	format_matrix(&assigned, text);
	compare_text(difference, mdev, "matrix", text);
	format_control_domains(assigned.control, text);
	compare_text(difference, mdev, "control_domains", text);
	check_guest_view(mdev, &guest);
	format_matrix(&guest, text);
	compare_text(difference, mdev, "guest_matrix", text);
	compare_guest(difference, mdev, &guest);
}

static const char *expected_status(unsigned int queue)
{
	struct matrix_text guest;
	unsigned int mdev;

	for (mdev = 0; mdev < MDEVS_MAX; mdev++) {
		if (!(model_must(WORD(mdev, MDEV_ADAPTERS)) &
		      BIT_ULL(queue_adapter(queue))) ||
		    !(model_must(WORD(mdev, MDEV_DOMAINS)) &
		      BIT_ULL(queue_domain(queue))))
			continue;
		check_guest_view(mdev, &guest);
		if (slots[mdev].guest.device_fd >= 0 &&
		    (guest.adapters & BIT_ULL(queue_adapter(queue))))
			return "in use\n";
		return "assigned\n";
	}
	return "unassigned\n";
}

static void compare_queue(struct difference *difference, unsigned int queue)
{
	char driver[64], name[16], path[PATH_BYTES], text[64];
	const char *expected;
	bool device;
	int ret;

	queue_name(queue, name, sizeof(name));
	queue_driver(queue, &device, driver, sizeof(driver));
	if (device != host_has(queue)) {
		differ(difference, "queue %s: the bus has %sa device", name,
		       device ? "" : "not ");
		return;
	}
	if (!device)
		return;
	expected = model_must(UNBOUND) & BIT_ULL(queue) ? "" :
		   host_owns(queue) ? "cex4queue" : "vfio_ap";
	if (strcmp(driver, expected)) {
		differ(difference, "queue %s: driver '%s', the model says '%s'",
		       name, driver, expected);
		return;
	}
	if (strcmp(driver, "vfio_ap"))
		return;
	expected = expected_status(queue);
	snprintf(path, sizeof(path), AP_BUS "/devices/%s/status", name);
	ret = sys_read(path, text, sizeof(text));
	if (ret < 0 || strcmp(text, expected))
		differ(difference, "queue %s: status '%s', the model says '%s'",
		       name, ret < 0 ? err_name(ret) : text, expected);
}

static void compare(struct difference *difference)
{
	unsigned int mdev, queue;

	difference->found = false;
	for (mdev = 0; mdev < options.mdevs; mdev++)
		compare_mdev(difference, mdev);
	for_each_bit(queue, scene_queues())
		compare_queue(difference, queue);
}

/*
 * Unassigning what was never assigned changes nothing, and returns when the
 * resets that run for the mdev have ended. Those begun by others are waited for
 * by looking again.
 */
static void await_resets(void)
{
	char path[PATH_BYTES];
	unsigned int mdev;

	for (mdev = 0; mdev < options.mdevs; mdev++) {
		slot_path(&slots[mdev], "unassign_domain", path);
		if (exists(mdev))
			sys_writef(path, "%u", scene.number_max);
	}
}

void check_agreement(struct worker *worker)
{
	static struct difference difference;
	/* Resets that are under way take as long as resets may, several times. */
	u64 deadline_ns = now_ns() + options.patience_s / 2 * NSEC_PER_SEC;

	for (;;) {
		await_resets();
		compare(&difference);
		if (!difference.found)
			return;
		if (now_ns() > deadline_ns)
			disagree(worker, "%s", difference.text);
		usleep(50000);
	}
}

static void end_faults(struct worker *worker)
{
	unsigned int queue, i;
	int ret = 0;

	for_each_bit(queue, scene_queues())
		ret |= emu_queue(queue, "reset_busy", "0");
	for (i = 0; i < scene.adapters_count; i++) {
		if (chance(worker, 50) &&
		    (model_must(OFFLINE) & BIT_ULL(scene.adapters[i]))) {
			ret |= emu_adapter(scene.adapters[i], "config", 1);
			ret |= emu_adapter(scene.adapters[i], "checkstop", 0);
			model_set(OFFLINE, model_must(OFFLINE) &
				  ~BIT_ULL(scene.adapters[i]));
		}
	}
	model_set(STUCK, 0);
	ret |= ap_rescan();
	if (ret)
		disagree(worker, "the software AP or the AP bus refuses: %s",
			 err_name(ret));
}

static void driver_file(const char *driver, const char *file, unsigned int queue)
{
	char path[PATH_BYTES], name[16];

	queue_name(queue, name, sizeof(name));
	snprintf(path, sizeof(path), AP_BUS "/drivers/%s/%s", driver, file);
	sys_write(path, name);
}

/*
 * A queue whose reset has failed is clean again when it has been bound anew;
 * what was unbound by hand is bound by hand, or stays so and is known to.
 */
static void settle_queues(struct worker *worker)
{
	u64 unclean = model_may(UNCLEAN), unbound = 0;
	bool device, bind = chance(worker, 60);
	unsigned int queue;
	char driver[64];

	for_each_bit(queue, scene_queues()) {
		queue_driver(queue, &device, driver, sizeof(driver));
		if ((unclean & BIT_ULL(queue)) && !strcmp(driver, "vfio_ap")) {
			driver_file("vfio_ap", "unbind", queue);
			driver_file("vfio_ap", "bind", queue);
		}
		if (device && !*driver && bind)
			driver_file(host_owns(queue) ? "cex4queue" : "vfio_ap",
				    "bind", queue);
		queue_driver(queue, &device, driver, sizeof(driver));
		if (device && !*driver &&
		    (model_may(UNBOUND) & BIT_ULL(queue)))
			unbound |= BIT_ULL(queue);
	}
	model_set(UNBOUND, unbound);
	model_set(UNCLEAN, 0);
}

/* Where operations have met, the device tells which one came last. */
static void resolve_mdev(struct worker *worker, unsigned int mdev)
{
	char path[PATH_BYTES], text[TEXT_BYTES];
	struct matrix_text matrix = { 0 };
	const char *why = NULL;
	u64 values[3];
	unsigned int i;
	bool there;

	slot_path(&slots[mdev], "ap_config", path);
	there = sys_read(path, text, sizeof(text)) >= 0;
	if ((there && !(model_may(WORD(mdev, MDEV_FLAGS)) & FLAG_EXISTS)) ||
	    (!there && exists(mdev)))
		disagree(worker, "mdev %u is %sthere, the model says the opposite",
			 mdev, there ? "" : "not ");
	if (there)
		why = parse_ap_config(text, &matrix);
	if (why)
		disagree(worker, "mdev %u: ap_config malformed, %s: '%s'", mdev,
			 why, text);
	values[0] = matrix.adapters;
	values[1] = matrix.domains;
	values[2] = matrix.control;
	for (i = 0; i < 3; i++) {
		u64 must = model_must(WORD(mdev, i));
		u64 may = model_may(WORD(mdev, i));

		if (there && ((values[i] & must) != must || (values[i] & ~may)))
			disagree(worker, "mdev %u: mask %u of ap_config is %016llx, must %016llx may %016llx",
				 mdev, i, (unsigned long long)values[i],
				 (unsigned long long)must,
				 (unsigned long long)may);
		model_set(WORD(mdev, i), values[i]);
	}
	model_set(WORD(mdev, MDEV_FLAGS), (there ? FLAG_EXISTS : 0) |
		  (slots[mdev].guest.device_fd >= 0 ? FLAG_OPEN : 0));
}

static void no_two_owners(struct worker *worker)
{
	unsigned int a, b;

	for (a = 0; a < MDEVS_MAX; a++)
		for (b = a + 1; b < MDEVS_MAX; b++)
			if ((model_must(WORD(a, MDEV_ADAPTERS)) &
			     model_must(WORD(b, MDEV_ADAPTERS))) &&
			    (model_must(WORD(a, MDEV_DOMAINS)) &
			     model_must(WORD(b, MDEV_DOMAINS))))
				disagree(worker, "mdevs %u and %u share a queue",
					 a, b);
}

/* A device that is open was not asked for: who is asked closes it. */
static void no_stray_request(struct worker *worker)
{
	unsigned int mdev;
	u64 count;

	for (mdev = 0; mdev < options.mdevs; mdev++)
		if (slots[mdev].guest.device_fd >= 0 &&
		    read(slots[mdev].guest.irq_fd[IRQ_REQ], &count,
			 sizeof(count)) == sizeof(count))
			disagree(worker, "mdev %u: REQ eventfd without a removal",
				 mdev);
}

void check_all(struct worker *worker)
{
	unsigned int mdev;

	op_begin(worker, "check");
	op_note(worker, "ending faults");
	end_faults(worker);
	op_note(worker, "settling queues");
	settle_queues(worker);
	op_note(worker, "comparing");
	for (mdev = 0; mdev < options.mdevs; mdev++)
		resolve_mdev(worker, mdev);
	no_two_owners(worker);
	no_stray_request(worker);
	check_agreement(worker);
	op_end(worker, "agrees");
}

void check_tear_down(struct worker *worker)
{
	char path[PATH_BYTES];
	unsigned int mdev;
	int ret;

	op_begin(worker, "tear down");
	for (mdev = 0; mdev < options.mdevs; mdev++) {
		if (slots[mdev].guest.device_fd >= 0)
			slot_close(worker, &slots[mdev]);
		slot_path(&slots[mdev], "remove", path);
		ret = exists(mdev) ? sys_write(path, "1") : 0;
		if (ret)
			disagree(worker, "remove of mdev %u: %s", mdev,
				 err_name(ret));
		model_set(WORD(mdev, MDEV_ADAPTERS), 0);
		model_set(WORD(mdev, MDEV_DOMAINS), 0);
		model_set(WORD(mdev, MDEV_CONTROL), 0);
		model_set(WORD(mdev, MDEV_FLAGS), 0);
	}
	check_agreement(worker);
	op_end(worker, "done");
}
