// SPDX-License-Identifier: GPL-2.0
/* The migrations that a view shows. */
#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "model.h"
#include "text.h"

void model_init(struct model *model, unsigned int history_max)
{
	memset(model, 0, sizeof(*model));
	model->history_max = history_max;
}

static void migration_free(struct migration *migration)
{
	free(migration->verdicts);
	free(migration);
}

static void list_free(struct migration *list)
{
	struct migration *next;

	for (; list; list = next) {
		next = list->next;
		migration_free(list);
	}
}

void model_free(struct model *model)
{
	list_free(model->active);
	list_free(model->ended);
	hash_table_free(&model->table, NULL);
	devices_free(&model->devices);
	model_init(model, model->history_max);
}

struct migration *model_find(struct model *model, uint64_t session)
{
	const uint64_t hash = hash_of(&session, sizeof(session));
	struct migration *migration;
	struct hash_node *node;

	for (node = hash_table_first(&model->table, hash); node;
	     node = hash_table_next(node)) {
		migration = hash_entry(node, struct migration, node);
		if (migration->session.session == session)
			return migration;
	}
	return NULL;
}

static void unlink_active(struct model *model, struct migration *migration)
{
	if (migration->previous)
		migration->previous->next = migration->next;
	else
		model->active = migration->next;
	if (migration->next)
		migration->next->previous = migration->previous;
	else
		model->last = migration->previous;
	migration->next = NULL;
	hash_table_remove(&model->table, &migration->node);
	devices_remove(&model->devices, &migration->device);
	model->active_count--;
}

/* One device has one migration at a time: those before @session are over; 0: all. */
static void supersede(struct model *model, const uint8_t mdev_uuid[16],
		      uint64_t session)
{
	struct device_link *link;

	while ((link = devices_leave(&model->devices, mdev_uuid, 16, session)))
		hash_entry(link, struct migration, device)->superseded = true;
}

void model_device_idle(struct model *model, const uint8_t mdev_uuid[16])
{
	supersede(model, mdev_uuid, 0);
}

unsigned int model_migrating(const struct model *model)
{
	const struct migration *m;
	unsigned int count = 0;

	for (m = model->active; m; m = m->next)
		count += m->session.role != VFIO_AP_ROLE_NONE;
	return count;
}

static struct migration *add_active(struct model *model,
				    const struct aptrace_session *session)
{
	struct migration *migration = must_alloc(1, sizeof(*migration));

	migration->previous = model->last;
	if (model->last)
		model->last->next = migration;
	else
		model->active = migration;
	model->last = migration;
	hash_table_add(&model->table, &migration->node,
		       hash_of(&session->session, sizeof(session->session)));
	devices_add(&model->devices, session->mdev_uuid,
		    sizeof(session->mdev_uuid), &migration->device,
		    session->session);
	model->active_count++;
	return migration;
}

struct migration *model_update(struct model *model,
			       const struct aptrace_session *session)
{
	struct migration *m = model_find(model, session->session);

	if (session->ended == APTRACE_SESSION_PAUSE) {
		if (m) {
			unlink_active(model, m);
			migration_free(m);
		}
		return NULL;
	}
	if (!m) {
		supersede(model, session->mdev_uuid, session->session);
		m = add_active(model, session);
	}
	m->session = *session;
	return m;
}

void model_take_header(struct migration *migration,
		       const struct vfio_ap_trace_hdr *hdr)
{
	struct aptrace_session *s = &migration->session;

	if (s->ended)
		return;
	if (hdr->role)
		s->role = hdr->role;
	if (aptrace_id_known(hdr->migration_id))
		memcpy(s->migration_id, hdr->migration_id,
		       sizeof(s->migration_id));
	s->state = hdr->state;
}

void model_add_verdict(struct migration *migration,
		       const struct vfio_ap_ev_verdict *verdict)
{
	if (migration->verdict_count == migration->verdict_room) {
		migration->verdict_room = migration->verdict_room ?
			2 * migration->verdict_room : 16;
		migration->verdicts = must_resize(migration->verdicts,
						  migration->verdict_room,
						  sizeof(*verdict));
	}
	migration->verdicts[migration->verdict_count++] = *verdict;
}

void model_add_early_arc(struct migration *migration, uint64_t time_ns,
			 const struct vfio_ap_ev_arc *arc)
{
	if (migration->early_count == MODEL_EARLY_MAX)
		return;
	migration->early[migration->early_count++] = (struct early_arc) {
		.time_ns = time_ns,
		.event = *arc,
	};
}

bool model_is_over(const struct migration *migration, uint64_t now_ns)
{
	const struct aptrace_session *s = &migration->session;

	if (s->ended != APTRACE_SESSION_ENDED && !migration->superseded)
		return false;
	if (migration->end_arrived && !model_completeness(migration).missed)
		return true;
	return now_ns > s->last_ns + MODEL_GRACE_NS;
}

static void cut_history(struct model *model)
{
	struct migration **link = &model->ended;
	unsigned int kept;

	for (kept = 0; *link && kept < model->history_max; kept++)
		link = &(*link)->next;
	while (*link) {
		struct migration *old = *link;

		*link = old->next;
		migration_free(old);
		model->ended_count--;
		model->history_cut++;
	}
}

void model_end(struct model *model, struct migration *migration, bool keep)
{
	unsigned int outcome = migration->session.outcome;

	if (migration->session.ended != APTRACE_SESSION_ENDED ||
	    outcome > VFIO_AP_OUTCOME_FAILED)
		outcome = MODEL_OUTCOME_UNSEEN;
	unlink_active(model, migration);
	migration->over = true;
	if (!keep) {
		migration_free(migration);
		return;
	}
	model->outcomes[outcome]++;
	model->ended_total++;
	if (!model_completeness(migration).complete)
		model->incomplete++;

	/* First cut, then add: the newest stays even with a history of 0. */
	cut_history(model);
	migration->next = model->ended;
	model->ended = migration;
	model->ended_count++;
}

struct completeness model_completeness(const struct migration *migration)
{
	const struct aptrace_session *s = &migration->session;
	struct completeness c = { .seen = s->events_seen };
	uint64_t span;

	if (s->ended == APTRACE_SESSION_ENDED) {
		c.expected = s->end_seq - s->first_seq + 1;
		c.missed = c.expected > c.seen ? c.expected - c.seen : 0;
		c.complete = !c.missed;
		return c;
	}
	/* Until then only gaps inside of what was seen can be known. */
	if (!c.seen)
		return c;
	span = s->max_seq - s->min_seq + 1;
	c.missed = span > c.seen ? span - c.seen : 0;
	return c;
}

uint32_t model_good_queues(const struct migration *migration)
{
	const struct aptrace_session *s = &migration->session;
	uint32_t judged = s->judged;

	/* A queue refused at the last moment had been judged before. */
	if (s->queues && judged > s->queues)
		judged = s->queues;
	return judged > s->bad_queues ? judged - s->bad_queues : 0;
}

uint64_t model_verdicts_missing(const struct migration *migration)
{
	uint64_t bad = (uint64_t)migration->session.bad_queues +
		       migration->session.bad_control_domains;

	return bad > migration->verdict_count ? bad - migration->verdict_count :
						0;
}
