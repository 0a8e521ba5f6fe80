// SPDX-License-Identifier: GPL-2.0
/* The sessions of a recording. */
#include <stdlib.h>

#include "aggregate.h"
#include "aggregate_event.h"
#include "hash_table.h"
#include "ledger.h"
#include "text.h"
#include "tracker.h"

#define BUCKETS	1024

/**
 * struct entry - a session
 * @session: its record
 * @changed: nobody has been told of the last event
 * @next: in its bucket
 */
struct entry {
	struct aptrace_session session;
	bool changed;
	struct entry *next;
};

/**
 * struct ledger - sessions by their number
 * @buckets: lists
 * @count: sessions in them; as many at once as the map of the BPF programs has
 * @changed: keys of those that have changed; also of some that are gone
 * @changed_count: how many
 * @changed_room: allocated entries of @changed
 * @verdicts_max: bad verdicts wanted in detail per session, 0: all
 * @counters: see there
 */
struct ledger {
	struct entry *buckets[BUCKETS];
	unsigned int count;
	uint64_t *changed;
	size_t changed_count;
	size_t changed_room;
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
	free(ledger->changed);
	free(ledger);
}

/* Where the session is linked, or would be. */
static struct entry **find(struct ledger *ledger, uint64_t key)
{
	struct entry **link =
		&ledger->buckets[hash_of(&key, sizeof(key)) % BUCKETS];

	while (*link && (*link)->session.session != key)
		link = &(*link)->next;
	return link;
}

static void note_change(struct ledger *ledger, struct entry *entry)
{
	if (entry->changed)
		return;
	entry->changed = true;
	if (ledger->changed_count == ledger->changed_room) {
		ledger->changed_room = ledger->changed_room ?
			2 * ledger->changed_room : 64;
		ledger->changed = must_resize(ledger->changed,
					      ledger->changed_room,
					      sizeof(*ledger->changed));
	}
	ledger->changed[ledger->changed_count++] = entry->session.session;
}

static struct aptrace_session *session_of(struct ledger *ledger,
					  const struct vfio_ap_trace_hdr *hdr)
{
	struct entry **link = find(ledger, hdr->session);
	struct aptrace_session *s;

	if (*link) {
		note_change(ledger, *link);
		return &(*link)->session;
	}
	if (ledger->count == APTRACE_SESSIONS_MAX) {
		ledger->counters.map_full++;
		return NULL;
	}
	*link = must_alloc(1, sizeof(**link));
	ledger->count++;
	s = &(*link)->session;
	aggregate_start(s, hdr);
	note_change(ledger, *link);
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
	struct entry *entry;
	size_t count = ledger->changed_count, i;

	/* @fn may forget, but adds nothing. In their order, which is that of time. */
	ledger->changed_count = 0;
	if (count)
		qsort(ledger->changed, count, sizeof(*ledger->changed),
		      compare_keys);
	for (i = 0; i < count; i++) {
		struct aptrace_session session;

		entry = *find(ledger, ledger->changed[i]);
		if (!entry || !entry->changed)
			continue;
		entry->changed = false;
		session = entry->session;
		fn(context, &session);
	}
}

const struct aptrace_counters *ledger_counters(const struct ledger *ledger)
{
	return &ledger->counters;
}

void ledger_all(struct ledger *ledger, collector_session_fn fn, void *context)
{
	uint64_t *keys = must_alloc((size_t)ledger->count + 1, sizeof(*keys));
	const struct entry *entry;
	size_t count = 0, i;

	/* First the keys: @fn may forget. */
	for (i = 0; i < BUCKETS; i++)
		for (entry = ledger->buckets[i]; entry; entry = entry->next)
			keys[count++] = entry->session.session;
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (i = 0; i < count; i++) {
		struct aptrace_session session;

		if (ledger_session(ledger, keys[i], &session))
			fn(context, &session);
	}
	free(keys);
}
