/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that execute instructions share. */
#ifndef AP_EMU_INSN_H
#define AP_EMU_INSN_H

#include "model.h"

/**
 * struct emu_target - the queue that an instruction is for
 * @m: the machine
 * @insn: the instruction
 * @apid: adapter
 * @apqi: domain
 * @rc: the response code that the state of the queue dictates
 * @q: NULL if the queue does not exist
 * @o: NULL if nothing is special about it
 */
struct emu_target {
	struct emu_machine *m;
	struct emu_insn *insn;
	u8 apid;
	u8 apqi;
	u8 rc;
	struct emu_queue_state *q;
	struct emu_override *o;
};

void emu_count(struct emu_machine *m, u8 apid, u8 apqi, enum emu_counter which);
void emu_answer(struct emu_target *t, u8 rc);
bool emu_refused(struct emu_target *t);

/* aqic.c */
void emu_settle_irq(struct emu_target *t);
void emu_pqap_aqic(struct emu_target *t);

#endif
