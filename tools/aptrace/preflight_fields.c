// SPDX-License-Identifier: GPL-2.0
/* The tables of what can be said of a prediction. */
#include <inttypes.h>
#include <stdio.h>

#include "../../driver/core/names.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"
#include "preflight_fields.h"

/* --- all of it */

static void get_known(const struct inv_value *known, struct value *value)
{
	if (!known->why)
		value_set_text(value, known->text);
}

static void get_verdict(const struct preflight *p, struct value *value)
{
	value_set_text(value, prediction_name(p->result->prediction));
}

static void get_source_host(const struct preflight *p, struct value *value)
{
	get_known(&p->options->src->host[INV_HOST_NAME], value);
}

static void get_source_mdev(const struct preflight *p, struct value *value)
{
	value_set_text(value, p->options->src_mdev->name);
}

static void get_source_time(const struct preflight *p, struct value *value)
{
	get_known(&p->options->src->host[INV_HOST_TIME], value);
}

static void get_source_features(const struct preflight *p, struct value *value)
{
	get_known(&p->options->src->driver[INV_DRIVER_FEATURES], value);
}

static void get_destination_host(const struct preflight *p, struct value *value)
{
	get_known(&p->options->dst->host[INV_HOST_NAME], value);
}

static void get_destination_mdev(const struct preflight *p, struct value *value)
{
	if (p->options->dst_mdev)
		value_set_text(value, p->options->dst_mdev->name);
}

static void get_destination_time(const struct preflight *p, struct value *value)
{
	get_known(&p->options->dst->host[INV_HOST_TIME], value);
}

static void get_destination_features(const struct preflight *p,
				     struct value *value)
{
	get_known(&p->options->dst->driver[INV_DRIVER_FEATURES], value);
}

static bool guest_known(const struct preflight *p)
{
	return p->result->obstacles[OBSTACLE_SRC_GUEST_UNKNOWN].there == KNOWN_NO;
}

static void get_queues(const struct preflight *p, struct value *value)
{
	if (guest_known(p))
		value_set_unsigned(value, ap_matrix_queues(&p->result->guest));
}

static void get_control_domains(const struct preflight *p, struct value *value)
{
	if (guest_known(p))
		value_set_unsigned(value, ap_mask_weight(&p->result->guest.adm));
}

static void get_count(const struct preflight *p, enum prediction which,
		      struct value *value)
{
	if (guest_known(p))
		value_set_unsigned(value, p->result->counts[which]);
}

static void get_compatible(const struct preflight *p, struct value *value)
{
	get_count(p, PREDICTION_COMPATIBLE, value);
}

static void get_unknown(const struct preflight *p, struct value *value)
{
	get_count(p, PREDICTION_UNKNOWN, value);
}

static void get_refused(const struct preflight *p, struct value *value)
{
	get_count(p, PREDICTION_REFUSED, value);
}

static void get_assumed_reset(const struct preflight *p, struct value *value)
{
	if (p->options->assume_reset)
		value_set_unsigned(value, p->result->assumed_reset);
}

static void get_assumed_depth(const struct preflight *p, struct value *value)
{
	if (p->options->assume_depth)
		value_set_unsigned(value, p->result->assumed_depth);
}

const struct preflight_field preflight_fields[] = {
	{ "source_host", PREFLIGHT_IN_HEAD, get_source_host,
	  "the host that the guest leaves" },
	{ "source_mdev", PREFLIGHT_IN_HEAD, get_source_mdev,
	  "the guest's device there" },
	{ "source_time", 0, get_source_time, "when that host was read" },
	{ "source_features", 0, get_source_features, "what its vfio_ap can do" },
	{ "destination_host", PREFLIGHT_IN_HEAD, get_destination_host,
	  "the host that is to take the guest" },
	{ "destination_mdev", PREFLIGHT_IN_HEAD, get_destination_mdev,
	  "the device that is to take it; ``null``: a new one" },
	{ "destination_time", 0, get_destination_time, "when that host was read" },
	{ "destination_features", 0, get_destination_features,
	  "what its vfio_ap can do" },
	{ "verdict", PREFLIGHT_IN_END, get_verdict,
	  "``compatible``, ``refused`` or ``unknown``" },
	{ "queues", PREFLIGHT_IN_END, get_queues, "of the guest" },
	{ "control_domains", PREFLIGHT_IN_END, get_control_domains,
	  "of the guest" },
	{ "compatible", PREFLIGHT_IN_END, get_compatible,
	  "queues and control domains that would be taken" },
	{ "refused", PREFLIGHT_IN_END, get_refused,
	  "those that would be refused" },
	{ "unknown", PREFLIGHT_IN_END, get_unknown,
	  "those of which sysfs cannot tell" },
	{ "assumed_reset", PREFLIGHT_IN_END, get_assumed_reset,
	  "``--assume reset``: queues of which it was taken for granted" },
	{ "assumed_depth", PREFLIGHT_IN_END, get_assumed_depth,
	  "``--assume depth``: queues of which it was taken for granted" },
	{ 0 },
};

/* --- one row */

static void get_subject(const struct preflight *p, struct value *value)
{
	char subject[32];

	ap_verdict_format_subject(subject, sizeof(subject), &p->row->verdict);
	value_set_text(value, subject);
}

static void get_kind(const struct preflight *p, struct value *value)
{
	value_set_text(value, ap_verdict_kind_name(p->row->verdict.kind));
}

static void get_number(const struct preflight *p, struct value *value)
{
	value_set_unsigned(value, p->row->verdict.apqn);
}

static void get_row_verdict(const struct preflight *p, struct value *value)
{
	value_set_text(value, prediction_name(p->row->prediction));
}

static void get_reason_mask(const struct preflight *p, struct value *value)
{
	value_set_unsigned(value, p->row->certain);
}

static void get_possible_mask(const struct preflight *p, struct value *value)
{
	value_set_unsigned(value, p->row->possible);
}

static void get_word(const struct preflight *p, u64 word, struct value *value)
{
	char text[24];

	if (p->row->verdict.kind != VFIO_AP_VERDICT_QUEUE)
		return;
	snprintf(text, sizeof(text), "0x%016" PRIx64, word);
	value_set_text(value, text);
}

static void get_src_info(const struct preflight *p, struct value *value)
{
	get_word(p, p->row->src.info, value);
}

static void get_src_known(const struct preflight *p, struct value *value)
{
	get_word(p, p->row->src.known, value);
}

static void get_dst_info(const struct preflight *p, struct value *value)
{
	get_word(p, p->row->dst.info, value);
}

static void get_dst_known(const struct preflight *p, struct value *value)
{
	get_word(p, p->row->dst.known, value);
}

const struct preflight_field preflight_row_fields[] = {
	{ "subject", PREFLIGHT_IN_ROW, get_subject,
	  "the queue as in sysfs, or the number of the domain or adapter" },
	{ "kind", 0, get_kind, "``queue``, ``control_domain``, ``adapter``, ``domain``" },
	{ "apqn", 0, get_number, "the same as a number" },
	{ "verdict", PREFLIGHT_IN_ROW, get_row_verdict,
	  "``compatible``, ``refused`` or ``unknown``" },
	{ "reason_mask", 0, get_reason_mask, "reasons that are certain" },
	{ "possible_mask", 0, get_possible_mask,
	  "reasons of which sysfs cannot tell" },
	{ "src_info", 0, get_src_info, "the source's TAPQ word, as far as known" },
	{ "src_known", 0, get_src_known, "its bits that are known" },
	{ "dst_info", 0, get_dst_info,
	  "the destination's TAPQ word, as far as known" },
	{ "dst_known", 0, get_dst_known, "its bits that are known" },
	{ 0 },
};

/* --- one reason of a row */

static bool is_certain(const struct preflight *p)
{
	return p->row->certain & 1U << p->reason;
}

static void get_name(const struct preflight *p, struct value *value)
{
	const struct ap_reason *reason = ap_reason(p->reason);

	value_set_text(value, reason ? reason->name : "?");
}

static void get_certain(const struct preflight *p, struct value *value)
{
	value->type = VALUE_BOOL;
	value->number = is_certain(p);
}

/* Nobody can say what was expected of bits that the source does not show. */
static void get_expected(const struct preflight *p, struct value *value)
{
	u64 bits = predict_reason_bits(p->reason);
	char text[VALUE_TEXT_BYTES];

	if (p->reason != VFIO_AP_REASON_SRC_BS &&
	    p->reason != VFIO_AP_REASON_DST_BS && bits & ~p->row->src.known &&
	    !is_certain(p))
		return;
	ap_reason_expected(text, sizeof(text), p->reason, &p->row->verdict);
	value_set_text(value, text);
}

static void get_found(const struct preflight *p, struct value *value)
{
	char text[VALUE_TEXT_BYTES];

	if (is_certain(p))
		ap_reason_found(text, sizeof(text), p->reason, &p->row->verdict);
	else
		predict_why_unknown(p->row, p->reason, text, sizeof(text));
	value_set_text(value, text);
}

const struct preflight_field preflight_reason_fields[] = {
	{ "name", PREFLIGHT_IN_ROW, get_name, "of the reason, see compatibility.rst" },
	{ "certain", 0, get_certain, "false: sysfs cannot tell whether it is one" },
	{ "expected", PREFLIGHT_IN_ROW, get_expected,
	  "what the guest needs; ``null``: the source does not show it" },
	{ "found", PREFLIGHT_IN_ROW, get_found,
	  "what there is; of a reason that is not certain, why nobody can tell" },
	{ 0 },
};

/* --- what to do */

#define KNOW_AGAIN(host)						\
	"on the " host ": run aptrace inventory again, as root, when the AP bus has come to rest"

/* How a reason that is not certain becomes so, or goes away. */
static const char *how_to_know(const struct preflight *p)
{
	const struct predict_row *row = p->row;

	if (p->reason == VFIO_AP_REASON_NOT_PASSABLE)
		return p->options->dst_mdev ?
			"on the destination: give it the queue before, then its guest_matrix tells: echo 0xAA > /sys/devices/vfio_ap/matrix/UUID/assign_adapter; echo 0xDDDD > /sys/devices/vfio_ap/matrix/UUID/assign_domain; aptrace inventory; or take it for granted with --assume reset" :
			"on the destination: make the device that is to take the guest and assign what the guest has to it, then its guest_matrix tells; name it with --dst-mdev; or take it for granted with --assume reset";
	if (p->reason == VFIO_AP_REASON_QD &&
	    (row->src.depth_short || row->dst.depth_short))
		return row->src.depth_short ?
			"on the source: a kernel before 7.3 leaves out bit 59; take the depth that it shows for granted with --assume depth" :
			"on the destination: a kernel before 7.3 leaves out bit 59; take the depth that it shows for granted with --assume depth";
	if (p->reason == VFIO_AP_REASON_SRC_NO_ANSWER ||
	    p->reason == VFIO_AP_REASON_SRC_BS ||
	    predict_reason_bits(p->reason) & ~row->src.known)
		return KNOW_AGAIN("source");
	return KNOW_AGAIN("destination");
}

/* The device that a remedy is about. */
static const char *remedy_uuid(const struct preflight *p)
{
	if (p->reason == VFIO_AP_REASON_IN_USE && p->row->owner.owner)
		return p->row->owner.owner->name;
	if (p->reason == VFIO_AP_REASON_FILTERED ||
	    p->reason == VFIO_AP_REASON_NOT_PASSABLE)
		return p->options->dst_mdev ? p->options->dst_mdev->name : "UUID";
	return p->options->src_mdev->name;
}

/* In a remedy AA, DDDD, UUID and NUMBER stand for something: see reasons.c. */
static void fill(const char *form, const struct preflight *p, struct text *text)
{
	u16 number = p->row->verdict.apqn;
	const char *at = form;

	while (*at) {
		if (!strncmp(at, "AA", 2)) {
			text_printf(text, "%02x", AP_APQN_ADAPTER(number));
			at += 2;
		} else if (!strncmp(at, "DDDD", 4)) {
			text_printf(text, "%04x", AP_APQN_DOMAIN(number));
			at += 4;
		} else if (!strncmp(at, "UUID", 4)) {
			text_puts(text, remedy_uuid(p));
			at += 4;
		} else if (!strncmp(at, "NUMBER", 6)) {
			text_printf(text, "0x%02x", number);
			at += 6;
		} else {
			text_putc(text, *at++);
		}
	}
}

void preflight_remedy(const struct preflight *preflight,
		      char remedy[PREFLIGHT_REMEDY_BYTES])
{
	const struct ap_reason *reason = ap_reason(preflight->reason);
	const char *form = !reason ? "" : is_certain(preflight) ?
			   reason->remedy : how_to_know(preflight);
	struct preflight filled = *preflight;
	struct predict_row row = *preflight->row;
	struct text text = { 0 };

	/* Of an adapter or a domain the number is all there is. */
	if (row.verdict.kind == VFIO_AP_VERDICT_ADAPTER)
		row.verdict.apqn = AP_APQN(row.verdict.apqn, 0);
	filled.row = &row;
	fill(form, &filled, &text);
	snprintf(remedy, PREFLIGHT_REMEDY_BYTES, "%s", text.data ? text.data : "");
	text_free(&text);
}

const struct preflight_obstacle preflight_obstacles[OBSTACLES] = {
	[OBSTACLE_SRC_SE_GUEST] = {
		"source_se_guest",
		"the source is itself a Secure Execution guest: its vfio_ap saves nothing",
		"on the source: nothing helps; AP queues of an SE guest stay with it",
	},
	[OBSTACLE_DST_SE_GUEST] = {
		"destination_se_guest",
		"the destination is itself a Secure Execution guest: its vfio_ap takes nothing",
		"on the destination: nothing helps; take another host",
	},
	[OBSTACLE_DST_NO_DRIVER] = {
		"no_driver",
		"vfio_ap is not loaded on the destination",
		"on the destination: modprobe vfio_ap",
	},
	[OBSTACLE_SRC_GUEST_UNKNOWN] = {
		"guest_unknown",
		"what the guest sees on the source is not known",
		"on the source: run aptrace inventory again, as root",
	},
};

/* --- printing */

void preflight_get(const struct preflight_field *field,
		   const struct preflight *preflight, struct value *value)
{
	memset(value, 0, sizeof(*value));
	field->get(preflight, value);
}

void preflight_line(const struct preflight_field *fields, unsigned int where,
		    const struct preflight *preflight, struct text *text)
{
	struct value value;

	for (; fields->name; fields++) {
		if (!(fields->where & where))
			continue;
		preflight_get(fields, preflight, &value);
		value_line(&value, fields->name, UNIT_NONE, text);
	}
}

void preflight_json(const struct preflight_field *fields,
		    const struct preflight *preflight, struct json *json)
{
	struct value value;

	for (; fields->name; fields++) {
		preflight_get(fields, preflight, &value);
		value_json(&value, fields->name, json);
	}
}
