// SPDX-License-Identifier: GPL-2.0
/* The golden streams, as bytes from their files and as what they describe. */
#include "golden.h"

/* The makefile says where the sources are. */
#ifndef UNIT_DIR
#define UNIT_DIR "tests/unit"
#endif

/* Adapter 1 is a CEX7 with CCA firmware, adapter 10 a CEX8 with EP11. */
#define CEX7_INFO	0xf28000000d570c07ULL
#define CEX8_INFO	0xc68000000e570007ULL

static const struct ap_stream_queue queues[GOLDEN_QUEUES_MAX] = {
	{ .apqn = 0x0104, .rc = 0, .info = CEX7_INFO },
	{ .apqn = 0x0106, .rc = 0, .info = CEX7_INFO },
	{ .apqn = 0x0a04, .rc = 3, .info = CEX8_INFO },
	{ .apqn = 0x0a06, .rc = 4, .info = CEX8_INFO },
};

static void set_usual(struct golden_config *config)
{
	struct ap_matrix *guest = &config->guest;

	ap_mask_set(&guest->apm, 1);
	ap_mask_set(&guest->apm, 10);
	ap_mask_set(&guest->aqm, 4);
	ap_mask_set(&guest->aqm, 6);
	ap_mask_set(&guest->adm, 4);
	ap_mask_set(&guest->adm, 51);

	config->assigned = *guest;
	ap_mask_set(&config->assigned.apm, 2);
	ap_mask_set(&config->assigned.aqm, 71);
	ap_mask_set(&config->assigned.adm, 6);

	config->queues = 4;
	memcpy(config->queue, queues, sizeof(queues));
}

/* Adapter 10 has gone, control domain 6 has come, 01.0006 is deconfigured. */
static void set_changed(struct golden_config *config)
{
	set_usual(config);
	memset(&config->guest, 0, sizeof(config->guest));
	ap_mask_set(&config->guest.apm, 1);
	ap_mask_set(&config->guest.aqm, 4);
	ap_mask_set(&config->guest.aqm, 6);
	ap_mask_set(&config->guest.adm, 4);
	ap_mask_set(&config->guest.adm, 6);
	ap_mask_set(&config->guest.adm, 51);
	config->queues = 2;
	config->queue[1].rc = 3;
}

void golden_get(struct golden *golden, unsigned int n)
{
	u8 first_byte;
	int i;

	memset(golden, 0, sizeof(*golden));
	set_usual(&golden->config[0]);
	golden->configs = 1;
	if (n == 0) {
		golden->file = "stream-v1.hex";
		golden->length = 400;
		first_byte = 0x10;
	} else {
		golden->file = "stream-v1-pre-copy.hex";
		golden->length = 664;
		first_byte = 0x20;
		golden->pre_copy = true;
		set_changed(&golden->config[golden->configs++]);
	}
	for (i = 0; i < 16; i++)
		golden->migration_id[i] = (u8)(first_byte + i);
}

size_t golden_read(const struct golden *golden, u8 *bytes, size_t room)
{
	char path[200], line[200], *at;
	size_t count = 0;
	unsigned int byte;
	int used;
	FILE *file;

	snprintf(path, sizeof(path), UNIT_DIR "/golden/%s", golden->file);
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
