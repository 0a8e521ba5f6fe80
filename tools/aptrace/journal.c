// SPDX-License-Identifier: GPL-2.0
/* The journal's entry for a migration that ended. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/types.h"
#include "fields.h"
#include "format.h"
#include "journal.h"

/* As in <syslog.h>, which has more names than are wanted here. */
#define PRIORITY_WARNING	"4"
#define PRIORITY_INFO		"6"

/* The journal's fields from the one table of what can be said (fields.h). */
static const struct {
	const char *name;
	const char *field;
} members[] = {
	{ "APTRACE_MIGRATION_ID", "migration_id" },
	{ "APTRACE_MDEV", "mdev_uuid" },
	{ "APTRACE_ROLE", "role" },
	{ "APTRACE_OUTCOME", "outcome" },
	{ "APTRACE_CAUSE", "cause" },
	{ "APTRACE_ERR", "err_name" },
	{ "APTRACE_STREAM_ERROR", "stream_error" },
	{ "APTRACE_QUEUES", "queues" },
	{ "APTRACE_QUEUES_REFUSED", "bad_queues" },
	{ "APTRACE_CONTROL_DOMAINS_REFUSED", "bad_control_domains" },
	{ "APTRACE_REASONS", "reasons" },
	{ "APTRACE_DURATION_NS", "elapsed_ns" },
	{ "APTRACE_DOWNTIME_NS", "downtime_ns" },
	{ "APTRACE_BYTES", "bytes" },
	{ "APTRACE_EVENTS_SEEN", "events_seen" },
	{ "APTRACE_EVENTS_EXPECTED", "events_expected" },
	{ "APTRACE_COMPLETE", "complete" },
};

static struct text *add(struct journal_entry *entry, const char *name)
{
	struct text *text = &entry->text[entry->count++];

	text_printf(text, "%s=", name);
	return text;
}

static void value_of(const char *name, const struct migration *m,
		     uint64_t now_ns, struct value *value)
{
	memset(value, 0, sizeof(*value));
	field_find(name)->get(m, now_ns, value);
}

/* Reasons that were never given, errors that there were not: no field. */
static bool says_something(const struct value *value)
{
	unsigned int bit;

	if (value->type != VALUE_REASONS)
		return value->type != VALUE_UNKNOWN;
	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++)
		if (value->counts[bit])
			return true;
	return false;
}

static bool is_success(const struct migration *m)
{
	return m->session.ended == APTRACE_SESSION_ENDED &&
	       m->session.outcome == VFIO_AP_OUTCOME_COMPLETED;
}

/* "AP migration 62e5b9b5 (destination, mdev b0000002-...) refused: ..." */
static void message(const struct migration *m, uint64_t now_ns,
		    struct text *text)
{
	const struct aptrace_session *s = &m->session;
	struct value value;
	char uuid[UUID_TEXT_BYTES];

	format_id(uuid, s->migration_id);
	text_printf(text, "AP migration %.*s (", ID_SHORT_DIGITS,
		    uuid[0] ? uuid : "-");
	format_uuid(uuid, s->mdev_uuid);
	text_printf(text, "%s, mdev %s) ", s->role ? ap_role_name(s->role) :
		    "neither source nor destination", uuid);
	value_of("outcome", m, now_ns, &value);
	value_text(&value, UNIT_NONE, text);
	if (s->bad_queues || s->bad_control_domains) {
		text_printf(text, ": %" PRIu32 " of %" PRIu32 " queues",
			    s->bad_queues, s->queues);
		if (s->bad_control_domains)
			text_printf(text, " and %" PRIu32 " control domains",
				    s->bad_control_domains);
		text_puts(text, " not compatible (");
		value_of("reasons", m, now_ns, &value);
		value_text(&value, UNIT_NONE, text);
		text_putc(text, ')');
	}
	value_of("err_name", m, now_ns, &value);
	if (value.type == VALUE_TEXT)
		text_printf(text, ": %s", value.text);
	value_of("downtime_ns", m, now_ns, &value);
	if (value.type == VALUE_UNSIGNED) {
		text_puts(text, "; the guest stood still for ");
		value_text(&value, UNIT_NS, text);
	}
	if (!model_completeness(m).complete)
		text_puts(text, "; events of it are missing");
}

void journal_entry_build(struct journal_entry *entry, const struct migration *m,
			 uint64_t now_ns)
{
	struct value value;
	size_t i;
	int at;

	memset(entry, 0, sizeof(*entry));
	message(m, now_ns, add(entry, "MESSAGE"));
	text_puts(add(entry, "MESSAGE_ID"), JOURNAL_MESSAGE_ID);
	text_puts(add(entry, "PRIORITY"), is_success(m) ? PRIORITY_INFO :
		  PRIORITY_WARNING);
	text_puts(add(entry, "SYSLOG_IDENTIFIER"), "aptrace");
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		value_of(members[i].field, m, now_ns, &value);
		/* Without a unit: numbers for programs. */
		if (says_something(&value))
			value_text(&value, UNIT_NONE,
				   add(entry, members[i].name));
	}
	for (at = 0; at < entry->count; at++)
		entry->fields[at] = (struct iovec) {
			.iov_base = entry->text[at].data,
			.iov_len = entry->text[at].length,
		};
}

void journal_entry_free(struct journal_entry *entry)
{
	int i;

	for (i = 0; i < entry->count; i++)
		text_free(&entry->text[i]);
	entry->count = 0;
}

int journal_migration(const struct migration *m, uint64_t now_ns,
		      journal_send_fn send)
{
	struct journal_entry entry;
	int err;

	journal_entry_build(&entry, m, now_ns);
	err = send(entry.fields, entry.count);
	journal_entry_free(&entry);
	return err;
}
