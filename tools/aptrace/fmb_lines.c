// SPDX-License-Identifier: GPL-2.0
/* aptrace fmb: one line for each thing that happens. */
#include <inttypes.h>
#include <stdio.h>

#include "../../driver/core/fmb.h"
#include "event_fields.h"
#include "fmb_fields.h"
#include "fmb_view.h"
#include "format.h"
#include "zpci_name.h"

static void function_name(struct fmb_view *view, const struct fmb_function *f)
{
	char address[ZPCI_NAME_BYTES];

	zpci_format_address(address, f->record.domain, f->record.bus,
			    f->record.devfn);
	text_printf(&view->out, "%s 0x%08" PRIx32, address, f->record.fid);
}

static void line_start(struct fmb_view *view, uint64_t time_ns,
		       const struct fmb_function *f, const char *what)
{
	char clock[FORMAT_BYTES];

	format_clock(clock, sizeof(clock), time_ns + view->clock_offset_ns);
	text_printf(&view->out, "%s ", clock);
	function_name(view, f);
	text_printf(&view->out, " %-8s", what);
}

static void line_end(struct fmb_view *view)
{
	text_putc(&view->out, '\n');
}

static void lines_attached(struct fmb_view *view, const char *how,
			   unsigned int tracepoints)
{
	text_printf(&view->out, "# attached: %u tracepoints, %s\n", tracepoints,
		    how);
}

static void lines_reading(struct fmb_view *view, const struct fmb_function *f,
			  uint32_t interval_ms)
{
	text_puts(&view->out, "# reading: ");
	function_name(view, f);
	text_printf(&view->out, " every %" PRIu32 " ms\n", interval_ms);
}

static void lines_sample(struct fmb_view *view, const struct fmb_function *f,
			 const struct fmb_entry *entry)
{
	const struct fmb_moment moment = { f, entry, entry->sample.time_ns };

	line_start(view, entry->sample.time_ns, f, entry->sample.torn ? "torn" :
		   entry->restart ? "restart" : "sample");
	fmb_fields_line(&moment, FMB_IN_SAMPLE, &view->out);
	line_end(view);
}

static void lines_measured(struct fmb_view *view, const struct fmb_function *f,
			   enum aptrace_fmb_kind kind, uint64_t time_ns,
			   const struct vfio_zpci_ev_fmb_switch *event)
{
	line_start(view, time_ns, f, fmb_kind_name(kind));
	text_printf(&view->out, " cause=%s", fmb_cause_name(event->cause));
	if (event->err) {
		text_puts(&view->out, " failed: ");
		event_errno_text(event->err, &view->out);
	}
	line_end(view);
}

static void lines_read_error(struct fmb_view *view, const struct fmb_function *f,
			     uint64_t time_ns, int err)
{
	line_start(view, time_ns, f, "error");
	text_putc(&view->out, ' ');
	event_errno_text(err, &view->out);
	if (err == -ENXIO)
		text_puts(&view->out, ": measurement is off");
	line_end(view);
}

static void lines_loss(struct fmb_view *view, const struct fmb_losses *losses)
{
	text_puts(&view->out, "# ");
	fmb_losses_text(losses, &view->out);
	line_end(view);
}

static void lines_summary(struct fmb_view *view, const struct fmb_model *model,
			  const struct fmb_losses *losses, uint64_t now_ns)
{
	const struct fmb_function *f;

	for (f = model->functions; f; f = f->next) {
		const struct fmb_moment moment = { f, fmb_entry(f, 0), now_ns };

		text_puts(&view->out, "# ");
		function_name(view, f);
		fmb_fields_line(&moment, FMB_IN_SUMMARY, &view->out);
		line_end(view);
	}
	text_printf(&view->out, "# functions %u; samples %" PRIu64,
		    model->function_count, model->samples);
	if (losses) {
		text_printf(&view->out, "; %" PRIu64 " events, %" PRIu64 " missed; ",
			    fmb_losses_events(losses), fmb_model_missed(model));
		fmb_losses_text(losses, &view->out);
	}
	line_end(view);
}

const struct fmb_view_ops fmb_view_lines = {
	.attached = lines_attached,
	.reading = lines_reading,
	.sample = lines_sample,
	.measured = lines_measured,
	.read_error = lines_read_error,
	.loss = lines_loss,
	.summary = lines_summary,
};
