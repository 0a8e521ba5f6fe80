// SPDX-License-Identifier: GPL-2.0
/*
 * What the driver keeps, read: files of both byte orders, damaged ones, and hosts on
 * which there are none. The files in tests/unit/aptrace/outcomes were written by the
 * driver's encoder on a machine of each byte order; APTRACE_GOLDEN=write in the
 * environment writes that of this machine anew.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../tools/aptrace/exit_codes.h"
#include "../../../tools/aptrace/explain.h"
#include "../../../tools/aptrace/outcomes_file.h"
#include "../../../tools/aptrace/outcomes_host.h"
#include "../../../tools/aptrace/outcomes_swap.h"
#include "story_scene.h"
#include "suites.h"
#include "tree.h"

#define GOLDEN	"tests/unit/aptrace/outcomes/"

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define OWN	GOLDEN "big-endian.bin"
#define FOREIGN	GOLDEN "little-endian.bin"
#else
#define OWN	GOLDEN "little-endian.bin"
#define FOREIGN	GOLDEN "big-endian.bin"
#endif

#define HEADER_BYTES	sizeof(struct vfio_ap_outcomes_header)

/* Another number each time, no two bytes of it alike. */
static u64 numbers;

static u64 number(void)
{
	return 0x0102030405060708ULL + 0x1011121314151617ULL * (numbers++ % 11);
}

#define FILL(member)							\
	do {								\
		size_t at_;						\
									\
		for (at_ = 0; at_ < ARRAY_SIZE(member); at_++)		\
			(member)[at_] = number();			\
	} while (0)

static void fill_switch(struct ap_outcome_event *event)
{
	/* A request and an arc have the same members. */
	event->arc.target = number();
	event->arc.from = number();
	event->arc.to = number();
	event->arc.err = number();
	event->arc.duration_ns = number();
}

static void fill_verdict(struct ap_outcome_event *event)
{
	event->verdict.apqn = number();
	event->verdict.kind = VFIO_AP_VERDICT_QUEUE;
	event->verdict.src_rc = 1;
	event->verdict.dst_rc = 2;
	event->verdict.reserved1 = number();
	event->verdict.reasons = number();
	event->verdict.reserved2 = number();
	event->verdict.src_info = number();
	event->verdict.dst_info = number();
	event->verdict.index = number();
	event->verdict.count = number();
}

static void fill_apply(struct ap_outcome_event *event)
{
	event->apply.queues = number();
	event->apply.adapters = number();
	event->apply.domains = number();
	event->apply.control_domains = number();
	event->apply.dropped = number();
	event->apply.err = number();
	FILL(event->apply.reserved);
	event->apply.duration_ns = number();
}

static void fill_end(struct ap_outcome_event *event)
{
	event->end.outcome = VFIO_AP_OUTCOME_REFUSED;
	event->end.cause = VFIO_AP_CAUSE_RESET;
	event->end.err = -ENODEV;
	event->end.bytes = number();
	event->end.total_bytes = number();
	event->end.queues = number();
	event->end.bad_queues = number();
	event->end.bad_control_domains = number();
	event->end.reserved = number();
	event->end.first_seq = number();
	event->end.duration_ns = number();
	FILL(event->end.state_ns);
}

/* Each member that is longer than a byte; else the swap would not be seen. */
static void fill(struct ap_outcome_event *event, u32 kind)
{
	event->hdr.reserved = number();
	switch (kind) {
	case VFIO_AP_EVENT_REQUEST:
	case VFIO_AP_EVENT_ARC:
		fill_switch(event);
		break;
	case VFIO_AP_EVENT_BEGIN:
		event->begin.total_bytes = number();
		event->begin.queues = number();
		event->begin.adapters = number();
		event->begin.domains = number();
		event->begin.control_domains = number();
		FILL(event->begin.reserved);
		break;
	case VFIO_AP_EVENT_READ:
	case VFIO_AP_EVENT_WRITE:
		event->io.pos_bytes = number();
		event->io.len_bytes = number();
		event->io.total_bytes = number();
		event->io.err = -ENODEV;
		event->io.stream_error = number();
		break;
	case VFIO_AP_EVENT_VERDICT:
		fill_verdict(event);
		break;
	case VFIO_AP_EVENT_DROPPED:
		event->dropped.kind = number();
		event->dropped.id = number();
		break;
	case VFIO_AP_EVENT_APPLY:
		fill_apply(event);
		break;
	case VFIO_AP_EVENT_END:
		fill_end(event);
		break;
	default:
		event->reset.cause = number();
		event->reset.queues = number();
		event->reset.failed = number();
		event->reset.err = number();
		event->reset.duration_ns = number();
		break;
	}
}

/* Every kind of event. */
static size_t all_kinds(u8 *file)
{
	struct ap_outcomes outcomes = { .buf = must_alloc(AP_OUTCOMES_BYTES, 1) };
	struct vfio_ap_outcomes_header header = {
		.boot_ns = 0x1122334455667788ULL,
		.real_ns = 0x18395a7b9cbddeffULL,
	};
	struct ap_outcome_event event;
	size_t bytes;
	u32 kind;
	u64 seq = 0x0102030405060708ULL;

	numbers = 0;
	memset(header.mdev_uuid, 0xbb, sizeof(header.mdev_uuid));
	ap_outcomes_begin(&outcomes, 0x0a0b0c0d0e0f1011ULL, 0x0100000000000001ULL);
	for (kind = 0; kind < 2 * VFIO_AP_EVENT_KINDS; kind++) {
		u32 each = kind % VFIO_AP_EVENT_KINDS;

		memset(&event, 0, sizeof(event));
		fill(&event, each);
		memset(event.hdr.migration_id, 0x4d, 16);
		memset(event.hdr.mdev_uuid, 0xbb, 16);
		event.hdr.session = 0x0a0b0c0d0e0f1011ULL;
		event.hdr.seq = seq++;
		event.hdr.abi = VFIO_AP_TRACE_ABI;
		event.hdr.role = VFIO_AP_ROLE_DESTINATION;
		event.hdr.state = APTRACE_STATE_RESUMING;
		/* The end ends it: once, and last. */
		if (each != VFIO_AP_EVENT_END || kind > VFIO_AP_EVENT_KINDS)
			ap_outcomes_add(&outcomes, each, &event.hdr,
					0x0100000000000002ULL + kind);
	}
	bytes = ap_outcomes_file(&outcomes, &header, file);
	free(outcomes.buf);
	return bytes;
}

static size_t load(const char *path, u8 *data)
{
	FILE *file = fopen(path, "r");
	size_t bytes;

	if (!CHECK(file))
		return 0;
	bytes = fread(data, 1, AP_OUTCOMES_FILE_BYTES, file);
	fclose(file);
	return bytes;
}

static void write_own(const u8 *data, size_t bytes)
{
	const char *wish = getenv("APTRACE_GOLDEN");
	FILE *file;

	if (!wish || strcmp(wish, "write"))
		return;
	file = fopen(OWN, "w");
	REQUIRE(file);
	CHECK_EQUAL(fwrite(data, 1, bytes, file), bytes);
	fclose(file);
}

/* All that can be said of a file, or what is wrong with it. */
static void told(u8 *data, size_t bytes, struct text *text)
{
	const struct story_origin origin = { .host = "b" };
	/* Exactly as long as it is, for the sanitizer. */
	u8 *copy = must_alloc(bytes ? bytes : 1, 1);
	struct outcomes_account account;
	struct stories stories = { 0 };
	char why[OUTCOMES_WHY_BYTES];
	struct explanation ex;
	struct story story;

	memcpy(copy, data, bytes);
	if (!outcomes_take(&stories, &origin, "FILE", copy, bytes, &account, why)) {
		text_puts(text, why);
	} else if (stories_find(&stories, NULL, &story)) {
		explain_build(&ex, &story);
		explain_text(&ex, EXPLAIN_WIDTH, true, text);
		explain_free(&ex);
	} else {
		text_puts(text, "no migration");
	}
	stories_free(&stories);
	free(copy);
}

/* A file that was carried to a machine of the other byte order says the same. */
static void byte_orders(void)
{
	u8 *made = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	u8 *own = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	u8 *foreign = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	struct text a = { 0 }, b = { 0 };
	size_t bytes = all_kinds(made);

	write_own(made, bytes);
	CHECK_EQUAL(load(OWN, own), bytes);
	CHECK_EQUAL(load(FOREIGN, foreign), bytes);
	CHECK(!memcmp(made, own, bytes));
	CHECK(memcmp(own, foreign, bytes));
	CHECK(!outcomes_is_foreign(own, bytes));
	CHECK(outcomes_is_foreign(foreign, bytes));
	told(own, bytes, &a);
	told(foreign, bytes, &b);
	CHECK_TEXT(b.data, a.data);
	/* Not only what is told: each byte, also of what is reserved. */
	outcomes_swap(foreign, bytes);
	CHECK(!memcmp(own, foreign, bytes));
	text_free(&a);
	text_free(&b);
	free(made);
	free(own);
	free(foreign);
}

/* Wherever it is cut, both byte orders have the same to say. */
static void cut_anywhere(void)
{
	u8 *own = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	u8 *foreign = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	struct text a = { 0 }, b = { 0 };
	size_t bytes = load(OWN, own), length;

	CHECK_EQUAL(load(FOREIGN, foreign), bytes);
	for (length = 0; length < bytes; length++) {
		text_clear(&a);
		text_clear(&b);
		told(own, length, &a);
		told(foreign, length, &b);
		tap_context("%zu bytes", length);
		CHECK(strstr(a.data, "cut: the end of the file is missing"));
		if (length >= 8)
			CHECK_TEXT(b.data, a.data);
	}
	text_free(&a);
	text_free(&b);
	free(own);
	free(foreign);
}

/* Each error of the decoder: its name, its sentence, and what to do. */
static void each_error(void)
{
	static const struct {
		size_t at;
		u8 bits;
		long more;
		const char *words;
	} cases[] = {
		{ 0, 1, 0, "FILE: byte 0: magic: this is no file of outcomes; what is wanted is a copy of /sys/kernel/debug/vfio/UUID/outcomes" },
		{ offsetof(struct vfio_ap_outcomes_header, version), 0xff, 0,
		  "version: the file is of a driver whose layout is not known here (version " },
		{ offsetof(struct vfio_ap_outcomes_header, abi), 0xff, 0,
		  "use the aptrace that came with that driver" },
		{ 0, 0, -8, "cut: the end of the file is missing; take a new copy: cp " },
		{ 0, 0, 8, "trailing: there is something behind the end of the file" },
		{ offsetof(struct vfio_ap_outcomes_header, not_kept), 0xff, 0,
		  "header: the numbers in the header do not fit" },
		{ HEADER_BYTES + offsetof(struct vfio_ap_outcome, session), 0xff, 0,
		  "FILE: byte 88: migration: a migration is not as long as it says, or out of order" },
		{ HEADER_BYTES + sizeof(struct vfio_ap_outcome), 0xff, 0, NULL },
		{ HEADER_BYTES + sizeof(struct vfio_ap_outcome) + 8, 0xff, 0,
		  "record: a record is not as long as it must be, or out of place" },
	};
	u8 *data = must_alloc(AP_OUTCOMES_FILE_BYTES + 8, 1);
	static const char * const files[] = { OWN, FOREIGN };
	struct text text = { 0 };
	unsigned int which;
	size_t i, bytes;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (which = 0; which < ARRAY_SIZE(files); which++) {
			bytes = load(files[which], data);
			data[cases[i].at] ^= cases[i].bits;
			text_clear(&text);
			told(data, bytes + cases[i].more, &text);
			tap_context("%zu of %s: %s", i, files[which], text.data);
			if (cases[i].words)
				CHECK(strstr(text.data, cases[i].words));
		}
	}
	text_free(&text);
	free(data);
}

/* Whatever is changed in it, of either byte order: nothing is believed. */
static void survives_anything(void)
{
	u8 *whole = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	u8 *data = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	struct text text = { 0 };
	u32 round, changes;
	size_t bytes;

	for (round = 0; round < 2000; round++) {
		bytes = load(round % 2 ? OWN : FOREIGN, whole);
		memcpy(data, whole, bytes);
		for (changes = 1 + tap_random_below(3); changes; changes--)
			data[8 + tap_random_below(bytes - 8)] = tap_random();
		text_clear(&text);
		told(data, bytes, &text);
		CHECK(text.length);
	}
	text_free(&text);
	free(whole);
	free(data);
}

/* --- hosts */

#define UUID_A	"aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
#define UUID_B	"bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb"

static char root[TREE_BYTES];

/* What the host says; @words are in the complaint, or "" if there is none. */
static void host_says(int code, const char *words, const u8 *mdev_uuid,
		      struct stories *stories)
{
	const struct outcomes_host host = {
		.root = root, .origin = { .host = "b" }, .mdev_uuid = mdev_uuid,
	};
	struct stories mine = { 0 };
	struct text why = { 0 };

	CHECK_EQUAL(outcomes_host_read(&host, stories ? stories : &mine, &why),
		    code);
	tap_context("%s", why.data ? why.data : "(no complaint)");
	if (words)
		CHECK(why.data && strstr(why.data, words));
	else
		CHECK(!why.length);
	stories_free(&mine);
	text_free(&why);
}

#define MATRIX	"/sys/devices/vfio_ap/matrix/"
#define KEPT	"/sys/kernel/debug/vfio/"

/* Step by step, a host gets all that is needed; each step was missing before. */
static void hosts(void)
{
	static const char ours[] = "guest_matrix hotplug ap_config migratable\n";
	static const char theirs[] = "guest_matrix hotplug ap_config\n";
	u8 *file = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	struct story_scene s = { 0 };
	struct stories stories = { 0 };
	struct story story;
	u8 a[16], b[16];
	size_t bytes;

	memset(a, 0xaa, sizeof(a));
	memset(b, 0xbb, sizeof(b));
	tree_begin(root);
	host_says(EXIT_PREREQUISITE, "the kernel has no debugfs", NULL, NULL);
	tree_folders(root, "/sys/kernel/debug/");
	host_says(EXIT_PREREQUISITE, "is empty: debugfs is not mounted. Mount it: mount -t debugfs none /sys/kernel/debug", NULL, NULL);
	tree_folders(root, "/sys/kernel/debug/bdi/");
	host_says(EXIT_PREREQUISITE, "no vfio_ap driver is loaded. Load it: modprobe vfio_ap", NULL, NULL);
	tree_folders(root, MATRIX);
	host_says(EXIT_PREREQUISITE, "driver/features: there is no such file. aptrace doctor", NULL, NULL);
	tree_file(root, MATRIX "driver/features", theirs, sizeof(theirs) - 1);
	host_says(EXIT_PREREQUISITE, "cannot migrate: ", NULL, NULL);
	tree_file(root, MATRIX "driver/features", ours, sizeof(ours) - 1);
	host_says(EXIT_PREREQUISITE, "there is no mdev in ", NULL, NULL);
	tree_folders(root, MATRIX UUID_B "/");
	host_says(EXIT_PREREQUISITE, "no CONFIG_VFIO_DEBUGFS", NULL, NULL);
	tree_folders(root, KEPT "0000:00:00.0/");
	host_says(EXIT_PREREQUISITE, "no CONFIG_VFIO_DEBUGFS", NULL, NULL);
	tree_folders(root, KEPT UUID_B "/");
	host_says(EXIT_RUNTIME, "outcomes: has gone while the others were read", NULL, NULL);

	/* An mdev that was never migrated */
	memset(s.kept[1].uuid, 0xbb, sizeof(s.kept[1].uuid));
	bytes = story_scene_file(&s, 1, file);
	tree_file(root, KEPT UUID_B "/outcomes", file, bytes);
	host_says(EXIT_RUNTIME, "no migration was begun with the mdev in ", NULL, NULL);
	host_says(EXIT_RUNTIME, "there is no mdev " UUID_A " here", a, NULL);

	/* One that was, twice, and there was no memory */
	ap_outcomes_begin(&s.kept[1].outcomes, 7, 1);
	ap_outcomes_begin(&s.kept[1].outcomes, 8, 2);
	s.kept[1].now_ns = 3;
	bytes = story_scene_file(&s, 1, file);
	tree_file(root, KEPT UUID_B "/outcomes", file, bytes);
	host_says(EXIT_RUNTIME, "the driver has kept none of 2 migrations: for 2 there was no memory.", NULL, NULL);

	/* Damaged, and nothing else there */
	tree_file(root, KEPT UUID_B "/outcomes", file, bytes - 1);
	host_says(EXIT_RUNTIME, "cut: the end of the file is missing", NULL, NULL);

	/* One that has just begun: there is nothing to be told of it yet. */
	memset(&s, 0, sizeof(s));
	story_scene_unwatched(true);
	destination_opens(&s);
	story_scene_unwatched(false);
	bytes = story_scene_file(&s, 1, file);
	tree_file(root, KEPT UUID_B "/outcomes", file, bytes);
	host_says(EXIT_RUNTIME, "nothing of it has failed, and it has not ended", NULL, NULL);

	/* Both at last */
	story_scene_free(&s);
	memset(&s, 0, sizeof(s));
	story_scene_unwatched(true);
	source_reads(&s, 36);
	source_gives_up(&s);
	destination_opens(&s);
	destination_judges(&s, 36, NULL, 0);
	destination_runs(&s);
	story_scene_unwatched(false);
	bytes = story_scene_file(&s, 1, file);
	tree_file(root, KEPT UUID_B "/outcomes", file, bytes);
	bytes = story_scene_file(&s, 0, file);
	tree_file(root, KEPT UUID_A "/outcomes", file, bytes);
	host_says(EXIT_OK, NULL, NULL, &stories);
	CHECK_EQUAL(stories.notes.count, 0);
	CHECK(stories_find(&stories, NULL, &story));
	CHECK(story.source && story.destination);
	stories_free(&stories);
	host_says(EXIT_OK, NULL, b, &stories);
	CHECK_EQUAL(stories_count(&stories), 1);
	CHECK(stories_find(&stories, NULL, &story));
	CHECK(!story.source && story.destination);
	stories_free(&stories);

	/* One of them is damaged: the other one is told, and that is said. */
	tree_file(root, KEPT UUID_A "/outcomes", file, bytes - 1);
	host_says(EXIT_OK, NULL, NULL, &stories);
	CHECK_EQUAL(stories.notes.count, 1);
	stories_free(&stories);

	/* Only root can look. */
	if (!geteuid()) {
		char path[512];

		snprintf(path, sizeof(path), "%s/sys/kernel/debug", root);
		CHECK(!chmod(root, 0755) && !chmod(path, 0700));
		CHECK(!seteuid(65534));
		host_says(EXIT_PREREQUISITE, "only root reads what the driver keeps", NULL, NULL);
		CHECK(!seteuid(0));
		CHECK(!chmod(path, 0755));
		snprintf(path, sizeof(path), "%s" KEPT UUID_B "/outcomes", root);
		CHECK(!chmod(path, 0400));
		CHECK(!seteuid(65534));
		host_says(EXIT_PREREQUISITE, "outcomes: Permission denied: only root", b, NULL);
		CHECK(!seteuid(0));
	}
	tree_end(root);
	story_scene_free(&s);
	free(file);
}

/* The last one was not kept: what is told is not the last one, and that is said. */
static void last_missing(void)
{
	u8 *file = must_alloc(AP_OUTCOMES_FILE_BYTES, 1);
	const struct story_origin origin = { .host = "b" };
	struct outcomes_account account;
	struct stories stories = { 0 };
	char why[OUTCOMES_WHY_BYTES];
	struct story_scene s = { 0 };
	size_t bytes;
	u8 *buf;

	story_scene_unwatched(true);
	source_reads(&s, 36);
	source_gives_up(&s);
	story_scene_unwatched(false);
	buf = s.kept[0].outcomes.buf;
	s.kept[0].outcomes.buf = NULL;
	ap_outcomes_begin(&s.kept[0].outcomes, 99, s.kept[0].now_ns);
	s.kept[0].outcomes.buf = buf;
	bytes = story_scene_file(&s, 0, file);
	CHECK(outcomes_take(&stories, &origin, "FILE", file, bytes, &account, why));
	CHECK(account.last_missing);
	CHECK_EQUAL(account.begun, 2);
	CHECK_EQUAL(account.not_kept, 1);
	REQUIRE(stories.notes.count == 1);
	CHECK(strstr(stories.notes.items[0].data, "the last migration of mdev " UUID_A " was not kept"));
	stories_free(&stories);
	story_scene_free(&s);
	free(file);
}

static const struct test tests[] = {
	{ "byte_orders", byte_orders },
	{ "cut_anywhere", cut_anywhere },
	{ "each_error", each_error },
	{ "survives_anything", survives_anything },
	{ "hosts", hosts },
	{ "last_missing", last_missing },
};

SUITE(outcomes_read, tests);
