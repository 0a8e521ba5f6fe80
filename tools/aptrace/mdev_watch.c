// SPDX-License-Identifier: GPL-2.0
/* Mediated devices that come and go. */
#include <dirent.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "format.h"
#include "mdev_watch.h"

/* The kernel's own group; the other one is udev's. */
#define GROUP_KERNEL	1

int mdev_watch_open(void)
{
	const struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = GROUP_KERNEL,
	};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -1;
	if (!bind(fd, (const struct sockaddr *)&address, sizeof(address)))
		return fd;
	close(fd);
	return -1;
}

void mdev_watch_drain(int fd)
{
	char news[64];

	/*
	 * What is in it could be forged, and does not matter: it is a reason to
	 * look. An overflow (ENOBUFS) is one as well.
	 */
	while (recv(fd, news, sizeof(news), MSG_TRUNC) > 0)
		;
}

bool mdev_watch_has_device(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	uint8_t uuid[UUID_BYTES];
	bool found = false;

	if (!dir)
		return false;
	while (!found && (entry = readdir(dir)))
		found = parse_uuid(entry->d_name, uuid);
	closedir(dir);
	return found;
}
