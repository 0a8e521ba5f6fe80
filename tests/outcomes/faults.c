// SPDX-License-Identifier: GPL-2.0
/*
 * There is no memory: for what is kept, which is no reason for a migration to fail; and
 * for the reader's copy. Kernels with fault injection only.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../client/sysfs.h"
#include "../lib/kallsyms.h"
#include "../lib/tap.h"
#include "outcomes.h"

#define DEBUG		"/sys/kernel/debug/"
#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define MAKE_IT_FAIL	"/proc/thread-self/make-it-fail"
#define PREPARE		"vfio_ap_outcomes_prepare"
#define ROUNDS_MAX	200

static const char *const attrs[] = { "failslab", "fail_page_alloc" };

static void set(const char *attr, const char *name, const char *value)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), DEBUG "%s/%s", attr, name);
	if (sys_write(path, value))
		bail("%s does not take %s", path, value);
}

static void set_number(const char *attr, const char *name, unsigned long long value)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%llx", value);
	set(attr, name, text);
}

/* Every allocation of this thread within that function fails, or none does. */
static void prepare_fails(bool fails)
{
	unsigned long long begin, end;
	unsigned int i;

	if (!kallsyms_find(PREPARE, &begin, &end))
		bail(PREPARE "() is not in /proc/kallsyms");
	for (i = 0; i < ARRAY_SIZE(attrs); i++) {
		set(attrs[i], "probability", fails ? "100" : "0");
		set(attrs[i], "times", fails ? "-1" : "1");
		set(attrs[i], "verbose", "0");
		set(attrs[i], "task-filter", fails ? "Y" : "N");
		set(attrs[i], "ignore-gfp-wait", "N");
		set_number(attrs[i], "require-start", fails ? begin : 0);
		set_number(attrs[i], "require-end", fails ? end : ~0UL);
	}
	set("fail_page_alloc", "ignore-gfp-highmem", fails ? "N" : "Y");
	set("fail_page_alloc", "min-order", "0");
	if (sys_write(MAKE_IT_FAIL, fails ? "1" : "0"))
		bail(MAKE_IT_FAIL " is not there");
}

static void not_kept(const struct scene *scene)
{
	struct vfio_ap_outcomes_header header;
	struct guest guest;
	int ret, failed;

	mdev_create(scene->spare);
	guest_open(&guest, scene->spare);
	prepare_fails(true);
	failed = guest_migrates(&guest);
	prepare_fails(false);
	ok(!failed, "faults: a migration for which there is no memory succeeds");
	ret = outcomes_check(scene->spare, &header);
	ok(!ret && header.begun == 1 && header.not_kept == 1 && !header.migrations &&
	   header.last_session,
	   "faults: it is counted as one that is not kept (%llu of %llu, %u kept)",
	   (unsigned long long)header.not_kept, (unsigned long long)header.begun,
	   header.migrations);
	failed = guest_migrates(&guest);
	ret = outcomes_check(scene->spare, &header);
	ok(!failed && !ret && header.begun == 2 && header.not_kept == 1 &&
	   header.migrations == 1,
	   "faults: the next one is kept");
	guest_close(&guest);
	mdev_remove(scene->spare);
}

static void fail_nth(unsigned int nth)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", nth);
	/*
	 * What is still to come may strike this very write, so that the kernel does not
	 * see what is written. It strikes once.
	 */
	if (sys_write(FAIL_NTH, text) && sys_write(FAIL_NTH, text))
		bail(FAIL_NTH " does not take %s", text);
}

static bool was_reached(void)
{
	char text[64];

	/* What was read counts: at the end of it the kernel may have been told to fail. */
	sys_read(FAIL_NTH, text, sizeof(text));
	return atoi(text) == 0;
}

/*
 * Each allocation of open() fails once, and so does copying the name, which is the
 * VFS' business.
 */
static void open_fails(const struct scene *scene)
{
	unsigned int nth, failed = 0, bad = 0;
	bool reached = true;
	int fd;

	for (nth = 1; reached && nth < ROUNDS_MAX; nth++) {
		fail_nth(nth);
		fd = outcomes_open(scene->mdev);
		reached = was_reached();
		fail_nth(0);
		if (fd >= 0)
			close(fd);
		else
			failed++;
		if (fd < 0 && ((fd != -ENOMEM && fd != -EFAULT) || !reached)) {
			printf("# open, number %u: %s\n", nth, strerror(-fd));
			bad++;
		}
	}
	ok(!bad && !reached && failed,
	   "faults: open: %u faults one by one, %u of them made it fail", nth - 2, failed);
}

void case_faults(const struct scene *scene)
{
	struct vfio_ap_outcomes_header header;

	if (access(FAIL_NTH, W_OK)) {
		skip("faults: memory that is not there", "this kernel cannot inject faults");
		return;
	}
	not_kept(scene);
	open_fails(scene);
	ok(!outcomes_check(scene->mdev, &header), "faults: without them it can be read");
}
