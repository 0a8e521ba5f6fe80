// SPDX-License-Identifier: GPL-2.0
/*
 * All unit tests of driver/core in one program.
 *
 *	unit PROGRAM			run them; PROGRAM stands in each result line
 *	unit --corpus FOLDER		write seeds for the fuzzer instead
 */
#include "corpus.h"
#include "suites.h"

int main(int argc, char **argv)
{
	static const struct suite * const suites[] = {
		&crc32c_suite,	&matrix_suite,	&filter_suite, &layout_suite,
		&encode_suite,	&decode_suite,	&pre_copy_suite,
		&largest_suite, &damage_suite,	&compat_suite,	&reasons_suite,
		&names_suite,	&fmb_suite,	&outcomes_suite,
	};

	if (argc == 3 && !strcmp(argv[1], "--corpus"))
		return corpus_write(argv[2]);
	if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
		fprintf(stderr, "%s: cannot do anything with \"%s\"\n",
			argv[0], argv[1]);
		fprintf(stderr, "usage: %s [PROGRAM | --corpus FOLDER]\n",
			argv[0]);
		return 2;
	}
	return tap_run(argc == 2 ? argv[1] : "unit", suites,
		       ARRAY_SIZE(suites));
}
