// SPDX-License-Identifier: GPL-2.0
/* The table of commands: --help, manual pages and completion are made from it. */
#include <string.h>

#include "command.h"

const struct command * const commands[] = {
	&command_migrations,
	&command_events,
	&command_latency,
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
	NULL,
};

const struct option_spec program_options[] = {
	{ .name = "help", .letter = 'h', .help = "this text" },
	{ .name = "version", .letter = 'V', .help = "version and features" },
	{ 0 },
};

const struct command *command_find(const char *name)
{
	size_t i;

	for (i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}
