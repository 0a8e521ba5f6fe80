// SPDX-License-Identifier: GPL-2.0
/* hostile A B EMPTY [CASE...]: see hostile.h; run by tests/e2e/hostile. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/number.h"
#include "hostile.h"

static const struct {
	const char *name;
	void (*run)(const struct scene *scene);
} cases[] = {
	{ "files", case_files },
	{ "races", case_races },
	{ "memory", case_memory },
	{ "stall", case_stall },
	{ "faults", case_faults },
	{ "fuzz", case_fuzz },
};

#define CASES	ARRAY_SIZE(cases)

static int usage(void)
{
	unsigned int i;

	fprintf(stderr, "usage: hostile [OPTIONS] A B EMPTY [CASE...]\n"
		"  UUIDs of three mdevs: two with queues of their own, one with none\n"
		"  --seed N         of the random sequence (from the clock)\n"
		"  --operations N   its length (20000)\n"
		"  cases:");
	for (i = 0; i < CASES; i++)
		fprintf(stderr, " %s", cases[i].name);
	fprintf(stderr, "\n");
	return 2;
}

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

static int find(const char *name)
{
	unsigned int i;

	for (i = 0; i < CASES; i++)
		if (!strcmp(cases[i].name, name))
			return i;
	return -1;
}

static u64 number(const char *text)
{
	u64 value;

	if (parse_u64(text, 0, ~0ULL, &value)) {
		fprintf(stderr, "hostile: \"%s\" is no number\n", text);
		exit(usage());
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
			exit(usage());
		}
	}
}

int main(int argc, char **argv)
{
	struct scene scene = { 0 };
	unsigned int i;
	int arg;

	parse_options(argc, argv, &scene);
	argc -= optind;
	argv += optind;
	if (argc < 3)
		return usage();
	for (arg = 3; arg < argc; arg++)
		if (find(argv[arg]) < 0)
			return usage();
	scene.a = argv[0];
	scene.b = argv[1];
	scene.empty = argv[2];
	save(&scene);
	for (arg = 3; arg < argc; arg++)
		cases[find(argv[arg])].run(&scene);
	for (i = 0; argc == 3 && i < CASES; i++)
		cases[i].run(&scene);
	free(scene.stream);
	return tap_end();
}
