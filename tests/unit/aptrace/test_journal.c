// SPDX-License-Identifier: GPL-2.0
/* The journal's entry for a migration: whole entries, through a sender of ours. */
#include "../../../tools/aptrace/journal.h"
#include "scene.h"
#include "suites.h"

static struct text sent;
static int answer;

static int send_here(const struct iovec *fields, int count)
{
	int i;

	text_clear(&sent);
	for (i = 0; i < count; i++) {
		text_append(&sent, fields[i].iov_base, fields[i].iov_len);
		text_putc(&sent, '\n');
	}
	return answer;
}

#define MDEV	"11111111-1111-1111-1111-111111111111"
#define ID	"abababab-abab-abab-abab-abababababab"

static void check_sent(const struct migration *m, const char *expected)
{
	CHECK_EQUAL(journal_migration(m, SCENE_START_NS, send_here), answer);
	CHECK_TEXT(sent.data, expected);
	text_free(&sent);
}

static void refused(void)
{
	struct scene scene;
	struct model model;

	model_init(&model, 5);
	scene_destination(&scene, 1, 6, 3);
	check_sent(scene_to_model(&scene, &model, 0),
		   "MESSAGE=AP migration abababab (destination, mdev " MDEV ") refused: 3 of 6 queues not compatible (apsc:3,type:3): ENODEV\n"
		   "MESSAGE_ID=d916b46483814c12990342ea2062640d\n"
		   "PRIORITY=4\n"
		   "SYSLOG_IDENTIFIER=aptrace\n"
		   "APTRACE_MIGRATION_ID=" ID "\n"
		   "APTRACE_MDEV=" MDEV "\n"
		   "APTRACE_ROLE=destination\n"
		   "APTRACE_OUTCOME=refused\n"
		   "APTRACE_CAUSE=state\n"
		   "APTRACE_ERR=ENODEV\n"
		   "APTRACE_QUEUES=6\n"
		   "APTRACE_QUEUES_REFUSED=3\n"
		   "APTRACE_CONTROL_DOMAINS_REFUSED=0\n"
		   "APTRACE_REASONS=apsc:3,type:3\n"
		   "APTRACE_DURATION_NS=7000000\n"
		   "APTRACE_BYTES=496\n"
		   "APTRACE_EVENTS_SEEN=14\n"
		   "APTRACE_EVENTS_EXPECTED=14\n"
		   "APTRACE_COMPLETE=yes\n");
	model_free(&model);
}

/* A success is information, and one of which events are missing says so. */
static void incomplete(void)
{
	struct migration *m;
	struct scene scene;
	struct model model;

	model_init(&model, 5);
	scene_source(&scene, 1);
	scene.lose = 1;
	scene_reset(&scene, APTRACE_STATE_RUNNING);
	scene_end(&scene, VFIO_AP_OUTCOME_COMPLETED, 0);
	m = model_update(&model, &scene.session);
	m->superseded = true;
	model_end(&model, m, true);
	check_sent(m,
		   "MESSAGE=AP migration abababab (source, mdev " MDEV ") completed; the guest stood still for 2.00ms; events of it are missing\n"
		   "MESSAGE_ID=d916b46483814c12990342ea2062640d\n"
		   "PRIORITY=6\n"
		   "SYSLOG_IDENTIFIER=aptrace\n"
		   "APTRACE_MIGRATION_ID=" ID "\n"
		   "APTRACE_MDEV=" MDEV "\n"
		   "APTRACE_ROLE=source\n"
		   "APTRACE_OUTCOME=completed\n"
		   "APTRACE_CAUSE=state\n"
		   "APTRACE_QUEUES=6\n"
		   "APTRACE_QUEUES_REFUSED=0\n"
		   "APTRACE_CONTROL_DOMAINS_REFUSED=0\n"
		   "APTRACE_DURATION_NS=7000000\n"
		   "APTRACE_DOWNTIME_NS=2000000\n"
		   "APTRACE_BYTES=100\n"
		   "APTRACE_EVENTS_SEEN=5\n"
		   "APTRACE_EVENTS_EXPECTED=6\n"
		   "APTRACE_COMPLETE=no\n");
	model_free(&model);
}

/* Nobody saw its end: a warning, and nothing is said that is not known. */
static void unseen(void)
{
	struct migration *m;
	struct scene scene;
	struct model model;

	model_init(&model, 5);
	scene_start(&scene, 1);
	scene_arc(&scene, APTRACE_STATE_RUNNING, APTRACE_STATE_RESUMING,
		  VFIO_AP_ROLE_DESTINATION, 0);
	m = model_update(&model, &scene.session);
	m->superseded = true;
	model_end(&model, m, true);
	answer = -EAGAIN;
	check_sent(m,
		   "MESSAGE=AP migration - (destination, mdev " MDEV ") unseen; events of it are missing\n"
		   "MESSAGE_ID=d916b46483814c12990342ea2062640d\n"
		   "PRIORITY=4\n"
		   "SYSLOG_IDENTIFIER=aptrace\n"
		   "APTRACE_MDEV=" MDEV "\n"
		   "APTRACE_ROLE=destination\n"
		   "APTRACE_OUTCOME=unseen\n"
		   "APTRACE_QUEUES=0\n"
		   "APTRACE_QUEUES_REFUSED=0\n"
		   "APTRACE_CONTROL_DOMAINS_REFUSED=0\n"
		   "APTRACE_DURATION_NS=0\n"
		   "APTRACE_BYTES=0\n"
		   "APTRACE_EVENTS_SEEN=1\n"
		   "APTRACE_COMPLETE=no\n");
	answer = 0;
	model_free(&model);
}

static const struct test tests[] = {
	{ "refused", refused },
	{ "incomplete", incomplete },
	{ "unseen", unseen },
};

SUITE(journal, tests);
