// SPDX-License-Identifier: GPL-2.0
/* Why programs of the kind tp_btf do not find the tracepoints of a module. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf_why.h"
#include "sysfs.h"

#define CAP_BIT_SYS_ADMIN	21

static bool is_there(const char *root, const char *folder, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s/%s", root, folder, name);
	return !access(path, F_OK);
}

/* If that cannot be told it is not what to complain of. */
static bool is_admin(const char *root)
{
	char text[SYSFS_TEXT_BYTES], why[SYSFS_WHY_BYTES];
	unsigned long long mask;
	const char *line;

	if (!sysfs_read(root, "proc/self/status", text, why))
		return true;
	line = strstr(text, "\nCapEff:");
	if (!line || sscanf(line, "\nCapEff: %llx", &mask) != 1)
		return true;
	return (mask >> CAP_BIT_SYS_ADMIN) & 1;
}

bool bpf_why_no_btf(const char *root, const char *module, char *why, size_t size)
{
	if (!is_there(root, "/sys/module", module))
		return false;
	if (!is_there(root, "/sys/kernel/btf", module)) {
		snprintf(why, size,
			 "--attach tp_btf needs BTF of the module %s, which has none (no /sys/kernel/btf/%s): use --attach raw_tp, which needs none",
			 module, module);
		return true;
	}
	if (!is_admin(root)) {
		snprintf(why, size,
			 "--attach tp_btf needs CAP_SYS_ADMIN to read the BTF of the module %s: run as root, or use --attach raw_tp, for which CAP_BPF and CAP_PERFMON are enough",
			 module);
		return true;
	}
	return false;
}
