// SPDX-License-Identifier: GPL-2.0
/*
 * What the driver of this host keeps of the last migrations of its mdevs. Most of
 * this is about the hosts on which there is nothing to be found: each has a reason
 * that somebody can do something about.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "exit_codes.h"
#include "format.h"
#include "outcomes_file.h"
#include "outcomes_host.h"
#include "sysfs.h"

#define DEBUGFS		"/sys/kernel/debug"
#define KEPT		DEBUGFS "/vfio"
#define MATRIX		"/sys/devices/vfio_ap/matrix"
#define NEXT_TIME	"Before the next attempt, on both hosts: aptrace record -o FILE"

/**
 * struct search - while it goes on
 * @host: where
 * @stories: takes in what is found
 * @why: what is wrong
 * @mdevs: folders of mdevs that were looked at
 * @files: files that were read
 * @begun: migrations of these mdevs
 * @not_kept: of these, for which there was no memory
 * @migrations: of these, in the files
 */
struct search {
	const struct outcomes_host *host;
	struct stories *stories;
	struct text *why;
	unsigned int mdevs;
	unsigned int files;
	uint64_t begun;
	uint64_t not_kept;
	uint64_t migrations;
};

static const char *path_of(const struct search *search, const char *file,
			   char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s%s", search->host->root, file);
	return path;
}

/* 0 if the folder can be listed. */
static int folder_errno(const char *path)
{
	DIR *dir = opendir(path);
	int err = errno;

	if (!dir)
		return err;
	closedir(dir);
	return 0;
}

static bool is_entry(const char *name)
{
	return name[0] != '.';
}

static bool is_uuid(const char *name)
{
	uint8_t uuid[UUID_BYTES];

	return parse_uuid(name, uuid);
}

/* How many entries; 0 also if it cannot be read. */
static size_t count(const char *path, bool (*wanted)(const char *name))
{
	char why[SYSFS_WHY_BYTES];
	struct sysfs_names names;
	size_t result;

	sysfs_list(path, wanted, &names, why);
	result = names.count;
	sysfs_names_free(&names);
	return result;
}

static int for_root(const struct search *search, const char *path, int err)
{
	text_printf(search->why, "%s: %s: only root reads what the driver keeps. As root: aptrace explain",
		    path, strerror(err));
	return EXIT_PREREQUISITE;
}

/* There is no folder of VFIO in debugfs. What is missing? */
static int without_vfio(const struct search *search, const char *kept)
{
	char path[PATH_MAX], text[SYSFS_TEXT_BYTES], why[SYSFS_WHY_BYTES];
	char features[PATH_MAX];

	path_of(search, MATRIX, path);
	path_of(search, MATRIX "/driver/features", features);
	if (folder_errno(path))
		text_printf(search->why, "there is no %s: no vfio_ap driver is loaded. Load it: modprobe vfio_ap",
			    path);
	else if (!sysfs_read(path, "driver/features", text, why))
		text_printf(search->why, "there is no %s, and %s: %s. aptrace doctor says what is missing.",
			    kept, features, why);
	else if (!strstr(text, "migratable"))
		text_printf(search->why, "the vfio_ap that is loaded cannot migrate: %s says \"%s\". It is the kernel's own; load the one that aptrace belongs to.",
			    features, text);
	else if (!count(path, is_uuid))
		text_printf(search->why, "there is no mdev in %s, so none has been migrated since it was made.",
			    path);
	else
		text_printf(search->why, "there is no %s: the kernel has no CONFIG_VFIO_DEBUGFS, or runs with debugfs=off, and the driver keeps nothing.\n"
			    NEXT_TIME, kept);
	return EXIT_PREREQUISITE;
}

/* Are there folders to look at? */
static int look(const struct search *search, const char *kept)
{
	char path[PATH_MAX];
	int err;

	err = folder_errno(path_of(search, DEBUGFS, path));
	if (err == EACCES || err == EPERM)
		return for_root(search, path, err);
	if (err) {
		text_printf(search->why, "%s: %s: the kernel has no debugfs (CONFIG_DEBUG_FS), where the driver would keep migrations.\n"
			    NEXT_TIME, path, strerror(err));
		return EXIT_PREREQUISITE;
	}
	err = folder_errno(kept);
	if (!err)
		return EXIT_OK;
	if (err == EACCES || err == EPERM)
		return for_root(search, kept, err);
	if (!count(path, is_entry)) {
		text_printf(search->why, "%s is empty: debugfs is not mounted. Mount it: mount -t debugfs none %s",
			    path, DEBUGFS);
		return EXIT_PREREQUISITE;
	}
	return without_vfio(search, kept);
}

static bool is_wanted(const struct search *search, const char *name)
{
	uint8_t uuid[UUID_BYTES];

	return !search->host->mdev_uuid ||
	       (parse_uuid(name, uuid) &&
		!memcmp(uuid, search->host->mdev_uuid, sizeof(uuid)));
}

/* False if nothing of the like can be read. */
static bool read_mdev(struct search *search, const char *kept, const char *name)
{
	struct story_origin origin = search->host->origin;
	char path[PATH_MAX], why[OUTCOMES_WHY_BYTES];
	struct outcomes_account account;
	int err;

	if (snprintf(path, sizeof(path), "%s/%s/outcomes", kept, name) >=
	    (int)sizeof(path))
		return true;
	origin.file = ++search->mdevs;
	err = -outcomes_read(search->stories, &origin, path, &account, why);
	if (err == EACCES || err == EPERM) {
		for_root(search, path, err);
		return false;
	}
	if (err == ENOENT || err == ENXIO)
		text_printf(text_list_add(&search->stories->notes),
			    "%s: has gone while the others were read, with its mdev or with the driver: it is left out.",
			    path);
	else if (err)
		text_printf(text_list_add(&search->stories->notes),
			    "%s: it is left out.", why);
	if (err)
		return true;
	search->files++;
	search->begun += account.begun;
	search->not_kept += account.not_kept;
	search->migrations += account.migrations;
	return true;
}

/* There were folders, and in none of them was a migration. */
static int nothing_found(const struct search *search, const char *kept)
{
	const struct text_list *notes = &search->stories->notes;
	char uuid[UUID_TEXT_BYTES];

	if (!search->mdevs && search->host->mdev_uuid) {
		format_uuid(uuid, search->host->mdev_uuid);
		text_printf(search->why, "there is no mdev %s here: no folder of that name in %s. What the driver keeps goes with the mdev.",
			    uuid, kept);
		return EXIT_RUNTIME;
	}
	if (!search->mdevs)
		return without_vfio(search, kept);
	/* Of one that was read, what is going on; else why none was. */
	if (!search->files || search->migrations) {
		text_puts(search->why, notes->count ? notes->items[0].data :
			  "nothing could be read");
		return EXIT_RUNTIME;
	}
	if (!search->begun)
		text_printf(search->why, "no migration was begun with %s in %s since %s made.",
			    search->files == 1 ? "the mdev" : "any of the mdevs",
			    kept, search->files == 1 ? "it was" : "they were");
	else
		text_printf(search->why, "the driver has kept none of %" PRIu64 " migration%s: for %" PRIu64 " there was no memory.\n"
			    NEXT_TIME, search->begun,
			    search->begun == 1 ? "" : "s", search->not_kept);
	return EXIT_RUNTIME;
}

int outcomes_host_read(const struct outcomes_host *host, struct stories *stories,
		       struct text *why)
{
	struct search search = {
		.host = host, .stories = stories, .why = why,
	};
	char kept[PATH_MAX], reason[SYSFS_WHY_BYTES];
	struct sysfs_names names;
	int result;
	size_t i;

	result = look(&search, path_of(&search, KEPT, kept));
	if (result)
		return result;
	if (!sysfs_list(kept, is_uuid, &names, reason)) {
		text_printf(why, "%s: %s", kept, reason);
		result = EXIT_RUNTIME;
	}
	for (i = 0; i < names.count && !result; i++)
		if (is_wanted(&search, names.names[i]) &&
		    !read_mdev(&search, kept, names.names[i]))
			result = EXIT_PREREQUISITE;
	sysfs_names_free(&names);
	if (result || stories_count(stories))
		return result;
	return nothing_found(&search, kept);
}
