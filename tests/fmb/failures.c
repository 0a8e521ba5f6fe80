// SPDX-License-Identifier: GPL-2.0
/*
 * Orders that the function refuses. Whatever happens, a block that nobody stores into
 * is never handed out as if it were alive.
 */
#include <errno.h>

#include "fmb.h"

/* Condition codes of the instruction */
#define CC_ERROR	1
#define CC_GONE		3

static bool works(const struct function *function)
{
	struct fmb fmb;

	if (function_enable(function, 1))
		return false;
	first_sample(function, &fmb);
	sample_after(function, fmb.last_update, &fmb);
	return true;
}

static int reading(const struct function *function)
{
	struct fmb fmb;

	return function_sample(function, &fmb);
}

static void check_switch(const struct function *function)
{
	char line[EVENT_BYTES];

	events_begin();
	emu_set("fail_stop", 1);
	ok(function_enable(function, 0) == -EIO, "failures: disabling is refused: EIO");
	ok(event_last("vfio_zpci_fmb_disable", line, sizeof(line)) &&
	   event_has(line, "err", "-5"), "failures: the event has it");
	ok(!reading(function) && works(function), "failures: measurement goes on then");

	ok(!function_enable(function, 0), "failures: disabling");
	emu_set("fail_begin", 1);
	ok(function_enable(function, 1) == -EIO, "failures: enabling is refused: EIO");
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   event_has(line, "err", "-5"), "failures: the event has it, too");
	ok(reading(function) == -ENXIO, "failures: measurement is off then");
	ok(works(function), "failures: it can be enabled later");
}

/* A handle that is not valid: the function is gone, and stores nothing. */
static void check_gone(const struct function *function)
{
	emu_set("fail_cc", CC_GONE);
	emu_set("fail_stop", 1);
	ok(!function_enable(function, 0), "failures: what is gone can be disabled");
	emu_set("fail_begin", 1);
	ok(function_enable(function, 1) == -EIO, "failures: but not enabled");
	ok(reading(function) == -ENXIO, "failures: and not read");
	emu_set("fail_cc", CC_ERROR);
	ok(works(function), "failures: it comes back");
}

static void check_reset(const struct function *function)
{
	char line[EVENT_BYTES];
	struct fmb shown;

	events_begin();
	emu_set("fail_begin", 1);
	ok(!function_reset(function), "failures: reset");
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   event_has(line, "cause", "reset") && event_has(line, "err", "-5"),
	   "failures: measurement cannot begin anew: the event has it");
	ok(reading(function) == -ENXIO, "failures: it is off then, not frozen");
	ok(!statistics(function->address, &shown), "failures: debugfs says so");
	ok(works(function), "failures: enabled after the reset");

	emu_set("fail_begin", 1);
	function_reset(function);
	ok(!function_reset(function) && !reading(function),
	   "failures: the next reset begins what one could not");
	emu_set("fail_begin", 1);
	function_reset(function);
	ok(!function_enable(function, 0) && !function_reset(function) &&
	   reading(function) == -ENXIO, "failures: but not what was disabled since");
	ok(works(function), "failures: and enabled again");
}

/* A function that is not measured need not take the order to stop. */
static void check_stop(const struct function *function)
{
	struct fmb before, after;
	char line[EVENT_BYTES];

	first_sample(function, &before);
	while (before.samples < 50)
		sample_after(function, before.last_update, &before);
	/* Hardly one comes while this is looked at; if one does, it is the first. */
	emu_set("period_us", 1000000);
	events_begin();
	emu_set("fail_stop", 1);
	ok(!function_reset(function) && !function_sample(function, &after),
	   "failures: not stopped, but begun: it is measured");
	ok(after.samples < 2 && after.counters[VFIO_ZPCI_FMB_LD_OPS] < 2,
	   "failures: and nothing of before is handed out");
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   !event_number(line, "err"), "failures: the event says that it has begun");
	emu_set("period_us", 10000);
	ok(works(function), "failures: samples come");
}

/* It takes no order at all: nobody knows whether it still stores. */
static void check_lost(const struct function *function)
{
	char line[EVENT_BYTES];
	struct fmb shown;

	emu_set("fail_stop", 1);
	emu_set("fail_begin", 1);
	ok(!function_reset(function) && reading(function) == -ENXIO,
	   "failures: neither stopped nor begun: measurement is off");
	ok(works(function), "failures: enabled after that");

	emu_set("fail_stop", 1);
	emu_set("fail_begin", 1);
	function_reset(function);
	events_begin();
	emu_set("fail_stop", 1);
	ok(!function_enable(function, 0) && !events_count("vfio_zpci_fmb_disable"),
	   "failures: what is off can be disabled, and that is no event");
	ok(!function_enable(function, 0) && !statistics(function->address, &shown),
	   "failures: disabled after that");
	ok(works(function), "failures: and enabled");

	/* It takes that one, and stores: its block cannot be made zero. */
	emu_set("fail_stop", 2);
	events_begin();
	ok(!function_reset(function) && reading(function) == -ENXIO && emu_get("is_on"),
	   "failures: begun, but not stopped after that: measurement is off");
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) && event_has(line, "err", "-5"),
	   "failures: the event says that it has not begun");
	ok(works(function), "failures: enabled after that, too");
}

/* What the user has disabled stays off, also if the driver did not get the block back. */
static void check_lost_and_disabled(const struct function *function)
{
	struct fmb shown;

	emu_set("fail_stop", 1);
	emu_set("fail_begin", 1);
	function_reset(function);
	emu_set("fail_stop", 1);
	ok(!function_enable(function, 0) && statistics(function->address, &shown),
	   "failures: off, and disabled, but the function has the block");
	events_begin();
	ok(!function_reset(function) && reading(function) == -ENXIO && !emu_get("is_on") &&
	   !events_count("vfio_zpci_fmb_enable"),
	   "failures: the next reset does not begin what was disabled");
	ok(!statistics(function->address, &shown), "failures: and gets the block back");
	ok(works(function), "failures: and it can be enabled");
}

/* What the administrator has enabled is what is wanted, too. */
static void check_administrator(const struct function *function)
{
	ok(!function_enable(function, 0) && !put_statistics(function->address, "1"),
	   "failures: the user disables, the administrator enables");
	emu_set("fail_begin", 1);
	ok(!function_reset(function) && reading(function) == -ENXIO,
	   "failures: and a reset cannot begin it");
	ok(!function_reset(function) && !reading(function),
	   "failures: then the next one begins it");

	ok(!function_enable(function, 0) && !put_statistics(function->address, "1"),
	   "failures: the user disables, the administrator enables, once more");
	emu_set("fail_stop", 1);
	ok(function_enable(function, 0) == -EIO && !put_statistics(function->address, "0") &&
	   function_enable(function, 1) == -EPERM,
	   "failures: the user cannot disable, the administrator does: EPERM");
	ok(!put_statistics(function->address, "1") && works(function),
	   "failures: until he enables it");
}

/* The kernel frees the block of a function that did not give it back to the driver. */
static void check_close(const struct scene *scene)
{
	struct function function;
	u64 drops;

	function_open(&function, scene->address);
	drops = emu_get("drops");
	emu_set("fail_stop", 1);
	function_close(&function);
	ok(emu_get("drops") == drops + 1 && !emu_get("has_block") && !emu_get("is_on"),
	   "failures: closed although it did not stop");
}

/* Not even to the kernel: it has the block until the function is opened again. */
static void check_kept(const struct scene *scene)
{
	struct function function;

	function_open(&function, scene->address);
	emu_set("fail_stop", 1000);
	function_close(&function);
	ok(emu_get("has_block"), "failures: closed, and the kernel did not get the block back");
	emu_set("fail_stop", 0);
	events_begin();
	ok(!reset_by_sysfs(scene->address) && !emu_get("is_on") &&
	   !events_count("vfio_zpci_fmb_enable"),
	   "failures: and a reset begins nothing while it is closed");
	function_open(&function, scene->address);
	ok(works(&function), "failures: opened with the block of before");
	function_close(&function);
	ok(!emu_get("has_block"), "failures: and closed without");
}

static void check_open(const struct scene *scene)
{
	struct function function;

	/* What the kernel tells it, and what the driver does after the reset */
	emu_set("fail_begin", 1000);
	function_open(&function, scene->address);
	emu_set("fail_begin", 0);
	ok(reading(&function) == -ENXIO && function_enable(&function, 1) == -EPERM,
	   "failures: opened although it cannot be measured");
	function_close(&function);
	function_open(&function, scene->address);
	ok(works(&function), "failures: opened once more");
	function_close(&function);
}

void case_failures(const struct scene *scene)
{
	struct function function;

	set_reset_method(scene->address, "bus");
	function_open(&function, scene->address);
	check_switch(&function);
	check_gone(&function);
	check_reset(&function);
	check_stop(&function);
	check_lost(&function);
	check_lost_and_disabled(&function);
	check_administrator(&function);
	function_close(&function);
	check_close(scene);
	check_kept(scene);
	check_open(scene);
}
