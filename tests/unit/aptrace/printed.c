// SPDX-License-Identifier: GPL-2.0
/* Events as the driver's tracepoints print them, by the driver's own header. */
#include <stdio.h>
#include <string.h>

#include "../../../include/trace/events/vfio_ap.h"
#include "../../../tools/aptrace/event_fields.h"
#include "../tap.h"
#include "printed.h"

void printed_event(char text[PRINTED_BYTES], unsigned int kind, const void *event)
{
	switch (kind) {
	case APTRACE_REQUEST:
		print_vfio_ap_mig_request(text, PRINTED_BYTES, event);
		break;
	case APTRACE_ARC:
		print_vfio_ap_mig_arc(text, PRINTED_BYTES, event);
		break;
	case APTRACE_BEGIN:
		print_vfio_ap_mig_begin(text, PRINTED_BYTES, event);
		break;
	case APTRACE_READ:
		print_vfio_ap_mig_read(text, PRINTED_BYTES, event);
		break;
	case APTRACE_WRITE:
		print_vfio_ap_mig_write(text, PRINTED_BYTES, event);
		break;
	case APTRACE_VERDICT:
		print_vfio_ap_mig_verdict(text, PRINTED_BYTES, event);
		break;
	case APTRACE_DROPPED:
		print_vfio_ap_mig_dropped(text, PRINTED_BYTES, event);
		break;
	case APTRACE_APPLY:
		print_vfio_ap_mig_apply(text, PRINTED_BYTES, event);
		break;
	case APTRACE_END:
		print_vfio_ap_mig_end(text, PRINTED_BYTES, event);
		break;
	case APTRACE_RESET:
		print_vfio_ap_reset(text, PRINTED_BYTES, event);
		break;
	}
}

const char *printed_name(unsigned int kind)
{
	static char name[64];

	snprintf(name, sizeof(name), "vfio_ap_%s%s",
		 kind == APTRACE_RESET ? "" : "mig_", event_name(kind));
	return name;
}

/* Words are small numbers, and one in eight has none. */
static uint64_t random_number(const struct event_field *field)
{
	uint64_t number = (uint64_t)tap_random() << 32 | tap_random();

	if (event_field_is_word(field))
		return tap_random_below(8) ? tap_random_below(4) :
					     number & event_field_max(field);
	if (field->form == FORM_ERR)
		return -(uint64_t)tap_random_below(EVENT_ERRNO_MAX + 1);
	/* Of any length, and often 0 */
	number >>= tap_random_below(64);
	return tap_random_below(8) ? number & event_field_max(field) : 0;
}

static void random_fields(const struct event_field *field, void *event)
{
	size_t i;

	for (; field->name; field++) {
		if (field->bytes <= sizeof(uint64_t)) {
			event_store_number(field, event, random_number(field));
			continue;
		}
		for (i = 0; i < field->bytes; i++)
			((uint8_t *)event)[field->offset + i] = tap_random();
	}
}

void printed_random(unsigned int kind, void *event)
{
	memset(event, 0, event_bytes(kind));
	random_fields(event_header_fields(), event);
	random_fields(event_fields(kind), event);
}
