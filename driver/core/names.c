// SPDX-License-Identifier: GPL-2.0
/* Numbers of the events in words. */
#include "names.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"

/*
 * enum vfio_device_mig_state. By number: the user-space headers of older
 * distributions do not have the PRE_COPY states.
 */
static const char * const states[] = {
	[0] = "ERROR",
	[1] = "STOP",
	[2] = "RUNNING",
	[3] = "STOP_COPY",
	[4] = "RESUMING",
	[5] = "RUNNING_P2P",
	[6] = "PRE_COPY",
	[7] = "PRE_COPY_P2P",
};

static const char * const roles[] = {
	[VFIO_AP_ROLE_NONE] = "-",
	[VFIO_AP_ROLE_SOURCE] = "source",
	[VFIO_AP_ROLE_DESTINATION] = "destination",
};

static const char * const outcomes[] = {
	[VFIO_AP_OUTCOME_NONE] = "-",
	[VFIO_AP_OUTCOME_COMPLETED] = "completed",
	[VFIO_AP_OUTCOME_REFUSED] = "refused",
	[VFIO_AP_OUTCOME_ROLLED_BACK] = "rolled_back",
	[VFIO_AP_OUTCOME_ABORTED] = "aborted",
	[VFIO_AP_OUTCOME_FAILED] = "failed",
};

static const char * const causes[] = {
	[VFIO_AP_CAUSE_STATE] = "state",
	[VFIO_AP_CAUSE_RESET] = "reset",
	[VFIO_AP_CAUSE_CLOSE] = "close",
};

static const char * const dropped[] = {
	[VFIO_AP_DROPPED_ADAPTER] = "adapter",
	[VFIO_AP_DROPPED_DOMAIN] = "domain",
	[VFIO_AP_DROPPED_CONTROL_DOMAIN] = "control_domain",
};

static const char * const verdict_kinds[] = {
	[VFIO_AP_VERDICT_QUEUE] = "queue",
	[VFIO_AP_VERDICT_CONTROL_DOMAIN] = "control_domain",
	[VFIO_AP_VERDICT_ADAPTER] = "adapter",
	[VFIO_AP_VERDICT_DOMAIN] = "domain",
};

static const char * const reset_causes[] = {
	[VFIO_AP_RESET_IOCTL] = "ioctl",
	[VFIO_AP_RESET_CLOSE] = "close",
	[VFIO_AP_RESET_UNPLUG] = "unplug",
};

static const char *name_of(const char * const *names, size_t count,
			   unsigned int number)
{
	return number < count && names[number] ? names[number] : "?";
}

const char *ap_state_name(unsigned int state)
{
	return name_of(states, ARRAY_SIZE(states), state);
}

const char *ap_role_name(unsigned int role)
{
	return name_of(roles, ARRAY_SIZE(roles), role);
}

const char *ap_outcome_name(unsigned int outcome)
{
	return name_of(outcomes, ARRAY_SIZE(outcomes), outcome);
}

const char *ap_cause_name(unsigned int cause)
{
	return name_of(causes, ARRAY_SIZE(causes), cause);
}

const char *ap_verdict_kind_name(unsigned int kind)
{
	return name_of(verdict_kinds, ARRAY_SIZE(verdict_kinds), kind);
}

const char *ap_dropped_name(unsigned int kind)
{
	return name_of(dropped, ARRAY_SIZE(dropped), kind);
}

const char *ap_reset_cause_name(unsigned int cause)
{
	return name_of(reset_causes, ARRAY_SIZE(reset_causes), cause);
}
