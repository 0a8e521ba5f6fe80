// SPDX-License-Identifier: GPL-2.0
/* Waiting for samples, and comparing them with events. */
#include <stdio.h>

#include "fmb.h"

struct wanted {
	const struct function *function;
	struct fmb *fmb;
	u64 after;
};

static bool has_come(void *arg)
{
	struct wanted *wanted = arg;
	int ret = function_sample(wanted->function, wanted->fmb);

	if (ret)
		bail("READ while a sample is waited for: %s", said(ret));
	return wanted->fmb->last_update && !fmb_torn(wanted->fmb) &&
	       wanted->fmb->last_update != wanted->after;
}

void sample_after(const struct function *function, u64 after, struct fmb *fmb)
{
	struct wanted wanted = { .function = function, .fmb = fmb, .after = after };

	if (!until(has_come, &wanted, SAMPLE_SECONDS))
		bail("no sample has come for %u seconds", SAMPLE_SECONDS);
}

void first_sample(const struct function *function, struct fmb *fmb)
{
	sample_after(function, 0, fmb);
}

static bool same(const char *name, u64 found, u64 expected)
{
	if (found == expected)
		return true;
	printf("#   event: %s is %llu, in the block %llu\n", name,
	       (unsigned long long)found, (unsigned long long)expected);
	return false;
}

bool event_agrees(const struct fmb *fmb)
{
	char line[EVENT_BYTES];
	bool good = true;
	unsigned int i;

	if (!event_last("vfio_zpci_fmb_sample", line, sizeof(line))) {
		printf("#   there is no event\n");
		return false;
	}
	good &= same("err", event_number(line, "err"), 0);
	good &= same("format", event_number(line, "format"), fmb->format);
	good &= same("fmt_ind", event_number(line, "fmt_ind"), fmb->fmt_ind);
	good &= same("samples", event_number(line, "samples"), fmb->samples);
	good &= same("last_update", event_number(line, "last_update"), fmb->last_update);
	good &= same("torn", event_number(line, "torn"), fmb_torn(fmb));
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++)
		good &= same(fmb_counter_name(i), event_number(line, fmb_counter_name(i)),
			     fmb->counters[i]);
	return good;
}
