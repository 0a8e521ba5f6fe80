// SPDX-License-Identifier: GPL-2.0
/*
 * A queue's TAPQ information, put together from sysfs.
 *
 * The upper half of the word is the queue's ap_functions, which executes TAPQ when
 * it is read. Of the lower half sysfs has nothing for a queue: type, message limit
 * and depth are the card's, as the AP bus found them when it made the card. The bus
 * takes them for the same on all queues of a card (TAPQ_CARD_HWINFO_MASK), so do
 * we. The number of domains (bits 40-47) and the reserved bits are nowhere.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sysfs.h"
#include "tapq_view.h"

#define FUNCTIONS_SHIFT		32
#define FUNCTIONS_MASK		(~0ULL << FUNCTIONS_SHIFT)
#define TYPE_MASK		(0xffULL << AP_INFO_TYPE_SHIFT)
#define ML_MASK			(0xfULL << AP_INFO_ML_SHIFT)
/* Message limits of 0 to 3 are shown as one. */
#define ML_SMALL_MASK		(0x3ULL << AP_INFO_ML_SHIFT)
#define ML_SMALL_BYTES		12288
#define ML_UNIT_BYTES		4096
#define QD_MASK			0x1fULL
/* Linux 6.12 knows four bits of the depth, 7.3 knows five. */
#define QD_OLD_MASK		0xfULL
#define QD_FULL_MAJOR		7
#define QD_FULL_MINOR		3

/* A response code that no rule takes for an answer. */
#define RC_ERROR		0x07

/* Does the host's kernel surely know all five bits? Releases only say "since". */
static bool knows_full_depth(const struct inventory *inventory)
{
	const struct inv_value *kernel = &inventory->host[INV_HOST_KERNEL];
	unsigned int major, minor;

	return !kernel->why &&
	       sscanf(kernel->text, "%3u.%3u", &major, &minor) == 2 &&
	       (major > QD_FULL_MAJOR ||
		(major == QD_FULL_MAJOR && minor >= QD_FULL_MINOR));
}

static void know(struct tapq_view *view, u64 mask, u64 bits)
{
	view->known |= mask;
	view->info |= bits & mask;
}

static void view_card(struct tapq_view *view, const struct inventory *inventory,
		      const struct inv_item *card, bool full_depth)
{
	const struct inv_value *type = &card->values[INV_CARD_RAW_HWTYPE];
	const struct inv_value *max = &card->values[INV_CARD_MAX_MSG];
	const struct inv_value *depth = &card->values[INV_CARD_DEPTH];
	u64 qd;

	view->why_card = type->why ? type->why : max->why ? max->why : depth->why;
	if (!type->why)
		know(view, TYPE_MASK, type->number << AP_INFO_TYPE_SHIFT);
	if (!max->why && max->number > ML_SMALL_BYTES)
		know(view, ML_MASK, max->number / ML_UNIT_BYTES << AP_INFO_ML_SHIFT);
	else if (!max->why)
		know(view, ML_MASK & ~ML_SMALL_MASK, 0);
	if (depth->why)
		return;
	qd = depth->number - 1;
	view->depth_short = qd <= QD_OLD_MASK && !full_depth &&
			    !knows_full_depth(inventory);
	know(view, view->depth_short ? QD_OLD_MASK : QD_MASK, qd);
}

static void may_answer(struct tapq_view *view, u8 rc, bool async)
{
	view->answers[view->count++] = (struct tapq_answer){ rc, async };
}

/*
 * Deconfigured and checkstopped are as of the last scan of the AP bus. All other
 * codes with which a queue gives its information are the same to the rules.
 */
static void may_work(struct tapq_view *view, const struct inv_value *config,
		     const struct inv_value *chkstop)
{
	if (!chkstop->why && chkstop->number)
		may_answer(view, AP_RC_CHECKSTOPPED, false);
	else if (!config->why && !config->number)
		may_answer(view, AP_RC_DECONFIGURED, false);
	else
		may_answer(view, AP_RC_NORMAL, false);
	if (view->answers[0].rc != AP_RC_NORMAL || (!config->why && !chkstop->why))
		return;
	/* The two ways of being off are one to the rules. */
	view->why_answer = config->why ? config->why : chkstop->why;
	may_answer(view, AP_RC_DECONFIGURED, false);
}

static void view_queue(struct tapq_view *view, const struct inv_item *queue)
{
	const struct inv_value *functions = &queue->values[INV_QUEUE_FUNCTIONS];
	const struct inv_value *config = &queue->values[INV_QUEUE_CONFIG];
	const struct inv_value *chkstop = &queue->values[INV_QUEUE_CHKSTOP];

	if (!functions->why) {
		know(view, FUNCTIONS_MASK, functions->number << FUNCTIONS_SHIFT);
		may_work(view, config, chkstop);
		if (functions->number)
			return;
		/* Code 01 is shown like an answer, and its information is 0. */
		view->why_answer = "ap_functions is 0, which can mean that the queue did not answer";
		may_answer(view, AP_RC_NOT_AVAILABLE, false);
		return;
	}
	view->why_functions = functions->why;
	/* The AP bus says EIO for codes above 05, whatever the asynchronous bit. */
	if (strcmp(functions->why, SYSFS_WHY_EIO))
		may_work(view, config, chkstop);
	view->why_answer = view->why_functions;
	may_answer(view, RC_ERROR, false);
	may_answer(view, RC_ERROR, true);
}

void tapq_view(struct tapq_view *view, const struct inventory *inventory,
	       u16 apqn, bool full_depth)
{
	const struct inv_item *queue = inv_find(&inventory->queues, apqn);
	const struct inv_item *card = inv_find(&inventory->cards,
					       AP_APQN_ADAPTER(apqn));
	static const struct inv_value unknown = { .why = "" };

	memset(view, 0, sizeof(*view));
	if (card)
		view_card(view, inventory, card, full_depth);
	else
		view->why_card = inventory->cards.why ? inventory->cards.why :
				 "the AP bus has no such card";
	if (queue) {
		view_queue(view, queue);
		return;
	}
	/* It makes no device of a queue that gives no information; or not yet. */
	may_work(view, &unknown, &unknown);
	may_answer(view, RC_ERROR, false);
	may_answer(view, RC_ERROR, true);
	view->why_answer = inventory->queues.why ? inventory->queues.why :
			   "the AP bus has no such queue";
	view->why_functions = view->why_answer;
}

void tapq_bits_text(char *text, size_t size, u64 bits)
{
	unsigned int first, last, parts = 0;
	size_t used = 0;

	if (size)
		text[0] = '\0';
	for (first = 0; first < 64; first = last + 1) {
		last = first;
		if (!(bits & BIT_ULL(63 - first)))
			continue;
		while (last < 63 && bits & BIT_ULL(62 - last))
			last++;
		if (used >= size)
			return;
		used += snprintf(text + used, size - used, "%s%u",
				 parts++ ? ", " : first == last ? "bit " : "bits ",
				 first);
		if (used < size && last > first)
			used += snprintf(text + used, size - used, "-%u", last);
	}
}
