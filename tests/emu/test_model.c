// SPDX-License-Identifier: GPL-2.0
/*
 * The model on its own, without a kernel: link this with insn.c, aqic.c, state.c
 * and list.c for whatever machine runs the test. Prints TAP, ends with 1 if anything
 * failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include "model.h"

static int tests, failures;

static void ok(bool good, const char *what)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, what);
}

#define IS(got, want, what)	ok((unsigned long long)(got) == (unsigned long long)(want), what)

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define QID(apid, apqi)		((u64)(apid) << 8 | (apqi))
#define FC(fc)			((u64)(fc) << 24)
#define IR			BIT_ULL(47)

static struct emu_insn run(struct emu_machine *m, u16 opcode, u64 gr0, u64 gr1, u64 gr2)
{
	struct emu_insn insn = { .opcode = opcode, .gr0 = gr0, .gr1 = gr1, .gr2 = gr2 };

	insn.r1[0] = 0x11111111;
	insn.r1[1] = 0x22222222;
	insn.r2[0] = 0x1000;
	insn.r2[1] = 64;
	if (!emu_execute(m, &insn))
		insn.cc = 0xff;
	return insn;
}

static struct emu_insn pqap(struct emu_machine *m, u64 gr0)
{
	return run(m, EMU_OP_PQAP, gr0, 0, 0);
}

static u32 rc_of(const struct emu_insn *insn)
{
	return insn->gr1 >> EMU_ST_RC_SHIFT & 0xff;
}

/* Where the last interrupt went, and whether its addresses are to be good. */
static struct emu_irq delivered;
static bool addresses_good = true;

static bool deliver(const struct emu_irq *irq)
{
	delivered = *irq;
	return addresses_good;
}

static struct emu_machine *machine(void)
{
	struct emu_machine *m = calloc(1, sizeof(*m));

	if (!m)
		exit(2);
	emu_machine_init(m);
	m->aqic = true;
	m->deliver = deliver;
	m->adapter[0x0a] = calloc(1, sizeof(*m->adapter[0]));
	if (!m->adapter[0x0a])
		exit(2);
	emu_adapter_init(m->adapter[0x0a]);
	emu_adapter_plug(m->adapter[0x0a], true);
	emu_list_parse("6,255", 255, m->domains);
	return m;
}

static void scrap(struct emu_machine *m)
{
	free(m->adapter[0x0a]);
	free(m);
}

static void test_list(void)
{
	u8 mask[EMU_MASK_BYTES];
	char text[EMU_LIST_BYTES];
	static const struct {
		const char *in, *out;
		int rc;
	} t[] = {
		{ "0-3,6,0x10\n", "0-3,6,16\n", 0 },
		{ "", "\n", 0 },
		{ "\n", "\n", 0 },
		{ "255", "255\n", 0 },
		{ "0-255", "0-255\n", 0 },
		{ "010", "10\n", 0 },
		{ "3,2,1", "1-3\n", 0 },
		{ "256", NULL, -ERANGE },
		{ "0-99999999999999", NULL, -ERANGE },
		{ "3-1", NULL, -EINVAL },
		{ "1,", NULL, -EINVAL },
		{ ",1", NULL, -EINVAL },
		{ "1 2", NULL, -EINVAL },
		{ "0x", NULL, -EINVAL },
		{ "-1", NULL, -EINVAL },
		{ "1-", NULL, -EINVAL },
		{ "1\n2", NULL, -EINVAL },
		{ "999,x", NULL, -EINVAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		memset(mask, 0xa5, sizeof(mask));
		IS(emu_list_parse(t[i].in, 255, mask), t[i].rc, "list: return code");
		if (t[i].rc)
			ok(mask[0] == 0xa5 && mask[31] == 0xa5, "list: error leaves the mask");
		else
			ok(emu_list_format(mask, text) == (int)strlen(t[i].out) &&
			   !strcmp(text, t[i].out), "list: read back");
	}
	for (unsigned int nr = 0; nr < 256; nr++)
		mask[nr / 8] = 0x55;
	ok(emu_list_format(mask, text) < EMU_LIST_BYTES && !strncmp(text, "1,3,5,", 6) &&
	   !strcmp(text + strlen(text) - 9, ",253,255\n"), "list: the longest one");
	emu_list_parse("0,9", 255, mask);
	ok(mask[0] == 0x80 && mask[1] == 0x40, "list: bit 0 is the leftmost");
}

static void test_tapq(void)
{
	struct emu_machine *m = machine();
	struct emu_override o = { 0 };
	struct emu_insn insn;

	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	ok(!insn.cc && insn.gr1 == EMU_ST_EMPTY, "tapq: cc 0, empty");
	IS(insn.gr2, 0xf20000000eff0c07 | 0x0080000000000000, "tapq: CEX8 CCA information");
	insn = pqap(m, QID(0x0a, 6));
	IS(insn.gr2, 0x0e000007, "tapq: type and depth only without T bit");
	insn = pqap(m, QID(0x0a, 7) | EMU_GR0_TBIT);
	ok(insn.cc == 3 && rc_of(&insn) == 1 && !insn.gr2, "tapq: domain not in use");
	insn = pqap(m, QID(0x0b, 6) | EMU_GR0_TBIT);
	ok(insn.cc == 3 && rc_of(&insn) == 1 && !insn.gr2, "tapq: no such adapter");

	m->adapter[0x0a]->checkstop = true;
	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	ok(insn.cc == 3 && rc_of(&insn) == 4 && insn.gr2, "tapq: checkstopped, with information");
	m->adapter[0x0a]->configured = false;
	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	ok(insn.cc == 3 && rc_of(&insn) == 3 && insn.gr2, "tapq: deconfigured, with information");
	m->adapter[0x0a]->configured = true;
	m->adapter[0x0a]->checkstop = false;

	emu_override_init(&o);
	m->override[0x0a][6] = &o;
	o.rc = 0x0b;
	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	ok(insn.cc == 3 && rc_of(&insn) == 0x0b && !insn.gr2 && !(insn.gr1 & EMU_ST_ASYNC),
	   "tapq: unknown code gives no information");
	o.async = true;
	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	ok(insn.cc == 3 && rc_of(&insn) == 0x0b && insn.gr2 && insn.gr1 & EMU_ST_ASYNC,
	   "tapq: asynchronous error gives information");
	o.rc = -1;
	o.bs = 2;
	o.fac_xor = EMU_INFO_CCA | EMU_INFO_EP11;
	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	IS(insn.gr2, 0xe680800000ff0c07 | 0x0e000000, "tapq: bs and flipped bits");
	o.info_set = true;
	o.info = 0x1234;
	o.bs = -1;
	o.fac_xor = 0;
	insn = pqap(m, QID(0x0a, 6) | EMU_GR0_TBIT);
	IS(insn.gr2, 0x1234, "tapq: whole information replaced");
	IS(m->count[0x0a][6][EMU_COUNT_TAPQ], 8, "tapq: counted");
	scrap(m);
}

static void test_reset(void)
{
	struct emu_machine *m = machine();
	struct emu_override o = { 0 };
	struct emu_insn insn;

	emu_override_init(&o);
	m->override[0x0a][6] = &o;
	o.pending = 3;
	o.reset_busy = 2;
	insn = pqap(m, QID(0x0a, 6));
	IS(insn.gr1, EMU_ST_REPLIES, "reset: replies wait before");
	insn = pqap(m, QID(0x0a, 6) | FC(EMU_FC_ZAPQ));
	ok(!insn.cc && insn.gr1 == EMU_ST_EMPTY, "reset: accepted, empty");
	insn = pqap(m, QID(0x0a, 6) | FC(EMU_FC_RAPQ));
	ok(insn.cc == 3 && rc_of(&insn) == 2, "reset: a second one is in progress");
	insn = run(m, EMU_OP_NQAP, QID(0x0a, 6), 0, 0);
	ok(insn.cc == 3 && rc_of(&insn) == 2, "reset: no message meanwhile");
	insn = pqap(m, QID(0x0a, 6));
	IS(rc_of(&insn), 2, "reset: in progress, the TAPQ after the second reset");
	insn = pqap(m, QID(0x0a, 6));
	IS(rc_of(&insn), 0, "reset: done after two attempts, a reset and a TAPQ");

	o.reset_busy = UINT_MAX;
	insn = pqap(m, QID(0x0a, 6) | FC(EMU_FC_RAPQ));
	for (int i = 0; i < 1000; i++)
		insn = pqap(m, QID(0x0a, 6));
	IS(rc_of(&insn), 2, "reset: for ever");
	o.reset_busy = 0;
	insn = pqap(m, QID(0x0a, 6));
	IS(rc_of(&insn), 0, "reset: ended by lowering reset_busy");

	o.reset_rc = 5;
	insn = pqap(m, QID(0x0a, 6) | FC(EMU_FC_ZAPQ));
	ok(insn.cc == 3 && rc_of(&insn) == 5, "reset: forced code");
	o.reset_rc = -1;
	m->adapter[0x0a]->configured = false;
	insn = pqap(m, QID(0x0a, 6) | FC(EMU_FC_ZAPQ));
	ok(insn.cc == 3 && rc_of(&insn) == 3, "reset: deconfigured");
	o.reset_rc = 0;
	insn = pqap(m, QID(0x0a, 6) | FC(EMU_FC_ZAPQ));
	ok(!insn.cc && !rc_of(&insn), "reset: forced success");
	m->override[0x0a][6] = NULL;
	scrap(m);
}

static void test_messages(void)
{
	struct emu_machine *m = machine();
	struct emu_insn insn;

	insn = run(m, EMU_OP_DQAP, QID(0x0a, 6), 0, 0);
	ok(insn.cc == 3 && rc_of(&insn) == 0x10 && !insn.store_bytes, "dqap: nothing there");
	for (int i = 0; i < 8; i++)
		insn = run(m, EMU_OP_NQAP, QID(0x0a, 6), 0, 0);
	ok(!insn.cc && insn.gr1 & EMU_ST_FULL && insn.r2[0] == 0x1040 && !insn.r2[1],
	   "nqap: 8 messages fill the queue");
	insn = run(m, EMU_OP_NQAP, QID(0x0a, 6), 0, 0);
	ok(insn.cc == 3 && rc_of(&insn) == 0x10 && insn.r2[1] == 64, "nqap: the 9th is refused");
	insn = run(m, EMU_OP_DQAP, QID(0x0a, 6), 0, 0);
	ok(!insn.cc && insn.store_bytes == 8 && insn.store_addr == 0x1000 && insn.r2[1] == 56 &&
	   insn.store[1] == 0x82 && insn.r1[0] == 0x11111111 && insn.r1[1] == 0x22222222 &&
	   !insn.gr2 && !(insn.gr1 & EMU_ST_FULL) && insn.gr1 & EMU_ST_REPLIES,
	   "dqap: reply with the request's identifier");

	insn = (struct emu_insn){ .opcode = EMU_OP_DQAP, .gr0 = QID(0x0a, 6), .r2 = { 0x1000, 3 } };
	ok(emu_execute(m, &insn) && insn.cc == 1 && insn.store_bytes == 3 && insn.gr2 == 5 &&
	   !insn.r2[1], "dqap: short buffer, partly done");
	insn = run(m, EMU_OP_DQAP, QID(0x0a, 6), 0, 0);
	ok(!insn.cc && insn.store_bytes == 5 && !insn.gr2, "dqap: the rest of it");
	for (int i = 0; i < 6; i++)
		insn = run(m, EMU_OP_DQAP, QID(0x0a, 6), 0, 0);
	ok(!insn.cc && insn.gr1 & EMU_ST_EMPTY, "dqap: empty again");

	insn = (struct emu_insn){ .opcode = EMU_OP_NQAP, .gr0 = QID(0x0a, 6),
				  .r2 = { 0x1000, 12 * 4096 + 1 } };
	ok(emu_execute(m, &insn) && insn.cc == 3 && rc_of(&insn) == 0x15, "nqap: too long");
	scrap(m);
}

static void test_aqic(void)
{
	struct emu_machine *m = machine();
	const u64 gr0 = QID(0x0a, 6) | FC(EMU_FC_AQIC);
	struct emu_insn insn;

	insn = run(m, EMU_OP_PQAP, gr0, IR | 3, 0);
	ok(insn.cc == 3 && rc_of(&insn) == 6, "aqic: no indicator address");
	insn = run(m, EMU_OP_PQAP, gr0, IR | 3, 0x2000);
	ok(!insn.cc && !(insn.gr1 & EMU_ST_IRQ), "aqic: accepted, not yet in effect");
	ok(m->adapter[0x0a]->queue[6].nib == 0x2000 &&
	   m->adapter[0x0a]->queue[6].irq_ctrl == (IR | 3), "aqic: remembered");
	insn = pqap(m, QID(0x0a, 6));
	ok(insn.gr1 & EMU_ST_IRQ, "aqic: in effect with the next instruction");
	insn = run(m, EMU_OP_PQAP, gr0, IR, 0x2000);
	ok(insn.cc == 3 && rc_of(&insn) == 7, "aqic: on already");
	insn = run(m, EMU_OP_PQAP, gr0, 0, 0);
	ok(!insn.cc && !rc_of(&insn), "aqic: off");
	insn = pqap(m, QID(0x0a, 6));
	ok(!(insn.gr1 & EMU_ST_IRQ), "aqic: off with the next instruction");
	run(m, EMU_OP_PQAP, gr0, IR, 0x2000);
	pqap(m, QID(0x0a, 6) | FC(EMU_FC_RAPQ));
	insn = pqap(m, QID(0x0a, 6));
	ok(!(insn.gr1 & EMU_ST_IRQ), "aqic: a reset turns interrupts off");
	m->aqic = false;
	insn = run(m, EMU_OP_PQAP, gr0, IR, 0x2000);
	IS(insn.cc, 0xff, "aqic: not there without facility 65");
	scrap(m);
}

static void test_machine(void)
{
	struct emu_machine *m = machine();
	struct emu_insn insn;

	m->apsb = true;
	emu_list_parse("1", 255, m->control_domains);
	insn = run(m, EMU_OP_PQAP, FC(EMU_FC_QCI), 0, 0x3000);
	ok(!insn.cc && insn.store_addr == 0x3000 && insn.store_bytes == 128, "qci: stored");
	ok(insn.store[0] == 0xc0 && insn.store[1] == 0x80 && insn.store[4] == 255 &&
	   insn.store[5] == 255, "qci: S, N, B, limits");
	ok(insn.store[17] == 0x20 && insn.store[48] == 0x02 && insn.store[79] == 0x01 &&
	   insn.store[80] == 0x40, "qci: masks");
	m->adapter[0x0a]->configured = false;
	insn = run(m, EMU_OP_PQAP, FC(EMU_FC_QCI), 0, 0x3000);
	ok(insn.store[17] == 0x20, "qci: a deconfigured adapter stays");
	emu_adapter_plug(m->adapter[0x0a], false);
	insn = run(m, EMU_OP_PQAP, FC(EMU_FC_QCI), 0, 0x3000);
	ok(!insn.store[17], "qci: an unplugged one does not");
	m->qci = false;
	IS(run(m, EMU_OP_PQAP, FC(EMU_FC_QCI), 0, 0x3000).cc, 0xff, "qci: not there");
	IS(pqap(m, QID(0x0a, 6) | FC(EMU_FC_QACT)).cc, 0xff, "qact: not there");
	IS(pqap(m, QID(0x0a, 6) | FC(7)).cc, 0xff, "bapq: not there");
	IS(run(m, 0xb2b0, 0, 0, 0).cc, 0xff, "another instruction: not ours");

	emu_adapter_plug(m->adapter[0x0a], true);
	m->adapter[0x0a]->configured = true;
	m->adapter[0x0a]->type = 15;
	m->qact = true;
	insn = run(m, EMU_OP_PQAP, QID(0x0a, 6) | FC(EMU_FC_QACT), 14 << 24, 0);
	ok(!insn.cc && insn.gr2 >> 24 == 14, "qact: a newer type is compatible to CEX8");

	IS(emu_check_limits(m, false, 255, 255), -ERANGE, "limits: domain 255 needs APXA");
	IS(emu_check_limits(m, true, 9, 255), -ERANGE, "limits: adapter 0a is present");
	IS(emu_check_limits(m, true, 10, 255), 0, "limits: just enough");
	emu_list_parse("6", 255, m->domains);
	IS(emu_check_limits(m, false, 0, 0), 0, "limits: 64 adapters and 16 domains without APXA");
	scrap(m);
}

#define GISC(gisc)		((u64)(gisc) << 40)
#define GISA			0x12345670u

static struct emu_insn aqic(struct emu_machine *m, u64 ctrl, u64 nib)
{
	return run(m, EMU_OP_PQAP, QID(0x0a, 6) | FC(EMU_FC_AQIC), ctrl, nib);
}

/*
 * A driver that resets a queue in one of these states is told so, takes it for clean
 * and gives the indicator's page back. The storm found the queue write into it later.
 */
static void test_irq_comes_back(struct emu_machine *m)
{
	const u8 none[EMU_MASK_BYTES] = { 0 };
	u8 domains[EMU_MASK_BYTES];

	aqic(m, IR | GISC(3) | GISA | 5, 0x2abc);
	pqap(m, QID(0x0a, 6));
	emu_adapter_checkstop(m->adapter[0x0a], true);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_NO_QUEUE, "irq: none while checkstopped");
	emu_adapter_checkstop(m->adapter[0x0a], false);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq: off after the checkstop");

	aqic(m, IR | GISC(3) | GISA | 5, 0x2abc);
	pqap(m, QID(0x0a, 6));
	memcpy(domains, m->domains, sizeof(domains));
	emu_set_domains(m, domains);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISED, "irq: its domain has been in use");
	emu_set_domains(m, none);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_NO_QUEUE, "irq: none while the domain is not");
	emu_set_domains(m, domains);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq: off when the domain is back");
}

static void test_irq(void)
{
	struct emu_machine *m = machine();
	const u64 *count = m->count[0x0a][6];
	struct emu_insn insn;

	IS(emu_irq_raise(m, 0x0b, 6), EMU_RAISE_NO_QUEUE, "irq: no such adapter");
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq: interrupts are off");
	aqic(m, IR | GISC(3) | GISA | 5, 0x2abc);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISED, "irq: on without another instruction");
	ok(delivered.nib == 0x2abc && delivered.gisa == GISA, "irq: addresses");
	ok(delivered.gisc == 3 && delivered.isc == 5, "irq: subclasses");
	IS(pqap(m, QID(0x0a, 6)).gr1 & EMU_ST_IRQ, EMU_ST_IRQ, "irq: the status says so");
	addresses_good = false;
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_STRAY, "irq: addresses not good any more");
	addresses_good = true;
	delivered.nib = 0;
	run(m, EMU_OP_NQAP, QID(0x0a, 6), 0, 0);
	IS(delivered.nib, 0x2abc, "irq: a reply makes one");
	emu_adapter_configure(m->adapter[0x0a], true);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISED, "irq: configured it is already");
	emu_adapter_configure(m->adapter[0x0a], false);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_NO_QUEUE, "irq: none while deconfigured");
	emu_adapter_configure(m->adapter[0x0a], true);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq: off after that");
	IS(pqap(m, QID(0x0a, 6)).gr1, EMU_ST_EMPTY, "irq: and the replies are gone");
	test_irq_comes_back(m);
	aqic(m, IR | GISC(3) | GISA | 5, 0x2abc);
	pqap(m, QID(0x0a, 6));

	aqic(m, 0, 0);
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISED, "irq: still on until the program sees it off");
	IS(pqap(m, QID(0x0a, 6)).gr1 & EMU_ST_IRQ, 0, "irq: the program sees it off");
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq: off then");
	aqic(m, IR, 0x2000);
	pqap(m, QID(0x0a, 6) | FC(EMU_FC_ZAPQ));
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq: off after a reset");
	ok(m->adapter[0x0a]->queue[6].nib == 0x2000, "irq: the last address is still told");
	ok(count[EMU_COUNT_IRQ] == 5 && count[EMU_COUNT_IRQ_OFF] == 6 &&
	   count[EMU_COUNT_IRQ_STRAY] == 1, "irq: counted");
	ok(count[EMU_COUNT_AQIC] == 6 && count[EMU_COUNT_AQIC_ON] == 5 &&
	   count[EMU_COUNT_AQIC_OFF] == 1, "irq: accepted AQICs counted");

	insn = (struct emu_insn){ .opcode = EMU_OP_PQAP, .gr1 = IR | GISA, .gr2 = 0x2000,
				  .gr0 = QID(0x0a, 6) | FC(EMU_FC_AQIC), .bad_gisa = true };
	emu_execute(m, &insn);
	ok(insn.cc == 3 && rc_of(&insn) == 8, "aqic: invalid GISA");
	insn.gr1 = IR;
	insn.bad_nib = true;
	emu_execute(m, &insn);
	ok(insn.cc == 3 && rc_of(&insn) == 6, "aqic: an indicator outside memory");
	scrap(m);
}

static void test_aqic_faults(void)
{
	struct emu_machine *m = machine();
	struct emu_override o = { 0 };
	struct emu_insn insn;

	emu_override_init(&o);
	m->override[0x0a][6] = &o;
	o.aqic_rc = 5;
	o.aqic_rc_count = 2;
	insn = aqic(m, IR, 0x2000);
	ok(insn.cc == 3 && rc_of(&insn) == 5, "aqic_rc: first");
	insn = aqic(m, IR, 0x2000);
	ok(insn.cc == 3 && rc_of(&insn) == 5, "aqic_rc: second");
	IS(aqic(m, IR, 0x2000).cc, 0, "aqic_rc: the third is executed");
	o.aqic_rc_count = UINT_MAX;
	IS(aqic(m, 0, 0).cc, 3, "aqic_rc: for ever");
	o.aqic_rc = -1;
	pqap(m, QID(0x0a, 6));

	o.irq_delay = 2;
	IS(aqic(m, 0, 0).cc, 0, "irq_delay: off is accepted");
	IS(pqap(m, QID(0x0a, 6)).gr1 & EMU_ST_IRQ, EMU_ST_IRQ, "irq_delay: still on");
	insn = aqic(m, IR, 0x2000);
	ok(insn.cc == 3 && rc_of(&insn) == 5, "irq_delay: busy meanwhile");
	IS(pqap(m, QID(0x0a, 6)).gr1 & EMU_ST_IRQ, 0, "irq_delay: off after two");
	o.irq_delay = UINT_MAX;
	aqic(m, IR, 0x2000);
	pqap(m, QID(0x0a, 6));
	IS(emu_irq_raise(m, 0x0a, 6), EMU_RAISE_OFF, "irq_delay: for ever");
	o.irq_delay = 0;
	IS(pqap(m, QID(0x0a, 6)).gr1 & EMU_ST_IRQ, EMU_ST_IRQ, "irq_delay: lowered, ends at once");
	o.irq_delay = UINT_MAX;
	aqic(m, 0, 0);
	pqap(m, QID(0x0a, 6) | FC(EMU_FC_ZAPQ));
	IS(pqap(m, QID(0x0a, 6)).gr1 & EMU_ST_IRQ, 0, "irq_delay: a reset ends it, off");
	scrap(m);
}

int main(void)
{
	test_list();
	test_tapq();
	test_reset();
	test_messages();
	test_aqic();
	test_irq();
	test_aqic_faults();
	test_machine();
	printf("1..%d\n", tests);
	return failures != 0;
}
