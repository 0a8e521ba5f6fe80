// SPDX-License-Identifier: GPL-2.0
/* Is there a device to watch? */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../tools/aptrace/mdev_watch.h"
#include "suites.h"

#define DEVICE	"11111111-2222-3333-4444-aaaaaaaaaaaa"

static void devices(void)
{
	static const char * const others[] = {
		"power", "mdev_supported_types", "guest_matrix",
		/* As long as a UUID, and none */
		"11111111-2222-3333-4444-aaaaaaaaaaag", DEVICE "0",
	};
	char folder[] = "/tmp/aptrace-mdev-XXXXXX", path[128];
	size_t i;

	REQUIRE(mkdtemp(folder));
	CHECK(!mdev_watch_has_device(folder));
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, others[i]);
		CHECK(!mkdir(path, 0700));
		CHECK(!mdev_watch_has_device(folder));
	}
	snprintf(path, sizeof(path), "%s/" DEVICE, folder);
	CHECK(!mkdir(path, 0700));
	CHECK(mdev_watch_has_device(folder));
	CHECK(!rmdir(path));
	CHECK(!mdev_watch_has_device(folder));
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, others[i]);
		CHECK(!rmdir(path));
	}
	CHECK(!rmdir(folder));
	/* The module is not loaded. */
	CHECK(!mdev_watch_has_device(folder));
}

static const struct test tests[] = {
	{ "devices", devices },
};

SUITE(mdev_watch, tests);
