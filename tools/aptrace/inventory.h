/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The AP configuration of a host as its sysfs shows it: what was read, and of
 * what could not be read, why. Tables say which members there are, in which file
 * each is and how it reads: the reader of sysfs, the writer and the reader of JSON
 * work from them, so a member has one name and one form.
 */
#ifndef APTRACE_INVENTORY_H
#define APTRACE_INVENTORY_H

#include "../../driver/core/matrix.h"

#define INV_WHY_BYTES		160
#define INV_TEXT_MAX		255
#define INV_ITEM_NAME_BYTES	40

enum inv_type {
	INV_NUMBER,	/* decimal; in JSON a number */
	INV_FLAG,	/* 0 or 1; in JSON false or true */
	INV_WORD,	/* 32 bits, "0xEA000000"; in JSON a string */
	INV_MASK,	/* 256 bits, "0x" and 64 digits; in JSON a string */
	INV_TEXT,	/* one line; in JSON a string */
};

/**
 * struct inv_field - a member of an object
 * @name: in JSON
 * @type: how it reads
 * @min: smallest number
 * @max: largest number
 * @file: attribute that it is read from; NULL: see inventory_sysfs.c
 * @help: what it is, for the documentation
 */
struct inv_field {
	const char *name;
	enum inv_type type;
	uint64_t min;
	uint64_t max;
	const char *file;
	const char *help;
};

/**
 * struct inv_value - what is known of a member
 * @why: why it is not known; NULL if it is
 * @number: INV_NUMBER, INV_FLAG, INV_WORD
 * @text: INV_TEXT
 * @mask: INV_MASK
 */
struct inv_value {
	const char *why;
	union {
		uint64_t number;
		const char *text;
		const struct ap_mask *mask;
	};
};

enum inv_host_field {
	INV_HOST_NAME,
	INV_HOST_KERNEL,
	INV_HOST_MACHINE,
	INV_HOST_TIME,
	INV_HOST_SE_GUEST,
	INV_HOST_FIELDS,
};

enum inv_bus_field {
	INV_BUS_QCI,
	INV_BUS_FEATURES,
	INV_BUS_MAX_ADAPTER,
	INV_BUS_MAX_DOMAIN,
	INV_BUS_ADAPTERS,
	INV_BUS_DOMAINS,
	INV_BUS_CONTROL_DOMAINS,
	INV_BUS_APMASK,
	INV_BUS_AQMASK,
	INV_BUS_CONFIG_TIME,
	INV_BUS_SCANS,
	INV_BUS_BINDINGS,
	INV_BUS_FIELDS,
};

enum inv_driver_field {
	INV_DRIVER_PRESENT,
	INV_DRIVER_FEATURES,
	INV_DRIVER_FIELDS,
};

enum inv_card_field {
	INV_CARD_TYPE,
	INV_CARD_HWTYPE,
	INV_CARD_RAW_HWTYPE,
	INV_CARD_FUNCTIONS,
	INV_CARD_DEPTH,
	INV_CARD_MAX_MSG,
	INV_CARD_CONFIG,
	INV_CARD_CHKSTOP,
	INV_CARD_ONLINE,
	INV_CARD_DRIVER,
	INV_CARD_FIELDS,
};

enum inv_queue_field {
	INV_QUEUE_FUNCTIONS,
	INV_QUEUE_CONFIG,
	INV_QUEUE_CHKSTOP,
	INV_QUEUE_ONLINE,
	INV_QUEUE_DRIVER,
	INV_QUEUE_OVERRIDE,
	INV_QUEUE_STATUS,
	INV_QUEUE_SE_BIND,
	INV_QUEUE_SE_ASSOCIATE,
	INV_QUEUE_FIELDS,
};

enum inv_mdev_field {
	INV_MDEV_ADAPTERS,
	INV_MDEV_DOMAINS,
	INV_MDEV_CONTROL_DOMAINS,
	INV_MDEV_GUEST_ADAPTERS,
	INV_MDEV_GUEST_DOMAINS,
	INV_MDEV_STATE,
	INV_MDEV_FIELDS,
};

#define INV_FIELDS_MAX	INV_BUS_FIELDS

/**
 * struct inv_table - the members of one kind of object
 * @kind: what the object is called: the member of the document that it is, or the
 *	member that has the name of an item of a list
 * @list: the member of the document that the list is; NULL: no list
 * @wanted: what the name of an item of a list is, for people
 * @fields: the members
 * @count: how many
 */
struct inv_table {
	const char *kind;
	const char *list;
	const char *wanted;
	const struct inv_field *fields;
	size_t count;
};

extern const struct inv_table inv_host_table, inv_bus_table, inv_driver_table;
extern const struct inv_table inv_card_table, inv_queue_table, inv_mdev_table;

/**
 * struct inv_item - a card, a queue or an mdev
 * @number: of the card, or the APQN; of an mdev its place in the list
 * @name: "0a", "0a.0006" or the UUID
 * @values: as the item's table says
 */
struct inv_item {
	u32 number;
	char name[INV_ITEM_NAME_BYTES];
	struct inv_value values[INV_FIELDS_MAX];
};

/**
 * struct inv_list - all cards, queues or mdevs
 * @why: why it is not known which there are; NULL if it is
 * @items: in ascending order of their names
 * @count: how many
 */
struct inv_list {
	const char *why;
	struct inv_item *items;
	size_t count;
	/* private: */
	size_t room;
};

/**
 * struct inventory - one host
 * @source: where it is from, for messages
 * @host: as inv_host_table says
 * @bus: as inv_bus_table says
 * @driver: as inv_driver_table says
 * @cards: as inv_card_table says
 * @queues: as inv_queue_table says
 * @mdevs: as inv_mdev_table says
 */
struct inventory {
	const char *source;
	struct inv_value host[INV_FIELDS_MAX];
	struct inv_value bus[INV_FIELDS_MAX];
	struct inv_value driver[INV_FIELDS_MAX];
	struct inv_list cards;
	struct inv_list queues;
	struct inv_list mdevs;
	/* private: */
	struct inv_memory *memory;
};

/* Nothing is known of it, because of @why. */
void inventory_init(struct inventory *inventory, const char *source,
		    const char *why);
void inventory_free(struct inventory *inventory);

/* A copy that lives as long as the inventory; equal ones are stored once. */
const char *inventory_string(struct inventory *inventory, const char *text);

/* The same for a reason, which can quote anything: as one line of text. */
const char *inventory_why(struct inventory *inventory, const char *why);

/* Known from now on. */
void inv_set_text(struct inventory *inventory, struct inv_value *value,
		  const char *text);
void inv_set_mask(struct inventory *inventory, struct inv_value *value,
		  const struct ap_mask *mask);
void inv_set_number(struct inv_value *value, uint64_t number);
/* Not known. */
void inv_set_why(struct inventory *inventory, struct inv_value *value,
		 const char *why);

/**
 * inv_parse - a member from its text
 * @inventory: it is part of
 * @field: says what it is
 * @text: as in sysfs, without the end of the line
 * @value: receives it
 * @why: receives what is wrong with the text, INV_WHY_BYTES bytes
 *
 * Return: whether it is such a text; @value is not touched otherwise.
 */
bool inv_parse(struct inventory *inventory, const struct inv_field *field,
	       const char *text, struct inv_value *value, char *why);

/* "a number from 0 to 255": what would have been good. */
void inv_wanted(const struct inv_field *field, char *text, size_t size);

/* "0x" and 64 digits. */
#define INV_MASK_TEXT_BYTES	(2 + 2 * AP_MASK_BYTES + 1)
bool inv_parse_mask(const char *text, struct ap_mask *mask);
void inv_format_mask(char text[INV_MASK_TEXT_BYTES], const struct ap_mask *mask);

/**
 * inv_add - a new item at the end of a list
 * @inventory: it is part of
 * @list: one of its lists
 * @table: the list's
 * @name: of the item
 *
 * Nothing is known of it yet. Pointers to other items of the list are not valid
 * any more.
 *
 * Return: the item; NULL if @name is no such name, or not higher than the last.
 */
struct inv_item *inv_add(struct inventory *inventory, struct inv_list *list,
			 const struct inv_table *table, const char *name);

/* The item of that number, or UUID; NULL if there is none. */
const struct inv_item *inv_find(const struct inv_list *list, u32 number);
const struct inv_item *inv_find_mdev(const struct inventory *inventory,
				     const char *uuid);

#endif /* APTRACE_INVENTORY_H */
