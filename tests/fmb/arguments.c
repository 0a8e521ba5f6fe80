// SPDX-License-Identifier: GPL-2.0
/* What VFIO_DEVICE_FEATURE says of the two features, and to arguments that are wrong. */
#include <errno.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fmb.h"

#define ENABLE	VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE
#define READ	VFIO_DEVICE_FEATURE_ZPCI_FMB_READ
#define GET	VFIO_DEVICE_FEATURE_GET
#define SET	VFIO_DEVICE_FEATURE_SET
#define PROBE	VFIO_DEVICE_FEATURE_PROBE

static int probe(const struct function *function, u32 flags)
{
	u64 data = 0;

	return function_feature(function, PROBE | flags, &data, sizeof(data));
}

void case_neither(const struct scene *scene)
{
	struct function function;

	function_open(&function, scene->address);
	ok(probe(&function, SET | ENABLE) == -ENOTTY && probe(&function, GET | READ) == -ENOTTY,
	   "F4: the kernel itself uses neither number");
	function_close(&function);
}

static void check_probe(const struct function *function)
{
	ok(!probe(function, ENABLE) && !probe(function, READ), "F4: PROBE finds both features");
	ok(!probe(function, SET | ENABLE) && !probe(function, GET | READ),
	   "F4: PROBE: ENABLE can be set, READ can be got");
	ok(probe(function, GET | ENABLE) == -EINVAL && probe(function, SET | READ) == -EINVAL,
	   "F4: PROBE: and nothing else");
	ok(probe(function, VFIO_DEVICE_FEATURE_MASK) == -ENOTTY,
	   "F4: PROBE of a feature that there is not");
}

/* What all have in common: the argument is not right, and nothing happens. */
static void check_wrong(const struct function *function, const char *when)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	u64 null = 0, good = (uintptr_t)block;
	u8 on = 1;

	ok(function_feature(function, SET | ENABLE, &on, 0) == -EINVAL &&
	   function_feature(function, GET | READ, &good, 0) == -EINVAL &&
	   function_feature(function, GET | READ, &good, 7) == -EINVAL,
	   "F1: argsz too short is EINVAL%s", when);
	ok(function_feature(function, GET | READ, &null, sizeof(null)) == -EINVAL,
	   "F1: no place for the block (NULL) is EINVAL%s", when);
	ok(function_feature(function, GET | ENABLE, &on, sizeof(on)) == -EINVAL &&
	   function_feature(function, SET | READ, &good, sizeof(good)) == -EINVAL &&
	   function_feature(function, ENABLE, &on, sizeof(on)) == -EINVAL &&
	   function_feature(function, READ, &good, sizeof(good)) == -EINVAL &&
	   function_feature(function, GET | SET | READ, &good, sizeof(good)) == -EINVAL,
	   "F1: GET, SET, both or none where it is not so is EINVAL%s", when);
	on = 2;
	ok(function_feature(function, SET | ENABLE, &on, sizeof(on)) == -EINVAL,
	   "F1: neither on nor off is EINVAL%s", when);
}

/* A page, and nothing behind it. Returns its end. */
static u8 *end_of_memory(void)
{
	size_t bytes = sysconf(_SC_PAGESIZE);
	u8 *pages = mmap(NULL, 2 * bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages + bytes, bytes, PROT_NONE))
		bail("no memory");
	return pages + bytes;
}

/* The head of the argument is there, its data are not. */
static int cut(const struct function *function, u32 flags)
{
	struct vfio_device_feature head = { .argsz = sizeof(head) + 8, .flags = flags };
	u8 *end = end_of_memory();

	memcpy(end - sizeof(head), &head, sizeof(head));
	return function_feature_at(function, end - sizeof(head));
}

static void check_faults(const struct function *function)
{
	ok(cut(function, SET | ENABLE) == -EFAULT && cut(function, GET | READ) == -EFAULT,
	   "F1: an argument that is not there is EFAULT");
}

static void check_pointers(const struct function *function)
{
	u8 room[VFIO_ZPCI_FMB_BYTES + 2], *end = end_of_memory();
	struct fmb fmb;

	ok(function_read(function, (void *)~0UL) == -EFAULT &&
	   function_read(function, (void *)(1UL << 63)) == -EFAULT &&
	   function_read(function, (void *)8) == -EFAULT,
	   "F3: an address of nobody is EFAULT");
	ok(function_read(function, end - VFIO_ZPCI_FMB_BYTES + 1) == -EFAULT,
	   "F3: room for all but the last byte is EFAULT");
	ok(!function_read(function, end - VFIO_ZPCI_FMB_BYTES), "F3: room to the last byte");
	first_sample(function, &fmb);
	memset(room, 0xa5, sizeof(room));
	ok(!function_read(function, room + 1) && room[0] == 0xa5 &&
	   room[VFIO_ZPCI_FMB_BYTES + 1] == 0xa5,
	   "F3: any alignment, and no byte beside the block");
	fmb_decode(&fmb, room + 1, VFIO_ZPCI_FMB_BYTES);
	ok(fmb.format <= 3 && fmb.last_update, "F3: what came is a block");
}

void case_arguments(const struct scene *scene)
{
	struct function function;

	function_open(&function, scene->address);
	check_probe(&function);
	check_wrong(&function, "");
	check_faults(&function);
	check_pointers(&function);
	if (emulated()) {
		emu_set("hold", 1);
		watch("F1: a wrong argument waits for the lock", 60);
		check_wrong(&function, " while somebody holds the lock");
		check_faults(&function);
		emu_set("hold", 0);
	}
	function_close(&function);
}
