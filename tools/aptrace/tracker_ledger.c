// SPDX-License-Identifier: GPL-2.0
/* A tracker of what was recorded. */
#include "tracker_ledger.h"

static bool source_session(void *context, uint64_t key,
			   struct aptrace_session *session)
{
	const struct tracker_ledger *books = context;

	return ledger_session(books->ledger, key, session);
}

static void source_sessions(void *context, collector_session_fn fn,
			    void *fn_context)
{
	const struct tracker_ledger *books = context;

	ledger_sessions(books->ledger, fn, fn_context);
}

static void source_forget(void *context, uint64_t key)
{
	const struct tracker_ledger *books = context;

	ledger_forget(books->ledger, key);
}

static uint64_t source_now_ns(void *context)
{
	const struct tracker_ledger *books = context;

	return books->now_ns;
}

const struct tracker_source tracker_ledger_source = {
	.session = source_session,
	.sessions = source_sessions,
	.forget = source_forget,
	.now_ns = source_now_ns,
};
