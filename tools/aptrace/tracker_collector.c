// SPDX-License-Identifier: GPL-2.0
/* A tracker of what happens now. */
#include "format.h"
#include "tracker_collector.h"

static bool source_session(void *context, uint64_t key,
			   struct aptrace_session *session)
{
	return collector_session(context, key, session);
}

static void source_sessions(void *context, collector_session_fn fn,
			    void *fn_context)
{
	collector_sessions(context, fn, fn_context);
}

static void source_forget(void *context, uint64_t key)
{
	collector_forget(context, key);
}

static uint64_t source_now_ns(void *context)
{
	(void)context;
	return clock_boot_ns();
}

const struct tracker_source tracker_collector_source = {
	.session = source_session,
	.sessions = source_sessions,
	.forget = source_forget,
	.now_ns = source_now_ns,
};
