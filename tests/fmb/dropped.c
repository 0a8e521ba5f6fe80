// SPDX-License-Identifier: GPL-2.0
/*
 * All that makes the function forget that it is measured, with the emulator as
 * witness that it has forgotten, and that it was told once more.
 */
#include <errno.h>

#include "fmb.h"

static void check_told(const struct function *function, const char *what, int ret, u64 drops)
{
	struct fmb fmb;

	ok(!ret && emu_get("drops") > drops, "hot reset: %s: measurement was dropped", what);
	ok(emu_get("is_on"), "hot reset: %s: the function was told to measure", what);
	first_sample(function, &fmb);
	sample_after(function, fmb.last_update, &fmb);
	ok(true, "hot reset: %s: samples come", what);
}

static void check_off(const struct function *function, const char *what, int ret)
{
	struct fmb fmb;

	ok(!ret && !emu_get("is_on") && function_sample(function, &fmb) == -ENXIO,
	   "hot reset: %s: what was off stays off", what);
}

static void check_open(const struct scene *scene)
{
	struct function function;
	u64 drops = emu_get("drops");
	char line[EVENT_BYTES];

	events_begin();
	function_open(&function, scene->address);
	ok(events_count("vfio_zpci_fmb_enable") == 1 &&
	   event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   event_has(line, "cause", "open"), "hot reset: opening is one event");
	check_told(&function, "opening", 0, drops);
	drops = emu_get("drops");
	function_close(&function);
	/* A reset is part of closing. It would have ended the measurement as well. */
	ok(!emu_get("is_on") && emu_get("drops") == drops,
	   "close: the function was told not to measure");
}

void case_dropped(const struct scene *scene)
{
	struct function function;
	u64 drops;

	if (!set_reset_method(scene->address, "bus"))
		bail("%s cannot be reset by its bus", scene->address);
	check_open(scene);
	function_open(&function, scene->address);
	drops = emu_get("drops");
	check_told(&function, "VFIO_DEVICE_RESET", function_reset(&function), drops);
	drops = emu_get("drops");
	check_told(&function, "VFIO_DEVICE_PCI_HOT_RESET", function_hot_reset(&function), drops);
	drops = emu_get("drops");
	check_told(&function, "reset in sysfs", reset_by_sysfs(function.address), drops);

	function_enable(&function, 0);
	check_off(&function, "VFIO_DEVICE_RESET", function_reset(&function));
	check_off(&function, "VFIO_DEVICE_PCI_HOT_RESET", function_hot_reset(&function));
	check_off(&function, "reset in sysfs", reset_by_sysfs(function.address));
	function_close(&function);
}
