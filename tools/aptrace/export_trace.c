// SPDX-License-Identifier: GPL-2.0
/*
 * Events in the trace-event format: a process for each host, and for each mdev
 * three threads: its states, its arcs, and what happened at a moment.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "aggregate.h"
#include "event_fields.h"
#include "export.h"
#include "format.h"
#include "hash_table.h"

enum lane_kind {
	LANE_STATES,
	LANE_ARCS,
	LANE_EVENTS,
	LANES,
};

static const char * const lane_names[LANES] = { "states", "arcs", "events" };

/**
 * struct device - an mdev on a host
 * @node: in the table
 * @number: how many were met before
 * @host: index of it
 * @uuid: of the mdev
 * @state: that it is in, if @state_known
 * @state_known: an event has told it
 * @since_ns: when that was entered, or first seen
 * @arcs_end_ns: up to where the lane of arcs is taken
 */
struct device {
	struct hash_node node;
	size_t number;
	unsigned int host;
	uint8_t uuid[UUID_BYTES];
	uint32_t state;
	bool state_known;
	uint64_t since_ns;
	uint64_t arcs_end_ns;
};

/**
 * struct trace - while it is written
 * @list: what is written
 * @devices: those that were met, in that order
 * @count: how many
 * @room: allocated entries of @devices
 * @table: them, by host and UUID
 * @text: the piece in the making
 * @comma: something stands before
 * @base_ns: time of day of 0
 */
struct trace {
	const struct event_list *list;
	struct device **devices;
	size_t count;
	size_t room;
	struct hash_table table;
	struct text text;
	bool comma;
	uint64_t base_ns;
};

/* Microseconds with three digits behind the point: no nanosecond is lost. */
static void time_json(struct json *json, const char *name, uint64_t ns)
{
	json_thousandths(json, name, ns);
}

static struct json open_event(struct trace *trace, const char *phase,
			      const char *name, unsigned int host,
			      uint64_t thread)
{
	struct json json = { .text = &trace->text, .comma = trace->comma };

	if (trace->comma)
		text_putc(&trace->text, '\n');
	json_open_object(&json, NULL);
	json_string(&json, "ph", phase);
	json_string(&json, "name", name);
	json_unsigned(&json, "pid", host + 1);
	json_unsigned(&json, "tid", thread);
	return json;
}

static void close_event(struct trace *trace, struct json *json)
{
	json_close_object(json);
	trace->comma = true;
}

static uint64_t thread_of(const struct device *device, enum lane_kind lane)
{
	return device->number * LANES + lane + 1;
}

static void name_thing(struct trace *trace, const char *what,
		       unsigned int host, uint64_t thread, const char *name)
{
	struct json json = open_event(trace, "M", what, host, thread);

	json_open_object(&json, "args");
	json_string(&json, "name", name);
	json_close_object(&json);
	close_event(trace, &json);
}

static void name_host(struct trace *trace, unsigned int host)
{
	const struct recording_header *header = &trace->list->hosts[host].header;
	char name[RECORDING_WORD_BYTES + 16];

	if (header->host[0])
		snprintf(name, sizeof(name), "host %s", header->host);
	else
		snprintf(name, sizeof(name), "file %u",
			 trace->list->hosts[host].file + 1);
	name_thing(trace, "process_name", host, 0, name);
}

static void name_device(struct trace *trace, const struct device *device)
{
	char uuid[UUID_TEXT_BYTES], name[UUID_TEXT_BYTES + 32];
	unsigned int lane;

	format_uuid(uuid, device->uuid);
	for (lane = 0; lane < LANES; lane++) {
		snprintf(name, sizeof(name), "mdev %s: %s", uuid,
			 lane_names[lane]);
		name_thing(trace, "thread_name", device->host,
			   thread_of(device, lane), name);
	}
}

static uint64_t device_hash(unsigned int host, const uint8_t uuid[UUID_BYTES])
{
	uint8_t key[UUID_BYTES + sizeof(host)];

	memcpy(key, uuid, UUID_BYTES);
	memcpy(key + UUID_BYTES, &host, sizeof(host));
	return hash_of(key, sizeof(key));
}

static struct device *add_device(struct trace *trace, unsigned int host,
				 const uint8_t uuid[UUID_BYTES], uint64_t hash)
{
	struct device *device = must_alloc(1, sizeof(*device));

	if (trace->count == trace->room) {
		trace->room = trace->room ? 2 * trace->room : 16;
		trace->devices = must_resize(trace->devices, trace->room,
					     sizeof(struct device *));
	}
	device->number = trace->count;
	device->host = host;
	memcpy(device->uuid, uuid, sizeof(device->uuid));
	trace->devices[trace->count++] = device;
	hash_table_add(&trace->table, &device->node, hash);
	name_device(trace, device);
	return device;
}

static struct device *device_of(struct trace *trace,
				const struct listed_event *listed)
{
	const struct vfio_ap_trace_hdr *hdr = listed->event;
	const uint64_t hash = device_hash(listed->host, hdr->mdev_uuid);
	struct hash_node *node;
	struct device *device;

	for (node = hash_table_first(&trace->table, hash); node;
	     node = hash_table_next(node)) {
		device = hash_entry(node, struct device, node);
		if (device->host == listed->host &&
		    !memcmp(device->uuid, hdr->mdev_uuid, sizeof(device->uuid)))
			return device;
	}
	return add_device(trace, listed->host, hdr->mdev_uuid, hash);
}

static void span(struct trace *trace, const struct device *device,
		 enum lane_kind lane, const char *name, uint64_t from_ns,
		 uint64_t to_ns, const struct listed_event *listed)
{
	struct json json = open_event(trace, "X", name, device->host,
				      thread_of(device, lane));

	time_json(&json, "ts", from_ns);
	time_json(&json, "dur", to_ns - from_ns);
	json_open_object(&json, "args");
	if (listed)
		event_json(listed->kind, listed->event, &json);
	json_close_object(&json);
	close_event(trace, &json);
}

/* While the guest runs, there is nothing to be drawn. */
static void leave_state(struct trace *trace, const struct device *device,
			uint64_t now_ns)
{
	char number[FORMAT_BYTES];
	const char *name = ap_state_name(device->state);

	if (!device->state_known || device->state == APTRACE_STATE_RUNNING)
		return;
	if (!strcmp(name, "?")) {
		snprintf(number, sizeof(number), "state %u", device->state);
		name = number;
	}
	span(trace, device, LANE_STATES, name, device->since_ns, now_ns, NULL);
}

static void take_state(struct trace *trace, struct device *device,
		       const struct listed_event *listed, uint64_t now_ns)
{
	const struct vfio_ap_trace_hdr *hdr = listed->event;

	if (device->state_known && device->state == hdr->state)
		return;
	leave_state(trace, device, now_ns);
	device->state_known = true;
	device->state = hdr->state;
	device->since_ns = now_ns;
}

/*
 * It ended now. One that says that it took longer than since the one before began
 * is drawn shorter, as spans of a thread must not overlap; its args say the truth.
 */
static void arc(struct trace *trace, struct device *device,
		const struct listed_event *listed, uint64_t now_ns)
{
	const struct vfio_ap_ev_arc *ev = listed->event;
	uint64_t from_ns = ev->duration_ns < now_ns ?
			   now_ns - ev->duration_ns : 0;
	char name[80];

	if (from_ns < device->arcs_end_ns)
		from_ns = device->arcs_end_ns;
	snprintf(name, sizeof(name), "%s -> %s%s", ap_state_name(ev->from),
		 ap_state_name(ev->to), ev->err ? " failed" : "");
	span(trace, device, LANE_ARCS, name, from_ns, now_ns, listed);
	device->arcs_end_ns = now_ns;
}

static void moment(struct trace *trace, const struct device *device,
		   const struct listed_event *listed, uint64_t now_ns)
{
	struct json json = open_event(trace, "i", event_name(listed->kind),
				      device->host,
				      thread_of(device, LANE_EVENTS));

	time_json(&json, "ts", now_ns);
	json_string(&json, "s", "t");
	json_open_object(&json, "args");
	event_json(listed->kind, listed->event, &json);
	json_close_object(&json);
	close_event(trace, &json);
}

static void counter(struct trace *trace, const struct device *device,
		    const struct vfio_ap_ev_io *io, uint64_t now_ns)
{
	char uuid[UUID_TEXT_BYTES], name[UUID_TEXT_BYTES + 16];
	struct json json;

	format_uuid(uuid, device->uuid);
	snprintf(name, sizeof(name), "stream of %s", uuid);
	json = open_event(trace, "C", name, device->host, 0);
	time_json(&json, "ts", now_ns);
	json_open_object(&json, "args");
	json_unsigned(&json, "bytes", io->pos_bytes + io->len_bytes);
	json_close_object(&json);
	close_event(trace, &json);
}

static void one(struct trace *trace, const struct listed_event *listed)
{
	const uint64_t now_ns = listed->time_ns - trace->base_ns;
	struct device *device = device_of(trace, listed);
	const struct vfio_ap_ev_io *io = listed->event;

	take_state(trace, device, listed, now_ns);
	if (listed->kind == APTRACE_ARC)
		arc(trace, device, listed, now_ns);
	else
		moment(trace, device, listed, now_ns);
	if ((listed->kind == APTRACE_READ || listed->kind == APTRACE_WRITE) &&
	    !io->err)
		counter(trace, device, io, now_ns);
}

static void begin(struct trace *trace)
{
	char time[40], number[FORMAT_BYTES];
	struct json json = { .text = &trace->text };
	unsigned int i;
	size_t note;

	format_iso_time(time, sizeof(time), trace->base_ns);
	snprintf(number, sizeof(number), "%" PRIu64, trace->base_ns);
	json_open_object(&json, NULL);
	json_string(&json, "displayTimeUnit", "ns");
	json_open_object(&json, "otherData");
	json_string(&json, "begin", time);
	json_string(&json, "begin_ns", number);
	json_open_array(&json, "notes");
	for (note = 0; note < trace->list->notes.count; note++)
		json_string(&json, NULL, trace->list->notes.items[note].data);
	json_close_array(&json);
	json_close_object(&json);
	json_open_array(&json, "traceEvents");
	for (i = 0; i < trace->list->host_count; i++)
		name_host(trace, i);
}

bool export_trace(const struct event_list *list, piece_fn fn, void *context)
{
	struct trace trace = { .list = list };
	uint64_t last_ns = 0;
	bool good = true;
	size_t i;

	if (list->count) {
		trace.base_ns = list->events[0].time_ns;
		last_ns = list->events[list->count - 1].time_ns - trace.base_ns;
	}
	begin(&trace);
	for (i = 0; i < list->count && good; i++) {
		one(&trace, &list->events[i]);
		good = fn(context, &trace.text);
	}
	/* What has not ended is drawn up to the last that is known. */
	for (i = 0; i < trace.count; i++)
		leave_state(&trace, trace.devices[i], last_ns);
	text_puts(&trace.text, "]}\n");
	good = good && fn(context, &trace.text);
	text_free(&trace.text);
	for (i = 0; i < trace.count; i++)
		free(trace.devices[i]);
	free(trace.devices);
	hash_table_free(&trace.table, NULL);
	return good;
}
