// SPDX-License-Identifier: GPL-2.0
/* The mdev goes while its file is open. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "outcomes.h"

#define FIRST_BYTES	100

void case_removal(const struct scene *scene)
{
	unsigned char *data = malloc(AP_OUTCOMES_FILE_BYTES);
	struct ap_outcomes_reader reader;
	struct vfio_ap_outcomes_header header;
	struct guest guest;
	int fd, ret;
	long bytes;

	mdev_create(scene->spare);
	guest_open(&guest, scene->spare);
	if (guest_migrates(&guest))
		bail("the guest does not migrate");
	guest_close(&guest);
	fd = outcomes_open(scene->spare);
	if (fd < 0 || !data || read(fd, data, FIRST_BYTES) != FIRST_BYTES)
		bail("no file of outcomes");
	mdev_remove(scene->spare);
	ret = outcomes_open(scene->spare);
	ok(ret == -ENOENT, "removal: the file is gone");
	bytes = outcomes_read_all(fd, data + FIRST_BYTES, AP_OUTCOMES_FILE_BYTES - FIRST_BYTES);
	ok(bytes > 0, "removal: who had it open reads on");
	ret = ap_outcomes_read(&reader, data, FIRST_BYTES + bytes);
	while (!ret && ap_outcomes_next(&reader))
		;
	ok(!reader.error && reader.header.migrations == 1, "removal: all of it is in order");
	close(fd);

	/* Another mdev of the same name is another one. */
	mdev_create(scene->spare);
	ret = outcomes_check(scene->spare, &header);
	ok(!ret && !header.begun, "removal: the next one of that name has nothing of it");
	mdev_remove(scene->spare);
	free(data);
}
