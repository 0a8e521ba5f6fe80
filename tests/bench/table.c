// SPDX-License-Identifier: GPL-2.0
#include "table.h"

/**
 * struct field - one column
 * @name: its key in JSON
 * @group: heading of the columns that belong together, at the first of them
 * @heading: its own heading
 * @width: of the column
 * @decimals: how many are printed
 * @get: the value
 */
struct field {
	const char *name;
	const char *group;
	const char *heading;
	int width;
	int decimals;
	double (*get)(const struct measured *measured);
};

#define GET(name, expression)					\
static double get_##name(const struct measured *measured)	\
{								\
	return measured->expression;				\
}

GET(queues, queues)
GET(stream_bytes, stream_bytes)
GET(reads, reads)
GET(snapshot_ns, save_ns[BENCH_SNAPSHOT])
GET(rebuilt_ns, save_ns[BENCH_REBUILT])
GET(bare_ns, save_ns[BENCH_REBUILT_BARE])
GET(restore_ns, restore_ns)
GET(snapshot_tapqs, save_tapqs[BENCH_SNAPSHOT])
GET(rebuilt_tapqs, save_tapqs[BENCH_REBUILT])
GET(restore_tapqs, restore_tapqs)
GET(rebuilt_ratio, save_ratio[BENCH_REBUILT])
GET(bare_ratio, save_ratio[BENCH_REBUILT_BARE])
GET(rebuilt_both, both_ratio[BENCH_REBUILT])
GET(bare_both, both_ratio[BENCH_REBUILT_BARE])

static const struct field fields[] = {
	{ "queues", "", "queues", 6, 0, get_queues },
	{ "stream_bytes", "", "bytes", 9, 0, get_stream_bytes },
	{ "reads", "", "reads", 6, 0, get_reads },
	{ "snapshot_tapqs", "- TAPQ for each queue", "once", 7, 0, get_snapshot_tapqs },
	{ "rebuilt_tapqs", "", "rebuilt", 8, 0, get_rebuilt_tapqs },
	{ "restore_tapqs", "", "restore", 8, 0, get_restore_tapqs },
	{ "snapshot_ns", "----- ns for each queue", "once", 8, 1, get_snapshot_ns },
	{ "rebuilt_ns", "", "rebuilt", 9, 1, get_rebuilt_ns },
	{ "bare_ns", "", "bare", 8, 1, get_bare_ns },
	{ "restore_ns", "", "restore", 8, 1, get_restore_ns },
	{ "rebuilt_ratio", "---- save, x", "rebuilt", 8, 1, get_rebuilt_ratio },
	{ "bare_ratio", "", "bare", 6, 1, get_bare_ratio },
	{ "rebuilt_both_ratio", "---- both, x", "rebuilt", 8, 1, get_rebuilt_both },
	{ "bare_both_ratio", "", "bare", 6, 1, get_bare_both },
};

/* Each group's heading ends where its last column does. */
static void group_heads(void)
{
	size_t i, next;
	int width;

	for (i = 0; i < ARRAY_SIZE(fields); i = next) {
		width = fields[i].width;
		for (next = i + 1; next < ARRAY_SIZE(fields) &&
		     !*fields[next].group; next++)
			width += fields[next].width;
		printf("%*s", width, fields[i].group);
	}
	printf("\n");
}

void table_head(void)
{
	size_t i;

	group_heads();
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		printf("%*s", fields[i].width, fields[i].heading);
	printf("\n");
}

void table_row(const struct measured *measured, bool json)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		double value = fields[i].get(measured);

		if (json)
			printf("%s\"%s\": %.*f", i ? ", " : "{", fields[i].name,
			       fields[i].decimals, value);
		else
			printf("%*.*f", fields[i].width, fields[i].decimals,
			       value);
	}
	printf(json ? "}\n" : "\n");
	fflush(stdout);
}
