/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs of cases, which are named on the command line: PROGRAM [OPTIONS] SCENE...
 * [CASE...]. What they share: the list of cases, in their usage and to be run.
 */
#ifndef TESTS_LIB_CASES_H
#define TESTS_LIB_CASES_H

#include <stdbool.h>

/* What the cases have to work with: each program has its own. */
struct scene;

/**
 * struct test_case - one
 * @name: on the command line
 * @run: it
 * @what: what it is about
 * @needs: what has to be there for it, NULL: nothing beyond the scene
 */
struct test_case {
	const char *name;
	void (*run)(const struct scene *scene);
	const char *what;
	const char *needs;
};

/**
 * struct test_program - all cases, and what is said of them
 * @usage: whole lines on the arguments before the cases
 * @cases: the last has no name
 * @before: called before each case, such as to limit its time; NULL: nothing is to be done
 */
struct test_program {
	const char *usage;
	const struct test_case *cases;
	void (*before)(const struct test_case *which, const struct scene *scene);
};

/* Prints the usage; returns the exit code for that. */
int cases_usage(const struct test_program *program);

/**
 * cases_seconds - take the one option of programs whose cases run for a while
 * @argc: as main() has it
 * @argv: as main() has it; what comes next is at optind afterwards
 * @seconds: changed by --seconds N, 1 to 86400
 *
 * Return: false if it is a matter for cases_usage().
 */
bool cases_seconds(int argc, char **argv, unsigned int *seconds);

/* Is there a case for each of the names? After the last is NULL, as in argv. */
bool cases_known(const struct test_program *program, char *const *names);
/* Runs those that are named, in that order; without a name all of them. */
void cases_run(const struct test_program *program, char *const *names,
	       const struct scene *scene);

#endif /* TESTS_LIB_CASES_H */
