// SPDX-License-Identifier: GPL-2.0
/* The golden stream, as bytes from its file and as what it describes. */
#include "golden.h"

/* The makefile says where the sources are. */
#ifndef UNIT_DIR
#define UNIT_DIR "tests/unit"
#endif

const u8 golden_id[16] = {
	0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
	0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
};

const struct ap_stream_queue golden_queues[GOLDEN_QUEUES] = {
	{ .apqn = 0x0104, .rc = 0, .info = 0xf28000000d570c07ULL },
	{ .apqn = 0x0106, .rc = 0, .info = 0xf28000000d570c07ULL },
	{ .apqn = 0x0a04, .rc = 3, .info = 0xc68000000e570007ULL },
	{ .apqn = 0x0a06, .rc = 4, .info = 0xc68000000e570007ULL },
};

void golden_matrices(struct ap_matrix *assigned, struct ap_matrix *guest)
{
	memset(assigned, 0, sizeof(*assigned));
	memset(guest, 0, sizeof(*guest));

	ap_mask_set(&guest->apm, 1);
	ap_mask_set(&guest->apm, 10);
	ap_mask_set(&guest->aqm, 4);
	ap_mask_set(&guest->aqm, 6);
	ap_mask_set(&guest->adm, 4);
	ap_mask_set(&guest->adm, 51);

	*assigned = *guest;
	ap_mask_set(&assigned->apm, 2);
	ap_mask_set(&assigned->aqm, 71);
	ap_mask_set(&assigned->adm, 6);
}

size_t golden_read(u8 *bytes, size_t room)
{
	static const char path[] = UNIT_DIR "/golden/stream-v1.hex";
	char line[200], *at;
	size_t count = 0;
	unsigned int byte;
	int used;
	FILE *file;

	file = fopen(path, "r");
	if (!file) {
		perror(path);
		return 0;
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "#\n")] = '\0';
		for (at = line; sscanf(at, "%2x%n", &byte, &used) == 1;
		     at += used) {
			if (count == room) {
				fprintf(stderr, "%s: longer than %zu bytes\n",
					path, room);
				fclose(file);
				return 0;
			}
			bytes[count++] = (u8)byte;
		}
	}
	fclose(file);
	return count;
}
