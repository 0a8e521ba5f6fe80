// SPDX-License-Identifier: GPL-2.0
/* Commands that can be pasted: the rules' templates, filled in. */
#include <stdio.h>
#include <string.h>

#include "../../driver/core/reasons.h"
#include "aggregate.h"
#include "explain.h"
#include "format.h"

/* So many of a kind are written out in a loop; more are looked up in sysfs. */
#define LOOP_MAX	6

/**
 * struct subjects - what commands are about
 * @adapters: of queues, or judged by themselves
 * @domains: of queues, or judged by themselves
 * @control: control domains
 * @queues: how many there are
 */
struct subjects {
	struct ap_mask adapters;
	struct ap_mask domains;
	struct ap_mask control;
	uint64_t queues;
};

static struct subjects subjects_of(const struct explain_scope *scope)
{
	struct subjects subjects = { 0 };
	size_t i;

	for (i = 0; i < scope->group_count; i++) {
		const struct verdict_group *group = &scope->groups[i];
		struct ap_mask *mask = &subjects.adapters;

		if (group->kind == VFIO_AP_VERDICT_CONTROL_DOMAIN)
			mask = &subjects.control;
		else if (group->kind == VFIO_AP_VERDICT_DOMAIN)
			mask = &subjects.domains;
		ap_mask_or(mask, mask, &group->adapters);
		if (group->kind != VFIO_AP_VERDICT_QUEUE)
			continue;
		ap_mask_or(&subjects.domains, &subjects.domains,
			   &group->domains);
		subjects.queues += group->count;
	}
	return subjects;
}

/* "03 0a 0b" */
static void add_numbers(struct text *text, const struct ap_mask *mask,
			const char *prefix, const char *between)
{
	const char *separator = "";
	unsigned int nr;

	ap_mask_for_each(nr, mask) {
		text_printf(text, "%s%s%02x", separator, prefix, nr);
		separator = between;
	}
}

/* "03.0006 03.0033", or what finds all queues of the adapters. */
static void add_queues(struct text *text, const struct explain_scope *scope,
		       const struct subjects *subjects)
{
	const char *separator = "";
	unsigned int adapter, domain;
	size_t i;

	if (subjects->queues > LOOP_MAX) {
		text_puts(text, "$(cd /sys/bus/ap/devices && ls -d");
		ap_mask_for_each(adapter, &subjects->adapters)
			text_printf(text, " %02x.*", adapter);
		text_putc(text, ')');
		return;
	}
	for (i = 0; i < scope->group_count; i++) {
		if (scope->groups[i].kind != VFIO_AP_VERDICT_QUEUE)
			continue;
		ap_mask_for_each(adapter, &scope->groups[i].adapters) {
			ap_mask_for_each(domain, &scope->groups[i].domains) {
				text_printf(text, "%s%02x.%04x", separator,
					    adapter, domain);
				separator = " ";
			}
		}
	}
}

static const struct story_half *half_of(const struct explain_scope *scope,
					enum explain_side side)
{
	switch (side) {
	case EXPLAIN_SOURCE:
		return scope->story->source;
	case EXPLAIN_DESTINATION:
		return scope->story->destination;
	default:
		return scope->here;
	}
}

/* A UUID, or the word where it is not known. */
static void add_uuid(struct text *text, const struct story_half *half)
{
	char uuid[UUID_TEXT_BYTES];

	if (!half) {
		text_puts(text, "UUID");
		return;
	}
	format_uuid(uuid, half->m.session.mdev_uuid);
	text_puts(text, uuid);
}

static void add_id(struct text *text, const struct explain_scope *scope)
{
	char id[UUID_TEXT_BYTES];

	format_id(id, scope->here->m.session.migration_id);
	text_printf(text, "%.*s", ID_SHORT_DIGITS, id[0] ? id : "last");
}

/* Does the command take one at a time, and are there several? */
static bool needs_loop(char what, const struct subjects *subjects)
{
	switch (what) {
	case 'q':
		return subjects->queues > 1;
	case 'x':
		return ap_mask_weight(&subjects->adapters) > 1;
	case 'c':
		return ap_mask_weight(&subjects->control) > 1;
	default:
		return false;
	}
}

static void add_each(struct text *text, char what,
		     const struct explain_scope *scope,
		     const struct subjects *subjects)
{
	if (what == 'q')
		add_queues(text, scope, subjects);
	else
		add_numbers(text, what == 'x' ? &subjects->adapters :
			    &subjects->control, "0x", " ");
}

static void add_token(struct text *text, char what, bool loop,
		      enum explain_side side, const struct explain_scope *scope,
		      const struct subjects *subjects)
{
	switch (what) {
	case 'A':
		add_numbers(text, &subjects->adapters, "", " ");
		break;
	case 'R':
		add_numbers(text, &subjects->adapters, "", "|");
		break;
	case 'M':
		mask_text(&subjects->adapters, "-0x", 2, text);
		break;
	case 'D':
		mask_text(&subjects->domains, "-0x", 2, text);
		break;
	case 'U':
		add_uuid(text, half_of(scope, side));
		break;
	case 'I':
		add_id(text, scope);
		break;
	default:
		if (loop)
			text_puts(text, "$i");
		else
			add_each(text, what, scope, subjects);
		break;
	}
}

/* What stands in a command once for each: 'q', 'x', 'c'; 0: nothing does. */
static char each_of(const char *command)
{
	const char *c;

	for (c = strchr(command, '%'); c; c = strchr(c + 1, '%'))
		if (strchr("qxc", c[1]))
			return c[1];
	return 0;
}

static void fill_in(struct text *text, const struct explain_step *step,
		    const struct explain_scope *scope,
		    const struct subjects *subjects)
{
	const char each = each_of(step->command);
	const bool loop = needs_loop(each, subjects);
	const char *c;

	if (loop) {
		text_puts(text, "for i in ");
		add_each(text, each, scope, subjects);
		text_puts(text, "; do ");
	}
	for (c = step->command; *c; c++) {
		if (*c == '%')
			add_token(text, *++c, loop, step->side, scope,
				  subjects);
		else
			text_putc(text, *c);
	}
	if (loop)
		text_puts(text, "; done");
}

/* Is there anything that the command could be about? */
static bool applies(const struct explain_step *step,
		    const struct subjects *subjects)
{
	if (!step->command)
		return true;
	if (strstr(step->command, "%q"))
		return subjects->queues;
	if (strstr(step->command, "%A") || strstr(step->command, "%M") ||
	    strstr(step->command, "%x") || strstr(step->command, "%R"))
		return !ap_mask_empty(&subjects->adapters);
	if (strstr(step->command, "%D"))
		return !ap_mask_empty(&subjects->domains);
	return true;
}

static void where_text(struct text *text, enum explain_side side,
		       const struct explain_scope *scope)
{
	const struct story_half *half = half_of(scope, side);

	switch (side) {
	case EXPLAIN_HMC:
		text_puts(text, "on the HMC or SE");
		return;
	case EXPLAIN_GUEST:
		text_puts(text, "in the guest");
		return;
	default:
		break;
	}
	text_puts(text, "on ");
	explain_host_text(half, side, text);
	if (!half || !half->origin.host[0])
		return;
	if (half == scope->story->source)
		text_puts(text, " (source)");
	else if (half == scope->story->destination)
		text_puts(text, " (destination)");
}

void explain_todos_make(struct explain_todos *todos,
			const struct explain_steps *steps,
			const struct explain_scope *scope)
{
	const struct subjects subjects = subjects_of(scope);
	unsigned int i;

	memset(todos, 0, sizeof(*todos));
	for (i = 0; i < EXPLAIN_STEPS_MAX; i++) {
		const struct explain_step *step = &steps->steps[i];
		struct explain_todo *todo;

		if (!step->words || !applies(step, &subjects))
			continue;
		todo = &todos->items[todos->count++];
		todo->instead = step->instead;
		todo->words = step->words;
		where_text(&todo->where, step->side, scope);
		if (step->command)
			fill_in(&todo->command, step, scope, &subjects);
	}
}

void explain_todos_free(struct explain_todos *todos)
{
	unsigned int i;

	for (i = 0; i < todos->count; i++) {
		text_free(&todos->items[i].where);
		text_free(&todos->items[i].command);
	}
	memset(todos, 0, sizeof(*todos));
}
