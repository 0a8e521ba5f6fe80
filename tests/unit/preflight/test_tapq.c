// SPDX-License-Identifier: GPL-2.0
/* How much of a TAPQ word sysfs shows. */
#include "../../../tools/aptrace/inventory_sysfs.h"
#include "../../../tools/aptrace/tapq_view.h"
#include "host.h"
#include "suites.h"

#define APQN	0x0a06
#define QUEUE	"bus/ap/devices/0a.0006"
#define CARD	"bus/ap/devices/card0a"

static struct tree tree;
static struct host host;

static void look(struct tapq_view *view, const char *kernel, bool full_depth)
{
	struct inventory inventory;

	inventory_from_sysfs(&inventory, tree.root, false);
	if (kernel)
		inv_set_text(&inventory, &inventory.host[INV_HOST_KERNEL], kernel);
	tapq_view(view, &inventory, APQN, full_depth);
	/* Its strings are the inventory's. */
	if (view->why_answer)
		view->why_answer = "";
	if (view->why_functions)
		view->why_functions = "";
	if (view->why_card)
		view->why_card = "";
	inventory_free(&inventory);
}

static void start(void)
{
	host_usual(&host);
	tree_make(&tree);
	host_render(&host, &tree);
}

static void words(void)
{
	struct tapq_view view;

	start();
	look(&view, "7.3.4", false);
	/* All but nd (40-47) and the reserved bits 48-51 and 56-58. */
	CHECK_EQUAL(view.known, 0xffffffffff000f1fULL);
	CHECK_EQUAL(view.info, host.queues[0].info & view.known);
	CHECK_EQUAL(view.count, 1);
	CHECK_EQUAL(view.answers[0].rc, AP_RC_NORMAL);
	CHECK(!view.why_answer && !view.why_functions && !view.why_card);

	/* A message limit of 3 is shown as that of 0 to 3. */
	tree_file(&tree, CARD "/max_msg_size", "12288\n");
	look(&view, "7.3.4", false);
	CHECK_EQUAL(view.known, 0xffffffffff000c1fULL);
	CHECK_EQUAL(ap_info_message_bytes(view.info), 12288);
	tree_delete(&tree, CARD "/max_msg_size");
	look(&view, "7.3.4", false);
	CHECK_EQUAL(view.known, 0xffffffffff00001fULL);
	CHECK(view.why_card);
	tree_delete(&tree, CARD "/depth");
	tree_unreadable(&tree, CARD "/raw_hwtype");
	look(&view, "7.3.4", false);
	CHECK_EQUAL(view.known, 0xffffffff00000000ULL);
	tree_delete(&tree, CARD);
	tree_delete(&tree, QUEUE);
	look(&view, "7.3.4", false);
	CHECK_EQUAL(view.known, 0);
	CHECK(view.why_answer);
	tree_remove(&tree);
}

static void depths(void)
{
	static const struct {
		const char *kernel;
		unsigned int depth;
		bool full;
		u64 known;
	} cases[] = {
		{ "6.12.117", 8, false, 0x0f }, { "6.12.117", 16, false, 0x0f },
		{ "6.12.117", 17, false, 0x1f }, { "6.12.117", 8, true, 0x1f },
		{ "7.2.9", 8, false, 0x0f }, { "7.3.0", 8, false, 0x1f },
		{ "7.10.0-rc1", 8, false, 0x1f }, { "10.0", 8, false, 0x1f },
		{ "what", 8, false, 0x0f }, { NULL, 8, false, 0x0f },
		{ NULL, 32, false, 0x1f },
	};
	struct tapq_view view;
	size_t i;

	start();
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *kernel = cases[i].kernel;

		tap_context("%s, depth %u", kernel ? kernel : "-", cases[i].depth);
		tree_file(&tree, CARD "/depth", "%u\n", cases[i].depth);
		look(&view, kernel, cases[i].full);
		CHECK_EQUAL(view.known & 0x1f, cases[i].known);
		CHECK_EQUAL(view.info & 0x1f, cases[i].depth - 1);
		CHECK_EQUAL(view.depth_short, cases[i].known == 0x0f);
	}
	tree_remove(&tree);
}

static bool can_be(const struct tapq_view *view, u8 rc, bool async)
{
	unsigned int i;

	for (i = 0; i < view->count; i++)
		if (view->answers[i].rc == rc && view->answers[i].async == async)
			return true;
	return false;
}

static void answers(void)
{
	struct tapq_view view;

	start();
	tree_file(&tree, QUEUE "/config", "0\n");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 1);
	CHECK(can_be(&view, AP_RC_DECONFIGURED, false));
	tree_file(&tree, QUEUE "/chkstop", "1\n");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 1);
	CHECK(can_be(&view, AP_RC_CHECKSTOPPED, false));
	tree_delete(&tree, QUEUE "/chkstop");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 1);
	CHECK(can_be(&view, AP_RC_DECONFIGURED, false));
	tree_file(&tree, QUEUE "/config", "1\n");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 2);
	CHECK(can_be(&view, AP_RC_NORMAL, false));
	CHECK(can_be(&view, AP_RC_DECONFIGURED, false));

	/* No code at all is known of a queue that has no information. */
	tree_file(&tree, QUEUE "/chkstop", "0\n");
	tree_file(&tree, QUEUE "/ap_functions", "0x00000000\n");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 2);
	CHECK(can_be(&view, AP_RC_NORMAL, false));
	CHECK(can_be(&view, AP_RC_NOT_AVAILABLE, false));
	tree_eio(&tree, QUEUE "/ap_functions");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 2);
	CHECK(!can_be(&view, AP_RC_NORMAL, false));
	CHECK_EQUAL(view.known >> 32, 0);
	tree_unreadable(&tree, QUEUE "/ap_functions");
	look(&view, NULL, false);
	CHECK_EQUAL(view.count, 3);
	CHECK(can_be(&view, AP_RC_NORMAL, false));
	tree_remove(&tree);
}

static void bits(void)
{
	static const struct {
		u64 bits;
		const char *text;
	} cases[] = {
		{ 0, "" }, { 1ULL << 63, "bit 0" }, { 1, "bit 63" },
		{ 0x10, "bit 59" }, { 3ULL << 46, "bits 16-17" },
		{ 3ULL << 46 | 0x10, "bits 16-17, 59" }, { ~0ULL, "bits 0-63" },
		{ 0xffffffff00000000ULL, "bits 0-31" },
	};
	char text[64], small[8];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tapq_bits_text(text, sizeof(text), cases[i].bits);
		CHECK_TEXT(text, cases[i].text);
	}
	tapq_bits_text(small, sizeof(small), 0x5555555555555555ULL);
	CHECK(strlen(small) < sizeof(small));
}

static const struct test tests[] = {
	{ "bits that are known", words },
	{ "the fifth bit of the depth", depths },
	{ "answers that can be meant", answers },
	{ "bits as the architecture counts them", bits },
};

SUITE(tapq, tests);
