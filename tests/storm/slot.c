// SPDX-License-Identifier: GPL-2.0
#include "slot.h"

#include <stdio.h>
#include <string.h>

#include <linux/vfio.h>

#include "options.h"
#include "scene.h"

struct slot slots[MDEVS_MAX];

/* Bits of overlapping, under state_lock of the slot */
static bool overlapped[MDEVS_MAX];

void slots_init(void)
{
	struct slot *slot;
	unsigned int i;

	for (i = 0; i < MDEVS_MAX; i++) {
		slot = &slots[i];
		slot->index = i;
		snprintf(slot->uuid, sizeof(slot->uuid),
			 "5707a000-0000-4000-8000-%012x", i);
		pthread_mutex_init(&slot->life_lock, NULL);
		pthread_rwlock_init(&slot->lock, NULL);
		pthread_mutex_init(&slot->vcpu_lock, NULL);
		pthread_mutex_init(&slot->mig_lock, NULL);
		pthread_mutex_init(&slot->state_lock, NULL);
		slot->guest = (struct guest){
			.machine = MACHINE_NONE,
			.device_fd = -1,
			.iommu_fd = -1,
			.irq_fd = { -1, -1 },
		};
		slot->data_fd = -1;
	}
}

void slot_path(const struct slot *slot, const char *file, char *path)
{
	snprintf(path, PATH_BYTES, MATRIX "/%s/%s", slot->uuid, file);
}

/* Without a lock: for the end of the program. */
void slots_print(void)
{
	static const char * const files[] = {
		"ap_config", "matrix", "guest_matrix", "control_domains",
	};
	static char text[8192];
	char path[PATH_BYTES];
	unsigned int i, f;
	char *c;
	int ret;

	printf("# device:\n");
	for (i = 0; i < options.mdevs; i++) {
		printf("#  mdev %u %s open %d state %u\n", i, slots[i].uuid,
		       slots[i].guest.device_fd >= 0, slots[i].state);
		for (f = 0; f < ARRAY_SIZE(files); f++) {
			slot_path(&slots[i], files[f], path);
			ret = sys_read(path, text, sizeof(text));
			if (ret < 0)
				snprintf(text, sizeof(text), "(%s)", err_name(ret));
			for (c = text; *c; c++)
				if (*c == '\n')
					*c = ' ';
			printf("#   %-16s %s\n", files[f], text);
		}
	}
}

void slot_state_begin(struct slot *slot, bool reset)
{
	pthread_mutex_lock(&slot->state_lock);
	if (slot->resets || slot->changes)
		overlapped[slot->index] = true;
	if (reset) {
		slot->resets++;
		slot->resets_begun++;
	} else {
		slot->changes++;
	}
	pthread_mutex_unlock(&slot->state_lock);
}

void slot_state_end(struct slot *slot, bool reset, u32 state)
{
	pthread_mutex_lock(&slot->state_lock);
	if (overlapped[slot->index])
		slot->state = STATE_UNKNOWN;
	else if (state != STATE_UNKNOWN)
		slot->state = state;
	if (reset)
		slot->resets--;
	else
		slot->changes--;
	if (!slot->resets && !slot->changes)
		overlapped[slot->index] = false;
	pthread_mutex_unlock(&slot->state_lock);
}

u32 slot_state(struct slot *slot)
{
	u32 state;

	pthread_mutex_lock(&slot->state_lock);
	state = slot->resets || slot->changes ? STATE_UNKNOWN : slot->state;
	pthread_mutex_unlock(&slot->state_lock);
	return state;
}

u64 slot_resets(struct slot *slot)
{
	u64 begun;

	pthread_mutex_lock(&slot->state_lock);
	begun = slot->resets_begun;
	pthread_mutex_unlock(&slot->state_lock);
	return begun;
}

bool slot_resetting(struct slot *slot)
{
	bool resetting;

	pthread_mutex_lock(&slot->state_lock);
	resetting = slot->resets;
	pthread_mutex_unlock(&slot->state_lock);
	return resetting;
}
