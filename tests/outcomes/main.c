// SPDX-License-Identifier: GPL-2.0
/* outcomes print FILE | outcomes [--seconds N] MDEV SPARE [CASE...]: see outcomes.h */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../client/number.h"
#include "../lib/tap.h"
#include "outcomes.h"

static const struct {
	const char *name;
	void (*run)(const struct scene *scene);
	const char *what;
} cases[] = {
	{ "file", case_file, "reading in any pieces, and what is not possible" },
	{ "stall", case_stall, "a reader whose memory does not come" },
	{ "removal", case_removal, "the mdev goes while the file is open" },
	{ "race", case_race, "readers, migrations, mdevs that come and go" },
	{ "faults", case_faults, "there is no memory" },
};

#define CASES	ARRAY_SIZE(cases)

static int usage(void)
{
	unsigned int i;

	fprintf(stderr, "usage: outcomes print FILE\n"
		"       outcomes [--seconds N] MDEV SPARE [CASE...]\n"
		"  UUIDs of an mdev with queues, and of one that is not there;\n"
		"  --seconds: of the case race (10)\n"
		"cases:\n");
	for (i = 0; i < CASES; i++)
		fprintf(stderr, "  %-10s %s\n", cases[i].name, cases[i].what);
	return 2;
}

static int find(const char *name)
{
	unsigned int i;

	for (i = 0; i < CASES; i++)
		if (!strcmp(cases[i].name, name))
			return i;
	return -1;
}

static bool parse_options(int argc, char **argv, struct scene *scene)
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
			if (parse_u64(optarg, 1, 86400, &value))
				return false;
			scene->seconds = value;
			break;
		default:
			return false;
		}
	}
}

static void run(unsigned int nr, const struct scene *scene)
{
	watch(cases[nr].what, 300 + scene->seconds);
	cases[nr].run(scene);
}

int main(int argc, char **argv)
{
	struct scene scene = { .seconds = 10 };
	unsigned int nr;
	int arg;

	if (argc == 3 && !strcmp(argv[1], "print"))
		return print_file(argv[2]);
	if (!parse_options(argc, argv, &scene) || argc - optind < 2)
		return usage();
	for (arg = optind + 2; arg < argc; arg++)
		if (find(argv[arg]) < 0)
			return usage();
	scene.mdev = argv[optind];
	scene.spare = argv[optind + 1];
	for (arg = optind + 2; arg < argc; arg++)
		run(find(argv[arg]), &scene);
	for (nr = 0; argc - optind == 2 && nr < CASES; nr++)
		run(nr, &scene);
	return tap_end();
}
