// SPDX-License-Identifier: GPL-2.0
/*
 * A reset of the function drops its measurement, and the kernel does not notice. Here
 * with the function's own: samples come again.
 */
#include <errno.h>

#include "fmb.h"

static int by_user(const struct function *function)
{
	return function_reset(function);
}

static int by_slot(const struct function *function)
{
	return function_hot_reset(function);
}

static int by_administrator(const struct function *function)
{
	return reset_by_sysfs(function->address);
}

static const struct {
	const char *name;
	const char *method;
	int (*reset)(const struct function *function);
} resets[] = {
	{ "VFIO_DEVICE_RESET, bus", "bus", by_user },
	{ "VFIO_DEVICE_RESET, flr", "flr", by_user },
	{ "VFIO_DEVICE_PCI_HOT_RESET", "bus", by_slot },
	{ "reset in sysfs, bus", "bus", by_administrator },
};

static void check_reset(const struct function *function, unsigned int nr)
{
	const char *name = resets[nr].name;
	struct fmb before, after;
	char line[EVENT_BYTES];
	int ret;

	if (!set_reset_method(function->address, resets[nr].method)) {
		skip(name, "the function has no such reset");
		return;
	}
	first_sample(function, &before);
	events_begin();
	ret = resets[nr].reset(function);
	ok(!ret, "hot reset: %s: %s", name, said(ret));
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   event_has(line, "cause", "reset") && !event_number(line, "err"),
	   "hot reset: %s: is an event", name);
	ret = function_sample(function, &after);
	ok(!ret && after.last_update != before.last_update,
	   "hot reset: %s: no sample of before is handed out", name);
	first_sample(function, &after);
	sample_after(function, after.last_update, &after);
	ok(true, "hot reset: %s: samples come", name);
}

static void check_disabled(const struct function *function, unsigned int nr)
{
	struct fmb fmb;
	int ret;

	if (!set_reset_method(function->address, resets[nr].method))
		return;
	function_enable(function, 0);
	ret = resets[nr].reset(function);
	ok(!ret && function_sample(function, &fmb) == -ENXIO,
	   "hot reset: %s: what was off stays off", resets[nr].name);
	function_enable(function, 1);
}

void case_reset(const struct scene *scene)
{
	struct function function;
	unsigned int i;
	struct fmb fmb;

	/* Opening resets the function, too. */
	if (!set_reset_method(scene->address, "bus"))
		bail("%s cannot be reset by its bus", scene->address);
	function_open(&function, scene->address);
	first_sample(&function, &fmb);
	sample_after(&function, fmb.last_update, &fmb);
	ok(true, "hot reset: when opened: samples come");
	for (i = 0; i < ARRAY_SIZE(resets); i++)
		check_reset(&function, i);
	for (i = 0; i < ARRAY_SIZE(resets); i++)
		check_disabled(&function, i);
	function_close(&function);
}
