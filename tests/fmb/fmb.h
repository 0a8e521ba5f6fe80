/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fmb: what the driver promises of measurement blocks (vfio_zpci_fmb.h), case by
 * case. Review findings have their number in front of the test's name; each is a row
 * of tests/regression.table.
 */
#ifndef FMB_H
#define FMB_H

#include "../lib/tap.h"
#include "function.h"
#include "host.h"

/* More than the four seconds of QEMU's functions, on a machine that is busy */
#define SAMPLE_SECONDS	90

/**
 * struct scene - what the cases have to work with
 * @address: PCI address of the function
 * @seconds: how long those take that run for a while
 */
struct scene {
	const char *address;
	unsigned int seconds;
};

/* A whole sample that is newer than @after (last_update); bails out if none comes. */
void sample_after(const struct function *function, u64 after, struct fmb *fmb);
/* A whole sample. */
void first_sample(const struct function *function, struct fmb *fmb);
/* Does the last event of a read say what the block did? Each difference is printed. */
bool event_agrees(const struct fmb *fmb);

/* With the function's own measurement, or the emulated one */
void case_neither(const struct scene *scene);
void case_arguments(const struct scene *scene);
void case_measure(const struct scene *scene);
void case_switch(const struct scene *scene);
void case_reset(const struct scene *scene);
void case_unplug(const struct scene *scene);
void case_recovery(const struct scene *scene);
/* With the emulated one */
void case_torn(const struct scene *scene);
void case_failures(const struct scene *scene);
void case_lengths(const struct scene *scene);
void case_dropped(const struct scene *scene);
void case_stall(const struct scene *scene);
void case_threads(const struct scene *scene);

#endif /* FMB_H */
