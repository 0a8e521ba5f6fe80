// SPDX-License-Identifier: GPL-2.0
/* aptrace inventory: this host's AP configuration, as one JSON document. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "exit_codes.h"
#include "inventory_json.h"
#include "inventory_sysfs.h"

#define NAME		"inventory"
#define SYSFS_ROOT	"/sys"

struct inventory_options {
	const char *root;
};

static const struct option_spec specs[] = {
	{ "sysfs-root", 0, OPTION_STRING, "DIR",
	  "where sysfs is (default: " SYSFS_ROOT "); of another one the\n"
	  "name and the kernel of its host are not known",
	  offsetof(struct inventory_options, root), 0, 0, NULL, NULL },
	{ 0 },
};

static const struct inventory_options defaults = {
	.root = SYSFS_ROOT,
};

static int run_inventory(const void *given)
{
	const struct inventory_options *options = given;
	bool own = !strcmp(options->root, SYSFS_ROOT);
	struct inventory inventory;
	struct text text = { 0 };
	int err;

	if (access(options->root, R_OK | X_OK)) {
		fprintf(stderr, "aptrace " NAME ": %s cannot be looked at: %s\n",
			options->root, strerror(errno));
		return EXIT_PREREQUISITE;
	}
	signal(SIGPIPE, SIG_IGN);
	inventory_from_sysfs(&inventory, options->root, own);
	inventory_write(&inventory, &text);
	inventory_free(&inventory);
	err = text_write(&text, STDOUT_FILENO);
	text_free(&text);
	if (!err || err == -EPIPE)
		return EXIT_OK;
	fprintf(stderr, "aptrace " NAME ": cannot write the output: %s\n",
		strerror(-err));
	return EXIT_RUNTIME;
}

static const struct example examples[] = {
	{ "aptrace inventory >src.json",
	  "what aptrace preflight wants of each host" },
	{ "aptrace inventory | jq .queues",
	  "only the queues" },
	{ 0 },
};

const struct command command_inventory = {
	.name = NAME,
	.summary = "this host's AP configuration, as JSON",
	.description =
"Prints what sysfs says of the AP bus, its cards and queues, and of the mediated\n"
"devices of vfio_ap, as one JSON document; what cannot be read is null, and the\n"
"member \"unknown\" next to it says why. No driver of ours is needed. Two of them are\n"
"what aptrace preflight compares. As root it sees most.",
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct inventory_options),
	.defaults = &defaults,
	.run = run_inventory,
};
