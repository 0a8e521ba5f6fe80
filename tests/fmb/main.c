// SPDX-License-Identifier: GPL-2.0
/* fmb [--seconds N] FUNCTION CASE...: see fmb.h; run by tests/e2e/fmb. */
#include <getopt.h>

#include "../lib/cases.h"
#include "fmb.h"

#define EMULATOR	"fmb_emu.ko"

static const struct test_case cases[] = {
	{ "neither", case_neither, "the kernel's own driver has no such features", NULL },
	{ "arguments", case_arguments, "PROBE, and arguments that are wrong", NULL },
	{ "measure", case_measure, "counters move, and all show the same", NULL },
	{ "switch", case_switch, "on and off, by the user and by debugfs", NULL },
	{ "reset", case_reset, "measurement goes on after a reset", NULL },
	{ "unplug", case_unplug, "the function is taken away from its reader", NULL },
	{ "recovery", case_recovery, "the function gets into its error state", NULL },
	{ "torn", case_torn, "samples that change while they are copied", EMULATOR },
	{ "failures", case_failures, "orders that the function refuses", EMULATOR },
	{ "lengths", case_lengths, "blocks of any length and format", EMULATOR },
	{ "dropped", case_dropped, "all that drops the measurement", EMULATOR },
	{ "stall", case_stall, "user memory that does not come", EMULATOR },
	{ "threads", case_threads, "readers, switches, resets at the same time", EMULATOR },
	{ 0 },
};

static void before(const struct test_case *which, const struct scene *scene)
{
	if (which->needs && !emulated())
		bail("%s needs %s", which->name, which->needs);
	if (emulated())
		emu_defaults();
	watch(which->what, scene->seconds + 20 * SAMPLE_SECONDS);
}

static const struct test_program program = {
	.usage =
		"usage: fmb [--seconds N] FUNCTION CASE...\n"
		"  FUNCTION is a PCI address; --seconds: of the case threads (10)\n",
	.cases = cases,
	.before = before,
};

int main(int argc, char **argv)
{
	struct scene scene = { .seconds = 10 };

	if (!cases_seconds(argc, argv, &scene.seconds) || argc - optind < 2 ||
	    !cases_known(&program, argv + optind + 1))
		return cases_usage(&program);
	scene.address = argv[optind];
	cases_run(&program, argv + optind + 1, &scene);
	return tap_end();
}
