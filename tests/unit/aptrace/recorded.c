// SPDX-License-Identifier: GPL-2.0
/* Recordings of migrations that did not happen. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../tools/aptrace/recording_write.h"
#include "recorded.h"

#define HOUR_NS		3600000000000ULL
#define QUEUES		12

static const char * const boot_ids[] = {
	"0a000000-0000-4000-8000-00000000000a",
	"0b000000-0000-4000-8000-00000000000b",
};

/* An event of a scene, as another mdev's and migration's, with words to read. */
static void on_record(void *context, const struct aptrace_record *record,
		      const void *event)
{
	struct aptrace_record moved = *record;
	struct recorded *recorded = context;
	union {
		struct vfio_ap_trace_hdr hdr;
		struct vfio_ap_ev_verdict verdict;
		struct vfio_ap_ev_end end;
	} copy;

	memcpy(&copy, event, record->event_bytes);
	moved.time_ns += recorded->shift_ns;
	copy.hdr.mdev_uuid[15] = recorded->migration;
	if (aptrace_id_known(copy.hdr.migration_id))
		copy.hdr.migration_id[0] += recorded->migration;
	if (record->kind == APTRACE_VERDICT) {
		copy.verdict.src_info = 0xe000000000000000ULL | 14 << 24 | 0x0c07;
		copy.verdict.dst_info = copy.verdict.reasons ?
			0x6000000000000000ULL | 13 << 24 | 0x0c07 :
			copy.verdict.src_info;
		copy.verdict.count = QUEUES;
	}
	recorded->losses.counters.events[record->kind]++;
	recorded->view.then_ns = moved.time_ns;
	recorded->view.ops->event(&recorded->view, &moved, &copy);
}

void recorded_begin(struct recorded *recorded, const char *host)
{
	struct recording_header header = {
		.format = RECORDING_FORMAT,
		.abi = VFIO_AP_TRACE_ABI,
		.boot_ns = SCENE_START_NS - SCENE_STEP_NS,
		.clock_offset_ns = RECORDED_OFFSET_NS,
		.version = "0.1",
		.kernel = "6.12.57",
		.machine = "s390x",
		.attach = "tp_btf",
		.tracepoints = APTRACE_KINDS,
	};

	memset(recorded, 0, sizeof(*recorded));
	view_init(&recorded->view, &view_json);
	recorded->view.clock_offset_ns = RECORDED_OFFSET_NS;
	recorded->migration = 1;
	snprintf(header.host, sizeof(header.host), "%s", host);
	snprintf(header.boot_id, sizeof(header.boot_id), "%s",
		 boot_ids[host[0] & 1 ? 0 : 1]);
	recording_header_write(&header, &recorded->view.out);
	scene_listen(on_record, recorded);
}

void recorded_next(struct recorded *recorded, u64 later_ns)
{
	recorded->shift_ns += later_ns;
	recorded->migration++;
}

void recorded_end(struct recorded *recorded)
{
	scene_listen(NULL, NULL);
	recorded->view.then_ns += 2 * SCENE_STEP_NS;
	recorded->view.ops->summary(&recorded->view, NULL, &recorded->losses);
}

void recorded_free(struct recorded *recorded)
{
	scene_listen(NULL, NULL);
	view_free(&recorded->view);
}

bool recorded_to_file(const char *data, size_t bytes, char *path)
{
	ssize_t written;
	int fd;

	strcpy(path, "/tmp/aptrace-recording-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return false;
	written = write(fd, data, bytes);
	close(fd);
	return written == (ssize_t)bytes;
}

/* A whole source: its stream is read, then its guest is given up or runs again. */
static void source(u64 session, u32 outcome)
{
	struct scene scene;

	scene_start(&scene, session);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_STOP, 0, 0);
	scene_begin(&scene, QUEUES);
	scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_STOP_COPY,
		  VFIO_AP_ROLE_SOURCE, 0);
	scene_io(&scene, 0, 400, 400 + 16 * QUEUES);
	scene_io(&scene, 400, 16 * QUEUES, 400 + 16 * QUEUES);
	scene_arc(&scene, APTRACE_STATE_STOP_COPY, APTRACE_STATE_STOP,
		  VFIO_AP_ROLE_SOURCE, 0);
	if (outcome == VFIO_AP_OUTCOME_ROLLED_BACK)
		scene_arc(&scene, APTRACE_STATE_STOP, APTRACE_STATE_RUNNING,
			  VFIO_AP_ROLE_SOURCE, 0);
	scene_end(&scene, outcome, 0);
}

void recorded_sample_source(struct recorded *recorded)
{
	recorded_begin(recorded, "a");
	source(1, VFIO_AP_OUTCOME_COMPLETED);
	recorded_next(recorded, HOUR_NS);
	source(2, VFIO_AP_OUTCOME_ROLLED_BACK);
	recorded_end(recorded);
}

void recorded_sample_destination(struct recorded *recorded)
{
	struct scene scene;

	recorded_begin(recorded, "b");
	/* Its events fall between those of the source. */
	recorded->shift_ns = SCENE_STEP_NS / 2;
	scene_destination(&scene, 1, QUEUES, 0);
	recorded_next(recorded, HOUR_NS);
	scene_destination(&scene, 2, QUEUES, 3);
	recorded_end(recorded);
}

void recorded_sample_many(struct recorded *recorded)
{
	struct scene scene;
	u64 session;

	recorded_begin(recorded, "b");
	for (session = 1; session <= RECORDED_MANY; session++) {
		scene_destination(&scene, session, QUEUES, session % 3);
		recorded_next(recorded, HOUR_NS / 60);
	}
	recorded_end(recorded);
}
