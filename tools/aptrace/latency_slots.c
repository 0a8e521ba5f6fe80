// SPDX-License-Identifier: GPL-2.0
/* What the slots of the histograms are called, and which of them somebody wants. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../../driver/core/names.h"
#include "latency_slots.h"

static const struct {
	const char *name;
	const char *help;
	bool listener;
} phases[APTRACE_PHASES] = {
	[APTRACE_PHASE_REQUEST] = { "request",
		"a state that was asked for, with all its arcs", false },
	[APTRACE_PHASE_APPLY] = { "apply",
		"destination: applying the configuration", false },
	[APTRACE_PHASE_RESET_IOCTL] = { "reset_ioctl",
		"VFIO_DEVICE_RESET, until the last queue was done", false },
	[APTRACE_PHASE_RESET_CLOSE] = { "reset_close",
		"resets because the device was closed", false },
	[APTRACE_PHASE_RESET_UNPLUG] = { "reset_unplug",
		"resets of queues that left the guest", false },
	[APTRACE_PHASE_RESET_OTHER] = { "reset_other",
		"resets for a cause that this aptrace does not know", false },
	[APTRACE_PHASE_ARC_OTHER] = { "arc_other",
		"arcs of a state that this aptrace does not know", false },
	[APTRACE_PHASE_SOURCE] = { "source",
		"a migration, on the source", false },
	[APTRACE_PHASE_DESTINATION] = { "destination",
		"a migration, on the destination", false },
	[APTRACE_PHASE_DOWNTIME] = { "downtime",
		"source: how long the guest stood still", false },
	[APTRACE_PHASE_STATE + 0] = { "error", "in ERROR", false },
	[APTRACE_PHASE_STATE + 1] = { "stop", "in STOP", false },
	[APTRACE_PHASE_STATE + 2] = { "running",
		"in RUNNING, until the first arc was done", false },
	[APTRACE_PHASE_STATE + 3] = { "stop_copy", "in STOP_COPY", false },
	[APTRACE_PHASE_STATE + 4] = { "resuming", "in RESUMING", false },
	[APTRACE_PHASE_STATE + 5] = { "running_p2p", "in RUNNING_P2P", false },
	[APTRACE_PHASE_STATE + 6] = { "pre_copy", "in PRE_COPY", false },
	[APTRACE_PHASE_STATE + 7] = { "pre_copy_p2p", "in PRE_COPY_P2P", false },
	[APTRACE_PHASE_READ] = { "read",
		"from the chunk before until a chunk was read", true },
	[APTRACE_PHASE_WRITE] = { "write",
		"from the chunk before until a chunk was written", true },
	[APTRACE_PHASE_VERDICT] = { "verdict",
		"from the verdict before until a verdict", true },
	[APTRACE_PHASE_JUDGE] = { "judge", "all verdicts", true },
};

void latency_slot_name(unsigned int slot, char name[LATENCY_NAME_BYTES])
{
	if (latency_is_arc(slot))
		snprintf(name, LATENCY_NAME_BYTES, "%s:%s",
			 ap_state_name(slot / VFIO_AP_TRACE_STATES),
			 ap_state_name(slot % VFIO_AP_TRACE_STATES));
	else
		snprintf(name, LATENCY_NAME_BYTES, "%s",
			 phases[slot - APTRACE_ARC_SLOTS].name);
}

const char *latency_slot_help(unsigned int slot)
{
	return latency_is_arc(slot) ? "" : phases[slot - APTRACE_ARC_SLOTS].help;
}

bool latency_by_driver(unsigned int slot)
{
	return latency_is_arc(slot) || !phases[slot - APTRACE_ARC_SLOTS].listener;
}

bool latency_is_chosen(const struct latency_choice *choice, unsigned int slot)
{
	if (!choice->arcs && !choice->phases)
		return true;
	if (latency_is_arc(slot))
		return choice->arcs >> slot & 1;
	return choice->phases >> (slot - APTRACE_ARC_SLOTS) & 1;
}

/* Of the slots from @first to before @end; @end if there is no such name. */
static unsigned int find_slot(const char *name, size_t length,
			      unsigned int first, unsigned int end)
{
	char known[LATENCY_NAME_BYTES];
	unsigned int slot;

	for (slot = first; slot < end; slot++) {
		latency_slot_name(slot, known);
		if (strlen(known) == length && !strncasecmp(known, name, length))
			break;
	}
	return slot;
}

/* A list of names with commas in between; sets bit (slot - @first) for each. */
static bool parse_list(const char *text, unsigned int first, unsigned int end,
		       uint64_t *bits)
{
	unsigned int slot;
	size_t length;

	for (;; text += length + 1) {
		length = strcspn(text, ",");
		slot = find_slot(text, length, first, end);
		if (slot == end)
			return false;
		*bits |= 1ULL << (slot - first);
		if (!text[length])
			return true;
	}
}

bool latency_parse_arcs(void *choice, const char *text)
{
	return parse_list(text, 0, APTRACE_ARC_SLOTS,
			  &((struct latency_choice *)choice)->arcs);
}

bool latency_parse_phases(void *choice, const char *text)
{
	struct latency_choice *chosen = choice;
	uint64_t bits = chosen->phases;

	if (!parse_list(text, APTRACE_ARC_SLOTS, APTRACE_LATENCY_SLOTS, &bits))
		return false;
	chosen->phases = (uint32_t)bits;
	return true;
}
