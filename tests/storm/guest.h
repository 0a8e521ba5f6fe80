/* SPDX-License-Identifier: GPL-2.0 */
/* A KVM virtual machine with one processor, and the device in it. */
#ifndef STORM_GUEST_H
#define STORM_GUEST_H

#include <sys/types.h>

#include "../client/vcpu.h"
#include "sys.h"

#define IRQ_REQ		0
#define IRQ_CFG_CHG	1
#define IRQS_MAX	2

#define GUEST_RAM_BYTES	0x100000

/**
 * struct machine - a virtual machine
 * @vm: what KVM has of it
 * @vcpu: its processor
 * @area: what was mapped for its memory
 * @ram: its memory
 * @tid: the thread that made it; KVM's log has its name from it
 */
struct machine {
	struct vm vm;
	struct vcpu vcpu;
	void *area;
	void *ram;
	pid_t tid;
};

struct guest {
	struct machine machine;
	int device_fd;
	int iommu_fd;
	unsigned int irqs;
	int irq_fd[IRQS_MAX];
	bool irq_set[IRQS_MAX];
};

struct masks {
	u64 adapters;
	u64 domains;
	u64 control;
};

#define MACHINE_NONE	((struct machine){ .vm = VM_NONE, .vcpu = VCPU_NONE })

int machine_create(struct machine *machine);
void machine_destroy(struct machine *machine);

/* 0 or a negative errno; @step then says of what. @machine is not taken over. */
int device_open(struct guest *guest, const struct machine *machine,
		const char *uuid, const char **step);
void device_close(struct guest *guest);

int device_reset(const struct guest *guest);
int device_set_irq(const struct guest *guest, unsigned int index, int fd);
/* A VFIO_DEVICE_FEATURE of migration; 0 or a negative errno */
int device_get_state(const struct guest *guest, u32 *state);
int device_set_state(const struct guest *guest, u32 state, int *data_fd);

/* What KVM last logged to have been set; all zero after "cleared" or nothing. */
int guest_masks(const struct machine *machine, struct masks *masks);

#endif /* STORM_GUEST_H */
