// SPDX-License-Identifier: GPL-2.0
/* Two hosts, their inventories, and a prediction. */
#include <stdlib.h>

#include "../../../tools/aptrace/inventory_json.h"
#include "../../../tools/aptrace/inventory_sysfs.h"
#include "../tap.h"
#include "pair.h"

void pair_usual(struct pair *pair)
{
	memset(pair, 0, sizeof(*pair));
	host_usual(&pair->src);
	host_usual(&pair->dst);
	pair->src.mdevs[0].exists = true;
	pair->src.mdevs[0].assigned = pair->src.config;
	pair->dst.mdevs[1].exists = true;
	pair->dst_mdev = 1;
	host_filter(&pair->src);
}

void pair_render(struct pair *pair)
{
	tree_make(&pair->src_tree);
	tree_make(&pair->dst_tree);
	host_render(&pair->src, &pair->src_tree);
	host_render(&pair->dst, &pair->dst_tree);
}

/* As between two machines: printed there, read here. */
static void take_inventory(const struct host *host, const struct tree *tree,
			   const char *name, struct inventory *inventory)
{
	char error[INVENTORY_ERROR_BYTES];
	struct inventory there;
	struct text text = { 0 };

	inventory_from_sysfs(&there, tree->root, false);
	inv_set_text(&there, &there.host[INV_HOST_NAME], name);
	inv_set_text(&there, &there.host[INV_HOST_KERNEL],
		     host->new_kernel ? "7.3.4-s390x" : "6.12.117");
	inventory_write(&there, &text);
	inventory_free(&there);
	tap_context("%s", "");
	if (!inventory_read(inventory, name, text.data, text.length, error)) {
		tap_context("%s", error);
		CHECK(!"an inventory can be read");
	}
	text_free(&text);
}

bool pair_predict(struct pair *pair)
{
	struct predict_options *options = &pair->options;

	take_inventory(&pair->src, &pair->src_tree, "a", &pair->src_inventory);
	take_inventory(&pair->dst, &pair->dst_tree, "b", &pair->dst_inventory);
	options->src = &pair->src_inventory;
	options->dst = &pair->dst_inventory;
	options->src_mdev = inv_find_mdev(options->src, host_uuids[0]);
	options->dst_mdev = pair->dst_mdev < 0 ? NULL :
			    inv_find_mdev(options->dst, host_uuids[pair->dst_mdev]);
	if (!options->src_mdev)
		return false;
	predict(options, &pair->result);
	return true;
}

void pair_forget(struct pair *pair)
{
	predict_free(&pair->result);
	inventory_free(&pair->src_inventory);
	inventory_free(&pair->dst_inventory);
}

void pair_end(struct pair *pair)
{
	pair_forget(pair);
	tree_remove(&pair->src_tree);
	tree_remove(&pair->dst_tree);
}
