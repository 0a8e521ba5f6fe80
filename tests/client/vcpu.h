/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest's processor that executes one instruction at a time. In the lab KVM sees
 * each of them as intercepted (Documentation/ap-emulator.rst).
 */
#ifndef APVMM_VCPU_H
#define APVMM_VCPU_H

#include <stdbool.h>
#include <stddef.h>

#include "../../driver/core/types.h"
#include "vm.h"

/* Guest memory that the processor needs for itself: the lowcore and its program. */
#define VCPU_CODE_ADDR		0x10000
#define VCPU_RAM_MIN_BYTES	0x100000

enum vcpu_outcome {
	VCPU_DONE,	/* KVM handled the instruction */
	VCPU_USER,	/* KVM left it to user space */
	VCPU_PROGRAM,	/* it ended in a program interruption */
	VCPU_IO,	/* an I/O interruption came */
	VCPU_TIMEOUT,	/* nothing happened */
};

/**
 * struct vcpu - the processor
 * @fd: KVM's file of it, -1: there is none
 * @run: what KVM shares, struct kvm_run
 * @run_bytes: size of that
 * @ram: the guest's memory, which begins at guest address 0
 * @problem: execute in problem state
 */
struct vcpu {
	int fd;
	void *run;
	size_t run_bytes;
	unsigned char *ram;
	bool problem;
};

/**
 * struct vcpu_result - what an instruction did
 * @outcome: how it ended
 * @gr: registers 0 to 2 before, and afterwards
 * @cc: condition code
 * @program_code: with VCPU_PROGRAM: the interruption code
 * @isc: with VCPU_IO: the interruption subclass
 */
struct vcpu_result {
	enum vcpu_outcome outcome;
	u64 gr[3];
	unsigned int cc;
	unsigned int program_code;
	unsigned int isc;
};

#define VCPU_NONE	((struct vcpu){ .fd = -1 })

/* To be called before vcpu_create(); false takes it from the guest. */
int vcpu_set_model(const struct vm *vm, bool aqic_facility, bool ap_interpretation);
/* @ram becomes the guest's memory from address 0 on, VCPU_RAM_MIN_BYTES at least. */
int vcpu_create(struct vcpu *vcpu, const struct vm *vm, void *ram, size_t ram_bytes);
/* Execute PQAP with these registers. 0, or an error of KVM_RUN. */
int vcpu_pqap(struct vcpu *vcpu, struct vcpu_result *result);
/* Wait for an I/O interruption, @timeout_ms at most. */
int vcpu_wait_io(struct vcpu *vcpu, u64 timeout_ms, struct vcpu_result *result);
void vcpu_destroy(struct vcpu *vcpu);

#endif /* APVMM_VCPU_H */
