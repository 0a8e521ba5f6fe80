// SPDX-License-Identifier: GPL-2.0
/* aptrace as the one who reads a function's measurement block. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/vfio.h>
#include <linux/vfio_zdev.h>

#include "../../driver/core/fmb.h"
#include "exit_codes.h"
#include "fmb_driver.h"
#include "fmb_reader.h"
#include "text.h"
#include "vfio_device.h"

#define SYSFS			"/sys"
/* What all functions had so far, should one not say. */
#define INTERVAL_DEFAULT_MS	4000

/**
 * struct fmb_reader - an open function
 * @device: what sysfs says of it
 * @vfio: the open files
 * @interval_ms: how often it stores a sample
 * @fmb_bytes: length of its block as it says; 0: it does not say
 * @seq: number of the next event
 */
struct fmb_reader {
	struct zpci_device device;
	struct vfio_device vfio;
	uint16_t interval_ms;
	uint16_t fmb_bytes;
	uint64_t seq;
};

/* The commands with which an administrator gives the function to our driver. */
static void how_to_bind(const struct zpci_device *device, struct text *text)
{
	const char *a = device->address;

	text_puts(text, ". To bind it to " FMB_DRIVER ", which takes it away from this host: modprobe " FMB_MODULE);
	text_printf(text, "; echo " FMB_DRIVER " > /sys/bus/pci/devices/%s/driver_override", a);
	if (device->driver[0])
		text_printf(text, "; echo %s > /sys/bus/pci/devices/%s/driver/unbind", a, a);
	text_printf(text, "; echo %s > /sys/bus/pci/drivers_probe", a);
}

static bool is_ours(const struct zpci_device *device)
{
	return !strcmp(device->driver, FMB_DRIVER);
}

static void why_not_vfio(const struct zpci_device *device, struct text *text)
{
	if (device->driver[0])
		text_printf(text, "%s is bound to %s, by which user space cannot read its measurement block",
			    device->address, device->driver);
	else
		text_printf(text, "%s is bound to no driver", device->address);
	how_to_bind(device, text);
}

static void why_not_open(const struct zpci_device *device, const char *what,
			 int err, struct text *text)
{
	if (err != -EBUSY) {
		text_printf(text, "cannot open %s: %s: %s%s", device->address,
			    what, strerror(-err),
			    err == -EACCES || err == -EPERM ?
			    "; run as root" : "");
		return;
	}
	text_printf(text, "%s is in use (EBUSY): another program, most likely a VMM, has it open, and only that one can read its measurement block. ",
		    device->address);
	if (is_ours(device)) {
		text_puts(text, "To see what it reads: aptrace fmb, without --read");
		return;
	}
	text_printf(text, "Its driver, %s, has no tracepoints that would tell; " FMB_DRIVER " has",
		    device->driver);
}

/* It is open, and has no such feature. */
static void why_no_feature(const struct zpci_device *device, int err,
			   struct text *text)
{
	if (err != -ENOTTY) {
		text_printf(text, "%s: asking for the measurement block: %s",
			    device->address, strerror(-err));
		return;
	}
	if (is_ours(device)) {
		text_printf(text, "%s has a measurement block that is longer than %u bytes, which is not handed out (ENOTTY)",
			    device->address, VFIO_ZPCI_FMB_BYTES);
		return;
	}
	text_printf(text, "%s is bound to %s, which does not hand out measurement blocks (ENOTTY)",
		    device->address, device->driver);
	how_to_bind(device, text);
}

static int feature(const struct fmb_reader *reader, uint32_t what, void *data,
		   size_t bytes)
{
	union {
		struct vfio_device_feature request;
		char bytes[sizeof(struct vfio_device_feature) +
			   sizeof(struct vfio_device_feature_zpci_fmb_read)];
	} buffer = {
		.request.argsz = (uint32_t)(sizeof(buffer.request) + bytes),
		.request.flags = what | VFIO_DEVICE_FEATURE_ZPCI_FMB_READ,
	};

	if (bytes)
		memcpy(buffer.request.data, data, bytes);
	return ioctl(reader->vfio.fd, VFIO_DEVICE_FEATURE, &buffer) ?
	       -errno : 0;
}

/*
 * A kernel to come may have given the number to something else, and the driver need
 * not be ours. Then it is likely that it can be set, too, which ours cannot.
 */
static int probe(const struct fmb_reader *reader)
{
	int err = feature(reader, VFIO_DEVICE_FEATURE_PROBE |
			  VFIO_DEVICE_FEATURE_GET, NULL, 0);

	if (!err && feature(reader, VFIO_DEVICE_FEATURE_PROBE |
			    VFIO_DEVICE_FEATURE_SET, NULL, 0) != -EINVAL)
		err = -ENOTTY;
	return err;
}

static void read_info(struct fmb_reader *reader)
{
	struct vfio_device_info_cap_zpci_group group = { 0 };
	struct vfio_device_info_cap_zpci_base base = { 0 };

	if (vfio_device_capability(&reader->vfio, VFIO_DEVICE_INFO_CAP_ZPCI_GROUP,
				   &group, sizeof(group)))
		reader->interval_ms = group.mui;
	if (vfio_device_capability(&reader->vfio, VFIO_DEVICE_INFO_CAP_ZPCI_BASE,
				   &base, sizeof(base)))
		reader->fmb_bytes = base.fmb_length;
}

/* True, or what is wrong is in @text. */
static bool open_device(struct fmb_reader *reader, struct text *text)
{
	const struct zpci_device *device = &reader->device;
	char what[VFIO_WHAT_BYTES] = "";
	int err;

	if (!device->cdev[0]) {
		why_not_vfio(device, text);
		return false;
	}
	err = vfio_device_open(&reader->vfio, device, what);
	if (err) {
		why_not_open(device, what, err, text);
		return false;
	}
	err = probe(reader);
	if (err) {
		why_no_feature(device, err, text);
		return false;
	}
	read_info(reader);
	return true;
}

struct fmb_reader *fmb_reader_open(const char *name, char *why, int *exit_code)
{
	struct fmb_reader *reader = must_alloc(1, sizeof(*reader));
	struct text text = { 0 };

	*exit_code = EXIT_PREREQUISITE;
	reader->vfio = (struct vfio_device) { -1, -1, -1, -1 };
	if (!zpci_find(SYSFS, name, &reader->device, why))
		goto fail;
	if (open_device(reader, &text))
		return reader;
	snprintf(why, ZPCI_WHY_BYTES, "%s", text.data);
	text_free(&text);
fail:
	fmb_reader_close(reader);
	return NULL;
}

void fmb_reader_close(struct fmb_reader *reader)
{
	if (!reader)
		return;
	vfio_device_close(&reader->vfio);
	free(reader);
}

const struct zpci_device *fmb_reader_device(const struct fmb_reader *reader)
{
	return &reader->device;
}

uint32_t fmb_reader_interval_ms(const struct fmb_reader *reader)
{
	return reader->interval_ms ? reader->interval_ms : INTERVAL_DEFAULT_MS;
}

int fmb_reader_fd(const struct fmb_reader *reader)
{
	return reader->vfio.wanted_fd;
}

static void fill_header(struct fmb_reader *reader,
			struct vfio_zpci_trace_hdr *hdr)
{
	*hdr = (struct vfio_zpci_trace_hdr) {
		.seq = reader->seq++,
		.fid = reader->device.fid,
		.domain = reader->device.domain,
		.bus = reader->device.bus,
		.devfn = reader->device.devfn,
		.abi = VFIO_ZPCI_TRACE_ABI,
	};
}

void fmb_reader_opened(struct fmb_reader *reader,
		       struct vfio_zpci_ev_fmb_switch *event)
{
	*event = (struct vfio_zpci_ev_fmb_switch) {
		.cause = VFIO_ZPCI_FMB_CAUSE_OPEN,
	};
	fill_header(reader, &event->hdr);
}

/* As the driver does, with the same decoder. */
static void fill_sample(const struct fmb_reader *reader, const uint8_t *block,
			struct vfio_zpci_ev_fmb_sample *event)
{
	size_t bytes = reader->fmb_bytes && reader->fmb_bytes < VFIO_ZPCI_FMB_BYTES ?
		       reader->fmb_bytes : VFIO_ZPCI_FMB_BYTES;
	struct fmb fmb;

	fmb_decode(&fmb, block, bytes);
	event->valid = fmb.valid;
	event->fmt_ind = fmb.fmt_ind;
	event->samples = fmb.samples;
	event->last_update = fmb.last_update;
	event->format = fmb.format;
	event->torn = fmb_torn(&fmb);
	memcpy(event->counters, fmb.counters, sizeof(event->counters));
}

void fmb_reader_read(struct fmb_reader *reader,
		     struct vfio_zpci_ev_fmb_sample *event)
{
	uint8_t block[VFIO_ZPCI_FMB_BYTES] = { 0 };
	struct vfio_device_feature_zpci_fmb_read request = {
		.data = (uintptr_t)block,
	};

	*event = (struct vfio_zpci_ev_fmb_sample) {
		.fmb_bytes = reader->fmb_bytes,
		.interval_ms = reader->interval_ms,
	};
	fill_header(reader, &event->hdr);
	event->err = feature(reader, VFIO_DEVICE_FEATURE_GET, &request,
			     sizeof(request));
	if (!event->err)
		fill_sample(reader, block, event);
}
