// SPDX-License-Identifier: GPL-2.0
/*
 * The agent's ends that face the world, with migrations that did not happen: serves
 * the page of metrics, or writes an entry into the journal. For the suite "metrics".
 *
 *	agent-ends serve	print the port, serve until standard input ends
 *	agent-ends journal	send an entry for a refused migration
 */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <poll.h>
#include <stdlib.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "../../../tools/aptrace/format.h"
#include "../../../tools/aptrace/journal.h"
#include "../../../tools/aptrace/metrics_server.h"
#include "../aptrace/metrics_scene.h"
#include "../aptrace/scene.h"

#define NSEC_PER_MSEC	1000000ULL
#define IDLE_MS		1000

static int wait_ms(struct metrics_server *server)
{
	uint64_t until_ns = metrics_server_until_ns(server);
	uint64_t now_ns = clock_boot_ns();

	if (!until_ns)
		return IDLE_MS;
	return until_ns > now_ns ? (int)((until_ns - now_ns) / NSEC_PER_MSEC + 1) : 0;
}

static int serve(void)
{
	union listen_address address;
	char why[METRICS_SERVER_WHY_BYTES];
	struct metrics_server *server;
	struct tally tally;
	char byte;

	metrics_scene(&tally);
	listen_address_parse(&address, "127.0.0.1:0");
	server = metrics_server_start(&address, &tally, why);
	if (!server) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	printf("%u\n", ntohs(address.ip4.sin_port));
	fflush(stdout);
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = metrics_server_fd(server), .events = POLLIN },
		};

		poll(fds, ARRAY_SIZE(fds), wait_ms(server));
		metrics_server_run(server);
		if (fds[0].revents && read(STDIN_FILENO, &byte, 1) <= 0)
			break;
	}
	metrics_server_stop(server);
	return 0;
}

static int send_entry(void)
{
	struct model model;
	struct scene scene;
	int err;

	model_init(&model, 1);
	scene_destination(&scene, 1, 6, 3);
	err = journal_migration(scene_to_model(&scene, &model, 0),
				scene.now_ns, sd_journal_sendv);
	model_free(&model);
	if (err < 0)
		fprintf(stderr, "sd_journal_sendv: %s\n", strerror(-err));
	return err < 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "serve"))
		return serve();
	if (argc == 2 && !strcmp(argv[1], "journal"))
		return send_entry();
	fprintf(stderr, "usage: agent-ends serve|journal\n");
	return 2;
}
