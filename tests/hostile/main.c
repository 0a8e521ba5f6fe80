// SPDX-License-Identifier: GPL-2.0
/* hostile A B EMPTY [CASE...]: see hostile.h; run by tests/e2e/hostile. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/number.h"
#include "../lib/cases.h"
#include "hostile.h"

static const struct test_case cases[] = {
	{ "files", case_files, "migration files that outlive what they are of", NULL },
	{ "races", case_races, "many threads with one migration file", NULL },
	{ "memory", case_memory, "buffers that end in the middle", NULL },
	{ "stall", case_stall, "user memory that does not come", NULL },
	{ "faults", case_faults, "each allocation fails once", NULL },
	{ "fuzz", case_fuzz, "random sequences against a model", NULL },
	{ 0 },
};

/* The cases limit their time themselves. */
static const struct test_program program = {
	.usage =
		"usage: hostile [OPTIONS] A B EMPTY [CASE...]\n"
		"  UUIDs of three mdevs: two with queues of their own, one with none\n"
		"  --seed N         of the random sequence (from the clock)\n"
		"  --operations N   its length (20000)\n",
	.cases = cases,
};

/* Mdev a's stream, for all cases that need one */
static void save(struct scene *scene)
{
	struct guest guest;
	long got;
	int fd;

	scene->stream = malloc(STREAM_MAX_BYTES);
	if (!scene->stream)
		bail("no memory");
	guest_open(&guest, scene->a);
	fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
	got = read_all(fd, scene->stream, STREAM_MAX_BYTES);
	if (got < 300)
		bail("the stream of %s: %s", scene->a, said(got));
	scene->stream_bytes = got;
	close(fd);
	guest_close(&guest);
}

static u64 number(const char *text)
{
	u64 value;

	if (parse_u64(text, 0, ~0ULL, &value)) {
		fprintf(stderr, "hostile: \"%s\" is no number\n", text);
		exit(cases_usage(&program));
	}
	return value;
}

static void parse_options(int argc, char **argv, struct scene *scene)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "operations", required_argument, NULL, 'o' },
		{ 0 },
	};
	int option;

	scene->seed = time(NULL);
	scene->operations = 20000;
	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 's':
			scene->seed = number(optarg);
			break;
		case 'o':
			scene->operations = number(optarg);
			break;
		default:
			exit(cases_usage(&program));
		}
	}
}

int main(int argc, char **argv)
{
	struct scene scene = { 0 };

	parse_options(argc, argv, &scene);
	argc -= optind;
	argv += optind;
	if (argc < 3 || !cases_known(&program, argv + 3))
		return cases_usage(&program);
	scene.a = argv[0];
	scene.b = argv[1];
	scene.empty = argv[2];
	save(&scene);
	cases_run(&program, argv + 3, &scene);
	free(scene.stream);
	return tap_end();
}
