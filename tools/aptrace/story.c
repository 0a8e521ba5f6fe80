// SPDX-License-Identifier: GPL-2.0
/* What is known of one migration. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aggregate.h"
#include "aggregate_event.h"
#include "event_fields.h"
#include "format.h"
#include "story.h"
#include "text.h"

static void half_free(struct story_half *half)
{
	free(half->m.verdicts);
	free(half->events);
	free(half);
}

void stories_free(struct stories *stories)
{
	struct story_half *half, *next;

	for (half = stories->first; half; half = next) {
		next = half->next;
		half_free(half);
	}
	hash_table_free(&stories->sessions, NULL);
	devices_free(&stories->devices);
	text_list_free(&stories->notes);
	memset(stories, 0, sizeof(*stories));
}

bool story_same_boot(const struct story_origin *a, const struct story_origin *b)
{
	if (a->boot_id[0] && b->boot_id[0])
		return !strcmp(a->boot_id, b->boot_id);
	/* A merged file can be of two hosts whose files did not have it. */
	return a->file == b->file && !strcmp(a->host, b->host);
}

/**
 * struct story_key - by which a half, or a device, is found
 * @boot_id: of the host; if it is not known all zero, and @file and @host count
 * @host: its name, or all zero
 * @file: number of the recording, or 0
 * @kept: what the driver keeps of a session is a half of its own
 * @session: its number; of a device 0
 * @mdev_uuid: of a device; else zero
 */
struct story_key {
	char boot_id[STORY_WORD_BYTES];
	char host[STORY_WORD_BYTES];
	bool kept;
	uint8_t mdev_uuid[UUID_BYTES];
	uint32_t file;
	uint64_t session;
};

static void make_key(struct story_key *key, const struct story_origin *origin)
{
	memset(key, 0, sizeof(*key));
	memcpy(key->boot_id, origin->boot_id,
	       strnlen(origin->boot_id, sizeof(key->boot_id) - 1));
	if (!origin->boot_id[0]) {
		memcpy(key->host, origin->host,
		       strnlen(origin->host, sizeof(key->host) - 1));
		key->file = origin->file;
	}
	key->kept = origin->kept;
}

static bool is_half(const struct story_half *half,
		    const struct story_origin *origin, uint64_t session)
{
	return half && half->m.session.session == session &&
	       half->m.kept == origin->kept &&
	       story_same_boot(&half->origin, origin);
}

static uint64_t session_hash(const struct story_origin *origin, uint64_t session)
{
	struct story_key key;

	make_key(&key, origin);
	key.session = session;
	return hash_of(&key, sizeof(key));
}

static struct story_half *find_half(struct stories *stories,
				    const struct story_origin *origin,
				    uint64_t session)
{
	struct story_half *half;
	struct hash_node *node;

	if (is_half(stories->recent, origin, session))
		return stories->recent;
	for (node = hash_table_first(&stories->sessions,
				     session_hash(origin, session)); node;
	     node = hash_table_next(node)) {
		half = hash_entry(node, struct story_half, node);
		if (is_half(half, origin, session))
			return half;
	}
	return NULL;
}

static void device_key(struct story_key *key, const struct story_origin *origin,
		       const struct vfio_ap_trace_hdr *hdr)
{
	make_key(key, origin);
	memcpy(key->mdev_uuid, hdr->mdev_uuid, sizeof(key->mdev_uuid));
}

static struct story_half *add_half(struct stories *stories,
				   const struct story_origin *origin,
				   const struct vfio_ap_trace_hdr *hdr)
{
	struct story_half *half = must_alloc(1, sizeof(*half));
	struct story_key key;

	half->origin = *origin;
	half->m.kept = origin->kept;
	aggregate_start(&half->m.session, hdr);
	if (stories->last)
		stories->last->next = half;
	else
		stories->first = half;
	stories->last = half;
	stories->count++;
	hash_table_add(&stories->sessions, &half->node,
		       session_hash(origin, hdr->session));
	device_key(&key, origin, hdr);
	devices_add(&stories->devices, &key, sizeof(key), &half->device,
		    hdr->session);
	return half;
}

/* The device is elsewhere now: what it was in before is over. */
static void leave_older(struct stories *stories,
			const struct story_origin *origin,
			const struct vfio_ap_trace_hdr *hdr)
{
	struct device_link *link;
	struct story_key key;

	device_key(&key, origin, hdr);
	while ((link = devices_leave(&stories->devices, &key, sizeof(key),
				     hdr->session)))
		hash_entry(link, struct story_half, device)->gone_on = true;
}

static void keep_event(struct story_half *half, uint64_t time_ns,
		       unsigned int kind, const void *event)
{
	struct story_event *kept;

	if (half->event_count == STORY_EVENTS_MAX) {
		half->events_cut++;
		return;
	}
	if (half->event_count == half->event_room) {
		half->event_room = half->event_room ? 2 * half->event_room : 16;
		half->events = must_resize(half->events, half->event_room,
					   sizeof(*half->events));
	}
	kept = &half->events[half->event_count++];
	memset(kept, 0, sizeof(*kept));
	kept->time_ns = time_ns;
	kept->kind = kind;
	memcpy(&kept->arc, event, event_bytes(kind));
}

/* Is it to be told by itself, not only to be counted? */
static bool worth_keeping(unsigned int kind, const void *event)
{
	const struct vfio_ap_ev_request *request = event;
	const struct vfio_ap_ev_io *io = event;

	switch (kind) {
	case APTRACE_ARC:
	case APTRACE_DROPPED:
	case APTRACE_APPLY:
	case APTRACE_RESET:
		return true;
	case APTRACE_REQUEST:
		return request->err;
	case APTRACE_READ:
	case APTRACE_WRITE:
		return io->err;
	default:
		return false;
	}
}

void stories_add(struct stories *stories, const struct story_origin *origin,
		 const struct aptrace_record *record, const void *event)
{
	const struct vfio_ap_ev_verdict *verdict = event;
	const struct vfio_ap_trace_hdr *hdr = event;
	struct story_half *half;

	if (record->kind >= APTRACE_KINDS ||
	    record->event_bytes != event_bytes(record->kind))
		return;
	half = find_half(stories, origin, hdr->session);
	if (!half) {
		leave_older(stories, origin, hdr);
		if (!hdr->session)
			return;
		half = add_half(stories, origin, hdr);
	}
	stories->recent = half;
	aggregate_event(&half->m.session, record, event);
	if (record->kind == APTRACE_END)
		half->m.over = true;
	if (record->kind == APTRACE_VERDICT && verdict->reasons &&
	    half->m.verdict_count < STORY_VERDICTS_MAX)
		model_add_verdict(&half->m, verdict);
	if (worth_keeping(record->kind, event))
		keep_event(half, record->time_ns, record->kind, event);
}

bool stories_kept(struct stories *stories, const struct story_origin *origin,
		  const struct vfio_ap_outcome *outcome)
{
	struct story_half *half = find_half(stories, origin, outcome->session);
	unsigned int kind;

	if (!half)
		return false;
	for (kind = 0; kind < VFIO_AP_EVENT_KINDS; kind++)
		half->kept_cut += outcome->cut[kind];
	half->m.session.dropped += outcome->cut[VFIO_AP_EVENT_DROPPED];
	if (outcome->flags & VFIO_AP_OUTCOME_F_OVER)
		half->gone_on = true;
	return true;
}

/* A guest that was merely paused has no story. */
static bool is_migration(const struct story_half *half)
{
	const struct aptrace_session *s = &half->m.session;

	return s->role != VFIO_AP_ROLE_NONE || s->err;
}

static bool uuid_begins(const uint8_t uuid[UUID_BYTES], const char *beginning)
{
	char text[UUID_TEXT_BYTES];

	format_uuid(text, uuid);
	return !strncasecmp(text, beginning, strlen(beginning));
}

static bool fits(const struct story_half *half, const char *id,
		 const uint8_t *mdev_uuid)
{
	const struct aptrace_session *s = &half->m.session;

	if (!is_migration(half))
		return false;
	if (mdev_uuid && memcmp(s->mdev_uuid, mdev_uuid, sizeof(s->mdev_uuid)))
		return false;
	if (!id)
		return true;
	return (aptrace_id_known(s->migration_id) &&
		uuid_begins(s->migration_id, id)) ||
	       uuid_begins(s->mdev_uuid, id);
}

static uint64_t last_time_ns(const struct story_half *half)
{
	return story_time_ns(half, half->m.session.last_ns);
}

static bool is_other_half(const struct story_half *a,
			  const struct story_half *b)
{
	return a->m.session.role && b->m.session.role &&
	       a->m.session.role != b->m.session.role &&
	       aptrace_id_known(a->m.session.migration_id) &&
	       !memcmp(a->m.session.migration_id, b->m.session.migration_id,
		       sizeof(a->m.session.migration_id));
}

/* Was it recorded as well as kept? Then the recording has more to say. */
static const struct story_half *fuller(const struct stories *stories,
				       const struct story_half *kept)
{
	const struct aptrace_session *a, *b = &kept->m.session;
	const struct story_half *half;

	for (half = stories->first; half && kept->m.kept; half = half->next) {
		a = &half->m.session;
		if (!half->m.kept && a->session == b->session &&
		    a->role == b->role &&
		    !memcmp(a->mdev_uuid, b->mdev_uuid, sizeof(a->mdev_uuid)) &&
		    !memcmp(a->migration_id, b->migration_id,
			    sizeof(a->migration_id)))
			return half;
	}
	return kept;
}

static void take(struct story *story, const struct story_half *half)
{
	if (half->m.session.role == VFIO_AP_ROLE_SOURCE)
		story->source = half;
	else if (half->m.session.role == VFIO_AP_ROLE_DESTINATION)
		story->destination = half;
	else
		story->neither = half;
}

/* Both halves, as far as there are two, of the migration that @best is one of. */
static void tell(const struct stories *stories, const struct story_half *best,
		 struct story *story)
{
	const struct story_half *half, *other = NULL;

	memset(story, 0, sizeof(*story));
	story->notes = &stories->notes;
	for (half = stories->first; half; half = half->next)
		if (is_other_half(half, best) &&
		    (!other || last_time_ns(half) >= last_time_ns(other)))
			other = half;
	take(story, fuller(stories, best));
	if (other)
		take(story, fuller(stories, other));
}

bool stories_find_on(const struct stories *stories, const char *id,
		     const uint8_t *mdev_uuid, struct story *story)
{
	const struct story_half *half, *best = NULL;

	for (half = stories->first; half; half = half->next)
		if (fits(half, id, mdev_uuid) &&
		    (!best || last_time_ns(half) >= last_time_ns(best)))
			best = half;
	if (best)
		tell(stories, best, story);
	return best;
}

const struct story_half *stories_next(const struct stories *stories,
				      const struct story_half *after,
				      const char *id, const uint8_t *mdev_uuid,
				      struct story *story)
{
	const struct story_half *half = after ? after->next : stories->first;

	while (half && !fits(half, id, mdev_uuid))
		half = half->next;
	if (half)
		tell(stories, half, story);
	return half;
}

struct story_half *stories_of(struct stories *stories,
			      const struct story_origin *origin,
			      uint64_t session, struct story *story)
{
	struct story_half *half = find_half(stories, origin, session);

	if (half)
		tell(stories, half, story);
	return half;
}

/* A guest that was merely paused takes nobody's place. */
static bool can_go(const struct stories *stories, const struct story_half *half,
		   size_t most)
{
	if (half->m.session.ended == APTRACE_SESSION_PAUSE)
		return true;
	return stories->count > most && (half->m.over || half->gone_on);
}

void stories_trim(struct stories *stories, size_t most)
{
	struct story_half **link = &stories->first, *last = NULL, *half;

	while (*link) {
		half = *link;
		if (!can_go(stories, half, most)) {
			last = half;
			link = &half->next;
			continue;
		}
		*link = half->next;
		if (stories->recent == half)
			stories->recent = NULL;
		hash_table_remove(&stories->sessions, &half->node);
		devices_remove(&stories->devices, &half->device);
		half_free(half);
		stories->count--;
	}
	stories->last = last;
}

bool stories_find(const struct stories *stories, const char *id,
		  struct story *story)
{
	return stories_find_on(stories, id, NULL, story);
}

/**
 * struct counted - a migration id that was met
 * @node: in the table
 * @id: it
 * @role: of the first half that had it
 * @both: there was one of another role as well
 */
struct counted {
	struct hash_node node;
	const uint8_t *id;
	uint8_t role;
	bool both;
};

static struct counted *counted_of(struct hash_table *table,
				  const struct aptrace_session *s)
{
	const uint64_t hash = hash_of(s->migration_id, sizeof(s->migration_id));
	struct counted *counted;
	struct hash_node *node;

	for (node = hash_table_first(table, hash); node;
	     node = hash_table_next(node)) {
		counted = hash_entry(node, struct counted, node);
		if (!memcmp(counted->id, s->migration_id, sizeof(s->migration_id)))
			return counted;
	}
	counted = must_alloc(1, sizeof(*counted));
	counted->id = s->migration_id;
	counted->role = s->role;
	hash_table_add(table, &counted->node, hash);
	return counted;
}

/* Is it the other half of one that came before? */
static bool is_second(struct hash_table *table, const struct aptrace_session *s)
{
	struct counted *counted;

	if (!s->role || !aptrace_id_known(s->migration_id))
		return false;
	counted = counted_of(table, s);
	counted->both |= counted->role != s->role;
	return counted->both;
}

static void free_counted(struct hash_node *node)
{
	free(hash_entry(node, struct counted, node));
}

size_t stories_count(const struct stories *stories)
{
	struct hash_table table = { 0 };
	const struct story_half *half;
	size_t count = 0;

	for (half = stories->first; half; half = half->next)
		if (is_migration(half) && !is_second(&table, &half->m.session))
			count++;
	hash_table_free(&table, free_counted);
	return count;
}
