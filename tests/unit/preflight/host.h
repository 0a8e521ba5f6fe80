/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A host as it is: what its hardware answers and what its drivers know. Two things
 * are made of it that must agree: a sysfs, and the verdicts of its vfio_ap.
 */
#ifndef APTRACE_UNIT_PREFLIGHT_HOST_H
#define APTRACE_UNIT_PREFLIGHT_HOST_H

#include "../../../driver/core/compat.h"
#include "tree.h"

#define HOST_ADAPTERS	3
#define HOST_DOMAINS	3
#define HOST_QUEUES	(HOST_ADAPTERS * HOST_DOMAINS)
#define HOST_MDEVS	3

/* Numbers of the adapters and domains that hosts have or do not have. */
extern const u8 host_adapters[HOST_ADAPTERS];
extern const u8 host_domains[HOST_DOMAINS];
extern const char * const host_uuids[HOST_MDEVS];

/**
 * struct host_queue - a queue
 * @rc: response code of TAPQ
 * @async: the asynchronous bit
 * @info: the information word
 * @device: the AP bus has made a device of it
 * @clean: its last reset by vfio_ap succeeded
 * @driver: it is bound to, "" if to none
 * @override: driver_override, "" if there is none
 */
struct host_queue {
	u8 rc;
	bool async;
	u64 info;
	bool device;
	bool clean;
	const char *driver;
	const char *override;
};

/**
 * struct host_mdev - a mediated device
 * @exists: it does
 * @open: a guest has it
 * @assigned: its matrix
 * @guest: what its guest sees, by host_filter()
 */
struct host_mdev {
	bool exists;
	bool open;
	struct ap_matrix assigned;
	struct ap_matrix guest;
};

/**
 * struct host - a host
 * @qci: the machine can say what it has
 * @config: what it has
 * @apmask: adapters for the host's drivers
 * @aqmask: domains for the host's drivers
 * @new_kernel: 7.3: driver_override, and all five bits of the depth
 * @ap_config: mdevs have that attribute
 * @vfio_ap: the driver is loaded
 * @se_guest: it is a Secure Execution guest
 * @queues: those of host_adapters and host_domains, the latter run faster
 * @mdevs: with the UUIDs of host_uuids
 */
struct host {
	bool qci;
	struct ap_matrix config;
	struct ap_mask apmask;
	struct ap_mask aqmask;
	bool new_kernel;
	bool ap_config;
	bool vfio_ap;
	bool se_guest;
	struct host_queue queues[HOST_QUEUES];
	struct host_mdev mdevs[HOST_MDEVS];
};

/* A queue of that number, NULL if it is none of the host's numbers. */
const struct host_queue *host_queue(const struct host *host, u16 apqn);
struct host_queue *host_queue_at(struct host *host, unsigned int adapter,
				 unsigned int domain);
u16 host_apqn(unsigned int index);

/*
 * All that is possible is there, of two CEX8 in CCA mode, for guests; no mdev.
 */
void host_usual(struct host *host);
/* Let the guests of all mdevs see what the driver would let them see. */
void host_filter(struct host *host);
/* Anything, but such that it can be. @other: NULL, or a host to be like mostly. */
void host_random(struct host *host, const struct host *other);

void host_render(const struct host *host, const struct tree *tree);

/* What vfio_ap knows of a queue, as of its part of driver/vfio_ap/mig_resume.c. */
void host_destination(const struct host *host, int mdev, u16 apqn,
		      struct ap_compat_destination *dst);

#endif /* APTRACE_UNIT_PREFLIGHT_HOST_H */
