// SPDX-License-Identifier: GPL-2.0
/*
 * The sysfs of a host, file by file in the formats of the AP bus (ap_bus.c,
 * ap_card.c, ap_queue.c) and of vfio_ap.
 */
#include <stdlib.h>

#include "host.h"

#define PATH_BYTES	128

static void mask_file(const struct tree *tree, const char *path,
		      const struct ap_mask *mask)
{
	char text[80] = "0x";
	int i;

	for (i = 0; i < AP_MASK_BYTES; i++)
		sprintf(text + 2 + 2 * i, "%02x", mask->bits[i]);
	tree_file(tree, path, "%s\n", text);
}

static void render_bus(const struct host *host, const struct tree *tree)
{
	struct ap_mask perms;
	unsigned int i;

	tree_folder(tree, "bus/ap/devices");
	tree_file(tree, "bus/ap/ap_max_adapter_id", "255\n");
	tree_file(tree, "bus/ap/ap_max_domain_id", "255\n");
	tree_file(tree, "bus/ap/config_time", "30\n");
	tree_file(tree, "bus/ap/scans", "7\n");
	tree_file(tree, "bus/ap/bindings", "9/9 (complete)\n");
	/* As the masks are with the host's numbers: all others are the host's. */
	memset(&perms, 0xff, sizeof(perms));
	for (i = 0; i < HOST_ADAPTERS; i++)
		if (!ap_mask_test(&host->apmask, host_adapters[i]))
			ap_mask_clear(&perms, host_adapters[i]);
	mask_file(tree, "bus/ap/apmask", &perms);
	memset(&perms, 0xff, sizeof(perms));
	for (i = 0; i < HOST_DOMAINS; i++)
		if (!ap_mask_test(&host->aqmask, host_domains[i]))
			ap_mask_clear(&perms, host_domains[i]);
	mask_file(tree, "bus/ap/aqmask", &perms);
	if (!host->qci) {
		tree_file(tree, "bus/ap/features", "-\n");
		tree_file(tree, "bus/ap/ap_adapter_mask", "not supported\n");
		tree_file(tree, "bus/ap/ap_usage_domain_mask", "not supported\n");
		tree_file(tree, "bus/ap/ap_control_domain_mask", "not supported\n");
		return;
	}
	tree_file(tree, "bus/ap/features", "APSC APXA%s\n",
		  host->se_guest ? " APSB" : "");
	mask_file(tree, "bus/ap/ap_adapter_mask", &host->config.apm);
	mask_file(tree, "bus/ap/ap_usage_domain_mask", &host->config.aqm);
	mask_file(tree, "bus/ap/ap_control_domain_mask", &host->config.adm);
	if (host->se_guest)
		tree_file(tree, "firmware/uv/prot_virt_guest", "1\n");
}

/* Of the card the bus keeps what the first queue that answered said. */
static void render_card(const struct host *host, const struct tree *tree,
			unsigned int adapter)
{
	const struct host_queue *queue = NULL;
	char path[PATH_BYTES];
	unsigned int i, qd;
	u64 info;
	int used;

	for (i = 0; i < HOST_DOMAINS && !queue; i++)
		if (host->queues[adapter * HOST_DOMAINS + i].device)
			queue = &host->queues[adapter * HOST_DOMAINS + i];
	if (!queue)
		return;
	info = queue->info;
	qd = info & (host->new_kernel ? 0x1f : 0xf);
	used = sprintf(path, "bus/ap/devices/card%02x/", host_adapters[adapter]);
	strcpy(path + used, "hwtype");
	tree_file(tree, path, "%u\n", (unsigned int)(info >> 24) & 0xff);
	strcpy(path + used, "raw_hwtype");
	tree_file(tree, path, "%u\n", (unsigned int)(info >> 24) & 0xff);
	strcpy(path + used, "ap_functions");
	tree_file(tree, path, "0x%08X\n", (u32)(info >> 32) & 0xffff0000);
	strcpy(path + used, "depth");
	tree_file(tree, path, "%u\n", qd + 1);
	strcpy(path + used, "max_msg_size");
	tree_file(tree, path, "%u\n", ap_info_message_bytes(info));
	strcpy(path + used, "config");
	tree_file(tree, path, "%d\n", queue->rc != AP_RC_DECONFIGURED);
	strcpy(path + used, "chkstop");
	tree_file(tree, path, "%d\n", queue->rc == AP_RC_CHECKSTOPPED);
	strcpy(path + used, "driver");
	tree_link(tree, path, "../../../bus/ap/drivers/cex4card");
}

static const char *status_of(const struct host *host, u16 apqn)
{
	unsigned int i;

	for (i = 0; i < HOST_MDEVS; i++) {
		if (!ap_matrix_has_queue(&host->mdevs[i].assigned, apqn))
			continue;
		return host->mdevs[i].open &&
		       ap_matrix_has_queue(&host->mdevs[i].guest, apqn) ?
		       "in use" : "assigned";
	}
	return "unassigned";
}

static void render_queue(const struct host *host, const struct tree *tree,
			 unsigned int index)
{
	const struct host_queue *queue = &host->queues[index];
	u16 apqn = host_apqn(index);
	char path[PATH_BYTES], target[64];
	int used;

	if (!queue->device)
		return;
	used = sprintf(path, "bus/ap/devices/%02x.%04x/", AP_APQN_ADAPTER(apqn),
		       AP_APQN_DOMAIN(apqn));
	strcpy(path + used, "config");
	tree_file(tree, path, "%d\n", queue->rc != AP_RC_DECONFIGURED);
	strcpy(path + used, "chkstop");
	tree_file(tree, path, "%d\n", queue->rc == AP_RC_CHECKSTOPPED);
	strcpy(path + used, "ap_functions");
	/* Code 01 is not above 05, and its information is 0. */
	if (queue->rc > AP_RC_BUSY)
		tree_eio(tree, path);
	else
		tree_file(tree, path, "0x%08X\n",
			  ap_info_valid(queue->rc, queue->async) ?
			  (u32)(queue->info >> 32) : 0);
	strcpy(path + used, "se_bind");
	tree_file(tree, path, "-\n");
	strcpy(path + used, "se_associate");
	tree_file(tree, path, "-\n");
	if (host->new_kernel) {
		strcpy(path + used, "driver_override");
		tree_file(tree, path, "%s\n", queue->override);
	}
	if (!strcmp(queue->driver, "vfio_ap")) {
		strcpy(path + used, "status");
		tree_file(tree, path, "%s\n", status_of(host, apqn));
	}
	if (*queue->driver) {
		strcpy(path + used, "driver");
		snprintf(target, sizeof(target), "../../../bus/ap/drivers/%s",
			 queue->driver);
		tree_link(tree, path, target);
	}
}

static void matrix_file(const struct tree *tree, const char *path,
			const struct ap_matrix *matrix)
{
	char text[1024] = "";
	unsigned int nr;
	int used = 0;
	u32 apqn;

	if (ap_mask_empty(&matrix->aqm))
		ap_mask_for_each(nr, &matrix->apm)
			used += sprintf(text + used, "%02x.\n", nr);
	if (ap_mask_empty(&matrix->apm))
		ap_mask_for_each(nr, &matrix->aqm)
			used += sprintf(text + used, ".%04x\n", nr);
	ap_matrix_for_each_queue(apqn, matrix)
		used += sprintf(text + used, "%02x.%04x\n",
				AP_APQN_ADAPTER(apqn), AP_APQN_DOMAIN(apqn));
	tree_file(tree, path, "%s", text);
}

static void config_file(const struct tree *tree, const char *path,
			const struct ap_matrix *matrix)
{
	const struct ap_mask *masks[] = { &matrix->apm, &matrix->aqm, &matrix->adm };
	char text[256] = "";
	int mask, i, used = 0;

	for (mask = 0; mask < 3; mask++) {
		used += sprintf(text + used, "%s0x", mask ? "," : "");
		for (i = 0; i < AP_MASK_BYTES; i++)
			used += sprintf(text + used, "%02x", masks[mask]->bits[i]);
	}
	tree_file(tree, path, "%s\n", text);
}

static void render_mdev(const struct host *host, const struct tree *tree,
			unsigned int mdev)
{
	const struct host_mdev *device = &host->mdevs[mdev];
	char path[PATH_BYTES], text[128] = "";
	unsigned int nr;
	int used, length = 0;

	if (!device->exists)
		return;
	used = sprintf(path, "devices/vfio_ap/matrix/%s/", host_uuids[mdev]);
	strcpy(path + used, "matrix");
	matrix_file(tree, path, &device->assigned);
	strcpy(path + used, "guest_matrix");
	matrix_file(tree, path, &device->guest);
	ap_mask_for_each(nr, &device->assigned.adm)
		length += sprintf(text + length, "%04x\n", nr);
	strcpy(path + used, "control_domains");
	tree_file(tree, path, "%s", text);
	if (host->ap_config) {
		strcpy(path + used, "ap_config");
		config_file(tree, path, &device->assigned);
	}
}

void host_render(const struct host *host, const struct tree *tree)
{
	unsigned int i;

	render_bus(host, tree);
	for (i = 0; i < HOST_ADAPTERS; i++)
		render_card(host, tree, i);
	for (i = 0; i < HOST_QUEUES; i++)
		render_queue(host, tree, i);
	if (!host->vfio_ap)
		return;
	tree_folder(tree, "devices/vfio_ap/matrix");
	tree_file(tree, "bus/matrix/drivers/vfio_ap/features",
		  "guest_matrix hotplug%s migratable\n",
		  host->ap_config ? " ap_config" : "");
	for (i = 0; i < HOST_MDEVS; i++)
		render_mdev(host, tree, i);
}
