// SPDX-License-Identifier: GPL-2.0
/* What zPCI functions are called, and finding them in sysfs (a small one here). */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../tools/aptrace/zpci_device.h"
#include "../tap.h"
#include "suites.h"

static void addresses(void)
{
	struct zpci_name name = { 0 };
	char text[ZPCI_NAME_BYTES];

	REQUIRE(zpci_parse_name(&name, "0001:02:1f.7"));
	CHECK(name.set && !name.by_fid);
	CHECK_EQUAL(name.domain, 1);
	CHECK_EQUAL(name.bus, 2);
	CHECK_EQUAL(name.devfn, 0xff);
	zpci_format_address(text, name.domain, name.bus, name.devfn);
	CHECK_TEXT(text, "0001:02:1f.7");
	REQUIRE(zpci_parse_name(&name, "DEADbeef:00:00.0"));
	CHECK_EQUAL(name.domain, 0xdeadbeef);
	zpci_format_address(text, name.domain, name.bus, name.devfn);
	CHECK_TEXT(text, "deadbeef:00:00.0");
}

static void function_ids(void)
{
	struct zpci_name name = { 0 };

	REQUIRE(zpci_parse_name(&name, "0x11"));
	CHECK(name.set && name.by_fid);
	CHECK_EQUAL(name.fid, 0x11);
	REQUIRE(zpci_parse_name(&name, "0xFFFFFFFF"));
	CHECK_EQUAL(name.fid, UINT32_MAX);
}

static void bad_names(void)
{
	static const char * const bad[] = {
		"", "11", "0x", "0x100000000", "0x1g", "x11", "0001", "0001:",
		"0001:00", "0001:00:00", "0001:00:00.", "0001:00:00.8",
		"0001:00:20.0", "0001:000:00.0", "0001:00:00.0 ", " 0001:00:00.0",
		"0001:00:00.00", "123456789:00:00.0", "0001:-1:00.0",
		"0001:00:00:0", "0x11,0x12",
	};
	struct zpci_name name = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tap_context("'%s'", bad[i]);
		CHECK(!zpci_parse_name(&name, bad[i]));
		CHECK(!name.set);
		CHECK(!zpci_is_name(bad[i]));
	}
	CHECK(zpci_is_name("/sys/bus/pci/devices/0001:00:00.0"));
	CHECK(zpci_is_name("0001:00:00.0"));
}

/* --- a sysfs with four functions */

static char root[32];

/* The folder @path below the root, with all folders above it. */
static void make_folder(const char *path)
{
	char whole[256];
	char *slash;

	snprintf(whole, sizeof(whole), "%s/%s/", root, path);
	for (slash = strchr(whole + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(whole, 0700);
		*slash = '/';
	}
}

static void make_file(const char *path, const char *text)
{
	char whole[256];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	file = fopen(whole, "w");
	REQUIRE(file);
	fputs(text, file);
	fclose(file);
}

static void make_link(const char *path, const char *target)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	CHECK_EQUAL(symlink(target, whole), 0);
}

#define DEVICES	"bus/pci/devices"
#define OURS	"devices/pci0011:00/0011:00:00.0"

static bool make_sysfs(void)
{
	snprintf(root, sizeof(root), "/tmp/aptrace-zpci.XXXXXX");
	if (!CHECK(mkdtemp(root)))
		return false;
	make_folder(DEVICES);
	make_folder(OURS "/vfio-dev/vfio3");
	make_link(DEVICES "/0011:00:00.0", "../../../" OURS);
	make_file(OURS "/function_id", "0x00000011\n");
	make_link(OURS "/driver", "../../../bus/pci/drivers/vfio-zpci-fmb");
	make_link(OURS "/iommu_group", "../../../kernel/iommu_groups/7");
	make_folder(DEVICES "/0012:00:00.0");
	make_file(DEVICES "/0012:00:00.0/function_id", "0x00000a12\n");
	make_folder(DEVICES "/0013:00:00.0");
	make_folder(DEVICES "/0014:00:00.0");
	make_file(DEVICES "/0014:00:00.0/function_id", "no number\n");
	return true;
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_sysfs(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void check_ours(const char *name)
{
	struct zpci_device device;
	char why[ZPCI_WHY_BYTES] = "";

	tap_context("%s", name);
	memset(&device, 0xff, sizeof(device));
	if (!CHECK(zpci_find(root, name, &device, why)))
		return;
	CHECK_TEXT(device.address, "0011:00:00.0");
	CHECK_EQUAL(device.fid, 0x11);
	CHECK_EQUAL(device.domain, 0x11);
	CHECK_EQUAL(device.bus, 0);
	CHECK_EQUAL(device.devfn, 0);
	CHECK_TEXT(device.driver, "vfio-zpci-fmb");
	CHECK_TEXT(device.cdev, "vfio3");
	CHECK_TEXT(device.group, "7");
}

static void found(void)
{
	struct zpci_device device;
	char why[ZPCI_WHY_BYTES], path[256];

	if (!make_sysfs())
		return;
	check_ours("0011:00:00.0");
	check_ours("11:0:0.0");
	check_ours("0x11");
	snprintf(path, sizeof(path), "%s/" DEVICES "/0011:00:00.0", root);
	check_ours(path);
	snprintf(path, sizeof(path), "%s/" OURS "/", root);
	check_ours(path);
	tap_context("no driver");
	CHECK(zpci_find(root, "0xa12", &device, why));
	CHECK_TEXT(device.address, "0012:00:00.0");
	CHECK_TEXT(device.driver, "");
	CHECK_TEXT(device.cdev, "");
	CHECK_TEXT(device.group, "");
	remove_sysfs();
}

static void check_missing(const char *name, const char *words)
{
	struct zpci_device device;
	char why[ZPCI_WHY_BYTES] = "";

	tap_context("%s", name);
	CHECK(!zpci_find(root, name, &device, why));
	CHECK(strstr(why, words));
}

static void not_found(void)
{
	char path[256];

	if (!make_sysfs())
		return;
	check_missing("0099:00:00.0", "no PCI function 0099:00:00.0");
	check_missing("0013:00:00.0", "is no zPCI function");
	check_missing("0014:00:00.0", "is no zPCI function");
	check_missing("0x99", "no zPCI function with ID 0x00000099");
	check_missing("eleven", "'eleven' is not a PCI address");
	check_missing("/nowhere/0011:00:00.0", "no such folder");
	snprintf(path, sizeof(path), "%s/" DEVICES, root);
	check_missing(path, "not the folder of a zPCI function");
	remove_sysfs();
}

static const struct test tests[] = {
	{ "addresses", addresses },
	{ "function_ids", function_ids },
	{ "bad_names", bad_names },
	{ "found", found },
	{ "not_found", not_found },
};

SUITE(zpci, tests);
