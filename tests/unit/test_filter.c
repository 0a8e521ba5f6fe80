// SPDX-License-Identifier: GPL-2.0
/* What a guest sees of what is assigned, against a model. */
#include "../../driver/core/matrix.h"
#include "model.h"
#include "suites.h"
#include "tap.h"

struct host {
	bool usable[65536];
	bool asked[65536];
	struct ap_matrix *assigned;
	struct ap_matrix *qci;
};

static struct host host;

static bool usable(void *context, u16 apqn)
{
	struct host *h = context;

	h->asked[apqn] = true;
	/* Never asked for what is not assigned or not configured. */
	CHECK(ap_matrix_has_queue(h->assigned, apqn));
	CHECK(ap_matrix_has_queue(h->qci, apqn));
	return h->usable[apqn];
}

static void model_filter(bool adapter_seen[256], const struct ap_matrix *assigned,
			 const struct ap_matrix *qci)
{
	unsigned int adapter, domain;

	for (adapter = 0; adapter < 256; adapter++) {
		adapter_seen[adapter] = ap_mask_test(&assigned->apm, adapter) &&
					ap_mask_test(&qci->apm, adapter);
		for (domain = 0; domain < 256; domain++)
			if (ap_mask_test(&assigned->aqm, domain) &&
			    ap_mask_test(&qci->aqm, domain) &&
			    !host.usable[adapter << 8 | domain])
				adapter_seen[adapter] = false;
	}
}

static void random_matrix(struct ap_matrix *matrix, unsigned int kind)
{
	struct model_mask model;

	model_random_mask(&model, kind);
	model_to_mask(&matrix->apm, &model);
	model_random_mask(&model, kind + 1);
	model_to_mask(&matrix->aqm, &model);
	model_random_mask(&model, kind + 2);
	model_to_mask(&matrix->adm, &model);
}

static void against_model(void)
{
	struct ap_matrix assigned, qci, guest;
	unsigned int round, nr, seen = 0, withheld = 0;
	bool adapters[256];

	host.assigned = &assigned;
	host.qci = &qci;
	for (round = 0; round < 120; round++) {
		tap_context("round %u", round);
		random_matrix(&assigned, round);
		random_matrix(&qci, round / 4 + 1);
		/* Few queues are bad, or no adapter would ever survive. */
		for (nr = 0; nr < 65536; nr++)
			host.usable[nr] = tap_random_below(1000) >=
					  (round % 5) * 5;

		/* Not only assigned by luck: what was there must not matter. */
		memset(&guest, 0xff, sizeof(guest));
		ap_matrix_filter(&guest, &assigned, &qci, usable, &host);
		model_filter(adapters, &assigned, &qci);

		for (nr = 0; nr < 256; nr++) {
			CHECK(ap_mask_test(&guest.apm, nr) == adapters[nr]);
			CHECK(ap_mask_test(&guest.aqm, nr) ==
			      (ap_mask_test(&assigned.aqm, nr) &&
			       ap_mask_test(&qci.aqm, nr)));
			CHECK(ap_mask_test(&guest.adm, nr) ==
			      (ap_mask_test(&assigned.adm, nr) &&
			       ap_mask_test(&qci.adm, nr)));
			seen += adapters[nr];
			withheld += ap_mask_test(&assigned.apm, nr) &&
				    ap_mask_test(&qci.apm, nr) && !adapters[nr];
		}
	}
	/* Both outcomes happened often, or this test shows nothing. */
	CHECK(seen > 100);
	CHECK(withheld > 100);
}

static void one_bad_queue_hides_its_adapter(void)
{
	struct ap_matrix assigned, qci, guest;
	u16 bad = AP_APQN(7, 9);

	memset(&assigned, 0xff, sizeof(assigned));
	memset(&qci, 0xff, sizeof(qci));
	memset(host.usable, 1, sizeof(host.usable));
	memset(host.asked, 0, sizeof(host.asked));
	host.assigned = &assigned;
	host.qci = &qci;
	host.usable[bad] = false;

	ap_matrix_filter(&guest, &assigned, &qci, usable, &host);
	CHECK_EQUAL(ap_mask_weight(&guest.apm), 255);
	CHECK(!ap_mask_test(&guest.apm, 7));
	CHECK_EQUAL(ap_mask_weight(&guest.aqm), 256);
	CHECK(host.asked[bad]);
	CHECK(host.asked[AP_APQN(6, 255)]);
	CHECK(host.asked[AP_APQN(8, 0)]);
	/* B3: that the adapter is withheld is known; the rest of it is not asked. */
	CHECK(!host.asked[AP_APQN(7, 10)]);
	CHECK(!host.asked[AP_APQN(7, 255)]);
}

static bool never(void *context, u16 apqn)
{
	(void)context;
	(void)apqn;
	CHECK(!"asked about a queue although there is none");
	return false;
}

/* Adapters without domains are no queues: nothing is asked, they stay. */
static void no_domains(void)
{
	struct ap_matrix assigned, qci, guest;

	memset(&assigned, 0, sizeof(assigned));
	memset(&qci, 0xff, sizeof(qci));
	ap_mask_set(&assigned.apm, 3);
	ap_mask_set(&assigned.adm, 4);
	ap_matrix_filter(&guest, &assigned, &qci, never, NULL);
	CHECK(ap_matrix_equal(&guest, &assigned));
}

static const struct test tests[] = {
	{ "against a model", against_model },
	{ "one bad queue hides its adapter, and no other", one_bad_queue_hides_its_adapter },
	{ "adapters without domains", no_domains },
};

SUITE(filter, tests);
