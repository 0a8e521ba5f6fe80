// SPDX-License-Identifier: GPL-2.0
/* Many verdicts in few lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/reasons.h"
#include "event_fields.h"
#include "verdict_groups.h"

/* One verdict, for one of its reasons. */
struct entry {
	uint16_t apqn;
	uint8_t kind;
	char expected[VERDICT_WORDS_BYTES];
	char found[VERDICT_WORDS_BYTES];
};

static int compare_words(const struct entry *a, const struct entry *b)
{
	int result = (int)a->kind - b->kind;

	if (!result)
		result = strcmp(a->expected, b->expected);
	if (!result)
		result = strcmp(a->found, b->found);
	return result;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int result = compare_words(x, y);

	return result ? result : (int)x->apqn - y->apqn;
}

int verdict_group_compare(const void *a, const void *b)
{
	const struct verdict_group *x = a, *y = b;
	int result;

	if (x->bit != y->bit)
		return x->bit < y->bit ? -1 : 1;
	if (x->kind != y->kind)
		return (int)x->kind - y->kind;
	/* The lower number first, which is the bit further to the left. */
	result = memcmp(y->adapters.bits, x->adapters.bits, AP_MASK_BYTES);
	/* Other domains of the same adapters have other words, or were one group. */
	if (!result)
		result = strcmp(x->expected, y->expected);
	if (!result)
		result = strcmp(x->found, y->found);
	return result;
}

static struct entry entry_of(const struct vfio_ap_ev_verdict *ev,
			     unsigned int bit)
{
	const struct ap_verdict verdict = verdict_core(ev);
	struct entry entry = {
		.apqn = ev->apqn,
		.kind = ev->kind,
		.expected = "-",
		.found = "-",
	};

	if (!ap_reason(bit))
		return entry;
	ap_reason_expected(entry.expected, sizeof(entry.expected), bit,
			   &verdict);
	ap_reason_found(entry.found, sizeof(entry.found), bit, &verdict);
	return entry;
}

static struct verdict_group *group_add(struct verdict_groups *groups,
				       const struct entry *entry,
				       unsigned int bit)
{
	const struct ap_reason *reason = ap_reason(bit);
	struct verdict_group *group;

	groups->groups = must_resize(groups->groups, groups->count + 1,
				     sizeof(*group));
	group = &groups->groups[groups->count++];
	memset(group, 0, sizeof(*group));
	group->bit = bit;
	group->kind = entry->kind;
	memcpy(group->expected, entry->expected, sizeof(group->expected));
	memcpy(group->found, entry->found, sizeof(group->found));
	if (reason)
		snprintf(group->name, sizeof(group->name), "%s", reason->name);
	else
		snprintf(group->name, sizeof(group->name), "bit%u", bit);
	return group;
}

/* All numbers that are told with the same words, if they are not queues. */
static void group_numbers(struct verdict_groups *groups,
			  const struct entry *entries, size_t count,
			  unsigned int bit)
{
	struct verdict_group *group = group_add(groups, entries, bit);
	size_t i;

	for (i = 0; i < count; i++)
		ap_mask_set(&group->adapters, entries[i].apqn & 0xff);
	group->count = ap_mask_weight(&group->adapters);
}

/* The same for queues: adapters with the same domains go together. */
static void group_queues(struct verdict_groups *groups,
			 const struct entry *entries, size_t count,
			 unsigned int bit)
{
	struct ap_mask *domains = must_alloc(AP_MASK_BITS, sizeof(*domains));
	const size_t first = groups->count;
	struct verdict_group *group;
	unsigned int adapter;
	size_t i;

	for (i = 0; i < count; i++)
		ap_mask_set(&domains[AP_APQN_ADAPTER(entries[i].apqn)],
			    AP_APQN_DOMAIN(entries[i].apqn));
	for (adapter = 0; adapter < AP_MASK_BITS; adapter++) {
		if (ap_mask_empty(&domains[adapter]))
			continue;
		for (i = first; i < groups->count; i++)
			if (ap_mask_equal(&groups->groups[i].domains,
					  &domains[adapter]))
				break;
		group = i < groups->count ? &groups->groups[i] :
					    group_add(groups, entries, bit);
		group->domains = domains[adapter];
		ap_mask_set(&group->adapters, adapter);
		group->count += ap_mask_weight(&domains[adapter]);
	}
	free(domains);
}

static void group_reason(struct verdict_groups *groups, struct entry *entries,
			 size_t count, unsigned int bit)
{
	size_t i, same;

	qsort(entries, count, sizeof(*entries), compare_entries);
	for (i = 0; i < count; i += same) {
		for (same = 1; i + same < count; same++)
			if (compare_words(&entries[i], &entries[i + same]))
				break;
		if (entries[i].kind == VFIO_AP_VERDICT_QUEUE)
			group_queues(groups, &entries[i], same, bit);
		else
			group_numbers(groups, &entries[i], same, bit);
	}
}

void verdict_groups_make(struct verdict_groups *groups,
			 const struct vfio_ap_ev_verdict *verdicts,
			 size_t count)
{
	struct entry *entries = must_alloc(count + 1, sizeof(*entries));
	unsigned int bit;
	size_t i, used;

	memset(groups, 0, sizeof(*groups));
	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++) {
		used = 0;
		for (i = 0; i < count; i++)
			if (verdicts[i].reasons & (1U << bit))
				entries[used++] = entry_of(&verdicts[i], bit);
		group_reason(groups, entries, used, bit);
	}
	free(entries);
	if (groups->count)
		qsort(groups->groups, groups->count, sizeof(*groups->groups),
		      verdict_group_compare);
}

void verdict_groups_free(struct verdict_groups *groups)
{
	free(groups->groups);
	memset(groups, 0, sizeof(*groups));
}

void mask_text(const struct ap_mask *mask, const char *prefix,
	       unsigned int digits, struct text *text)
{
	const char *separator = "";
	unsigned int first, last;

	ap_mask_for_each(first, mask) {
		for (last = first; last + 1 < AP_MASK_BITS; last++)
			if (!ap_mask_test(mask, last + 1))
				break;
		text_printf(text, "%s%s%0*x", separator, prefix, (int)digits,
			    first);
		if (last > first)
			text_printf(text, "-%s%0*x",
				    *prefix == '-' ? prefix + 1 : prefix,
				    (int)digits, last);
		separator = ",";
		first = last;
	}
}

void verdict_group_subject(const struct verdict_group *group, struct text *text)
{
	if (group->kind != VFIO_AP_VERDICT_QUEUE) {
		text_printf(text, "%s ", ap_verdict_kind_name(group->kind));
		mask_text(&group->adapters, "0x", 2, text);
		return;
	}
	mask_text(&group->adapters, "", 2, text);
	text_putc(text, '.');
	mask_text(&group->domains, "", 4, text);
}
