// SPDX-License-Identifier: GPL-2.0
/*
 * A file of outcomes as text: a line for it, one for each migration, and each event
 * as the tracepoint's own format shows it, so that one can be compared with the other.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../driver/core/names.h"
#include "../../driver/core/reasons.h"
#include "../../driver/core/stream_error.h"
#include "../lib/tap.h"
#include "outcomes.h"

#define REASONS_BYTES	512

static const char * const kind_names[VFIO_AP_EVENT_KINDS] = {
	[VFIO_AP_EVENT_REQUEST] = "mig_request",
	[VFIO_AP_EVENT_ARC] = "mig_arc",
	[VFIO_AP_EVENT_BEGIN] = "mig_begin",
	[VFIO_AP_EVENT_READ] = "mig_read",
	[VFIO_AP_EVENT_WRITE] = "mig_write",
	[VFIO_AP_EVENT_VERDICT] = "mig_verdict",
	[VFIO_AP_EVENT_DROPPED] = "mig_dropped",
	[VFIO_AP_EVENT_APPLY] = "mig_apply",
	[VFIO_AP_EVENT_END] = "mig_end",
	[VFIO_AP_EVENT_RESET] = "reset",
};

static void print_uuid(const char *key, const u8 *uuid)
{
	unsigned int i;

	printf(" %s=", key);
	for (i = 0; i < 16; i++)
		printf("%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
}

/* A request and an arc have the same fields. */
static void print_states(u32 target, u32 from, u32 to, s32 err, u64 duration_ns)
{
	const char *name = ap_state_name(target);

	/* User space can ask for any number; the tracepoint shows that as it is. */
	if (*name == '?')
		printf(" target=0x%x", target);
	else
		printf(" target=%s", name);
	printf(" from=%s to=%s err=%d duration_ns=%llu", ap_state_name(from),
	       ap_state_name(to), err, (unsigned long long)duration_ns);
}

static void print_verdict(const struct vfio_ap_ev_verdict *verdict)
{
	char reasons[REASONS_BYTES];

	ap_reasons_format(reasons, sizeof(reasons), verdict->reasons);
	printf(" %s=%02x.%04x verdict=%s reasons=%s", ap_verdict_kind_name(verdict->kind),
	       verdict->apqn >> 8, verdict->apqn & 0xff,
	       verdict->reasons ? "refused" : "ok", reasons);
	printf(" src_rc=0x%02x src_info=0x%016llx dst_rc=0x%02x dst_info=0x%016llx",
	       verdict->src_rc, (unsigned long long)verdict->src_info, verdict->dst_rc,
	       (unsigned long long)verdict->dst_info);
	printf(" index=%u count=%u", verdict->index, verdict->count);
}

static void print_end(const struct vfio_ap_ev_end *end)
{
	static const char *const states[] = {
		"error", "stop", "running", "stop_copy", "resuming", "running_p2p",
		"pre_copy", "pre_copy_p2p",
	};
	unsigned int state;

	printf(" outcome=%s cause=%s err=%d stream_error=%s bytes=%llu total_bytes=%llu",
	       ap_outcome_name(end->outcome), ap_cause_name(end->cause), end->err,
	       ap_stream_error(end->stream_error)->name, (unsigned long long)end->bytes,
	       (unsigned long long)end->total_bytes);
	printf(" queues=%u bad_queues=%u bad_control_domains=%u first_seq=%llu duration_ns=%llu",
	       end->queues, end->bad_queues, end->bad_control_domains,
	       (unsigned long long)end->first_seq, (unsigned long long)end->duration_ns);
	for (state = 0; state < ARRAY_SIZE(states); state++)
		printf(" %s_ns=%llu", states[state], (unsigned long long)end->state_ns[state]);
}

static void print_fields(const struct ap_outcome_event *event)
{
	switch (event->kind) {
	case VFIO_AP_EVENT_REQUEST:
		print_states(event->request.target, event->request.from, event->request.to,
			     event->request.err, event->request.duration_ns);
		break;
	case VFIO_AP_EVENT_ARC:
		print_states(event->arc.target, event->arc.from, event->arc.to,
			     event->arc.err, event->arc.duration_ns);
		break;
	case VFIO_AP_EVENT_BEGIN:
		printf(" total_bytes=%llu queues=%u adapters=%u domains=%u control_domains=%u",
		       (unsigned long long)event->begin.total_bytes, event->begin.queues,
		       event->begin.adapters, event->begin.domains,
		       event->begin.control_domains);
		break;
	case VFIO_AP_EVENT_READ:
	case VFIO_AP_EVENT_WRITE:
		printf(" pos_bytes=%llu len_bytes=%llu total_bytes=%llu err=%d stream_error=%s",
		       (unsigned long long)event->io.pos_bytes,
		       (unsigned long long)event->io.len_bytes,
		       (unsigned long long)event->io.total_bytes, event->io.err,
		       ap_stream_error(event->io.stream_error)->name);
		break;
	case VFIO_AP_EVENT_VERDICT:
		print_verdict(&event->verdict);
		break;
	case VFIO_AP_EVENT_DROPPED:
		printf(" %s=0x%02x", ap_dropped_name(event->dropped.kind), event->dropped.id);
		break;
	case VFIO_AP_EVENT_APPLY:
		printf(" queues=%u adapters=%u domains=%u control_domains=%u dropped=%u err=%d",
		       event->apply.queues, event->apply.adapters, event->apply.domains,
		       event->apply.control_domains, event->apply.dropped, event->apply.err);
		printf(" duration_ns=%llu", (unsigned long long)event->apply.duration_ns);
		break;
	case VFIO_AP_EVENT_END:
		print_end(&event->end);
		break;
	case VFIO_AP_EVENT_RESET:
		printf(" cause=%s queues=%u failed=%u err=%d duration_ns=%llu",
		       ap_reset_cause_name(event->reset.cause), event->reset.queues,
		       event->reset.failed, event->reset.err,
		       (unsigned long long)event->reset.duration_ns);
		break;
	}
}

static void print_event(const struct ap_outcome_event *event)
{
	printf("vfio_ap_%s:", kind_names[event->kind]);
	print_uuid("mdev", event->hdr.mdev_uuid);
	print_uuid("id", event->hdr.migration_id);
	printf(" session=%llu seq=%llu role=%s state=%s",
	       (unsigned long long)event->hdr.session, (unsigned long long)event->hdr.seq,
	       ap_role_name(event->hdr.role), ap_state_name(event->hdr.state));
	print_fields(event);
	printf("\n");
}

static void print_migration(struct ap_outcomes_reader *reader)
{
	struct ap_outcome_event event;
	const char *comma = "";
	unsigned int i;

	printf("migration session=%llu records=%u over=%d cut=",
	       (unsigned long long)reader->outcome.session, reader->outcome.records,
	       !!(reader->outcome.flags & VFIO_AP_OUTCOME_F_OVER));
	for (i = 0; i < VFIO_AP_EVENT_KINDS; i++) {
		if (!reader->outcome.cut[i])
			continue;
		printf("%s%s:%u", comma, kind_names[i], reader->outcome.cut[i]);
		comma = ",";
	}
	printf("%s\n", *comma ? "" : "-");
	while (ap_outcomes_next_event(reader, &event))
		print_event(&event);
}

int print_file(const char *path)
{
	unsigned char *data = malloc(AP_OUTCOMES_FILE_BYTES + 1);
	struct ap_outcomes_reader reader;
	int fd = open(path, O_RDONLY);
	long bytes;

	bytes = data && fd >= 0 ? outcomes_read_all(fd, data, AP_OUTCOMES_FILE_BYTES + 1) : -1;
	if (bytes < 0) {
		fprintf(stderr, "outcomes: %s cannot be read\n", path);
		return 1;
	}
	close(fd);
	if (!ap_outcomes_read(&reader, data, bytes)) {
		printf("outcomes migrations=%u begun=%llu not_kept=%llu last_session=%llu bytes=%ld",
		       reader.header.migrations, (unsigned long long)reader.header.begun,
		       (unsigned long long)reader.header.not_kept,
		       (unsigned long long)reader.header.last_session, bytes);
		print_uuid("mdev", reader.header.mdev_uuid);
		printf(" real_s=%llu\n",
		       (unsigned long long)(reader.header.real_ns / 1000000000ULL));
		while (ap_outcomes_next(&reader))
			print_migration(&reader);
	}
	free(data);
	if (!reader.error)
		return 0;
	fprintf(stderr, "outcomes: %s: %s\n", path, ap_outcomes_error_sentence(reader.error));
	return 1;
}
