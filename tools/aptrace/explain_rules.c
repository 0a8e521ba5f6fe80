// SPDX-License-Identifier: GPL-2.0
/*
 * The rule behind each reason, where it comes from, and what to do. What is
 * wrong in a sentence is in driver/core/reasons.c.
 */
#include "../../driver/core/types.h"
#include "explain.h"

#define DST(text, shell)	{ EXPLAIN_DESTINATION, false, text, shell }
#define SRC(text, shell)	{ EXPLAIN_SOURCE, false, text, shell }
#define HMC(text)		{ EXPLAIN_HMC, false, text, NULL }
#define OR_DST(text, shell)	{ EXPLAIN_DESTINATION, true, text, shell }
#define OR_SRC(text, shell)	{ EXPLAIN_SOURCE, true, text, shell }

/* What a guest that can do without a card can always do. */
#define OR_WITHOUT_ADAPTER						\
	OR_SRC("Or take the adapters from the guest's mdev, if it can do without them:", \
	       "(cd /sys/bus/mdev/devices/%U && echo %x > unassign_adapter)")

static const struct explain_steps configure = {
	{
		HMC("Give the adapters and the usage domains to the partition of the destination."),
		DST("Then switch the adapters on, and see that they are there:",
		    "chzcrypt --config-on %A; lszcrypt -V %A"),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps release = {
	{
		DST("Release the adapters for guests, now and after a restart. The host's own programs lose all their queues:",
		    "chzdev -t ap apmask=%M"),
		OR_DST("Or release only these domains, but of all adapters:",
		       "chzdev -t ap aqmask=%D"),
	},
};

static const struct explain_steps bind = {
	{
		DST("See which driver has the queues:", "lszcrypt -V %A"),
		DST("Give them to vfio_ap:",
		    "echo %q > /sys/bus/ap/drivers/vfio_ap/bind"),
	},
};

static const struct explain_steps take_back = {
	{
		DST("See which mdev has them (its UUID is part of the path):",
		    "grep -lE '^(%R)[.]' /sys/devices/vfio_ap/matrix/*-*/matrix"),
		DST("Take the adapters from that one, if its guest can do without them:",
		    "(cd /sys/bus/mdev/devices/UUID && echo %x > unassign_adapter)"),
		DST("If mdevctl defines it, change the definition as well:",
		    "mdevctl list -dv"),
	},
};

static const struct explain_steps restart = {
	{
		DST("The driver tries again every 30 seconds: migrate again first. If that does not help, restart the adapters; whoever else uses them loses what is in their queues:",
		    "chzcrypt --config-off %A && chzcrypt --config-on %A"),
		DST("Look at them. If one is checkstopped, that is for the HMC or SE:",
		    "lszcrypt -V %A"),
	},
};

static const struct explain_steps switch_on = {
	{
		DST("Look at the adapters, and switch on what is deconfigured:",
		    "lszcrypt -V %A; chzcrypt --config-on %A"),
		HMC("A checkstopped adapter has to be repaired or restarted there."),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps mend_source = {
	{
		SRC("Look at the adapters, and switch on what is deconfigured:",
		    "lszcrypt -V %A; chzcrypt --config-on %A"),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps other_card = {
	{
		SRC("See what the guest has here (the same command on the other host shows what it would get):",
		    "lszcrypt -V %A"),
		HMC("Put cards that fit in the place of the destination's, under the same numbers, or choose another destination."),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps other_mode = {
	{
		DST("Switch the adapters off:", "chzcrypt --config-off %A"),
		HMC("Change their mode to that of the source's."),
		DST("And on again:", "chzcrypt --config-on %A; lszcrypt -V %A"),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps unbind_source = {
	{
		{ EXPLAIN_GUEST, false,
		  "Unbind the queues in the Secure Execution guest that has bound them:",
		  "chzcrypt --se-unbind %q" },
		SRC("SESTAT must say \"usable\" then:", "lszcrypt -V %A"),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps unbind_destination = {
	{
		{ EXPLAIN_GUEST, false,
		  "Unbind the queues in the Secure Execution guest that has bound them:",
		  "chzcrypt --se-unbind %q" },
		DST("SESTAT must say \"usable\" then:", "lszcrypt -V %A"),
		OR_WITHOUT_ADAPTER,
	},
};

static const struct explain_steps control = {
	{
		DST("See which control domains there are:", "lszcrypt -d"),
		HMC("Give the missing ones to the partition of the destination."),
		OR_SRC("Or take them from the guest's mdev, if it can do without them:",
		       "(cd /sys/bus/mdev/devices/%U && echo %c > unassign_control_domain)"),
	},
};

static const struct explain_steps compare = {
	{
		DST("One queue that cannot be used hides its whole adapter. Find it:",
		    "lszcrypt -V %A; cat /sys/bus/ap/apmask /sys/bus/ap/aqmask"),
	},
};

static const struct explain_steps newer_aptrace = {
	{
		{ EXPLAIN_HERE, false, "See how old this aptrace is:",
		  "aptrace --version; modinfo vfio_ap" },
	},
};

#define HWINFO	"struct ap_tapq_hwinfo in arch/s390/include/asm/ap.h, "

#define FACILITY							\
	"The guest's drivers have looked at the facilities when they found the queue and are not told of another card: they have to be the same, a facility more is refused, too."

static const struct explain_rule rules[VFIO_AP_REASON_COUNT] = {
	[VFIO_AP_REASON_NOT_CONFIGURED] = {
		"Each queue of the guest has to exist on the destination under the same adapter and domain number.",
		"PQAP(QCI), struct ap_config_info in arch/s390/include/asm/ap.h",
		&configure,
	},
	[VFIO_AP_REASON_HOST_OWNED] = {
		"A queue is the host's own while its adapter's bit in apmask and its domain's bit in aqmask are both 1.",
		"/sys/bus/ap/apmask and aqmask, Documentation/arch/s390/vfio-ap.rst",
		&release,
	},
	[VFIO_AP_REASON_NOT_BOUND] = {
		"Only a queue that is bound to vfio_ap can be given to a guest.",
		"Documentation/arch/s390/vfio-ap.rst",
		&bind,
	},
	[VFIO_AP_REASON_IN_USE] = {
		"A queue belongs to one mdev of a host at most.",
		"Documentation/arch/s390/vfio-ap.rst",
		&take_back,
	},
	[VFIO_AP_REASON_NOT_PASSABLE] = {
		"A guest must not find what another has left in a queue: its last reset has to have succeeded.",
		"PQAP(ZAPQ), Documentation/arch/s390/vfio-ap.rst",
		&restart,
	},
	[VFIO_AP_REASON_NO_ANSWER] = {
		"Nothing is compatible by lack of knowledge: TAPQ has to answer with response code 00 or 02 to 05.",
		"PQAP(TAPQ), ap_queue_info() in drivers/s390/crypto/ap_bus.c",
		&switch_on,
	},
	[VFIO_AP_REASON_SRC_NO_ANSWER] = {
		"Nobody knows what the guest relies on if TAPQ does not answer on the source with response code 00 or 02 to 05.",
		"PQAP(TAPQ), ap_queue_info() in drivers/s390/crypto/ap_bus.c",
		&mend_source,
	},
	[VFIO_AP_REASON_APSC] = { FACILITY, HWINFO "bit 0", &other_card },
	[VFIO_AP_REASON_MEX4K] = { FACILITY, HWINFO "bit 1", &other_card },
	[VFIO_AP_REASON_CRT4K] = { FACILITY, HWINFO "bit 2", &other_card },
	[VFIO_AP_REASON_SLCF] = { FACILITY, HWINFO "bit 7", &other_card },
	[VFIO_AP_REASON_APXA] = { FACILITY, HWINFO "bit 6", &other_card },
	[VFIO_AP_REASON_MODE] = {
		"CCA coprocessor, EP11 coprocessor and accelerator take different requests: the mode has to be the same.",
		HWINFO "bits 3-5",
		&other_mode,
	},
	[VFIO_AP_REASON_CLASS] = {
		"A native card does everything. A restricted one can only stand in for one that is restricted in the same way.",
		HWINFO "bits 8-9",
		&other_card,
	},
	[VFIO_AP_REASON_SRC_BS] = {
		"What is bound to a Secure Execution guest has secrets that do not migrate: the binding state has to be 0.",
		HWINFO "bits 16-17",
		&unbind_source,
	},
	[VFIO_AP_REASON_DST_BS] = {
		"What is bound to a Secure Execution guest is not for another: the binding state has to be 0.",
		HWINFO "bits 16-17",
		&unbind_destination,
	},
	[VFIO_AP_REASON_TYPE] = {
		"A newer card does what an older one does, not the other way round.",
		HWINFO "bits 32-39",
		&other_card,
	},
	[VFIO_AP_REASON_ML] = {
		"The guest sends messages as long as the source's card takes them.",
		HWINFO "bits 52-55 (values up to 3: 12 KiB)",
		&other_card,
	},
	[VFIO_AP_REASON_QD] = {
		"The guest puts as many requests into a queue as fit on the source.",
		HWINFO "bits 59-63 (depth less 1)",
		&other_card,
	},
	[VFIO_AP_REASON_CONTROL_DOMAIN] = {
		"The guest administers these domains and has to be able to go on doing so.",
		"PQAP(QCI), ap_control_domain_mask in /sys/bus/ap",
		&control,
	},
	[VFIO_AP_REASON_FILTERED] = {
		"The guest has to see exactly what it saw. AP configurations are matrices, so that one queue alone cannot be withheld.",
		"Documentation/arch/s390/vfio-ap.rst",
		&compare,
	},
	[VFIO_AP_REASON_OFFLINE] = {
		"A queue that worked on the source must not be dead after the migration.",
		"PQAP(TAPQ), response codes 03 and 04",
		&switch_on,
	},
};

static const struct explain_rule unknown = {
	"This aptrace is older than the driver and does not know the rule.",
	"enum vfio_ap_mig_reason_bit in the driver's vfio_ap_migration.h",
	&newer_aptrace,
};

const struct explain_rule *explain_rule(unsigned int bit)
{
	if (bit >= ARRAY_SIZE(rules) || !rules[bit].rule)
		return &unknown;
	return &rules[bit];
}
