// SPDX-License-Identifier: GPL-2.0
/* The sessions of a recording. */
#include <stdlib.h>

#include "aggregate.h"
#include "aggregate_event.h"
#include "ledger.h"
#include "text.h"
#include "tracker.h"

#define BUCKETS	1024

struct entry {
	struct aptrace_session session;
	struct entry *next;
};

/**
 * struct ledger - sessions by their number
 * @buckets: lists
 * @count: sessions in them; as many at once as the map of the BPF programs has
 * @verdicts_max: bad verdicts wanted in detail per session, 0: all
 * @counters: see there
 */
struct ledger {
	struct entry *buckets[BUCKETS];
	unsigned int count;
	uint32_t verdicts_max;
	struct aptrace_counters counters;
};

struct ledger *ledger_new(uint32_t verdicts_max)
{
	struct ledger *ledger = must_alloc(1, sizeof(*ledger));

	ledger->verdicts_max = verdicts_max;
	return ledger;
}

void ledger_free(struct ledger *ledger)
{
	struct entry *entry;
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		while ((entry = ledger->buckets[i])) {
			ledger->buckets[i] = entry->next;
			free(entry);
		}
	}
	free(ledger);
}

/* Where the session is linked, or would be. */
static struct entry **find(struct ledger *ledger, uint64_t key)
{
	struct entry **link = &ledger->buckets[key % BUCKETS];

	while (*link && (*link)->session.session != key)
		link = &(*link)->next;
	return link;
}

static struct aptrace_session *session_of(struct ledger *ledger,
					  const struct vfio_ap_trace_hdr *hdr)
{
	struct entry **link = find(ledger, hdr->session);
	struct aptrace_session *s;

	if (*link)
		return &(*link)->session;
	if (ledger->count == APTRACE_SESSIONS_MAX) {
		ledger->counters.map_full++;
		return NULL;
	}
	*link = must_alloc(1, sizeof(**link));
	ledger->count++;
	s = &(*link)->session;
	aggregate_start(s, hdr);
	return s;
}

bool ledger_add(struct ledger *ledger, const struct aptrace_record *record,
		const void *event)
{
	const struct vfio_ap_trace_hdr *hdr = event;
	struct aptrace_session *s = NULL;

	ledger->counters.events[record->kind]++;
	if (hdr->session) {
		s = session_of(ledger, hdr);
		if (!s && record->kind == APTRACE_END)
			ledger->counters.ends_unmapped++;
	}
	if (s)
		aggregate_event(s, record, event);
	if (record->kind == APTRACE_VERDICT)
		return aptrace_wants_verdict(s, event, false,
					     ledger->verdicts_max);
	return TRACKER_DETAIL_KINDS & APTRACE_KIND_MASK(record->kind);
}

struct aptrace_session *ledger_find(struct ledger *ledger, uint64_t key)
{
	struct entry *entry = *find(ledger, key);

	return entry ? &entry->session : NULL;
}

bool ledger_session(struct ledger *ledger, uint64_t key,
		    struct aptrace_session *session)
{
	struct aptrace_session *found = ledger_find(ledger, key);

	if (!found)
		return false;
	*session = *found;
	return true;
}

void ledger_forget(struct ledger *ledger, uint64_t key)
{
	struct entry **link = find(ledger, key);
	struct entry *entry = *link;

	if (!entry)
		return;
	*link = entry->next;
	ledger->count--;
	free(entry);
}

static int compare_keys(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

void ledger_sessions(struct ledger *ledger, collector_session_fn fn,
		     void *context)
{
	uint64_t keys[APTRACE_SESSIONS_MAX];
	struct aptrace_session session;
	struct entry *entry;
	unsigned int count = 0, i;

	/* First the keys: @fn may forget. In their order, which is that of time. */
	for (i = 0; i < BUCKETS; i++)
		for (entry = ledger->buckets[i]; entry; entry = entry->next)
			keys[count++] = entry->session.session;
	qsort(keys, count, sizeof(keys[0]), compare_keys);
	for (i = 0; i < count; i++)
		if (ledger_session(ledger, keys[i], &session))
			fn(context, &session);
}

const struct aptrace_counters *ledger_counters(const struct ledger *ledger)
{
	return &ledger->counters;
}
