/* SPDX-License-Identifier: GPL-2.0 */
/* Two hosts, their inventories by way of sysfs and JSON, and a prediction. */
#ifndef APTRACE_UNIT_PREFLIGHT_PAIR_H
#define APTRACE_UNIT_PREFLIGHT_PAIR_H

#include "../../../tools/aptrace/predict.h"
#include "host.h"

/**
 * struct pair - a migration that may be
 * @src: the source, as it is
 * @dst: the destination, as it is
 * @src_tree: sysfs of the source
 * @dst_tree: sysfs of the destination
 * @src_inventory: read from @src_tree, and once more from JSON
 * @dst_inventory: the same of the destination
 * @options: mdev 0 of the source to @dst_mdev
 * @dst_mdev: number of the destination's, -1: a new one
 * @result: what comes out
 */
struct pair {
	struct host src;
	struct host dst;
	struct tree src_tree;
	struct tree dst_tree;
	struct inventory src_inventory;
	struct inventory dst_inventory;
	struct predict_options options;
	int dst_mdev;
	struct predict_result result;
};

/* A guest with all queues on the source, an mdev without any on the destination. */
void pair_usual(struct pair *pair);
/* Makes both trees; to be called when both hosts are as they are to be. */
void pair_render(struct pair *pair);
/* From the trees; false if the source has no mdev 0. */
bool pair_predict(struct pair *pair);
/* Forget the prediction, but not the trees. */
void pair_forget(struct pair *pair);
void pair_end(struct pair *pair);

#endif /* APTRACE_UNIT_PREFLIGHT_PAIR_H */
