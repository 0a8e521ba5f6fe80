// SPDX-License-Identifier: GPL-2.0
/* What the agent counts. */
#include <string.h>

#include "fields.h"
#include "tally.h"

/* An arc takes microseconds, a guest stands still for up to minutes. */
const struct tally_bound tally_bounds[TALLY_BOUNDS] = {
	{ 10000ULL, "1e-05" },
	{ 100000ULL, "0.0001" },
	{ 1000000ULL, "0.001" },
	{ 5000000ULL, "0.005" },
	{ 25000000ULL, "0.025" },
	{ 100000000ULL, "0.1" },
	{ 250000000ULL, "0.25" },
	{ 500000000ULL, "0.5" },
	{ 1000000000ULL, "1.0" },
	{ 2500000000ULL, "2.5" },
	{ 5000000000ULL, "5.0" },
	{ 10000000000ULL, "10.0" },
	{ 30000000000ULL, "30.0" },
	{ 120000000000ULL, "120.0" },
};

static void observe(struct histogram *histogram, uint64_t ns)
{
	unsigned int i;

	for (i = 0; i < TALLY_BOUNDS && ns > tally_bounds[i].ns; i++)
		;
	histogram->buckets[i]++;
	histogram->sum_ns += ns;
}

/* A driver's number that is none of ours must not become an index. */
static unsigned int role_of(const struct migration *m)
{
	return m->session.role < TALLY_ROLES ? m->session.role :
					       VFIO_AP_ROLE_NONE;
}

static unsigned int outcome_of(const struct migration *m)
{
	if (m->session.ended != APTRACE_SESSION_ENDED ||
	    m->session.outcome > VFIO_AP_OUTCOME_FAILED)
		return MODEL_OUTCOME_UNSEEN;
	return m->session.outcome;
}

/* A duration as all views have it; if it is known at all. */
static void observe_field(struct histogram *histogram, const char *name,
			  const struct migration *m, uint64_t now_ns)
{
	struct value value = { 0 };

	field_find(name)->get(m, now_ns, &value);
	if (value.type == VALUE_UNSIGNED)
		observe(histogram, value.number);
}

void tally_start(struct tally *tally, const struct migration *m)
{
	tally->started[role_of(m)]++;
}

void tally_arc(struct tally *tally, const struct vfio_ap_ev_arc *arc)
{
	if (arc->to >= TALLY_STATES)
		return;
	if (arc->err)
		tally->arc_errors[arc->to]++;
	observe(&tally->arc[arc->to], arc->duration_ns);
}

void tally_end(struct tally *tally, const struct migration *m, uint64_t now_ns)
{
	const struct aptrace_session *s = &m->session;
	unsigned int role = role_of(m), outcome = outcome_of(m), bit;

	tally->ended[role][outcome]++;
	if (outcome != MODEL_OUTCOME_UNSEEN && s->cause < TALLY_CAUSES)
		tally->causes[role][s->cause]++;
	if (!model_completeness(m).complete)
		tally->incomplete++;
	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++)
		tally->reasons[bit] += s->reason_count[bit];
	tally->judged += s->judged;
	tally->queues_refused += s->bad_queues;
	tally->control_domains_refused += s->bad_control_domains;
	tally->bytes[role] += s->bytes;
	observe_field(&tally->downtime, "downtime_ns", m, now_ns);
	observe_field(&tally->duration[role], "elapsed_ns", m, now_ns);
}

void tally_active(struct tally *tally, const struct model *model)
{
	const struct migration *m;

	memset(tally->active, 0, sizeof(tally->active));
	for (m = model->active; m; m = m->next)
		if (m->announced)
			tally->active[role_of(m)]++;
}

static void losses_add(struct collector_losses *sum,
		       const struct collector_losses *more, bool subtract)
{
	const uint64_t sign = subtract ? UINT64_MAX : 1;
	unsigned int kind;

	for (kind = 0; kind < APTRACE_KINDS; kind++)
		sum->counters.events[kind] +=
			sign * more->counters.events[kind];
	sum->counters.ring_full += sign * more->counters.ring_full;
	sum->counters.map_full += sign * more->counters.map_full;
	sum->counters.ends_unmapped += sign * more->counters.ends_unmapped;
	sum->counters.unreadable += sign * more->counters.unreadable;
	sum->recursion_misses += sign * more->recursion_misses;
}

void losses_since(struct collector_losses *losses,
		  const struct collector_losses *before)
{
	losses_add(losses, before, true);
}

void tally_losses(struct tally *tally, const struct collector_losses *now)
{
	tally->losses = tally->losses_before;
	losses_add(&tally->losses, now, false);
}

void tally_detach(struct tally *tally)
{
	tally->losses_before = tally->losses;
	tally->attached = false;
}
