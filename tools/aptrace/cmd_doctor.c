// SPDX-License-Identifier: GPL-2.0
/* aptrace doctor: what is missing on this host, and the mend. */
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "command.h"
#include "doctor.h"
#include "exit_codes.h"
#include "loop.h"
#include "terminal.h"

#define NAME		"doctor"
#define WIDTH		80
#define WIDTH_MIN	40

struct doctor_options {
	const char *root;
	const char *machine;
	bool json;
};

#define OPTION(member)	offsetof(struct doctor_options, member)

static const struct option_spec specs[] = {
	{ "json", 'j', OPTION_FLAG, NULL, "print a JSON object",
	  OPTION(json), 0, 0, NULL, NULL },
	{ "sysfs-root", 0, OPTION_STRING, "DIR",
	  "look at DIR/sys and DIR/proc: a copy of a host's",
	  OPTION(root), 0, 0, NULL, NULL },
	{ "machine", 0, OPTION_STRING, "NAME",
	  "the architecture of that host (default: this one's)",
	  OPTION(machine), 0, 0, NULL, NULL },
	{ 0 },
};

static const struct doctor_options defaults = { .root = "" };

static int run_doctor(const void *given)
{
	const struct doctor_options *options = given;
	struct doctor_host host = { .root = options->root };
	unsigned int width = WIDTH, height;
	struct text text = { 0 };
	struct json json = { .text = &text };
	struct utsname name;
	int exit_code, result;

	if (uname(&name)) {
		perror("aptrace " NAME ": uname");
		return EXIT_RUNTIME;
	}
	setlocale(LC_CTYPE, "");
	host.codeset = nl_langinfo(CODESET);
	host.machine = options->machine ? options->machine : name.machine;
	if (isatty(STDOUT_FILENO)) {
		terminal_size(&host.columns, &height);
		width = host.columns < WIDTH_MIN ? WIDTH_MIN : host.columns;
	}
	signal(SIGPIPE, SIG_IGN);
	if (options->json) {
		exit_code = doctor_json(&host, &json);
		text_putc(&text, '\n');
	} else {
		exit_code = doctor_text(&host, width, &text);
	}
	result = loop_write(&text, NAME);
	text_free(&text);
	return result == LOOP_GO_ON ? exit_code : result;
}

static const struct example examples[] = {
	{ "aptrace doctor",
	  "code 0: all that is needed is there; 3: something is missing" },
	{ "aptrace doctor --json | jq '.checks[]'",
	  "the same, for a program" },
	{ 0 },
};

const struct command command_doctor = {
	.name = NAME,
	.summary = "what is missing on this host, and the mend",
	.description =
"Looks at all that aptrace and the driver need on this host, and prints a line for\n"
"each: ok, warning (it does with less), missing, or not known, with what to do about\n"
"it. As root it sees most. Exit code 0: nothing needed is missing; 3: something is;\n"
"1: a check failed itself. On another machine than s390x it says what works there.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct doctor_options),
	.defaults = &defaults,
	.run = run_doctor,
};
