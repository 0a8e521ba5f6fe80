/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests of what is kept of an mdev's last migrations, as far as they need more than a
 * shell: readers that are slow, many, or there at the wrong time, and memory that is
 * not there. "print" is for the shell (tests/e2e/outcomes).
 */
#ifndef OUTCOMES_H
#define OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>

#include "../../driver/core/outcomes.h"
#include "../client/device.h"
#include "../client/vm.h"

#define PATH_BYTES	256

/**
 * struct scene - what the cases have to work with
 * @mdev: UUID of an mdev with queues, not open
 * @spare: UUID of one that does not exist
 * @seconds: how long the case race lasts
 */
struct scene {
	const char *mdev;
	const char *spare;
	unsigned int seconds;
};

/**
 * struct guest - an open device
 * @vm: its guest
 * @device: it
 */
struct guest {
	struct vm vm;
	struct device device;
};

/* All end the run if they cannot. */
void guest_open(struct guest *guest, const char *mdev);
void guest_close(struct guest *guest);
/* RUNNING, STOP_COPY, all is read, RESET: "aborted". 0 or a negative errno. */
int guest_migrates(struct guest *guest);
void mdev_create(const char *uuid);
void mdev_remove(const char *uuid);

/* Where the file of that mdev is. */
const char *outcomes_path(const char *mdev);
/* A descriptor, or a negative errno. */
int outcomes_open(const char *mdev);
/* All of a descriptor's file from where it is; the length, or a negative errno. */
long outcomes_read_all(int fd, unsigned char *data, size_t bytes);
/* Opens, reads and checks all of it; enum ap_outcomes_error, or a negative errno. */
int outcomes_check(const char *mdev, struct vfio_ap_outcomes_header *header);

/* Prints a file; 0, or 1 if there is something wrong with it. */
int print_file(const char *path);

void case_file(const struct scene *scene);
void case_stall(const struct scene *scene);
void case_removal(const struct scene *scene);
void case_race(const struct scene *scene);
void case_faults(const struct scene *scene);

#endif /* OUTCOMES_H */
