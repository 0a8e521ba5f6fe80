// SPDX-License-Identifier: GPL-2.0
/*
 * meter: runs a command and says what it cost, in one line of NAME=NUMBER. At once who it
 * is, and the boot time at which it began:
 *	pid=N exec_ns=N
 * and when it has ended:
 *	exit=N wall_ns=N queued_ns=N user_us=N system_us=N rss_kib=N
 * "queued" is what of that time it was ready to run and had no processor, as the machine
 * had other things to do (0: the kernel does not say). Processor time is that of the
 * command and of all that it has waited for; the memory is the most that the largest of
 * these had in RAM (VmHWM).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC	1000000000ULL
#define USEC_PER_SEC	1000000ULL
#define EXIT_USAGE	2
/* As shells say of a command that cannot be run, and of one that a signal ended. */
#define EXIT_NO_COMMAND	127
#define EXIT_SIGNAL	128

static uint64_t boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

static uint64_t microseconds(const struct timeval *time)
{
	return time->tv_sec * USEC_PER_SEC + time->tv_usec;
}

/* Since it was forked; also of one that has ended and is still in the books */
static uint64_t queued_ns(pid_t pid)
{
	uint64_t queued = 0;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*u %" SCNu64, &queued) != 1)
		queued = 0;
	fclose(file);
	return queued;
}

/**
 * struct begin - what the child says before it becomes the command
 * @boot_ns: the time then
 * @queued_ns: what it has waited for a processor until then, which does not count
 */
struct begin {
	uint64_t boot_ns;
	uint64_t queued_ns;
};

/* The child: tells when it begins, then becomes the command. */
static void become(char **command, int tell)
{
	struct begin begin = { 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Shells have what runs in the background ignore it. */
	signal(SIGINT, SIG_DFL);
	begin.queued_ns = queued_ns(getpid());
	begin.boot_ns = boot_ns();
	if (write(tell, &begin, sizeof(begin)) == sizeof(begin))
		execvp(command[0], command);
	fprintf(stderr, "meter: %s: %s\n", command[0], strerror(errno));
	_exit(EXIT_NO_COMMAND);
}

static int measure(char **command, FILE *report)
{
	uint64_t end_ns, waited_ns;
	struct begin begin;
	struct rusage usage;
	siginfo_t info;
	int told[2], status;
	pid_t child;

	if (pipe2(told, O_CLOEXEC)) {
		perror("meter: pipe");
		return 1;
	}
	child = fork();
	if (!child)
		become(command, told[1]);
	close(told[1]);
	if (child < 0 ||
	    read(told[0], &begin, sizeof(begin)) != sizeof(begin)) {
		fprintf(stderr, "meter: %s cannot be started\n", command[0]);
		return 1;
	}
	fprintf(report, "pid=%d exec_ns=%" PRIu64 " ", child, begin.boot_ns);
	fflush(report);
	if (waitid(P_PID, child, &info, WEXITED | WNOWAIT)) {
		perror("meter: waitid");
		return 1;
	}
	end_ns = boot_ns();
	waited_ns = queued_ns(child) - begin.queued_ns;
	if (wait4(child, &status, 0, &usage) < 0) {
		perror("meter: wait4");
		return 1;
	}
	status = WIFEXITED(status) ? WEXITSTATUS(status) :
				     EXIT_SIGNAL + WTERMSIG(status);
	fprintf(report,
		"exit=%d wall_ns=%" PRIu64 " queued_ns=%" PRIu64
		" user_us=%" PRIu64 " system_us=%" PRIu64 " rss_kib=%ld\n",
		status, end_ns - begin.boot_ns, waited_ns, microseconds(&usage.ru_utime),
		microseconds(&usage.ru_stime), usage.ru_maxrss);
	return 0;
}

int main(int argc, char **argv)
{
	FILE *report;
	int code;

	if (argc < 3) {
		fprintf(stderr, "usage: meter REPORT COMMAND [ARGUMENT...]\n");
		return EXIT_USAGE;
	}
	report = fopen(argv[1], "we");
	if (!report) {
		fprintf(stderr, "meter: %s: %s\n", argv[1], strerror(errno));
		return EXIT_USAGE;
	}
	code = measure(argv + 2, report);
	if (fclose(report)) {
		fprintf(stderr, "meter: %s: %s\n", argv[1], strerror(errno));
		code = 1;
	}
	return code;
}
