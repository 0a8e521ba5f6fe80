// SPDX-License-Identifier: GPL-2.0
/* Counters move, and whoever shows them shows the same. */
#include <stdio.h>
#include <string.h>

#include "fmb.h"

#define OPERATIONS	25
/* Samples that may come until all operations are counted, and until nobody is late. */
#define TRIES		5

static bool counted(const struct fmb *before, const struct fmb *after, unsigned int counter)
{
	u64 more = after->counters[counter] - before->counters[counter];

	printf("#   %s: %llu more\n", fmb_counter_name(counter), (unsigned long long)more);
	return more >= OPERATIONS;
}

static void check_counters(const struct function *function)
{
	struct fmb before, after;

	first_sample(function, &before);
	function_load(function, OPERATIONS);
	function_store(function, OPERATIONS);
	function_refresh(function, OPERATIONS);
	/* The first one may have begun before all was done. */
	sample_after(function, before.last_update, &after);
	sample_after(function, after.last_update, &after);
	ok(after.samples - before.samples >= 2, "measure: samples are counted");
	ok(after.last_update > before.last_update, "measure: the time goes on");
	ok(counted(&before, &after, VFIO_ZPCI_FMB_LD_OPS), "measure: loads are counted");
	ok(counted(&before, &after, VFIO_ZPCI_FMB_ST_OPS), "measure: stores are counted");
	ok(counted(&before, &after, VFIO_ZPCI_FMB_RPCIT_OPS), "measure: refreshes are counted");
}

static bool same_numbers(const struct fmb *a, const struct fmb *b)
{
	return a->samples == b->samples && a->last_update == b->last_update &&
	       !memcmp(a->counters, b->counters, 4 * sizeof(a->counters[0]));
}

/* No sample comes in between, in one of so many tries. */
static void check_same(const struct function *function)
{
	u8 first[VFIO_ZPCI_FMB_BYTES], second[VFIO_ZPCI_FMB_BYTES];
	struct fmb fmb, shown = { 0 };
	bool is_shown = false;
	unsigned int i;

	first_sample(function, &fmb);
	for (i = 0; i < TRIES; i++) {
		sample_after(function, fmb.last_update, &fmb);
		function_read(function, first);
		is_shown = statistics(function->address, &shown);
		events_begin();
		function_read(function, second);
		fmb_decode(&fmb, first, sizeof(first));
		if (is_shown && shown.last_update == fmb.last_update &&
		    !memcmp(first, second, 16))
			break;
	}
	ok(!memcmp(first, second, sizeof(first)), "F9: the same sample may be read again");
	ok(is_shown && same_numbers(&shown, &fmb), "measure: debugfs has what the block has");
	ok(event_agrees(&fmb), "measure: the event has what the block has");
}

static void check_event(const struct function *function)
{
	char line[EVENT_BYTES], address[32];
	struct fmb fmb;

	events_begin();
	function_sample(function, &fmb);
	ok(events_count("vfio_zpci_fmb_sample") == 1, "measure: one event a read");
	event_last("vfio_zpci_fmb_sample", line, sizeof(line));
	snprintf(address, sizeof(address), "%s", function->address);
	ok(event_has(line, "function", address), "measure: the event names the function");
	ok(event_number(line, "interval_ms") == function->interval_ms &&
	   function->interval_ms > 0, "measure: and how often it is measured: %u ms",
	   function->interval_ms);
	ok(event_number(line, "fmb_bytes") == function->fmb_length,
	   "measure: and the length of its block: %u", function->fmb_length);
}

static void check_sequence(const struct function *function)
{
	char line[EVENT_BYTES];
	struct fmb fmb;
	u64 first;

	events_begin();
	function_sample(function, &fmb);
	event_last("vfio_zpci_fmb_sample", line, sizeof(line));
	first = event_number(line, "seq");
	function_enable(function, 0);
	function_sample(function, &fmb);
	function_enable(function, 1);
	function_sample(function, &fmb);
	event_last("vfio_zpci_fmb_sample", line, sizeof(line));
	ok(event_number(line, "seq") == first + 4, "measure: events are numbered without a gap");
}

void case_measure(const struct scene *scene)
{
	struct function function;

	function_open(&function, scene->address);
	ok(function.fmb_length == 0, "measure: the function does not say how long its block is");
	if (!emulated())
		check_counters(&function);
	check_same(&function);
	check_event(&function);
	check_sequence(&function);
	function_close(&function);
}
