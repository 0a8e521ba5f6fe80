/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel side of the software AP adapters shares. */
#ifndef AP_EMU_H
#define AP_EMU_H

#include <linux/cleanup.h>
#include <linux/configfs.h>
#include <linux/spinlock.h>
#include "model.h"

#define EMU_MAX_DELAY_US	1000000u

/*
 * The whole machine is under one lock. It is taken inside an exception that may
 * have come up anywhere, hence raw and with interrupts off.
 */
extern struct emu_machine *emu;
extern raw_spinlock_t emu_lock;

#define emu_locked()	scoped_guard(raw_spinlock_irqsave, &emu_lock)

int emu_configfs_init(void);
void emu_configfs_exit(void);
void emu_debugfs_init(void);
void emu_debugfs_exit(void);

extern const struct config_item_type emu_adapters_type;
extern const struct config_item_type emu_queues_type;

ssize_t emu_store_bool(bool *setting, const char *page, size_t count);
ssize_t emu_store_u8(u8 *setting, unsigned int max, const char *page, size_t count);
int emu_parse_bool(const char *page, bool *value);
int emu_parse_uint(const char *page, unsigned int base, unsigned int max, unsigned int *value);
bool emu_parse_hex_digits(const char *text, unsigned int digits, unsigned int *value);

#endif
