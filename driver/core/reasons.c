// SPDX-License-Identifier: GPL-2.0
/*
 * The reasons in words.
 *
 * In a remedy AA stands for the adapter and DDDD for the domain, in hexadecimal
 * as in 0a.0006, and UUID for a mediated device.
 */
#include "reasons.h"
#include "matrix.h"
#include "tapq.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"

#define UNASSIGN_ON_SOURCE						\
	"on the source: let the guest do without adapter AA: "		\
	"echo 0xAA > /sys/devices/vfio_ap/matrix/UUID/unassign_adapter"

/* For a difference of the cards that only another card can remove. */
#define OTHER_CARD(needed)						\
	"on the destination: put " needed " in the place of adapter AA "	\
	"(lszcrypt -V shows what it is); or " UNASSIGN_ON_SOURCE

static const struct ap_reason reasons_table[VFIO_AP_REASON_COUNT] = {
	[VFIO_AP_REASON_NOT_CONFIGURED] = {
		.name = "not_configured",
		.sentence = "the destination's AP configuration lacks the adapter or the domain",
		.remedy =
			"on the destination: give adapter AA and usage domain DDDD to this partition (HMC or SE) and switch it on: chzcrypt --config-on 0xAA",
	},
	[VFIO_AP_REASON_HOST_OWNED] = {
		.name = "host_owned",
		.sentence = "apmask and aqmask keep the queue for the destination host itself",
		.remedy =
			"on the destination: release it for guests: chzdev -t ap apmask=-0xAA (or aqmask=-0xDDDD), or echo -0xAA > /sys/bus/ap/apmask",
	},
	[VFIO_AP_REASON_NOT_BOUND] = {
		.name = "not_bound",
		.sentence = "the queue is not bound to vfio_ap on the destination",
		.remedy =
			"on the destination: modprobe vfio_ap, then echo AA.DDDD > /sys/bus/ap/drivers/vfio_ap/bind (lszcrypt -V shows the drivers)",
	},
	[VFIO_AP_REASON_IN_USE] = {
		.name = "in_use",
		.sentence = "the queue is assigned to another mdev on the destination",
		.remedy =
			"on the destination: find it with grep -l AA.DDDD /sys/devices/vfio_ap/matrix/*-*/matrix and take it away: echo 0xAA > /sys/devices/vfio_ap/matrix/UUID/unassign_adapter (or 0xDDDD > unassign_domain)",
	},
	[VFIO_AP_REASON_NOT_PASSABLE] = {
		.name = "not_passable",
		.sentence =
			"the last reset of the queue on the destination failed, no guest may get it",
		.remedy =
			"on the destination: restart the adapter: chzcrypt --config-off 0xAA; chzcrypt --config-on 0xAA, and see lszcrypt -V",
	},
	[VFIO_AP_REASON_NO_ANSWER] = {
		.name = "no_answer",
		.sentence = "the queue gave no valid information on the destination",
		.remedy =
			"on the destination: see lszcrypt -V AA.DDDD; if the adapter is off, chzcrypt --config-on 0xAA",
	},
	[VFIO_AP_REASON_SRC_NO_ANSWER] = {
		.name = "src_no_answer",
		.sentence =
			"the queue gave no valid information on the source, so nobody can tell what the guest relies on",
		.remedy =
			"on the source: see lszcrypt -V AA.DDDD; mend the adapter and migrate again, or echo 0xAA > /sys/devices/vfio_ap/matrix/UUID/unassign_adapter",
	},
	[VFIO_AP_REASON_APSC] = {
		.name = "apsc",
		.sentence = "the AP special command facility differs",
		.remedy = OTHER_CARD("a card with the same facilities"),
	},
	[VFIO_AP_REASON_MEX4K] = {
		.name = "mex4k",
		.sentence = "the facility for 4096-bit modulus-exponent operations differs",
		.remedy = OTHER_CARD("a card with the same facilities"),
	},
	[VFIO_AP_REASON_CRT4K] = {
		.name = "crt4k",
		.sentence = "the facility for 4096-bit CRT operations differs",
		.remedy = OTHER_CARD("a card with the same facilities"),
	},
	[VFIO_AP_REASON_SLCF] = {
		.name = "slcf",
		.sentence = "the stateless command filtering facility differs",
		.remedy = OTHER_CARD("a card with the same facilities"),
	},
	[VFIO_AP_REASON_MODE] = {
		.name = "mode",
		.sentence = "the adapter runs in another mode",
		.remedy =
			"on the destination: switch adapter AA to the source's mode on the HMC or SE (the adapter must be off: chzcrypt --config-off 0xAA)",
	},
	[VFIO_AP_REASON_APXA] = {
		.name = "apxa",
		.sentence = "extended addressing (APXA) differs",
		.remedy = OTHER_CARD("a card with the same facilities"),
	},
	[VFIO_AP_REASON_CLASS] = {
		.name = "class",
		.sentence =
			"the adapter is restricted in its functions and the source's is not restricted in the same way",
		.remedy = OTHER_CARD("a native (not shared) card"),
	},
	[VFIO_AP_REASON_SRC_BS] = {
		.name = "src_bs",
		.sentence =
			"the queue takes part in Secure Execution binding on the source, and what is bound cannot move",
		.remedy =
			"on the source: unbind it in the guest that has bound it: chzcrypt --se-unbind AA.DDDD (lszcrypt -V on the host must say usable under SESTAT)",
	},
	[VFIO_AP_REASON_DST_BS] = {
		.name = "dst_bs",
		.sentence = "the queue takes part in Secure Execution binding on the destination",
		.remedy =
			"on the destination: unbind it in the Secure Execution guest that has bound it: chzcrypt --se-unbind AA.DDDD (lszcrypt -V on the host must say usable under SESTAT)",
	},
	[VFIO_AP_REASON_TYPE] = {
		.name = "type",
		.sentence = "the adapter is of an older type than the source's",
		.remedy = OTHER_CARD("a card of the same or a newer type"),
	},
	[VFIO_AP_REASON_ML] = {
		.name = "ml",
		.sentence = "the queue takes shorter messages only",
		.remedy = OTHER_CARD("a card with the same message limit"),
	},
	[VFIO_AP_REASON_QD] = {
		.name = "qd",
		.sentence = "the queue is less deep",
		.remedy = OTHER_CARD("a card with the same queue depth"),
	},
	[VFIO_AP_REASON_CONTROL_DOMAIN] = {
		.name = "control_domain",
		.sentence = "the destination does not have the control domain",
		.remedy =
			"on the destination: add the control domain to this partition (HMC or SE; /sys/bus/ap/ap_control_domain_mask shows them); or on the source: echo NUMBER > /sys/devices/vfio_ap/matrix/UUID/unassign_control_domain",
	},
	[VFIO_AP_REASON_FILTERED] = {
		.name = "filtered",
		.sentence = "the guest would not see the queue on the destination",
		.remedy =
			"on the destination: compare /sys/devices/vfio_ap/matrix/UUID/matrix with guest_matrix; one queue that is not usable hides its whole adapter",
	},
	[VFIO_AP_REASON_OFFLINE] = {
		.name = "offline",
		.sentence = "the queue works on the source and is deconfigured or checkstopped on the destination",
		.remedy =
			"on the destination: chzcrypt --config-on 0xAA switches a deconfigured adapter on; a checkstopped one needs the HMC or SE (lszcrypt -V shows which)",
	},
};

const struct ap_reason *ap_reason(unsigned int bit)
{
	if (bit >= ARRAY_SIZE(reasons_table) || !reasons_table[bit].name)
		return NULL;
	return &reasons_table[bit];
}

/* A text that grows; @length is what it would need, as with snprintf(). */
struct text {
	char *buf;
	size_t size;
	int length;
};

static struct text text_start(char *buf, size_t size)
{
	struct text text = { .buf = buf, .size = size };

	if (size)
		buf[0] = '\0';
	return text;
}

static __printf(2, 3) void text_add(struct text *text, const char *format, ...)
{
	size_t used = (size_t)text->length;
	bool room = used < text->size;
	va_list args;

	va_start(args, format);
	text->length += vsnprintf(room ? text->buf + used : NULL,
				  room ? text->size - used : 0, format, args);
	va_end(args);
}

static const char *rc_words(u8 rc)
{
	switch (rc) {
	case AP_RC_NORMAL:
		return "normal";
	case AP_RC_NOT_AVAILABLE:
		return "not available";
	case AP_RC_RESET_IN_PROGRESS:
		return "reset in progress";
	case AP_RC_DECONFIGURED:
		return "deconfigured";
	case AP_RC_CHECKSTOPPED:
		return "checkstopped";
	case AP_RC_BUSY:
		return "busy";
	default:
		return "unexpected";
	}
}

static const char *bs_words(u64 info)
{
	/* The letters of lszcrypt's SESTAT column, in full. */
	static const char * const words[] = {
		"usable", "bound", "unbound", "illicit",
	};

	return words[ap_info_bs(info)];
}

static const char *class_words(u64 info)
{
	if (info & AP_INFO_NATIVE)
		return "native";
	if (info & AP_INFO_STATELESS)
		return "stateless";
	return "no class";
}

static void add_type(struct text *text, u64 info)
{
	unsigned int type = ap_info_type(info);

	if (type >= 10 && type <= 14)
		text_add(text, "CEX%u", type - 6);
	else
		text_add(text, "type %u", type);
}

static void add_mode(struct text *text, u64 info)
{
	const char *separator = "";

	if (!(info & AP_INFO_MODE_MASK))
		text_add(text, "no mode");
	if (info & AP_INFO_CCA) {
		text_add(text, "CCA");
		separator = "+";
	}
	if (info & AP_INFO_ACCEL) {
		text_add(text, "%saccelerator", separator);
		separator = "+";
	}
	if (info & AP_INFO_EP11)
		text_add(text, "%sEP11", separator);
}

/* What a rule about the card compares; @expected: say what else it takes. */
static void add_card(struct text *text, unsigned int bit, u64 info,
		     bool expected)
{
	switch (bit) {
	case VFIO_AP_REASON_APSC:
		text_add(text, "apsc %s", info & AP_INFO_APSC ? "on" : "off");
		break;
	case VFIO_AP_REASON_MEX4K:
		text_add(text, "mex4k %s", info & AP_INFO_MEX4K ? "on" : "off");
		break;
	case VFIO_AP_REASON_CRT4K:
		text_add(text, "crt4k %s", info & AP_INFO_CRT4K ? "on" : "off");
		break;
	case VFIO_AP_REASON_SLCF:
		text_add(text, "slcf %s", info & AP_INFO_SLCF ? "on" : "off");
		break;
	case VFIO_AP_REASON_APXA:
		text_add(text, "apxa %s", info & AP_INFO_APXA ? "on" : "off");
		break;
	case VFIO_AP_REASON_MODE:
		add_mode(text, info);
		break;
	case VFIO_AP_REASON_CLASS:
		text_add(text, "%s%s",
			 expected && !(info & AP_INFO_NATIVE) ? "native or " : "",
			 class_words(info));
		break;
	case VFIO_AP_REASON_TYPE:
		add_type(text, info);
		text_add(text, "%s", expected ? " or newer" : "");
		break;
	case VFIO_AP_REASON_ML:
		text_add(text, "messages of %u bytes%s",
			 ap_info_message_bytes(info),
			 expected ? " or more" : "");
		break;
	case VFIO_AP_REASON_QD:
		text_add(text, "queue depth %u%s", ap_info_qd(info) + 1,
			 expected ? " or more" : "");
		break;
	default:
		text_add(text, "?");
	}
}

int ap_reason_expected(char *text, size_t size, unsigned int bit,
		       const struct ap_verdict *verdict)
{
	struct text out = text_start(text, size);

	switch (bit) {
	case VFIO_AP_REASON_NOT_CONFIGURED:
		text_add(&out, "adapter and domain in the AP configuration");
		break;
	case VFIO_AP_REASON_HOST_OWNED:
		text_add(&out, "released for guests by apmask and aqmask");
		break;
	case VFIO_AP_REASON_NOT_BOUND:
		text_add(&out, "bound to vfio_ap");
		break;
	case VFIO_AP_REASON_IN_USE:
		text_add(&out, "not assigned to another mdev");
		break;
	case VFIO_AP_REASON_NOT_PASSABLE:
		text_add(&out, "a queue that could be reset");
		break;
	case VFIO_AP_REASON_NO_ANSWER:
	case VFIO_AP_REASON_SRC_NO_ANSWER:
		text_add(&out, "valid TAPQ information");
		break;
	case VFIO_AP_REASON_SRC_BS:
	case VFIO_AP_REASON_DST_BS:
		text_add(&out, "binding state 0 (usable)");
		break;
	case VFIO_AP_REASON_CONTROL_DOMAIN:
		text_add(&out, "available");
		break;
	case VFIO_AP_REASON_FILTERED:
		text_add(&out, "visible to the guest");
		break;
	case VFIO_AP_REASON_OFFLINE:
		text_add(&out, "online as on the source");
		break;
	default:
		add_card(&out, bit, verdict->src_info, true);
	}
	return out.length;
}

int ap_reason_found(char *text, size_t size, unsigned int bit,
		    const struct ap_verdict *verdict)
{
	struct text out = text_start(text, size);

	switch (bit) {
	case VFIO_AP_REASON_NOT_CONFIGURED:
		text_add(&out, "not in the AP configuration");
		break;
	case VFIO_AP_REASON_HOST_OWNED:
		text_add(&out, "reserved for the host");
		break;
	case VFIO_AP_REASON_NOT_BOUND:
		text_add(&out, "bound to another driver or none");
		break;
	case VFIO_AP_REASON_IN_USE:
		text_add(&out, "assigned to another mdev");
		break;
	case VFIO_AP_REASON_NOT_PASSABLE:
		text_add(&out, "its last reset failed");
		break;
	case VFIO_AP_REASON_NO_ANSWER:
		text_add(&out, "response code 0x%02x (%s)", verdict->dst_rc,
			 rc_words(verdict->dst_rc));
		break;
	case VFIO_AP_REASON_SRC_NO_ANSWER:
		text_add(&out, "response code 0x%02x (%s)", verdict->src_rc,
			 rc_words(verdict->src_rc));
		break;
	case VFIO_AP_REASON_SRC_BS:
		text_add(&out, "binding state %u (%s)",
			 ap_info_bs(verdict->src_info),
			 bs_words(verdict->src_info));
		break;
	case VFIO_AP_REASON_DST_BS:
		text_add(&out, "binding state %u (%s)",
			 ap_info_bs(verdict->dst_info),
			 bs_words(verdict->dst_info));
		break;
	case VFIO_AP_REASON_CONTROL_DOMAIN:
		text_add(&out, "not available");
		break;
	case VFIO_AP_REASON_FILTERED:
		text_add(&out, "withheld from the guest");
		break;
	case VFIO_AP_REASON_OFFLINE:
		text_add(&out, "%s", rc_words(verdict->dst_rc));
		break;
	default:
		add_card(&out, bit, verdict->dst_info, false);
	}
	return out.length;
}

int ap_reasons_format(char *text, size_t size, u32 reasons)
{
	struct text out = text_start(text, size);
	const struct ap_reason *reason;
	const char *separator = "";
	unsigned int bit;

	if (!reasons)
		text_add(&out, "ok");

	for (bit = 0; bit < 32; bit++) {
		if (!(reasons & 1U << bit))
			continue;
		reason = ap_reason(bit);
		if (reason)
			text_add(&out, "%s%s", separator, reason->name);
		else
			text_add(&out, "%sbit%u", separator, bit);
		separator = "|";
	}
	return out.length;
}

int ap_verdict_format_subject(char *text, size_t size,
			      const struct ap_verdict *verdict)
{
	if (verdict->kind != VFIO_AP_VERDICT_QUEUE)
		return snprintf(text, size, "0x%02x", verdict->apqn);
	return snprintf(text, size, "%02x.%04x",
			AP_APQN_ADAPTER(verdict->apqn),
			AP_APQN_DOMAIN(verdict->apqn));
}

int ap_info_format(char *text, size_t size, u64 info)
{
	struct text out = text_start(text, size);

	add_type(&out, info);
	text_add(&out, " ");
	add_mode(&out, info);
	/* In the order of the bits. */
	text_add(&out, "%s%s%s%s%s",
		 info & AP_INFO_APSC ? " apsc" : "",
		 info & AP_INFO_MEX4K ? " mex4k" : "",
		 info & AP_INFO_CRT4K ? " crt4k" : "",
		 info & AP_INFO_APXA ? " apxa" : "",
		 info & AP_INFO_SLCF ? " slcf" : "");
	text_add(&out, "%s%s",
		 info & AP_INFO_NATIVE ? " native" : "",
		 info & AP_INFO_STATELESS ? " stateless" : "");
	text_add(&out, " bs=%u ml=%u qd=%u", ap_info_bs(info),
		 ap_info_ml(info), ap_info_qd(info));
	return out.length;
}
