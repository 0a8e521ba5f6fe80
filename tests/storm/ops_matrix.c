// SPDX-License-Identifier: GPL-2.0
/* Assignments, and the attributes that tell them (C5 to C9). */
#include <stdio.h>
#include <string.h>

#include "ops.h"
#include "options.h"
#include "scene.h"
#include "text.h"

static const char * const kinds[] = { "adapter", "domain", "control_domain" };

/* What is known of the result of an assignment */
struct verdict {
	bool host_may;
	bool host_must;
	bool other_may;
	bool other_must;
};

static void judge(const struct worker *worker, const struct slot *slot,
		  u64 adapters_must, u64 domains_must, u64 adapters_may,
		  u64 domains_may, struct verdict *verdict)
{
	const struct bounds *bounds = &worker->window.bounds;
	unsigned int i;

	memset(verdict, 0, sizeof(*verdict));
	verdict->host_may = (adapters_may & bounds->may[APMASK]) &&
			    (domains_may & bounds->may[AQMASK]);
	verdict->host_must = (adapters_must & bounds->must[APMASK]) &&
			     (domains_must & bounds->must[AQMASK]);
	for (i = 0; i < MDEVS_MAX; i++) {
		if (i == slot->index)
			continue;
		if ((adapters_may & bounds->may[WORD(i, MDEV_ADAPTERS)]) &&
		    (domains_may & bounds->may[WORD(i, MDEV_DOMAINS)]))
			verdict->other_may = true;
		if ((adapters_must & bounds->must[WORD(i, MDEV_ADAPTERS)]) &&
		    (domains_must & bounds->must[WORD(i, MDEV_DOMAINS)]))
			verdict->other_must = true;
	}
}

/* @fits: it may succeed whatever the verdict says */
static void check(struct worker *worker, const struct slot *slot, int ret,
		  const struct verdict *verdict, bool fits)
{
	bool allowed;

	switch (ret) {
	case 0:
		allowed = fits || !(verdict->host_must || verdict->other_must);
		break;
	case -EADDRNOTAVAIL:
		allowed = verdict->host_may;
		break;
	case -EADDRINUSE:
		allowed = verdict->other_may && !verdict->host_must;
		break;
	case -ENOENT:
	case -ENODEV:
		allowed = !exists_must(worker, slot);
		break;
	default:
		allowed = false;
	}
	if (!ret && !exists_may(worker, slot))
		allowed = false;
	if (!allowed)
		disagree(worker, "%s; of the host's drivers: may %d must %d, of another mdev: may %d must %d, exists: may %d must %d",
			 err_name(ret), verdict->host_may, verdict->host_must,
			 verdict->other_may, verdict->other_must,
			 exists_may(worker, slot), exists_must(worker, slot));
}

/* A number for an assignment: of the scene, or one that the host never has */
static unsigned int pick_number(struct worker *worker, unsigned int kind)
{
	if (chance(worker, 5))
		return kind == MDEV_ADAPTERS ? scene.ghost_adapter :
					       scene.ghost_domain;
	if (kind == MDEV_ADAPTERS)
		return scene.adapters[rnd(worker, scene.adapters_count)];
	if (kind == MDEV_CONTROL && scene.control)
		return pick_bit(worker, scene.control);
	return scene.domains[rnd(worker, scene.domains_count)];
}

static int write_number(struct worker *worker, const struct slot *slot,
			const char *what, unsigned int kind, unsigned int number)
{
	char path[PATH_BYTES], file[64];

	snprintf(file, sizeof(file), "%s_%s", what, kinds[kind]);
	slot_path(slot, file, path);
	switch (rnd(worker, 4)) {
	case 0:
		return sys_writef(path, "%u", number);
	case 1:
		return sys_writef(path, "%u\n", number);
	case 2:
		return sys_writef(path, "0x%x", number);
	default:
		return sys_writef(path, "0%o", number);
	}
}

bool op_assign(struct worker *worker)
{
	const struct bounds *bounds = &worker->window.bounds;
	struct slot *slot = pick_slot(worker);
	unsigned int kind = rnd(worker, 3);
	unsigned int number = pick_number(worker, kind);
	u64 bit = BIT_ULL(number), must[2], may[2];
	struct verdict verdict = { 0 };
	struct change change;
	static u64 lies;
	unsigned int i;
	int ret;

	if (!(model_may(WORD(slot->index, MDEV_FLAGS)) & FLAG_EXISTS) &&
	    !chance(worker, 5))
		return false;
	op_begin(worker, "assign_%s %u to mdev %u", kinds[kind], number,
		 slot->index);
	change_begin(&change, WORD(slot->index, kind), bit, 0, false);
	ret = write_number(worker, slot, "assign", kind, number);
	if (options.lie && !ret && ++lies % options.lie == 0)
		change_end(&change, NOT_APPLIED);
	else
		change_end(&change, ret ? NOT_APPLIED : APPLIED);

	for (i = 0; i < 2; i++) {
		must[i] = bounds->must[WORD(slot->index, i)];
		may[i] = bounds->may[WORD(slot->index, i)];
	}
	if (kind != MDEV_CONTROL) {
		must[kind] |= bit;
		judge(worker, slot, must[0], must[1], may[0], may[1], &verdict);
	}
	/* Nothing is asked of a bit that is set already. */
	check(worker, slot, ret, &verdict, !change_was_clear(&change, bit));
	if (ret && !gone(ret) && change_was_set(&change, bit))
		disagree(worker, "%s for what is assigned already", err_name(ret));
	op_end(worker, "%s", err_name(ret));
	return true;
}

/*
 * In-tree: what was taken away while its queue was missing keeps a stale link
 * (CONTRACT.md B1).
 */
bool op_unassign(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	unsigned int kind = rnd(worker, 3);
	unsigned int number = pick_number(worker, kind);
	struct change change;
	int ret;

	if (!(model_may(WORD(slot->index, MDEV_FLAGS)) & FLAG_EXISTS) &&
	    !chance(worker, 5))
		return false;
	op_begin(worker, "unassign_%s %u from mdev %u", kinds[kind], number,
		 slot->index);
	change_begin(&change, WORD(slot->index, kind), 0, BIT_ULL(number), false);
	ret = write_number(worker, slot, "unassign", kind, number);
	change_end(&change, ret ? NOT_APPLIED : APPLIED);
	if (ret && (!gone(ret) || exists_must(worker, slot)))
		disagree(worker, "%s", err_name(ret));
	if (!ret && !exists_may(worker, slot))
		disagree(worker, "success for an mdev that is not there");
	op_end(worker, "%s", err_name(ret));
	return true;
}

bool op_assign_bad(struct worker *worker)
{
	static const struct {
		const char *text;
		int err;
	} bad[] = {
		{ "garbage", EINVAL },
		{ "-1", EINVAL },
		{ "0x", EINVAL },
		{ "08", EINVAL },
		{ "1 2", EINVAL },
		{ "0x10000000000000000", ERANGE },
		{ "256", ENODEV },
		{ "4294967296", ENODEV },
	};
	struct slot *slot = pick_slot(worker);
	unsigned int kind = rnd(worker, 3), which = rnd(worker, ARRAY_SIZE(bad));
	char path[PATH_BYTES], file[64];
	int ret;

	snprintf(file, sizeof(file), "%sassign_%s", chance(worker, 50) ? "un" : "",
		 kinds[kind]);
	op_begin(worker, "%s '%s', mdev %u", file, bad[which].text, slot->index);
	slot_path(slot, file, path);
	ret = sys_write(path, bad[which].text);
	if (ret != -bad[which].err && (!gone(ret) || exists_must(worker, slot)))
		disagree(worker, "%s, expected %s", err_name(ret),
			 err_name(bad[which].err));
	op_end(worker, "%s", err_name(ret));
	return true;
}

static u64 random_subset(struct worker *worker, const unsigned int *numbers,
			 unsigned int count, unsigned int percent)
{
	u64 mask = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		if (chance(worker, percent))
			mask |= BIT_ULL(numbers[i]);
	return mask;
}

bool op_config(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	struct matrix_text matrix;
	struct change changes[3];
	struct verdict verdict;
	char text[TEXT_BYTES], path[PATH_BYTES];
	u64 values[3];
	unsigned int i;
	int ret;

	if (!(model_may(WORD(slot->index, MDEV_FLAGS)) & FLAG_EXISTS))
		return false;
	matrix.adapters = random_subset(worker, scene.adapters,
					scene.adapters_count, 25);
	matrix.domains = random_subset(worker, scene.domains,
				       scene.domains_count, 35);
	matrix.control = scene.control & rnd(worker, ~0ULL);
	if (chance(worker, 10))
		matrix.adapters |= BIT_ULL(scene.ghost_adapter);
	format_ap_config(&matrix, text);
	op_begin(worker, "ap_config %016llx %016llx %016llx of mdev %u",
		 (unsigned long long)matrix.adapters,
		 (unsigned long long)matrix.domains,
		 (unsigned long long)matrix.control, slot->index);
	values[0] = matrix.adapters;
	values[1] = matrix.domains;
	values[2] = matrix.control;
	for (i = 0; i < 3; i++)
		change_begin(&changes[i], WORD(slot->index, i), values[i],
			     ~values[i], false);
	slot_path(slot, "ap_config", path);
	ret = sys_write(path, text);
	for (i = 0; i < 3; i++)
		change_end(&changes[i], ret ? NOT_APPLIED : APPLIED);
	judge(worker, slot, values[0], values[1], values[0], values[1], &verdict);
	check(worker, slot, ret, &verdict, false);
	op_end(worker, "%s", err_name(ret));
	return true;
}

bool op_config_bad(struct worker *worker)
{
	static const struct {
		const char *text;
		int err;
		bool lenient;
	} bad[] = {
		{ "garbage", EINVAL, true },
		{ "0x0,0x0,0xg", EINVAL, true },
		{ "0x0,0x0", EINVAL, false },
		{ "\n", EINVAL, false },
		{ ",,", EINVAL, false },
		/* One more bit than there can be */
		{ "0x00000000000000000000000000000000000000000000000000000000000000001,0x0,0x0",
		  EINVAL, true },
		/* Adapter 255, where the machine's limit is lower */
		{ "0x0000000000000000000000000000000000000000000000000000000000000001,0x0,0x0",
		  ENODEV, true },
	};
	unsigned int which = rnd(worker, ARRAY_SIZE(bad));
	struct slot *slot = pick_slot(worker);
	char path[PATH_BYTES];
	int ret;

	if ((options.lenient && !bad[which].lenient) ||
	    (bad[which].err == ENODEV && scene.number_max == 255))
		return false;
	op_begin(worker, "ap_config '%s' of mdev %u", bad[which].text,
		 slot->index);
	slot_path(slot, "ap_config", path);
	ret = sys_write(path, bad[which].text);
	if (ret != -bad[which].err && (!gone(ret) || exists_must(worker, slot)))
		disagree(worker, "%s, expected %s", err_name(ret),
			 err_name(bad[which].err));
	op_end(worker, "%s", err_name(ret));
	return true;
}

/* Reads; true if there is something to look at. */
static bool read_attribute(struct worker *worker, const struct slot *slot,
			   const char *file, char *text)
{
	char path[PATH_BYTES];
	int ret;

	op_begin(worker, "read %s of mdev %u", file, slot->index);
	slot_path(slot, file, path);
	ret = sys_read(path, text, TEXT_BYTES);
	if (ret < 0) {
		if (!gone(ret) || exists_must(worker, slot))
			disagree(worker, "%s", err_name(ret));
		op_end(worker, "%s", err_name(ret));
		return false;
	}
	if (!exists_may(worker, slot))
		disagree(worker, "success for an mdev that is not there");
	return true;
}

static void within(struct worker *worker, const char *what, u64 value, u64 must,
		   u64 may)
{
	if ((value & must) != must || (value & ~may))
		disagree(worker, "%s are %016llx, must %016llx may %016llx", what,
			 (unsigned long long)value, (unsigned long long)must,
			 (unsigned long long)may);
}

static void within_word(struct worker *worker, const struct slot *slot,
			unsigned int which, u64 value)
{
	const struct bounds *bounds = &worker->window.bounds;
	unsigned int word = WORD(slot->index, which);

	within(worker, which == MDEV_ADAPTERS ? "adapters" :
	       which == MDEV_DOMAINS ? "domains" : "control domains", value,
	       exists_must(worker, slot) ? bounds->must[word] : 0,
	       bounds->may[word]);
	if (exists_must(worker, slot))
		model_adopt(&worker->window, word, value);
}

static void malformed(struct worker *worker, const char *why, const char *text)
{
	if (why)
		disagree(worker, "malformed, %s: '%s'", why, text);
}

bool op_read_matrix(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	struct matrix_text matrix;
	char text[TEXT_BYTES];

	if (!read_attribute(worker, slot, "matrix", text))
		return true;
	malformed(worker, parse_matrix(text, &matrix), text);
	within_word(worker, slot, MDEV_ADAPTERS, matrix.adapters);
	within_word(worker, slot, MDEV_DOMAINS, matrix.domains);
	op_end(worker, "agrees");
	return true;
}

bool op_read_config(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	struct matrix_text matrix;
	char text[TEXT_BYTES];

	if (!read_attribute(worker, slot, "ap_config", text))
		return true;
	malformed(worker, parse_ap_config(text, &matrix), text);
	within_word(worker, slot, MDEV_ADAPTERS, matrix.adapters);
	within_word(worker, slot, MDEV_DOMAINS, matrix.domains);
	within_word(worker, slot, MDEV_CONTROL, matrix.control);
	op_end(worker, "agrees");
	return true;
}

bool op_read_control(struct worker *worker)
{
	struct slot *slot = pick_slot(worker);
	char text[TEXT_BYTES];
	u64 control;

	if (!read_attribute(worker, slot, "control_domains", text))
		return true;
	malformed(worker, parse_control_domains(text, &control), text);
	within_word(worker, slot, MDEV_CONTROL, control);
	op_end(worker, "agrees");
	return true;
}

/* At all times: no more than what is assigned and the host has. */
bool op_read_guest_matrix(struct worker *worker)
{
	const struct bounds *bounds = &worker->window.bounds;
	struct slot *slot = pick_slot(worker);
	struct matrix_text guest;
	char text[TEXT_BYTES];

	if (!read_attribute(worker, slot, "guest_matrix", text))
		return true;
	malformed(worker, parse_matrix(text, &guest), text);
	within(worker, "the guest's adapters", guest.adapters, 0,
	       bounds->may[WORD(slot->index, MDEV_ADAPTERS)] &
	       bounds->may[HOST_ADAPTERS]);
	within(worker, "the guest's domains", guest.domains,
	       !exists_must(worker, slot) ? 0 :
	       bounds->must[WORD(slot->index, MDEV_DOMAINS)] &
	       bounds->must[HOST_DOMAINS],
	       bounds->may[WORD(slot->index, MDEV_DOMAINS)] &
	       bounds->may[HOST_DOMAINS]);
	if ((guest.adapters & bounds->must[APMASK]) &&
	    (guest.domains & bounds->must[AQMASK]))
		disagree(worker, "the guest has a queue of the host's drivers: %s",
			 text);
	op_end(worker, "agrees");
	return true;
}
