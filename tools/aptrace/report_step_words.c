// SPDX-License-Identifier: GPL-2.0
/* The steps of a migration in words, and as a table. */
#include <inttypes.h>

#include "../../driver/core/names.h"
#include "../../driver/core/reasons.h"
#include "../../driver/core/stream_error.h"
#include "event_fields.h"
#include "format.h"
#include "html.h"
#include "report_steps.h"

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void add_count(struct text *words, uint64_t count, const char *thing)
{
	text_printf(words, "%" PRIu64 " %s%s", count, thing, plural(count));
}

static void add_duration(struct text *words, uint64_t ns)
{
	char duration[FORMAT_BYTES];

	if (!ns)
		return;
	format_duration(duration, sizeof(duration), ns);
	text_printf(words, ", took %s", duration);
}

static void add_err(struct text *words, int err)
{
	if (!err)
		return;
	text_puts(words, " failed: ");
	event_errno_text(err, words);
}

static void add_reasons(struct text *words, uint32_t reasons)
{
	const struct ap_reason *reason;
	const char *separator = ": ";
	unsigned int bit;

	for (bit = 0; bit < 32; bit++) {
		if (!(reasons & 1U << bit))
			continue;
		reason = ap_reason(bit);
		text_puts(words, separator);
		if (reason)
			text_puts(words, reason->name);
		else
			text_printf(words, "reason %u", bit);
		separator = ", ";
	}
}

static void arc_words(const struct vfio_ap_ev_arc *ev, struct text *words)
{
	text_printf(words, "%s to %s", ap_state_name(ev->from),
		    ap_state_name(ev->to));
	add_err(words, ev->err);
	add_duration(words, ev->duration_ns);
}

static void begin_words(const struct report_step *step, struct text *words)
{
	const struct vfio_ap_ev_begin *ev = step->event;

	text_puts(words, step->side == REPORT_SOURCE ?
		  "Snapshot of the guest's configuration: " :
		  "The guest's configuration has arrived: ");
	add_count(words, ev->queues, "queue");
	text_puts(words, ", ");
	add_count(words, ev->control_domains, "control domain");
	text_puts(words, ", in ");
	add_count(words, ev->total_bytes, "byte");
}

static void io_words(const struct report_step *step, struct text *words)
{
	const struct vfio_ap_ev_io *ev = step->event;
	const char *name = event_name(step->kind);

	if (step->failed) {
		text_printf(words, "%s at byte %" PRIu64, name,
			    (uint64_t)ev->pos_bytes);
		add_err(words, ev->err);
		if (ev->stream_error)
			text_printf(words, " (%s)",
				    ap_stream_error(ev->stream_error)->sentence);
		return;
	}
	add_count(words, step->count, name);
	text_puts(words, ", ");
	add_count(words, step->bytes, "byte");
}

static void verdict_words(const struct report_step *step, struct text *words)
{
	const struct vfio_ap_ev_verdict *ev = step->event;

	if (step->early)
		text_puts(words, "PRE_COPY verdict, the guest was not paused: ");
	else
		text_puts(words, "Verdict: ");
	text_printf(words, "%" PRIu64 " of %" PRIu64 " fit%s",
		    step->count - step->bad, step->count,
		    step->bad ? ", the others do not" : "");
	add_reasons(words, step->reasons);
	if (ev->count > step->count)
		text_printf(words, " (%" PRIu64 " more are not in the recording)",
			    ev->count - step->count);
}

static void apply_words(const struct vfio_ap_ev_apply *ev, struct text *words)
{
	text_puts(words, "Applying the configuration");
	if (ev->err) {
		add_err(words, ev->err);
	} else {
		text_puts(words, ": the guest has ");
		add_count(words, ev->queues, "queue");
	}
	add_duration(words, ev->duration_ns);
}

static void reset_words(const struct vfio_ap_ev_reset *ev, struct text *words)
{
	text_printf(words, "Reset (%s): ", ap_reset_cause_name(ev->cause));
	add_count(words, ev->queues, "queue");
	if (ev->failed)
		text_printf(words, ", %" PRIu32 " of them did not come back",
			    (uint32_t)ev->failed);
	add_err(words, ev->err);
	add_duration(words, ev->duration_ns);
}

static void end_words(const struct vfio_ap_ev_end *ev, struct text *words)
{
	text_printf(words, "End: %s", ap_outcome_name(ev->outcome));
	if (ev->cause == VFIO_AP_CAUSE_RESET)
		text_puts(words, ", by a reset");
	else if (ev->cause == VFIO_AP_CAUSE_CLOSE)
		text_puts(words, ", as the device was closed");
	if (ev->err) {
		text_puts(words, "; user space got ");
		event_errno_text(ev->err, words);
	}
}

void report_step_words(const struct report_step *step, struct text *words)
{
	const struct vfio_ap_ev_request *request = step->event;

	switch (step->kind) {
	case APTRACE_REQUEST:
		text_printf(words, "%s was asked for in %s, and",
			    ap_state_name(request->target),
			    ap_state_name(request->from));
		add_err(words, request->err);
		break;
	case APTRACE_ARC:
		arc_words(step->event, words);
		break;
	case APTRACE_BEGIN:
		begin_words(step, words);
		break;
	case APTRACE_READ:
	case APTRACE_WRITE:
		io_words(step, words);
		break;
	case APTRACE_VERDICT:
		verdict_words(step, words);
		break;
	case APTRACE_DROPPED:
		add_count(words, step->count, "assignment");
		text_puts(words, " that the guest did not see, not taken over");
		break;
	case APTRACE_APPLY:
		apply_words(step->event, words);
		break;
	case APTRACE_RESET:
		reset_words(step->event, words);
		break;
	case APTRACE_END:
		end_words(step->event, words);
		break;
	default:
		text_puts(words, event_name(step->kind));
		break;
	}
}

static void row(const struct report_step *step,
		const struct report_migration *migration, struct text *html)
{
	char iso[40], since[FORMAT_BYTES];
	struct text words = { 0 };

	format_iso_time(iso, sizeof(iso), step->from_ns);
	format_duration(since, sizeof(since),
			step->from_ns - migration->begin_ns);
	text_printf(html, "<tr%s><td class=\"n\">", step->failed ? " class=\"bad\"" : "");
	if (step->marker)
		text_printf(html, "%u", step->marker);
	text_printf(html, "</td><td class=\"t opt\">%.15s</td><td class=\"t\">+%s</td><td>",
		    iso + 11, since);
	report_host(&migration->sides[step->side], step->side, html);
	text_puts(html, "</td><td>");
	if (step->failed)
		text_puts(html, "<b>&#x2717;</b> ");
	report_step_words(step, &words);
	html_take(html, &words);
	text_puts(html, "</td></tr>\n");
	text_free(&words);
}

void report_steps(const struct report_steps *steps,
		  const struct report_migration *migration, struct text *html)
{
	size_t i;

	text_puts(html, "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">No.</th><th scope=\"col\" class=\"opt\">Time (UTC)</th><th scope=\"col\">Since begin</th><th scope=\"col\">Host</th><th scope=\"col\">What</th></tr></thead>\n<tbody>\n");
	for (i = 0; i < steps->count; i++) {
		if (steps->hidden && i == REPORT_STEPS_MAX / 2)
			text_printf(html, "<tr><td></td><td colspan=\"4\">%zu more steps are left out here: aptrace replay --events shows each event</td></tr>\n",
				    steps->hidden);
		row(&steps->items[i], migration, html);
	}
	text_puts(html, "</tbody></table></div>\n");
}
