// SPDX-License-Identifier: GPL-2.0
/*
 * apvmm pace: all that a VMM asks of its device, again and again, and how long each
 * call took: what others do must not slow it down.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "error.h"
#include "kernel_abi.h"
#include "migration.h"
#include "number.h"
#include "report.h"
#include "session.h"

#define STREAM_BYTES	65536
#define CONFIG_PATH	"/sys/devices/vfio_ap/matrix/%s/ap_config"

enum call {
	CALL_GET_STATE,
	CALL_STOP_COPY,
	CALL_READ,
	CALL_LEAVE,
	CALL_RESUMING,
	CALL_WRITE,
	CALL_APPLY,
	CALL_RUNNING,
	CALL_RESET,
	CALL_AP_CONFIG,
	CALLS
};

/* As fields of the report: the longest of each */
static const char * const call_names[CALLS] = {
	"get_state_ns", "stop_copy_ns", "read_ns", "leave_ns", "resuming_ns",
	"write_ns", "apply_ns", "running_ns", "reset_ns", "ap_config_ns",
};

/**
 * struct pace - what was done since the last report
 * @session: the device
 * @stream: its own migration stream
 * @stream_bytes: length of it
 * @rounds: of all calls
 * @begin_ns: when the first of them began
 * @longest_ns: by enum call
 * @name: the line of standard input as far as it has come
 * @name_bytes: its length
 */
struct pace {
	struct session session;
	unsigned char stream[STREAM_BYTES];
	size_t stream_bytes;
	u64 rounds;
	u64 begin_ns;
	u64 longest_ns[CALLS];
	char name[64];
	size_t name_bytes;
};

static void note(struct pace *pace, enum call call, u64 begin_ns)
{
	u64 duration_ns = now_ns() - begin_ns;

	if (duration_ns > pace->longest_ns[call])
		pace->longest_ns[call] = duration_ns;
}

static int go(struct pace *pace, enum call call, u32 state)
{
	struct session *session = &pace->session;
	u64 begin_ns = now_ns();
	int data_fd, ret;

	ret = mig_set_state(&session->device, state, &data_fd);
	note(pace, call, begin_ns);
	if (data_fd >= 0) {
		session_close_data_fd(session);
		session->data_fd = data_fd;
	}
	return ret ? fail(-ret, "state %s", mig_state_text(state)) : 0;
}

static int read_stream(struct pace *pace)
{
	u64 begin_ns = now_ns();
	ssize_t count;

	count = read(pace->session.data_fd, pace->stream, sizeof(pace->stream));
	note(pace, CALL_READ, begin_ns);
	if (count <= 0)
		return fail(count ? errno : EIO, "reading the stream");
	pace->stream_bytes = count;
	return 0;
}

static int write_stream(struct pace *pace)
{
	u64 begin_ns = now_ns();
	ssize_t count;

	count = write(pace->session.data_fd, pace->stream, pace->stream_bytes);
	note(pace, CALL_WRITE, begin_ns);
	if (count < 0 || (size_t)count != pace->stream_bytes)
		return fail(count < 0 ? errno : EIO, "writing the stream");
	return 0;
}

static int get_state(struct pace *pace)
{
	u64 begin_ns = now_ns();
	u32 state;
	int ret;

	ret = mig_get_state(&pace->session.device, &state);
	note(pace, CALL_GET_STATE, begin_ns);
	return ret ? fail(-ret, "asking for the state") : 0;
}

static int reset(struct pace *pace)
{
	u64 begin_ns = now_ns();
	int ret;

	ret = device_reset(&pace->session.device);
	note(pace, CALL_RESET, begin_ns);
	return ret ? fail(-ret, "VFIO_DEVICE_RESET") : 0;
}

static int read_config(struct pace *pace)
{
	char path[256], text[512];
	u64 begin_ns = now_ns();
	ssize_t count;
	int fd;

	snprintf(path, sizeof(path), CONFIG_PATH, pace->session.device.mdev.uuid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	count = fd < 0 ? -1 : read(fd, text, sizeof(text));
	if (fd >= 0)
		close(fd);
	note(pace, CALL_AP_CONFIG, begin_ns);
	return count <= 0 ? fail(errno, "%s", path) : 0;
}

/* To STOP_COPY and back, to RESUMING with its own stream and back, RESET. */
static int do_round(struct pace *pace)
{
	if (get_state(pace) ||
	    go(pace, CALL_STOP_COPY, VFIO_DEVICE_STATE_STOP_COPY) ||
	    read_stream(pace) ||
	    go(pace, CALL_LEAVE, VFIO_DEVICE_STATE_STOP) ||
	    go(pace, CALL_RESUMING, VFIO_DEVICE_STATE_RESUMING) ||
	    write_stream(pace) ||
	    go(pace, CALL_APPLY, VFIO_DEVICE_STATE_STOP) ||
	    go(pace, CALL_RUNNING, VFIO_DEVICE_STATE_RUNNING) ||
	    reset(pace) || read_config(pace))
		return -EIO;
	pace->rounds++;
	return 0;
}

/* What was measured up to now has this name; all begins anew. */
static void report_pace(struct pace *pace)
{
	u64 longest_ns = 0;
	unsigned int call;

	for (call = 0; call < CALLS; call++) {
		if (pace->longest_ns[call] > longest_ns)
			longest_ns = pace->longest_ns[call];
	}
	report_begin("pace");
	report_text("name", pace->name);
	report_number("rounds", pace->rounds);
	report_number("elapsed_ns", now_ns() - pace->begin_ns);
	report_number("longest_ns", longest_ns);
	for (call = 0; call < CALLS; call++)
		report_number(call_names[call], pace->longest_ns[call]);
	report_end();
	memset(pace->longest_ns, 0, sizeof(pace->longest_ns));
	pace->rounds = 0;
	pace->begin_ns = now_ns();
}

/* Each line that has come ends what is measured. False at the end of the input. */
static bool listen_to_stdin(struct pace *pace)
{
	struct pollfd polled = { .fd = STDIN_FILENO, .events = POLLIN };
	char c;

	while (poll(&polled, 1, 0) > 0) {
		if (read(STDIN_FILENO, &c, 1) != 1)
			return false;
		if (c == '\n') {
			pace->name[pace->name_bytes] = '\0';
			pace->name_bytes = 0;
			report_pace(pace);
		} else if (pace->name_bytes < sizeof(pace->name) - 1) {
			pace->name[pace->name_bytes++] = c;
		}
	}
	return true;
}

int cmd_pace(const struct options *options, char **words)
{
	static struct pace pace;
	int ret = 0;

	(void)words;
	if (session_open(&pace.session, options, true))
		return APVMM_FAILED;
	pace.begin_ns = now_ns();
	while (!ret && listen_to_stdin(&pace))
		ret = do_round(&pace);
	session_summary(&pace.session, ret ? "failed" : "walked",
			ret ? APVMM_FAILED : APVMM_OK, ret ? last_failure() : NULL);
	session_close(&pace.session);
	return ret ? APVMM_FAILED : APVMM_OK;
}
