// SPDX-License-Identifier: GPL-2.0
/* The tables of what an inventory has. */
#include "inventory.h"

#define NUMBER(lowest, highest)	.type = INV_NUMBER, .min = (lowest), .max = (highest)
#define TABLE(of, its_kind, its_list, its_wanted)			\
	const struct inv_table inv_##of##_table = {			\
		.kind = its_kind,					\
		.list = its_list,					\
		.wanted = its_wanted,					\
		.fields = of##_fields,					\
		.count = ARRAY_SIZE(of##_fields),			\
	}

static const struct inv_field host_fields[INV_HOST_FIELDS] = {
	[INV_HOST_NAME] = { .name = "host", .type = INV_TEXT,
		.help = "name of the host" },
	[INV_HOST_KERNEL] = { .name = "kernel", .type = INV_TEXT,
		.help = "release of its kernel" },
	[INV_HOST_MACHINE] = { .name = "machine", .type = INV_TEXT,
		.help = "its architecture" },
	[INV_HOST_TIME] = { .name = "time", .type = INV_TEXT,
		.help = "when it was read, UTC" },
	[INV_HOST_SE_GUEST] = { .name = "se_guest", .type = INV_FLAG,
		.help = "the host is itself a Secure Execution guest" },
};
TABLE(host, "host", NULL, NULL);

#define BUS_FILE(field_name)	.name = field_name, .file = field_name

static const struct inv_field bus_fields[INV_BUS_FIELDS] = {
	[INV_BUS_QCI] = { .name = "qci", .type = INV_FLAG,
		.help = "the machine can say which adapters and domains it has" },
	[INV_BUS_FEATURES] = { BUS_FILE("features"), .type = INV_TEXT,
		.help = "facilities of the machine" },
	[INV_BUS_MAX_ADAPTER] = { BUS_FILE("ap_max_adapter_id"), NUMBER(0, 255),
		.help = "highest number of an adapter" },
	[INV_BUS_MAX_DOMAIN] = { BUS_FILE("ap_max_domain_id"), NUMBER(0, 255),
		.help = "highest number of a domain" },
	[INV_BUS_ADAPTERS] = { BUS_FILE("ap_adapter_mask"), .type = INV_MASK,
		.help = "adapters that the host has" },
	[INV_BUS_DOMAINS] = { BUS_FILE("ap_usage_domain_mask"), .type = INV_MASK,
		.help = "usage domains that the host has" },
	[INV_BUS_CONTROL_DOMAINS] = { BUS_FILE("ap_control_domain_mask"),
		.type = INV_MASK, .help = "control domains that the host has" },
	[INV_BUS_APMASK] = { BUS_FILE("apmask"), .type = INV_MASK,
		.help = "adapters for the host's own drivers" },
	[INV_BUS_AQMASK] = { BUS_FILE("aqmask"), .type = INV_MASK,
		.help = "domains for the host's own drivers" },
	[INV_BUS_CONFIG_TIME] = { BUS_FILE("config_time"), NUMBER(0, 86400),
		.help = "seconds from one look of the AP bus at the hardware to the next" },
	[INV_BUS_SCANS] = { BUS_FILE("scans"), NUMBER(0, INT64_MAX),
		.help = "how often it has looked" },
	[INV_BUS_BINDINGS] = { BUS_FILE("bindings"), .type = INV_TEXT,
		.help = "queues with a driver, of all" },
};
TABLE(bus, "bus", NULL, NULL);

static const struct inv_field driver_fields[INV_DRIVER_FIELDS] = {
	[INV_DRIVER_PRESENT] = { .name = "present", .type = INV_FLAG,
		.help = "vfio_ap is loaded" },
	[INV_DRIVER_FEATURES] = { .name = "features", .file = "features",
		.type = INV_TEXT, .help = "what it can do" },
};
TABLE(driver, "driver", NULL, NULL);

static const struct inv_field card_fields[INV_CARD_FIELDS] = {
	[INV_CARD_TYPE] = { .name = "type", .file = "type", .type = INV_TEXT,
		.help = "what the host's driver calls it" },
	[INV_CARD_HWTYPE] = { .name = "hwtype", .file = "hwtype", NUMBER(0, 255),
		.help = "type that the AP bus takes it for" },
	[INV_CARD_RAW_HWTYPE] = { .name = "raw_hwtype", .file = "raw_hwtype",
		NUMBER(0, 255), .help = "type (TAPQ bits 32-39)" },
	[INV_CARD_FUNCTIONS] = { .name = "ap_functions", .file = "ap_functions",
		.type = INV_WORD,
		.help = "facilities, mode and class (TAPQ bits 0-15)" },
	[INV_CARD_DEPTH] = { .name = "depth", .file = "depth", NUMBER(1, 32),
		.help = "requests that a queue can hold (TAPQ bits 59-63, plus 1)" },
	[INV_CARD_MAX_MSG] = { .name = "max_msg_size", .file = "max_msg_size",
		NUMBER(12288, 61440),
		.help = "bytes of the longest message (from TAPQ bits 52-55)" },
	[INV_CARD_CONFIG] = { .name = "config", .file = "config", .type = INV_FLAG,
		.help = "not deconfigured" },
	[INV_CARD_CHKSTOP] = { .name = "chkstop", .file = "chkstop",
		.type = INV_FLAG, .help = "checkstopped" },
	[INV_CARD_ONLINE] = { .name = "online", .file = "online", .type = INV_FLAG,
		.help = "used by the host's driver" },
	[INV_CARD_DRIVER] = { .name = "driver", .type = INV_TEXT,
		.help = "driver, \"\" if it has none" },
};
TABLE(card, "card", "cards", "the number of an adapter, two hexadecimal digits");

static const struct inv_field queue_fields[INV_QUEUE_FIELDS] = {
	[INV_QUEUE_FUNCTIONS] = { .name = "ap_functions", .file = "ap_functions",
		.type = INV_WORD, .help = "upper half of its TAPQ word" },
	[INV_QUEUE_CONFIG] = { .name = "config", .file = "config",
		.type = INV_FLAG, .help = "not deconfigured" },
	[INV_QUEUE_CHKSTOP] = { .name = "chkstop", .file = "chkstop",
		.type = INV_FLAG, .help = "checkstopped" },
	[INV_QUEUE_ONLINE] = { .name = "online", .file = "online",
		.type = INV_FLAG, .help = "used by the host's driver" },
	[INV_QUEUE_DRIVER] = { .name = "driver", .type = INV_TEXT,
		.help = "driver, \"\" if it has none" },
	[INV_QUEUE_OVERRIDE] = { .name = "driver_override",
		.file = "driver_override", .type = INV_TEXT,
		.help = "driver that alone may have it, \"\" if any may" },
	[INV_QUEUE_STATUS] = { .name = "status", .file = "status",
		.type = INV_TEXT, .help = "what vfio_ap does with it" },
	[INV_QUEUE_SE_BIND] = { .name = "se_bind", .file = "se_bind",
		.type = INV_TEXT, .help = "Secure Execution: bound or not" },
	[INV_QUEUE_SE_ASSOCIATE] = { .name = "se_associate",
		.file = "se_associate", .type = INV_TEXT,
		.help = "Secure Execution: associated or not" },
};
TABLE(queue, "queue", "queues", "the name of a queue such as 0a.0006");

static const struct inv_field mdev_fields[INV_MDEV_FIELDS] = {
	[INV_MDEV_ADAPTERS] = { .name = "adapters", .type = INV_MASK,
		.help = "adapters that are assigned" },
	[INV_MDEV_DOMAINS] = { .name = "domains", .type = INV_MASK,
		.help = "usage domains that are assigned" },
	[INV_MDEV_CONTROL_DOMAINS] = { .name = "control_domains", .type = INV_MASK,
		.help = "control domains that are assigned" },
	[INV_MDEV_GUEST_ADAPTERS] = { .name = "guest_adapters", .type = INV_MASK,
		.help = "adapters that the guest sees, or would see" },
	[INV_MDEV_GUEST_DOMAINS] = { .name = "guest_domains", .type = INV_MASK,
		.help = "usage domains that the guest sees, or would see" },
	[INV_MDEV_STATE] = { .name = "state", .type = INV_TEXT,
		.help = "migration state, from debugfs" },
};
TABLE(mdev, "uuid", "mdevs", "a UUID in lower case");
