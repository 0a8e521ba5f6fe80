// SPDX-License-Identifier: GPL-2.0
/* The file of a recording: nothing is overwritten, and it ends with a line. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../tools/aptrace/record_file.h"
#include "suites.h"

#define LINE	"{\"type\":\"loss\"}\n"

static char folder[32];
static char path[64];

static bool make_folder(void)
{
	strcpy(folder, "/tmp/aptrace-file-XXXXXX");
	if (!mkdtemp(folder))
		return false;
	snprintf(path, sizeof(path), "%s/x.jsonl", folder);
	return true;
}

static void remove_folder(void)
{
	unlink(path);
	CHECK(!rmdir(folder));
}

/* All of a small file; "-" if there is none. */
static const char *content(void)
{
	static char text[4096];
	ssize_t length;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return "-";
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

static bool write_line(struct record_file *file, char *why)
{
	struct text text = { 0 };
	bool good;

	text_puts(&text, LINE);
	good = record_file_write(file, &text, why);
	CHECK_EQUAL(text.length, 0);
	text_free(&text);
	return good;
}

static void new_file(void)
{
	char why[RECORD_FILE_WHY_BYTES] = "";
	struct record_file file;

	REQUIRE(make_folder());
	CHECK(record_file_open(&file, path, false, why));
	CHECK(file.created && file.regular && !file.begun);
	CHECK(write_line(&file, why));
	CHECK(write_line(&file, why));
	CHECK(file.begun);
	CHECK(record_file_close(&file, why));
	CHECK_TEXT(content(), LINE LINE);
	CHECK_TEXT(why, "");
	remove_folder();
}

static void old_file(void)
{
	char why[RECORD_FILE_WHY_BYTES] = "";
	struct record_file file;

	REQUIRE(make_folder());
	CHECK(record_file_open(&file, path, false, why));
	CHECK(write_line(&file, why));
	CHECK(record_file_close(&file, why));

	CHECK(!record_file_open(&file, path, false, why));
	CHECK(strstr(why, "x.jsonl exists; --force overwrites it"));
	CHECK_EQUAL(file.fd, -1);

	/* Before there is a line nothing has happened to it. */
	CHECK(record_file_open(&file, path, true, why));
	CHECK(!file.created);
	record_file_abandon(&file);
	CHECK_TEXT(content(), LINE);

	CHECK(record_file_open(&file, path, true, why));
	CHECK(write_line(&file, why));
	CHECK(record_file_close(&file, why));
	CHECK_TEXT(content(), LINE);
	remove_folder();
}

/* Lines are counted that are in the file: not the one in which the disk was full. */
static void counts_lines(void)
{
	struct rlimit limit, old;
	char why[RECORD_FILE_WHY_BYTES] = "";
	struct record_file file;
	struct text text = { 0 };
	unsigned int i;

	REQUIRE(make_folder());
	CHECK(record_file_open(&file, path, false, why));
	file.counted = "{\"type\":\"loss\"";
	text_puts(&text, "{\"type\":\"header\"}\n" LINE);
	CHECK(record_file_write(&file, &text, why));
	CHECK_EQUAL(file.count, 1);
	/* Room for the header and 10 lines and a half. */
	CHECK(!getrlimit(RLIMIT_FSIZE, &old));
	limit = old;
	limit.rlim_cur = 18 + 10 * strlen(LINE) + strlen(LINE) / 2;
	signal(SIGXFSZ, SIG_IGN);
	CHECK(!setrlimit(RLIMIT_FSIZE, &limit));
	for (i = 0; i < 20; i++)
		text_puts(&text, LINE);
	CHECK(!record_file_write(&file, &text, why));
	CHECK(!setrlimit(RLIMIT_FSIZE, &old));
	CHECK_EQUAL(file.count, 10);
	CHECK_EQUAL(strlen(content()), 18 + 10 * strlen(LINE));
	CHECK(record_file_close(&file, why));
	text_free(&text);
	remove_folder();
}

static void abandoned(void)
{
	char why[RECORD_FILE_WHY_BYTES] = "";
	struct record_file file;

	REQUIRE(make_folder());
	CHECK(record_file_open(&file, path, false, why));
	record_file_abandon(&file);
	CHECK_TEXT(content(), "-");
	CHECK(!record_file_open(&file, "/nowhere/x", false, why));
	CHECK(strstr(why, "cannot create /nowhere/x: No such file or directory"));
	CHECK(!record_file_open(&file, folder, true, why));
	CHECK(strstr(why, "Is a directory"));
	remove_folder();
}

/* In a process of its own: the limit holds for all files of a process. */
static int write_until_full(rlim_t bytes)
{
	const struct rlimit limit = { bytes, bytes };
	char why[RECORD_FILE_WHY_BYTES] = "";
	struct record_file file;
	struct text text = { 0 };
	int i;

	signal(SIGXFSZ, SIG_IGN);
	if (!record_file_open(&file, path, false, why) ||
	    setrlimit(RLIMIT_FSIZE, &limit))
		return 2;
	for (i = 0; i < 10; i++)
		text_puts(&text, LINE);
	if (record_file_write(&file, &text, why))
		return 3;
	if (!strstr(why, "x.jsonl: File too large") || text.length)
		return 4;
	return record_file_close(&file, why) ? 0 : 5;
}

/* Wherever it is full, it ends with a line. */
static void full(void)
{
	const size_t line = strlen(LINE);
	struct stat stat_buf;
	size_t bytes;
	int status;
	pid_t pid;

	REQUIRE(make_folder());
	for (bytes = 0; bytes < 3 * line; bytes++) {
		tap_context("full at %zu", bytes);
		fflush(stdout);
		pid = fork();
		REQUIRE(pid >= 0);
		if (!pid)
			_exit(write_until_full(bytes));
		CHECK_EQUAL(waitpid(pid, &status, 0), pid);
		CHECK_EQUAL(status, 0);
		CHECK(!stat(path, &stat_buf));
		CHECK_EQUAL(stat_buf.st_size, bytes / line * line);
		CHECK(!bytes || !strncmp(content(), LINE LINE LINE,
					 bytes / line * line));
		unlink(path);
	}
	remove_folder();
}

static void devices(void)
{
	char why[RECORD_FILE_WHY_BYTES] = "";
	struct record_file file;

	/* No --force: there is nothing in it that could be lost. */
	CHECK(record_file_open(&file, "/dev/full", false, why));
	CHECK(!file.created && !file.regular);
	CHECK(!write_line(&file, why));
	CHECK_TEXT(why, "cannot write /dev/full: No space left on device");
	record_file_abandon(&file);
	CHECK(!access("/dev/full", F_OK));
}

static const struct test tests[] = {
	{ "lines in the file are counted", counts_lines },
	{ "a new file", new_file },
	{ "a file that exists", old_file },
	{ "nothing to write, nowhere to write", abandoned },
	{ "full at any byte", full },
	{ "a device", devices },
};

SUITE(record_file, tests);
