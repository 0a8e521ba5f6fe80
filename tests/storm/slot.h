/* SPDX-License-Identifier: GPL-2.0 */
/* The places for mdevs: one UUID each, its guest, its migration. */
#ifndef STORM_SLOT_H
#define STORM_SLOT_H

#include <pthread.h>
#include <stdatomic.h>

#include "guest.h"
#include "model.h"

#define STATE_UNKNOWN	0xffffU

/**
 * struct slot - a place for an mdev
 * @index: its number
 * @uuid: name of the mdev
 * @life_lock: protects @creators and @removers
 * @creators: how many are creating it
 * @removers: how many are removing it, see op_remove()
 * @removing: how many are removing it: then whoever has it open closes it
 * @lock: of @guest: to open and close exclusively, to use shared
 * @guest: the guest; device_fd is -1 while there is none
 * @vcpu_lock: whoever executes something on the guest's processor holds it
 * @mig_lock: whoever takes the device from state to state holds it
 * @data_fd: migration data file, -1 if none is open. Under @mig_lock
 * @state_lock: protects what follows
 * @state: what the migration state must be; STATE_UNKNOWN if several are possible
 * @resets: how many RESETs are under way
 * @changes: how many changes of state are under way
 * @resets_begun: number of RESETs ever begun
 */
struct slot {
	unsigned int index;
	char uuid[40];
	pthread_mutex_t life_lock;
	unsigned int creators;
	unsigned int removers;
	atomic_int removing;
	pthread_rwlock_t lock;
	struct guest guest;
	pthread_mutex_t vcpu_lock;
	pthread_mutex_t mig_lock;
	int data_fd;
	pthread_mutex_t state_lock;
	u32 state;
	unsigned int resets;
	unsigned int changes;
	u64 resets_begun;
};

extern struct slot slots[MDEVS_MAX];

void slots_init(void);
void slots_print(void);
void slot_path(const struct slot *slot, const char *file, char *path);

/* A RESET, or (@reset false) a change of state begins; ends. */
void slot_state_begin(struct slot *slot, bool reset);
/* @state: what it is if nobody interfered; STATE_UNKNOWN: as before */
void slot_state_end(struct slot *slot, bool reset, u32 state);
u32 slot_state(struct slot *slot);
/* Number of RESETs ever begun */
u64 slot_resets(struct slot *slot);
bool slot_resetting(struct slot *slot);

#endif /* STORM_SLOT_H */
