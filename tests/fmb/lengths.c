// SPDX-License-Identifier: GPL-2.0
/* Blocks as other functions have them: of other lengths, of all formats. */
#include <errno.h>
#include <linux/vfio.h>
#include <stdint.h>

#include "fmb.h"

#define PROBE_READ	(VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_GET | \
			 VFIO_DEVICE_FEATURE_ZPCI_FMB_READ)
#define PROBE_ENABLE	(VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_SET | \
			 VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE)

/* Counters of format 1 */
#define ALL_COUNTERS	0x3cf
#define COMMON_COUNTERS	0x00f

static int probe(const struct function *function, u32 flags)
{
	u64 data = 0;

	return function_feature(function, flags, &data, sizeof(data));
}

static u64 valid_in_event(const struct function *function)
{
	char line[EVENT_BYTES];
	struct fmb fmb;
	u64 valid = 0;
	unsigned int i;

	events_begin();
	if (function_sample(function, &fmb) ||
	    !event_last("vfio_zpci_fmb_sample", line, sizeof(line)))
		return ~0ULL;
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++)
		if (event_lists(line, "valid", fmb_counter_name(i)))
			valid |= 1U << i;
	return valid;
}

static bool all_in_format(const struct function *function, u8 format)
{
	struct fmb fmb;

	do
		sample_after(function, 0, &fmb);
	while (fmb.format != format);
	return fmb.counters[VFIO_ZPCI_FMB_LD_OPS] == fmb.samples;
}

static void check_length(const struct function *function, unsigned int length, u64 valid)
{
	u64 found;

	emu_set("length", length);
	ok(!probe(function, PROBE_READ) && !probe(function, PROBE_ENABLE),
	   "lengths: %u bytes: both features are there", length);
	ok(all_in_format(function, 1), "lengths: %u bytes: the whole block comes", length);
	found = valid_in_event(function);
	ok(found == valid, "lengths: %u bytes: valid in the event: 0x%llx", length,
	   (unsigned long long)found);
}

static void check_too_long(const struct function *function, unsigned int length)
{
	struct fmb fmb;

	emu_set("length", length);
	ok(probe(function, PROBE_READ) == -ENOTTY && probe(function, PROBE_ENABLE) == -ENOTTY,
	   "lengths: %u bytes: longer than is known: ENOTTY", length);
	ok(function_sample(function, &fmb) == -ENOTTY && function_enable(function, 0) == -ENOTTY,
	   "lengths: %u bytes: without PROBE, too", length);
}

static void check_open_too_long(const struct scene *scene)
{
	struct function function;

	emu_set("length", 256);
	function_open(&function, scene->address);
	check_too_long(&function, 256);
	emu_set("length", 0);
	ok(function_enable(&function, 1) == -EPERM,
	   "lengths: the kernel has not begun to measure such a function");
	function_close(&function);
}

static void check_format(const struct function *function, u8 format, u32 fmt_ind, u64 valid)
{
	struct fmb fmb;
	u64 found;

	emu_set("format", format);
	emu_set("fmt_ind", fmt_ind);
	all_in_format(function, format);
	found = valid_in_event(function);
	ok(found == valid, "F6: format %u, fmt_ind 0x%x: valid in the event: 0x%llx", format,
	   fmt_ind, (unsigned long long)found);
	events_begin();
	function_sample(function, &fmb);
	ok(event_agrees(&fmb), "F6: format %u: the event has what the block has", format);
}

void case_lengths(const struct scene *scene)
{
	struct function function;

	function_open(&function, scene->address);
	emu_set("format", 1);
	check_length(&function, 0, ALL_COUNTERS);
	check_length(&function, 128, ALL_COUNTERS);
	check_length(&function, 64, 0x0cf);
	check_length(&function, 48, COMMON_COUNTERS);
	check_length(&function, 20, 0);
	check_too_long(&function, 129);
	check_too_long(&function, 65535);
	emu_set("length", 0);
	check_format(&function, 0, 0, COMMON_COUNTERS);
	check_format(&function, 0, VFIO_ZPCI_FMB_DMA_VALID, COMMON_COUNTERS | 0x030);
	check_format(&function, 1, 0x123456, ALL_COUNTERS);
	check_format(&function, 2, 0, COMMON_COUNTERS | 0xc00);
	check_format(&function, 3, 0, COMMON_COUNTERS | 0x100);
	check_format(&function, 4, 0, COMMON_COUNTERS);
	check_format(&function, 255, 0xffffff, COMMON_COUNTERS);
	function_close(&function);
	check_open_too_long(scene);
}
