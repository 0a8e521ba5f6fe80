// SPDX-License-Identifier: GPL-2.0
/*
 * AP instructions of a guest that SIE interprets: nobody in the host sees them, the
 * guest's masks alone (APCB) say which queues they reach. Here these are the PQAP
 * functions that need nothing but registers; all others are KVM's.
 */
#include <linux/kvm_host.h>
#include "ap_emu.h"

#define PGM_CODE_PRIVILEGED	0x02
#define PQAP_BYTES		4
#define PSW_CC_SHIFT		44
#define CC_RC			3

/* The guest's own masks; without extended addressing they are short ones. */
static bool guest_has_queue(struct kvm_vcpu *vcpu, unsigned int apid, unsigned int apqi)
{
	struct kvm_s390_crypto *crypto = &vcpu->kvm->arch.crypto;
	const unsigned long *apm, *aqm;

	if ((crypto->crycbd & CRYCB_FORMAT_MASK) == CRYCB_FORMAT2) {
		apm = (const unsigned long *)crypto->crycb->apcb1.apm;
		aqm = (const unsigned long *)crypto->crycb->apcb1.aqm;
	} else {
		if (apid > EMU_MAX_ADAPTER_NO_APXA || apqi > EMU_MAX_DOMAIN_NO_APXA)
			return false;
		apm = (const unsigned long *)crypto->crycb->apcb0.apm;
		aqm = (const unsigned long *)crypto->crycb->apcb0.aqm;
	}
	return test_bit_inv(apid, apm) && test_bit_inv(apqi, aqm);
}

static void execute(struct kvm_vcpu *vcpu)
{
	__u64 *gprs = vcpu->run->s.regs.gprs;
	psw_t *psw = &vcpu->arch.sie_block->gpsw;
	struct emu_insn insn = {
		.opcode = EMU_OP_PQAP,
		.gr0 = gprs[0],
		.gr1 = gprs[1],
		.gr2 = gprs[2],
	};

	if (guest_has_queue(vcpu, (u8)(insn.gr0 >> 8), (u8)insn.gr0)) {
		emu_take_time(&insn);
		emu_locked()
			emu_execute(emu, &insn);
	} else {
		insn.gr1 = (insn.gr1 & ~0xffffffffULL) | EMU_RC_NOT_AVAILABLE << EMU_ST_RC_SHIFT;
		insn.cc = CC_RC;
		if ((u8)(insn.gr0 >> 24) == EMU_FC_TAPQ)
			insn.gr2 = 0;
	}
	gprs[1] = insn.gr1;
	gprs[2] = insn.gr2;
	psw->mask &= ~PSW_MASK_CC;
	psw->mask |= (unsigned long)insn.cc << PSW_CC_SHIFT;
}

static bool is_interpreted(struct kvm_vcpu *vcpu, u16 opcode)
{
	if (opcode != EMU_OP_PQAP || !(vcpu->arch.sie_block->eca & ECA_APIE))
		return false;
	switch ((u8)(vcpu->run->s.regs.gprs[0] >> 24)) {
	case EMU_FC_TAPQ:
	case EMU_FC_RAPQ:
	case EMU_FC_ZAPQ:
		return true;
	default:
		return false;
	}
}

/**
 * emu_sie_ap() - execute an AP instruction of a guest, if SIE does
 * @vcpu: the guest's processor, its PSW at the instruction
 * @opcode: the instruction
 *
 * KVM changes a guest's masks while it keeps all its processors out of SIE. So that
 * this holds here, too, the flags say that it is in SIE while the instruction is
 * executed; with a request to stay out the instruction is left for the next time.
 *
 * Return: false if it is not for SIE. Otherwise the processor may go on, if the
 * interception code is still zero.
 */
bool emu_sie_ap(struct kvm_vcpu *vcpu, u16 opcode)
{
	struct kvm_s390_sie_block *scb = vcpu->arch.sie_block;

	if (!is_interpreted(vcpu, opcode))
		return false;
	if (scb->gpsw.mask & PSW_MASK_PSTATE) {
		scb->gpsw.addr += PQAP_BYTES;
		scb->iprcc = PGM_CODE_PRIVILEGED;
		scb->pgmilc = PQAP_BYTES;
		scb->icptcode = ICPT_PROGI;
		return true;
	}
	WRITE_ONCE(scb->prog0c, scb->prog0c | PROG_IN_SIE);
	smp_mb(); /* flag before looking at requests; the other side does it the other way round */
	if (!(atomic_read(&scb->prog20) & (PROG_BLOCK_SIE | PROG_REQUEST))) {
		execute(vcpu);
		scb->gpsw.addr += PQAP_BYTES;
	}
	smp_mb(); /* all of it done before KVM may think so */
	WRITE_ONCE(scb->prog0c, scb->prog0c & ~PROG_IN_SIE);
	return true;
}
