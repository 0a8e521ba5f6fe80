// SPDX-License-Identifier: GPL-2.0
/*
 * PQAP, NQAP and DQAP: from the registers at the instruction to those after it.
 *
 * The condition code deserves care: the kernel repeats NQAP and DQAP for as long
 * as it is 1 or 2, so every response code but zero goes with 3. Anything else
 * would spin for ever in the caller.
 */
#include "insn.h"

#define CC_DONE		0
#define CC_PARTIAL	1
#define CC_RC		3

#define QACT_CAT_SHIFT		24
#define QACT_CAT_MASK		(0xffULL << QACT_CAT_SHIFT)
#define DEFAULT_MAX_MSG_BYTES	(12 * 1024)
#define ML_UNIT_BYTES		4096

/*
 * There is no crypto behind a queue. Each request is answered at once with an
 * error reply of type 0x82, "malformed message": the caller gets its -EINVAL and
 * neither waits nor retries nor takes the card offline.
 */
static const u8 error_reply[EMU_REPLY_BYTES] = { 0x00, 0x82, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00 };

void emu_count(struct emu_machine *m, u8 apid, u8 apqi, enum emu_counter which)
{
	m->count[apid][apqi][which]++;
	m->sum[which]++;
}

static void count(struct emu_target *t, enum emu_counter which)
{
	emu_count(t->m, t->apid, t->apqi, which);
}

static u32 waiting(const struct emu_target *t)
{
	return t->q->count + (t->o ? t->o->pending : 0);
}

static u32 depth(const struct emu_target *t)
{
	return (emu_queue_info(t->m, t->apid, t->apqi) & EMU_INFO_QD_MASK) + 1;
}

void emu_answer(struct emu_target *t, u8 rc)
{
	u32 status = (u32)rc << EMU_ST_RC_SHIFT;

	if (t->q) {
		status |= waiting(t) ? EMU_ST_REPLIES : EMU_ST_EMPTY;
		status |= waiting(t) >= depth(t) ? EMU_ST_FULL : 0;
		status |= t->q->irq ? EMU_ST_IRQ : 0;
		if (t->o && t->o->async && t->o->rc == rc)
			status |= EMU_ST_ASYNC;
	}
	t->insn->gr1 = (t->insn->gr1 & ~0xffffffffULL) | status;
	t->insn->cc = rc ? CC_RC : CC_DONE;
}

/* A lowered reset_busy, or its removal, also ends a reset that is under way. */
static void settle_reset(struct emu_target *t)
{
	u32 busy = t->o ? t->o->reset_busy : 0;

	if (t->q && t->q->reset_left > busy)
		t->q->reset_left = busy;
}

/* The time that a reset takes is counted in the programs' attempts to see its end. */
static void reset_goes_on(struct emu_queue_state *q)
{
	if (q->reset_left != UINT_MAX)
		q->reset_left--;
}

static void pqap_tapq(struct emu_target *t)
{
	u64 info = emu_queue_info(t->m, t->apid, t->apqi);
	u8 rc = t->rc;

	count(t, EMU_COUNT_TAPQ);
	if (!rc && t->q->reset_left) {
		rc = EMU_RC_RESET_IN_PROGRESS;
		reset_goes_on(t->q);
	}
	emu_answer(t, rc);
	if (!emu_rc_has_info(rc, t->o && t->o->async && t->o->rc == rc))
		info = 0;
	if (!(t->insn->gr0 & EMU_GR0_TBIT))
		info &= EMU_INFO_NO_TBIT;
	t->insn->gr2 = info;
}

static bool queue_is_gone(u8 rc)
{
	return rc == EMU_RC_NOT_AVAILABLE || rc == EMU_RC_DECONFIGURED ||
	       rc == EMU_RC_CHECKSTOPPED;
}

static void pqap_reset(struct emu_target *t, enum emu_counter which)
{
	struct emu_queue_state *q = t->q;
	struct emu_queue_state fresh = { 0 };

	count(t, which);
	if (q && t->o && t->o->reset_rc > 0) {
		emu_answer(t, t->o->reset_rc);
		return;
	}
	/* An error state other than "gone" is what a reset is there to get out of. */
	if (queue_is_gone(t->rc) && !(t->o && t->o->reset_rc == 0 && q)) {
		emu_answer(t, t->rc);
		return;
	}
	if (q->reset_left) {
		reset_goes_on(q);
		emu_answer(t, EMU_RC_RESET_IN_PROGRESS);
		return;
	}
	/* Interrupts are off; the addresses only stay to be looked at. */
	fresh.irq_ctrl = q->irq_ctrl;
	fresh.nib = q->nib;
	*q = fresh;
	if (t->o) {
		t->o->pending = 0;
		q->reset_left = t->o->reset_busy;
	}
	emu_answer(t, EMU_RC_NORMAL);
}

/* True if the queue cannot take any instruction now; the answer is given then. */
bool emu_refused(struct emu_target *t)
{
	u8 rc = t->rc;

	if (!rc && t->q->reset_left)
		rc = EMU_RC_RESET_IN_PROGRESS;
	if (rc)
		emu_answer(t, rc);
	return rc;
}

static void pqap_qci(struct emu_machine *m, struct emu_insn *insn)
{
	m->totals[EMU_TOTAL_QCI]++;
	emu_qci_fill(m, insn->store);
	insn->store_addr = insn->gr2;
	insn->store_bytes = EMU_QCI_BYTES;
	insn->cc = CC_DONE;
}

/* The compatible type is the queue's own, or the highest that the program asked for. */
static void pqap_qact(struct emu_target *t)
{
	u64 asked = t->insn->gr1 & QACT_CAT_MASK;
	u64 own = emu_queue_info(t->m, t->apid, t->apqi) & QACT_CAT_MASK;

	t->m->totals[EMU_TOTAL_QACT]++;
	if (emu_refused(t))
		return;
	t->insn->gr2 = (t->insn->gr1 & ~QACT_CAT_MASK) | (own < asked ? own : asked);
	emu_answer(t, EMU_RC_NORMAL);
}

static u64 max_msg_bytes(const struct emu_target *t)
{
	u64 ml = emu_queue_info(t->m, t->apid, t->apqi) >> EMU_INFO_ML_SHIFT & EMU_MAX_ML;

	return ml ? ml * ML_UNIT_BYTES : DEFAULT_MAX_MSG_BYTES;
}

static void insn_nqap(struct emu_target *t)
{
	struct emu_insn *insn = t->insn;
	struct emu_queue_state *q = t->q;

	count(t, EMU_COUNT_NQAP);
	if (emu_refused(t))
		return;
	if (insn->r2[1] > max_msg_bytes(t)) {
		emu_answer(t, EMU_RC_MESSAGE_TOO_BIG);
		return;
	}
	if (waiting(t) >= depth(t) || q->count == EMU_FIFO_SLOTS) {
		emu_answer(t, EMU_RC_FULL_OR_NO_REPLY);
	} else {
		q->fifo[(q->head + q->count++) % EMU_FIFO_SLOTS] =
			insn->r1[0] << 32 | (u32)insn->r1[1];
		insn->r2[0] += insn->r2[1];
		insn->r2[1] = 0;
		emu_answer(t, EMU_RC_NORMAL);
		emu_irq_raise(t->m, t->apid, t->apqi);
	}
	/* With a full queue the AP bus would wait for an interrupt alone; polling loses none. */
	insn->gr1 &= ~(u64)EMU_ST_IRQ;
}

static void insn_dqap(struct emu_target *t)
{
	struct emu_insn *insn = t->insn;
	struct emu_queue_state *q = t->q;
	u64 left, bytes, psmid = 0;

	count(t, EMU_COUNT_DQAP);
	if (emu_refused(t))
		return;
	if (!waiting(t)) {
		emu_answer(t, EMU_RC_FULL_OR_NO_REPLY);
		return;
	}
	left = EMU_REPLY_BYTES - q->reply_bytes_read;
	bytes = insn->r2[1] < left ? insn->r2[1] : left;
	memcpy(insn->store, error_reply + q->reply_bytes_read, bytes);
	insn->store_addr = insn->r2[0];
	insn->store_bytes = bytes;
	insn->r2[0] += bytes;
	insn->r2[1] -= bytes;
	insn->gr2 = left - bytes;
	if (insn->gr2) {
		/* The buffer is too small: the rest stays for the next DQAP. */
		q->reply_bytes_read += bytes;
		insn->cc = CC_PARTIAL;
		return;
	}
	q->reply_bytes_read = 0;
	if (q->count) {
		psmid = q->fifo[q->head];
		q->head = (q->head + 1) % EMU_FIFO_SLOTS;
		q->count--;
	} else {
		t->o->pending--;
	}
	insn->r1[0] = psmid >> 32;
	insn->r1[1] = (u32)psmid;
	emu_answer(t, EMU_RC_NORMAL);
}

static void find_target(struct emu_machine *m, struct emu_insn *insn, struct emu_target *t)
{
	t->m = m;
	t->insn = insn;
	t->apid = insn->gr0 >> 8;
	t->apqi = insn->gr0;
	t->o = m->override[t->apid][t->apqi];
	t->rc = emu_queue_rc(m, t->apid, t->apqi);
	t->q = NULL;
	if (emu_queue_exists(m, t->apid, t->apqi))
		t->q = &m->adapter[t->apid]->queue[t->apqi];
}

static bool insn_pqap(struct emu_target *t)
{
	switch ((u8)(t->insn->gr0 >> 24)) {
	case EMU_FC_TAPQ:
		pqap_tapq(t);
		return true;
	case EMU_FC_RAPQ:
		pqap_reset(t, EMU_COUNT_RAPQ);
		return true;
	case EMU_FC_ZAPQ:
		pqap_reset(t, EMU_COUNT_ZAPQ);
		return true;
	case EMU_FC_AQIC:
		if (!t->m->aqic)
			return false;
		emu_pqap_aqic(t);
		return true;
	case EMU_FC_QACT:
		if (!t->m->qact)
			return false;
		pqap_qact(t);
		return true;
	default:
		return false;
	}
}

static bool is_qci(const struct emu_insn *insn)
{
	return insn->opcode == EMU_OP_PQAP && (u8)(insn->gr0 >> 24) == EMU_FC_QCI;
}

/**
 * emu_execute() - execute one instruction
 * @m: the machine; the caller serializes
 * @insn: registers in and out
 *
 * Return: false if the machine does not have this instruction or function: the
 * program gets its exception, as it would on hardware.
 */
bool emu_execute(struct emu_machine *m, struct emu_insn *insn)
{
	struct emu_target t;

	insn->store_bytes = 0;
	if (is_qci(insn)) {
		if (m->qci)
			pqap_qci(m, insn);
		return m->qci;
	}
	find_target(m, insn, &t);
	emu_settle_irq(&t);
	settle_reset(&t);
	switch (insn->opcode) {
	case EMU_OP_PQAP:
		return insn_pqap(&t);
	case EMU_OP_NQAP:
		insn_nqap(&t);
		return true;
	case EMU_OP_DQAP:
		insn_dqap(&t);
		return true;
	default:
		return false;
	}
}

/* How long this instruction is to take, microseconds. */
u32 emu_delay_us(const struct emu_machine *m, const struct emu_insn *insn)
{
	const struct emu_override *o = m->override[(u8)(insn->gr0 >> 8)][(u8)insn->gr0];

	return o && !is_qci(insn) ? o->delay_us : 0;
}
