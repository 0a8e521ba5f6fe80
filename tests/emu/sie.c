// SPDX-License-Identifier: GPL-2.0
/*
 * A processor for guests. SIE, the instruction that runs one, is unknown to TCG:
 * KVM sees an operation exception come out of sie64a() and gives up. Here this
 * exception becomes what real SIE does when it cannot go on by itself: the guest's
 * next instruction is fetched and handed to KVM as an instruction interception.
 *
 * So no guest instruction is executed here but a few PQAP functions (sie_ap.c). Those
 * that KVM handles work (AQIC is one), all others reach user space as
 * KVM_EXIT_S390_SIEIC. Since each of them
 * goes through KVM's loop, a guest program cannot hang the host.
 *
 * The place is the tracepoint that KVM passes between sie64a() and its look at the
 * interception code, with kvm->srcu held and guest mode left.
 */
#define pr_fmt(fmt) "ap_emu: " fmt

#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <asm/dis.h>
#include "ap_emu.h"

#define TRACEPOINT_NAME		"kvm_s390_sie_exit"
#define GUEST_PREFIX_SHIFT	13
#define PGM_CODE_OPERATION	0x01
#define PGM_CODE_PAGE		0x11
/* No interception code of the architecture: KVM leaves it to user space. */
#define ICPT_NOT_EMULATED	0xff
#define INSN_MAX_BYTES		6

static struct tracepoint *sie_exit_tp;

static u64 wrap(const psw_t *psw, u64 addr)
{
	if (psw->mask & PSW_MASK_EA)
		return addr;
	return addr & (psw->mask & PSW_MASK_BA ? 0x7fffffff : 0xffffff);
}

/* Prefixing: a processor's own lowcore is at real address 0. */
static u64 real_to_absolute(struct kvm_vcpu *vcpu, u64 addr)
{
	u64 prefix = (u64)vcpu->arch.sie_block->prefix << GUEST_PREFIX_SHIFT;

	if (addr < 2 * PAGE_SIZE)
		return addr + prefix;
	if (addr - prefix < 2 * PAGE_SIZE)
		return addr - prefix;
	return addr;
}

/*
 * Two bytes at an even address lie in one page. This must not sleep, so a page that
 * is not there right now is KVM's task.
 */
static bool fetch_halfword(struct kvm_vcpu *vcpu, u64 real, u16 *value)
{
	u64 absolute = real_to_absolute(vcpu, real);
	struct kvm_memory_slot *slot;
	unsigned long hva;

	slot = __gfn_to_memslot(kvm_vcpu_memslots(vcpu), absolute >> PAGE_SHIFT);
	if (slot) {
		hva = __gfn_to_hva_memslot(slot, absolute >> PAGE_SHIFT) +
		      offset_in_page(absolute);
		if (!copy_from_user_nofault(value, (void __user *)hva, sizeof(*value)))
			return true;
	}
	/* As from the hardware: KVM brings the page, or injects an addressing exception. */
	current->thread.gmap_teid.val = 0;
	current->thread.gmap_teid.addr = absolute >> PAGE_SHIFT;
	current->thread.gmap_int_code = PGM_CODE_PAGE;
	return false;
}

static void intercept_instruction(struct kvm_vcpu *vcpu)
{
	struct kvm_s390_sie_block *scb = vcpu->arch.sie_block;
	u16 text[INSN_MAX_BYTES / 2] = { 0 };
	unsigned int i, halfwords = 1;

	for (i = 0; i < halfwords; i++) {
		if (!fetch_halfword(vcpu, wrap(&scb->gpsw, scb->gpsw.addr + 2 * i), &text[i]))
			return;
		if (!i)
			halfwords = insn_length(text[0] >> 8) / 2;
	}
	if (emu_sie_ap(vcpu, text[0]))
		return;
	scb->ipa = text[0];
	scb->ipb = (u32)text[1] << 16 | text[2];
	scb->gpsw.addr = wrap(&scb->gpsw, scb->gpsw.addr + 2 * halfwords);
	scb->icptcode = ICPT_INST;
}

static void on_sie_exit(void *data, struct kvm_vcpu *vcpu, u8 icptcode)
{
	struct kvm_s390_sie_block *scb = vcpu->arch.sie_block;

	/* An interrupt may also have come up before SIE was reached. */
	if (scb->icptcode || current->thread.gmap_int_code != PGM_CODE_OPERATION)
		return;
	current->thread.gmap_int_code = 0;
	emu_locked()
		emu->totals[EMU_TOTAL_SIE]++;
	if (scb->gpsw.mask & PSW_MASK_WAIT)
		scb->icptcode = ICPT_WAIT;
	else if (scb->gpsw.mask & PSW_MASK_DAT)
		scb->icptcode = ICPT_NOT_EMULATED;
	else if (scb->gpsw.addr & 1)
		scb->icptcode = ICPT_NOT_EMULATED;
	else
		intercept_instruction(vcpu);
}

static struct tracepoint *find_tracepoint(struct module *mod)
{
	struct tracepoint *tp;
	unsigned int i;

	for (i = 0; i < mod->num_tracepoints; i++) {
		tp = tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]);
		if (!strcmp(tp->name, TRACEPOINT_NAME))
			return tp;
	}
	return NULL;
}

/* KVM is loaded after us, and may come and go; called for those there already, too. */
static int module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct tracepoint *tp = find_tracepoint(((struct tp_module *)data)->mod);
	int rc;

	if (!tp)
		return NOTIFY_DONE;
	if (event == MODULE_STATE_COMING) {
		rc = tracepoint_probe_register(tp, on_sie_exit, NULL);
		if (rc)
			pr_warn("guests cannot run: no probe on %s (%d)\n", TRACEPOINT_NAME, rc);
		else
			sie_exit_tp = tp;
	} else if (event == MODULE_STATE_GOING && sie_exit_tp == tp) {
		tracepoint_probe_unregister(tp, on_sie_exit, NULL);
		sie_exit_tp = NULL;
	}
	return NOTIFY_DONE;
}

static struct notifier_block module_nb = {
	.notifier_call = module_event,
};

int emu_sie_init(void)
{
	return register_tracepoint_module_notifier(&module_nb);
}

/* On the way out the notifier sees every module once more, as going. */
void emu_sie_exit(void)
{
	unregister_tracepoint_module_notifier(&module_nb);
	tracepoint_synchronize_unregister();
}
