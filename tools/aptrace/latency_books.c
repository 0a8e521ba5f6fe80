// SPDX-License-Identifier: GPL-2.0
/* Histograms of how long arcs and phases took. */
#include "latency_aggregate.h"
#include "latency_books.h"
#include "model.h"

static struct aptrace_histogram *aptrace_latency_slot(void *books, __u32 slot)
{
	return &((struct latency_books *)books)->slots[slot];
}

void latency_event(struct latency_books *books, struct aptrace_session *session,
		   const struct aptrace_record *record, const void *event)
{
	uint64_t now_ns = record->time_ns;

	switch (record->kind) {
	case APTRACE_REQUEST:
		aptrace_latency_request(books, event);
		break;
	case APTRACE_ARC:
		aptrace_latency_arc(books, session, event, now_ns);
		break;
	case APTRACE_BEGIN:
		aptrace_latency_begin(session, now_ns);
		break;
	case APTRACE_READ:
		aptrace_latency_io(books, session, APTRACE_PHASE_READ, event,
				   now_ns);
		break;
	case APTRACE_WRITE:
		aptrace_latency_io(books, session, APTRACE_PHASE_WRITE, event,
				   now_ns);
		break;
	case APTRACE_VERDICT:
		aptrace_latency_verdict(books, session, event, now_ns);
		break;
	case APTRACE_APPLY:
		aptrace_latency_apply(books, event);
		break;
	case APTRACE_END:
		aptrace_latency_end(books, event);
		break;
	case APTRACE_RESET:
		aptrace_latency_reset(books, event);
		break;
	}
}

void latency_session(struct latency_books *books,
		     const struct aptrace_session *session)
{
	const struct migration migration = { .session = *session };
	struct completeness known = model_completeness(&migration);

	books->events_missed += known.missed;
	books->active += !session->ended;
	if (session->ended != APTRACE_SESSION_ENDED)
		return;
	books->migrations++;
	books->incomplete += !known.complete;
}

void histogram_merge(struct aptrace_histogram *into,
		     const struct aptrace_histogram *from)
{
	unsigned int bucket;

	if (from->count && (!into->count || from->min_ns < into->min_ns))
		into->min_ns = from->min_ns;
	if (from->max_ns > into->max_ns)
		into->max_ns = from->max_ns;
	into->sum_ns = aptrace_sum_ns(into->sum_ns, from->sum_ns);
	into->count += from->count;
	into->failed += from->failed;
	into->unpaired += from->unpaired;
	for (bucket = 0; bucket < APTRACE_BUCKETS; bucket++)
		into->buckets[bucket] += from->buckets[bucket];
}

unsigned int histogram_percentile(const struct aptrace_histogram *h,
				  unsigned int percent)
{
	uint64_t rank, seen = 0;
	unsigned int bucket;

	/* Rounded up; a part of it at a time, so that it cannot leave 64 bits. */
	rank = h->count / 100 * percent + (h->count % 100 * percent + 99) / 100;
	for (bucket = 0; bucket < APTRACE_BUCKETS - 1; bucket++) {
		seen += h->buckets[bucket];
		if (seen >= rank)
			break;
	}
	return bucket;
}
