/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tracepoints of vfio_zpci as the commands see them: what is known of each
 * function, what is new, and what was lost. That there is BPF behind this is known
 * to fmb_collector.c only.
 */
#ifndef APTRACE_FMB_COLLECTOR_H
#define APTRACE_FMB_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf_set.h"
#include "fmb_record.h"
#include "zpci_name.h"

/* Gets each detail record; @event is the structure that its kind says. */
typedef void (*fmb_detail_fn)(void *context,
			      const struct aptrace_fmb_detail *detail,
			      const void *event);
typedef void (*fmb_function_fn)(void *context,
				const struct aptrace_fmb *record);

/**
 * struct fmb_collector_options - what to collect
 * @ring_bytes: size of the detail buffer; rounded up to what the kernel takes
 * @only: only this function, if set
 * @attach: which kind of program
 * @verbose: let libbpf talk on stderr
 * @on_detail: called for each detail record
 * @context: first argument of @on_detail
 */
struct fmb_collector_options {
	uint32_t ring_bytes;
	struct zpci_name only;
	enum collector_attach attach;
	bool verbose;
	fmb_detail_fn on_detail;
	void *context;
};

/**
 * struct fmb_losses - what was seen and lost so far, all functions
 * @counters: see struct aptrace_fmb_counters
 * @recursion_misses: events that the kernel did not hand to a program because
 *	it was already running on that CPU
 */
struct fmb_losses {
	struct aptrace_fmb_counters counters;
	uint64_t recursion_misses;
};

struct fmb_collector;

/**
 * fmb_collector_open - load and attach
 * @options: what to collect; must stay until fmb_collector_close()
 * @why: receives what is wrong and what to do about it
 * @exit_code: receives the class of the failure, enum exit_code
 *
 * Return: the collector, or NULL.
 */
struct fmb_collector *
fmb_collector_open(const struct fmb_collector_options *options,
		   char why[COLLECTOR_WHY_BYTES], int *exit_code);
void fmb_collector_close(struct fmb_collector *collector);

/* No event from here on; what has been collected can still be read. */
void fmb_collector_stop(struct fmb_collector *collector);

/* "tp_btf" or "raw_tp", and the number of tracepoints attached to. */
const char *fmb_collector_attach_name(const struct fmb_collector *collector);
unsigned int fmb_collector_tracepoints(const struct fmb_collector *collector);

/* Readable when there are detail records. */
int fmb_collector_fd(const struct fmb_collector *collector);

/* Hand out detail records, a bounded number; true if there may be more at once. */
bool fmb_collector_consume(struct fmb_collector *collector);

/* One function; false if the map does not have it. */
bool fmb_collector_function(struct fmb_collector *collector, uint32_t fid,
			    struct aptrace_fmb *record);
/* All functions of the map, a copy of each. */
void fmb_collector_functions(struct fmb_collector *collector,
			     fmb_function_fn fn, void *context);

void fmb_collector_losses(struct fmb_collector *collector,
			  struct fmb_losses *losses);

#endif /* APTRACE_FMB_COLLECTOR_H */
