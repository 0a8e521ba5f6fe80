/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tracepoints as the commands see them: what happened to each migration
 * (the sessions), the events in detail, and what was lost. That there is BPF
 * behind this is known to collector.c only.
 */
#ifndef APTRACE_COLLECTOR_H
#define APTRACE_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf_set.h"
#include "record.h"

struct aptrace_histogram;

/* Gets each detail record; @event is the structure that @record->kind says. */
typedef void (*collector_record_fn)(void *context,
				    const struct aptrace_record *record,
				    const void *event);
typedef void (*collector_session_fn)(void *context,
				     const struct aptrace_session *session);

/* Only one mediated device, if @set. */
struct mdev_filter {
	bool set;
	uint8_t uuid[16];
};

/**
 * struct collector_options - what to collect
 * @ring_bytes: size of the detail buffer; rounded up to what the kernel takes
 * @detail_kinds: events wanted in detail, mask of APTRACE_KIND_MASK()
 * @failed_kinds: requests, reads and writes that are wanted if they failed
 * @good_verdicts: also verdicts without a reason in detail
 * @verdicts_max: bad verdicts wanted in detail per session, 0: all
 * @latency: also histograms of how long things take
 * @mdev: only events of this one
 * @attach: which kind of program
 * @verbose: let libbpf talk on stderr
 * @on_record: called for each detail record
 * @context: first argument of @on_record
 */
struct collector_options {
	uint32_t ring_bytes;
	uint32_t detail_kinds;
	uint32_t failed_kinds;
	bool good_verdicts;
	uint32_t verdicts_max;
	bool latency;
	struct mdev_filter mdev;
	enum collector_attach attach;
	bool verbose;
	collector_record_fn on_record;
	void *context;
};

/**
 * struct collector_losses - what was seen and lost so far, all devices
 * @counters: see struct aptrace_counters
 * @recursion_misses: events that the kernel did not hand to a program because
 *	it was already running on that CPU
 */
struct collector_losses {
	struct aptrace_counters counters;
	uint64_t recursion_misses;
};

struct collector;

/**
 * collector_open - load and attach
 * @options: what to collect; must stay until collector_close()
 * @why: receives what is wrong and what to do about it
 * @exit_code: receives the class of the failure, enum exit_code
 *
 * Return: the collector, or NULL.
 */
struct collector *collector_open(const struct collector_options *options,
				 char why[COLLECTOR_WHY_BYTES], int *exit_code);
void collector_close(struct collector *collector);

/* No event from here on; what has been collected can still be read. */
void collector_stop(struct collector *collector);

/* "tp_btf" or "raw_tp", and the number of tracepoints attached to. */
const char *collector_attach_name(const struct collector *collector);
unsigned int collector_tracepoints(const struct collector *collector);

/* Readable when there are detail records that collector_consume() has not taken yet. */
int collector_fd(const struct collector *collector);

/**
 * collector_consume - hand out detail records
 * @collector: the collector
 *
 * Stops after a bounded number, so that a storm cannot keep the caller from
 * its other duties. What it has taken then waits here, and collector_fd() does not
 * show it.
 *
 * Return: true if it is to be called again without waiting.
 */
bool collector_consume(struct collector *collector);

/* All sessions of the map, a copy of each. */
void collector_sessions(struct collector *collector, collector_session_fn fn,
			void *context);
/* One session; false if the map does not have it. */
bool collector_session(struct collector *collector, uint64_t key,
		       struct aptrace_session *session);
/* Make room: for a session that ended and whose record has been taken over. */
void collector_forget(struct collector *collector, uint64_t key);

/**
 * collector_latency - read the histograms
 * @collector: opened with @latency
 * @slots: receives APTRACE_LATENCY_SLOTS of them, of all CPUs together
 *
 * What happens while they are read may be in some numbers and not yet in others; after
 * collector_stop() nothing does.
 *
 * Return: true; false and errno if the kernel does not hand them out.
 */
bool collector_latency(struct collector *collector,
		       struct aptrace_histogram *slots);

void collector_losses(struct collector *collector,
		      struct collector_losses *losses);
static inline bool collector_lost(const struct collector_losses *losses)
{
	return losses->counters.ring_full || losses->counters.map_full ||
	       losses->counters.unreadable || losses->recursion_misses;
}

#endif /* APTRACE_COLLECTOR_H */
