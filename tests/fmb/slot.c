// SPDX-License-Identifier: GPL-2.0
/* Taking the function away from the host, and bringing it back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "host.h"

void slot_find(struct slot *slot, const char *address)
{
	char path[128], text[32];

	slot->address = address;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/function_id", address);
	if (!get_text(path, text, sizeof(text)))
		bail("%s: %s", path, strerror(errno));
	snprintf(slot->power, sizeof(slot->power), "/sys/bus/pci/slots/%08lx/power",
		 strtoul(text, NULL, 16));
}

int slot_power(const struct slot *slot, bool on)
{
	return put_text(slot->power, on ? "1" : "0");
}

bool slot_has_function(const struct slot *slot)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", slot->address);
	return !access(path, F_OK);
}

static bool is_there(void *slot)
{
	return slot_has_function(slot);
}

int slot_bring_back(const struct slot *slot)
{
	char path[128];
	int ret;

	ret = slot_power(slot, true);
	if (ret)
		return ret;
	if (!until(is_there, (void *)slot, 60))
		return -ENODEV;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver_override", slot->address);
	ret = put_text(path, "vfio-zpci-fmb");
	return ret ? : put_text("/sys/bus/pci/drivers_probe", slot->address);
}
