// SPDX-License-Identifier: GPL-2.0
/* Another program that prints something for us. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "text.h"

/* So many lines of a complaint are told. */
#define TOLD_LINES	3

/* No signal that we ignore or have put off is to be ignored or put off there. */
static void set_signals(posix_spawnattr_t *attributes)
{
	sigset_t signals;

	sigemptyset(&signals);
	posix_spawnattr_setsigmask(attributes, &signals);
	sigaddset(&signals, SIGPIPE);
	sigaddset(&signals, SIGXFSZ);
	posix_spawnattr_setsigdefault(attributes, &signals);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
}

/* Standard input, output and error are all that it has of ours. */
static int set_files(posix_spawn_file_actions_t *actions, int output, int errors)
{
	int err;

	err = posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
					       "/dev/null", O_RDONLY, 0);
	if (!err)
		err = posix_spawn_file_actions_adddup2(actions, output,
						       STDOUT_FILENO);
	if (!err)
		err = posix_spawn_file_actions_adddup2(actions, errors,
						       STDERR_FILENO);
	return err;
}

static int spawn(struct child *child, char *const argv[], int output)
{
	const char *path = getenv("PATH");
	struct text variable = { 0 };
	char *environment[5] = {
		"LC_ALL=C", "TZ=UTC", "PERF_CONFIG=/dev/null", NULL, NULL,
	};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int err;

	if (path) {
		text_printf(&variable, "PATH=%s", path);
		environment[3] = variable.data;
	}
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_init(&actions);
	set_signals(&attributes);
	err = set_files(&actions, output, fileno(child->errors));
	if (!err)
		err = posix_spawnp(&child->pid, argv[0], &actions, &attributes,
				   argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	text_free(&variable);
	return err;
}

/* A file of ours could be one of the child's first three only if ours are closed. */
static FILE *open_errors(void)
{
	FILE *errors = tmpfile();
	int fd;

	if (!errors)
		return NULL;
	fd = fcntl(fileno(errors), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	fclose(errors);
	return fd < 0 ? NULL : fdopen(fd, "r+");
}

/*
 * posix_spawnp() says so, too; but not under a user-mode emulator, where the child's
 * failure does not come back and looks like an exit code of the program.
 */
static bool is_in_path(const char *name)
{
	const char *path = getenv("PATH"), *part, *end;
	struct text file = { 0 };
	bool found = false;

	for (part = path ? path : "/bin:/usr/bin"; !found && part; part = end) {
		end = strchrnul(part, ':');
		text_clear(&file);
		text_append(&file, part, (size_t)(end - part));
		text_printf(&file, "%s%s", end == part ? "" : "/", name);
		found = !access(file.data, X_OK);
		end = *end ? end + 1 : NULL;
	}
	text_free(&file);
	return found;
}

int child_start(struct child *child, char *const argv[])
{
	int ends[2], output, err;

	memset(child, 0, sizeof(*child));
	if (!is_in_path(argv[0]))
		return -ENOENT;
	child->errors = open_errors();
	if (!child->errors)
		return -errno;
	if (pipe2(ends, O_CLOEXEC)) {
		err = -errno;
		fclose(child->errors);
		return err;
	}
	output = fcntl(ends[1], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	err = output < 0 ? errno : spawn(child, argv, output);
	close(ends[1]);
	if (output >= 0)
		close(output);
	child->output = err ? NULL : fdopen(ends[0], "r");
	if (child->output)
		return 0;
	close(ends[0]);
	fclose(child->errors);
	return err ? -err : -ENOMEM;
}

/* The first lines, in one. */
static void read_words(FILE *errors, char *words)
{
	size_t used = 0, lines = 0;
	int c, before = '\n';

	rewind(errors);
	while (lines < TOLD_LINES && used < CHILD_WORDS_BYTES - 64 &&
	       (c = getc(errors)) != EOF) {
		if (c == '\n') {
			lines += before != '\n';
		} else {
			if (before == '\n' && used) {
				words[used++] = ';';
				words[used++] = ' ';
			}
			words[used++] = c >= ' ' && c <= '~' ? (char)c : '?';
		}
		before = c;
	}
	words[used] = '\0';
}

void child_kill(struct child *child)
{
	kill(child->pid, SIGKILL);
}

bool child_end(struct child *child, char *words)
{
	/* As of one that was killed, should its end be unknown */
	int status = SIGKILL;
	size_t length;

	fclose(child->output);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	read_words(child->errors, words);
	fclose(child->errors);
	memset(child, 0, sizeof(*child));
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	length = strlen(words);
	if (length)
		length += snprintf(words + length, CHILD_WORDS_BYTES - length, " (");
	if (WIFSIGNALED(status))
		snprintf(words + length, CHILD_WORDS_BYTES - length,
			 "it was ended by signal %d%s", WTERMSIG(status),
			 length ? ")" : "");
	else
		snprintf(words + length, CHILD_WORDS_BYTES - length,
			 "exit code %d%s", WEXITSTATUS(status), length ? ")" : "");
	return false;
}
