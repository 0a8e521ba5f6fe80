// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "ops.h"

#define OPS_MAX		64
#define RESULTS_MAX	16

struct result {
	char text[32];
	u64 count;
};

static struct result results[OPS_MAX][RESULTS_MAX];
static u64 times_ns[OPS_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void stats_count(unsigned int op, const char *result, u64 time_ns)
{
	size_t length = strcspn(result, "0123456789,:");
	struct result *entry = results[op];
	char text[32];
	unsigned int i;

	if (!length)
		length = strcspn(result, " ");
	snprintf(text, sizeof(text), "%.*s", (int)length, result);
	pthread_mutex_lock(&lock);
	times_ns[op] += time_ns;
	/* The last entry takes all that is left. */
	for (i = 0; i < RESULTS_MAX - 1; i++, entry++)
		if (!entry->count || !strcmp(entry->text, text))
			break;
	if (!entry->count)
		strcpy(entry->text, text);
	entry->count++;
	pthread_mutex_unlock(&lock);
}

u64 stats_of(unsigned int op)
{
	u64 count = 0;
	unsigned int i;

	for (i = 0; i < RESULTS_MAX; i++)
		count += results[op][i].count;
	return count;
}

void stats_print(void)
{
	unsigned int op, i;

	for (op = 0; op < ops_count; op++) {
		printf("#   %-20s %7.2f s", ops[op].name, times_ns[op] / 1e9);
		for (i = 0; i < RESULTS_MAX && results[op][i].count; i++)
			printf(" %s:%llu", *results[op][i].text ?
			       results[op][i].text : "-",
			       (unsigned long long)results[op][i].count);
		printf("\n");
	}
}
