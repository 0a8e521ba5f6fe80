// SPDX-License-Identifier: GPL-2.0
/* A host's inventory: from sysfs, to JSON, and from there. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/inventory_json.h"
#include "../../../tools/aptrace/inventory_sysfs.h"
#include "../aptrace/json_check.h"
#include "host.h"
#include "suites.h"

/* --- of the usual host */

static void usual(struct host *host, struct tree *tree, struct inventory *inventory)
{
	host_usual(host);
	host->mdevs[0].exists = true;
	ap_mask_set(&host->mdevs[0].assigned.apm, 0x0a);
	ap_mask_set(&host->mdevs[0].assigned.aqm, 0x06);
	ap_mask_set(&host->mdevs[0].assigned.adm, 0xff);
	host_filter(host);
	tree_make(tree);
	host_render(host, tree);
	inventory_from_sysfs(inventory, tree->root, false);
}

/* A line of JSON. */
static void check_json(const struct text *text)
{
	char *copy;

	if (!CHECK(text->length && text->data[text->length - 1] == '\n'))
		return;
	copy = strndup(text->data, text->length - 1);
	CHECK(copy && json_check(copy));
	free(copy);
}

static const char *text_of(const struct inv_value *value)
{
	return value->why ? value->why : value->text;
}

static void members(void)
{
	const struct inv_item *queue, *card, *mdev;
	struct inventory inventory;
	struct tree tree;
	struct host host;

	usual(&host, &tree, &inventory);
	CHECK_EQUAL(inventory.bus[INV_BUS_QCI].number, 1);
	CHECK_TEXT(text_of(&inventory.bus[INV_BUS_FEATURES]), "APSC APXA");
	CHECK(!inventory.bus[INV_BUS_ADAPTERS].why &&
	      ap_mask_equal(inventory.bus[INV_BUS_ADAPTERS].mask, &host.config.apm));
	CHECK_EQUAL(inventory.bus[INV_BUS_MAX_ADAPTER].number, 255);
	CHECK_EQUAL(inventory.driver[INV_DRIVER_PRESENT].number, 1);
	CHECK_TEXT(text_of(&inventory.driver[INV_DRIVER_FEATURES]),
		   "guest_matrix hotplug ap_config migratable");
	CHECK_EQUAL(inventory.cards.count, HOST_ADAPTERS);
	CHECK_EQUAL(inventory.queues.count, HOST_QUEUES);
	card = inv_find(&inventory.cards, 0x0a);
	REQUIRE(card);
	CHECK_EQUAL(card->values[INV_CARD_RAW_HWTYPE].number, 14);
	CHECK_EQUAL(card->values[INV_CARD_DEPTH].number, 8);
	CHECK_EQUAL(card->values[INV_CARD_MAX_MSG].number, 49152);
	CHECK_EQUAL(card->values[INV_CARD_FUNCTIONS].number, 0xf2800000);
	CHECK_TEXT(text_of(&card->values[INV_CARD_DRIVER]), "cex4card");
	CHECK_TEXT(text_of(&card->values[INV_CARD_ONLINE]), "there is no such file");
	queue = inv_find(&inventory.queues, 0x0a06);
	REQUIRE(queue);
	CHECK_EQUAL(queue->values[INV_QUEUE_CONFIG].number, 1);
	CHECK_EQUAL(queue->values[INV_QUEUE_CHKSTOP].number, 0);
	CHECK_TEXT(text_of(&queue->values[INV_QUEUE_DRIVER]), "vfio_ap");
	CHECK_TEXT(text_of(&queue->values[INV_QUEUE_STATUS]), "assigned");
	CHECK_TEXT(text_of(&queue->values[INV_QUEUE_OVERRIDE]), "");
	CHECK(!inv_find(&inventory.queues, 0x0a07));
	REQUIRE(inventory.mdevs.count == 1);
	mdev = &inventory.mdevs.items[0];
	CHECK_TEXT(mdev->name, host_uuids[0]);
	CHECK(ap_mask_test(mdev->values[INV_MDEV_CONTROL_DOMAINS].mask, 0xff));
	CHECK(ap_mask_equal(mdev->values[INV_MDEV_GUEST_ADAPTERS].mask,
			    &host.mdevs[0].guest.apm));
	CHECK_TEXT(text_of(&mdev->values[INV_MDEV_STATE]), "there is no such file");
	/* A foreign tree has no name and no kernel. */
	CHECK(inventory.host[INV_HOST_NAME].why && inventory.host[INV_HOST_KERNEL].why);
	CHECK(!inventory.host[INV_HOST_TIME].why);
	CHECK_EQUAL(inventory.host[INV_HOST_SE_GUEST].number, 0);
	inventory_free(&inventory);
	tree_remove(&tree);
}

/* What a folder has that is no sysfs, or that of a host without AP. */
static void nothing_there(void)
{
	struct inventory inventory;
	struct text text = { 0 };
	struct tree tree;

	tree_make(&tree);
	inventory_from_sysfs(&inventory, tree.root, false);
	CHECK(inventory.cards.why && inventory.queues.why);
	CHECK(inventory.bus[INV_BUS_QCI].why);
	/* No module is something that one can see. */
	CHECK_EQUAL(inventory.driver[INV_DRIVER_PRESENT].number, 0);
	CHECK(!inventory.mdevs.why && !inventory.mdevs.count);
	inventory_write(&inventory, &text);
	check_json(&text);
	text_free(&text);
	inventory_free(&inventory);

	tree_folder(&tree, "bus/ap/devices");
	inventory_from_sysfs(&inventory, tree.root, false);
	CHECK(!inventory.cards.why && !inventory.cards.count);
	CHECK(!inventory.queues.why && !inventory.queues.count);
	inventory_free(&inventory);
	tree_remove(&tree);
}

/* --- one file after the other has something else in it */

static const char * const spoilt[] = {
	"bus/ap/ap_adapter_mask", "bus/ap/ap_usage_domain_mask",
	"bus/ap/ap_control_domain_mask", "bus/ap/apmask", "bus/ap/aqmask",
	"bus/ap/ap_max_adapter_id", "bus/ap/features",
	"bus/ap/devices/card0a/depth", "bus/ap/devices/card0a/raw_hwtype",
	"bus/ap/devices/card0a/max_msg_size",
	"bus/ap/devices/card0a/ap_functions",
	"bus/ap/devices/0a.0006/ap_functions", "bus/ap/devices/0a.0006/config",
	"bus/ap/devices/0a.0006/chkstop", "bus/ap/devices/0a.0006/driver",
	"bus/matrix/drivers/vfio_ap/features",
	"devices/vfio_ap/matrix/11111111-2222-3333-4444-aaaaaaaaaaaa/ap_config",
	"devices/vfio_ap/matrix/11111111-2222-3333-4444-aaaaaaaaaaaa/guest_matrix",
};

static size_t count_unknown(const struct inventory *inventory)
{
	const struct inv_list *lists[] = {
		&inventory->cards, &inventory->queues, &inventory->mdevs,
	};
	static const size_t fields[] = {
		INV_CARD_FIELDS, INV_QUEUE_FIELDS, INV_MDEV_FIELDS,
	};
	size_t list, i, field, count = 0;

	for (field = 0; field < INV_BUS_FIELDS; field++)
		count += !!inventory->bus[field].why;
	for (field = 0; field < INV_DRIVER_FIELDS; field++)
		count += !!inventory->driver[field].why;
	for (list = 0; list < ARRAY_SIZE(lists); list++)
		for (i = 0; i < lists[list]->count; i++)
			for (field = 0; field < fields[list]; field++)
				count += !!lists[list]->items[i].values[field].why;
	return count;
}

/* Read, written, read and written again: it stays what it is. */
static void check_round_trip(const struct inventory *inventory)
{
	struct text first = { 0 }, second = { 0 };
	char error[INVENTORY_ERROR_BYTES];
	struct inventory copy;

	inventory_write(inventory, &first);
	check_json(&first);
	if (CHECK(inventory_read(&copy, "copy", first.data, first.length, error))) {
		inventory_write(&copy, &second);
		CHECK_TEXT(second.data, first.data);
	} else {
		tap_context("%s", error);
		CHECK(!error[0]);
	}
	inventory_free(&copy);
	text_free(&first);
	text_free(&second);
}

static void spoilt_files(void)
{
	static const char * const contents[] = {
		"nonsense\n", "-1\n", "0x\n", "99999999999999999999999\n", "1 2\n",
		"0xZZZZZZZZ\n", "\x01\n", "03.0006\n03.\n.06\n",
	};
	struct inventory inventory;
	size_t i, content, before;
	struct tree tree;
	struct host host;

	usual(&host, &tree, &inventory);
	before = count_unknown(&inventory);
	inventory_free(&inventory);
	for (i = 0; i < ARRAY_SIZE(spoilt); i++) {
		for (content = 0; content < ARRAY_SIZE(contents) + 2; content++) {
			tap_context("%s, content %zu", spoilt[i], content);
			if (content < ARRAY_SIZE(contents))
				tree_file(&tree, spoilt[i], "%s", contents[content]);
			else if (content == ARRAY_SIZE(contents))
				tree_unreadable(&tree, spoilt[i]);
			else
				tree_eio(&tree, spoilt[i]);
			inventory_from_sysfs(&inventory, tree.root, false);
			/* A text may be any line; all else is known no more. */
			if (!strstr(spoilt[i], "features") &&
			    !(content + 1 == ARRAY_SIZE(contents) + 2 &&
			      strstr(spoilt[i], "driver")))
				CHECK(count_unknown(&inventory) > before);
			check_round_trip(&inventory);
			inventory_free(&inventory);
			host_render(&host, &tree);
		}
	}
	tree_remove(&tree);
}

/* A device of which nobody can tell what it is makes the list worthless. */
static void spoilt_names(void)
{
	static const char * const names[] = {
		"bus/ap/devices/cardxx", "bus/ap/devices/card0A",
		"bus/ap/devices/card", "bus/ap/devices/card010",
	};
	static const char * const queues[] = {
		"bus/ap/devices/0a.0100", "bus/ap/devices/0a.6",
		"bus/ap/devices/0A.0006", "bus/ap/devices/x.y",
	};
	struct inventory inventory;
	struct tree tree;
	struct host host;
	size_t i;

	usual(&host, &tree, &inventory);
	inventory_free(&inventory);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		tap_context("%s", names[i]);
		tree_folder(&tree, names[i]);
		inventory_from_sysfs(&inventory, tree.root, false);
		CHECK(inventory.cards.why && !inventory.cards.count);
		CHECK(!inventory.queues.why);
		check_round_trip(&inventory);
		inventory_free(&inventory);
		tree_delete(&tree, names[i]);
	}
	for (i = 0; i < ARRAY_SIZE(queues); i++) {
		tap_context("%s", queues[i]);
		tree_folder(&tree, queues[i]);
		inventory_from_sysfs(&inventory, tree.root, false);
		CHECK(inventory.queues.why && !inventory.queues.count);
		CHECK(!inventory.cards.why);
		inventory_free(&inventory);
		tree_delete(&tree, queues[i]);
	}
	tree_remove(&tree);
}

/* --- lists that end with their page */

#define LONG_MDEV	"devices/vfio_ap/matrix/11111111-2222-3333-4444-aaaaaaaaaaaa"

static void set_first(struct ap_mask *mask, unsigned int count)
{
	unsigned int i;

	ap_mask_zero(mask);
	for (i = 0; i < count; i++)
		ap_mask_set(mask, i);
}

/* As vfio_ap does: whole lines, less than a page. */
static void long_matrix(const struct tree *tree, const char *file,
			const struct ap_matrix *matrix, bool own_driver)
{
	static char lines[8 * 65536 + 1];
	size_t used = 0;
	u32 apqn;

	ap_matrix_for_each_queue(apqn, matrix) {
		if (own_driver && used + 8 >= 4096)
			break;
		used += sprintf(lines + used, "%02x.%04x\n",
				AP_APQN_ADAPTER(apqn), AP_APQN_DOMAIN(apqn));
	}
	/* The kernel's own driver fills the page, then the last byte is cut off. */
	if (used > 4095)
		used = 4095;
	tree_bytes(tree, file, lines, used);
}

static void long_config(const struct tree *tree, const struct ap_matrix *matrix)
{
	char apm[INV_MASK_TEXT_BYTES], aqm[INV_MASK_TEXT_BYTES];
	struct ap_mask none = { 0 };
	char adm[INV_MASK_TEXT_BYTES];

	inv_format_mask(apm, &matrix->apm);
	inv_format_mask(aqm, &matrix->aqm);
	inv_format_mask(adm, &none);
	tree_file(tree, LONG_MDEV "/ap_config", "%s,%s,%s\n", apm, aqm, adm);
}

/* Queues, with what vfio_ap says of each: only what is asked for is there. */
static void long_queues(const struct tree *tree, const struct ap_matrix *assigned,
			const struct ap_matrix *guest, bool open)
{
	unsigned int adapter, first = ap_mask_next(&assigned->aqm, 0);
	char path[64];

	ap_mask_for_each(adapter, &assigned->apm) {
		snprintf(path, sizeof(path), "bus/ap/devices/%02x.%04x/status",
			 adapter, first);
		tree_file(tree, path, "%s\n",
			  open && ap_mask_test(&guest->apm, adapter) ? "in use" :
								       "assigned");
	}
}

static void page_ends(void)
{
	struct ap_matrix assigned = { 0 }, guest;
	const struct inv_value *values;
	struct inventory inventory;
	struct tree tree;
	int own;

	tree_make(&tree);
	for (own = 0; own < 2; own++) {
		/* 20 times 40; without adapter 1, and without 17, which is behind the end. */
		set_first(&assigned.apm, 20);
		set_first(&assigned.aqm, 40);
		guest = assigned;
		ap_mask_clear(&guest.apm, 1);
		ap_mask_clear(&guest.apm, 17);
		long_config(&tree, &assigned);
		long_matrix(&tree, LONG_MDEV "/guest_matrix", &guest, own);
		tree_file(&tree, LONG_MDEV "/control_domains", "%s", "");

		tap_context("no guest runs, own %d", own);
		long_queues(&tree, &assigned, &guest, false);
		inventory_from_sysfs(&inventory, tree.root, false);
		REQUIRE(inventory.mdevs.count == 1);
		values = inventory.mdevs.items[0].values;
		CHECK(values[INV_MDEV_GUEST_ADAPTERS].why);
		CHECK(!values[INV_MDEV_ADAPTERS].why &&
		      ap_mask_equal(values[INV_MDEV_ADAPTERS].mask, &assigned.apm));
		inventory_free(&inventory);

		tap_context("a guest runs, own %d", own);
		long_queues(&tree, &assigned, &guest, true);
		inventory_from_sysfs(&inventory, tree.root, false);
		values = inventory.mdevs.items[0].values;
		CHECK(!values[INV_MDEV_GUEST_ADAPTERS].why &&
		      ap_mask_equal(values[INV_MDEV_GUEST_ADAPTERS].mask, &guest.apm));
		CHECK(!values[INV_MDEV_GUEST_DOMAINS].why &&
		      ap_mask_equal(values[INV_MDEV_GUEST_DOMAINS].mask, &guest.aqm));
		check_round_trip(&inventory);
		inventory_free(&inventory);

		tap_context("no ap_config, own %d", own);
		tree_delete(&tree, LONG_MDEV "/ap_config");
		long_matrix(&tree, LONG_MDEV "/matrix", &assigned, own);
		inventory_from_sysfs(&inventory, tree.root, false);
		values = inventory.mdevs.items[0].values;
		CHECK(values[INV_MDEV_ADAPTERS].why && values[INV_MDEV_DOMAINS].why);
		CHECK(!values[INV_MDEV_CONTROL_DOMAINS].why);
		CHECK(values[INV_MDEV_GUEST_ADAPTERS].why);
		inventory_free(&inventory);
	}
	tree_remove(&tree);
}

/* --- documents that are none */

struct bad_document {
	const char *text;
	const char *error;	/* a part of it */
};

#define HEAD	"{\"type\":\"aptrace-inventory\",\"version\":1,"
#define OBJECTS	HEAD "\"host\":{},\"bus\":{},\"driver\":{}"

static const struct bad_document bad_documents[] = {
	{ "", "bad.json: byte 0: found the end, expected one JSON document" },
	{ "{", "found the end" },
	{ "nonsense", "expected one JSON document" },
	{ "{} {}", "byte 3: found unexpected character, expected one JSON document" },
	{ "null\n", "bad.json: the document: found null, expected an object" },
	{ "[]", "bad.json: the document: found [], expected an object" },
	{ "{}", "bad.json: type: found null, expected \"aptrace-inventory\"" },
	{ "{\"type\":3}", "type: found 3, expected" },
	{ "{\"type\":\"aptrace-inventory\"}", "version: found null, expected 1" },
	{ "{\"type\":\"aptrace-inventory\",\"version\":2}", "version: found 2, expected 1" },
	{ HEAD "\"x\":1}", "host: found null, expected an object" },
	{ HEAD "\"host\":[]}", "host: found [], expected an object" },
	{ HEAD "\"host\":{\"host\":3}}", "host.host: found 3, expected a string: a line" },
	{ HEAD "\"host\":{\"host\":\"a\\nb\"}}", "host.host: found \"a\\nb\", expected" },
	{ HEAD "\"host\":{\"host\":\"a\\u0000b\"}}", "host.host: found" },
	{ HEAD "\"host\":{\"se_guest\":1}}", "host.se_guest: found 1, expected true, false or null" },
	{ HEAD "\"host\":{\"unknown\":3}}", "host.unknown: found 3, expected an object" },
	{ HEAD "\"host\":{\"unknown\":{\"host\":3}}}", "host.host: found 3, expected a line of text" },
	{ HEAD "\"host\":{},\"bus\":{\"apmask\":\"0x12\"}}",
	  "bus.apmask: found \"0x12\", expected a string: 0x and 64 hexadecimal digits" },
	{ HEAD "\"host\":{},\"bus\":{\"ap_max_adapter_id\":256}}",
	  "bus.ap_max_adapter_id: found 256, expected a number from 0 to 255" },
	{ HEAD "\"host\":{},\"bus\":{\"ap_max_adapter_id\":-1}}", "found -1, expected" },
	{ HEAD "\"host\":{},\"bus\":{\"ap_max_adapter_id\":1.5}}", "found 1.5, expected" },
	{ HEAD "\"host\":{},\"bus\":{\"ap_max_adapter_id\":1e400}}", "expected" },
	{ HEAD "\"host\":{},\"bus\":{\"ap_max_adapter_id\":\"7\"}}", "found \"7\", expected" },
	{ OBJECTS ",\"cards\":{}}", "cards: found {}, expected an array or null" },
	{ OBJECTS ",\"cards\":[3]}", "cards[0]: found 3, expected an object" },
	{ OBJECTS ",\"cards\":[{}]}", "cards[0].card: found null, expected the number of an adapter" },
	{ OBJECTS ",\"cards\":[{\"card\":\"3\"}]}", "cards[0].card: found \"3\"" },
	{ OBJECTS ",\"cards\":[{\"card\":\"0A\"}]}", "cards[0].card: found \"0A\"" },
	{ OBJECTS ",\"cards\":[{\"card\":\"03\"},{\"card\":\"03\"}]}",
	  "cards[1].card: found \"03\", expected" },
	{ OBJECTS ",\"cards\":[{\"card\":\"03\",\"depth\":33}]}",
	  "cards[0].depth: found 33, expected a number from 1 to 32" },
	{ OBJECTS ",\"queues\":[{\"queue\":\"03.0006\"},{\"queue\":\"03.0005\"}]}",
	  "queues[1].queue: found \"03.0005\", expected" },
	{ OBJECTS ",\"queues\":[{\"queue\":\"03.0106\"}]}", "queues[0].queue" },
	{ OBJECTS ",\"queues\":[{\"queue\":\"03.0006\",\"ap_functions\":12}]}",
	  "queues[0].ap_functions: found 12, expected a string: 0x and 8" },
	{ OBJECTS ",\"queues\":[{\"queue\":\"03.0006\",\"ap_functions\":\"0x1234567\"}]}",
	  "queues[0].ap_functions" },
	{ OBJECTS ",\"mdevs\":[{\"uuid\":\"3\"}]}", "mdevs[0].uuid: found \"3\", expected a UUID" },
	{ OBJECTS ",\"mdevs\":3}", "mdevs: found 3" },
	{ "{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}", "expected one JSON document" },
};

static void documents(void)
{
	char error[INVENTORY_ERROR_BYTES];
	struct inventory inventory;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_documents); i++) {
		const struct bad_document *bad = &bad_documents[i];

		tap_context("%s", bad->text);
		CHECK(!inventory_read(&inventory, "bad.json", bad->text,
				      strlen(bad->text), error));
		inventory_free(&inventory);
		tap_context("%s: %s", bad->text, error);
		CHECK(!strncmp(error, "bad.json: ", 10));
		CHECK(strstr(error, bad->error));
	}
	/* The least that is one. */
	CHECK(inventory_read(&inventory, "least", OBJECTS "} \n", strlen(OBJECTS "} \n"),
			     error));
	CHECK(inventory.cards.why && inventory.bus[INV_BUS_APMASK].why);
	check_round_trip(&inventory);
	inventory_free(&inventory);
}

static void files(void)
{
	char error[INVENTORY_ERROR_BYTES] = "", path[TREE_BYTES + 16];
	struct inventory inventory;
	struct tree tree;

	tree_make(&tree);
	snprintf(path, sizeof(path), "%s/none", tree.root);
	CHECK(!inventory_load(&inventory, path, error));
	inventory_free(&inventory);
	CHECK(strstr(error, "none: cannot be opened: No such file"));
	CHECK(!inventory_load(&inventory, tree.root, error));
	inventory_free(&inventory);
	CHECK(strstr(error, ": cannot be read: Is a directory"));
	tree_file(&tree, "good", "%s}", OBJECTS);
	snprintf(path, sizeof(path), "%s/good", tree.root);
	CHECK(inventory_load(&inventory, path, error));
	inventory_free(&inventory);
	tree_remove(&tree);
}

/* This machine's own, whatever it is. */
static void own_sysfs(void)
{
	struct inventory inventory;

	inventory_from_sysfs(&inventory, "/sys", true);
	CHECK(!inventory.host[INV_HOST_NAME].why);
	CHECK(!inventory.host[INV_HOST_KERNEL].why);
	check_round_trip(&inventory);
	inventory_free(&inventory);
}

static const struct test tests[] = {
	{ "every member from its file", members },
	{ "an empty folder, a bus without devices", nothing_there },
	{ "a file with something else in it is not known", spoilt_files },
	{ "a device without a name spoils the list", spoilt_names },
	{ "lists that end with their page", page_ends },
	{ "documents that are none are refused by name", documents },
	{ "files that cannot be read", files },
	{ "this machine's own sysfs", own_sysfs },
};

SUITE(inventory, tests);
