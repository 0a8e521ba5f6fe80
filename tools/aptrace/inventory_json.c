// SPDX-License-Identifier: GPL-2.0
/* An inventory becomes a JSON document. */
#include <inttypes.h>

#include "inventory_json.h"
#include "json_writer.h"
#include "tapq_view.h"

static void write_value(const struct inv_field *field,
			const struct inv_value *value, struct json *json)
{
	char text[INV_MASK_TEXT_BYTES];

	if (value->why) {
		json_null(json, field->name);
		return;
	}
	switch (field->type) {
	case INV_NUMBER:
		json_unsigned(json, field->name, value->number);
		break;
	case INV_FLAG:
		json_bool(json, field->name, value->number);
		break;
	case INV_WORD:
		snprintf(text, sizeof(text), "0x%08" PRIX32, (u32)value->number);
		json_string(json, field->name, text);
		break;
	case INV_MASK:
		inv_format_mask(text, value->mask);
		json_string(json, field->name, text);
		break;
	case INV_TEXT:
		json_string(json, field->name, value->text);
		break;
	}
}

/* Each member that is null, with the reason. */
static void write_unknown(const struct inv_table *table,
			  const struct inv_value *values, struct json *json)
{
	size_t i;

	json_open_object(json, "unknown");
	for (i = 0; i < table->count; i++)
		if (values[i].why)
			json_string(json, table->fields[i].name, values[i].why);
	json_close_object(json);
}

static void write_values(const struct inv_table *table,
			 const struct inv_value *values, struct json *json)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		write_value(&table->fields[i], &values[i], json);
	write_unknown(table, values, json);
}

static void write_object(const struct inv_table *table,
			 const struct inv_value *values, struct json *json)
{
	json_open_object(json, table->kind);
	write_values(table, values, json);
	json_close_object(json);
}

/* For people and other programs; a reader has it from the members. */
static void write_tapq(const struct inventory *inventory, u16 apqn,
		       struct json *json)
{
	struct tapq_view view;

	tapq_view(&view, inventory, apqn, false);
	json_hex(json, "tapq_info", view.info);
	json_hex(json, "tapq_known", view.known);
}

static void write_list(const struct inventory *inventory,
		       const struct inv_table *table,
		       const struct inv_list *list, struct json *json)
{
	size_t i;

	if (list->why) {
		json_null(json, table->list);
		return;
	}
	json_open_array(json, table->list);
	for (i = 0; i < list->count; i++) {
		json_open_object(json, NULL);
		json_string(json, table->kind, list->items[i].name);
		write_values(table, list->items[i].values, json);
		if (table == &inv_queue_table)
			write_tapq(inventory, list->items[i].number, json);
		json_close_object(json);
	}
	json_close_array(json);
}

void inventory_write(const struct inventory *inventory, struct text *text)
{
	const struct {
		const struct inv_table *table;
		const struct inv_list *list;
	} lists[] = {
		{ &inv_card_table, &inventory->cards },
		{ &inv_queue_table, &inventory->queues },
		{ &inv_mdev_table, &inventory->mdevs },
	};
	struct json json = { .text = text };
	size_t i;

	json_open_object(&json, NULL);
	json_string(&json, "type", INVENTORY_TYPE);
	json_unsigned(&json, "version", INVENTORY_VERSION);
	write_object(&inv_host_table, inventory->host, &json);
	write_object(&inv_bus_table, inventory->bus, &json);
	write_object(&inv_driver_table, inventory->driver, &json);
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		write_list(inventory, lists[i].table, lists[i].list, &json);
	json_open_object(&json, "unknown");
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		if (lists[i].list->why)
			json_string(&json, lists[i].table->list,
				    lists[i].list->why);
	json_close_object(&json);
	json_close_object(&json);
	text_putc(text, '\n');
}
