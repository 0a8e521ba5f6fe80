// SPDX-License-Identifier: GPL-2.0
/* A zPCI function of this host, as sysfs has it. */
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zpci_device.h"

/* The only word in a file; false if there is no such file. */
static bool read_word(const char *path, char word[ZPCI_WORD_BYTES])
{
	FILE *file = fopen(path, "re");
	bool good;

	if (!file)
		return false;
	good = fgets(word, ZPCI_WORD_BYTES, file);
	fclose(file);
	if (good)
		word[strcspn(word, "\n")] = '\0';
	return good;
}

/* Where a link leads to, its last part; "" if there is no such link. */
static void link_name(const char *folder, const char *link,
		      char name[ZPCI_WORD_BYTES])
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *last;
	ssize_t length;

	name[0] = '\0';
	snprintf(path, sizeof(path), "%s/%s", folder, link);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return;
	target[length] = '\0';
	last = strrchr(target, '/');
	snprintf(name, ZPCI_WORD_BYTES, "%.*s", ZPCI_WORD_BYTES - 1,
		 last ? last + 1 : target);
}

/* The first entry of a folder with that beginning; "" if there is none. */
static void entry_name(const char *folder, const char *sub, const char *prefix,
		       char name[ZPCI_WORD_BYTES])
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	name[0] = '\0';
	snprintf(path, sizeof(path), "%s/%s", folder, sub);
	dir = opendir(path);
	if (!dir)
		return;
	while (!name[0] && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, strlen(prefix)))
			snprintf(name, ZPCI_WORD_BYTES, "%.*s",
				 ZPCI_WORD_BYTES - 1, entry->d_name);
	closedir(dir);
}

/* All that is asked of it, from its folder; false if it is no zPCI function. */
static bool read_device(const char *folder, const char *address,
			struct zpci_device *device)
{
	char path[PATH_MAX], word[ZPCI_WORD_BYTES];
	struct zpci_name name, fid;

	if (!zpci_parse_name(&name, address) || name.by_fid)
		return false;
	snprintf(path, sizeof(path), "%s/function_id", folder);
	if (!read_word(path, word) || !zpci_parse_name(&fid, word) ||
	    !fid.by_fid)
		return false;
	memset(device, 0, sizeof(*device));
	device->fid = fid.fid;
	device->domain = name.domain;
	device->bus = name.bus;
	device->devfn = name.devfn;
	snprintf(device->address, sizeof(device->address), "%s", address);
	link_name(folder, "driver", device->driver);
	link_name(folder, "iommu_group", device->group);
	entry_name(folder, "vfio-dev", "vfio", device->cdev);
	return true;
}

static bool find_folder(const char *folder, struct zpci_device *device,
			char *why)
{
	char *path = realpath(folder, NULL);
	const char *last = path ? strrchr(path, '/') : NULL;
	bool found = last && read_device(path, last + 1, device);

	if (!last)
		snprintf(why, ZPCI_WHY_BYTES, "%s: there is no such folder",
			 folder);
	else if (!found)
		snprintf(why, ZPCI_WHY_BYTES,
			 "%s is not the folder of a zPCI function (with a file function_id)",
			 folder);
	free(path);
	return found;
}

static bool find_address(const char *sysfs, const struct zpci_name *name,
			 struct zpci_device *device, char *why)
{
	char folder[PATH_MAX], address[ZPCI_NAME_BYTES];

	zpci_format_address(address, name->domain, name->bus, name->devfn);
	snprintf(folder, sizeof(folder), "%s/bus/pci/devices/%s", sysfs,
		 address);
	if (access(folder, F_OK)) {
		snprintf(why, ZPCI_WHY_BYTES,
			 "this host has no PCI function %s", address);
		return false;
	}
	if (read_device(folder, address, device))
		return true;
	snprintf(why, ZPCI_WHY_BYTES,
		 "%s is no zPCI function (it has no function_id)", address);
	return false;
}

static bool find_fid(const char *sysfs, uint32_t fid,
		     struct zpci_device *device, char *why)
{
	char devices[PATH_MAX], folder[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(devices, sizeof(devices), "%s/bus/pci/devices", sysfs);
	dir = opendir(devices);
	while (dir && !found && (entry = readdir(dir))) {
		if (snprintf(folder, sizeof(folder), "%s/%s", devices,
			     entry->d_name) >= (int)sizeof(folder))
			continue;
		found = read_device(folder, entry->d_name, device) &&
			device->fid == fid;
	}
	if (dir)
		closedir(dir);
	if (!found)
		snprintf(why, ZPCI_WHY_BYTES,
			 "this host has no zPCI function with ID 0x%08" PRIx32,
			 fid);
	return found;
}

bool zpci_find(const char *sysfs, const char *text, struct zpci_device *device,
	       char *why)
{
	struct zpci_name name;

	if (strchr(text, '/'))
		return find_folder(text, device, why);
	if (!zpci_parse_name(&name, text)) {
		snprintf(why, ZPCI_WHY_BYTES, "'%s' is not %s", text,
			 ZPCI_NAME_WANTED);
		return false;
	}
	return name.by_fid ? find_fid(sysfs, name.fid, device, why) :
			     find_address(sysfs, &name, device, why);
}

bool zpci_is_name(const char *text)
{
	struct zpci_name name;

	return strchr(text, '/') || zpci_parse_name(&name, text);
}
