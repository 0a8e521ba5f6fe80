// SPDX-License-Identifier: GPL-2.0
/* The capabilities of a command that runs for weeks. */
#include <cap-ng.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "privileges.h"

/* Their numbers are the kernel's; older headers lack the names. */
#ifndef CAP_PERFMON
#define CAP_PERFMON	38
#endif
#ifndef CAP_BPF
#define CAP_BPF		39
#endif

bool privileges_keep(char *why)
{
	bool can_bound;

	if (capng_get_caps_process() ||
	    !capng_have_capability(CAPNG_PERMITTED, CAP_BPF) ||
	    !capng_have_capability(CAPNG_PERMITTED, CAP_PERFMON)) {
		snprintf(why, PRIVILEGES_WHY_BYTES,
			 "CAP_BPF and CAP_PERFMON are missing: run as root, or by aptrace-agent.service, which gives them");
		return false;
	}
	/* The bounding set is lowered by who may; else it is of no use to him. */
	can_bound = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
	capng_clear(CAPNG_SELECT_ALL);
	capng_updatev(CAPNG_ADD, CAPNG_PERMITTED, CAP_BPF, CAP_PERFMON, -1);
	if ((can_bound && capng_apply(CAPNG_SELECT_BOUNDS)) ||
	    capng_apply(CAPNG_SELECT_CAPS) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		snprintf(why, PRIVILEGES_WHY_BYTES,
			 "cannot give up capabilities: %s", strerror(errno));
		return false;
	}
	return true;
}

static void change(capng_act_t action)
{
	capng_updatev(action, CAPNG_EFFECTIVE, CAP_BPF, CAP_PERFMON, -1);
	/* Both are permitted, so it cannot fail; attaching would say so. */
	capng_apply(CAPNG_SELECT_CAPS);
}

void privileges_raise(void)
{
	change(CAPNG_ADD);
}

void privileges_lower(void)
{
	change(CAPNG_DROP);
}
