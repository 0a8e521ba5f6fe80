// SPDX-License-Identifier: GPL-2.0
/*
 * bench-stream: what it costs to save and to restore a guest's AP configuration, and
 * what it would cost to build the state anew for each read
 * (Documentation/bench.rst).
 */
#include <stdlib.h>

#include "samples.h"
#include "table.h"

#define ROUNDS_DEFAULT	15

/* As many adapters as domains. */
static const unsigned int sides[] = { 4, 16, 64, 256 };

static int usage(FILE *out, int code)
{
	fprintf(out,
		"usage: bench-stream [OPTIONS]\n"
		"What it costs to save a guest with 16, 256, 4,096 and 65,536 queues in reads of\n"
		"4 KiB, and to restore it; and what it costs when the state is built anew for\n"
		"each read. Medians of several rounds; processor time.\n"
		"  --rounds N    1 to %u (%u)\n"
		"  --json        one object a line, with more exact names\n"
		"  --check       measure nothing, see whether what is compared is equal (TAP)\n",
		SAMPLES_MAX, ROUNDS_DEFAULT);
	return code;
}

static bool parse_rounds(const char *text, unsigned int *rounds)
{
	unsigned long value;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	value = strtoul(text, &end, 10);
	if (*end || !value || value > SAMPLES_MAX)
		return false;
	*rounds = (unsigned int)value;
	return true;
}

static int check(void)
{
	unsigned int failed = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sides); i++) {
		const char *wrong = measure_check(sides[i]);

		printf("%sok %zu - bench: %u x %u queues: one stream, read in 4 KiB and taken in any pieces, with one TAPQ each\n",
		       wrong ? "not " : "", i + 1, sides[i], sides[i]);
		if (wrong) {
			printf("#   %s\n", wrong);
			failed++;
		}
	}
	printf("1..%zu\n", ARRAY_SIZE(sides));
	return failed ? 1 : 0;
}

static int run(unsigned int rounds, bool json)
{
	size_t i;

	if (!json)
		table_head();
	for (i = 0; i < ARRAY_SIZE(sides); i++) {
		struct measured measured;
		const char *wrong = measure(&measured, sides[i], rounds);

		if (wrong) {
			fprintf(stderr, "bench-stream: %u x %u: %s\n", sides[i],
				sides[i], wrong);
			return 1;
		}
		table_row(&measured, json);
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int rounds = ROUNDS_DEFAULT;
	bool json = false, only_check = false;
	int arg;

	for (arg = 1; arg < argc; arg++) {
		if (!strcmp(argv[arg], "--json")) {
			json = true;
		} else if (!strcmp(argv[arg], "--check")) {
			only_check = true;
		} else if (!strcmp(argv[arg], "--help")) {
			return usage(stdout, 0);
		} else if (strcmp(argv[arg], "--rounds") ||
			   !parse_rounds(argv[++arg], &rounds)) {
			fprintf(stderr, "bench-stream: \"%s\": not understood\n",
				arg < argc ? argv[arg] : argv[argc - 1]);
			return usage(stderr, 2);
		}
	}
	return only_check ? check() : run(rounds, json);
}
