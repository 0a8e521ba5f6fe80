// SPDX-License-Identifier: GPL-2.0
/* The one table of metrics, and how it is written. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/reasons.h"
#include "event_fields.h"
#include "metrics.h"
#include "version.h"
#include "view.h"

#define NSEC_PER_SEC	UINT64_C(1000000000)
#define QUOTE(number)	#number
#define WORD_OF(number)	QUOTE(number)

enum metric_type {
	METRIC_COUNTER,
	METRIC_GAUGE,
	METRIC_HISTOGRAM,
	METRIC_INFO,
};

/* What the types are called, and what their samples end with, by format. */
static const struct {
	const char *name;
	const char *text_name;
	const char *suffix;
} types[] = {
	[METRIC_COUNTER] = { "counter", "counter", "_total" },
	[METRIC_GAUGE] = { "gauge", "gauge", "" },
	[METRIC_HISTOGRAM] = { "histogram", "histogram", "" },
	[METRIC_INFO] = { "info", "gauge", "_info" },
};

/**
 * struct label - a label and its words
 * @name: of the label; NULL if there is none
 * @count: how many values it has
 * @word: the value with that number; NULL: there is none with it
 */
struct label {
	const char *name;
	unsigned int count;
	const char *(*word)(unsigned int number);
};

/**
 * struct metric - one metric
 * @name: without the part of the name that its type adds
 * @type: enum metric_type
 * @unit: the end of the name, or NULL
 * @labels: at most two
 * @number: what a counter or gauge is, for the values of the labels
 * @histogram: the same for a histogram
 * @help: what it means
 */
struct metric {
	const char *name;
	enum metric_type type;
	const char *unit;
	const struct label *labels[2];
	uint64_t (*number)(const struct tally *tally, unsigned int first,
			   unsigned int second);
	const struct histogram *(*histogram)(const struct tally *tally,
					     unsigned int first);
	const char *help;
};

static const char *outcome_word(unsigned int number)
{
	return number == VFIO_AP_OUTCOME_NONE ? NULL : outcome_name(number);
}

static const char *reason_word(unsigned int number)
{
	const struct ap_reason *reason = ap_reason(number);

	return reason ? reason->name : NULL;
}

enum lost_place { LOST_RING, LOST_MAP, LOST_RECURSION, LOST_UNREADABLE };

static const char * const lost_words[] = {
	[LOST_RING] = "ring_full",
	[LOST_MAP] = "map_full",
	[LOST_RECURSION] = "recursion",
	[LOST_UNREADABLE] = "unreadable",
};

static const char *lost_word(unsigned int number)
{
	return lost_words[number];
}

static const char *version_word(unsigned int number)
{
	(void)number;
	return APTRACE_VERSION;
}

static const char *abi_word(unsigned int number)
{
	(void)number;
	return WORD_OF(VFIO_AP_TRACE_ABI);
}

static const struct label role = { "role", TALLY_ROLES, ap_role_name };
static const struct label outcome = { "outcome", TALLY_OUTCOMES, outcome_word };
static const struct label cause = { "cause", TALLY_CAUSES, ap_cause_name };
static const struct label reason = { "reason", APTRACE_REASONS_MAX,
				     reason_word };
static const struct label kind = { "kind", APTRACE_KINDS, event_name };
static const struct label place = { "place", ARRAY_SIZE(lost_words),
				    lost_word };
static const struct label to = { "to", TALLY_STATES, ap_state_name };
static const struct label version = { "version", 1, version_word };
static const struct label abi = { "abi", 1, abi_word };

/* Getters; @a and @b are the numbers of the labels' values. */
#define GET(name, expression)						\
static uint64_t get_##name(const struct tally *tally, unsigned int a,	\
			   unsigned int b)				\
{									\
	(void)tally;							\
	(void)a;							\
	(void)b;							\
	return expression;						\
}									\
struct aptrace_semicolon

#define GET_HISTOGRAM(name, expression)					\
static const struct histogram *histogram_##name(const struct tally *tally, \
						unsigned int a)		\
{									\
	(void)a;							\
	return &tally->expression;					\
}									\
struct aptrace_semicolon

GET(one, 1);
GET(attached, tally->attached);
GET(attaches, tally->attaches);
GET(active, tally->active[a]);
GET(started, tally->started[a]);
GET(ended, tally->ended[a][b]);
GET(causes, tally->causes[a][b]);
GET(incomplete, tally->incomplete);
GET(migrations_lost, tally->losses.counters.ends_unmapped);
GET(reasons, tally->reasons[a]);
GET(judged, tally->judged);
GET(queues_refused, tally->queues_refused);
GET(control_domains_refused, tally->control_domains_refused);
GET(bytes, tally->bytes[a]);
GET(events, tally->losses.counters.events[a]);
GET(lost, a == LOST_RING ? tally->losses.counters.ring_full :
	  a == LOST_MAP ? tally->losses.counters.map_full :
	  a == LOST_RECURSION ? tally->losses.recursion_misses :
	  tally->losses.counters.unreadable);
GET(arc_errors, tally->arc_errors[a]);
GET(journal_entries, tally->journal_entries);
GET(journal_errors, tally->journal_errors);
GET(unrecorded, tally->unrecorded);
GET(recorder_bytes, tally->recorder_bytes);

GET_HISTOGRAM(arc, arc[a]);
GET_HISTOGRAM(downtime, downtime);
GET_HISTOGRAM(duration, duration[a]);

#define NAME	"aptrace_"

static const struct metric metrics[] = {
	{ NAME "build", METRIC_INFO, NULL, { &version, &abi }, get_one, NULL,
	  "the aptrace that runs, and the layout of events that it knows" },
	{ NAME "attached", METRIC_GAUGE, NULL, { NULL }, get_attached, NULL,
	  "1 while migrations are watched, 0 while there is no device or no module to watch" },
	{ NAME "attaches", METRIC_COUNTER, NULL, { NULL }, get_attaches, NULL,
	  "times that watching began" },
	{ NAME "migrations_active", METRIC_GAUGE, NULL, { &role }, get_active,
	  NULL, "migrations on their way" },
	{ NAME "migrations_started", METRIC_COUNTER, NULL, { &role },
	  get_started, NULL, "migrations that were seen to begin" },
	{ NAME "migrations_ended", METRIC_COUNTER, NULL, { &role, &outcome },
	  get_ended, NULL,
	  "migrations that ended on this host; unseen: the end event was missed" },
	{ NAME "migrations_ended_by", METRIC_COUNTER, NULL, { &role, &cause },
	  get_causes, NULL,
	  "what ended them: a state request, a reset, a close" },
	{ NAME "migrations_incomplete", METRIC_COUNTER, NULL, { NULL },
	  get_incomplete, NULL,
	  "ended migrations of which events are missing, by sequence number" },
	{ NAME "migrations_lost", METRIC_COUNTER, NULL, { NULL },
	  get_migrations_lost, NULL,
	  "migrations whose end found no room in the kernel's map" },
	{ NAME "verdicts", METRIC_COUNTER, NULL, { &reason }, get_reasons, NULL,
	  "refusals that named the reason, of ended migrations; one can name several" },
	{ NAME "queues_judged", METRIC_COUNTER, NULL, { NULL }, get_judged,
	  NULL, "verdicts on queues, of ended migrations" },
	{ NAME "queues_refused", METRIC_COUNTER, NULL, { NULL },
	  get_queues_refused, NULL, "queues refused, of ended migrations" },
	{ NAME "control_domains_refused", METRIC_COUNTER, NULL, { NULL },
	  get_control_domains_refused, NULL,
	  "control domains refused, of ended migrations" },
	{ NAME "stream_bytes", METRIC_COUNTER, "bytes", { &role }, get_bytes,
	  NULL, "length of what was read or written, of ended migrations" },
	{ NAME "migration_duration_seconds", METRIC_HISTOGRAM, "seconds",
	  { &role }, NULL, histogram_duration,
	  "from leaving RUNNING to the end" },
	{ NAME "migration_downtime_seconds", METRIC_HISTOGRAM, "seconds",
	  { NULL }, NULL, histogram_downtime,
	  "source: how long the guest has stood still (STOP, STOP_COPY, ERROR)" },
	{ NAME "arc_duration_seconds", METRIC_HISTOGRAM, "seconds", { &to },
	  NULL, histogram_arc,
	  "how long an arc of the state machine took, by the state that it led to" },
	{ NAME "arc_errors", METRIC_COUNTER, NULL, { &to }, get_arc_errors,
	  NULL,
	  "arcs that failed, by the state that they should have led to" },
	{ NAME "events", METRIC_COUNTER, NULL, { &kind }, get_events, NULL,
	  "events of the driver that were seen" },
	{ NAME "events_lost", METRIC_COUNTER, NULL, { &place }, get_lost, NULL,
	  "events lost, by place; of ring_full the detail only" },
	{ NAME "recorder_bytes", METRIC_GAUGE, "bytes", { NULL },
	  get_recorder_bytes, NULL, "length of the flight recorder's files" },
	{ NAME "recorder_events_lost", METRIC_COUNTER, NULL, { NULL },
	  get_unrecorded, NULL,
	  "events that could not be written to the flight recorder" },
	{ NAME "journal_entries", METRIC_COUNTER, NULL, { NULL },
	  get_journal_entries, NULL, "journal entries that were written" },
	{ NAME "journal_errors", METRIC_COUNTER, NULL, { NULL },
	  get_journal_errors, NULL,
	  "journal entries that could not be written" },
};

void metrics_escape(const char *word, struct text *text)
{
	for (; *word; word++) {
		if (*word == '\n') {
			text_puts(text, "\\n");
			continue;
		}
		if (*word == '"' || *word == '\\')
			text_putc(text, '\\');
		text_putc(text, *word);
	}
}

static void label_text(const struct label *label, unsigned int number,
		       bool *first, struct text *text)
{
	if (!label)
		return;
	text_printf(text, "%c%s=\"", *first ? '{' : ',', label->name);
	metrics_escape(label->word(number), text);
	text_putc(text, '"');
	*first = false;
}

/* Name and labels of a sample; @bound: of a bucket. */
static void sample_head(const struct metric *metric, const char *suffix,
			const unsigned int numbers[2], const char *bound,
			struct text *text)
{
	bool first = true;

	text_printf(text, "%s%s", metric->name, suffix);
	label_text(metric->labels[0], numbers[0], &first, text);
	label_text(metric->labels[1], numbers[1], &first, text);
	if (bound)
		text_printf(text, "%cle=\"%s\"", first ? '{' : ',', bound);
	if (bound || !first)
		text_putc(text, '}');
	text_putc(text, ' ');
}

static void histogram_text(const struct metric *metric,
			   const struct histogram *histogram,
			   const unsigned int numbers[2], struct text *text)
{
	uint64_t count = 0;
	unsigned int i;

	for (i = 0; i <= TALLY_BOUNDS; i++) {
		count += histogram->buckets[i];
		sample_head(metric, "_bucket", numbers, i < TALLY_BOUNDS ?
			    tally_bounds[i].seconds : "+Inf", text);
		text_printf(text, "%" PRIu64 "\n", count);
	}
	sample_head(metric, "_sum", numbers, NULL, text);
	text_printf(text, "%" PRIu64 ".%09" PRIu64 "\n",
		    histogram->sum_ns / NSEC_PER_SEC,
		    histogram->sum_ns % NSEC_PER_SEC);
	sample_head(metric, "_count", numbers, NULL, text);
	text_printf(text, "%" PRIu64 "\n", count);
}

static unsigned int values(const struct label *label)
{
	return label ? label->count : 1;
}

static bool has_value(const struct label *label, unsigned int number)
{
	return !label || label->word(number);
}

/* Call @each for all combinations of the labels' words. */
static void for_each_series(const struct metric *metric,
			    void (*each)(const struct metric *metric,
					 const unsigned int numbers[2],
					 void *context),
			    void *context)
{
	unsigned int at[2];

	for (at[0] = 0; at[0] < values(metric->labels[0]); at[0]++)
		for (at[1] = 0; at[1] < values(metric->labels[1]); at[1]++)
			if (has_value(metric->labels[0], at[0]) &&
			    has_value(metric->labels[1], at[1]))
				each(metric, at, context);
}

struct page {
	const struct tally *tally;
	struct text *text;
};

static void series_text(const struct metric *metric,
			const unsigned int numbers[2], void *context)
{
	const struct page *page = context;

	if (metric->histogram) {
		histogram_text(metric,
			       metric->histogram(page->tally, numbers[0]),
			       numbers, page->text);
		return;
	}
	sample_head(metric, types[metric->type].suffix, numbers, NULL,
		    page->text);
	text_printf(page->text, "%" PRIu64 "\n",
		    metric->number(page->tally, numbers[0], numbers[1]));
}

void metrics_page(const struct tally *tally, enum metrics_format format,
		  struct text *text)
{
	struct page page = { .tally = tally, .text = text };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(metrics); i++) {
		const struct metric *metric = &metrics[i];
		bool open = format == METRICS_OPENMETRICS;
		/* The older format has the type's part in the family's name. */
		const char *suffix = open ? "" : types[metric->type].suffix;

		text_printf(text, "# TYPE %s%s %s\n", metric->name, suffix,
			    open ? types[metric->type].name :
				   types[metric->type].text_name);
		if (open && metric->unit)
			text_printf(text, "# UNIT %s %s\n", metric->name,
				    metric->unit);
		text_printf(text, "# HELP %s%s %s\n", metric->name, suffix,
			    metric->help);
		for_each_series(metric, series_text, &page);
	}
	if (format == METRICS_OPENMETRICS)
		text_puts(text, "# EOF\n");
}

static void count_series(const struct metric *metric,
			 const unsigned int numbers[2], void *context)
{
	(void)numbers;
	/* The buckets, that without a bound, the sum, the count. */
	*(unsigned int *)context += metric->histogram ? TALLY_BOUNDS + 3 : 1;
}

unsigned int metrics_samples(void)
{
	unsigned int samples = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(metrics); i++)
		for_each_series(&metrics[i], count_series, &samples);
	return samples;
}

static void label_reference(const struct label *label, struct text *text)
{
	const char *separator = "=";
	unsigned int i;

	if (!label)
		return;
	text_printf(text, " %s", label->name);
	/* What differs from build to build is not for a reference. */
	if (label == &version || label == &abi)
		return;
	for (i = 0; i < label->count; i++) {
		if (!label->word(i))
			continue;
		text_printf(text, "%s%s", separator, label->word(i));
		separator = "|";
	}
}

void metrics_reference(struct text *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(metrics); i++) {
		const struct metric *metric = &metrics[i];

		text_printf(text, "%s%s\n    %s", metric->name,
			    types[metric->type].suffix,
			    types[metric->type].name);
		if (metric->unit)
			text_printf(text, ", %s", metric->unit);
		if (metric->labels[0])
			text_puts(text, "; labels:");
		label_reference(metric->labels[0], text);
		label_reference(metric->labels[1], text);
		text_printf(text, "\n    %s\n", metric->help);
	}
}
