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

/* As many as there are asked for, of nothing but control domains. */
static int write_configs(const char *folder, const char *name, int configs,
			 bool skipped)
{
	struct ap_matrix guest;
	struct maker maker;
	int i, failed;

	memset(&guest, 0, sizeof(guest));
	maker_start_pre_copy(&maker);
	for (i = 0; i < configs; i++) {
		if (skipped)
			maker_record(&maker, 0x4711, 1, "between", i);
		ap_mask_set(&guest.adm, i);
		maker_config(&maker, &guest, &guest);
	}
	maker_end(&maker);
	failed = write_seed(folder, name, &maker);
	maker_free(&maker);
	return failed;
}

/* Those that are begun in PRE_COPY. */
static int write_pre_copy(const char *folder)
{
	struct maker maker;
	int failed = 0;

	make_pre_copy_stream(&maker);
	failed |= write_seed(folder, "pre-copy", &maker);
	/* Between the two CONFIG records, and within the second one. */
	maker.length = record_at(maker.bytes, maker.length, 1);
	failed |= write_seed(folder, "pre-copy-first", &maker);
	maker.length += 100;
	failed |= write_seed(folder, "pre-copy-cut", &maker);
	maker_free(&maker);

	make_pre_copy_stream(&maker);
	poke64(maker.bytes + AT_TOTAL_BYTES, maker.length);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	failed |= write_seed(folder, "pre-copy-with-length", &maker);
	maker_free(&maker);

	failed |= write_configs(folder, "pre-copy-end-first", 0, false);
	failed |= write_configs(folder, "pre-copy-one", 1, false);
	failed |= write_configs(folder, "pre-copy-optional", 5, true);
	failed |= write_configs(folder, "pre-copy-sixteen", 16, false);
	failed |= write_configs(folder, "pre-copy-seventeen", 17, false);
	return failed;
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

	return failed | write_pre_copy(folder);
}
