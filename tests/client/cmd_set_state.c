// SPDX-License-Identifier: GPL-2.0
/* apvmm set-state: any walk through the states, also through wrong ones. */
#include "commands.h"
#include "error.h"
#include "number.h"
#include "session.h"
#include "steps.h"

int cmd_set_state(const struct options *options, char **words)
{
	struct session session;
	bool failed = false;
	char **word;

	if (!*words) {
		fail(0, "set-state: no STEP given; see: apvmm set-state --help");
		return APVMM_USAGE;
	}
	for (word = words; *word; word++) {
		if (step_is_known(*word))
			continue;
		fail(0, "set-state: \"%s\" is no state and no step; see: apvmm set-state --help",
		     *word);
		return APVMM_USAGE;
	}
	if (session_open(&session, options, true))
		return APVMM_FAILED;
	session.started_ns = now_ns();
	for (word = words; *word; word++) {
		if (step_do(&session, *word))
			failed = true;
	}
	if (session_hold(&session))
		failed = true;
	session_summary(&session, failed ? "failed" : "walked",
			failed ? APVMM_FAILED : APVMM_OK,
			failed ? last_failure() : NULL);
	session_close(&session);
	return failed ? APVMM_FAILED : APVMM_OK;
}
