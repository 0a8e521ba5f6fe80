// SPDX-License-Identifier: GPL-2.0
#include "scene.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

struct scene scene;

__attribute__((noreturn, format(printf, 1, 2)))
static void unfit(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "storm: ");
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, " (tests/storm/run sets the scene)\n");
	exit(3);
}

/* "0-3,6,0x10": numbers below 64 */
static u64 read_list(const char *file)
{
	char text[512], *word, *rest = text, *end;
	unsigned long first, last;
	u64 mask = 0;
	int ret;

	ret = sys_read(file, text, sizeof(text));
	if (ret < 0)
		unfit("%s: %s", file, err_name(ret));
	while ((word = strsep(&rest, ",\n"))) {
		if (!*word)
			continue;
		first = strtoul(word, &end, 0);
		last = *end == '-' ? strtoul(end + 1, &end, 0) : first;
		if (*end || last > 63)
			unfit("%s has '%s', the model knows 0 to 63", file, word);
		for (; first <= last; first++)
			mask |= BIT_ULL(first);
	}
	return mask;
}

/* Words 1 to 3 of the mask must be empty. */
static u64 read_mask(const char *file)
{
	char text[128], first[17] = "";
	int ret;

	ret = sys_read(file, text, sizeof(text));
	if (ret < 2 + 64 || strncmp(text, "0x", 2))
		unfit("%s has '%s', expected 0x and 64 digits", file, text);
	if (strspn(text + 18, "0") != 48)
		unfit("%s has bits behind 63: %s", file, text);
	memcpy(first, text + 2, 16);
	return strtoull(first, NULL, 16);
}

/* In the files bit 0 is the leftmost. */
static u64 mirror(u64 mask)
{
	u64 result = 0;
	int nr;

	for_each_bit(nr, mask)
		result |= BIT_ULL(63 - nr);
	return result;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void read_adapters(void)
{
	const struct dirent *entry;
	DIR *dir = opendir(EMU "/adapters");
	unsigned long id;
	char *end;

	if (!dir)
		unfit("%s/adapters: %s", EMU, err_name(errno));
	while ((entry = readdir(dir))) {
		id = strtoul(entry->d_name, &end, 16);
		if (*end || entry->d_name[0] == '.')
			continue;
		if (id > 63 || scene.adapters_count == ADAPTERS_MAX)
			unfit("%s/adapters: at most %u of 00 to 3f", EMU,
			      ADAPTERS_MAX);
		scene.adapters[scene.adapters_count++] = id;
	}
	closedir(dir);
	qsort(scene.adapters, scene.adapters_count, sizeof(scene.adapters[0]),
	      by_number);
}

static unsigned int not_in(u64 mask)
{
	unsigned int nr = 25;

	while (mask & BIT_ULL(nr))
		nr++;
	return nr;
}

static void make_queue_folders(void)
{
	char path[PATH_BYTES], name[16];
	unsigned int a, d;

	for (a = 0; a < scene.adapters_count; a++) {
		for (d = 0; d < scene.domains_count; d++) {
			queue_name(queue_bit(a, d), name, sizeof(name));
			snprintf(path, sizeof(path), EMU "/queues/%s", name);
			if (mkdir(path, 0755) && errno != EEXIST)
				unfit("%s: %s", path, err_name(errno));
		}
	}
}

void scene_read(void)
{
	u64 adapters = 0, domains;
	char text[PATH_BYTES];
	unsigned int i, nr;

	read_adapters();
	for (i = 0; i < scene.adapters_count; i++)
		adapters |= BIT_ULL(scene.adapters[i]);
	domains = read_list(EMU "/domains");
	for_each_bit(nr, domains) {
		if (scene.domains_count == DOMAINS_MAX)
			unfit("%s/domains: at most %u", EMU, DOMAINS_MAX);
		scene.domains[scene.domains_count++] = nr;
	}
	scene.all_adapters = adapters;
	scene.all_domains = domains;
	scene.control = read_list(EMU "/control_domains");
	if (!adapters || !domains)
		unfit("the software AP has no adapters or no domains");
	if (sys_read(EMU "/max_adapter", text, sizeof(text)) < 0)
		unfit("%s/max_adapter cannot be read", EMU);
	scene.number_max = strtoul(text, NULL, 0);
	scene.ghost_adapter = not_in(adapters);
	scene.ghost_domain = not_in(domains | scene.control);
	make_queue_folders();
	/* Both came with the same release of the AP bus. */
	snprintf(text, sizeof(text), AP_BUS "/devices/%02x.%04x/driver_override",
		 scene.adapters[0], scene.domains[0]);
	scene.whole = !access(text, F_OK);

	model_set(HOST_ADAPTERS, adapters);
	model_set(HOST_DOMAINS, domains);
	model_set(HOST_CONTROL, scene.control);
	model_set(APMASK, mirror(read_mask(AP_BUS "/apmask")));
	model_set(AQMASK, mirror(read_mask(AP_BUS "/aqmask")));
}

unsigned int queue_bit(unsigned int adapter_index, unsigned int domain_index)
{
	return adapter_index * DOMAINS_MAX + domain_index;
}

unsigned int queue_adapter(unsigned int bit)
{
	return scene.adapters[bit / DOMAINS_MAX];
}

unsigned int queue_domain(unsigned int bit)
{
	return scene.domains[bit % DOMAINS_MAX];
}

unsigned int queue_of(unsigned int adapter, unsigned int domain,
		      unsigned int otherwise)
{
	unsigned int a, d;

	for (a = 0; a < scene.adapters_count; a++)
		for (d = 0; d < scene.domains_count; d++)
			if (scene.adapters[a] == adapter &&
			    scene.domains[d] == domain)
				return queue_bit(a, d);
	return otherwise;
}

void queue_name(unsigned int bit, char *name, size_t name_bytes)
{
	snprintf(name, name_bytes, "%02x.%04x", queue_adapter(bit),
		 queue_domain(bit));
}

int emu_adapter(unsigned int adapter, const char *field, unsigned int value)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), EMU "/adapters/%02x/%s", adapter, field);
	return sys_writef(path, "%u", value);
}

int emu_queue(unsigned int bit, const char *field, const char *value)
{
	char path[PATH_BYTES], name[16];

	queue_name(bit, name, sizeof(name));
	snprintf(path, sizeof(path), EMU "/queues/%s/%s", name, field);
	return sys_write(path, value);
}

int emu_domains(unsigned int which, u64 mask)
{
	char list[512] = "";
	size_t used = 0;
	int nr;

	for_each_bit(nr, mask)
		used += snprintf(list + used, sizeof(list) - used, "%s%d",
				 used ? "," : "", nr);
	if (!used)
		strcpy(list, "\n");
	return sys_write(which == HOST_DOMAINS ? EMU "/domains" :
						 EMU "/control_domains", list);
}

/*
 * A scan that was running when the first write came may have begun before the
 * change, and the write then only waited for its end; the one for which the
 * second write waits began after that.
 */
int ap_rescan(void)
{
	int ret = sys_write(AP_BUS "/scans", "1");

	return ret ? ret : sys_write(AP_BUS "/scans", "1");
}
