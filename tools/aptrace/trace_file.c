// SPDX-License-Identifier: GPL-2.0
/* What "perf record" and "trace-cmd record" wrote, as a recording. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "../../driver/core/types.h"
#include "child.h"
#include "trace_file.h"
#include "trace_lines.h"

#define BEGIN_BYTES	10

/* How a file begins. perf writes a number, in the byte order of its machine. */
static const struct trace_magic {
	enum trace_tool tool;
	size_t bytes;
	const char *begin;
} magics[] = {
	{ TRACE_PERF, 8, "PERFILE2" },
	{ TRACE_PERF, 8, "2ELIFREP" },
	{ TRACE_CMD, 10, "\x17\x08\x44tracing" },
};

/**
 * struct trace_program - who reads a file
 * @name: the program
 * @packages: where it comes from
 * @way_out: what helps if it cannot read the file although nothing is wrong with that
 * @about: how it tells who has recorded the file, which is the argument behind these
 * @about_needed: it always can, if it can read the file at all
 * @events: how it tells the events
 */
static const struct trace_program {
	const char *name;
	const char *packages;
	const char *way_out;
	const char *about[8];
	bool about_needed;
	const char *events[12];
} programs[] = {
	[TRACE_PERF] = {
		.name = "perf",
		.packages = "linux-perf in Debian, linux-tools-generic in Ubuntu, perf elsewhere",
		.way_out = "files of a newer perf need one that is as new",
		/* -f: whoever names a file here has decided whose he trusts */
		.about = { "perf", "script", "-f", "--header-only", "-i" },
		.about_needed = true,
		.events = {
			"perf", "script", "-f", "--ns", "--show-lost-events",
			"-F", "time,event,trace", "-i",
		},
	},
	[TRACE_CMD] = {
		.name = "trace-cmd",
		.packages = "trace-cmd",
		.way_out = "files of a newer trace-cmd need one that is as new",
		.about = { "trace-cmd", "dump", "--options", "-i" },
		/* -N: no plugins; --nodate: the recording's clock, as of perf */
		.events = {
			"trace-cmd", "report", "-t", "-N", "--nodate", "-i",
		},
	},
};

enum trace_tool trace_file_tool(const char *begin, size_t bytes)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(magics); i++)
		if (bytes >= magics[i].bytes &&
		    !memcmp(begin, magics[i].begin, magics[i].bytes))
			return magics[i].tool;
	return TRACE_NONE;
}

/**
 * struct trace_file - a file that is being converted
 * @path: where it is
 * @tool: whose it is
 * @program: the same
 * @why: receives what is wrong
 */
struct trace_file {
	const char *path;
	enum trace_tool tool;
	const struct trace_program *program;
	char *why;
};

static bool fail(const struct trace_file *file, const char *problem)
{
	snprintf(file->why, RECORDING_WHY_BYTES,
		 "%.300s: %s cannot read it: %.250s; %s", file->path,
		 file->program->name,
		 *problem ? problem : "it does not say why",
		 file->program->way_out);
	return false;
}

static bool start(const struct trace_file *file, const char *const *arguments,
		  struct child *child)
{
	const struct trace_program *program = file->program;
	char *argv[16];
	size_t count;
	int err;

	/* They are not changed: exec's prototype is older than const. */
	for (count = 0; arguments[count]; count++)
		argv[count] = (char *)arguments[count];
	argv[count++] = (char *)file->path;
	argv[count] = NULL;
	err = child_start(child, argv);
	if (err == -ENOENT)
		snprintf(file->why, RECORDING_WHY_BYTES,
			 "%s: it was recorded with %s, which is needed to read it and is not in PATH; install it (%s)",
			 file->path, program->name, program->packages);
	else if (err)
		snprintf(file->why, RECORDING_WHY_BYTES, "%s: cannot run %s: %s",
			 file->path, program->name, strerror(-err));
	return !err;
}

static bool read_about(const struct trace_file *file, struct trace_about *about)
{
	char words[CHILD_WORDS_BYTES];
	struct child child;

	if (!start(file, file->program->about, &child))
		return false;
	trace_about_read(about, file->tool, child.output);
	return child_end(&child, words) || !file->program->about_needed ||
	       fail(file, words);
}

static bool read_events(const struct trace_file *file,
			const struct trace_about *about, FILE *out)
{
	char problem[RECORDING_WHY_BYTES], words[CHILD_WORDS_BYTES];
	struct child child;
	bool converted;

	if (!start(file, file->program->events, &child))
		return false;
	converted = trace_lines_convert(about, child.output, out, problem);
	if (!converted)
		child_kill(&child);
	if (!child_end(&child, words) && converted)
		return fail(file, words);
	if (!converted)
		snprintf(file->why, RECORDING_WHY_BYTES,
			 "%.300s: %.400s%s%.250s", file->path, problem,
			 *words ? "; it says: " : "", words);
	return converted;
}

static FILE *convert(const struct trace_file *file)
{
	struct trace_about about;
	FILE *out = tmpfile();
	bool good;

	if (!out) {
		snprintf(file->why, RECORDING_WHY_BYTES,
			 "%s: cannot make a temporary file: %s", file->path,
			 strerror(errno));
		return NULL;
	}
	fcntl(fileno(out), F_SETFD, FD_CLOEXEC);
	good = read_about(file, &about) && read_events(file, &about, out);
	if (good && (fflush(out) || fseek(out, 0, SEEK_SET))) {
		snprintf(file->why, RECORDING_WHY_BYTES,
			 "%s: cannot write a temporary file: %s", file->path,
			 strerror(errno));
		good = false;
	}
	if (good)
		return out;
	fclose(out);
	return NULL;
}

FILE *trace_file_convert(FILE *stream, const char *path, char *why)
{
	char begin[BEGIN_BYTES];
	struct trace_file file = { .path = path, .why = why };
	size_t bytes;

	/* Of a pipe nothing can be given back: read it as it is. */
	if (fseek(stream, 0, SEEK_SET))
		return stream;
	bytes = fread(begin, 1, sizeof(begin), stream);
	file.tool = trace_file_tool(begin, bytes);
	if (file.tool == TRACE_NONE) {
		rewind(stream);
		return stream;
	}
	fclose(stream);
	file.program = &programs[file.tool];
	return convert(&file);
}
