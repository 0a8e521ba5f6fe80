/* SPDX-License-Identifier: GPL-2.0 */
/* What people call a zPCI function: its PCI address, or its function ID. */
#ifndef APTRACE_ZPCI_NAME_H
#define APTRACE_ZPCI_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZPCI_NAME_BYTES		32	/* enough for "0001:00:00.0" */
#define ZPCI_NAME_WANTED						\
	"a PCI address like 0001:00:00.0 or a function ID like 0x11"

/**
 * struct zpci_name - one function, named in one of two ways
 * @set: it is named at all
 * @by_fid: by @fid, else by its address
 * @fid: function ID
 * @domain: PCI domain
 * @bus: bus number
 * @devfn: device and function number
 */
struct zpci_name {
	bool set;
	bool by_fid;
	uint32_t fid;
	uint32_t domain;
	uint8_t bus;
	uint8_t devfn;
};

/* Of the form that ZPCI_NAME_WANTED says; usable as an option's parse(). */
bool zpci_parse_name(void *name, const char *text);

/* "0001:00:00.0" */
void zpci_format_address(char text[ZPCI_NAME_BYTES], uint32_t domain,
			 uint8_t bus, uint8_t devfn);

#endif /* APTRACE_ZPCI_NAME_H */
