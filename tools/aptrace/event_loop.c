// SPDX-License-Identifier: GPL-2.0
/* What the commands that hand out each event have in common. */
#include "event_fields.h"
#include "event_loop.h"
#include "exit_codes.h"
#include "format.h"

#define LOOK_NS		500000000ULL	/* how often losses are looked at */

static bool has_enough(const struct event_loop *events)
{
	return events->count && events->shown >= events->count;
}

static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	struct event_loop *events = context;

	if (has_enough(events) ||
	    record->event_bytes != event_bytes(record->kind))
		return;
	if (events->wants && !events->wants(events->context, record, event))
		return;
	events->shown++;
	events->loop.view.ops->event(&events->loop.view, record, event);
}

/*
 * The sessions map fills while nobody shows what is in it: take ended ones out
 * once nothing can come any more.
 */
static void drop_ended(void *context, const struct aptrace_session *session)
{
	struct event_loop *events = context;

	if (session->ended && clock_boot_ns() > session->last_ns + LOOK_NS)
		collector_forget(events->loop.collector, session->session);
}

static int go(struct event_loop *events)
{
	struct loop *loop = &events->loop;
	uint64_t look_ns = clock_boot_ns(), now_ns;
	bool more = false, stop = false;
	int result;

	events->begin(events->context);
	do {
		more = collector_consume(loop->collector);
		now_ns = clock_boot_ns();
		if (now_ns >= look_ns || stop) {
			result = loop_check_losses(loop, events->name);
			if (result != LOOP_GO_ON)
				return result;
			loop_show_losses(loop);
			collector_sessions(loop->collector, drop_ended, events);
			look_ns = now_ns + LOOK_NS;
		}
		result = events->flush(events->context);
		if (result != LOOP_GO_ON)
			return result;
		if (stop && !more)
			break;
		if (has_enough(events))
			break;
		if (loop->end_ns && now_ns >= loop->end_ns)
			stop = true;
		else if (loop_wait(loop, -1, more, loop->end_ns &&
				   loop->end_ns < look_ns ? loop->end_ns :
				   look_ns) & LOOP_STOP)
			stop = true;
		if (stop)
			collector_stop(loop->collector);
	} while (true);

	result = loop_check_losses(loop, events->name);
	if (result != LOOP_GO_ON)
		return result;
	loop_show_losses(loop);
	loop->view.ops->summary(&loop->view, NULL, &loop->losses);
	result = events->flush(events->context);
	return result == LOOP_GO_ON ? EXIT_OK : result;
}

int event_loop_run(struct event_loop *events,
		   const struct common_options *common,
		   struct collector_options *collect)
{
	int result;

	collect->on_record = on_record;
	collect->context = events;
	result = loop_start(&events->loop, events->name, common, collect);
	if (result != EXIT_OK)
		return result;
	result = go(events);
	loop_finish(&events->loop);
	return result;
}
