/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The emulated AP hardware as plain data and pure functions: no locks, no
 * kernel services. The module calls these under one lock; the native unit test
 * compiles the same files.
 */
#ifndef AP_EMU_MODEL_H
#define AP_EMU_MODEL_H

#ifdef __KERNEL__
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/types.h>
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
#define BIT_ULL(nr)	(1ULL << (nr))
#endif

#define EMU_ADAPTERS		256
#define EMU_DOMAINS		256
#define EMU_MASK_BYTES		32
/* Longest list: every second number of 256, each with a comma; end of line, NUL. */
#define EMU_LIST_BYTES		512
/* Without APXA an AP queue number has 6 bits of adapter and 4 of domain. */
#define EMU_MAX_ADAPTER_NO_APXA	63
#define EMU_MAX_DOMAIN_NO_APXA	15

/* TAPQ information (GR2), bit 0 is the most significant one. */
#define EMU_INFO_APSC		BIT_ULL(63)
#define EMU_INFO_MEX4K		BIT_ULL(62)
#define EMU_INFO_CRT4K		BIT_ULL(61)
#define EMU_INFO_CCA		BIT_ULL(60)
#define EMU_INFO_ACCEL		BIT_ULL(59)
#define EMU_INFO_EP11		BIT_ULL(58)
#define EMU_INFO_APXA		BIT_ULL(57)
#define EMU_INFO_SLCF		BIT_ULL(56)
#define EMU_INFO_CLASS_SHIFT	48
#define EMU_INFO_BS_SHIFT	46
#define EMU_INFO_BS_MASK	(3ULL << EMU_INFO_BS_SHIFT)
#define EMU_INFO_AT_SHIFT	24
#define EMU_INFO_ND_SHIFT	16
#define EMU_INFO_ML_SHIFT	8
#define EMU_INFO_QD_MASK	0x1fULL
/* What TAPQ tells without the T bit: type and depth, no facilities. */
#define EMU_INFO_NO_TBIT	(0xffULL << EMU_INFO_AT_SHIFT | EMU_INFO_QD_MASK)

#define EMU_CLASS_NATIVE	0x80
#define EMU_CLASS_STATELESS	0x40

/* Queue status word (GR1 bits 32 to 63). */
#define EMU_ST_EMPTY		0x80000000u
#define EMU_ST_REPLIES		0x40000000u
#define EMU_ST_FULL		0x20000000u
#define EMU_ST_ASYNC		0x02000000u
#define EMU_ST_IRQ		0x01000000u
#define EMU_ST_RC_SHIFT		16

enum emu_rc {
	EMU_RC_NORMAL			= 0x00,
	EMU_RC_NOT_AVAILABLE		= 0x01,
	EMU_RC_RESET_IN_PROGRESS	= 0x02,
	EMU_RC_DECONFIGURED		= 0x03,
	EMU_RC_CHECKSTOPPED		= 0x04,
	EMU_RC_BUSY			= 0x05,
	EMU_RC_INVALID_ADDRESS		= 0x06,
	EMU_RC_OTHERWISE_CHANGED	= 0x07,
	EMU_RC_INVALID_GISA		= 0x08,
	EMU_RC_FULL_OR_NO_REPLY		= 0x10,
	EMU_RC_MESSAGE_TOO_BIG		= 0x15,
};

/* Function codes of PQAP. */
enum emu_fc {
	EMU_FC_TAPQ = 0,
	EMU_FC_RAPQ = 1,
	EMU_FC_ZAPQ = 2,
	EMU_FC_AQIC = 3,
	EMU_FC_QCI = 4,
	EMU_FC_QACT = 5,
};

#define EMU_GR0_TBIT		BIT_ULL(23)

#define EMU_MIN_TYPE		10	/* CEX4 */
#define EMU_MAX_KNOWN_TYPE	14	/* CEX8 */
#define EMU_MAX_ML		15
#define EMU_MAX_QD		31
#define EMU_FIFO_SLOTS		(EMU_MAX_QD + 1)
#define EMU_REPLY_BYTES		8
#define EMU_QCI_BYTES		128

enum emu_mode { EMU_MODE_CCA, EMU_MODE_ACCEL, EMU_MODE_EP11 };

/**
 * struct emu_queue_state - what a queue remembers between two instructions
 * @fifo: message identifiers whose replies wait, oldest at @head
 * @irq_ctrl: GR1 of the last AQIC that turned interrupts on, kept afterwards
 * @nib: physical address of the notification indicator byte, from that AQIC
 * @irq_left: instructions that an accepted AQIC still waits for, U32_MAX: for ever
 * @reset_left: TAPQs and resets that still answer "reset in progress", U32_MAX:
 *	for ever
 * @head: index of the oldest entry in @fifo
 * @count: number of entries in @fifo
 * @reply_bytes_read: bytes of the oldest reply that DQAP already delivered
 * @irq: interrupts are enabled
 * @irq_changing: an AQIC was accepted and has not taken effect yet
 * @irq_next: the value @irq will get
 */
struct emu_queue_state {
	u64 fifo[EMU_FIFO_SLOTS];
	u64 irq_ctrl;
	u64 nib;
	u32 irq_left;
	u32 reset_left;
	u8 head;
	u8 count;
	u8 reply_bytes_read;
	bool irq;
	bool irq_changing;
	bool irq_next;
};

/**
 * struct emu_adapter - one adapter: its description and the state of its queues
 * @type: raw hardware type, 10 (CEX4) and up
 * @mode: enum emu_mode
 * @cls: TAPQ class byte
 * @ml: message size limit in units of 4096 bytes
 * @qd: queue depth minus 1
 * @nd: TAPQ "number of domains" field, negative: the machine's max_domain
 * @present: shown to the machine
 * @configured: if not, response code 03
 * @checkstop: response code 04
 * @apsc: TAPQ bit 0, AP special command
 * @mex4k: TAPQ bit 1, 4096 bit modulus exponent
 * @crt4k: TAPQ bit 2, 4096 bit Chinese remainder
 * @apxa: TAPQ bit 6, extended addressing
 * @slcf: TAPQ bit 7, stateless command filtering
 * @queue: state of the queue in each domain
 */
struct emu_adapter {
	u8 type;
	u8 mode;
	u8 cls;
	u8 ml;
	u8 qd;
	s16 nd;
	bool present;
	bool configured;
	bool checkstop;
	bool apsc;
	bool mex4k;
	bool crt4k;
	bool apxa;
	bool slcf;
	struct emu_queue_state queue[EMU_DOMAINS];
};

/**
 * struct emu_override - what one queue does differently from its adapter
 * @info: whole TAPQ information, used if @info_set
 * @info_set: @info is there
 * @fac_xor: flipped in the TAPQ information, after everything else
 * @reset_busy: TAPQs and further resets that answer "reset in progress" after a
 *	reset, U32_MAX: all
 * @irq_delay: instructions that an accepted AQIC waits for, U32_MAX: for ever
 * @aqic_rc_count: how many AQICs @aqic_rc is for, U32_MAX: all
 * @delay_us: time that each instruction on this queue takes
 * @pending: replies that wait in the queue without anybody having asked
 * @rc: forced response code, negative: none
 * @reset_rc: forced response code of RAPQ and ZAPQ, negative: none
 * @aqic_rc: forced response code of AQIC, negative: none
 * @bs: secure binding state, negative: from the information
 * @async: the "asynchronous error" status bit that goes with @rc
 */
struct emu_override {
	u64 info;
	u64 fac_xor;
	u32 reset_busy;
	u32 irq_delay;
	u32 aqic_rc_count;
	u32 delay_us;
	u32 pending;
	s16 rc;
	s16 reset_rc;
	s16 aqic_rc;
	s16 bs;
	bool info_set;
	bool async;
};

/* Per-queue counters, in the order in which they are printed. */
enum emu_counter {
	EMU_COUNT_TAPQ,
	EMU_COUNT_RAPQ,
	EMU_COUNT_ZAPQ,
	EMU_COUNT_AQIC,
	EMU_COUNT_NQAP,
	EMU_COUNT_DQAP,
	EMU_COUNT_IRQ,
	EMU_COUNT_IRQ_OFF,	/* a raise while interrupts were off */
	EMU_COUNT_IRQ_STRAY,	/* a raise whose addresses were not good any more */
	EMU_COUNT_AQIC_ON,	/* accepted */
	EMU_COUNT_AQIC_OFF,
	EMU_COUNTERS
};

/* Counters of what has no queue. */
enum emu_total {
	EMU_TOTAL_QCI,
	EMU_TOTAL_QACT,
	EMU_TOTAL_PLO,
	EMU_TOTAL_SIE,
	EMU_TOTALS
};

/**
 * struct emu_irq - an interrupt that a queue makes
 * @nib: physical address of the notification indicator byte
 * @gisa: physical address of the guest interruption state area, 0: for the host
 * @gisc: guest interruption subclass
 * @isc: interruption subclass of the host
 */
struct emu_irq {
	u64 nib;
	u32 gisa;
	u8 gisc;
	u8 isc;
};

/* What became of an interrupt. */
enum emu_raise {
	EMU_RAISED,
	EMU_RAISE_NO_QUEUE,
	EMU_RAISE_OFF,
	EMU_RAISE_STRAY,
};

struct emu_machine {
	/* Make the interrupt; false: its addresses cannot be used any more. */
	bool (*deliver)(const struct emu_irq *irq);
	u8 domains[EMU_MASK_BYTES];
	u8 control_domains[EMU_MASK_BYTES];
	u8 max_adapter;
	u8 max_domain;
	bool qci;
	bool apsc;
	bool apxa;
	bool qact;
	bool rc8a;
	bool apsb;
	bool aqic;	/* facility 65 */
	u64 totals[EMU_TOTALS];
	u64 sum[EMU_COUNTERS];	/* of count, over all queues */
	struct emu_adapter *adapter[EMU_ADAPTERS];
	struct emu_override *override[EMU_ADAPTERS][EMU_DOMAINS];
	u64 count[EMU_ADAPTERS][EMU_DOMAINS][EMU_COUNTERS];
};

/**
 * struct emu_insn - one instruction: registers in, registers and bytes out
 * @opcode: 16 bits, 0xb2af PQAP, 0xb2ad NQAP, 0xb2ae DQAP
 * @gr0: as at the instruction, as after it
 * @gr1: as at the instruction, as after it
 * @gr2: as at the instruction, as after it
 * @r1: register pair of NQAP/DQAP: message identifier, high and low word
 * @r2: register pair of NQAP/DQAP: buffer address and length
 * @bad_nib: AQIC: GR2 is no address in real memory
 * @bad_gisa: AQIC: GR1 names a GISA outside real memory
 * @cc: condition code
 * @store_addr: where the bytes go that the instruction stores
 * @store_bytes: how many these are, 0: none
 * @store: these bytes
 */
struct emu_insn {
	u16 opcode;
	u64 gr0;
	u64 gr1;
	u64 gr2;
	u64 r1[2];
	u64 r2[2];
	bool bad_nib;
	bool bad_gisa;
	u8 cc;
	u64 store_addr;
	u32 store_bytes;
	u8 store[EMU_QCI_BYTES];
};

#define EMU_OP_PQAP		0xb2af
#define EMU_OP_NQAP		0xb2ad
#define EMU_OP_DQAP		0xb2ae

static inline bool emu_mask_test(const u8 *mask, unsigned int nr)
{
	return mask[nr / 8] & (0x80 >> (nr % 8));
}

static inline void emu_mask_set(u8 *mask, unsigned int nr)
{
	mask[nr / 8] |= 0x80 >> (nr % 8);
}

/* list.c */
int emu_list_parse(const char *text, unsigned int max, u8 *mask);
int emu_list_format(const u8 *mask, char *buf);
int emu_mask_highest(const u8 *mask);

/* state.c */
void emu_machine_init(struct emu_machine *m);
void emu_adapter_init(struct emu_adapter *a);
void emu_override_init(struct emu_override *o);
unsigned int emu_adapter_limit(const struct emu_machine *m);
unsigned int emu_domain_limit(const struct emu_machine *m);
int emu_check_limits(const struct emu_machine *m, bool apxa, unsigned int max_adapter,
		     unsigned int max_domain);
void emu_adapter_plug(struct emu_adapter *a, bool present);
void emu_adapter_configure(struct emu_adapter *a, bool configured);
void emu_adapter_checkstop(struct emu_adapter *a, bool checkstop);
void emu_set_domains(struct emu_machine *m, const u8 *domains);
bool emu_queue_exists(const struct emu_machine *m, u8 apid, u8 apqi);
u64 emu_adapter_info(const struct emu_machine *m, const struct emu_adapter *a);
u64 emu_queue_info(const struct emu_machine *m, u8 apid, u8 apqi);
u8 emu_queue_rc(const struct emu_machine *m, u8 apid, u8 apqi);
bool emu_rc_has_info(u8 rc, bool async);
void emu_qci_fill(const struct emu_machine *m, u8 *out);

/* insn.c */
bool emu_execute(struct emu_machine *m, struct emu_insn *insn);
u32 emu_delay_us(const struct emu_machine *m, const struct emu_insn *insn);

/* aqic.c */
void emu_irq_decode(u64 ctrl, u64 nib, struct emu_irq *irq);
enum emu_raise emu_irq_raise(struct emu_machine *m, u8 apid, u8 apqi);

#endif
