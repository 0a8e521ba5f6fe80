// SPDX-License-Identifier: GPL-2.0
/* Unit tests of aptrace inventory and aptrace preflight. */
#include "suites.h"

int main(int argc, char **argv)
{
	static const struct suite * const suites[] = {
		&sysfs_suite, &inventory_suite, &tapq_suite, &predict_suite,
		&agree_suite, &words_suite,
	};

	return tap_run(argc == 2 ? argv[1] : "unit-preflight", suites,
		       ARRAY_SIZE(suites));
}
