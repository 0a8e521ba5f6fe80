/* SPDX-License-Identifier: GPL-2.0 */
/*
 * conform-client: does one thing a line, and answers with one line: what the
 * kernel returned and nothing else. The suite judges, this program does not.
 */
#ifndef CONFORM_CLIENT_H
#define CONFORM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#define EVENTFDS	8
#define WORDS_MAX	12

/**
 * struct guest - a virtual machine and the device that it has open
 * @device_fd: the device, -1 while it is closed
 * @group_fd: legacy path only
 * @container_fd: container or iommufd
 * @eventfd: by number, -1 if not made
 */
struct guest {
	int device_fd;
	int group_fd;
	int container_fd;
	int eventfd[EVENTFDS];
};

extern struct guest guest;

/* "-EINVAL"; the answer to a line that the kernel refused. */
void answer_errno(int err);
/* An answer, without the line end. */
void answer(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "ok" for 0, else what errno says. */
void answer_result(int ret);

/* Decodes \n \t \s \0 \\ \e (nothing) in place; the number of bytes. */
size_t unescape(char *text);
/* A number of any base; false with an answer given if it is none. */
bool parse_number(const char *text, long long *number);

/* Commands: words[0] is the name, a NULL ends the list. */
void cmd_write(char **words);
void cmd_read(char **words);
void cmd_link(char **words);
void cmd_make_dir(char **words);
void cmd_remove_dir(char **words);
void cmd_list(char **words);

/* Oracles. */
void cmd_view(char **words);
void cmd_counter(char **words);

void cmd_vm(char **words);
void cmd_open(char **words);
void cmd_open_twice(char **words);
void cmd_close(char **words);

void cmd_info(char **words);
void cmd_irq_info(char **words);
void cmd_set_irqs(char **words);
void cmd_reset(char **words);
void cmd_ioctl(char **words);
void cmd_eventfd(char **words);
void cmd_count(char **words);
void cmd_wait(char **words);

#endif /* CONFORM_CLIENT_H */
