/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A VMM that means ill: what it does to the device and to its migration files must
 * hurt nobody but itself. Each case is a row of the regression table
 * (tests/regression), by the id in front of its name.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdbool.h>
#include <stddef.h>

#include "../client/device.h"
#include "../client/sysfs.h"
#include "../client/vm.h"
#include "../lib/tap.h"

#define CONFIG_MAX_BYTES	512
#define STREAM_MAX_BYTES	65536
/* Less than mdev a has in the scene: one queue. */
#define SMALL_CONFIG		"0x10,0x02,0x0"

/**
 * struct scene - what the cases have to work with
 * @a: mdev with queues
 * @b: another mdev with others
 * @empty: a third, with none: it opens and closes quickly
 * @stream: the migration of @a, as it was saved at the beginning
 * @stream_bytes: its length
 * @seed: of the random sequence
 * @operations: its length
 */
struct scene {
	const char *a;
	const char *b;
	const char *empty;
	unsigned char *stream;
	size_t stream_bytes;
	u64 seed;
	unsigned long operations;
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
/* The migration file of that state, which the device is led to from RUNNING. */
int guest_data_fd(struct guest *guest, u32 state);
u32 guest_state(const struct guest *guest);
void guest_reset(struct guest *guest);

/* A negative errno, or what the call returned. */
long give(int fd, const void *data, size_t bytes);
long take(int fd, void *data, size_t bytes);
/* 0 or a negative errno; @data_fd, if not NULL, gets the new migration file. */
int go(struct guest *guest, u32 state, int *data_fd);
int write_all(int fd, const void *data, size_t bytes);
/* Number of bytes up to the end, or a negative errno. */
long read_all(int fd, void *data, size_t bytes);

/* Attributes of an mdev; all are there, the first ends the run if it cannot be read. */
void attribute(const char *mdev, const char *name, char *text, size_t bytes);
int set_attribute(const char *mdev, const char *name, const char *text);
int mdev_create(const char *uuid);
/* The number in a file, or a negative errno. */
long get_number(const char *path);
bool same_config(const char *mdev, const char *config);
/* Nothing is done if it has it: a change has to do with its guest. */
void restore_config(const char *mdev, const char *config);
/* Mdev a gets less than the stream says; @full and @config get what it had and has. */
void small_config(const struct scene *scene, char full[CONFIG_MAX_BYTES],
		  char config[CONFIG_MAX_BYTES]);

/*
 * A stream that says what the scene's does, begun in PRE_COPY if @pre_copy, with a record
 * that nobody knows, of so many equal bytes, before its end unless that is 0. To be
 * given to free(); @bytes gets its length.
 */
unsigned char *stream_make(const struct scene *scene, bool pre_copy,
			   size_t unknown_bytes, size_t *bytes);

/* "EINVAL", "0", or a number of bytes. */
const char *said(long ret);

void case_files(const struct scene *scene);
void case_races(const struct scene *scene);
void case_memory(const struct scene *scene);
void case_stall(const struct scene *scene);
void case_faults(const struct scene *scene);
void case_fuzz(const struct scene *scene);

#endif /* HOSTILE_H */
