// SPDX-License-Identifier: GPL-2.0
/* Unit tests of aptrace: all of it but the BPF side. */
#include "latency_scene.h"
#include "recorded.h"
#include "suites.h"

static bool write_sample(const char *folder, const char *name,
			 void (*make)(struct recorded *recorded))
{
	struct recorded recorded;
	char path[512];
	FILE *file;
	bool good;

	make(&recorded);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	good = file && fputs(recorded.view.out.data, file) >= 0;
	if (file && fclose(file))
		good = false;
	if (!good)
		perror(path);
	recorded_free(&recorded);
	return good;
}

/* Instead of testing: the recordings that are in tests/unit/aptrace/recordings. */
static int write_samples(const char *folder)
{
	return write_sample(folder, "source.jsonl", recorded_sample_source) &&
	       write_sample(folder, "destination.jsonl",
			    recorded_sample_destination) &&
	       write_sample(folder, "latency.jsonl",
			    recorded_sample_latency) ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct suite * const suites[] = {
		&aggregate_suite, &model_suite, &format_suite, &views_suite,
		&fmb_model_suite, &fmb_views_suite, &zpci_suite,
		&standard_files_suite,
		&recording_suite, &replay_suite, &record_file_suite,
		&explain_suite, &browser_suite, &metrics_suite, &journal_suite,
		&flight_suite, &mdev_watch_suite, &outcomes_read_suite, &doctor_suite,
		&merge_suite, &latency_suite, &latency_views_suite, &report_suite,
		&overlap_suite, &hash_table_suite, &record_queue_suite,
		&trace_text_suite, &trace_lines_suite,
	};

	if (argc == 3 && !strcmp(argv[1], "--recordings"))
		return write_samples(argv[2]);
	/* For the test of the screens. */
	if (argc == 3 && !strcmp(argv[1], "--many"))
		return write_sample(argv[2], "many.jsonl",
				    recorded_sample_many) ? 0 : 1;
	return tap_run(argc == 2 ? argv[1] : "unit-aptrace", suites,
		       ARRAY_SIZE(suites));
}
