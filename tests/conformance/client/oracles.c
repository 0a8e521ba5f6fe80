// SPDX-License-Identifier: GPL-2.0
/*
 * What others than the driver know: KVM's log of the masks that it has set, and
 * the emulator's counters. Read here and not in bash, which takes seconds for it
 * in an emulated machine.
 */
#include "client.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KVM_LOG		"/sys/kernel/debug/s390dbf/kvm-%s/sprintf"
#define COUNTERS	"/sys/kernel/debug/ap_emu/counters"
#define MASK_BITS	256

enum view_state { NEVER_SET, CLEARED, SET };

/**
 * struct view - what KVM has for a guest
 * @state: of the last entry in its log
 * @changes: how often it was set or cleared
 * @mask: adapters, domains, control domains, as digits
 */
struct view {
	enum view_state state;
	unsigned int changes;
	char mask[3][MASK_BITS / 4 + 1];
};

/* The hexadecimal words that follow, put together; stops at what is no digit. */
static void collect_digits(const char *text, char *digits)
{
	size_t count = 0;

	for (; *text == ' ' || isxdigit((unsigned char)*text); text++) {
		/* "aqm" begins with a digit. */
		if (!strncmp(text, "aqm ", 4) || !strncmp(text, "adm ", 4))
			break;
		if (*text != ' ' && count < MASK_BITS / 4)
			digits[count++] = *text;
	}
	digits[count] = '\0';
}

static void read_line(struct view *view, const char *line)
{
	static const char * const names[] = { "apm ", "aqm ", "adm " };
	const char *text = strstr(line, "SET CRYCB: ");
	const char *mask;
	int i;

	if (strstr(line, "CLR CRYCB")) {
		view->state = CLEARED;
		view->changes++;
		return;
	}
	if (!text)
		return;
	view->state = SET;
	for (i = 0; i < 3; i++) {
		mask = strstr(text, names[i]);
		if (!mask)
			continue;
		collect_digits(mask + strlen(names[i]), view->mask[i]);
		/* The masks of one change have a line each; this is the first. */
		if (!i)
			view->changes++;
	}
}

static void answer_bits(const char *digits)
{
	const char *comma = "";
	int bit, value;

	for (bit = 0; digits[bit / 4]; bit++) {
		value = digits[bit / 4];
		value = isdigit(value) ? value - '0' : value - 'a' + 10;
		if (!(value & 8 >> bit % 4))
			continue;
		answer("%s%02x", comma, bit);
		comma = ",";
	}
	if (!*comma)
		answer("-");
}

void cmd_view(char **words)
{
	struct view view = { .state = NEVER_SET };
	char path[128];
	char *line = NULL;
	size_t bytes = 0;
	FILE *file;
	int i;

	snprintf(path, sizeof(path), KVM_LOG, words[1]);
	file = fopen(path, "r");
	if (!file) {
		answer_errno(errno);
		return;
	}
	while (getline(&line, &bytes, file) > 0)
		read_line(&view, line);
	free(line);
	fclose(file);
	answer("%u ", view.changes);
	if (view.state == NEVER_SET)
		answer("never set");
	else if (view.state == CLEARED)
		answer("cleared");
	for (i = 0; view.state == SET && i < 3; i++) {
		if (i)
			answer("/");
		answer_bits(view.mask[i]);
	}
}

void cmd_counter(char **words)
{
	char *line = NULL, *word, *rest;
	size_t bytes = 0, length;
	const char *blank = "";
	char name[32];
	FILE *file;

	file = fopen(COUNTERS, "r");
	if (!file) {
		answer_errno(errno);
		return;
	}
	snprintf(name, sizeof(name), "%s=", words[1]);
	length = strlen(name);
	while (getline(&line, &bytes, file) > 0) {
		rest = line;
		strsep(&rest, " ");
		while ((word = strsep(&rest, " \n"))) {
			if (strncmp(word, name, length) || !atoi(word + length))
				continue;
			answer("%s%s=%s", blank, line, word + length);
			blank = " ";
		}
	}
	free(line);
	fclose(file);
}
