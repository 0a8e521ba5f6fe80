/* SPDX-License-Identifier: GPL-2.0 */
/* A zPCI function of this host, as sysfs has it. */
#ifndef APTRACE_ZPCI_DEVICE_H
#define APTRACE_ZPCI_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zpci_name.h"

#define ZPCI_WHY_BYTES	1024
#define ZPCI_WORD_BYTES	64

/**
 * struct zpci_device - a function and who has it
 * @fid: function ID
 * @domain: PCI domain
 * @bus: bus number
 * @devfn: device and function number
 * @address: its PCI address
 * @driver: name of the driver that it is bound to, "" if to none
 * @cdev: name of its node in /dev/vfio/devices, "" if it has none
 * @group: name of its node in /dev/vfio, "" if it has none
 */
struct zpci_device {
	uint32_t fid;
	uint32_t domain;
	uint8_t bus;
	uint8_t devfn;
	char address[ZPCI_NAME_BYTES];
	char driver[ZPCI_WORD_BYTES];
	char cdev[ZPCI_WORD_BYTES];
	char group[ZPCI_WORD_BYTES];
};

/**
 * zpci_find - look for a function
 * @sysfs: where sysfs is mounted
 * @text: its PCI address, its function ID, or its folder in sysfs
 * @device: receives it
 * @why: receives why there is no such function, ZPCI_WHY_BYTES
 *
 * Return: true if it was found.
 */
bool zpci_find(const char *sysfs, const char *text, struct zpci_device *device,
	       char *why);

/* Could zpci_find() make anything of it? For options. */
bool zpci_is_name(const char *text);

#endif /* APTRACE_ZPCI_DEVICE_H */
