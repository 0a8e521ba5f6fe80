// SPDX-License-Identifier: GPL-2.0
/* The lines in, the lines out. */
#include "client.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../driver/core/types.h"
#include "../../client/error.h"

struct guest guest = { .device_fd = -1, .group_fd = -1, .container_fd = -1 };

static void cmd_pid(char **words)
{
	(void)words;
	answer("%d", getpid());
}

static const struct {
	const char *name;
	void (*run)(char **words);
	int words;	/* that must follow */
	const char *usage;
} commands[] = {
	{ "write", cmd_write, 2, "PATH TEXT: one write(); \\n \\t \\s \\0 \\\\ \\e in TEXT" },
	{ "read", cmd_read, 1, "PATH: all of it, with the same escapes" },
	{ "link", cmd_link, 1, "PATH: last part of where it points to" },
	{ "list", cmd_list, 1, "PATH: the names in a folder, sorted" },
	{ "mkdir", cmd_make_dir, 1, "PATH" },
	{ "rmdir", cmd_remove_dir, 1, "PATH" },
	{ "view", cmd_view, 1, "PID: how often KVM changed that guest's masks, and what they are" },
	{ "counter", cmd_counter, 1, "NAME: the emulator's, of each queue where it is not 0" },
	{ "vm", cmd_vm, 0, "make a virtual machine" },
	{ "open", cmd_open, 2, "UUID group|cdev [nokvm]" },
	{ "open-twice", cmd_open_twice, 2, "UUID group|cdev: while it is open" },
	{ "close", cmd_close, 0, "the device; the virtual machine stays" },
	{ "info", cmd_info, 1, "ARGSZ|full|fault" },
	{ "irq-info", cmd_irq_info, 2, "ARGSZ|full|fault INDEX" },
	{ "set-irqs", cmd_set_irqs, 6,
	  "ARGSZ|full|fault FLAGS INDEX START COUNT DATA (eN, file, closed, none, number)" },
	{ "reset", cmd_reset, 0, "VFIO_DEVICE_RESET" },
	{ "ioctl", cmd_ioctl, 1, "NUMBER: of VFIO's, without an argument" },
	{ "eventfd", cmd_eventfd, 1, "N: make it anew" },
	{ "count", cmd_count, 1, "N: how often it was signalled since" },
	{ "wait", cmd_wait, 2, "N MILLISECONDS: until it is signalled, then the count" },
	{ "pid", cmd_pid, 0, "of this program" },
};

void answer(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}

void answer_errno(int err)
{
	answer("-%s", errno_name(err));
}

void answer_result(int ret)
{
	if (ret < 0)
		answer_errno(errno);
	else
		answer("ok");
}

size_t unescape(char *text)
{
	const char *in = text;
	char *out = text;

	while (*in) {
		if (*in != '\\' || !in[1]) {
			*out++ = *in++;
			continue;
		}
		in++;
		switch (*in++) {
		case 'n':
			*out++ = '\n';
			break;
		case 't':
			*out++ = '\t';
			break;
		case 'r':
			*out++ = '\r';
			break;
		case 's':
			*out++ = ' ';
			break;
		case '0':
			*out++ = '\0';
			break;
		case 'e':
			break;
		default:
			*out++ = in[-1];
		}
	}
	return out - text;
}

bool parse_number(const char *text, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 0);
	if (!errno && *text && !*end)
		return true;
	answer("usage: '%s' is not a number", text);
	return false;
}

static void run(char *line)
{
	char *words[WORDS_MAX + 1] = { NULL };
	char *rest = line;
	size_t i;
	int n;

	for (n = 0; n < WORDS_MAX; n++) {
		words[n] = strsep(&rest, " ");
		if (!words[n])
			break;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, words[0]))
			continue;
		if (n <= commands[i].words)
			answer("usage: %s %s", words[0], commands[i].usage);
		else
			commands[i].run(words);
		return;
	}
	answer("usage: no command '%s'", words[0]);
}

static void print_help(void)
{
	size_t i;

	puts("conform-client: commands from standard input, one a line, one line of answer each.\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].usage);
	puts("  quit");
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t bytes = 0;
	int i;

	(void)argv;
	if (argc > 1) {
		print_help();
		return strcmp(argv[1], "--help") ? 2 : 0;
	}
	for (i = 0; i < EVENTFDS; i++)
		guest.eventfd[i] = -1;
	while (getline(&line, &bytes, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!strcmp(line, "quit"))
			break;
		run(line);
		putchar('\n');
		fflush(stdout);
	}
	free(line);
	return 0;
}
