// SPDX-License-Identifier: GPL-2.0
#include "options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "mdev.h"
#include "number.h"

enum value_kind {
	VALUE_NONE,	/* the option is a switch: a bool becomes true */
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_UUID,
	VALUE_API,
	VALUE_CHUNK,
	VALUE_HOLD,
	VALUE_CLOSE_FD,
	VALUE_GATE,
};

struct option_def {
	const char *name;
	const char *argument;
	enum value_kind kind;
	unsigned int group;
	size_t offset;
	u64 min;
	u64 max;
	const char *help;
};

#define FIELD(name)	offsetof(struct options, name)

static const struct option_def option_defs[] = {
	{ "mdev", "UUID", VALUE_UUID, OPT_MDEV, FIELD(mdev), 0, 0,
	  "the mediated device to open" },
	{ "connect", "ADDRESS:PORT", VALUE_TEXT, OPT_CONNECT, FIELD(connect), 0, 0,
	  "where the destination listens (IPv4 address)" },
	{ "listen", "[ADDRESS:]PORT", VALUE_TEXT, OPT_LISTEN, FIELD(listen), 0, 0,
	  "where to wait for the source" },
	{ "input", "FILE", VALUE_TEXT, OPT_INPUT, FIELD(input), 0, 0,
	  "stream to load, as save wrote it" },
	{ "output", "FILE", VALUE_TEXT, OPT_OUTPUT, FIELD(output), 0, 0,
	  "where to write the stream" },
	{ "api", "group|cdev", VALUE_API, OPT_COMMON, FIELD(api), 0, 0,
	  "how to open the device (default: cdev if it has one)" },
	{ "ram", "BYTES", VALUE_NUMBER, OPT_COMMON, FIELD(ram_bytes), 0, 1ULL << 40,
	  "guest memory to map for the device, as a VMM does (default 0: none)" },
	{ "chunk", "N|random:SEED|all", VALUE_CHUNK, OPT_TRANSFER, FIELD(chunk), 0, 0,
	  "size of each read() or write() (default: as QEMU)" },
	{ "delay-us", "N", VALUE_NUMBER, OPT_TRANSFER, FIELD(delay_us), 0, 60000000,
	  "pause after each piece, to have time to watch" },
	{ "timeout", "SEC", VALUE_NUMBER, OPT_NETWORK, FIELD(timeout_s), 1, 86400,
	  "how long the peer may be silent (default 60)" },
	{ "silence", "SEC", VALUE_NUMBER, OPT_NETWORK, FIELD(silence_s), 1, 86400,
	  "how long it may be silent once it is connected (default: --timeout)" },
	{ "gate", "PLACE:FILE", VALUE_GATE, OPT_NETWORK, 0, 0, 0,
	  "wait there until FILE exists; PLACE: open, BYTES, answer, commit, run" },
	{ "stall", "FILE", VALUE_TEXT, OPT_NETWORK, FIELD(stall_file), 0, 0,
	  "the first read() or write() of the stream gets stuck until FILE exists" },
	{ "cut", "BYTES", VALUE_NUMBER, OPT_DAMAGE, FIELD(cut_bytes), 0, WHOLE_STREAM - 1,
	  "load only the first BYTES of the stream" },
	{ "flip", "BIT", VALUE_NUMBER, OPT_DAMAGE, FIELD(flip_bit), 0, NO_BIT - 1,
	  "invert one bit; bit 0 is the first byte's most significant" },
	{ "give-up", NULL, VALUE_NONE, OPT_GIVE_UP, FIELD(give_up), 0, 0,
	  "close the device in STOP afterwards, as if the guest had moved" },
	{ "close-fd", "early|late", VALUE_CLOSE_FD, OPT_CLOSE_FD, FIELD(close_late), 0, 0,
	  "close the migration file before leaving RESUMING or after RUNNING" },
	{ "pre-copy", NULL, VALUE_NONE, OPT_SOURCE, FIELD(pre_copy), 0, 0,
	  "begin in PRE_COPY: the destination can refuse before the guest is paused" },
	{ "reset", NULL, VALUE_NONE, OPT_SOURCE, FIELD(reset_back), 0, 0,
	  "if it fails go back by VFIO_DEVICE_RESET instead of through STOP" },
	{ "end", "BYTES", VALUE_NUMBER, OPT_SOURCE, FIELD(end_bytes), 0, WHOLE_STREAM - 1,
	  "send only the first BYTES of the stream, as if that were all" },
	{ "repeat", "BYTES", VALUE_NUMBER, OPT_SOURCE, FIELD(repeat_bytes), 1, WHOLE_STREAM - 1,
	  "after the first BYTES of the stream send them once more, then the rest" },
	{ "no-aqic", NULL, VALUE_NONE, OPT_GUEST, FIELD(no_aqic), 0, 0,
	  "a guest without AP interrupts (facility 65)" },
	{ "no-apie", NULL, VALUE_NONE, OPT_GUEST, FIELD(no_apie), 0, 0,
	  "a guest without AP instructions" },
	{ "no-map", NULL, VALUE_NONE, OPT_GUEST, FIELD(no_map), 0, 0,
	  "do not map the guest's memory for the device at the start" },
	{ "count", "N", VALUE_NUMBER, OPT_COUNT, FIELD(count), 1, 1000000000,
	  "how many migrations" },
	{ "hold", "SEC|stdin", VALUE_HOLD, OPT_HOLD, FIELD(hold), 0, 86400,
	  "keep the guest at the end: for SEC seconds or until stdin ends" },
	{ "ready-file", "FILE", VALUE_TEXT, OPT_HOLD, FIELD(ready_file), 0, 0,
	  "write the process id there when listening, or else when holding" },
	{ "verbose", NULL, VALUE_NONE, OPT_COMMON, FIELD(verbose), 0, 0,
	  "report each piece" },
	{ "json", NULL, VALUE_NONE, OPT_COMMON, FIELD(json), 0, 0,
	  "report as JSON, one object a line" },
};

static int bad_value(const struct option_def *def, const char *value)
{
	return fail(0, "--%s \"%s\": not %s%s", def->name, value,
		    def->kind == VALUE_NUMBER ? "a number " : "",
		    def->kind == VALUE_NUMBER ? "in its range" : def->argument);
}

static int set_hold(struct options *options, const struct option_def *def,
		    const char *value)
{
	if (!strcmp(value, "stdin")) {
		options->hold = HOLD_STDIN;
		return 0;
	}
	options->hold = HOLD_SECONDS;
	return parse_u64(value, def->min, def->max, &options->hold_s);
}

static int set_api(struct options *options, const char *value)
{
	if (!strcmp(value, "group"))
		options->api = DEVICE_API_GROUP;
	else if (!strcmp(value, "cdev"))
		options->api = DEVICE_API_CDEV;
	else
		return -EINVAL;
	return 0;
}

static int set_close_fd(struct options *options, const char *value)
{
	options->close_late = !strcmp(value, "late");
	return options->close_late || !strcmp(value, "early") ? 0 : -EINVAL;
}

static int set_gate(struct options *options, const char *value)
{
	if (options->gates_count == GATES_MAX)
		return fail(0, "--gate %s: at most %d gates", value, GATES_MAX);
	return gate_parse(value, &options->gates[options->gates_count++]);
}

static int set_value(struct options *options, const struct option_def *def,
		     const char *value)
{
	void *field = (char *)options + def->offset;
	int ret = 0;

	switch (def->kind) {
	case VALUE_NONE:
		*(bool *)field = true;
		break;
	case VALUE_UUID:
		if (!mdev_uuid_valid(value))
			return fail(0, "--%s \"%s\": not a UUID (8-4-4-4-12 hexadecimal digits)",
				    def->name, value);
		*(const char **)field = value;
		break;
	case VALUE_TEXT:
		if (!*value)
			ret = -EINVAL;
		*(const char **)field = value;
		break;
	case VALUE_NUMBER:
		if (parse_u64(value, def->min, def->max, field))
			return fail(0, "--%s \"%s\": not a number from %llu to %llu",
				    def->name, value,
				    (unsigned long long)def->min,
				    (unsigned long long)def->max);
		break;
	case VALUE_API:
		ret = set_api(options, value);
		break;
	case VALUE_CHUNK:
		ret = chunk_parse(value, field);
		break;
	case VALUE_HOLD:
		ret = set_hold(options, def, value);
		break;
	case VALUE_CLOSE_FD:
		ret = set_close_fd(options, value);
		break;
	case VALUE_GATE:
		ret = set_gate(options, value);
		break;
	}
	return ret ? bad_value(def, value) : 0;
}

static const struct option_def *find_option(const char *name, size_t length,
					    unsigned int takes)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(option_defs); i++) {
		if (strlen(option_defs[i].name) == length &&
		    !strncmp(option_defs[i].name, name, length) &&
		    option_defs[i].group & takes)
			return &option_defs[i];
	}
	return NULL;
}

static int parse_option(struct options *options, const char *command,
			unsigned int takes, unsigned int *given, char ***next)
{
	const char *argument = **next;
	const char *name = argument + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	const struct option_def *def = find_option(name, length, takes);
	const char *value = equals ? equals + 1 : NULL;

	if (!def)
		return fail(0, "%s: unknown option \"%s\"; see: apvmm %s --help",
			    command, argument, command);
	if (def->kind == VALUE_NONE && value)
		return fail(0, "%s: option --%s takes no value, got \"%s\"",
			    command, def->name, value);
	if (def->kind != VALUE_NONE && !value) {
		value = *++*next;
		if (!value)
			return fail(0, "%s: option --%s needs a value: %s",
				    command, def->name, def->argument);
	}
	*given |= def->group;
	return set_value(options, def, value);
}

static int check_needs(const char *command, unsigned int missing)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(option_defs); i++) {
		if (option_defs[i].group & missing)
			return fail(0, "%s: option --%s %s is needed; see: apvmm %s --help",
				    command, option_defs[i].name,
				    option_defs[i].argument, command);
	}
	return 0;
}

int options_parse(struct options *options, const char *command,
		  unsigned int takes, unsigned int needs, char **argv)
{
	unsigned int given = 0;
	char **kept = argv;
	bool only_words = false;
	int ret;

	*options = (struct options){
		.timeout_s = TIMEOUT_DEFAULT_S,
		.cut_bytes = WHOLE_STREAM,
		.flip_bit = NO_BIT,
		.end_bytes = WHOLE_STREAM,
		.repeat_bytes = WHOLE_STREAM,
	};
	for (; *argv; argv++) {
		if (only_words || strncmp(*argv, "--", 2)) {
			if (!only_words && **argv == '-')
				return fail(0, "%s: unknown option \"%s\"; see: apvmm %s --help",
					    command, *argv, command);
			*kept++ = *argv;
			continue;
		}
		if (!(*argv)[2]) {
			only_words = true;
			continue;
		}
		ret = parse_option(options, command, takes, &given, &argv);
		if (ret)
			return ret;
	}
	*kept = NULL;
	if (!options->silence_s)
		options->silence_s = options->timeout_s;
	return check_needs(command, needs & ~given);
}

void options_help(unsigned int takes)
{
	char left[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(option_defs); i++) {
		if (!(option_defs[i].group & takes))
			continue;
		snprintf(left, sizeof(left), "--%s %s", option_defs[i].name,
			 option_defs[i].argument ? option_defs[i].argument : "");
		printf("  %-26s %s\n", left, option_defs[i].help);
	}
}
