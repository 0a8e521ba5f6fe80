/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One entry in the systemd journal for each migration that ended. What is in it is
 * made here; who sends it is the caller's choice.
 */
#ifndef APTRACE_JOURNAL_H
#define APTRACE_JOURNAL_H

#include <sys/uio.h>

#include "model.h"
#include "text.h"

/* Of each such entry, and of no other: journalctl MESSAGE_ID=... finds them. */
#define JOURNAL_MESSAGE_ID	"d916b46483814c12990342ea2062640d"

#define JOURNAL_FIELDS_MAX	24

/**
 * struct journal_entry - the fields of an entry
 * @fields: "NAME=value" each
 * @count: how many
 * @text: where they are
 */
struct journal_entry {
	struct iovec fields[JOURNAL_FIELDS_MAX];
	int count;
	struct text text[JOURNAL_FIELDS_MAX];
};

/* What is told of a migration that ended. */
void journal_entry_build(struct journal_entry *entry, const struct migration *m,
			 uint64_t now_ns);
void journal_entry_free(struct journal_entry *entry);

/* Sends an entry; 0 or a negative errno. sd_journal_sendv() is such. */
typedef int (*journal_send_fn)(const struct iovec *fields, int count);

/* Build it, send it. */
int journal_migration(const struct migration *m, uint64_t now_ns,
		      journal_send_fn send);

#endif /* APTRACE_JOURNAL_H */
