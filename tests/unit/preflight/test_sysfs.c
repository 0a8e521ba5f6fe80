// SPDX-License-Identifier: GPL-2.0
/* Files of a sysfs, also such that no sysfs has. */
#include <stdlib.h>
#include <sys/stat.h>

#include "../../../tools/aptrace/inventory_sysfs.h"
#include "../../../tools/aptrace/sysfs.h"
#include "suites.h"
#include "tree.h"

static char text[SYSFS_TEXT_BYTES];
static char why[SYSFS_WHY_BYTES];

static void check_bad(const struct tree *tree, const char *file, const char *want)
{
	tap_context("%s", file);
	why[0] = '\0';
	CHECK(!sysfs_read(tree->root, file, text, why));
	CHECK_TEXT(why, want);
}

static void check_good(const struct tree *tree, const char *file, const char *want)
{
	tap_context("%s", file);
	if (CHECK(sysfs_read(tree->root, file, text, why)))
		CHECK_TEXT(text, want);
}

static void attributes(void)
{
	static char huge[SYSFS_TEXT_BYTES];
	char pipe[TREE_BYTES + 16];
	struct tree tree;

	tree_make(&tree);
	tree_file(&tree, "one", "1\n");
	check_good(&tree, "one", "1");
	tree_file(&tree, "no-end", "1");
	check_good(&tree, "no-end", "1");
	tree_file(&tree, "two-lines", "a\nb\n");
	check_good(&tree, "two-lines", "a\nb");
	tree_file(&tree, "empty", "%s", "");
	check_good(&tree, "empty", "");
	tree_file(&tree, "end-only", "\n");
	check_good(&tree, "end-only", "");
	check_bad(&tree, "none", SYSFS_WHY_ABSENT);
	check_bad(&tree, "one/below", SYSFS_WHY_ABSENT);
	tree_unreadable(&tree, "folder");
	check_bad(&tree, "folder", "cannot be read: EISDIR");
	tree_eio(&tree, "eio");
	check_bad(&tree, "eio", SYSFS_WHY_EIO);
	tree_link(&tree, "circle", "circle");
	check_bad(&tree, "circle", "cannot be read: ELOOP");
	tree_bytes(&tree, "zero", "1\0002", 3);
	check_bad(&tree, "zero", "is not text: byte 0x00 at 1");
	tree_bytes(&tree, "binary", "\xff", 1);
	check_bad(&tree, "binary", "is not text: byte 0xff at 0");
	memset(huge, 'a', sizeof(huge));
	tree_bytes(&tree, "huge", huge, sizeof(huge));
	check_bad(&tree, "huge", "is longer than 65535 bytes");
	tree_bytes(&tree, "long", huge, sizeof(huge) - 1);
	tap_context("long");
	CHECK(sysfs_read(tree.root, "long", text, why));
	CHECK_EQUAL(strlen(text), sizeof(huge) - 1);
	/* Nobody writes to it: whoever waits for that waits for ever. */
	snprintf(pipe, sizeof(pipe), "%s/pipe", tree.root);
	REQUIRE(!mkfifo(pipe, 0600));
	check_good(&tree, "pipe", "");
	tree_remove(&tree);
}

static void links(void)
{
	char name[16];
	struct tree tree;

	tree_make(&tree);
	tree_link(&tree, "driver", "../../bus/ap/drivers/vfio_ap");
	CHECK(sysfs_link(tree.root, "driver", name, sizeof(name), why));
	CHECK_TEXT(name, "vfio_ap");
	tree_link(&tree, "bare", "vfio_ap");
	CHECK(sysfs_link(tree.root, "bare", name, sizeof(name), why));
	CHECK_TEXT(name, "vfio_ap");
	CHECK(sysfs_link(tree.root, "none", name, sizeof(name), why));
	CHECK_TEXT(name, "");
	tree_link(&tree, "slash", "drivers/");
	CHECK(!sysfs_link(tree.root, "slash", name, sizeof(name), why));
	tree_link(&tree, "long", "0123456789abcdef");
	CHECK(!sysfs_link(tree.root, "long", name, sizeof(name), why));
	CHECK_TEXT(name, "");
	tree_file(&tree, "file", "vfio_ap\n");
	CHECK(!sysfs_link(tree.root, "file", name, sizeof(name), why));
	CHECK_TEXT(why, "cannot be read: EINVAL");
	tree_remove(&tree);
}

static bool has_dot(const char *name)
{
	return name[0] != '.' && strchr(name, '.');
}

static void lists(void)
{
	char path[TREE_BYTES + 16];
	struct sysfs_names names;
	struct tree tree;

	tree_make(&tree);
	CHECK(sysfs_list(tree.root, has_dot, &names, why));
	CHECK_EQUAL(names.count, 0);
	sysfs_names_free(&names);
	tree_file(&tree, "b.2", "%s", "");
	tree_folder(&tree, "a.1");
	tree_file(&tree, "other", "%s", "");
	CHECK(sysfs_list(tree.root, has_dot, &names, why));
	CHECK_EQUAL(names.count, 2);
	if (names.count == 2) {
		CHECK_TEXT(names.names[0], "a.1");
		CHECK_TEXT(names.names[1], "b.2");
	}
	sysfs_names_free(&names);
	snprintf(path, sizeof(path), "%s/other", tree.root);
	CHECK(!sysfs_list(path, has_dot, &names, why));
	CHECK_TEXT(why, SYSFS_WHY_ABSENT);
	sysfs_names_free(&names);
	tree_remove(&tree);
}

static void words(void)
{
	CHECK(inv_has_word("migratable", "migratable"));
	CHECK(inv_has_word("hotplug migratable", "migratable"));
	CHECK(inv_has_word("migratable hotplug", "migratable"));
	CHECK(inv_has_word("unmigratable migratable x", "migratable"));
	CHECK(!inv_has_word("unmigratable", "migratable"));
	CHECK(!inv_has_word("migratable2 not-migratable", "migratable"));
	CHECK(!inv_has_word("", "migratable"));
}

static const struct test tests[] = {
	{ "attributes: text, and all that is none", attributes },
	{ "links: the last part, or none", links },
	{ "folders: in order, or why not", lists },
	{ "a word among words", words },
};

SUITE(sysfs, tests);
