/* SPDX-License-Identifier: GPL-2.0 */
/* What the slots of the histograms are called, and which of them somebody wants. */
#ifndef APTRACE_LATENCY_SLOTS_H
#define APTRACE_LATENCY_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "latency.h"

/* "STOP:STOP_COPY", the longest has two times PRE_COPY_P2P */
#define LATENCY_NAME_BYTES	32

static inline bool latency_is_arc(unsigned int slot)
{
	return slot < APTRACE_ARC_SLOTS;
}

/* As --arc and --phase take it. */
void latency_slot_name(unsigned int slot, char name[LATENCY_NAME_BYTES]);
/* What a phase is, for people; "" for an arc. */
const char *latency_slot_help(unsigned int slot);
/* Who has measured: the driver, or whoever listened, from one event to the next. */
bool latency_by_driver(unsigned int slot);

/**
 * struct latency_choice - which slots are shown
 * @arcs: a bit for each
 * @phases: a bit for each
 *
 * All of them if no bit is set.
 */
struct latency_choice {
	uint64_t arcs;
	uint32_t phases;
};

bool latency_is_chosen(const struct latency_choice *choice, unsigned int slot);

/* "FROM:TO[,FROM:TO]" and "NAME[,NAME]": into the choice; false if one is unknown. */
bool latency_parse_arcs(void *choice, const char *text);
bool latency_parse_phases(void *choice, const char *text);

#endif /* APTRACE_LATENCY_SLOTS_H */
