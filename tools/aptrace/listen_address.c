// SPDX-License-Identifier: GPL-2.0
/* Where a server listens. */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "listen_address.h"

#define PORT_MAX	65535

static bool parse_port(const char *text, in_port_t *port)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long number;

	if (!digits || digits > 5 || text[digits])
		return false;
	number = strtoul(text, NULL, 10);
	*port = htons((uint16_t)number);
	return number <= PORT_MAX;
}

bool listen_address_parse(void *result, const char *text)
{
	union listen_address *address = result;
	char host[INET6_ADDRSTRLEN];
	const char *colon = strrchr(text, ':');
	size_t length = colon ? colon - text : 0;

	memset(address, 0, sizeof(*address));
	if (length > 2 && text[0] == '[' && colon[-1] == ']') {
		text++;
		length -= 2;
		address->any.sa_family = AF_INET6;
	} else {
		address->any.sa_family = AF_INET;
	}
	if (!length || length >= sizeof(host))
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	if (address->any.sa_family == AF_INET6)
		return inet_pton(AF_INET6, host, &address->ip6.sin6_addr) == 1 &&
		       parse_port(colon + 1, &address->ip6.sin6_port);
	return inet_pton(AF_INET, host, &address->ip4.sin_addr) == 1 &&
	       parse_port(colon + 1, &address->ip4.sin_port);
}

void listen_address_text(const union listen_address *address, char *text)
{
	char host[INET6_ADDRSTRLEN];

	if (address->any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &address->ip6.sin6_addr, host, sizeof(host));
		snprintf(text, LISTEN_ADDRESS_BYTES, "[%s]:%u", host,
			 ntohs(address->ip6.sin6_port));
		return;
	}
	inet_ntop(AF_INET, &address->ip4.sin_addr, host, sizeof(host));
	snprintf(text, LISTEN_ADDRESS_BYTES, "%s:%u", host,
		 ntohs(address->ip4.sin_port));
}

size_t listen_address_bytes(const union listen_address *address)
{
	return address->any.sa_family == AF_INET6 ? sizeof(address->ip6) :
						    sizeof(address->ip4);
}
