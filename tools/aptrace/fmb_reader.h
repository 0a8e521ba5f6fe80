/* SPDX-License-Identifier: GPL-2.0 */
/*
 * aptrace as the one who reads a function's measurement block, by VFIO, for a
 * function that no VMM has. What was read looks like the driver's own event.
 */
#ifndef APTRACE_FMB_READER_H
#define APTRACE_FMB_READER_H

#include <stdint.h>

#include "zpci_device.h"
#include <linux/vfio_zpci_trace.h>

struct fmb_reader;

/**
 * fmb_reader_open - open a function, which begins its measurement
 * @name: what zpci_find() takes
 * @why: receives what is wrong and what to do about it, ZPCI_WHY_BYTES
 * @exit_code: receives the class of the failure, enum exit_code
 *
 * VFIO resets the function when it is opened.
 *
 * Return: the reader, or NULL.
 */
struct fmb_reader *fmb_reader_open(const char *name, char *why, int *exit_code);
void fmb_reader_close(struct fmb_reader *reader);

const struct zpci_device *fmb_reader_device(const struct fmb_reader *reader);

/* How often the function stores a sample. */
uint32_t fmb_reader_interval_ms(const struct fmb_reader *reader);

/* Readable when the host wants the function back. */
int fmb_reader_fd(const struct fmb_reader *reader);

/* As the driver's event of opening the device would say. */
void fmb_reader_opened(struct fmb_reader *reader,
		       struct vfio_zpci_ev_fmb_switch *event);
/* Read the block; what was read, or why not, is in @event. */
void fmb_reader_read(struct fmb_reader *reader,
		     struct vfio_zpci_ev_fmb_sample *event);

#endif /* APTRACE_FMB_READER_H */
