// SPDX-License-Identifier: GPL-2.0
/* What is printed: words, ways out, JSON, and that the documentation has it all. */
#include <stdlib.h>

#include "../../../include/uapi/linux/vfio_ap_trace.h"
#include "../../../tools/aptrace/preflight_view.h"
#include "../aptrace/json_check.h"
#include "pair.h"
#include "suites.h"

static struct pair pair;
static struct text text;

static void has(const char *words)
{
	tap_context("%s\nis not in\n%s", words, text.data);
	CHECK(strstr(text.data, words));
}

static void has_not(const char *words)
{
	tap_context("%s\nis in\n%s", words, text.data);
	CHECK(!strstr(text.data, words));
}

static void refused_pair(void)
{
	struct host_mdev *other = &pair.dst.mdevs[2];

	pair_usual(&pair);
	pair.dst.mdevs[1].assigned = pair.dst.config;
	ap_mask_clear(&pair.dst.mdevs[1].assigned.apm, 0xff);
	other->exists = true;
	ap_mask_set(&other->assigned.apm, 0xff);
	ap_mask_set(&other->assigned.aqm, 0x06);
	host_queue_at(&pair.dst, 1, 1)->info ^= AP_INFO_CCA | AP_INFO_EP11;
	ap_mask_clear(&pair.dst.config.adm, 0x06);
	pair.src.new_kernel = false;
	host_filter(&pair.dst);
	pair_render(&pair);
	CHECK(pair_predict(&pair));
}

static struct preflight preflight_of(void)
{
	return (struct preflight){ .options = &pair.options, .result = &pair.result };
}

static void as_text(void)
{
	struct preflight preflight;

	refused_pair();
	preflight = preflight_of();
	preflight_text(&preflight, false, &text);
	has("# source_host=a source_mdev=11111111-2222-3333-4444-aaaaaaaaaaaa "
	    "destination_host=b destination_mdev=11111111-2222-3333-4444-bbbbbbbbbbbb\n");
	has("0a.0006 refused\n  mode: expected CCA, found EP11\n  ?perhaps too: qd\n");
	has("0a.0000 unknown\n"
	    "  ?qd: expected what the source has, not in sysfs: TAPQ bit 59 of the source\n");
	has("ff.0006 refused\n  in_use: expected not assigned to another mdev, found assigned to another mdev\n");
	has("0x06 (control_domain) refused\n  control_domain: ");
	has("echo 0xff > /sys/devices/vfio_ap/matrix/11111111-2222-3333-4444-cccccccccccc/unassign_adapter");
	has("echo 0x06 > /sys/devices/vfio_ap/matrix/11111111-2222-3333-4444-aaaaaaaaaaaa/unassign_control_domain");
	has("to mend it:\n");
	has("to know it:\n");
	has("--assume depth");
	has(" verdict=refused queues=9 control_domains=3 compatible=2 refused=3 unknown=7\n");
	has_not("0x00 (control_domain)");
	has_not(" AA");
	has_not("DDDD");
	has_not("NUMBER");
	text_clear(&text);
	preflight_text(&preflight, true, &text);
	has("0x00 (control_domain) compatible\n");
	text_free(&text);
	pair_end(&pair);
}

static void notes(void)
{
	struct preflight preflight;

	pair_usual(&pair);
	pair_render(&pair);
	tree_file(&pair.dst_tree, "bus/matrix/drivers/vfio_ap/features",
		  "guest_matrix hotplug ap_config\n");
	tree_unreadable(&pair.dst_tree, "firmware/uv/prot_virt_guest");
	CHECK(pair_predict(&pair));
	preflight = preflight_of();
	preflight_text(&preflight, false, &text);
	has("note: destination: its vfio_ap does not migrate");
	has_not("note: source");
	has("?destination_se_guest: ");
	has("not known: cannot be read: EISDIR");
	has("?not_passable: expected a queue that could be reset, "
	    "not in sysfs: how its last reset there ended");
	has("assign_adapter; echo 0x0006 > /sys/devices/vfio_ap/matrix/"
	    "11111111-2222-3333-4444-bbbbbbbbbbbb/assign_domain");
	text_free(&text);
	pair_end(&pair);
}

static void as_json(void)
{
	struct preflight preflight;
	char *line, *end;

	refused_pair();
	preflight = preflight_of();
	preflight_json_lines(&preflight, false, &text);
	has("{\"type\":\"verdict\",\"subject\":\"0a.0006\",\"kind\":\"queue\",\"apqn\":2566,"
	    "\"verdict\":\"refused\",\"reason_mask\":2048,\"possible_mask\":262144,");
	has("{\"name\":\"mode\",\"certain\":true,\"expected\":\"CCA\",\"found\":\"EP11\",\"remedy\":\"");
	has("{\"name\":\"qd\",\"certain\":false,\"expected\":null,\"found\":\"not in sysfs: ");
	has("\"src_known\":\"0xffffffffff000f0f\"");
	has("{\"type\":\"summary\",\"source_host\":\"a\"");
	has("\"verdict\":\"refused\",\"queues\":9,");
	has("\"assumed_reset\":null");
	for (line = text.data; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!CHECK(end))
			break;
		*end = '\0';
		tap_context("%s", line);
		CHECK(json_check(line));
	}
	text_free(&text);
	pair_end(&pair);
}

/* Each reason has words and a way out, whatever is known of the row. */
static void all_reasons(void)
{
	char remedy[PREFLIGHT_REMEDY_BYTES], why[256];
	struct predict_row row = { 0 };
	struct preflight preflight;

	pair_usual(&pair);
	pair_render(&pair);
	CHECK(pair_predict(&pair));
	preflight = preflight_of();
	preflight.row = &row;
	row.verdict.apqn = 0x0a06;
	for (preflight.reason = 0; preflight.reason < VFIO_AP_REASON_COUNT;
	     preflight.reason++) {
		tap_context("reason %u", preflight.reason);
		row.certain = 1U << preflight.reason;
		row.possible = 0;
		preflight_remedy(&preflight, remedy);
		CHECK(!strncmp(remedy, "on the ", 7));
		row.certain = 0;
		row.possible = 1U << preflight.reason;
		preflight_remedy(&preflight, remedy);
		CHECK(!strncmp(remedy, "on the ", 7));
		CHECK(strlen(remedy) < sizeof(remedy) - 1);
		why[0] = '\0';
		predict_why_unknown(&row, preflight.reason, why, sizeof(why));
		CHECK(*why);
	}
	pair_end(&pair);
}

/* --- the documentation */

static char *page(void)
{
	static char data[65536];
	FILE *file = fopen(UNIT_DOCUMENT, "r");
	size_t length;

	if (!CHECK(file))
		return NULL;
	length = fread(data, 1, sizeof(data) - 1, file);
	data[length] = '\0';
	fclose(file);
	return data;
}

static void check_in_page(const char *data, const char *name, const char *help)
{
	char wanted[256];

	snprintf(wanted, sizeof(wanted), "``%s``", name);
	tap_context("%s in " UNIT_DOCUMENT, name);
	CHECK(strstr(data, wanted));
	(void)help;
}

static void documentation(void)
{
	static const struct inv_table * const tables[] = {
		&inv_host_table, &inv_bus_table, &inv_driver_table, &inv_card_table,
		&inv_queue_table, &inv_mdev_table,
	};
	static const struct preflight_field * const fields[] = {
		preflight_fields, preflight_row_fields, preflight_reason_fields,
	};
	const struct preflight_field *field;
	const char *data = page();
	size_t i, j;

	if (!data)
		return;
	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (j = 0; j < tables[i]->count; j++)
			check_in_page(data, tables[i]->fields[j].name,
				      tables[i]->fields[j].help);
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		for (field = fields[i]; field->name; field++)
			check_in_page(data, field->name, field->help);
	for (i = 0; i < OBSTACLES; i++)
		check_in_page(data, preflight_obstacles[i].name, "");
}

static const struct test tests[] = {
	{ "text", as_text },
	{ "notes and what is not known", notes },
	{ "JSON", as_json },
	{ "every reason has words and a way out", all_reasons },
	{ "the documentation has every field", documentation },
};

SUITE(words, tests);
