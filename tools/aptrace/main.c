// SPDX-License-Identifier: GPL-2.0
/* aptrace: the table of commands, --help and --version. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "command.h"
#include "exit_codes.h"
#include "fmb_record.h"
#include "record.h"
#include "standard_files.h"
#include "text.h"
#include "version.h"

static const struct command * const commands[] = {
	&command_migrations,
	&command_events,
	&command_fmb,
	&command_agent,
	&command_record,
	&command_replay,
	&command_explain,
	&command_merge,
	&command_report,
	&command_export,
	&command_inventory,
	&command_preflight,
	&command_doctor,
};

#define COMMAND_COUNT	ARRAY_SIZE(commands)

static void print_help(FILE *out)
{
	size_t i;

	fprintf(out,
		"Usage: aptrace COMMAND [OPTION...]\n\n"
		"Shows what happens to KVM guests with AP queues when they migrate, and what\n"
		"zPCI functions that were given to guests count.\n\n"
		"Commands:\n");
	for (i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-12s %s\n", commands[i]->name,
			commands[i]->summary);
	fprintf(out,
		"  help CMD     the options of a command\n\n"
		"Options:\n"
		"  -h, --help     this text\n"
		"  -V, --version  version and features\n\n"
		EXIT_CODES_HELP);
}

static void print_version(void)
{
	printf("aptrace " APTRACE_VERSION "\n"
	       "event layout (ABI): %d\n"
	       "event layout of vfio_zpci (ABI): %d\n"
	       "stream format: %d.%d\n"
	       "features: tp_btf raw_tp\n",
	       VFIO_AP_TRACE_ABI, VFIO_ZPCI_TRACE_ABI, VFIO_AP_MIG_MAJOR,
	       VFIO_AP_MIG_MINOR);
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	fprintf(stderr, "aptrace: there is no command '%s'; see aptrace --help\n",
		name);
	return NULL;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	void *options = must_alloc(1, command->options_bytes);
	int exit_code = EXIT_USAGE;
	bool help;

	memcpy(options, command->defaults, command->options_bytes);
	if (!options_parse(command, options, argc, argv, &help))
		goto out;
	if (help) {
		options_help(command);
		exit_code = EXIT_OK;
	} else {
		exit_code = command->run(options);
	}
out:
	free(options);
	return exit_code;
}

static int run_help(int argc, char **argv)
{
	const struct command *command;

	if (argc > 2) {
		fprintf(stderr, "aptrace help: unexpected argument '%s'\n",
			argv[2]);
		return EXIT_USAGE;
	}
	if (argc < 2) {
		print_help(stdout);
		return EXIT_OK;
	}
	command = find_command(argv[1]);
	if (!command)
		return EXIT_USAGE;
	options_help(command);
	return EXIT_OK;
}

static int dispatch(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help(stdout);
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		print_version();
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "help"))
		return run_help(argc - 1, argv + 1);
	command = find_command(argv[1]);
	return command ? run_command(command, argc - 1, argv + 1) : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	int exit_code;

	standard_files_reserve();
	exit_code = dispatch(argc, argv);

	/* Help and version go through stdio; a full disk must not pass. */
	if (fflush(stdout) && exit_code == EXIT_OK) {
		perror("aptrace: cannot write the output");
		exit_code = EXIT_RUNTIME;
	}
	return exit_code;
}
