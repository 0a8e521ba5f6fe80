// SPDX-License-Identifier: GPL-2.0
#include "ops.h"

#include "options.h"

const struct op ops[] = {
	{ "create", 24, .run = op_create },
	{ "remove", 3, .takes = true, .run = op_remove },
	{ "type", 2, .run = op_type },
	{ "assign", 40, .run = op_assign },
	{ "unassign", 14, .takes = true, .run = op_unassign },
	{ "assign bad", 4, .run = op_assign_bad },
	{ "config", 10, .takes = true, .run = op_config },
	{ "config bad", 3, .run = op_config_bad },
	{ "read matrix", 8, .run = op_read_matrix },
	{ "read guest_matrix", 12, .run = op_read_guest_matrix },
	{ "read ap_config", 12, .run = op_read_config },
	{ "read control_domains", 5, .run = op_read_control },
	{ "masks", 8, .run = op_masks },
	{ "unbind", 3, .run = op_unbind },
	{ "bind", 5, .run = op_bind },
	{ "online", 4, .run = op_online },
	{ "plug", 3, .run = op_plug },
	{ "domain", 2, .run = op_domain },
	{ "rescan", 1, .run = op_rescan },
	{ "busy", 5, .run = op_busy },
	{ "stuck", 1, .run = op_stuck },
	{ "read status", 10, .run = op_read_status },
	{ "open", 20, .run = op_open },
	{ "open again", 2, .run = op_open_again },
	{ "open, same VM", 6, .run = op_open_same_vm },
	{ "close", 5, .run = op_close },
	{ "info", 4, .run = op_info },
	{ "irqs", 4, .run = op_irqs },
	{ "reset", 8, .run = op_reset },
	{ "aqic", 30, .strict = true, .run = op_aqic },
	{ "raise", 8, .strict = true, .run = op_raise },
	{ "migrate", 50, .migration = true, .run = op_migrate },
	{ "bad state", 2, .migration = true, .run = op_bad_state },
	{ "get state", 4, .migration = true, .run = op_get_state },
};

const unsigned int ops_count = ARRAY_SIZE(ops);

/* Rather one that is there: little can be done with the others. */
struct slot *pick_slot(struct worker *worker)
{
	unsigned int mdev = rnd(worker, options.mdevs), tries;

	for (tries = 0; tries < 2; tries++) {
		if (model_may(WORD(mdev, MDEV_FLAGS)) & FLAG_EXISTS)
			break;
		mdev = rnd(worker, options.mdevs);
	}
	return &slots[mdev];
}
