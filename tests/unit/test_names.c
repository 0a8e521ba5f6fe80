// SPDX-License-Identifier: GPL-2.0
/* Names of numbers: complete, stable, and never NULL. */
#include "../../driver/core/names.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"
#include "suites.h"
#include "tap.h"

static void check_names(const char *(*name)(unsigned int),
			const char * const *expected, unsigned int count)
{
	unsigned int nr;

	for (nr = 0; nr < count; nr++)
		CHECK_TEXT(name(nr), expected[nr]);
	/* One more than there are: a new number needs a line here. */
	CHECK_TEXT(name(count), "?");
	CHECK_TEXT(name(255), "?");
	CHECK_TEXT(name(~0U), "?");
}

static void states(void)
{
	/* enum vfio_device_mig_state of include/uapi/linux/vfio.h */
	static const char * const names[] = {
		"ERROR", "STOP", "RUNNING", "STOP_COPY", "RESUMING",
		"RUNNING_P2P", "PRE_COPY", "PRE_COPY_P2P",
	};

	check_names(ap_state_name, names, ARRAY_SIZE(names));
	CHECK_EQUAL(ARRAY_SIZE(names), VFIO_AP_TRACE_STATES);
}

static void roles(void)
{
	static const char * const names[] = { "-", "source", "destination" };

	check_names(ap_role_name, names, ARRAY_SIZE(names));
	CHECK_TEXT(ap_role_name(VFIO_AP_ROLE_SOURCE), "source");
	CHECK_TEXT(ap_role_name(VFIO_AP_ROLE_DESTINATION), "destination");
}

static void outcomes(void)
{
	static const char * const names[] = {
		"-", "completed", "refused", "rolled_back", "aborted",
		"failed",
	};

	check_names(ap_outcome_name, names, ARRAY_SIZE(names));
	CHECK_TEXT(ap_outcome_name(VFIO_AP_OUTCOME_COMPLETED), "completed");
	CHECK_TEXT(ap_outcome_name(VFIO_AP_OUTCOME_FAILED), "failed");
}

static void causes(void)
{
	static const char * const names[] = { "state", "reset", "close" };

	check_names(ap_cause_name, names, ARRAY_SIZE(names));
	CHECK_TEXT(ap_cause_name(VFIO_AP_CAUSE_CLOSE), "close");
}

static void verdict_kinds(void)
{
	static const char * const names[] = {
		"queue", "control_domain", "adapter", "domain",
	};

	check_names(ap_verdict_kind_name, names, ARRAY_SIZE(names));
	CHECK_TEXT(ap_verdict_kind_name(VFIO_AP_VERDICT_ADAPTER), "adapter");
}

static void dropped(void)
{
	static const char * const names[] = {
		"adapter", "domain", "control_domain",
	};

	check_names(ap_dropped_name, names, ARRAY_SIZE(names));
	CHECK_TEXT(ap_dropped_name(VFIO_AP_DROPPED_CONTROL_DOMAIN),
		   "control_domain");
}

static void reset_causes(void)
{
	static const char * const names[] = { "ioctl", "close", "unplug" };

	check_names(ap_reset_cause_name, names, ARRAY_SIZE(names));
	CHECK_TEXT(ap_reset_cause_name(VFIO_AP_RESET_UNPLUG), "unplug");
}

static const struct test tests[] = {
	{ "states", states },
	{ "roles", roles },
	{ "outcomes", outcomes },
	{ "causes", causes },
	{ "kinds of verdicts", verdict_kinds },
	{ "what was dropped", dropped },
	{ "causes of resets", reset_causes },
};

SUITE(names, tests);
