/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel side of the software AP adapters shares. */
#ifndef AP_EMU_H
#define AP_EMU_H

#include <linux/cleanup.h>
#include <linux/configfs.h>
#include <linux/dcache.h>
#include <linux/spinlock.h>
#include "model.h"

#define EMU_MAX_DELAY_US	5000000u

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
void emu_debugfs_irq_init(struct dentry *dir);

struct kvm_vcpu;

void emu_take_time(const struct emu_insn *insn);
bool emu_sie_ap(struct kvm_vcpu *vcpu, u16 opcode);
int emu_sie_init(void);
void emu_sie_exit(void);
void emu_aiv_init(void);
void emu_aiv_exit(void);
void emu_se_exit(void);
u32 emu_gib(void);
bool emu_deliver(const struct emu_irq *irq);
void emu_irq_exit(void);

extern const struct config_item_type emu_adapters_type;
extern const struct config_item_type emu_queues_type;

ssize_t emu_store_bool(bool *setting, const char *page, size_t count);
ssize_t emu_store_u8(u8 *setting, unsigned int max, const char *page, size_t count);
int emu_parse_bool(const char *page, bool *value);
int emu_parse_uint(const char *page, unsigned int base, unsigned int max, unsigned int *value);
bool emu_parse_hex_digits(const char *text, unsigned int digits, unsigned int *value);
int emu_parse_qid(const char *name, unsigned int *apid, unsigned int *apqi);

#endif
