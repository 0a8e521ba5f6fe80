// SPDX-License-Identifier: GPL-2.0
/* Buffers that end in the middle, and what the kernel says of all that. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "hostile.h"

#define IOCTLS	100000

/* Where buffers end: in the header, at its end, in the middle of records. */
static const size_t cuts[] = { 1, 63, 64, 65, 100, 200, 299 };

/* @bytes that end where the memory ends. */
static unsigned char *at_the_end(size_t bytes, void **map, size_t *map_bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t room = (bytes + page - 1) / page * page;

	*map_bytes = room + page;
	*map = mmap(NULL, *map_bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (*map == MAP_FAILED || mprotect((char *)*map + room, page, PROT_NONE))
		bail("no memory");
	return (unsigned char *)*map + room - bytes;
}

/*
 * A write whose buffer ends in the middle takes what there is, or nothing; what it
 * says is where the next one has to go on.
 */
static void cut_writes(const struct scene *scene)
{
	unsigned int i, bad = 0;
	char config[CONFIG_MAX_BYTES];
	struct guest guest;

	guest_open(&guest, scene->a);
	attribute(scene->a, "ap_config", config, sizeof(config));
	for (i = 0; i < ARRAY_SIZE(cuts); i++) {
		unsigned char *part;
		size_t map_bytes;
		long done;
		void *map;
		int fd;

		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_RESUMING);
		part = at_the_end(cuts[i], &map, &map_bytes);
		memcpy(part, scene->stream, cuts[i]);
		done = give(fd, part, scene->stream_bytes);
		if (done == -EFAULT)
			done = 0;
		if (done < 0 || done > (long)cuts[i] ||
		    write_all(fd, scene->stream + done, scene->stream_bytes - done) ||
		    go(&guest, VFIO_DEVICE_STATE_STOP, NULL) ||
		    !same_config(scene->a, config))
			bad++;
		munmap(map, map_bytes);
		close(fd);
		guest_reset(&guest);
	}
	guest_close(&guest);
	ok(!bad, "R15: a write whose memory ends in the middle, and then the rest");
}

static void cut_reads(const struct scene *scene)
{
	unsigned char rest[STREAM_MAX_BYTES];
	unsigned int i, bad = 0;
	struct guest guest;

	guest_open(&guest, scene->a);
	for (i = 0; i < ARRAY_SIZE(cuts); i++) {
		unsigned char *part;
		size_t map_bytes;
		long done, more;
		void *map;
		int fd;

		fd = guest_data_fd(&guest, VFIO_DEVICE_STATE_STOP_COPY);
		part = at_the_end(cuts[i], &map, &map_bytes);
		done = take(fd, part, scene->stream_bytes);
		if (done == -EFAULT)
			done = 0;
		more = read_all(fd, rest, sizeof(rest));
		if (done < 0 || done + more != (long)scene->stream_bytes)
			bad++;
		munmap(map, map_bytes);
		close(fd);
		guest_reset(&guest);
	}
	guest_close(&guest);
	ok(!bad, "R15: a read whose memory ends in the middle, and then the rest");
}

/* Said once, by a host whose processors are busy with other things. */
#define SLOW_HOST	"hrtimer: interrupt took "

/*
 * Lines of the kernel's log that have come since @log was at its end; the first is shown. So
 * many that the first ones are gone already are at least one (EPIPE).
 */
static unsigned int new_lines(int log)
{
	unsigned int lines = 0;
	char line[8192];
	ssize_t bytes;

	do {
		bytes = read(log, line, sizeof(line) - 1);
		if (bytes < 0 && errno != EPIPE)
			return lines;
		line[bytes < 0 ? 0 : bytes] = '\0';
		if (strstr(line, SLOW_HOST))
			continue;
		if (!lines++)
			printf("# %s\n", bytes < 0 ? "the log has run over" : line);
	} while (true);
}

/* Calls that fail are the caller's business: the kernel's log stays as it is. */
static void silent(const struct scene *scene)
{
	unsigned int i, accepted = 0, lines;
	struct guest guest;
	int log;

	guest_open(&guest, scene->empty);
	log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log < 0 || lseek(log, 0, SEEK_END) < 0)
		bail("/dev/kmsg: %s", said(-errno));
	for (i = 0; i < IOCTLS; i++) {
		u32 number = i % 3 ? 8 + i % 50 : VFIO_DEVICE_STATE_ERROR;

		accepted += !go(&guest, number, NULL);
	}
	lines = new_lines(log);
	close(log);
	guest_close(&guest);
	ok(!accepted && !lines, "R26: %u ioctls that fail (%u did not) leave %u lines in the log",
	   IOCTLS, accepted, lines);
}

void case_memory(const struct scene *scene)
{
	watch("memory", 1800);
	cut_writes(scene);
	cut_reads(scene);
	silent(scene);
}
