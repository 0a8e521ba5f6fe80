// SPDX-License-Identifier: GPL-2.0
/* The zPCI functions that aptrace fmb shows. */
#include <stdlib.h>
#include <string.h>

#include "fmb_aggregate.h"
#include "fmb_model.h"
#include "text.h"

#define NSEC_PER_MSEC		1000000ULL
/* A unit per nanosecond is so many thousandths of a unit per second. */
#define THOUSANDTHS_PER_NS	1000000000000ULL

void fmb_model_init(struct fmb_model *model, unsigned int history_max,
		    bool traced)
{
	memset(model, 0, sizeof(*model));
	model->history_max = history_max;
	model->traced = traced;
}

void fmb_model_free(struct fmb_model *model)
{
	struct fmb_function *function, *next;

	for (function = model->functions; function; function = next) {
		next = function->next;
		free(function->entries);
		free(function);
	}
	fmb_model_init(model, model->history_max, model->traced);
}

static bool before(const struct aptrace_fmb *a, const struct aptrace_fmb *b)
{
	if (a->domain != b->domain)
		return a->domain < b->domain;
	if (a->bus != b->bus)
		return a->bus < b->bus;
	return a->devfn < b->devfn;
}

/* Its address is known only from its record, and can be another one later. */
static void sort_in(struct fmb_model *model, struct fmb_function *function)
{
	struct fmb_function **link;

	for (link = &model->functions; *link; link = &(*link)->next)
		if (*link == function) {
			*link = function->next;
			break;
		}
	for (link = &model->functions; *link; link = &(*link)->next)
		if (before(&function->record, &(*link)->record))
			break;
	function->next = *link;
	*link = function;
}

struct fmb_function *fmb_model_function(struct fmb_model *model, uint32_t fid)
{
	struct fmb_function *function;

	for (function = model->functions; function; function = function->next)
		if (function->record.fid == fid)
			return function;
	function = must_alloc(1, sizeof(*function));
	function->entries = must_alloc(model->history_max,
				       sizeof(*function->entries));
	function->record.fid = fid;
	function->record.min_seq = APTRACE_SEQ_NONE;
	function->traced = model->traced;
	sort_in(model, function);
	model->function_count++;
	return function;
}

struct fmb_function *fmb_model_update(struct fmb_model *model,
				      const struct aptrace_fmb *record)
{
	struct fmb_function *function = fmb_model_function(model, record->fid);
	bool moved = before(&function->record, record) ||
		     before(record, &function->record);

	function->record = *record;
	if (moved)
		sort_in(model, function);
	return function;
}

bool fmb_is_level(unsigned int counter)
{
	return counter == VFIO_ZPCI_FMB_MAX_WORK_UNITS;
}

/* Have both been counted by one and the same measurement, @a first? */
static bool comparable(const struct aptrace_fmb_sample *a,
		       const struct aptrace_fmb_sample *b)
{
	unsigned int i;

	if (a->measurement != b->measurement || a->format != b->format ||
	    a->valid != b->valid || a->last_update >= b->last_update)
		return false;
	/* The number of samples wraps around. */
	if ((int32_t)(b->samples - a->samples) < 0)
		return false;
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++)
		if (!fmb_is_level(i) && a->counters[i] > b->counters[i])
			return false;
	return true;
}

static uint64_t per_second(uint64_t difference, uint64_t span_ns)
{
	unsigned __int128 rate = difference;

	rate = rate * THOUSANDTHS_PER_NS / span_ns;
	return rate > UINT64_MAX ? UINT64_MAX : (uint64_t)rate;
}

static void compare(struct fmb_entry *entry, const struct aptrace_fmb_sample *old)
{
	const struct aptrace_fmb_sample *new = &entry->sample;
	unsigned int i;

	entry->span_ns = new->time_ns - old->time_ns;
	for (i = 0; i < VFIO_ZPCI_FMB_COUNTERS; i++) {
		uint64_t difference;

		if (fmb_is_level(i))
			continue;
		difference = new->counters[i] - old->counters[i];
		entry->rates[i] = per_second(difference, entry->span_ns);
		entry->moved |= !!difference;
	}
}

/* Known already, or told of too late? Each measurement has its own time. */
static bool is_old(const struct fmb_function *function,
		   const struct aptrace_fmb_sample *sample)
{
	const struct aptrace_fmb_sample *whole = &function->whole.sample;

	if (sample->measurement != whole->measurement)
		return (int32_t)(sample->measurement - whole->measurement) < 0;
	if (sample->last_update == whole->last_update)
		return true;
	return sample->last_update < whole->last_update &&
	       sample->time_ns < whole->time_ns + FMB_LATE_NS;
}

static const struct fmb_entry *keep(struct fmb_model *model,
				    struct fmb_function *function,
				    const struct fmb_entry *entry)
{
	struct fmb_entry *place = &function->entries[function->entry_next];

	*place = *entry;
	function->entry_next = (function->entry_next + 1) % model->history_max;
	if (function->entry_count < model->history_max)
		function->entry_count++;
	return place;
}

/*
 * A torn one has no time of its own to go by, but it was read only once: after a loss
 * the record has the same one that the ring buffer has had.
 */
static bool is_told(const struct fmb_function *function,
		    const struct aptrace_fmb_sample *torn)
{
	const struct fmb_entry *entry;
	size_t back;

	for (back = 0; (entry = fmb_entry(function, back)); back++)
		if (entry->sample.torn &&
		    entry->sample.time_ns == torn->time_ns &&
		    entry->sample.measurement == torn->measurement)
			return true;
	return false;
}

const struct fmb_entry *
fmb_model_add_sample(struct fmb_model *model, struct fmb_function *function,
		     const struct aptrace_fmb_sample *sample)
{
	const struct aptrace_fmb_sample *whole = &function->whole.sample;
	struct fmb_entry entry = { .sample = *sample };

	if (!sample->last_update)
		return NULL;
	/* Worth a look, but neither its counters nor its time can be relied on. */
	if (sample->torn)
		return is_told(function, sample) ? NULL :
			keep(model, function, &entry);
	if (is_old(function, sample))
		return NULL;
	if (whole->last_update) {
		entry.restart = !comparable(whole, sample);
		if (!entry.restart && sample->time_ns > whole->time_ns)
			compare(&entry, whole);
	}
	if (!entry.span_ns || entry.moved)
		function->still_ns = sample->time_ns;
	function->restarts += entry.restart;
	function->whole = entry;
	model->samples++;
	return keep(model, function, &entry);
}

struct aptrace_fmb_sample
fmb_sample_of_event(const struct vfio_zpci_ev_fmb_sample *event,
		    uint64_t time_ns, uint32_t measurement)
{
	struct aptrace_fmb_sample sample = {
		.time_ns = time_ns,
		.last_update = event->last_update,
		.samples = event->samples,
		.valid = event->valid,
		.fmt_ind = event->fmt_ind,
		.measurement = measurement,
		.format = event->format,
		.torn = event->torn,
		.retries = event->retries,
	};

	memcpy(sample.counters, event->counters, sizeof(sample.counters));
	return sample;
}

const struct fmb_entry *fmb_entry(const struct fmb_function *function,
				  size_t back)
{
	size_t count = function->entry_count, at = function->entry_next;

	if (back >= count)
		return NULL;
	/* While there is still room, the ring has only as many as it has entries. */
	return &function->entries[at > back ? at - 1 - back :
						at + count - 1 - back];
}

enum fmb_state fmb_state(const struct fmb_function *function)
{
	const struct fmb_entry *whole = &function->whole;
	const struct aptrace_fmb *r = &function->record;
	bool current = whole->sample.last_update &&
		       whole->sample.measurement == r->starts;
	uint64_t since_ns = current ? whole->sample.time_ns :
			    r->start_ns ? r->start_ns : r->first_ns;
	uint64_t patience_ns = FMB_SILENT_INTERVALS * NSEC_PER_MSEC *
			       r->interval_ms;

	if (r->measured == APTRACE_FMB_OFF)
		return FMB_STATE_OFF;
	if (r->err)
		return FMB_STATE_ERROR;
	if (patience_ns && r->read_ns > since_ns + patience_ns)
		return FMB_STATE_SILENT;
	if (!current)
		return FMB_STATE_WAITING;
	if (!whole->span_ns)
		return FMB_STATE_FIRST;
	return whole->moved ? FMB_STATE_BUSY : FMB_STATE_IDLE;
}

const char *fmb_state_name(enum fmb_state state)
{
	static const char * const names[] = {
		[FMB_STATE_OFF] = "off",
		[FMB_STATE_ERROR] = "error",
		[FMB_STATE_WAITING] = "waiting",
		[FMB_STATE_SILENT] = "silent",
		[FMB_STATE_FIRST] = "first",
		[FMB_STATE_BUSY] = "busy",
		[FMB_STATE_IDLE] = "idle",
	};

	return names[state];
}

uint64_t fmb_events_missed(const struct fmb_function *function)
{
	return function->record.missed_before +
	       aptrace_fmb_gaps(&function->record);
}
