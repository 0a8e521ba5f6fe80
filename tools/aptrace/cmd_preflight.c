// SPDX-License-Identifier: GPL-2.0
/* aptrace preflight: the destination's verdict, before anybody migrates. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "exit_codes.h"
#include "format.h"
#include "inventory_json.h"
#include "predict.h"
#include "preflight_view.h"

#define NAME		"preflight"
#define ASSUME_RESET	0x1
#define ASSUME_DEPTH	0x2

struct preflight_options {
	struct operands files;
	const char *mdev;
	const char *dst_mdev;
	unsigned int assume;
	bool all;
	bool json;
};

static bool parse_mdev(void *result, const char *text)
{
	uint8_t uuid[UUID_BYTES];

	*(const char **)result = text;
	return parse_uuid(text, uuid);
}

static bool parse_assume(void *result, const char *text)
{
	static const struct {
		const char *name;
		unsigned int bit;
	} words[] = {
		{ "reset", ASSUME_RESET }, { "depth", ASSUME_DEPTH },
	};
	unsigned int *assume = result;
	size_t length, i;

	for (;; text += length + 1) {
		length = strcspn(text, ",");
		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (length == strlen(words[i].name) &&
			    !strncmp(text, words[i].name, length))
				break;
		if (i == ARRAY_SIZE(words))
			return false;
		*assume |= words[i].bit;
		if (!text[length])
			return true;
	}
}

#define OPTION(member)	offsetof(struct preflight_options, member)
#define UUID_WANTED	"a UUID like 11111111-2222-3333-4444-555555555555"

static const struct option_spec specs[] = {
	{ "mdev", 'm', OPTION_PARSED, "UUID",
	  "the guest's device on the source; not needed if it has\n"
	  "only one",
	  OPTION(mdev), 0, 0, parse_mdev, UUID_WANTED },
	{ "dst-mdev", 'd', OPTION_PARSED, "UUID",
	  "the device on the destination (default: the one with the\n"
	  "same UUID, or else a new one)",
	  OPTION(dst_mdev), 0, 0, parse_mdev, UUID_WANTED },
	{ "assume", 0, OPTION_WORDS, "WHAT,...",
	  "take for granted what sysfs cannot tell: reset, that the\n"
	  "last reset of each queue succeeded; depth, that the depth\n"
	  "that old kernels show is all of it",
	  OPTION(assume), 0, 0, parse_assume, "reset depth" },
	{ "all", 'a', OPTION_FLAG, NULL,
	  "also what would be taken, not only what would not",
	  OPTION(all), 0, 0, NULL, NULL },
	{ "json", 'j', OPTION_FLAG, NULL, "one JSON object a line",
	  OPTION(json), 0, 0, NULL, NULL },
	{ 0 },
};

static const struct preflight_options defaults;

/* The UUIDs that there are, for somebody who has named none, or another one. */
static void list_mdevs(const struct inventory *inventory)
{
	size_t i;

	if (inventory->mdevs.why)
		fprintf(stderr, " which it has is not known: %s",
			inventory->mdevs.why);
	else if (!inventory->mdevs.count)
		fprintf(stderr, " it has none");
	else
		fprintf(stderr, " it has");
	for (i = 0; i < inventory->mdevs.count; i++)
		fprintf(stderr, " %s", inventory->mdevs.items[i].name);
	fputc('\n', stderr);
}

static bool find_mdev(const struct inventory *inventory, const char *uuid,
		      const char *option, const struct inv_item **mdev)
{
	*mdev = inv_find_mdev(inventory, uuid);
	if (*mdev)
		return true;
	fprintf(stderr, "aptrace " NAME ": %s: %s has no mdev %s;",
		option, inventory->source, uuid);
	list_mdevs(inventory);
	return false;
}

static bool find_mdevs(const struct preflight_options *options,
		       struct predict_options *what)
{
	const struct inv_list *mdevs = &what->src->mdevs;

	if (options->mdev) {
		if (!find_mdev(what->src, options->mdev, "--mdev", &what->src_mdev))
			return false;
	} else if (mdevs->count == 1) {
		what->src_mdev = &mdevs->items[0];
	} else {
		fprintf(stderr, "aptrace " NAME ": which mdev of %s, --mdev UUID?",
			what->src->source);
		list_mdevs(what->src);
		return false;
	}
	if (options->dst_mdev)
		return find_mdev(what->dst, options->dst_mdev, "--dst-mdev",
				 &what->dst_mdev);
	what->dst_mdev = inv_find_mdev(what->dst, what->src_mdev->name);
	return true;
}

static bool load(struct inventory *inventory, const char *path)
{
	char error[INVENTORY_ERROR_BYTES];

	if (inventory_load(inventory, path, error))
		return true;
	fprintf(stderr, "aptrace " NAME ": %s\n", error);
	return false;
}

static int show(const struct preflight_options *options,
		const struct predict_options *what)
{
	static const enum exit_code codes[PREDICTIONS] = {
		[PREDICTION_COMPATIBLE] = EXIT_OK,
		[PREDICTION_REFUSED] = EXIT_REFUSED,
		[PREDICTION_UNKNOWN] = EXIT_UNDECIDED,
	};
	struct predict_result result;
	const struct preflight preflight = { .options = what, .result = &result };
	struct text text = { 0 };
	int err, exit_code;

	signal(SIGPIPE, SIG_IGN);
	predict(what, &result);
	if (options->json)
		preflight_json_lines(&preflight, options->all, &text);
	else
		preflight_text(&preflight, options->all, &text);
	exit_code = codes[result.prediction];
	predict_free(&result);
	err = text_write(&text, STDOUT_FILENO);
	text_free(&text);
	/* A reader that has gone can still want the verdict. */
	if (!err || err == -EPIPE)
		return exit_code;
	fprintf(stderr, "aptrace " NAME ": cannot write the output: %s\n",
		strerror(-err));
	return EXIT_RUNTIME;
}

static int run_preflight(const void *given)
{
	const struct preflight_options *options = given;
	struct inventory src = { 0 }, dst = { 0 };
	struct predict_options what = {
		.src = &src,
		.dst = &dst,
		.assume_reset = options->assume & ASSUME_RESET,
		.assume_depth = options->assume & ASSUME_DEPTH,
	};
	int exit_code = EXIT_RUNTIME;

	if (!strcmp(options->files.list[0], "-") && !strcmp(options->files.list[1], "-")) {
		fprintf(stderr, "aptrace " NAME ": only one of SRC and DST can be '-'\n");
		return EXIT_USAGE;
	}
	if (load(&src, options->files.list[0]) && load(&dst, options->files.list[1]))
		exit_code = find_mdevs(options, &what) ? show(options, &what) :
							 EXIT_USAGE;
	inventory_free(&src);
	inventory_free(&dst);
	return exit_code;
}

static const struct example examples[] = {
	{ "aptrace preflight src.json dst.json",
	  "code 0: the destination would take the guest; 4: not; 5: nobody can tell" },
	{ "ssh root@a aptrace inventory | aptrace preflight - dst.json",
	  "the source's inventory comes from there" },
	{ "aptrace preflight --assume reset,depth --json src.json dst.json",
	  "takes for granted what sysfs cannot tell; for a program" },
	{ 0 },
};

const struct command command_preflight = {
	.name = NAME,
	.summary = "would the destination take a guest? from two inventories",
	.description =
"Tells what the destination's driver would say to a guest of the source, by the\n"
"driver's own rules, from what aptrace inventory printed on both hosts: queue by\n"
"queue, with what was expected, what was found, and the commands that mend it. SRC\n"
"and DST are files; - is standard input:\n"
"  ssh SRC aptrace inventory | aptrace preflight - dst.json\n"
"What sysfs cannot tell is not guessed: it is named, and the exit code is 5.",
	.operands = "SRC DST",
	.operands_min = 2,
	.operands_max = 2,
	.operands_offset = OPTION(files),
	.examples = examples,
	.options = specs,
	.options_bytes = sizeof(struct preflight_options),
	.defaults = &defaults,
	.run = run_preflight,
};
