// SPDX-License-Identifier: GPL-2.0
/* The file as a file: any pieces, any place, and what it does not allow. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "outcomes.h"

static bool same_in_pieces(int fd, const unsigned char *whole, long bytes, size_t piece)
{
	unsigned char data[4096];
	long done = 0;
	ssize_t got;

	if (lseek(fd, 0, SEEK_SET))
		return false;
	while ((got = read(fd, data, piece)) > 0) {
		if (done + got > bytes || memcmp(whole + done, data, got))
			return false;
		done += got;
	}
	return !got && done == bytes;
}

static bool same_at(int fd, const unsigned char *whole, long bytes, long at)
{
	unsigned char data[64];
	ssize_t expected = bytes - at < (long)sizeof(data) ? bytes - at : (long)sizeof(data);

	return pread(fd, data, sizeof(data), at) == expected &&
	       !memcmp(data, whole + at, expected);
}

static void pieces(int fd, const unsigned char *whole, long bytes)
{
	static const size_t sizes[] = { 1, 7, 8, 88, 1000, 4096 };
	bool good = true;
	unsigned int i;
	long at;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		ok(same_in_pieces(fd, whole, bytes, sizes[i]),
		   "file: read in pieces of %zu: the same", sizes[i]);
	for (at = 0; at <= bytes; at += 13)
		good = good && same_at(fd, whole, bytes, at);
	ok(good, "file: pread() at any place: the same");
	ok(pread(fd, &good, 1, bytes) == 0 && pread(fd, &good, 1, bytes + 1000) == 0,
	   "file: nothing behind the end");
	ok(lseek(fd, 0, SEEK_END) == bytes, "file: lseek() knows the end");
	ok(lseek(fd, -1, SEEK_SET) < 0 && errno == EINVAL, "file: no place before the beginning");
}

void case_file(const struct scene *scene)
{
	unsigned char *whole = malloc(AP_OUTCOMES_FILE_BYTES);
	struct vfio_ap_outcomes_header header;
	struct guest guest;
	struct stat status;
	int fd, again;
	long bytes;

	guest_open(&guest, scene->mdev);
	if (guest_migrates(&guest))
		bail("the guest does not migrate");
	fd = outcomes_open(scene->mdev);
	if (fd < 0 || !whole)
		bail("%s: %s", outcomes_path(scene->mdev), strerror(-fd));
	bytes = outcomes_read_all(fd, whole, AP_OUTCOMES_FILE_BYTES);
	ok(bytes > (long)sizeof(header), "file: there is something in it");
	pieces(fd, whole, bytes);

	ok(!fstat(fd, &status) && (status.st_mode & 07777) == 0400,
	   "file: for reading, by its owner");
	again = open(outcomes_path(scene->mdev), O_WRONLY);
	ok(again < 0 || write(again, "1", 1) < 0, "file: not for writing");
	if (again >= 0)
		close(again);
	ok(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED, "file: not for mapping");

	/* What has been opened stays as it is; what is opened then is new. */
	if (guest_migrates(&guest))
		bail("the guest does not migrate again");
	ok(same_in_pieces(fd, whole, bytes, 4096), "file: an open one does not change");
	memcpy(&header, whole, sizeof(header));
	again = (int)header.begun;
	ok(!outcomes_check(scene->mdev, &header) && (int)header.begun == again + 1,
	   "file: opened again it has one migration more");
	close(fd);
	free(whole);
	guest_close(&guest);
}
