/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sessions of a recording: what the BPF programs do with each event, done here
 * with the same functions (bpf/aggregate.h).
 */
#ifndef APTRACE_LEDGER_H
#define APTRACE_LEDGER_H

#include "collector.h"

struct ledger;

/**
 * ledger_new - begin with no session
 * @verdicts_max: bad verdicts wanted in detail per session, 0: all
 */
struct ledger *ledger_new(uint32_t verdicts_max);
void ledger_free(struct ledger *ledger);

/**
 * ledger_add - take an event into the books
 * @ledger: the ledger
 * @record: when and of which kind
 * @event: its structure
 *
 * Return: true if it is wanted in detail, as by "aptrace migrations".
 */
bool ledger_add(struct ledger *ledger, const struct aptrace_record *record,
		const void *event);

/* The session itself, until it is forgotten; NULL if it is not there. */
struct aptrace_session *ledger_find(struct ledger *ledger, uint64_t key);

/* As the collector's. */
bool ledger_session(struct ledger *ledger, uint64_t key,
		    struct aptrace_session *session);
/* The same, of those that have changed since it was called last. */
void ledger_sessions(struct ledger *ledger, collector_session_fn fn,
		     void *context);
/* Of all that there are, in their order. */
void ledger_all(struct ledger *ledger, collector_session_fn fn, void *context);
void ledger_forget(struct ledger *ledger, uint64_t key);

/* Events by kind, and what found no room among the sessions. */
const struct aptrace_counters *ledger_counters(const struct ledger *ledger);

#endif /* APTRACE_LEDGER_H */
