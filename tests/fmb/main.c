// SPDX-License-Identifier: GPL-2.0
/* fmb [--seconds N] FUNCTION CASE...: see fmb.h; run by tests/e2e/fmb. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../client/number.h"
#include "fmb.h"

static const struct {
	const char *name;
	void (*run)(const struct scene *scene);
	bool emulated;
	const char *what;
} cases[] = {
	{ "neither", case_neither, false, "the kernel's own driver has no such features" },
	{ "arguments", case_arguments, false, "PROBE, and arguments that are wrong" },
	{ "measure", case_measure, false, "counters move, and all show the same" },
	{ "switch", case_switch, false, "on and off, by the user and by debugfs" },
	{ "reset", case_reset, false, "measurement goes on after a reset" },
	{ "unplug", case_unplug, false, "the function is taken away from its reader" },
	{ "recovery", case_recovery, false, "the function gets into its error state" },
	{ "torn", case_torn, true, "samples that change while they are copied" },
	{ "failures", case_failures, true, "orders that the function refuses" },
	{ "lengths", case_lengths, true, "blocks of any length and format" },
	{ "dropped", case_dropped, true, "all that drops the measurement" },
	{ "stall", case_stall, true, "user memory that does not come" },
	{ "threads", case_threads, true, "readers, switches, resets at the same time" },
};

#define CASES	ARRAY_SIZE(cases)

static int usage(void)
{
	unsigned int i;

	fprintf(stderr, "usage: fmb [--seconds N] FUNCTION CASE...\n"
		"  FUNCTION is a PCI address; --seconds: of the case threads (10)\n"
		"cases; those with a star need fmb_emu.ko:\n");
	for (i = 0; i < CASES; i++)
		fprintf(stderr, "  %c %-10s %s\n", " *"[cases[i].emulated],
			cases[i].name, cases[i].what);
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

int main(int argc, char **argv)
{
	struct scene scene = { .seconds = 10 };
	int arg, nr;

	if (!parse_options(argc, argv, &scene) || argc - optind < 2)
		return usage();
	for (arg = optind + 1; arg < argc; arg++)
		if (find(argv[arg]) < 0)
			return usage();
	scene.address = argv[optind];
	for (arg = optind + 1; arg < argc; arg++) {
		nr = find(argv[arg]);
		if (cases[nr].emulated && !emulated())
			bail("%s needs fmb_emu.ko", cases[nr].name);
		if (emulated())
			emu_defaults();
		watch(cases[nr].what, scene.seconds + 20 * SAMPLE_SECONDS);
		cases[nr].run(&scene);
	}
	return tap_end();
}
