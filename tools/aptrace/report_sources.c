// SPDX-License-Identifier: GPL-2.0
/* Where a report's data come from, and what is to be known of them. */
#include <inttypes.h>
#include <string.h>

#include "format.h"
#include "html.h"
#include "report.h"

static void cell(struct text *html, const char *name, const char *value)
{
	html_element(html, "dt", NULL, name);
	html_element(html, "dd", NULL, *value ? value : "not known");
	text_putc(html, '\n');
}

static void time_cell(struct text *html, const char *name,
		      const struct event_input *host, uint64_t boot_ns)
{
	text_puts(html, "<dt>");
	html_text(html, name);
	text_puts(html, "</dt><dd>");
	report_time(boot_ns + host->header.clock_offset_ns, html);
	text_puts(html, "</dd>\n");
}

static void number_cell(struct text *html, const char *name, uint64_t number)
{
	text_printf(html, "<dt>%s</dt><dd>%" PRIu64 "</dd>\n", name, number);
}

/* What the recorder could not take; of single migrations their numbers say it. */
static void losses(struct text *html, const struct event_input *host)
{
	const struct aptrace_counters *c = &host->losses.counters;
	const uint64_t lost = c->ring_full + c->map_full + c->unreadable +
			      host->losses.recursion_misses;

	if (!lost) {
		cell(html, "lost while recording", host->account.summary ?
		     "nothing" : "nothing is said of it");
		return;
	}
	text_printf(html, "<dt>lost while recording</dt><dd><b>&#x2717; %" PRIu64 " events</b>: no room in the ring buffer %" PRIu64 ", in the map %" PRIu64 ", unreadable %" PRIu64 ", kept back by the kernel %" PRIu64 "</dd>\n",
		    lost, (uint64_t)c->ring_full, (uint64_t)c->map_full,
		    (uint64_t)c->unreadable, host->losses.recursion_misses);
}

static void host_list(struct text *html, const struct event_input *host)
{
	const struct recording_header *header = &host->header;
	char correction[FORMAT_BYTES];
	int64_t ns = header->clock_correction_ns;

	text_puts(html, "<section class=\"card\"><h3>");
	if (header->host[0]) {
		text_puts(html, "host ");
		html_text(html, header->host);
	} else {
		text_puts(html, "a host without a name");
	}
	text_puts(html, "</h3>\n<dl>\n");
	cell(html, "file", strcmp(host->path, "-") ? host->path : "standard input");
	cell(html, "boot id", header->boot_id);
	cell(html, "kernel", header->kernel);
	cell(html, "machine", header->machine);
	cell(html, "driver", header->driver);
	cell(html, "recorded by aptrace", header->version);
	if (host->merged) {
		format_duration(correction, sizeof(correction),
				ns < 0 ? -(uint64_t)ns : (uint64_t)ns);
		text_printf(html, "<dt>added to its times</dt><dd>%s%s</dd>\n",
			    ns < 0 ? "-" : "+", correction);
	}
	if (header->boot_ns)
		time_cell(html, "recorded from", host, header->boot_ns);
	if (host->account.events) {
		time_cell(html, "first event", host, host->account.first_ns);
		time_cell(html, "last event", host, host->account.last_ns);
	}
	number_cell(html, "events", host->account.events);
	losses(html, host);
	cell(html, "has its end", host->account.summary ? "yes" :
	     "no: what came later is not in it");
	text_puts(html, "</dl></section>\n");
}

/* Whose clocks nobody has compared. */
static bool clocks_differ(const struct event_list *list)
{
	const struct event_host *a, *b;
	unsigned int i;

	for (i = 1; i < list->host_count; i++) {
		a = &list->hosts[0];
		b = &list->hosts[i];
		if ((!a->merged || a->file != b->file) &&
		    strcmp(a->header.boot_id, b->header.boot_id))
			return true;
	}
	return false;
}

void report_sources(const struct report *report, struct text *html)
{
	const struct event_list *list = &report->list;
	unsigned int i;
	size_t note;

	text_puts(html, "<section id=\"sources\">\n<h2>Where this comes from</h2>\n<div class=\"cards\">\n");
	for (i = 0; i < list->input_count; i++)
		host_list(html, &list->inputs[i]);
	text_puts(html, "</div>\n");
	if (!list->notes.count && !clocks_differ(list)) {
		text_puts(html, "</section>\n");
		return;
	}
	text_puts(html, "<h3>To be known of it</h3>\n<ul>\n");
	for (note = 0; note < list->notes.count; note++) {
		html_element(html, "li", NULL, list->notes.items[note].data);
		text_putc(html, '\n');
	}
	if (clocks_differ(list))
		text_puts(html, "<li>Clocks: those of the hosts were not compared, and differ by as much as they did. <code>aptrace merge A B -o BOTH</code> makes one recording of two, estimates the difference and says how certain that is.</li>\n");
	text_puts(html, "</ul>\n</section>\n");
}
