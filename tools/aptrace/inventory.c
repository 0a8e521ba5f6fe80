// SPDX-License-Identifier: GPL-2.0
/* The AP configuration of a host: memory, members and lists. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "format.h"
#include "inventory.h"
#include "text.h"

/**
 * struct inv_block - texts and masks, one behind the other
 * @next: an older block
 * @used: bytes
 * @data: them
 */
struct inv_block {
	struct inv_block *next;
	size_t used;
	_Alignas(8) char data[];
};

#define INV_BLOCK_BYTES	16384

/**
 * struct inv_memory - what the values of an inventory point to
 * @blocks: the newest first
 * @strings: hash table of the texts
 * @size: of it, a power of 2
 * @count: how many texts
 */
struct inv_memory {
	struct inv_block *blocks;
	const char **strings;
	size_t size;
	size_t count;
};

static void *memory_take(struct inv_memory *memory, size_t bytes)
{
	size_t need = (bytes + 7) & ~(size_t)7;
	struct inv_block *block = memory->blocks;

	if (!block || block->used + need > INV_BLOCK_BYTES) {
		block = must_alloc(1, sizeof(*block) +
				   (need > INV_BLOCK_BYTES ? need : INV_BLOCK_BYTES));
		block->next = memory->blocks;
		memory->blocks = block;
	}
	block->used += need;
	return block->data + block->used - need;
}

static size_t hash(const char *text)
{
	uint64_t value = 14695981039346656037ULL;

	/* FNV-1a */
	for (; *text; text++)
		value = (value ^ (unsigned char)*text) * 1099511628211ULL;
	return value ^ value >> 32;
}

static const char **memory_slot(struct inv_memory *memory, const char *text)
{
	size_t at = hash(text) & (memory->size - 1);

	while (memory->strings[at] && strcmp(memory->strings[at], text))
		at = (at + 1) & (memory->size - 1);
	return &memory->strings[at];
}

static void memory_grow(struct inv_memory *memory)
{
	const char **old = memory->strings;
	size_t i, size = memory->size;

	memory->size = size ? size * 2 : 256;
	memory->strings = must_alloc(memory->size, sizeof(*memory->strings));
	for (i = 0; i < size; i++)
		if (old[i])
			*memory_slot(memory, old[i]) = old[i];
	free(old);
}

const char *inventory_string(struct inventory *inventory, const char *text)
{
	struct inv_memory *memory = inventory->memory;
	const char **slot;
	char *copy;

	if (memory->count * 2 >= memory->size)
		memory_grow(memory);
	slot = memory_slot(memory, text);
	if (*slot)
		return *slot;
	copy = memory_take(memory, strlen(text) + 1);
	strcpy(copy, text);
	*slot = copy;
	memory->count++;
	return copy;
}

const char *inventory_why(struct inventory *inventory, const char *why)
{
	char line[INV_WHY_BYTES];
	char *c;

	snprintf(line, sizeof(line), "%s", why);
	for (c = line; *c; c++)
		if (*c < ' ' || *c >= 0x7f)
			*c = '?';
	return inventory_string(inventory, line);
}

static void values_unknown(struct inv_value values[INV_FIELDS_MAX],
			   const char *why)
{
	size_t i;

	for (i = 0; i < INV_FIELDS_MAX; i++)
		values[i] = (struct inv_value){ .why = why };
}

void inventory_init(struct inventory *inventory, const char *source,
		    const char *why)
{
	memset(inventory, 0, sizeof(*inventory));
	inventory->memory = must_alloc(1, sizeof(*inventory->memory));
	inventory->source = inventory_string(inventory, source);
	why = inventory_string(inventory, why);
	values_unknown(inventory->host, why);
	values_unknown(inventory->bus, why);
	values_unknown(inventory->driver, why);
	inventory->cards.why = why;
	inventory->queues.why = why;
	inventory->mdevs.why = why;
}

void inventory_free(struct inventory *inventory)
{
	struct inv_block *block, *next;

	if (!inventory->memory)
		return;
	for (block = inventory->memory->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	free(inventory->memory->strings);
	free(inventory->memory);
	free(inventory->cards.items);
	free(inventory->queues.items);
	free(inventory->mdevs.items);
	memset(inventory, 0, sizeof(*inventory));
}

void inv_set_text(struct inventory *inventory, struct inv_value *value,
		  const char *text)
{
	value->text = inventory_string(inventory, text);
	value->why = NULL;
}

void inv_set_mask(struct inventory *inventory, struct inv_value *value,
		  const struct ap_mask *mask)
{
	struct ap_mask *copy = memory_take(inventory->memory, sizeof(*copy));

	*copy = *mask;
	value->mask = copy;
	value->why = NULL;
}

void inv_set_number(struct inv_value *value, uint64_t number)
{
	value->number = number;
	value->why = NULL;
}

void inv_set_why(struct inventory *inventory, struct inv_value *value,
		 const char *why)
{
	*value = (struct inv_value){ .why = inventory_why(inventory, why) };
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly so many digits, and nothing behind them. */
static bool parse_hex(const char *text, unsigned int digits, u32 *number)
{
	u32 value = 0;
	int digit;

	for (; digits; digits--) {
		digit = hex_digit(*text++);
		if (digit < 0)
			return false;
		value = value << 4 | digit;
	}
	*number = value;
	return !*text;
}

bool inv_parse_mask(const char *text, struct ap_mask *mask)
{
	int i, high, low;

	if (strlen(text) != INV_MASK_TEXT_BYTES - 1 || text[0] != '0' ||
	    text[1] != 'x')
		return false;
	for (i = 0; i < AP_MASK_BYTES; i++) {
		high = hex_digit(text[2 + 2 * i]);
		low = hex_digit(text[3 + 2 * i]);
		if (high < 0 || low < 0)
			return false;
		mask->bits[i] = high << 4 | low;
	}
	return true;
}

void inv_format_mask(char text[INV_MASK_TEXT_BYTES], const struct ap_mask *mask)
{
	int i;

	strcpy(text, "0x");
	for (i = 0; i < AP_MASK_BYTES; i++)
		sprintf(text + 2 + 2 * i, "%02x", mask->bits[i]);
}

static bool parse_number(const char *text, uint64_t min, uint64_t max,
			 uint64_t *number)
{
	uint64_t value = 0;

	if (!*text || strlen(text) > 19)
		return false;
	for (; *text; text++) {
		if (!isdigit((unsigned char)*text))
			return false;
		value = value * 10 + (*text - '0');
	}
	*number = value;
	return value >= min && value <= max;
}

static bool is_line(const char *text)
{
	size_t length = 0;

	for (; *text; text++, length++)
		if (*text < ' ' || *text >= 0x7f)
			return false;
	return length <= INV_TEXT_MAX;
}

bool inv_parse(struct inventory *inventory, const struct inv_field *field,
	       const char *text, struct inv_value *value, char *why)
{
	struct ap_mask mask = { 0 };
	uint64_t number = 0;
	bool good = false;
	char wanted[96];
	u32 word = 0;

	switch (field->type) {
	case INV_NUMBER:
		good = parse_number(text, field->min, field->max, &number);
		break;
	case INV_FLAG:
		good = parse_number(text, 0, 1, &number);
		break;
	case INV_WORD:
		good = !strncmp(text, "0x", 2) && parse_hex(text + 2, 8, &word);
		number = word;
		break;
	case INV_MASK:
		good = inv_parse_mask(text, &mask);
		break;
	case INV_TEXT:
		good = is_line(text);
		break;
	}
	if (!good) {
		inv_wanted(field, wanted, sizeof(wanted));
		snprintf(why, INV_WHY_BYTES, "'%.24s' is not %s", text, wanted);
		return false;
	}
	if (field->type == INV_TEXT)
		inv_set_text(inventory, value, text);
	else if (field->type == INV_MASK)
		inv_set_mask(inventory, value, &mask);
	else
		inv_set_number(value, number);
	return true;
}

void inv_wanted(const struct inv_field *field, char *text, size_t size)
{
	switch (field->type) {
	case INV_NUMBER:
		snprintf(text, size, "a number from %" PRIu64 " to %" PRIu64,
			 field->min, field->max);
		break;
	case INV_FLAG:
		snprintf(text, size, "0 or 1");
		break;
	case INV_WORD:
		snprintf(text, size, "0x and 8 hexadecimal digits");
		break;
	case INV_MASK:
		snprintf(text, size, "0x and 64 hexadecimal digits");
		break;
	case INV_TEXT:
		snprintf(text, size, "a line of printable text, %d characters at most",
			 INV_TEXT_MAX);
		break;
	}
}

/* What the name of an item says of its number. */
static bool parse_name(const struct inv_table *table, const char *name,
		       u32 *number)
{
	uint8_t uuid[UUID_BYTES];
	u32 adapter, domain;
	char part[3] = "";
	const char *c;

	/* One way to write a name, or items could be there twice. */
	for (c = name; *c; c++)
		if (isupper((unsigned char)*c))
			return false;
	if (table == &inv_card_table)
		return parse_hex(name, 2, number);
	if (table == &inv_mdev_table) {
		*number = 0;
		return parse_uuid(name, uuid);
	}
	if (strlen(name) != 7 || name[2] != '.')
		return false;
	memcpy(part, name, 2);
	if (!parse_hex(part, 2, &adapter) || !parse_hex(name + 3, 4, &domain) ||
	    domain >= AP_MASK_BITS)
		return false;
	*number = AP_APQN(adapter, domain);
	return true;
}

struct inv_item *inv_add(struct inventory *inventory, struct inv_list *list,
			 const struct inv_table *table, const char *name)
{
	struct inv_item *item;
	u32 number;

	if (!parse_name(table, name, &number) ||
	    (list->count && strcmp(name, list->items[list->count - 1].name) <= 0))
		return NULL;
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->items = must_resize(list->items, list->room,
					  sizeof(*list->items));
	}
	item = &list->items[list->count];
	item->number = table == &inv_mdev_table ? list->count : number;
	list->count++;
	snprintf(item->name, sizeof(item->name), "%s", name);
	values_unknown(item->values,
		       inventory_string(inventory, "nobody has looked"));
	return item;
}

const struct inv_item *inv_find(const struct inv_list *list, u32 number)
{
	size_t low = 0, high = list->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (list->items[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && list->items[low].number == number ?
	       &list->items[low] : NULL;
}

const struct inv_item *inv_find_mdev(const struct inventory *inventory,
				     const char *uuid)
{
	size_t i;

	for (i = 0; i < inventory->mdevs.count; i++)
		if (!strcasecmp(inventory->mdevs.items[i].name, uuid))
			return &inventory->mdevs.items[i];
	return NULL;
}
