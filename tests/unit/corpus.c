// SPDX-License-Identifier: GPL-2.0
/* Seeds for the fuzzer: one of each kind of good stream, a few bad ones. */
#include "corpus.h"
#include "make_stream.h"

static int write_seed(const char *folder, const char *name,
		      const struct maker *maker)
{
	char path[512];
	FILE *file;
	bool good;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >=
	    (int)sizeof(path)) {
		fprintf(stderr, "the folder's name is too long: %s\n", folder);
		return 1;
	}
	file = fopen(path, "wb");
	if (!file) {
		perror(path);
		return 1;
	}
	good = fwrite(maker->bytes, 1, maker->length, file) == maker->length;
	if (fclose(file) || !good) {
		perror(path);
		return 1;
	}
	return 0;
}

int corpus_write(const char *folder)
{
	struct ap_matrix assigned, guest;
	struct maker maker;
	int failed = 0;

	make_usual_stream(&maker);
	failed |= write_seed(folder, "usual", &maker);
	maker.length -= 7;
	failed |= write_seed(folder, "cut", &maker);
	maker_free(&maker);

	memset(&guest, 0, sizeof(guest));
	make_stream(&maker, &guest, &guest);
	failed |= write_seed(folder, "empty", &maker);
	maker_free(&maker);

	guest.adm.bits[3] = 0x81;
	guest.aqm.bits[3] = 0x81;
	make_stream(&maker, &guest, &guest);
	failed |= write_seed(folder, "domains-only", &maker);
	maker_free(&maker);

	usual_matrices(&assigned, &guest);
	maker_start(&maker);
	maker_record(&maker, 0x4711, 1, "before", 6);
	maker_config(&maker, &assigned, &guest);
	maker_record(&maker, 0x4712, 1, NULL, 0);
	maker_end(&maker);
	poke16(maker.bytes + AT_MINOR, 3);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	failed |= write_seed(folder, "optional-records", &maker);
	maker_free(&maker);

	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker_config(&maker, &assigned, &guest);
	maker_end(&maker);
	failed |= write_seed(folder, "config-twice", &maker);
	maker_free(&maker);

	return failed;
}
