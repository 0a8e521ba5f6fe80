// SPDX-License-Identifier: GPL-2.0
/* Interrupts of a queue: turned on and off by PQAP(AQIC), made by replies. */
#include "insn.h"

#define AQIC_IR			BIT_ULL(47)
#define AQIC_GISC_SHIFT		40
#define AQIC_GISA_MASK		0x7ffffff0u
#define ISC_MASK		7

/**
 * emu_irq_decode() - what an AQIC asked for
 * @ctrl: its GR1
 * @nib: its GR2
 * @irq: the result
 */
void emu_irq_decode(u64 ctrl, u64 nib, struct emu_irq *irq)
{
	irq->nib = nib;
	irq->gisa = ctrl & AQIC_GISA_MASK;
	irq->gisc = ctrl >> AQIC_GISC_SHIFT & ISC_MASK;
	irq->isc = ctrl & ISC_MASK;
}

/*
 * An AQIC takes effect between two instructions, so that the program sees the
 * new state with the next one, as it has to expect on hardware; or later, with
 * irq_delay. A lowered irq_delay also ends a change that is under way.
 */
void emu_settle_irq(struct emu_target *t)
{
	u32 delay = t->o ? t->o->irq_delay : 0;

	if (!t->q || !t->q->irq_changing)
		return;
	if (t->q->irq_left > delay)
		t->q->irq_left = delay;
	if (!t->q->irq_left) {
		t->q->irq = t->q->irq_next;
		t->q->irq_changing = false;
	} else if (t->q->irq_left != UINT_MAX) {
		t->q->irq_left--;
	}
}

static bool forced_rc(struct emu_target *t)
{
	struct emu_override *o = t->o;

	if (!o || o->aqic_rc < 0 || !o->aqic_rc_count)
		return false;
	if (o->aqic_rc_count != UINT_MAX)
		o->aqic_rc_count--;
	emu_answer(t, o->aqic_rc);
	return true;
}

static u8 check_enable(const struct emu_insn *insn)
{
	if (!insn->gr2 || insn->bad_nib)
		return EMU_RC_INVALID_ADDRESS;
	return insn->bad_gisa ? EMU_RC_INVALID_GISA : EMU_RC_NORMAL;
}

void emu_pqap_aqic(struct emu_target *t)
{
	bool enable = t->insn->gr1 & AQIC_IR;
	struct emu_queue_state *q = t->q;
	u8 rc = EMU_RC_NORMAL;

	emu_count(t->m, t->apid, t->apqi, EMU_COUNT_AQIC);
	if (emu_refused(t) || forced_rc(t))
		return;
	if (q->irq_changing)
		rc = EMU_RC_BUSY;
	else if (enable == q->irq)
		rc = EMU_RC_OTHERWISE_CHANGED;
	else if (enable)
		rc = check_enable(t->insn);
	if (rc) {
		emu_answer(t, rc);
		return;
	}
	/* The addresses stay in use until interrupts are off indeed. */
	if (enable) {
		q->irq_ctrl = t->insn->gr1;
		q->nib = t->insn->gr2;
	}
	q->irq_next = enable;
	q->irq_changing = true;
	q->irq_left = t->o ? t->o->irq_delay : 0;
	emu_count(t->m, t->apid, t->apqi, enable ? EMU_COUNT_AQIC_ON : EMU_COUNT_AQIC_OFF);
	emu_answer(t, EMU_RC_NORMAL);
}

/**
 * emu_irq_raise() - a queue has something to tell, as when a reply has arrived
 * @m: the machine
 * @apid: adapter
 * @apqi: domain
 *
 * A guest may never look at its queue with TAPQ, so this is an event at which
 * interrupts come on. They do not go off at it: up to the instruction that tells the
 * driver so they go to the old place, and a driver that did not wait is found out.
 *
 * Return: what became of it.
 */
enum emu_raise emu_irq_raise(struct emu_machine *m, u8 apid, u8 apqi)
{
	struct emu_queue_state *q;
	struct emu_irq irq;

	if (emu_queue_rc(m, apid, apqi))
		return EMU_RAISE_NO_QUEUE;
	q = &m->adapter[apid]->queue[apqi];
	if (q->irq_changing && q->irq_next && !q->irq_left) {
		q->irq = true;
		q->irq_changing = false;
	}
	if (!q->irq) {
		emu_count(m, apid, apqi, EMU_COUNT_IRQ_OFF);
		return EMU_RAISE_OFF;
	}
	emu_irq_decode(q->irq_ctrl, q->nib, &irq);
	if (!m->deliver(&irq)) {
		emu_count(m, apid, apqi, EMU_COUNT_IRQ_STRAY);
		return EMU_RAISE_STRAY;
	}
	emu_count(m, apid, apqi, EMU_COUNT_IRQ);
	return EMU_RAISED;
}
