// SPDX-License-Identifier: GPL-2.0
/* The one table of what each event carries. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/reasons.h"
#include "../../driver/core/stream_error.h"
#include "event_fields.h"
#include "format.h"

/* What the tables of words say of a number that they do not know. */
#define NO_WORD	"?"

#define HEADER_FIELD(member, form)					\
	{ #member, offsetof(struct vfio_ap_trace_hdr, member),		\
	  sizeof(((struct vfio_ap_trace_hdr *)0)->member), form, true }

/* Lines say these in front. */
static const struct event_field header_fields[] = {
	HEADER_FIELD(mdev_uuid, FORM_UUID),
	HEADER_FIELD(migration_id, FORM_ID),
	HEADER_FIELD(session, FORM_NUMBER),
	HEADER_FIELD(seq, FORM_NUMBER),
	HEADER_FIELD(role, FORM_ROLE),
	HEADER_FIELD(state, FORM_STATE),
	{ 0 },
};

#define FIELD(type, member, form)					\
	{ #member, offsetof(struct vfio_ap_ev_##type, member),		\
	  sizeof(((struct vfio_ap_ev_##type *)0)->member), form, false }

#define JSON_FIELD(type, member, form)					\
	{ #member, offsetof(struct vfio_ap_ev_##type, member),		\
	  sizeof(((struct vfio_ap_ev_##type *)0)->member), form, true }

static const struct event_field request_fields[] = {
	FIELD(request, target, FORM_STATE),
	FIELD(request, from, FORM_STATE),
	FIELD(request, to, FORM_STATE),
	FIELD(request, duration_ns, FORM_NS),
	FIELD(request, err, FORM_ERR),
	{ 0 },
};

static const struct event_field arc_fields[] = {
	FIELD(arc, from, FORM_STATE),
	FIELD(arc, to, FORM_STATE),
	FIELD(arc, target, FORM_STATE),
	FIELD(arc, duration_ns, FORM_NS),
	FIELD(arc, err, FORM_ERR),
	{ 0 },
};

static const struct event_field begin_fields[] = {
	FIELD(begin, total_bytes, FORM_BYTES),
	FIELD(begin, queues, FORM_NUMBER),
	FIELD(begin, adapters, FORM_NUMBER),
	FIELD(begin, domains, FORM_NUMBER),
	FIELD(begin, control_domains, FORM_NUMBER),
	{ 0 },
};

static const struct event_field io_fields[] = {
	FIELD(io, pos_bytes, FORM_NUMBER),
	FIELD(io, len_bytes, FORM_NUMBER),
	FIELD(io, total_bytes, FORM_NUMBER),
	FIELD(io, stream_error, FORM_STREAM_ERROR),
	FIELD(io, err, FORM_ERR),
	{ 0 },
};

static const struct event_field verdict_fields[] = {
	{ "subject", offsetof(struct vfio_ap_ev_verdict, apqn), sizeof(__u16),
	  FORM_SUBJECT, false },
	FIELD(verdict, kind, FORM_VERDICT_KIND),
	FIELD(verdict, reasons, FORM_REASONS),
	JSON_FIELD(verdict, apqn, FORM_NUMBER),
	FIELD(verdict, src_rc, FORM_NUMBER),
	FIELD(verdict, dst_rc, FORM_NUMBER),
	FIELD(verdict, src_info, FORM_INFO),
	FIELD(verdict, dst_info, FORM_INFO),
	FIELD(verdict, index, FORM_NUMBER),
	FIELD(verdict, count, FORM_NUMBER),
	{ 0 },
};

static const struct event_field dropped_fields[] = {
	FIELD(dropped, kind, FORM_DROPPED),
	FIELD(dropped, id, FORM_NUMBER),
	{ 0 },
};

static const struct event_field apply_fields[] = {
	FIELD(apply, queues, FORM_NUMBER),
	FIELD(apply, adapters, FORM_NUMBER),
	FIELD(apply, domains, FORM_NUMBER),
	FIELD(apply, control_domains, FORM_NUMBER),
	FIELD(apply, dropped, FORM_NUMBER),
	FIELD(apply, duration_ns, FORM_NS),
	FIELD(apply, err, FORM_ERR),
	{ 0 },
};

static const struct event_field end_fields[] = {
	FIELD(end, outcome, FORM_OUTCOME),
	FIELD(end, cause, FORM_CAUSE),
	FIELD(end, bytes, FORM_BYTES),
	FIELD(end, total_bytes, FORM_BYTES),
	FIELD(end, queues, FORM_NUMBER),
	FIELD(end, bad_queues, FORM_NUMBER),
	FIELD(end, bad_control_domains, FORM_NUMBER),
	FIELD(end, stream_error, FORM_STREAM_ERROR),
	FIELD(end, first_seq, FORM_NUMBER),
	FIELD(end, duration_ns, FORM_NS),
	FIELD(end, state_ns, FORM_STATE_TIMES),
	FIELD(end, err, FORM_ERR),
	{ 0 },
};

static const struct event_field reset_fields[] = {
	FIELD(reset, cause, FORM_RESET_CAUSE),
	FIELD(reset, queues, FORM_NUMBER),
	FIELD(reset, failed, FORM_NUMBER),
	FIELD(reset, duration_ns, FORM_NS),
	FIELD(reset, err, FORM_ERR),
	{ 0 },
};

static const struct event_kind {
	const char *name;
	size_t bytes;
	const struct event_field *fields;
} kinds[APTRACE_KINDS] = {
	[APTRACE_REQUEST] = {
		"request", sizeof(struct vfio_ap_ev_request), request_fields,
	},
	[APTRACE_ARC] = { "arc", sizeof(struct vfio_ap_ev_arc), arc_fields },
	[APTRACE_BEGIN] = {
		"begin", sizeof(struct vfio_ap_ev_begin), begin_fields,
	},
	[APTRACE_READ] = { "read", sizeof(struct vfio_ap_ev_io), io_fields },
	[APTRACE_WRITE] = { "write", sizeof(struct vfio_ap_ev_io), io_fields },
	[APTRACE_VERDICT] = {
		"verdict", sizeof(struct vfio_ap_ev_verdict), verdict_fields,
	},
	[APTRACE_DROPPED] = {
		"dropped", sizeof(struct vfio_ap_ev_dropped), dropped_fields,
	},
	[APTRACE_APPLY] = {
		"apply", sizeof(struct vfio_ap_ev_apply), apply_fields,
	},
	[APTRACE_END] = { "end", sizeof(struct vfio_ap_ev_end), end_fields },
	[APTRACE_RESET] = {
		"reset", sizeof(struct vfio_ap_ev_reset), reset_fields,
	},
};

const char *event_name(unsigned int kind)
{
	return kind < APTRACE_KINDS ? kinds[kind].name : "?";
}

size_t event_bytes(unsigned int kind)
{
	return kind < APTRACE_KINDS ? kinds[kind].bytes : 0;
}

const struct event_field *event_header_fields(void)
{
	return header_fields;
}

const struct event_field *event_fields(unsigned int kind)
{
	return kind < APTRACE_KINDS ? kinds[kind].fields : NULL;
}

unsigned int event_kind(const char *name)
{
	unsigned int kind;

	for (kind = 0; kind < APTRACE_KINDS; kind++)
		if (!strcmp(kinds[kind].name, name))
			break;
	return kind;
}

bool event_parse_kinds(void *mask, const char *text)
{
	uint32_t *result = mask;
	unsigned int kind;
	size_t length;

	*result = 0;
	for (;;) {
		length = strcspn(text, ",");
		for (kind = 0; kind < APTRACE_KINDS; kind++)
			if (strlen(kinds[kind].name) == length &&
			    !memcmp(kinds[kind].name, text, length))
				break;
		if (kind == APTRACE_KINDS)
			return false;
		*result |= APTRACE_KIND_MASK(kind);
		if (!text[length])
			return true;
		text += length + 1;
	}
}

uint64_t event_load_number(const struct event_field *field, const void *event)
{
	const char *at = (const char *)event + field->offset;
	uint64_t eight;
	uint32_t four;
	uint16_t two;

	switch (field->bytes) {
	case sizeof(eight):
		memcpy(&eight, at, sizeof(eight));
		return eight;
	case sizeof(four):
		memcpy(&four, at, sizeof(four));
		return four;
	case sizeof(two):
		memcpy(&two, at, sizeof(two));
		return two;
	default:
		return *(const uint8_t *)at;
	}
}

void event_store_number(const struct event_field *field, void *event,
			uint64_t number)
{
	char *at = (char *)event + field->offset;
	uint32_t four = (uint32_t)number;
	uint16_t two = (uint16_t)number;

	switch (field->bytes) {
	case sizeof(number):
		memcpy(at, &number, sizeof(number));
		break;
	case sizeof(four):
		memcpy(at, &four, sizeof(four));
		break;
	case sizeof(two):
		memcpy(at, &two, sizeof(two));
		break;
	default:
		*(uint8_t *)at = (uint8_t)number;
		break;
	}
}

/* The word for a number, NULL if the number speaks for itself. */
static const char *word_for(enum event_form form, uint64_t number)
{
	switch (form) {
	case FORM_ROLE:
		return ap_role_name(number);
	case FORM_STATE:
		return ap_state_name(number);
	case FORM_STREAM_ERROR:
		return ap_stream_error(number)->name;
	case FORM_OUTCOME:
		return ap_outcome_name(number);
	case FORM_CAUSE:
		return ap_cause_name(number);
	case FORM_RESET_CAUSE:
		return ap_reset_cause_name(number);
	case FORM_DROPPED:
		return ap_dropped_name(number);
	case FORM_VERDICT_KIND:
		return ap_verdict_kind_name(number);
	default:
		return NULL;
	}
}

/* No table of words is longer. */
#define WORDS_MAX	64

uint64_t event_field_max(const struct event_field *field)
{
	return field->bytes >= sizeof(uint64_t) ? UINT64_MAX :
	       (1ULL << (8 * field->bytes)) - 1;
}

bool event_field_is_word(const struct event_field *field)
{
	return word_for(field->form, 0);
}

const char *event_field_word(const struct event_field *field, uint64_t number)
{
	const char *word = word_for(field->form, number);

	return word && strcmp(word, NO_WORD) ? word : NULL;
}

bool event_field_number(const struct event_field *field, const char *word,
			uint64_t *number)
{
	uint64_t i;

	for (i = 0; i < WORDS_MAX; i++) {
		const char *known = event_field_word(field, i);

		if (!known || strcmp(known, word))
			continue;
		*number = i;
		return true;
	}
	return false;
}

bool event_field_may_be_null(const struct event_field *field)
{
	return field->form == FORM_ID || field->form == FORM_ROLE ||
	       field->form == FORM_STREAM_ERROR;
}

struct ap_verdict verdict_core(const struct vfio_ap_ev_verdict *ev)
{
	return (struct ap_verdict) {
		.kind = ev->kind,
		.apqn = ev->apqn,
		.src_rc = ev->src_rc,
		.dst_rc = ev->dst_rc,
		.reasons = ev->reasons,
		.src_info = ev->src_info,
		.dst_info = ev->dst_info,
	};
}

void verdict_for_each_reason(const struct vfio_ap_ev_verdict *ev,
			     verdict_reason_fn fn, void *context)
{
	const struct ap_verdict verdict = verdict_core(ev);
	char subject[16], expected[128], found[128], name[16];
	const struct ap_reason *reason;
	unsigned int bit;

	/* Most have none, and then nothing is to be made ready. */
	if (!ev->reasons)
		return;
	ap_verdict_format_subject(subject, sizeof(subject), &verdict);
	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++) {
		struct verdict_reason out = {
			.subject = subject,
			.name = name,
			.expected = "-",
			.found = "-",
			.remedy = "this aptrace is older than the driver and does not know the reason",
		};

		if (!(ev->reasons & (1U << bit)))
			continue;
		snprintf(name, sizeof(name), "bit%u", bit);
		reason = ap_reason(bit);
		if (reason) {
			ap_reason_expected(expected, sizeof(expected), bit,
					   &verdict);
			ap_reason_found(found, sizeof(found), bit, &verdict);
			out.name = reason->name;
			out.expected = expected;
			out.found = found;
			out.remedy = reason->remedy;
		}
		fn(context, &out);
	}
}

void event_errno_text(int err, struct text *text)
{
	char name[FORMAT_BYTES];

	if (!err) {
		text_putc(text, '0');
		return;
	}
	format_errno(name, sizeof(name), err);
	text_printf(text, "%s (%s)", name, strerror((int)-(unsigned int)err));
}

static void state_times_text(const struct event_field *field, const void *event,
			     struct text *text)
{
	const char *at = (const char *)event + field->offset;
	char time[FORMAT_BYTES];
	unsigned int state;
	uint64_t spent;

	for (state = 0; state < VFIO_AP_TRACE_STATES; state++) {
		memcpy(&spent, at + state * sizeof(spent), sizeof(spent));
		if (!spent)
			continue;
		format_duration(time, sizeof(time), spent);
		text_printf(text, " %s=%s", ap_state_name(state), time);
	}
}

static void field_text_of(const struct event_field *field, const void *event,
			  uint64_t number, struct text *text)
{
	const char *word = word_for(field->form, number);
	struct ap_verdict verdict;
	char formatted[256];

	switch (field->form) {
	case FORM_BYTES:
		format_bytes(formatted, sizeof(formatted), number);
		break;
	case FORM_NS:
		format_duration(formatted, sizeof(formatted), number);
		break;
	case FORM_SUBJECT:
		verdict = verdict_core(event);
		ap_verdict_format_subject(formatted, sizeof(formatted),
					  &verdict);
		break;
	case FORM_REASONS:
		ap_reasons_format(formatted, sizeof(formatted), number);
		break;
	case FORM_INFO:
		formatted[0] = '"';
		ap_info_format(formatted + 1, sizeof(formatted) - 2, number);
		strcat(formatted, "\"");
		break;
	default:
		snprintf(formatted, sizeof(formatted), "%" PRIu64, number);
		break;
	}
	text_puts(text, word ? word : formatted);
}

/* TAPQ tells of queues only, and need not be told twice if it is the same. */
static bool is_told(unsigned int kind, const struct event_field *field,
		    const void *event)
{
	const struct vfio_ap_ev_verdict *verdict = event;

	if (field->json_only)
		return false;
	if (kind != APTRACE_VERDICT)
		return true;
	if (!strcmp(field->name, "src_rc") || !strcmp(field->name, "dst_rc") ||
	    field->form == FORM_INFO)
		return verdict->kind == VFIO_AP_VERDICT_QUEUE &&
		       (verdict->reasons || !strncmp(field->name, "dst", 3));
	return true;
}

void event_text(unsigned int kind, const void *event, struct text *text)
{
	const struct event_field *field;

	if (kind >= APTRACE_KINDS)
		return;
	for (field = kinds[kind].fields; field->name; field++) {
		uint64_t number = event_load_number(field, event);

		if (!is_told(kind, field, event))
			continue;
		if (field->form == FORM_STATE_TIMES) {
			state_times_text(field, event, text);
			continue;
		}
		if (field->form == FORM_ERR) {
			text_puts(text, " = ");
			event_errno_text((int32_t)number, text);
			continue;
		}
		if (field->form == FORM_STREAM_ERROR && !number)
			continue;
		text_printf(text, " %.*s=", (int)(strlen(field->name) -
			    (field->form == FORM_NS ? strlen("_ns") : 0)),
			    field->name);
		field_text_of(field, event, number, text);
	}
}

static void reason_json(void *context, const struct verdict_reason *reason)
{
	struct json *json = context;

	json_open_object(json, NULL);
	json_string(json, "name", reason->name);
	json_string(json, "expected", reason->expected);
	json_string(json, "found", reason->found);
	json_string(json, "remedy", reason->remedy);
	json_close_object(json);
}

static void state_times_json(const struct event_field *field, const void *event,
			     struct json *json)
{
	const char *at = (const char *)event + field->offset;
	unsigned int state;
	uint64_t spent;

	json_open_object(json, field->name);
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++) {
		memcpy(&spent, at + state * sizeof(spent), sizeof(spent));
		json_unsigned(json, ap_state_name(state), spent);
	}
	json_close_object(json);
}

/* A word if there is one; the number of a later driver is kept as a string. */
static void word_json(const struct event_field *field, uint64_t number,
		      struct json *json)
{
	const char *word = event_field_word(field, number);
	char digits[FORMAT_BYTES];

	if (!number && event_field_may_be_null(field)) {
		json_null(json, field->name);
		return;
	}
	if (!word) {
		snprintf(digits, sizeof(digits), "%" PRIu64, number);
		word = digits;
	}
	json_string(json, field->name, word);
}

static void uuid_json(const struct event_field *field, const void *event,
		      struct json *json)
{
	const uint8_t *at = (const uint8_t *)event + field->offset;
	char uuid[UUID_TEXT_BYTES];

	if (field->form == FORM_ID)
		format_id(uuid, at);
	else
		format_uuid(uuid, at);
	if (uuid[0])
		json_string(json, field->name, uuid);
	else
		json_null(json, field->name);
}

static void field_json_of(const struct event_field *field, const void *event,
			  struct json *json)
{
	uint64_t number = event_load_number(field, event);
	struct ap_verdict verdict;
	char formatted[FORMAT_BYTES];

	switch (field->form) {
	case FORM_UUID:
	case FORM_ID:
		uuid_json(field, event, json);
		break;
	case FORM_ERR:
		format_errno(formatted, sizeof(formatted), (int32_t)number);
		json_signed(json, "err", (int32_t)number);
		if (number)
			json_string(json, "err_name", formatted);
		else
			json_null(json, "err_name");
		break;
	case FORM_STATE_TIMES:
		state_times_json(field, event, json);
		break;
	case FORM_SUBJECT:
		verdict = verdict_core(event);
		ap_verdict_format_subject(formatted, sizeof(formatted),
					  &verdict);
		json_string(json, field->name, formatted);
		break;
	case FORM_REASONS:
		json_unsigned(json, "reason_mask", number);
		json_open_array(json, field->name);
		verdict_for_each_reason(event, reason_json, json);
		json_close_array(json);
		break;
	case FORM_INFO:
		json_hex(json, field->name, number);
		break;
	default:
		if (event_field_is_word(field))
			word_json(field, number, json);
		else
			json_unsigned(json, field->name, number);
		break;
	}
}

static void fields_json_of(const struct event_field *field, const void *event,
			   struct json *json)
{
	for (; field->name; field++)
		field_json_of(field, event, json);
}

void event_json(unsigned int kind, const void *event, struct json *json)
{
	if (kind >= APTRACE_KINDS)
		return;
	fields_json_of(header_fields, event, json);
	fields_json_of(kinds[kind].fields, event, json);
}
