/* SPDX-License-Identifier: GPL-2.0 */
/* Another program that prints something for us. */
#ifndef APTRACE_CHILD_H
#define APTRACE_CHILD_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define CHILD_WORDS_BYTES	512

/**
 * struct child - a program that runs
 * @pid: its process, or 0
 * @output: what it prints, to be read
 * @errors: what it complains of, in a file that nobody else sees
 */
struct child {
	pid_t pid;
	FILE *output;
	FILE *errors;
};

/**
 * child_start - run a program
 * @child: filled in
 * @argv: its name, looked up in PATH, and its arguments, as they are: no shell sees
 *	them; NULL at the end
 *
 * Its standard input is empty, its language C, its time zone UTC. Of our environment it
 * gets PATH only, so that no configuration of the user changes what it prints.
 *
 * Return: 0, or a negative errno (-ENOENT: there is no such program).
 */
int child_start(struct child *child, char *const argv[]);

/* Nothing more of it is wanted. child_end() is still needed. */
void child_kill(struct child *child);

/**
 * child_end - wait for its end
 * @child: read to the end of its output, or killed; nothing of it is left
 * @words: receives the first lines of what it complained of, with how it ended if that
 *	was badly; printable, "" if there is nothing to say; CHILD_WORDS_BYTES
 *
 * Return: true if it ended with exit code 0.
 */
bool child_end(struct child *child, char *words);

#endif /* APTRACE_CHILD_H */
