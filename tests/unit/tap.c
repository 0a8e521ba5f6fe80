// SPDX-License-Identifier: GPL-2.0
/* The harness. */
#include <inttypes.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "tap.h"

/* Some forty times what the longest test needs; of processor time, for busy machines. */
#define TEST_TIMEOUT_SECONDS	180

/* A broken loop over 65,536 cases must not drown its first failure. */
#define FAILURES_SHOWN	8

static u64 random_state;
static unsigned int checks;
static unsigned int failures;
static char context[160];

void tap_context(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(context, sizeof(context), format, args);
	va_end(args);
}

static bool count_failure(void)
{
	failures++;
	if (failures == FAILURES_SHOWN + 1)
		printf("# more failures of this test are not shown\n");
	return failures <= FAILURES_SHOWN;
}

static void show_context(void)
{
	if (context[0])
		printf("#   in case: %s\n", context);
}

bool tap_check(bool passed, const char *file, int line, const char *text)
{
	checks++;
	if (!passed && count_failure()) {
		printf("# %s:%d: not true: %s\n", file, line, text);
		show_context();
	}
	return passed;
}

bool tap_check_equal(u64 found, u64 expected, const char *file, int line,
		     const char *text)
{
	checks++;
	if (found == expected)
		return true;
	if (count_failure()) {
		printf("# %s:%d: %s is 0x%" PRIx64 ", expected 0x%" PRIx64 "\n",
		       file, line, text, found, expected);
		show_context();
	}
	return false;
}

bool tap_check_text(const char *found, const char *expected, const char *file,
		    int line)
{
	checks++;
	if (!strcmp(found, expected))
		return true;
	if (count_failure()) {
		printf("# %s:%d: found    \"%s\"\n", file, line, found);
		printf("# %s:%d: expected \"%s\"\n", file, line, expected);
		show_context();
	}
	return false;
}

u32 tap_random(void)
{
	/* xorshift64* */
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (u32)((random_state * 0x2545f4914f6cdd1dULL) >> 32);
}

u32 tap_random_below(u32 limit)
{
	return (u32)(((u64)tap_random() * limit) >> 32);
}

/* Only what a signal handler may do. */
static void timed_out(int signal)
{
	static const char text[] =
		"Bail out! the test after the last line above does not end\n";

	(void)signal;
	if (write(STDOUT_FILENO, text, sizeof(text) - 1) < 0)
		_exit(3);
	_exit(1);
}

static void set_timeout(unsigned int seconds)
{
	struct itimerval time = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &time, NULL);
}

static bool run_test(const char *program, const char *suite, unsigned int nr,
		     const struct test *test)
{
	checks = 0;
	failures = 0;
	context[0] = '\0';
	random_state = 0x61707472616365ULL;

	set_timeout(TEST_TIMEOUT_SECONDS);
	test->run();
	set_timeout(0);
	/* A test that checks nothing cannot fail: that is a failure. */
	if (!checks) {
		printf("# the test checked nothing\n");
		failures++;
	}
	printf("%s %u - %s: %s: %s\n", failures ? "not ok" : "ok", nr, program,
	       suite, test->name);
	fflush(stdout);
	return !failures;
}

int tap_run(const char *program, const struct suite * const *suites,
	    size_t count)
{
	unsigned int passed = 0, total = 0;
	size_t i, j;

	for (i = 0; i < count; i++)
		total += suites[i]->count;
	printf("TAP version 13\n1..%u\n", total);
	fflush(stdout);
	signal(SIGPROF, timed_out);

	total = 0;
	for (i = 0; i < count; i++)
		for (j = 0; j < suites[i]->count; j++)
			passed += run_test(program, suites[i]->name, ++total,
					   &suites[i]->tests[j]);

	printf("# %s: %u passed, %u failed\n", program, passed, total - passed);
	return passed == total && total ? 0 : 1;
}
