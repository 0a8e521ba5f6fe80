// SPDX-License-Identifier: GPL-2.0
/*
 * An inventory is read from a JSON document, which can be anything: of another
 * version, cut, edited, or no inventory at all. What is wrong is named by file,
 * member, what is there and what was expected; nothing is put right.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <unistd.h>

#include "inventory_json.h"

#define DEPTH_MAX	8
#define FOUND_CHARS	48
#define READ_BYTES	65536

/**
 * struct reader - a document being read
 * @inventory: is being filled
 * @error: receives what is wrong first
 */
struct reader {
	struct inventory *inventory;
	char *error;
};

/**
 * struct place - a member, for messages
 * @list: the list that it is in, NULL if in none
 * @index: its place in the list
 * @object: the object that it is in, NULL if in the outermost
 * @member: its name, NULL: the object itself
 */
struct place {
	const char *list;
	size_t index;
	const char *object;
	const char *member;
};

static bool bad(struct reader *reader, const struct place *place,
		const struct json_object *found, const char *expected)
{
	char path[128] = "", shown[FOUND_CHARS + 1];
	const char *text;
	size_t used = 0, i;

	if (place->list)
		used += snprintf(path, sizeof(path), "%s[%zu]", place->list,
				 place->index);
	else if (place->object)
		used += snprintf(path, sizeof(path), "%s", place->object);
	if (place->member)
		snprintf(path + used, sizeof(path) - used, "%s%s",
			 used ? "." : "", place->member);
	/* json-c keeps the text in the object, hence not const. */
	text = json_object_to_json_string_ext((struct json_object *)found,
					      JSON_C_TO_STRING_PLAIN);
	/* It may come from anywhere, and must not steer the terminal. */
	for (i = 0; text[i] && i < FOUND_CHARS; i++)
		shown[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	shown[i] = '\0';
	snprintf(reader->error, INVENTORY_ERROR_BYTES,
		 "%.200s: %s: found %s%s, expected %s",
		 reader->inventory->source, *path ? path : "the document", shown,
		 text[i] ? "..." : "", expected);
	return false;
}

/* A string without a 0 in it; NULL if it is none. */
static const char *plain_string(struct json_object *object)
{
	const char *text;

	if (!json_object_is_type(object, json_type_string))
		return NULL;
	text = json_object_get_string(object);
	return strlen(text) == (size_t)json_object_get_string_len(object) ? text :
	       NULL;
}

static bool read_known(struct reader *reader, const struct place *place,
		       const struct inv_field *field, struct json_object *object,
		       struct inv_value *value)
{
	char wanted[96], why[INV_WHY_BYTES];
	const char *text;
	int64_t number;

	switch (field->type) {
	case INV_FLAG:
		if (!json_object_is_type(object, json_type_boolean))
			return bad(reader, place, object, "true, false or null");
		inv_set_number(value, json_object_get_boolean(object));
		return true;
	case INV_NUMBER:
		number = json_object_get_int64(object);
		if (json_object_is_type(object, json_type_int) && number >= 0 &&
		    (uint64_t)number >= field->min &&
		    (uint64_t)number <= field->max) {
			inv_set_number(value, number);
			return true;
		}
		inv_wanted(field, wanted, sizeof(wanted));
		return bad(reader, place, object, wanted);
	default:
		text = plain_string(object);
		if (text && inv_parse(reader->inventory, field, text, value, why))
			return true;
		snprintf(wanted, sizeof(wanted), "a string: ");
		inv_wanted(field, wanted + strlen(wanted),
			   sizeof(wanted) - strlen(wanted));
		return bad(reader, place, object, wanted);
	}
}

/* The reason that the document gives for what it does not know. */
static bool read_why(struct reader *reader, struct place place,
		     struct json_object *unknown, const char **why)
{
	static const struct inv_field line = { .type = INV_TEXT };
	struct json_object *reason = NULL;
	struct inv_value value;
	char ignored[INV_WHY_BYTES];
	const char *text;

	*why = "the inventory does not say why";
	if (unknown)
		json_object_object_get_ex(unknown, place.member, &reason);
	if (!reason)
		return true;
	text = plain_string(reason);
	if (!text || !inv_parse(reader->inventory, &line, text, &value, ignored))
		return bad(reader, &place, reason,
			   "a line of text under the same name in \"unknown\"");
	*why = value.text;
	return true;
}

static bool read_unknown(struct reader *reader, struct place place,
			 struct json_object *object, struct json_object **unknown)
{
	place.member = "unknown";
	*unknown = NULL;
	if (!json_object_object_get_ex(object, place.member, unknown) || !*unknown ||
	    json_object_is_type(*unknown, json_type_object))
		return true;
	return bad(reader, &place, *unknown, "an object");
}

static bool read_values(struct reader *reader, struct place place,
			const struct inv_table *table, struct json_object *object,
			struct inv_value *values)
{
	struct json_object *unknown, *member;
	const char *why;
	size_t i;

	if (!read_unknown(reader, place, object, &unknown))
		return false;
	for (i = 0; i < table->count; i++) {
		place.member = table->fields[i].name;
		member = NULL;
		json_object_object_get_ex(object, place.member, &member);
		if (member) {
			if (!read_known(reader, &place, &table->fields[i], member,
					&values[i]))
				return false;
			continue;
		}
		if (!read_why(reader, place, unknown, &why))
			return false;
		inv_set_why(reader->inventory, &values[i], why);
	}
	return true;
}

static bool read_object(struct reader *reader, const struct inv_table *table,
			struct json_object *document, struct inv_value *values)
{
	const struct place place = { .object = table->kind };
	struct json_object *object = NULL;

	json_object_object_get_ex(document, table->kind, &object);
	if (!json_object_is_type(object, json_type_object))
		return bad(reader, &place, object, "an object");
	return read_values(reader, place, table, object, values);
}

static bool read_item(struct reader *reader, struct place place,
		      const struct inv_table *table, struct inv_list *list,
		      struct json_object *object)
{
	struct json_object *name = NULL;
	struct inv_item *item = NULL;
	char wanted[160];
	const char *text;

	if (!json_object_is_type(object, json_type_object))
		return bad(reader, &place, object, "an object");
	json_object_object_get_ex(object, table->kind, &name);
	place.member = table->kind;
	text = name ? plain_string(name) : NULL;
	if (text)
		item = inv_add(reader->inventory, list, table, text);
	if (!item) {
		snprintf(wanted, sizeof(wanted),
			 "%s, higher than that of the item before", table->wanted);
		return bad(reader, &place, name, wanted);
	}
	place.member = NULL;
	return read_values(reader, place, table, object, item->values);
}

static bool read_list(struct reader *reader, const struct inv_table *table,
		      struct json_object *document, struct json_object *unknown,
		      struct inv_list *list)
{
	struct place place = { .member = table->list };
	struct json_object *array = NULL;
	size_t i, count;

	json_object_object_get_ex(document, table->list, &array);
	if (!array) {
		if (!read_why(reader, place, unknown, &list->why))
			return false;
		list->why = inventory_string(reader->inventory, list->why);
		return true;
	}
	if (!json_object_is_type(array, json_type_array))
		return bad(reader, &place, array, "an array or null");
	count = json_object_array_length(array);
	place = (struct place){ .list = table->list };
	list->why = NULL;
	for (i = 0; i < count; i++) {
		place.index = i;
		if (!read_item(reader, place, table, list,
			       json_object_array_get_idx(array, i)))
			return false;
	}
	return true;
}

static bool read_heading(struct reader *reader, struct json_object *document)
{
	struct json_object *type = NULL, *version = NULL;
	struct place place = { 0 };
	const char *text;

	if (!json_object_is_type(document, json_type_object))
		return bad(reader, &place, document,
			   "an object, as aptrace inventory prints it");
	json_object_object_get_ex(document, "type", &type);
	json_object_object_get_ex(document, "version", &version);
	text = type ? plain_string(type) : NULL;
	place.member = "type";
	if (!text || strcmp(text, INVENTORY_TYPE))
		return bad(reader, &place, type, "\"" INVENTORY_TYPE "\"");
	place.member = "version";
	if (!json_object_is_type(version, json_type_int) ||
	    json_object_get_int64(version) != INVENTORY_VERSION)
		return bad(reader, &place, version,
			   "1, the version that this aptrace knows");
	return true;
}

static bool read_document(struct reader *reader, struct json_object *document)
{
	struct inventory *inventory = reader->inventory;
	struct json_object *unknown;

	return read_heading(reader, document) &&
	       read_unknown(reader, (struct place){ 0 }, document, &unknown) &&
	       read_object(reader, &inv_host_table, document, inventory->host) &&
	       read_object(reader, &inv_bus_table, document, inventory->bus) &&
	       read_object(reader, &inv_driver_table, document,
			   inventory->driver) &&
	       read_list(reader, &inv_card_table, document, unknown,
			 &inventory->cards) &&
	       read_list(reader, &inv_queue_table, document, unknown,
			 &inventory->queues) &&
	       read_list(reader, &inv_mdev_table, document, unknown,
			 &inventory->mdevs);
}

/* One value, with nothing but blanks behind it; NULL if it is none. */
static struct json_object *parse(struct reader *reader, const char *data,
				 size_t length)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	enum json_tokener_error why = json_tokener_error_size;
	struct json_object *document = NULL;
	size_t end = 0;

	if (tokener && length <= INT32_MAX) {
		json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
		document = json_tokener_parse_ex(tokener, data, length);
		why = json_tokener_get_error(tokener);
		end = json_tokener_get_parse_end(tokener);
	}
	while (why == json_tokener_success && end < length &&
	       strchr(" \t\r\n", data[end]) && data[end])
		end++;
	if (tokener)
		json_tokener_free(tokener);
	if (why == json_tokener_success && end == length)
		return document;
	snprintf(reader->error, INVENTORY_ERROR_BYTES,
		 "%.200s: byte %zu: found %s, expected one JSON document",
		 reader->inventory->source, end,
		 why == json_tokener_continue ? "the end" :
		 why == json_tokener_success ? "more behind the document" :
		 json_tokener_error_desc(why));
	json_object_put(document);
	return NULL;
}

bool inventory_read(struct inventory *inventory, const char *source,
		    const char *data, size_t length, char *error)
{
	struct reader reader = { .inventory = inventory, .error = error };
	struct json_object *document;
	bool good;

	inventory_init(inventory, source, "it is not in the inventory");
	error[0] = '\0';
	document = parse(&reader, data, length);
	/* "null" is a document, too, and the same to json-c as none. */
	if (!document) {
		if (!*error)
			bad(&reader, &(struct place){ 0 }, NULL,
			    "an object, as aptrace inventory prints it");
		return false;
	}
	good = read_document(&reader, document);
	json_object_put(document);
	return good;
}

/* All there is, up to a length that no inventory has. */
static bool read_fd(int fd, const char *source, struct text *text, char *error)
{
	char piece[READ_BYTES];
	ssize_t got;

	for (;;) {
		got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		text_append(text, piece, got);
		if (text->length > INVENTORY_BYTES_MAX) {
			snprintf(error, INVENTORY_ERROR_BYTES,
				 "%.200s: longer than %u bytes, expected an inventory",
				 source, INVENTORY_BYTES_MAX);
			return false;
		}
	}
	if (got < 0)
		snprintf(error, INVENTORY_ERROR_BYTES, "%.200s: cannot be read: %s",
			 source, strerror(errno));
	return !got;
}

bool inventory_load(struct inventory *inventory, const char *path, char *error)
{
	bool stdin_wanted = !strcmp(path, "-");
	const char *source = stdin_wanted ? "(stdin)" : path;
	struct text text = { 0 };
	bool good = false;
	int fd;

	memset(inventory, 0, sizeof(*inventory));
	fd = stdin_wanted ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		snprintf(error, INVENTORY_ERROR_BYTES, "%.200s: cannot be opened: %s",
			 path, strerror(errno));
		return false;
	}
	if (read_fd(fd, source, &text, error))
		good = inventory_read(inventory, source, text.data ? text.data : "",
				      text.length, error);
	if (!stdin_wanted)
		close(fd);
	text_free(&text);
	return good;
}
