// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of what is kept of migrations.
 *
 * The input is a sequence of operations: migrations begin, events come, memory is
 * there or not. A second, simple account is kept of them here, as lists without a
 * limit of memory. What the decoder finds in the file must be what that account
 * says, as far as the file goes back; and the promises about how far that is must
 * hold. Then the input is a file itself, and what damages a good one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/outcomes.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define OPERATIONS_MAX	4096
/* How many events one operation can be. */
#define BURST		61

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

/**
 * struct told - an event that was told and matters
 * @session: its session
 * @kind: its kind
 * @seq: its number
 */
struct told {
	u64 session;
	u32 kind;
	u64 seq;
};

/**
 * struct account - all that was told, without a limit
 * @events: in order
 * @count: number of them
 * @sessions: those that count as migrations, in order
 * @over: whether that one is over
 * @kept: whether there was memory when it began
 * @session_count: number of them
 */
struct account {
	struct told events[OPERATIONS_MAX * BURST];
	size_t count;
	u64 sessions[OPERATIONS_MAX];
	bool over[OPERATIONS_MAX];
	bool kept[OPERATIONS_MAX];
	size_t session_count;
};

static struct account account;

static bool is_open(u64 session)
{
	size_t last = account.session_count - 1;

	return account.session_count && account.sessions[last] == session &&
	       !account.over[last];
}

static void account_close(void)
{
	if (account.session_count)
		account.over[account.session_count - 1] = true;
}

static void account_begin(u64 session, bool memory)
{
	if (account.session_count && account.sessions[account.session_count - 1] == session)
		return;
	account_close();
	account.sessions[account.session_count] = session;
	account.over[account.session_count] = false;
	account.kept[account.session_count++] = memory;
}

/* Is an event that says @bad one to be kept? Formulated the other way round. */
static bool matters(u32 kind, bool bad)
{
	static const char good_ones_too[VFIO_AP_EVENT_KINDS + 1] = "..b...bbbb";

	return bad || good_ones_too[kind] == 'b';
}

static void emit(struct ap_outcomes *outcomes, struct vfio_ap_trace_hdr *hdr, u32 kind,
		 bool bad, u64 now_ns)
{
	struct ap_outcome_event event;

	memset(&event, 0, sizeof(event));
	event.hdr = *hdr;
	hdr->seq++;
	if (kind == VFIO_AP_EVENT_REQUEST)
		event.request.err = bad;
	if (kind == VFIO_AP_EVENT_ARC)
		event.arc.err = bad;
	if (kind == VFIO_AP_EVENT_READ || kind == VFIO_AP_EVENT_WRITE)
		event.io.err = bad;
	if (kind == VFIO_AP_EVENT_VERDICT)
		event.verdict.reasons = bad;
	ap_outcomes_add(outcomes, kind, &event.hdr, now_ns);

	if (!matters(kind, bad))
		return;
	if (kind == VFIO_AP_EVENT_ARC && hdr->session)
		account_begin(hdr->session, outcomes->buf);
	if (!is_open(hdr->session))
		return;
	account.events[account.count++] = (struct told) {
		.session = hdr->session, .kind = kind, .seq = event.hdr.seq,
	};
	if (kind == VFIO_AP_EVENT_END)
		account_close();
}

/* One migration of the file against the account of it. */
static void compare_migration(struct ap_outcomes_reader *reader, size_t nr)
{
	u32 found[VFIO_AP_EVENT_KINDS] = { 0 }, told[VFIO_AP_EVENT_KINDS] = { 0 };
	const u64 session = reader->outcome.session;
	struct ap_outcome_event event;
	size_t at = 0, i;

	must(session == account.sessions[nr], "the right session");
	must(account.kept[nr], "one for which there was memory");
	must(!!(reader->outcome.flags & VFIO_AP_OUTCOME_F_OVER) == account.over[nr],
	     "over when it is over");
	while (ap_outcomes_next_event(reader, &event)) {
		/* Those that were told before it and are not here were cut. */
		for (; at < account.count && (account.events[at].session != session ||
					      account.events[at].seq != event.hdr.seq); at++)
			told[account.events[at].kind] +=
				account.events[at].session == session;
		must(at < account.count, "an event that was told, in order");
		must(account.events[at].kind == event.kind, "of the same kind");
		told[event.kind]++;
		found[event.kind]++;
		at++;
		must(told[event.kind] == found[event.kind], "the first of its kind");
	}
	for (; at < account.count; at++)
		told[account.events[at].kind] += account.events[at].session == session;
	for (i = 0; i < VFIO_AP_EVENT_KINDS; i++) {
		must(found[i] + reader->outcome.cut[i] == told[i], "what is cut is counted");
		must(found[i] == told[i] || found[i] == ap_outcomes_max(i),
		     "nothing is cut before there are enough");
	}
}

static void compare(const struct ap_outcomes *outcomes, const struct vfio_ap_trace_hdr *hdr,
		    u64 now_ns)
{
	struct vfio_ap_outcomes_header header = { .boot_ns = now_ns };
	u8 *file = malloc(AP_OUTCOMES_FILE_BYTES);
	struct ap_outcomes_reader reader;
	size_t bytes, kept = 0, i, nr;

	memcpy(header.mdev_uuid, hdr->mdev_uuid, sizeof(header.mdev_uuid));
	bytes = ap_outcomes_file(outcomes, &header, file);
	must(bytes <= AP_OUTCOMES_FILE_BYTES, "the file has a limit");
	must(!ap_outcomes_read(&reader, file, bytes), "the file is in order");

	for (i = 0; i < account.session_count; i++)
		kept += account.kept[i];
	must(reader.header.begun == account.session_count, "how many there were");
	must(reader.header.not_kept == account.session_count - kept, "how many were not kept");
	must(reader.header.migrations <= AP_OUTCOMES_MIGRATIONS, "eight at most");
	must(reader.header.migrations >= (kept < 2 ? kept : 2), "two at least");
	must(reader.header.migrations == (kept < 8 ? kept : 8) ||
	     AP_OUTCOMES_BYTES - outcomes->bytes < AP_OUTCOMES_BYTES / 2,
	     "all of them while there is room");

	/* The last ones of those that were kept. */
	nr = account.session_count;
	for (i = reader.header.migrations; i; i--)
		do
			nr--;
		while (!account.kept[nr]);
	for (i = reader.header.migrations; i; i--) {
		must(ap_outcomes_next(&reader), "as many as it says");
		compare_migration(&reader, nr);
		do
			nr++;
		while (nr < account.session_count && !account.kept[nr]);
	}
	must(!ap_outcomes_next(&reader) && !reader.error && !reader.skipped,
	     "nothing else, and no error");
	free(file);
}

/* Each byte is one operation. */
static void check_operations(const u8 *data, size_t size)
{
	struct vfio_ap_trace_hdr hdr = { .abi = VFIO_AP_TRACE_ABI, .session = 5 };
	struct ap_outcomes outcomes;
	u64 now_ns = 1;
	u32 burst;
	size_t i;

	memset(&outcomes, 0, sizeof(outcomes));
	account.count = 0;
	account.session_count = 0;
	for (i = 0; i < size && i < OPERATIONS_MAX; i++) {
		now_ns++;
		switch (data[i] >> 4) {
		case 0:
			hdr.session++;
			break;
		case 1:
			if (!outcomes.buf)
				outcomes.buf = malloc(AP_OUTCOMES_BYTES);
			break;
		case 2:
			ap_outcomes_begin(&outcomes, hdr.session, now_ns);
			account_begin(hdr.session, outcomes.buf);
			break;
		case 3:
			ap_outcomes_close(&outcomes);
			account_close();
			break;
		case 4:
			/* Many at once, or an input would have to be long. */
			for (burst = 0; burst < BURST; burst++)
				emit(&outcomes, &hdr, data[i] % VFIO_AP_EVENT_KINDS, true,
				     now_ns);
			break;
		case 5:
			/* Queues are reset while no migration goes on. */
			burst = hdr.session;
			hdr.session = 0;
			emit(&outcomes, &hdr, data[i] % VFIO_AP_EVENT_KINDS, true, now_ns);
			hdr.session = burst;
			break;
		default:
			emit(&outcomes, &hdr, data[i] % 16 % VFIO_AP_EVENT_KINDS,
			     data[i] & 0x20, now_ns);
			break;
		}
	}
	compare(&outcomes, &hdr, now_ns);
	free(outcomes.buf);
}

/* Whatever is in the file, nothing outside it is touched, and it ends. */
static void read_file(const u8 *file, size_t bytes)
{
	struct ap_outcomes_reader reader;
	struct ap_outcome_event event;
	size_t migrations = 0, room = 0;
	u32 error;

	error = ap_outcomes_read(&reader, file, bytes);
	must(error == reader.error, "the error is in the reader, too");
	while (ap_outcomes_next(&reader)) {
		migrations++;
		room += sizeof(struct vfio_ap_outcome);
		while (ap_outcomes_next_event(&reader, &event)) {
			room += sizeof(struct vfio_ap_outcome_record) + event.event_bytes;
			must(event.event_bytes == ap_event_bytes(event.kind),
			     "an event has the length of its kind");
			must(event.hdr.session == reader.outcome.session,
			     "an event is of its migration");
		}
	}
	must(room <= bytes, "no more than there is");
	must(reader.error || migrations == reader.header.migrations,
	     "all of them, or an error");
	must(reader.error < AP_OUTCOMES_ERRORS, "an error that has a name");
	must(!ap_outcomes_next(&reader) && !ap_outcomes_next_event(&reader, &event),
	     "the end stays the end");
}

/* A good file of two migrations, in which the input changes bytes: where, and what. */
static void check_damage(const u8 *data, size_t size)
{
	struct vfio_ap_trace_hdr hdr = { .abi = VFIO_AP_TRACE_ABI };
	struct vfio_ap_outcomes_header header = { .boot_ns = 100 };
	static u8 file[AP_OUTCOMES_FILE_BYTES];
	struct ap_outcomes outcomes;
	size_t bytes, i;
	u8 *exact;
	u32 kind;

	memset(&outcomes, 0, sizeof(outcomes));
	outcomes.buf = malloc(AP_OUTCOMES_BYTES);
	account.count = 0;
	account.session_count = 0;
	for (hdr.session = 1; hdr.session <= 2; hdr.session++) {
		ap_outcomes_begin(&outcomes, hdr.session, 10 * hdr.session);
		for (kind = 0; kind < VFIO_AP_EVENT_KINDS; kind++)
			emit(&outcomes, &hdr, kind, true, 10 * hdr.session + kind);
	}
	bytes = ap_outcomes_file(&outcomes, &header, file);
	free(outcomes.buf);

	for (i = 0; i + 2 < size; i += 3)
		file[(data[i] << 8 | data[i + 1]) % bytes] = data[i + 2];
	if (size % 3)
		bytes -= data[size - 1] % bytes;
	/* Exactly as long as is said, for the sanitizer. */
	exact = malloc(bytes);
	memcpy(exact, file, bytes);
	read_file(exact, bytes);
	free(exact);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0] % 3) {
	case 0:
		check_operations(data + 1, size - 1);
		break;
	case 1:
		check_damage(data + 1, size - 1);
		break;
	default:
		/* The whole input is a file, but for the byte that says so. */
		read_file(data + 1, size - 1);
		break;
	}
	return 0;
}
