/* SPDX-License-Identifier: GPL-2.0 */
/* "127.0.0.1:9839", "[::1]:9839": where a server listens. */
#ifndef APTRACE_LISTEN_ADDRESS_H
#define APTRACE_LISTEN_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/* Names are not looked up: where a service listens must not depend on a server. */
#define LISTEN_ADDRESS_WANTED						\
	"ADDRESS:PORT with an IP address, as 127.0.0.1:9839 or [::1]:9839, and a port up to 65535"

#define LISTEN_ADDRESS_BYTES	64

union listen_address {
	struct sockaddr any;
	struct sockaddr_in ip4;
	struct sockaddr_in6 ip6;
};

bool listen_address_parse(void *result, const char *text);
/* As it was given; @text has LISTEN_ADDRESS_BYTES. */
void listen_address_text(const union listen_address *address, char *text);
size_t listen_address_bytes(const union listen_address *address);

#endif /* APTRACE_LISTEN_ADDRESS_H */
