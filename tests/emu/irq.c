// SPDX-License-Identifier: GPL-2.0
/*
 * What an interrupt of a queue does to the machine: the indicator byte, then either
 * the guest's interruption state area (GISA), as the hardware would post it there,
 * or an adapter interrupt of the host.
 *
 * Runs under the emulator's lock, so nothing is stored after the AQIC or the reset
 * that turned interrupts off is over.
 */
#define pr_fmt(fmt) "ap_emu: " fmt

#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <asm/irq_regs.h>
#include "ap_emu.h"

#define INDICATED	1
#define ISC_BIT(isc)	(0x80 >> (isc))

static unsigned long pending_iscs;

/*
 * The kernel takes adapter interrupts from the interrupt's registers: what an I/O
 * interruption would have stored there is all that the handlers look at.
 */
static void adapter_interrupt(unsigned int isc)
{
	struct pt_regs regs = { .tpi_info = { .adapter_IO = 1, .isc = isc } };
	struct pt_regs *old = set_irq_regs(&regs);

	generic_handle_irq(THIN_INTERRUPT);
	set_irq_regs(old);
}

/* In an interrupt of its own: the instruction that sets it off may be anywhere. */
static void run_pending(struct irq_work *work)
{
	unsigned long iscs = xchg(&pending_iscs, 0);
	unsigned int isc;

	for_each_set_bit(isc, &iscs, BITS_PER_BYTE)
		adapter_interrupt(isc);
}

static struct irq_work pending_work = IRQ_WORK_INIT_HARD(run_pending);

static void post_host(unsigned int isc)
{
	set_bit(isc, &pending_iscs);
	irq_work_queue(&pending_work);
}

/*
 * The GISA goes to the front of KVM's list of alerts. KVM takes the whole list
 * away at any time, so the front is only replaced if it is still the one linked to.
 * An empty list is what the host has to be told of.
 */
static void alert(struct kvm_s390_gib *gib, struct kvm_s390_gisa *gisa)
{
	u32 front;

	do {
		front = READ_ONCE(gib->alert_list_origin);
		WRITE_ONCE(gisa->next_alert, front);
	} while (cmpxchg(&gib->alert_list_origin, front, (u32)virt_to_phys(gisa)) != front);
	if (!front)
		post_host(gib->nisc);
}

/*
 * The pending bit, and the alert mask off if that asks for an alert, change in one
 * step together with the list pointer: KVM may be at the same word.
 */
static void post_gisa(struct kvm_s390_gisa *gisa, unsigned int gisc)
{
	u32 gib_phys = emu_gib(), self = virt_to_phys(gisa);
	struct kvm_s390_gisa was, becomes;
	bool wants_alert;

	do {
		was.u64.word[0] = READ_ONCE(gisa->u64.word[0]);
		becomes.u64.word[0] = was.u64.word[0];
		becomes.ipm |= ISC_BIT(gisc);
		wants_alert = gib_phys && was.next_alert == self && was.iam & ISC_BIT(gisc);
		if (wants_alert) {
			becomes.iam = 0;
			/* In no list yet, but not free to be changed by KVM either. */
			becomes.next_alert = 0;
		}
	} while (cmpxchg(&gisa->u64.word[0], was.u64.word[0], becomes.u64.word[0]) !=
		 was.u64.word[0]);
	if (wants_alert)
		alert(phys_to_virt(gib_phys), gisa);
}

/*
 * Hardware would write to these addresses whatever lies there by now. That is the
 * worst that a driver can let happen, so it is counted and not done: an indicator in
 * a guest's page must be pinned for as long as interrupts are on.
 */
static bool still_good(const struct emu_irq *irq)
{
	struct page *page = phys_to_page(irq->nib);

	if (!irq->gisa)
		return page_count(page);
	return folio_maybe_dma_pinned(page_folio(page)) && page_count(phys_to_page(irq->gisa));
}

/* See struct emu_machine. */
bool emu_deliver(const struct emu_irq *irq)
{
	if (!still_good(irq)) {
		pr_warn_ratelimited("interrupt for a page that is given back: indicator %llx, GISA %x\n",
				    irq->nib, irq->gisa);
		return false;
	}
	WRITE_ONCE(*(u8 *)phys_to_virt(irq->nib), INDICATED);
	if (irq->gisa)
		post_gisa(phys_to_virt(irq->gisa), irq->gisc);
	else
		post_host(irq->isc);
	return true;
}

/* The caller sees to it that there are no more interrupts. */
void emu_irq_exit(void)
{
	irq_work_sync(&pending_work);
}
