// SPDX-License-Identifier: GPL-2.0
/* The checks of aptrace doctor, done and told. */
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "exit_codes.h"
#include "text_list.h"

#define MACHINE		"s390x"
#define STATE_WIDTH	10
#define MEND_INDENT	12

const char *doctor_state_name(enum doctor_state state)
{
	static const char * const names[DOCTOR_STATES] = {
		[DOCTOR_OK] = "ok",
		[DOCTOR_WARNING] = "warning",
		[DOCTOR_MISSING] = "missing",
		[DOCTOR_UNKNOWN] = "not known",
		[DOCTOR_NOT_HERE] = "not here",
	};

	return names[state];
}

void doctor_look(const struct doctor_host *host, const struct doctor_check *check,
		 struct doctor_result *result)
{
	memset(result, 0, sizeof(*result));
	if (!check->s390x || !strcmp(host->machine, MACHINE)) {
		check->look(host, check, result);
		return;
	}
	result->state = DOCTOR_NOT_HERE;
	text_puts(&result->found, "only on " MACHINE);
}

void doctor_result_free(struct doctor_result *result)
{
	text_free(&result->found);
	text_free(&result->mend);
}

/**
 * struct tally - what it all comes to
 * @states: how many of each
 * @failed: checks that failed
 */
struct tally {
	unsigned int states[DOCTOR_STATES];
	unsigned int failed;
};

static void count(struct tally *tally, const struct doctor_result *result)
{
	tally->states[result->state]++;
	tally->failed += result->failed;
}

static int exit_code(const struct tally *tally)
{
	if (tally->states[DOCTOR_MISSING])
		return EXIT_PREREQUISITE;
	return tally->failed ? EXIT_RUNTIME : EXIT_OK;
}

/* A line of a mend can be pasted: it is not broken. */
static void add_mend(const struct doctor_result *result, struct text *text)
{
	const char *line = result->mend.data, *end;

	while (line && *line) {
		end = strchr(line, '\n');
		text_printf(text, "%*s%.*s\n", MEND_INDENT, "",
			    end ? (int)(end - line) : (int)strlen(line), line);
		line = end ? end + 1 : NULL;
	}
}

static void add_check(const struct doctor_check *check,
		      const struct doctor_result *result, unsigned int width,
		      struct text *text)
{
	struct text words = { 0 };
	char first[16];

	snprintf(first, sizeof(first), "%-*s", STATE_WIDTH,
		 doctor_state_name(result->state));
	text_printf(&words, "%s: %s", check->what, result->found.data);
	if (result->state == DOCTOR_WARNING || result->state == DOCTOR_MISSING)
		text_printf(&words, " (%s)", check->why);
	text_wrap(text, words.data, first, STATE_WIDTH, width);
	text_free(&words);
	add_mend(result, text);
}

int doctor_text(const struct doctor_host *host, unsigned int width,
		struct text *text)
{
	struct tally tally = { 0 };
	struct doctor_result result;
	unsigned int i;

	for (i = 0; i < doctor_check_count; i++) {
		doctor_look(host, &doctor_checks[i], &result);
		count(&tally, &result);
		/* A laptop need not be told what else it is not. */
		if (result.state != DOCTOR_NOT_HERE)
			add_check(&doctor_checks[i], &result, width, text);
		doctor_result_free(&result);
	}
	text_printf(text, "%u ok, %u warnings, %u missing, %u not known",
		    tally.states[DOCTOR_OK], tally.states[DOCTOR_WARNING],
		    tally.states[DOCTOR_MISSING], tally.states[DOCTOR_UNKNOWN]);
	if (tally.states[DOCTOR_NOT_HERE])
		text_printf(text, ", %u only on " MACHINE,
			    tally.states[DOCTOR_NOT_HERE]);
	text_putc(text, '\n');
	return exit_code(&tally);
}

static void add_string(struct json *json, const char *name, const struct text *text)
{
	if (text->length)
		json_string(json, name, text->data);
	else
		json_null(json, name);
}

int doctor_json(const struct doctor_host *host, struct json *json)
{
	struct tally tally = { 0 };
	struct doctor_result result;
	unsigned int i;

	json_open_object(json, NULL);
	json_string(json, "type", "doctor");
	json_open_array(json, "checks");
	for (i = 0; i < doctor_check_count; i++) {
		const struct doctor_check *check = &doctor_checks[i];

		doctor_look(host, check, &result);
		count(&tally, &result);
		json_open_object(json, NULL);
		json_string(json, "id", check->id);
		json_string(json, "what", check->what);
		json_string(json, "why", check->why);
		json_bool(json, "needed", check->needed);
		json_string(json, "state", doctor_state_name(result.state));
		add_string(json, "found", &result.found);
		add_string(json, "mend", &result.mend);
		json_close_object(json);
		doctor_result_free(&result);
	}
	json_close_array(json);
	for (i = 0; i < DOCTOR_STATES; i++) {
		char name[16], *c;

		snprintf(name, sizeof(name), "%s", doctor_state_name(i));
		for (c = strchr(name, ' '); c; c = strchr(c, ' '))
			*c = '_';
		json_unsigned(json, name, tally.states[i]);
	}
	json_unsigned(json, "failed", tally.failed);
	json_close_object(json);
	return exit_code(&tally);
}
