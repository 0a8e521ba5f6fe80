// SPDX-License-Identifier: GPL-2.0
/* aptrace: which command is it, and --version. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_codes.h"
#include "fmb_record.h"
#include "record.h"
#include "standard_files.h"
#include "text.h"
#include "version.h"

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
	const struct command *command = command_find(name);

	if (!command)
		fprintf(stderr, "aptrace: there is no command '%s'; see aptrace --help\n",
			name);
	return command;
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
		command_help(command);
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
		program_help(stdout);
		return EXIT_OK;
	}
	command = find_command(argv[1]);
	if (!command)
		return EXIT_USAGE;
	command_help(command);
	return EXIT_OK;
}

static int dispatch(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		program_help(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		program_help(stdout);
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
