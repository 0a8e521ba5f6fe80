// SPDX-License-Identifier: GPL-2.0
/* outcomes print FILE | outcomes [--seconds N] MDEV SPARE [CASE...]: see outcomes.h */
#include <getopt.h>
#include <string.h>

#include "../lib/cases.h"
#include "../lib/tap.h"
#include "outcomes.h"

static const struct test_case cases[] = {
	{ "file", case_file, "reading in any pieces, and what is not possible", NULL },
	{ "stall", case_stall, "a reader whose memory does not come", NULL },
	{ "removal", case_removal, "the mdev goes while the file is open", NULL },
	{ "race", case_race, "readers, migrations, mdevs that come and go", NULL },
	{ "faults", case_faults, "there is no memory", NULL },
	{ 0 },
};

static void before(const struct test_case *which, const struct scene *scene)
{
	watch(which->what, 300 + scene->seconds);
}

static const struct test_program program = {
	.usage =
		"usage: outcomes print FILE\n"
		"       outcomes [--seconds N] MDEV SPARE [CASE...]\n"
		"  UUIDs of an mdev with queues, and of one that is not there;\n"
		"  --seconds: of the case race (10)\n",
	.cases = cases,
	.before = before,
};

int main(int argc, char **argv)
{
	struct scene scene = { .seconds = 10 };

	if (argc == 3 && !strcmp(argv[1], "print"))
		return print_file(argv[2]);
	if (!cases_seconds(argc, argv, &scene.seconds) || argc - optind < 2 ||
	    !cases_known(&program, argv + optind + 2))
		return cases_usage(&program);
	scene.mdev = argv[optind];
	scene.spare = argv[optind + 1];
	cases_run(&program, argv + optind + 2, &scene);
	return tap_end();
}
