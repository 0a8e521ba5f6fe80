// SPDX-License-Identifier: GPL-2.0
/* Unit tests of aptrace: all of it but the BPF side. */
#include "suites.h"

int main(int argc, char **argv)
{
	static const struct suite * const suites[] = {
		&aggregate_suite, &model_suite, &format_suite, &views_suite,
	};

	return tap_run(argc == 2 ? argv[1] : "unit-aptrace", suites,
		       ARRAY_SIZE(suites));
}
