// SPDX-License-Identifier: GPL-2.0
/*
 * What the emulated machine looks like: which queues exist, which information
 * and which response code they give, what QCI tells.
 */
#include "model.h"

void emu_machine_init(struct emu_machine *m)
{
	m->max_adapter = EMU_ADAPTERS - 1;
	m->max_domain = EMU_DOMAINS - 1;
	m->qci = true;
	m->apsc = true;
	m->apxa = true;
}

/* A CEX8 in CCA mode, as a z16 shows it. */
void emu_adapter_init(struct emu_adapter *a)
{
	a->type = EMU_MAX_KNOWN_TYPE;
	a->mode = EMU_MODE_CCA;
	a->cls = EMU_CLASS_NATIVE;
	a->ml = 12;
	a->qd = 7;
	a->nd = -1;
	a->configured = true;
	a->apsc = true;
	a->mex4k = true;
	a->crt4k = true;
	a->apxa = true;
}

void emu_override_init(struct emu_override *o)
{
	o->rc = -1;
	o->reset_rc = -1;
	o->aqic_rc = -1;
	o->aqic_rc_count = UINT_MAX;
	o->bs = -1;
}

unsigned int emu_adapter_limit(const struct emu_machine *m)
{
	return m->apxa ? m->max_adapter : EMU_MAX_ADAPTER_NO_APXA;
}

unsigned int emu_domain_limit(const struct emu_machine *m)
{
	return m->apxa ? m->max_domain : EMU_MAX_DOMAIN_NO_APXA;
}

/**
 * emu_check_limits() - may these limits replace the present ones?
 * @m: the machine
 * @apxa: extended addressing
 * @max_adapter: as QCI would tell with @apxa
 * @max_domain: as QCI would tell with @apxa
 *
 * Return: 0, or -ERANGE if an adapter that is present or a domain in use would
 * fall outside.
 */
int emu_check_limits(const struct emu_machine *m, bool apxa, unsigned int max_adapter,
		     unsigned int max_domain)
{
	unsigned int apid;

	if (!apxa) {
		max_adapter = EMU_MAX_ADAPTER_NO_APXA;
		max_domain = EMU_MAX_DOMAIN_NO_APXA;
	}
	for (apid = max_adapter + 1; apid < EMU_ADAPTERS; apid++)
		if (m->adapter[apid] && m->adapter[apid]->present)
			return -ERANGE;
	if (emu_mask_highest(m->domains) > (int)max_domain ||
	    emu_mask_highest(m->control_domains) > (int)max_domain)
		return -ERANGE;
	return 0;
}

/*
 * What comes back comes back fresh: a program that was told that a queue is gone,
 * deconfigured or checkstopped has given back what the queue used, and could not know
 * if interrupts, replies or resets of before went on.
 */
static void forget(struct emu_adapter *a)
{
	memset(a->queue, 0, sizeof(a->queue));
}

/* A plugged adapter comes with fresh queues. */
void emu_adapter_plug(struct emu_adapter *a, bool present)
{
	if (present && !a->present)
		forget(a);
	a->present = present;
}

/* So does one that is configured again. */
void emu_adapter_configure(struct emu_adapter *a, bool configured)
{
	if (configured && !a->configured)
		forget(a);
	a->configured = configured;
}

/* And one that is out of its checkstop: that takes a reset of the adapter. */
void emu_adapter_checkstop(struct emu_adapter *a, bool checkstop)
{
	if (!checkstop && a->checkstop)
		forget(a);
	a->checkstop = checkstop;
}

/**
 * emu_set_domains() - other domains are in use from now on
 * @m: the machine
 * @domains: EMU_MASK_BYTES bytes
 *
 * Those that come into use have fresh queues on every adapter.
 */
void emu_set_domains(struct emu_machine *m, const u8 *domains)
{
	unsigned int apid, apqi;

	for (apqi = 0; apqi < EMU_DOMAINS; apqi++) {
		if (!emu_mask_test(domains, apqi) || emu_mask_test(m->domains, apqi))
			continue;
		for (apid = 0; apid < EMU_ADAPTERS; apid++)
			if (m->adapter[apid])
				memset(&m->adapter[apid]->queue[apqi], 0,
				       sizeof(m->adapter[apid]->queue[apqi]));
	}
	memcpy(m->domains, domains, EMU_MASK_BYTES);
}

u64 emu_adapter_info(const struct emu_machine *m, const struct emu_adapter *a)
{
	static const u64 mode_bit[] = {
		[EMU_MODE_CCA] = EMU_INFO_CCA,
		[EMU_MODE_ACCEL] = EMU_INFO_ACCEL,
		[EMU_MODE_EP11] = EMU_INFO_EP11,
	};
	u64 info = mode_bit[a->mode];

	info |= a->apsc ? EMU_INFO_APSC : 0;
	info |= a->mex4k ? EMU_INFO_MEX4K : 0;
	info |= a->crt4k ? EMU_INFO_CRT4K : 0;
	info |= a->apxa ? EMU_INFO_APXA : 0;
	info |= a->slcf ? EMU_INFO_SLCF : 0;
	info |= (u64)a->cls << EMU_INFO_CLASS_SHIFT;
	info |= (u64)a->type << EMU_INFO_AT_SHIFT;
	info |= (u64)(a->nd < 0 ? emu_domain_limit(m) : (unsigned int)a->nd) << EMU_INFO_ND_SHIFT;
	info |= (u64)a->ml << EMU_INFO_ML_SHIFT;
	return info | a->qd;
}

/* Each domain in use has a queue on each adapter that is present. */
bool emu_queue_exists(const struct emu_machine *m, u8 apid, u8 apqi)
{
	return m->adapter[apid] && m->adapter[apid]->present &&
	       apid <= emu_adapter_limit(m) && apqi <= emu_domain_limit(m) &&
	       emu_mask_test(m->domains, apqi);
}

/**
 * emu_queue_info() - the TAPQ information of one queue, T bit given
 * @m: the machine
 * @apid: adapter
 * @apqi: domain
 *
 * Return: the information, 0 if there is no such queue.
 */
u64 emu_queue_info(const struct emu_machine *m, u8 apid, u8 apqi)
{
	const struct emu_override *o = m->override[apid][apqi];
	u64 info;

	if (!emu_queue_exists(m, apid, apqi))
		return 0;
	if (!o)
		return emu_adapter_info(m, m->adapter[apid]);
	info = o->info_set ? o->info : emu_adapter_info(m, m->adapter[apid]);
	if (o->bs >= 0) {
		info &= ~EMU_INFO_BS_MASK;
		info |= (u64)o->bs << EMU_INFO_BS_SHIFT;
	}
	return info ^ o->fac_xor;
}

/**
 * emu_queue_rc() - the response code that the state of a queue dictates
 * @m: the machine
 * @apid: adapter
 * @apqi: domain
 *
 * A queue that does not exist stays so whatever is forced on it. Otherwise a
 * forced code goes before the adapter's own troubles.
 *
 * Return: the response code, EMU_RC_NORMAL if the queue is fit for work.
 */
u8 emu_queue_rc(const struct emu_machine *m, u8 apid, u8 apqi)
{
	const struct emu_override *o = m->override[apid][apqi];

	if (!emu_queue_exists(m, apid, apqi))
		return EMU_RC_NOT_AVAILABLE;
	if (o && o->rc >= 0)
		return o->rc;
	if (!m->adapter[apid]->configured)
		return EMU_RC_DECONFIGURED;
	if (m->adapter[apid]->checkstop)
		return EMU_RC_CHECKSTOPPED;
	return EMU_RC_NORMAL;
}

/* With every other response code the information in GR2 is not there. */
bool emu_rc_has_info(u8 rc, bool async)
{
	switch (rc) {
	case EMU_RC_NORMAL:
	case EMU_RC_RESET_IN_PROGRESS:
	case EMU_RC_DECONFIGURED:
	case EMU_RC_CHECKSTOPPED:
	case EMU_RC_BUSY:
		return true;
	default:
		return async;
	}
}

/**
 * emu_qci_fill() - the 128 bytes that PQAP(QCI) stores
 * @m: the machine
 * @out: EMU_QCI_BYTES bytes
 *
 * A deconfigured or checkstopped adapter stays in the mask: it still belongs to
 * the machine.
 */
void emu_qci_fill(const struct emu_machine *m, u8 *out)
{
	unsigned int nr;

	memset(out, 0, EMU_QCI_BYTES);
	out[0] = (m->apsc ? 0x80 : 0) | (m->apxa ? 0x40 : 0) | (m->qact ? 0x20 : 0) |
		 (m->rc8a ? 0x10 : 0);
	out[1] = m->apsb ? 0x80 : 0;
	if (m->apxa) {
		out[4] = m->max_adapter;
		out[5] = m->max_domain;
	}
	for (nr = 0; nr <= emu_adapter_limit(m); nr++)
		if (m->adapter[nr] && m->adapter[nr]->present)
			emu_mask_set(out + 16, nr);
	memcpy(out + 48, m->domains, EMU_MASK_BYTES);
	memcpy(out + 80, m->control_domains, EMU_MASK_BYTES);
}
