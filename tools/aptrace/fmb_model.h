/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The zPCI functions that aptrace fmb shows: the record of each, its last samples,
 * and what can be said from comparing two of them. Knows nothing of BPF or VFIO.
 */
#ifndef APTRACE_FMB_MODEL_H
#define APTRACE_FMB_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fmb_record.h"

/*
 * Two threads that read can tell of their samples in the wrong order. One that is
 * older than the newest and comes this soon after it was merely late.
 */
#define FMB_LATE_NS	1000000000ULL

/* A function that is read and stores nothing new for so many intervals is silent. */
#define FMB_SILENT_INTERVALS	3

/**
 * struct fmb_entry - a sample, and what came out of comparing it
 * @sample: the sample
 * @span_ns: host time since the sample that it was compared with; 0: there was
 *	none to compare with, and the rest means nothing
 * @rates: by enum vfio_zpci_fmb_counter: thousandths per second
 * @moved: one of the counters has moved
 * @restart: it is of another measurement than the sample before
 */
struct fmb_entry {
	struct aptrace_fmb_sample sample;
	uint64_t span_ns;
	uint64_t rates[VFIO_ZPCI_FMB_COUNTERS];
	bool moved;
	bool restart;
};

/**
 * struct fmb_function - one zPCI function
 * @record: counts and states, from the functions map or from the reader
 * @entries: the last samples, a ring of the model's history_max
 * @entry_count: how many of them there are
 * @entry_next: where the next one goes
 * @whole: the newest sample that is whole: the rates of now
 * @still_ns: boot time of the sample since which no counter has moved
 * @restarts: entries with @restart
 * @lost_taken: details_lost of the record when the samples were last completed
 *	from it
 * @traced: it is seen through tracepoints; else aptrace itself reads it, and does
 *	not know what only the events tell
 * @next: the next one, in the order of their addresses
 */
struct fmb_function {
	struct aptrace_fmb record;
	struct fmb_entry *entries;
	size_t entry_count;
	size_t entry_next;
	struct fmb_entry whole;
	uint64_t still_ns;
	uint64_t restarts;
	uint64_t lost_taken;
	bool traced;
	struct fmb_function *next;
};

/**
 * struct fmb_model - all of them
 * @functions: in the order of their addresses
 * @function_count: how many
 * @history_max: samples kept of each function
 * @samples: whole samples seen, of all functions
 * @traced: see struct fmb_function
 */
struct fmb_model {
	struct fmb_function *functions;
	unsigned int function_count;
	unsigned int history_max;
	uint64_t samples;
	bool traced;
};

/* What a function does, as far as its samples say. */
enum fmb_state {
	FMB_STATE_OFF,		/* measurement is off */
	FMB_STATE_ERROR,	/* the last read failed */
	FMB_STATE_WAITING,	/* measured, no sample yet */
	FMB_STATE_SILENT,	/* read, but it stores nothing new */
	FMB_STATE_FIRST,	/* one sample: nothing to compare with */
	FMB_STATE_BUSY,		/* a counter has moved between the last two */
	FMB_STATE_IDLE,		/* none has */
};

void fmb_model_init(struct fmb_model *model, unsigned int history_max,
		    bool traced);
void fmb_model_free(struct fmb_model *model);

/* The function with that ID; made if there is none yet. */
struct fmb_function *fmb_model_function(struct fmb_model *model, uint32_t fid);

/* Take over the newest record of a function. */
struct fmb_function *fmb_model_update(struct fmb_model *model,
				      const struct aptrace_fmb *record);

/**
 * fmb_model_add_sample - compare a sample with the one before, and keep it
 * @model: the model
 * @function: its function
 * @sample: the sample
 *
 * Return: the entry, valid until the next call; NULL if it is one that is known
 * already, or older.
 */
const struct fmb_entry *
fmb_model_add_sample(struct fmb_model *model, struct fmb_function *function,
		     const struct aptrace_fmb_sample *sample);

/* The sample that an event carries. */
struct aptrace_fmb_sample
fmb_sample_of_event(const struct vfio_zpci_ev_fmb_sample *event,
		    uint64_t time_ns, uint32_t measurement);

/* The newest sample but @back; NULL if there are not so many. */
const struct fmb_entry *fmb_entry(const struct fmb_function *function,
				  size_t back);

enum fmb_state fmb_state(const struct fmb_function *function);
/* "off", "error", "waiting", "silent", "first", "busy", "idle" */
const char *fmb_state_name(enum fmb_state state);

/* Events of the function that are known to be missing. */
uint64_t fmb_events_missed(const struct fmb_function *function);

/* Some counters are levels: they can fall, and say nothing per second. */
bool fmb_is_level(unsigned int counter);

#endif /* APTRACE_FMB_MODEL_H */
