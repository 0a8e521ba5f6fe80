// SPDX-License-Identifier: GPL-2.0
/*
 * Samples that change while they are copied. Each emulated sample has the same number
 * in all of its fields.
 */
#include "../client/number.h"
#include "fmb.h"

/* Of reads and their events */
#define READS	40

static bool one_sample(const struct fmb *fmb)
{
	u64 number = fmb->samples;

	return fmb->counters[VFIO_ZPCI_FMB_LD_OPS] == number &&
	       fmb->counters[VFIO_ZPCI_FMB_ST_OPS] == number &&
	       fmb->counters[VFIO_ZPCI_FMB_STB_OPS] == number &&
	       fmb->counters[VFIO_ZPCI_FMB_RPCIT_OPS] == number;
}

static bool is_stuck(void *arg)
{
	struct fmb fmb;

	return function_sample(arg, &fmb) || fmb_torn(&fmb);
}

static bool is_whole(void *arg)
{
	struct fmb fmb;

	return function_sample(arg, &fmb) || !fmb_torn(&fmb);
}

/* An update that never ends: every read is of two samples. */
static void check_stuck(struct function *function)
{
	char line[EVENT_BYTES];
	struct fmb fmb;
	int ret;

	first_sample(function, &fmb);
	emu_set("stuck", 1);
	until(is_stuck, function, 60);
	events_begin();
	ret = function_sample(function, &fmb);
	ok(!ret && fmb_torn(&fmb), "F8: a sample that is never whole is handed out, marked");
	ok(!one_sample(&fmb), "F8: it is of two samples indeed");
	ok(event_last("vfio_zpci_fmb_sample", line, sizeof(line)) &&
	   event_number(line, "torn") == 1 && event_number(line, "retries") == 7,
	   "F8: the event says so, and that it was tried eight times");
	ok(event_agrees(&fmb), "F8: and has the same numbers as the block");
	emu_set("stuck", 0);
	ok(until(is_whole, function, 60), "F8: later ones are whole again");
}

/* Most of the time a sample is being stored. */
static void check_storing(const struct function *function, unsigned int seconds)
{
	unsigned long whole = 0, torn = 0, mixed = 0, wrong = 0;
	u64 begin = now_ns();
	struct fmb fmb;
	int ret = 0;

	emu_set("window_us", 400);
	emu_set("period_us", 50);
	while (!ret && (now_ns() - begin < seconds * NSEC_PER_SEC || !whole || !mixed)) {
		ret = function_sample(function, &fmb);
		if (fmb_torn(&fmb)) {
			torn++;
			mixed += !one_sample(&fmb);
		} else {
			whole++;
			wrong += !one_sample(&fmb);
		}
	}
	ok(!ret && !wrong, "F8: what is not marked is one sample: %lu whole, %lu wrong", whole,
	   wrong);
	ok(!ret && mixed, "F8: what is marked need not be: %lu marked, %lu mixed", torn, mixed);
}

static void check_events(const struct function *function)
{
	u64 found[2 * READS];
	unsigned int i, count;
	bool torn[READS], good = true;
	struct fmb fmb;

	events_begin();
	for (i = 0; i < READS; i++) {
		if (function_sample(function, &fmb))
			bail("READ");
		torn[i] = fmb_torn(&fmb);
	}
	count = event_numbers("vfio_zpci_fmb_sample", "torn", found, ARRAY_SIZE(found));
	for (i = 0; i < READS && i < count; i++)
		good &= found[i] == torn[i];
	ok(count == READS && good, "F8: each event says of its sample whether it is torn");
	count = event_numbers("vfio_zpci_fmb_sample", "retries", found, ARRAY_SIZE(found));
	for (i = 0; i < count; i++)
		good &= found[i] <= 7;
	ok(count == READS && good, "F8: nobody tries for ever");
}

void case_torn(const struct scene *scene)
{
	struct function function;

	function_open(&function, scene->address);
	check_stuck(&function);
	check_storing(&function, scene->seconds);
	check_events(&function);
	function_close(&function);
}
