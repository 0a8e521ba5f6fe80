// SPDX-License-Identifier: GPL-2.0
/* What people call a zPCI function. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "zpci_name.h"

#define DEVICES_MAX	32
#define FUNCTIONS_MAX	8

/* Up to @digits_max hexadecimal digits, then @end; NULL if that is not there. */
static const char *parse_hex(const char *text, unsigned int digits_max, char end,
			     uint32_t *number)
{
	unsigned int digits = 0;

	*number = 0;
	for (; isxdigit((unsigned char)*text); text++) {
		if (++digits > digits_max)
			return NULL;
		*number = *number * 16 +
			  (uint32_t)(isdigit((unsigned char)*text) ? *text - '0' :
				     tolower((unsigned char)*text) - 'a' + 10);
	}
	if (!digits || *text != end)
		return NULL;
	return end ? text + 1 : text;
}

static bool parse_address(const char *text, struct zpci_name *name)
{
	uint32_t bus, device, function;

	text = parse_hex(text, 8, ':', &name->domain);
	if (text)
		text = parse_hex(text, 2, ':', &bus);
	if (text)
		text = parse_hex(text, 2, '.', &device);
	if (text)
		text = parse_hex(text, 1, '\0', &function);
	if (!text || device >= DEVICES_MAX || function >= FUNCTIONS_MAX)
		return false;
	name->bus = (uint8_t)bus;
	name->devfn = (uint8_t)(device << 3 | function);
	return true;
}

bool zpci_parse_name(void *result, const char *text)
{
	struct zpci_name name = { .set = true };

	/* Without 0x nobody would know which 11 is meant. */
	name.by_fid = !strncmp(text, "0x", strlen("0x"));
	if (name.by_fid) {
		if (!parse_hex(text + strlen("0x"), 8, '\0', &name.fid))
			return false;
	} else if (!parse_address(text, &name)) {
		return false;
	}
	memcpy(result, &name, sizeof(name));
	return true;
}

void zpci_format_address(char text[ZPCI_NAME_BYTES], uint32_t domain,
			 uint8_t bus, uint8_t devfn)
{
	snprintf(text, ZPCI_NAME_BYTES, "%04" PRIx32 ":%02x:%02x.%u", domain,
		 bus, devfn >> 3, devfn & 7);
}
