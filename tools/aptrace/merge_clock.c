// SPDX-License-Identifier: GPL-2.0
/* How the clocks of two hosts differ, from what happened on them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "format.h"
#include "hash_table.h"
#include "merge_clock.h"
#include "text.h"

/* A chunk that was read or written, at a time of day. */
struct chunk {
	int64_t time_ns;
	uint64_t pos_bytes;
	uint64_t end_bytes;
};

/**
 * struct side - one migration on one host
 * @host: 0 or 1
 * @session: its number there
 * @id: the key that both hosts share
 * @role: source or destination
 * @chunks: of the stream, in order
 * @count: how many are in @chunks
 * @room: allocated entries of @chunks
 * @refused_ns: destination: when the first write or arc failed, if @refused
 * @refused: there was one
 * @end_ns: when it ended, if @ended
 * @ended: its end was seen
 * @outcome: enum vfio_ap_mig_outcome
 * @cause: enum vfio_ap_mig_cause
 * @next: the next in the list
 * @node: in the table
 */
struct side {
	unsigned int host;
	uint64_t session;
	uint8_t id[16];
	uint8_t role;
	struct chunk *chunks;
	size_t count;
	size_t room;
	int64_t refused_ns;
	bool refused;
	int64_t end_ns;
	bool ended;
	uint32_t outcome;
	uint32_t cause;
	struct side *next;
	struct hash_node node;
};

/**
 * struct merge_clock - what is known of all migrations
 * @first: the sides, in the order in which they were met
 * @last: the last one of these
 * @table: them, by host and session
 */
struct merge_clock {
	struct side *first;
	struct side *last;
	struct hash_table table;
};

struct merge_clock *merge_clock_new(void)
{
	return must_alloc(1, sizeof(struct merge_clock));
}

void merge_clock_free(struct merge_clock *clock)
{
	struct side *side, *next;

	for (side = clock->first; side; side = next) {
		next = side->next;
		free(side->chunks);
		free(side);
	}
	hash_table_free(&clock->table, NULL);
	free(clock);
}

static struct side *side_of(struct merge_clock *clock, unsigned int host,
			    const struct vfio_ap_trace_hdr *hdr)
{
	const uint64_t key[] = { host, hdr->session };
	const uint64_t hash = hash_of(key, sizeof(key));
	struct hash_node *node;
	struct side *side;

	for (node = hash_table_first(&clock->table, hash); node;
	     node = hash_table_next(node)) {
		side = hash_entry(node, struct side, node);
		if (side->host == host && side->session == hdr->session)
			return side;
	}
	side = must_alloc(1, sizeof(*side));
	side->host = host;
	side->session = hdr->session;
	memcpy(side->id, hdr->migration_id, sizeof(side->id));
	side->role = hdr->role;
	if (clock->last)
		clock->last->next = side;
	else
		clock->first = side;
	clock->last = side;
	hash_table_add(&clock->table, &side->node, hash);
	return side;
}

static void add_chunk(struct side *side, int64_t time_ns,
		      const struct vfio_ap_ev_io *io)
{
	if (!io->len_bytes || side->count == MERGE_CHUNKS_MAX)
		return;
	if (side->count == side->room) {
		side->room = side->room ? 2 * side->room : 16;
		side->chunks = must_resize(side->chunks, side->room,
					   sizeof(*side->chunks));
	}
	side->chunks[side->count++] = (struct chunk) {
		.time_ns = time_ns,
		.pos_bytes = io->pos_bytes,
		.end_bytes = io->pos_bytes + io->len_bytes,
	};
}

static void refuse(struct side *side, int64_t time_ns, int32_t err)
{
	if (!err || side->refused)
		return;
	side->refused = true;
	side->refused_ns = time_ns;
}

void merge_clock_add(struct merge_clock *clock, unsigned int host,
		     int64_t offset_ns, const struct aptrace_record *record,
		     const void *event)
{
	const int64_t time_ns =
		(int64_t)(record->time_ns + (uint64_t)offset_ns);
	const struct vfio_ap_trace_hdr *hdr = event;
	const struct vfio_ap_ev_arc *arc = event;
	const struct vfio_ap_ev_end *end = event;
	const struct vfio_ap_ev_io *io = event;
	struct side *side;

	/* Without an id there is nothing to compare with. */
	if (!hdr->session || !aptrace_id_known(hdr->migration_id))
		return;
	side = side_of(clock, host, hdr);
	switch (record->kind) {
	case APTRACE_READ:
		if (!io->err)
			add_chunk(side, time_ns, io);
		break;
	case APTRACE_WRITE:
		if (!io->err)
			add_chunk(side, time_ns, io);
		refuse(side, time_ns, io->err);
		break;
	case APTRACE_ARC:
		refuse(side, time_ns, arc->err);
		break;
	case APTRACE_END:
		side->ended = true;
		side->end_ns = time_ns;
		side->outcome = end->outcome;
		side->cause = end->cause;
		break;
	}
}

static int64_t difference(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a - (uint64_t)b);
}

/*
 * @before_ns on the host of @earlier was before @after_ns on that of @later. One
 * of both hosts' times is to be corrected: that makes it a bound, of one of the two
 * kinds.
 */
static void bound(struct merge_estimate *e, const struct side *earlier,
		  int64_t before_ns, const struct side *later,
		  int64_t after_ns, bool by_bytes)
{
	bool is_low = later->host != 0;
	int64_t ns = is_low ? difference(before_ns, after_ns) :
			      difference(after_ns, before_ns);
	struct merge_bound *known = is_low ? &e->low : &e->high;

	if (known->known && (is_low ? ns <= known->ns : ns >= known->ns))
		return;
	known->known = true;
	known->ns = ns;
	known->by_bytes = by_bytes;
	memcpy(known->id, earlier->id, sizeof(known->id));
}

/* The last byte of a chunk that is written was read before. */
static void bound_by_bytes(struct merge_estimate *e, const struct side *source,
			   const struct side *destination)
{
	size_t w, r = 0;

	for (w = 0; w < destination->count; w++) {
		const struct chunk *written = &destination->chunks[w];

		while (r + 1 < source->count &&
		       source->chunks[r + 1].pos_bytes < written->end_bytes)
			r++;
		if (r < source->count &&
		    source->chunks[r].pos_bytes < written->end_bytes)
			bound(e, source, source->chunks[r].time_ns, destination,
			      written->time_ns, true);
	}
}

/* What the source did at the end was the answer to what the destination said. */
static void bound_by_end(struct merge_estimate *e, const struct side *source,
			 const struct side *destination)
{
	if (!source->ended || !destination->ended)
		return;
	if (source->outcome == VFIO_AP_OUTCOME_COMPLETED &&
	    source->cause == VFIO_AP_CAUSE_CLOSE &&
	    destination->outcome == VFIO_AP_OUTCOME_COMPLETED)
		bound(e, destination, destination->end_ns, source,
		      source->end_ns, false);
	if (source->outcome == VFIO_AP_OUTCOME_ROLLED_BACK &&
	    destination->outcome == VFIO_AP_OUTCOME_REFUSED &&
	    destination->refused)
		bound(e, destination, destination->refused_ns, source,
		      source->end_ns, false);
}

static void settle(struct merge_estimate *e)
{
	uint64_t width;

	e->contradiction = e->low.known && e->high.known &&
			   e->low.ns > e->high.ns;
	if (e->contradiction) {
		/* What bytes say is certain; the rest is how it is done as a rule. */
		e->offset_ns = e->low.by_bytes || !e->high.by_bytes ?
			       e->low.ns : e->high.ns;
	} else if (e->low.known && e->high.known) {
		width = (uint64_t)e->high.ns - (uint64_t)e->low.ns;
		e->known = true;
		e->offset_ns = (int64_t)((uint64_t)e->low.ns + width / 2);
		e->uncertainty_ns = width - width / 2;
	} else if (e->low.known) {
		e->offset_ns = e->low.ns > 0 ? e->low.ns : 0;
	} else if (e->high.known) {
		e->offset_ns = e->high.ns < 0 ? e->high.ns : 0;
	}
}

/* An id is of one migration, and has one destination; what else there is, is bounded. */
#define ARRIVALS_MAX	16

/**
 * struct arrival - the destinations of a migration id
 * @node: in the table
 * @sides: them, in the order in which they were met
 * @count: how many
 */
struct arrival {
	struct hash_node node;
	const struct side *sides[ARRIVALS_MAX];
	unsigned int count;
};

static uint64_t id_hash(const struct side *side)
{
	return hash_of(side->id, sizeof(side->id));
}

static struct arrival *arrival_of(const struct hash_table *arrivals,
				  const struct side *side)
{
	struct arrival *arrival;
	struct hash_node *node;

	for (node = hash_table_first(arrivals, id_hash(side)); node;
	     node = hash_table_next(node)) {
		arrival = hash_entry(node, struct arrival, node);
		if (!memcmp(arrival->sides[0]->id, side->id, sizeof(side->id)))
			return arrival;
	}
	return NULL;
}

static void add_arrival(struct hash_table *arrivals, const struct side *side)
{
	struct arrival *arrival = arrival_of(arrivals, side);

	if (arrival) {
		if (arrival->count < ARRIVALS_MAX)
			arrival->sides[arrival->count++] = side;
		return;
	}
	arrival = must_alloc(1, sizeof(*arrival));
	arrival->sides[arrival->count++] = side;
	hash_table_add(arrivals, &arrival->node, id_hash(side));
}

static void free_arrival(struct hash_node *node)
{
	free(hash_entry(node, struct arrival, node));
}

static void bound_by_pairs(struct merge_estimate *e, const struct side *source,
			   const struct hash_table *arrivals)
{
	const struct arrival *arrival = arrival_of(arrivals, source);
	unsigned int i;

	for (i = 0; arrival && i < arrival->count; i++) {
		if (arrival->sides[i]->host == source->host)
			continue;
		e->migrations++;
		bound_by_bytes(e, source, arrival->sides[i]);
		bound_by_end(e, source, arrival->sides[i]);
	}
}

void merge_clock_estimate(const struct merge_clock *clock,
			  struct merge_estimate *e)
{
	struct hash_table arrivals = { 0 };
	const struct side *source;
	struct side *side;

	memset(e, 0, sizeof(*e));
	for (side = clock->first; side; side = side->next)
		if (side->role == VFIO_AP_ROLE_DESTINATION)
			add_arrival(&arrivals, side);
	for (source = clock->first; source; source = source->next)
		if (source->role == VFIO_AP_ROLE_SOURCE)
			bound_by_pairs(e, source, &arrivals);
	hash_table_free(&arrivals, free_arrival);
	settle(e);
}

static void add_duration(struct text *text, int64_t ns)
{
	char duration[FORMAT_BYTES];

	format_duration(duration, sizeof(duration),
			ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns);
	text_printf(text, "%s%s", ns < 0 ? "-" : "+", duration);
}

/* "+1.20ms by migration 4d4d4d4d (bytes are read before they are written)" */
static void add_bound(struct text *text, const struct merge_bound *known)
{
	char id[UUID_TEXT_BYTES];

	format_uuid(id, known->id);
	add_duration(text, known->ns);
	text_printf(text, " by migration %.*s (%s)", ID_SHORT_DIGITS, id,
		    known->by_bytes ? "bytes are read before they are written" :
		    "the source ends when the destination has answered");
}

static void contradiction_text(const struct merge_estimate *e,
			       struct text *text)
{
	text_puts(text, "at least ");
	add_bound(text, &e->low);
	text_puts(text, ", but at most ");
	add_bound(text, &e->high);
}

void merge_clock_words(const struct merge_estimate *e,
		       const char * const hosts[MERGE_HOSTS], struct text *text)
{
	char uncertainty[FORMAT_BYTES];

	if (!e->migrations) {
		text_printf(text, "Clocks: no migration is in both recordings, so the clocks of hosts %s and %s cannot be compared; times are as each host had them.",
			    hosts[0], hosts[1]);
		return;
	}
	text_printf(text, "Clocks: to the times of host %s ", hosts[1]);
	add_duration(text, e->offset_ns);
	text_printf(text, " is added, so that they fit those of host %s",
		    hosts[0]);
	if (e->known) {
		format_duration(uncertainty, sizeof(uncertainty),
				e->uncertainty_ns);
		text_printf(text, "; that is certain to %s more or less", uncertainty);
	}
	text_printf(text, " (from %" PRIu64 " migration%s).", e->migrations,
		    e->migrations == 1 ? "" : "s");
	if (e->contradiction) {
		text_puts(text, " This contradicts itself: ");
		contradiction_text(e, text);
		text_puts(text, ". A clock was set or ran at another speed in between, or a host did not wait: do not compare times of the two hosts.");
	} else if (!e->known && e->low.known) {
		text_puts(text, " It is at least ");
		add_bound(text, &e->low);
		text_puts(text, "; how much more is not known.");
	} else if (!e->known && e->high.known) {
		text_puts(text, " It is at most ");
		add_bound(text, &e->high);
		text_puts(text, "; how much less is not known.");
	} else if (!e->known) {
		text_puts(text, " No event says anything about it.");
	}
}

static void bound_json(const struct merge_bound *known, const char *name,
		       struct json *json)
{
	if (known->known)
		json_signed(json, name, known->ns);
	else
		json_null(json, name);
}

void merge_clock_json(const struct merge_estimate *e,
		      const char * const hosts[MERGE_HOSTS], struct json *json)
{
	struct text text = { 0 };

	json_open_object(json, "clock");
	json_signed(json, "offset_ns", e->offset_ns);
	if (e->known)
		json_unsigned(json, "uncertainty_ns", e->uncertainty_ns);
	else
		json_null(json, "uncertainty_ns");
	bound_json(&e->low, "low_ns", json);
	bound_json(&e->high, "high_ns", json);
	json_unsigned(json, "migrations", e->migrations);
	if (e->contradiction) {
		contradiction_text(e, &text);
		json_string(json, "contradiction", text.data);
		text_clear(&text);
	} else {
		json_null(json, "contradiction");
	}
	merge_clock_words(e, hosts, &text);
	json_string(json, "words", text.data);
	text_free(&text);
	json_close_object(json);
}
