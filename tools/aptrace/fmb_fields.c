// SPDX-License-Identifier: GPL-2.0
/* The one table of what can be said of a zPCI function. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/fmb.h"
#include "fmb_fields.h"
#include "format.h"
#include "zpci_name.h"

/* Getters that only hand out a member of the function's record. */
#define GET_NUMBER(member)						\
static void get_##member(const struct fmb_moment *moment,		\
			 unsigned int counter, struct value *value)	\
{									\
	(void)counter;							\
	value_set_unsigned(value, moment->function->record.member);	\
}									\
struct aptrace_semicolon

GET_NUMBER(reads);
GET_NUMBER(errors);
GET_NUMBER(empty);
GET_NUMBER(repeats);

/* The same, of what only events tell. */
#define GET_TRACED(member)						\
static void get_##member(const struct fmb_moment *moment,		\
			 unsigned int counter, struct value *value)	\
{									\
	(void)counter;							\
	if (moment->function->traced)					\
		value_set_unsigned(value,				\
				   moment->function->record.member);	\
}									\
struct aptrace_semicolon

GET_TRACED(retries);
GET_TRACED(contended);
GET_TRACED(starts);
GET_TRACED(stops);
GET_TRACED(resets);
GET_TRACED(switch_errors);
GET_TRACED(bindings);
GET_TRACED(events_seen);
GET_TRACED(details_lost);

/* The same of the sample, if there is one. */
#define GET_OF_SAMPLE(member)						\
static void get_##member(const struct fmb_moment *moment,		\
			 unsigned int counter, struct value *value)	\
{									\
	(void)counter;							\
	if (moment->entry)						\
		value_set_unsigned(value, moment->entry->sample.member); \
}									\
struct aptrace_semicolon

GET_OF_SAMPLE(format);
GET_OF_SAMPLE(samples);

static void set_bool(struct value *value, bool number)
{
	value->type = VALUE_BOOL;
	value->number = number;
}

static void get_function(const struct fmb_moment *moment, unsigned int counter,
			 struct value *value)
{
	const struct aptrace_fmb *r = &moment->function->record;
	char address[ZPCI_NAME_BYTES];

	(void)counter;
	zpci_format_address(address, r->domain, r->bus, r->devfn);
	value_set_text(value, address);
}

static void get_fid(const struct fmb_moment *moment, unsigned int counter,
		    struct value *value)
{
	(void)counter;
	value->type = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "0x%08" PRIx32,
		 moment->function->record.fid);
}

static void get_state(const struct fmb_moment *moment, unsigned int counter,
		      struct value *value)
{
	(void)counter;
	value_set_text(value, fmb_state_name(fmb_state(moment->function)));
}

static void get_age(const struct fmb_moment *moment, unsigned int counter,
		    struct value *value)
{
	uint64_t time_ns;

	(void)counter;
	if (!moment->entry)
		return;
	time_ns = moment->entry->sample.time_ns;
	value_set_unsigned(value, moment->now_ns > time_ns ?
			   moment->now_ns - time_ns : 0);
}

static void get_idle(const struct fmb_moment *moment, unsigned int counter,
		     struct value *value)
{
	const struct fmb_function *f = moment->function;

	(void)counter;
	if (fmb_state(f) == FMB_STATE_IDLE)
		value_set_unsigned(value, moment->now_ns > f->still_ns ?
				   moment->now_ns - f->still_ns : 0);
}

static void get_fmt_ind(const struct fmb_moment *moment, unsigned int counter,
			struct value *value)
{
	(void)counter;
	if (!moment->entry)
		return;
	value->type = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "0x%06" PRIx32,
		 moment->entry->sample.fmt_ind);
}

/* A pattern of bits, and too long for a JSON number. */
static void get_last_update(const struct fmb_moment *moment,
			    unsigned int counter, struct value *value)
{
	(void)counter;
	if (!moment->entry)
		return;
	value->type = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "0x%016" PRIx64,
		 (uint64_t)moment->entry->sample.last_update);
}

static void get_torn(const struct fmb_moment *moment, unsigned int counter,
		     struct value *value)
{
	(void)counter;
	if (moment->entry)
		set_bool(value, moment->entry->sample.torn);
}

static void get_restart(const struct fmb_moment *moment, unsigned int counter,
			struct value *value)
{
	(void)counter;
	/* A sample that may be two says nothing about that. */
	if (moment->entry && !moment->entry->sample.torn)
		set_bool(value, moment->entry->restart);
}

static void get_span(const struct fmb_moment *moment, unsigned int counter,
		     struct value *value)
{
	(void)counter;
	if (moment->entry && moment->entry->span_ns)
		value_set_unsigned(value, moment->entry->span_ns);
}

static bool has_counter(const struct fmb_moment *moment, unsigned int counter)
{
	return moment->entry &&
	       moment->entry->sample.valid & (1U << counter);
}

static void get_counter(const struct fmb_moment *moment, unsigned int counter,
			struct value *value)
{
	if (has_counter(moment, counter))
		value_set_unsigned(value,
				   moment->entry->sample.counters[counter]);
}

static void get_rate(const struct fmb_moment *moment, unsigned int counter,
		     struct value *value)
{
	if (!has_counter(moment, counter) || !moment->entry->span_ns)
		return;
	value->type = VALUE_THOUSANDTHS;
	value->number = moment->entry->rates[counter];
}

static void get_interval(const struct fmb_moment *moment, unsigned int counter,
			 struct value *value)
{
	(void)counter;
	if (moment->function->record.interval_ms)
		value_set_unsigned(value, moment->function->record.interval_ms);
}

static void get_fmb_bytes(const struct fmb_moment *moment, unsigned int counter,
			  struct value *value)
{
	(void)counter;
	if (moment->function->record.fmb_bytes)
		value_set_unsigned(value, moment->function->record.fmb_bytes);
}

static void get_torn_reads(const struct fmb_moment *moment, unsigned int counter,
			   struct value *value)
{
	(void)counter;
	value_set_unsigned(value, moment->function->record.torn);
}

static void get_restarts(const struct fmb_moment *moment, unsigned int counter,
			 struct value *value)
{
	(void)counter;
	value_set_unsigned(value, moment->function->restarts);
}

static void get_measured(const struct fmb_moment *moment, unsigned int counter,
			 struct value *value)
{
	const struct aptrace_fmb *r = &moment->function->record;

	(void)counter;
	if (r->measured == APTRACE_FMB_ON && r->start_ns)
		value_set_unsigned(value, moment->now_ns > r->start_ns ?
				   moment->now_ns - r->start_ns : 0);
}

static void get_start_cause(const struct fmb_moment *moment,
			    unsigned int counter, struct value *value)
{
	(void)counter;
	if (moment->function->traced && moment->function->record.start_ns)
		value_set_text(value, fmb_cause_name(moment->function->record.start_cause));
}

static void get_stop_cause(const struct fmb_moment *moment,
			   unsigned int counter, struct value *value)
{
	(void)counter;
	if (moment->function->record.stops)
		value_set_text(value, fmb_cause_name(moment->function->record.stop_cause));
}

static void get_err(const struct fmb_moment *moment, unsigned int counter,
		    struct value *value)
{
	(void)counter;
	value->type = VALUE_SIGNED;
	value->number = (uint64_t)(int64_t)moment->function->record.err;
}

static void get_err_name(const struct fmb_moment *moment, unsigned int counter,
			 struct value *value)
{
	(void)counter;
	if (!moment->function->record.err)
		return;
	value->type = VALUE_TEXT;
	format_errno(value->text, sizeof(value->text),
		     moment->function->record.err);
}

static void get_events_missed(const struct fmb_moment *moment,
			      unsigned int counter, struct value *value)
{
	(void)counter;
	if (moment->function->traced)
		value_set_unsigned(value, fmb_events_missed(moment->function));
}

#define SAMPLE	FMB_IN_SAMPLE
#define SUMMARY	FMB_IN_SUMMARY

#define PLAIN(name, title, unit, width, priority, lines, get, help)	\
	{ name, title, unit, width, priority, lines, FMB_NO_COUNTER, get, help }

/* A counter, and how much more of it there was per second. */
#define COUNTER(name, index, title, bytes, priority, help)		\
	{ name, NULL, (bytes) ? UNIT_BYTES : UNIT_NONE, 0, 0, SAMPLE,	\
	  VFIO_ZPCI_FMB_##index, get_counter,				\
	  help ", since measurement began" },				\
	{ name "_per_s", title,						\
	  (bytes) ? UNIT_BYTES_PER_SECOND : UNIT_PER_SECOND, 7,		\
	  priority, SAMPLE, VFIO_ZPCI_FMB_##index, get_rate,		\
	  "the same, per second" }

/* In the order in which people read them. */
const struct fmb_field fmb_fields[] = {
	PLAIN("function", "FUNCTION", UNIT_NONE, 12, 0, 0, get_function,
	      "PCI address on this host"),
	PLAIN("fid", "FID", UNIT_NONE, 10, 9, 0, get_fid, "function ID"),
	PLAIN("state", "STATE", UNIT_NONE, 7, 1, SUMMARY, get_state,
	      "what the function does, see above"),
	PLAIN("age_ns", "AGE", UNIT_NS, 6, 3, 0, get_age,
	      "since the sample was read for the first time"),
	PLAIN("idle_ns", "IDLE", UNIT_NS, 6, 6, SUMMARY, get_idle,
	      "idle: since when no counter has moved, as far as was seen"),
	PLAIN("format", NULL, UNIT_NONE, 0, 0, SAMPLE, get_format,
	      "format of the block; it says which counters there are"),
	PLAIN("fmt_ind", NULL, UNIT_NONE, 0, 0, 0, get_fmt_ind,
	      "24 bits of the block about its format"),
	PLAIN("samples", "SAMPLES", UNIT_NONE, 7, 8, SAMPLE, get_samples,
	      "samples that the function has stored since measurement began"),
	PLAIN("last_update", NULL, UNIT_NONE, 0, 0, 0, get_last_update,
	      "when it stored the sample, in its own units; the lowest bit: torn"),
	PLAIN("torn", NULL, UNIT_NONE, 0, 0, 0, get_torn,
	      "the counters may be of two samples; there are no rates"),
	PLAIN("restart", NULL, UNIT_NONE, 0, 0, 0, get_restart,
	      "of another measurement than the sample before"),
	PLAIN("span_ns", NULL, UNIT_NS, 0, 0, SAMPLE, get_span,
	      "host time from the sample before to this one, for the rates"),
	COUNTER("ld_ops", LD_OPS, "LD/s", false, 5, "PCI load operations"),
	COUNTER("st_ops", ST_OPS, "ST/s", false, 5, "PCI store operations"),
	COUNTER("stb_ops", STB_OPS, "STB/s", false, 7,
		"PCI store block operations"),
	COUNTER("rpcit_ops", RPCIT_OPS, "RPCIT/s", false, 6,
		"refresh PCI translations operations"),
	COUNTER("dma_rbytes", DMA_RBYTES, "DMARD/s", true, 2,
		"format 0: bytes that the function read by DMA"),
	COUNTER("dma_wbytes", DMA_WBYTES, "DMAWR/s", true, 2,
		"format 0: bytes that the function wrote by DMA"),
	COUNTER("rx_bytes", RX_BYTES, "RX/s", true, 2,
		"format 1: bytes received"),
	COUNTER("rx_packets", RX_PACKETS, "RXPKT/s", false, 4,
		"format 1: packets received"),
	COUNTER("tx_bytes", TX_BYTES, "TX/s", true, 2,
		"formats 1 and 3: bytes transmitted"),
	COUNTER("tx_packets", TX_PACKETS, "TXPKT/s", false, 4,
		"format 1: packets transmitted"),
	COUNTER("consumed_work_units", CONSUMED_WORK_UNITS, "WORK/s", false, 2,
		"format 2: work units used"),
	{ "max_work_units", "MAXWORK", UNIT_NONE, 7, 2, SAMPLE,
	  VFIO_ZPCI_FMB_MAX_WORK_UNITS, get_counter,
	  "format 2: the most work units that can be used" },
	PLAIN("interval_ms", NULL, UNIT_NONE, 0, 0, 0, get_interval,
	      "how often the function stores a sample"),
	PLAIN("fmb_bytes", NULL, UNIT_NONE, 0, 0, 0, get_fmb_bytes,
	      "length of its block, if it says so"),
	PLAIN("reads", "READS", UNIT_NONE, 6, 10, SUMMARY, get_reads,
	      "blocks that somebody read, failed reads included"),
	PLAIN("repeats", NULL, UNIT_NONE, 0, 0, 0, get_repeats,
	      "reads that gave the same sample again"),
	PLAIN("empty", NULL, UNIT_NONE, 0, 0, 0, get_empty,
	      "reads before the first sample"),
	PLAIN("torn_reads", NULL, UNIT_NONE, 0, 0, SUMMARY, get_torn_reads,
	      "reads that gave a torn sample"),
	PLAIN("retries", NULL, UNIT_NONE, 0, 0, SUMMARY, get_retries,
	      "times that the driver copied a block once more"),
	PLAIN("errors", NULL, UNIT_NONE, 0, 0, SUMMARY, get_errors,
	      "reads that failed"),
	PLAIN("err", NULL, UNIT_NONE, 0, 0, 0, get_err,
	      "result of the last read, negative errno or 0"),
	PLAIN("err_name", NULL, UNIT_NONE, 0, 0, SUMMARY, get_err_name,
	      "the same as a word"),
	PLAIN("starts", NULL, UNIT_NONE, 0, 0, 0, get_starts,
	      "times that measurement has begun"),
	PLAIN("resets", NULL, UNIT_NONE, 0, 0, SUMMARY, get_resets,
	      "those of them after a reset or a recovery of the function"),
	PLAIN("restarts", NULL, UNIT_NONE, 0, 0, SUMMARY, get_restarts,
	      "samples that were of another measurement than the one before"),
	PLAIN("measured_ns", NULL, UNIT_NS, 0, 0, 0, get_measured,
	      "since measurement began, if that was seen"),
	PLAIN("start_cause", NULL, UNIT_NONE, 0, 0, 0, get_start_cause,
	      "why it began last"),
	PLAIN("stops", NULL, UNIT_NONE, 0, 0, 0, get_stops,
	      "times that measurement has ended"),
	PLAIN("stop_cause", NULL, UNIT_NONE, 0, 0, 0, get_stop_cause,
	      "why it ended last"),
	PLAIN("switch_errors", NULL, UNIT_NONE, 0, 0, 0, get_switch_errors,
	      "times that it could not be begun or ended"),
	PLAIN("bindings", NULL, UNIT_NONE, 0, 0, 0, get_bindings,
	      "times that it was bound to the driver, as its events began at 0"),
	PLAIN("contended", NULL, UNIT_NONE, 0, 0, 0, get_contended,
	      "samples that are not in the map, as another CPU wrote there"),
	PLAIN("events_seen", NULL, UNIT_NONE, 0, 0, SUMMARY, get_events_seen,
	      "events of this function that were counted"),
	PLAIN("events_missed", NULL, UNIT_NONE, 0, 0, SUMMARY, get_events_missed,
	      "events known to be missing, by sequence number"),
	PLAIN("details_lost", NULL, UNIT_NONE, 0, 0, 0, get_details_lost,
	      "events counted whose detail found no room in the ring buffer"),
};

const size_t fmb_field_count = ARRAY_SIZE(fmb_fields);

const struct fmb_field *fmb_field_find(const char *name)
{
	size_t i;

	for (i = 0; i < fmb_field_count; i++)
		if (!strcmp(fmb_fields[i].name, name))
			return &fmb_fields[i];
	return NULL;
}

void fmb_field_get(const struct fmb_field *field,
		   const struct fmb_moment *moment, struct value *value)
{
	memset(value, 0, sizeof(*value));
	field->get(moment, field->counter, value);
}

void fmb_fields_line(const struct fmb_moment *moment, unsigned int lines,
		     struct text *text)
{
	struct value value;
	size_t i;

	for (i = 0; i < fmb_field_count; i++) {
		if (!(fmb_fields[i].lines & lines))
			continue;
		fmb_field_get(&fmb_fields[i], moment, &value);
		value_line(&value, fmb_fields[i].name, fmb_fields[i].unit, text);
	}
}

void fmb_fields_json(const struct fmb_moment *moment, struct json *json)
{
	struct value value;
	size_t i;

	for (i = 0; i < fmb_field_count; i++) {
		fmb_field_get(&fmb_fields[i], moment, &value);
		value_json(&value, fmb_fields[i].name, json);
	}
}
