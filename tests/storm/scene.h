/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host's adapters: what the software AP has when the storm begins, and how
 * that is changed.
 */
#ifndef STORM_SCENE_H
#define STORM_SCENE_H

#include "model.h"

#define EMU	"/sys/kernel/config/ap_emu"
#define AP_BUS	"/sys/bus/ap"
#define MATRIX	"/sys/devices/vfio_ap/matrix"

/**
 * struct scene - what there is at the start
 * @adapters: numbers of the adapters
 * @domains: numbers of the domains
 * @all_adapters: the same as a mask
 * @all_domains: likewise
 * @control: mask of the control domains
 * @adapters_count: number of adapters
 * @domains_count: number of domains
 * @ghost_adapter: a number that the host never has
 * @ghost_domain: likewise
 * @number_max: highest number that an adapter or a domain can have
 * @whole: the AP bus asks whether a whole adapter or domain is in use, whatever
 *	the other mask says (7.x), and not only queues that change hands
 */
struct scene {
	unsigned int adapters[ADAPTERS_MAX];
	unsigned int domains[DOMAINS_MAX];
	u64 all_adapters;
	u64 all_domains;
	u64 control;
	unsigned int adapters_count;
	unsigned int domains_count;
	unsigned int ghost_adapter;
	unsigned int ghost_domain;
	unsigned int number_max;
	bool whole;
};

extern struct scene scene;

/* Reads it, and sets the model up. Exits with 3 if it is not fit. */
void scene_read(void);

/* Bit of a queue in the words that are about queues. */
unsigned int queue_bit(unsigned int adapter_index, unsigned int domain_index);
/* Of the one with these numbers, @otherwise if the scene has none */
unsigned int queue_of(unsigned int adapter, unsigned int domain,
		      unsigned int otherwise);
void queue_name(unsigned int bit, char *name, size_t name_bytes);
unsigned int queue_adapter(unsigned int bit);
unsigned int queue_domain(unsigned int bit);

/* Settings of the software AP; a negative errno is a fault of the test. */
int emu_adapter(unsigned int adapter, const char *field, unsigned int value);
int emu_queue(unsigned int bit, const char *field, const char *value);
/* @which is HOST_DOMAINS or HOST_CONTROL. */
int emu_domains(unsigned int which, u64 mask);

/* The AP bus has seen all that was changed before. */
int ap_rescan(void);

#endif /* STORM_SCENE_H */
