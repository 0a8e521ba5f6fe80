// SPDX-License-Identifier: GPL-2.0
/* On and off, by the user, by opening and closing, by the administrator. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "fmb.h"

static void check_enabled(const struct function *function)
{
	struct fmb before, after, shown;
	int ret;

	ok(!function_sample(function, &before), "F5: measured when opened");
	ok(!function_enable(function, 1), "F5: enabling what is enabled succeeds");
	first_sample(function, &before);
	events_begin();
	ok(!function_enable(function, 1) && !function_enable(function, 1),
	   "F10: enabling twice succeeds");
	ret = function_sample(function, &after);
	ok(!ret && after.last_update >= before.last_update && after.samples >= before.samples,
	   "F5: and leaves the counters as they are");
	ok(!events_count("vfio_zpci_fmb_enable"), "F10: and is no event");
	ok(statistics(function->address, &shown), "F5: debugfs says so");
}

static void check_disabled(const struct function *function)
{
	u8 block[VFIO_ZPCI_FMB_BYTES], before[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb;
	char line[EVENT_BYTES];

	memset(block, 0xa5, sizeof(block));
	memcpy(before, block, sizeof(block));
	events_begin();
	ok(!function_enable(function, 0), "F10: disabling");
	ok(event_last("vfio_zpci_fmb_disable", line, sizeof(line)) &&
	   event_has(line, "cause", "user") && !event_number(line, "err"),
	   "F10: the event says who");
	ok(!function_enable(function, 0), "F10: disabling twice succeeds");
	ok(events_count("vfio_zpci_fmb_disable") == 1, "F10: and is no event");
	ok(function_read(function, block) == -ENXIO, "F7: a measurement that is off is ENXIO");
	ok(!memcmp(block, before, sizeof(block)), "F7: and nothing is handed out");
	ok(event_last("vfio_zpci_fmb_sample", line, sizeof(line)) &&
	   event_has(line, "err", "-6") && !event_lists(line, "valid", "ld_ops"),
	   "F7: the event has the errno");
	ok(function_read(function, (void *)8) == -ENXIO,
	   "F7: that comes before a place for the block that is not there");
	ok(!statistics(function->address, &fmb), "F10: debugfs says that it is disabled");
}

static void check_enabled_again(const struct function *function)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	static const u8 zeroes[VFIO_ZPCI_FMB_BYTES];
	struct fmb before, after;
	int i, ret = 0;

	first_sample(function, &before);
	/* A sample may come before it is read; not all the time. */
	for (i = 0; i < 20; i++) {
		ret |= function_enable(function, 0);
		ret |= function_enable(function, 1);
		ret |= function_read(function, block);
		if (!memcmp(block, zeroes, sizeof(block)))
			break;
	}
	ok(!ret && !memcmp(block, zeroes, sizeof(block)),
	   "F10: enabling after disabling begins at zero");
	first_sample(function, &after);
	ok(after.last_update > before.last_update, "F10: and samples come again");
}

/* What the host's administrator does counts. */
static void check_administrator(const struct function *function)
{
	struct fmb fmb;

	ok(!put_statistics(function->address, "0"), "debugfs: the administrator disables");
	ok(function_sample(function, &fmb) == -ENXIO, "debugfs: reading is ENXIO then");
	ok(function_enable(function, 1) == -EPERM, "debugfs: enabling is EPERM then");
	ok(!function_enable(function, 0), "debugfs: disabling succeeds then");
	ok(!put_statistics(function->address, "1"), "debugfs: the administrator enables");
	first_sample(function, &fmb);
	ok(true, "debugfs: samples come then");
	ok(!function_enable(function, 0) && !put_statistics(function->address, "1") &&
	   !function_sample(function, &fmb), "debugfs: and if the user had disabled");
	ok(!function_enable(function, 0) && !function_enable(function, 1) &&
	   !function_sample(function, &fmb), "debugfs: the user goes on switching");
}

static int enable(const struct function *function)
{
	return function_enable(function, 1);
}

/* There are two blocks: what the driver has kept is not for after the administrator's 0. */
static void check_two(const struct function *function, int (*measure)(const struct function *),
		      const char *how)
{
	struct fmb fmb;

	ok(!function_enable(function, 0) && !put_statistics(function->address, "1") &&
	   !measure(function) && !function_sample(function, &fmb),
	   "debugfs: %s what the administrator has enabled", how);
	ok(!put_statistics(function->address, "0") && function_enable(function, 1) == -EPERM,
	   "debugfs: %s: enabling is EPERM when he has disabled", how);
	ok(!put_statistics(function->address, "1") && !function_enable(function, 1) &&
	   !function_sample(function, &fmb), "debugfs: %s: until there is a 1", how);
}

/* Without the emulator this shows when it is loaded: it takes no function with a block. */
static void check_ended(const char *what)
{
	if (emulated())
		ok(!emu_get("has_block") && !emu_get("is_on"), "close: %s", what);
}

static void check_closed(const struct scene *scene)
{
	struct function function;
	struct fmb fmb;

	check_ended("ends the measurement");
	function_open(&function, scene->address);
	function_enable(&function, 0);
	function_close(&function);
	function_open(&function, scene->address);
	ok(!function_sample(&function, &fmb), "F5: measured when opened, whatever was before");
	function_close(&function);
	check_ended("and again");
}

void case_switch(const struct scene *scene)
{
	struct function function;
	char line[EVENT_BYTES];

	events_begin();
	function_open(&function, scene->address);
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   event_has(line, "cause", "open") && !event_number(line, "err"),
	   "F5: the event says so");
	check_enabled(&function);
	check_disabled(&function);
	function_enable(&function, 1);
	check_enabled_again(&function);
	check_administrator(&function);
	check_two(&function, enable, "the user enables");
	check_two(&function, function_reset, "the user resets");
	events_begin();
	function_close(&function);
	ok(event_last("vfio_zpci_fmb_disable", line, sizeof(line)) &&
	   event_has(line, "cause", "close"), "close: is an event");
	check_closed(scene);
}
