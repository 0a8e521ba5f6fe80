// SPDX-License-Identifier: GPL-2.0
/* In place of vcpu.c on machines whose KVM has other processors for guests. */
#include "vcpu.h"

#include "error.h"

int vcpu_set_model(const struct vm *vm, bool aqic_facility, bool ap_interpretation)
{
	(void)vm;
	(void)aqic_facility;
	(void)ap_interpretation;
	return fail(0, "this machine's KVM has no s390x processors for guests");
}

int vcpu_create(struct vcpu *vcpu, const struct vm *vm, void *ram, size_t ram_bytes)
{
	(void)ram;
	(void)ram_bytes;
	*vcpu = VCPU_NONE;
	return vcpu_set_model(vm, false, false);
}

int vcpu_pqap(struct vcpu *vcpu, struct vcpu_result *result)
{
	(void)vcpu;
	(void)result;
	return vcpu_set_model(NULL, false, false);
}

int vcpu_wait_io(struct vcpu *vcpu, u64 timeout_ms, struct vcpu_result *result)
{
	(void)timeout_ms;
	return vcpu_pqap(vcpu, result);
}

void vcpu_destroy(struct vcpu *vcpu)
{
	*vcpu = VCPU_NONE;
}
