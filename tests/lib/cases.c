// SPDX-License-Identifier: GPL-2.0
#include "cases.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../client/number.h"

#define SECONDS_MAX	86400

int cases_usage(const struct test_program *program)
{
	const struct test_case *each;

	fprintf(stderr, "%scases:\n", program->usage);
	for (each = program->cases; each->name; each++) {
		fprintf(stderr, "  %-10s %s", each->name, each->what);
		if (each->needs)
			fprintf(stderr, " (needs %s)", each->needs);
		fprintf(stderr, "\n");
	}
	return 2;
}

bool cases_seconds(int argc, char **argv, unsigned int *seconds)
{
	static const struct option options[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ 0 },
	};
	u64 value;

	while (true) {
		switch (getopt_long(argc, argv, "+", options, NULL)) {
		case -1:
			return true;
		case 's':
			if (parse_u64(optarg, 1, SECONDS_MAX, &value))
				return false;
			*seconds = value;
			break;
		default:
			return false;
		}
	}
}

static const struct test_case *find(const struct test_program *program, const char *name)
{
	const struct test_case *each;

	for (each = program->cases; each->name; each++)
		if (!strcmp(each->name, name))
			return each;
	return NULL;
}

bool cases_known(const struct test_program *program, char *const *names)
{
	for (; *names; names++)
		if (!find(program, *names))
			return false;
	return true;
}

static void run(const struct test_program *program, const struct test_case *which,
		const struct scene *scene)
{
	if (program->before)
		program->before(which, scene);
	which->run(scene);
}

void cases_run(const struct test_program *program, char *const *names,
	       const struct scene *scene)
{
	const struct test_case *each;

	if (!*names)
		for (each = program->cases; each->name; each++)
			run(program, each, scene);
	for (; *names; names++)
		run(program, find(program, *names), scene);
}
