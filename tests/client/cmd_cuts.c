// SPDX-License-Identifier: GPL-2.0
/*
 * apvmm cuts: a stream damaged at every byte, one after the other, on one open
 * device. In one process, because there are as many attempts as bytes, twice.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "error.h"
#include "input_file.h"
#include "kernel_abi.h"
#include "migration.h"
#include "number.h"
#include "report.h"
#include "session.h"

#define ERRNO_MAX	256

/**
 * struct damage - what came of one kind of damage
 * @name: of the kind, for the report
 * @tried: number of attempts
 * @refused_write: refused by write()
 * @refused_stop: refused by RESUMING -> STOP, and still in RESUMING
 * @accepted: not refused, or not in the state in which it should be
 * @first_accepted: byte position of the first of these
 * @errnos: how often each errno was seen
 */
struct damage {
	const char *name;
	u64 tried;
	u64 refused_write;
	u64 refused_stop;
	u64 accepted;
	u64 first_accepted;
	u64 errnos[ERRNO_MAX];
};

static void refused(struct damage *damage, u64 *how, int err)
{
	(*how)++;
	if (err > 0 && err < ERRNO_MAX)
		damage->errnos[err]++;
}

/* One attempt, from RUNNING back to RUNNING. */
static int attempt(struct session *session, struct damage *damage,
		   const unsigned char *data, size_t bytes, u64 position)
{
	struct device *device = &session->device;
	u32 state = 0;
	int unused;
	int fd;
	int ret;

	ret = mig_set_state(device, VFIO_DEVICE_STATE_RESUMING, &fd);
	if (ret)
		return fail(-ret, "byte %llu: state RESUMING",
			    (unsigned long long)position);
	damage->tried++;
	if (bytes && write(fd, data, bytes) != (ssize_t)bytes) {
		refused(damage, &damage->refused_write, errno);
	} else {
		ret = mig_set_state(device, VFIO_DEVICE_STATE_STOP, &unused);
		mig_get_state(device, &state);
		if (ret && state == VFIO_DEVICE_STATE_RESUMING)
			refused(damage, &damage->refused_stop, -ret);
		else if (!damage->accepted++)
			damage->first_accepted = position;
	}
	close(fd);

	ret = device_reset(device);
	if (!ret)
		ret = mig_get_state(device, &state);
	if (ret || state != VFIO_DEVICE_STATE_RUNNING)
		return fail(-ret, "byte %llu: the device is in %s after a reset",
			    (unsigned long long)position, mig_state_text(state));
	return 0;
}

static int cut(struct session *session, struct damage *damage,
	       const struct input_file *file)
{
	size_t position;
	int ret = 0;

	for (position = 0; position < file->bytes && !ret; position++)
		ret = attempt(session, damage, file->data, position, position);
	return ret;
}

static int flip(struct session *session, struct damage *damage,
		const struct input_file *file)
{
	size_t position;
	int ret = 0;

	for (position = 0; position < file->bytes && !ret; position++) {
		unsigned char bit = 1 << position % 8;

		file->data[position] ^= bit;
		ret = attempt(session, damage, file->data, file->bytes, position);
		file->data[position] ^= bit;
	}
	return ret;
}

static void report_damage(const struct damage *damage)
{
	int err;

	report_begin(damage->name);
	report_number("tried", damage->tried);
	report_number("refused_write", damage->refused_write);
	report_number("refused_stop", damage->refused_stop);
	report_number("accepted", damage->accepted);
	if (damage->accepted)
		report_number("first_accepted", damage->first_accepted);
	for (err = 0; err < ERRNO_MAX; err++) {
		if (damage->errnos[err])
			report_number(errno_name(err), damage->errnos[err]);
	}
	report_end();
}

int cmd_cuts(const struct options *options, char **words)
{
	struct damage cuts = { .name = "cuts" };
	struct damage flips = { .name = "flips" };
	struct session session;
	struct input_file file;
	int ret;

	(void)words;
	if (input_file_read(&file, options->input))
		return APVMM_FAILED;
	if (session_open(&session, options, true)) {
		input_file_free(&file);
		return APVMM_FAILED;
	}
	ret = cut(&session, &cuts, &file);
	if (!ret)
		ret = flip(&session, &flips, &file);
	report_damage(&cuts);
	report_damage(&flips);
	session_close(&session);
	input_file_free(&file);
	return ret || cuts.accepted || flips.accepted ? APVMM_FAILED : APVMM_OK;
}
