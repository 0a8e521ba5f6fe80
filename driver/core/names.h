/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words for numbers in events: states, roles, outcomes, causes. Stable:
 * JSON, metrics and tests use them. Never NULL; unknown numbers give "?".
 */
#ifndef APTRACE_CORE_NAMES_H
#define APTRACE_CORE_NAMES_H

#include "types.h"

/* enum vfio_device_mig_state: "ERROR", "STOP", "RUNNING", "STOP_COPY", ... */
const char *ap_state_name(unsigned int state);
/* enum vfio_ap_mig_role: "-", "source", "destination" */
const char *ap_role_name(unsigned int role);
/* enum vfio_ap_mig_outcome: "-", "completed", "refused", "rolled_back", ... */
const char *ap_outcome_name(unsigned int outcome);
/* enum vfio_ap_mig_cause: "state", "reset", "close" */
const char *ap_cause_name(unsigned int cause);
/* enum vfio_ap_verdict_kind: "queue", "control_domain", "adapter", "domain" */
const char *ap_verdict_kind_name(unsigned int kind);
/* enum vfio_ap_dropped_kind: "adapter", "domain", "control_domain" */
const char *ap_dropped_name(unsigned int kind);
/* enum vfio_ap_reset_cause: "ioctl", "close", "unplug" */
const char *ap_reset_cause_name(unsigned int cause);

#endif /* APTRACE_CORE_NAMES_H */
