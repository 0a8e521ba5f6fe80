// SPDX-License-Identifier: GPL-2.0
#include "kallsyms.h"

#include <stdio.h>
#include <string.h>

bool kallsyms_find(const char *name, unsigned long long *begin,
		   unsigned long long *end)
{
	unsigned long long address;
	char symbol[128];
	FILE *symbols;
	int pass;

	*begin = 0;
	*end = ~0ULL;
	for (pass = 0; pass < 2; pass++) {
		symbols = fopen("/proc/kallsyms", "r");
		if (!symbols)
			return false;
		while (fscanf(symbols, "%llx %*c %127s%*[^\n]", &address, symbol) == 2) {
			if (!pass && !strcmp(symbol, name))
				*begin = address;
			if (pass && address > *begin && address < *end)
				*end = address;
		}
		fclose(symbols);
	}
	return *begin;
}
