/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the live commands have in common: their options, waiting for whatever
 * comes first, and getting the output out.
 */
#ifndef APTRACE_LOOP_H
#define APTRACE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "collector.h"
#include "options.h"
#include "text.h"
#include "view.h"

/**
 * struct common_options - first member of the options of each live command
 * @json: print JSON Lines
 * @duration_ms: end after that time, 0: never
 * @ring_bytes: size of the ring buffer
 * @attach: enum collector_attach
 * @verbose: let libbpf talk
 */
struct common_options {
	bool json;
	uint32_t duration_ms;
	uint32_t ring_bytes;
	uint32_t attach;
	bool verbose;
};

#define RING_BYTES_MIN		4096
#define RING_BYTES_MAX		(1U << 30)

bool loop_parse_attach(void *result, const char *text);

/* The lines of the option tables; @type has a member named common. */
#define COMMON_OPTION(type, member)	offsetof(struct type, common.member)
#define COMMON_OPTIONS(type)						\
	{ "json", 'j', OPTION_FLAG, NULL, "print JSON Lines",		\
	  COMMON_OPTION(type, json), 0, 0, NULL, NULL },		\
	COLLECT_OPTIONS(type)

#define DURATION_OPTION(type)						\
	{ "duration", 'd', OPTION_SECONDS, "SEC",			\
	  "end after that time, with exit code 0",			\
	  COMMON_OPTION(type, duration_ms), 0, 0, NULL, NULL }

/* For a command that prints nothing but JSON. */
#define COLLECT_OPTIONS(type)						\
	DURATION_OPTION(type),						\
	{ "ring-bytes", 0, OPTION_NUMBER, "BYTES",			\
	  "size of the buffer for details, rounded up to a power\n"	\
	  "of two of whole pages",					\
	  COMMON_OPTION(type, ring_bytes), RING_BYTES_MIN,		\
	  RING_BYTES_MAX, NULL, NULL },					\
	ATTACH_OPTIONS(type)

#define ATTACH_OPTIONS(type)						\
	{ "attach", 0, OPTION_WORD, "HOW",				\
	  "auto, tp_btf or raw_tp; auto takes raw_tp, which needs\n"	\
	  "less memory, no BTF and not CAP_SYS_ADMIN",			\
	  COMMON_OPTION(type, attach), 0, 0, loop_parse_attach,		\
	  "auto tp_btf raw_tp" },					\
	{ "verbose", 'v', OPTION_FLAG, NULL,				\
	  "let libbpf say on stderr what goes wrong",			\
	  COMMON_OPTION(type, verbose), 0, 0, NULL, NULL }

/* For options structures with a struct mdev_filter named mdev. */
bool loop_parse_mdev(void *result, const char *text);
/* For a const char *: digits with which a UUID can begin. */
bool loop_parse_id(void *result, const char *text);

#define MDEV_OPTION(type)						\
	{ "mdev", 'm', OPTION_PARSED, "UUID",				\
	  "only what happens to that mediated device",			\
	  offsetof(struct type, mdev), 0, 0, loop_parse_mdev,		\
	  "a UUID like 2b9e1c00-1111-4222-8333-444455556666" }

/* What loop_wait() woke up for. */
#define LOOP_RECORDS	0x01	/* the collector has detail records */
#define LOOP_STOP	0x02	/* a signal asks to end */
#define LOOP_RESIZE	0x04	/* the terminal has another size, or is back */
#define LOOP_SUSPEND	0x08	/* Ctrl-Z */
#define LOOP_KEY	0x10	/* a key is waiting */

/**
 * struct loop - a live command under way
 * @collector: where the data come from
 * @view: lines or JSON
 * @signals: signalfd
 * @end_ns: boot time at which to end, 0: none
 * @ignores_reader: standard output is not what the command is for: that its reader
 *	goes is no reason to end
 * @losses: as last looked at
 * @losses_shown: as last shown
 */
struct loop {
	struct collector *collector;
	struct view view;
	int signals;
	uint64_t end_ns;
	bool ignores_reader;
	struct collector_losses losses;
	struct collector_losses losses_shown;
};

/**
 * loop_start - attach and get ready
 * @loop: the loop; zero, or with no more than @ignores_reader set
 * @command: its name, for messages
 * @common: the options
 * @collect: what to collect; the common options are filled in. Must stay until
 *	loop_finish()
 *
 * Return: EXIT_OK or the exit code; a message has been printed then.
 */
int loop_start(struct loop *loop, const char *command,
	       const struct common_options *common,
	       struct collector_options *collect);
void loop_finish(struct loop *loop);

/* Wait for something or until @until_ns; returns LOOP_* bits. */
unsigned int loop_wait(struct loop *loop, int key_fd, bool more,
		       uint64_t until_ns);

/* A signalfd of all that a live command wants to know; -1 and errno. */
int loop_signals(void);
/* What came there: LOOP_* bits. */
unsigned int loop_read_signals(int fd);

/**
 * loop_wait_for - loop_wait() for who has no struct loop
 * @signals: from loop_signals()
 * @data_fd: where data come from, -1 if there is no such file
 * @key_fd: where keys come from, or -1
 * @more: there are data already: do not wait
 * @until_ns: boot time
 *
 * Return: LOOP_* bits.
 */
unsigned int loop_wait_for(int signals, int data_fd, int key_fd, bool more,
			   uint64_t until_ns);

/**
 * loop_wants_end - what a live command does about signals and keys
 * @woken: from loop_wait()
 * @on_key: gets each key (keys.h); false if it is to be the end
 * @context: for @on_key
 *
 * Return: true if the command is to end.
 */
bool loop_wants_end(unsigned int woken, bool (*on_key)(void *context, int key),
		    void *context);

/* Refresh @losses; EXIT_PREREQUISITE if the driver's events are foreign. */
int loop_check_losses(struct loop *loop, const char *command);
/* Tell of losses that were not told yet. */
void loop_show_losses(struct loop *loop);

/* No exit code yet: go on. */
#define LOOP_GO_ON	(-1)

/**
 * loop_flush - write out what the view has
 * @loop: the loop
 * @command: name of the command, for messages
 *
 * Return: LOOP_GO_ON; EXIT_OK if the reader has gone; EXIT_RUNTIME, with a
 * message, if the output cannot be written.
 */
int loop_flush(struct loop *loop, const char *command);
int loop_write(struct text *text, const char *command);

#endif /* APTRACE_LOOP_H */
