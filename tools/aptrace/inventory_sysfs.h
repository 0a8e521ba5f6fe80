/* SPDX-License-Identifier: GPL-2.0 */
/* The AP configuration of a host, from its sysfs. */
#ifndef APTRACE_INVENTORY_SYSFS_H
#define APTRACE_INVENTORY_SYSFS_H

#include "inventory.h"

/**
 * inventory_from_sysfs - look at all there is
 * @inventory: receives it; to be freed with inventory_free()
 * @root: where sysfs is
 * @own: it is that of the running kernel: uname() speaks of the same host
 *
 * Never fails: what cannot be read is not known, with the reason.
 */
void inventory_from_sysfs(struct inventory *inventory, const char *root,
			  bool own);

/* Is @word one of the words of @text, with blanks between them? */
bool inv_has_word(const char *text, const char *word);

#endif /* APTRACE_INVENTORY_SYSFS_H */
