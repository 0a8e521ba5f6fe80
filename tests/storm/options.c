// SPDX-License-Identifier: GPL-2.0
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model.h"

struct options options = {
	.seconds = 30,
	.interval_s = 10,
	.patience_s = 60,
	.mdevs = MDEVS_MAX,
	.threads = 4,
	.migration = true,
	.filtered_unassign = true,
};

static void usage(FILE *out)
{
	fprintf(out,
		"usage: storm [OPTIONS]\n"
		"Random operations on vfio_ap, compared with a model of its contract. Wants the\n"
		"driver, and adapters of the software AP (tests/storm/run makes both).\n"
		"  --seed N         repeat a storm (default: from the clock; printed)\n"
		"  --seconds N      how long (default 30)\n"
		"  --ops N          or end after so many operations\n"
		"  --interval N     seconds between two comparisons of model and device (10)\n"
		"  --patience N     seconds after which an operation hangs (60)\n"
		"  --mdevs N        1 to 8 mediated devices (8)\n"
		"  --threads N      1 to 16 workers (4)\n"
		"  --no-migration   without save, restore and STOP\n"
		"  --no-filtered-unassign\n"
		"                   nothing is taken from an mdev while queues are missing\n"
		"  --lenient        the in-tree driver: without what it is known to lack\n"
		"  --lie N          forget each Nth assignment, to see that it is noticed\n"
		"Prints TAP. Exit codes: 0 agreement, 1 disagreement, 2 usage, 3 no scene,\n"
		"4 an operation hangs.\n");
}

static void bad(const char *what, const char *word)
{
	fprintf(stderr, "storm: %s '%s'\n", what, word);
	usage(stderr);
	exit(2);
}

static u64 number(const char *option, const char *text, u64 min, u64 max)
{
	u64 value;

	if (!text)
		bad("a number must follow", option);
	if (parse_u64(text, min, max, &value)) {
		fprintf(stderr, "storm: %s '%s': must be %llu to %llu\n", option,
			text, (unsigned long long)min, (unsigned long long)max);
		exit(2);
	}
	return value;
}

void options_parse(int argc, char **argv)
{
	static const struct {
		const char *name;
		u64 *value;
		u64 min;
		u64 max;
	} numbers[] = {
		{ "--seed", &options.seed, 1, ~0ULL },
		{ "--seconds", &options.seconds, 1, 86400 },
		{ "--ops", &options.ops, 1, ~0ULL },
		{ "--interval", &options.interval_s, 1, 3600 },
		{ "--patience", &options.patience_s, 10, 3600 },
		{ "--mdevs", &options.mdevs, 1, MDEVS_MAX },
		{ "--threads", &options.threads, 1, THREADS_MAX },
		{ "--lie", &options.lie, 1, 1000000 },
	};
	unsigned int i;
	int arg;

	options.seed = time(NULL) * 1000003ULL % 1000000007ULL + 1;
	for (arg = 1; arg < argc; arg++) {
		if (!strcmp(argv[arg], "--help") || !strcmp(argv[arg], "-h")) {
			usage(stdout);
			exit(0);
		}
		if (!strcmp(argv[arg], "--no-migration")) {
			options.migration = false;
			continue;
		}
		if (!strcmp(argv[arg], "--no-filtered-unassign")) {
			options.filtered_unassign = false;
			continue;
		}
		if (!strcmp(argv[arg], "--lenient")) {
			options.lenient = true;
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(numbers); i++)
			if (!strcmp(argv[arg], numbers[i].name))
				break;
		if (i == ARRAY_SIZE(numbers))
			bad("unknown option", argv[arg]);
		*numbers[i].value = number(argv[arg], argv[arg + 1],
					   numbers[i].min, numbers[i].max);
		arg++;
	}
}
