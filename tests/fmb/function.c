// SPDX-License-Identifier: GPL-2.0
#include "function.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <linux/vfio_zdev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "host.h"

#define PAGE_BYTES	4096
#define INFO_BYTES	4096

/* Of the NVMe controller: its capabilities, and the mask of its interrupts. */
#define REGISTER_LOAD	0x00
#define REGISTER_STORE	0x0c
/* Its configuration, state, and admin queues: sizes, where, and how far */
#define REGISTER_CONFIG	0x14
#define REGISTER_STATE	0x1c
#define REGISTER_SIZES	0x24
#define REGISTER_SUBMIT	0x28
#define REGISTER_DONE	0x30
#define REGISTER_BELL	0x1000

#define CONFIG_ENABLE	0x00460001	/* commands of 64, completions of 16 bytes */
#define STATE_READY	0x1
#define SIZES_SMALL	0x001f001f

static int group_of(const char *address)
{
	char path[128], target[256], *name;
	ssize_t length;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", address);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		bail("%s: %s", path, strerror(errno));
	target[length] = '\0';
	name = strrchr(target, '/');
	return atoi(name ? name + 1 : target);
}

static void open_group(struct function *function)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char path[64];

	snprintf(path, sizeof(path), "/dev/vfio/%d", group_of(function->address));
	function->container_fd = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	function->group_fd = open(path, O_RDWR | O_CLOEXEC);
	if (function->container_fd < 0 || function->group_fd < 0)
		bail("%s: %s", path, strerror(errno));
	if (ioctl(function->group_fd, VFIO_GROUP_GET_STATUS, &status) ||
	    !(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		bail("%s: the group is not viable", path);
	if (ioctl(function->group_fd, VFIO_GROUP_SET_CONTAINER, &function->container_fd) ||
	    ioctl(function->container_fd, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		bail("%s: no IOMMU: %s", path, strerror(errno));
	function->device_fd = ioctl(function->group_fd, VFIO_GROUP_GET_DEVICE_FD,
				    function->address);
	if (function->device_fd < 0)
		bail("%s cannot be opened: %s", function->address, strerror(errno));
}

static void read_base(struct function *function, const void *cap)
{
	const struct vfio_device_info_cap_zpci_base *base = cap;

	function->start_dma = base->start_dma;
	function->fmb_length = base->fmb_length;
}

static void read_group(struct function *function, const void *cap)
{
	const struct vfio_device_info_cap_zpci_group *group = cap;

	function->interval_ms = group->mui;
}

static void read_info(struct function *function)
{
	union {
		struct vfio_device_info info;
		char bytes[INFO_BYTES];
	} room = { .info = { .argsz = sizeof(room) } };
	const struct vfio_info_cap_header *cap;
	u32 at;

	if (ioctl(function->device_fd, VFIO_DEVICE_GET_INFO, &room.info))
		bail("VFIO_DEVICE_GET_INFO: %s", strerror(errno));
	if (!(room.info.flags & VFIO_DEVICE_FLAGS_CAPS))
		bail("%s has no capabilities: not a zPCI function?", function->address);
	for (at = room.info.cap_offset; at && at < INFO_BYTES; at = cap->next) {
		cap = (const void *)(room.bytes + at);
		if (cap->id == VFIO_DEVICE_INFO_CAP_ZPCI_BASE)
			read_base(function, cap);
		else if (cap->id == VFIO_DEVICE_INFO_CAP_ZPCI_GROUP)
			read_group(function, cap);
	}
}

static u64 region_at(const struct function *function, u32 index)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };

	if (ioctl(function->device_fd, VFIO_DEVICE_GET_REGION_INFO, &info) || !info.size)
		bail("%s has no region %u", function->address, index);
	return info.offset;
}

/* Loads and stores need it; VFIO gives a function without. */
static void enable_memory(const struct function *function)
{
	u64 at = region_at(function, VFIO_PCI_CONFIG_REGION_INDEX) + PCI_COMMAND;
	/* Little endian, as all of PCI's configuration */
	u8 command[2] = { PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0 };

	if (pwrite(function->device_fd, command, sizeof(command), at) != sizeof(command))
		bail("the command register: %s", strerror(errno));
}

void function_open(struct function *function, const char *address)
{
	*function = (struct function){ .address = address };
	function->ram = mmap(NULL, FUNCTION_RAM_BYTES, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (function->ram == MAP_FAILED)
		bail("no memory");
	open_group(function);
	read_info(function);
}

void function_close(struct function *function)
{
	close(function->device_fd);
	close(function->group_fd);
	close(function->container_fd);
	munmap(function->ram, FUNCTION_RAM_BYTES);
}

int function_feature_at(const struct function *function, void *argument)
{
	return ioctl(function->device_fd, VFIO_DEVICE_FEATURE, argument) ? -errno : 0;
}

int function_feature(const struct function *function, u32 flags, void *data,
		     size_t bytes)
{
	union {
		struct vfio_device_feature feature;
		u8 bytes[64];
	} room = { .feature = { .argsz = sizeof(room.feature) + bytes, .flags = flags } };
	int ret;

	memcpy(room.feature.data, data, bytes);
	ret = function_feature_at(function, &room);
	memcpy(data, room.feature.data, bytes);
	return ret;
}

int function_enable(const struct function *function, u8 enable)
{
	struct vfio_device_feature_zpci_fmb_enable request = { .enable = enable };

	return function_feature(function, VFIO_DEVICE_FEATURE_SET |
				VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE,
				&request, sizeof(request));
}

int function_read(const struct function *function, void *block)
{
	struct vfio_device_feature_zpci_fmb_read request = { .data = (uintptr_t)block };

	return function_feature(function, VFIO_DEVICE_FEATURE_GET |
				VFIO_DEVICE_FEATURE_ZPCI_FMB_READ,
				&request, sizeof(request));
}

int function_sample(const struct function *function, struct fmb *fmb)
{
	u8 block[VFIO_ZPCI_FMB_BYTES];
	int ret = function_read(function, block);

	if (!ret)
		fmb_decode(fmb, block, sizeof(block));
	return ret;
}

int function_reset(const struct function *function)
{
	return ioctl(function->device_fd, VFIO_DEVICE_RESET) ? -errno : 0;
}

int function_hot_reset(const struct function *function)
{
	union {
		struct vfio_pci_hot_reset reset;
		u8 bytes[64];
	} room = {
		.reset = { .argsz = sizeof(room.reset) + sizeof(s32), .count = 1 },
	};

	memcpy(room.reset.group_fds, &function->group_fd, sizeof(s32));
	return ioctl(function->device_fd, VFIO_DEVICE_PCI_HOT_RESET, &room) ? -errno : 0;
}

void function_load(const struct function *function, unsigned int count)
{
	u64 at = region_at(function, VFIO_PCI_BAR0_REGION_INDEX) + REGISTER_LOAD;
	u32 value;

	enable_memory(function);
	while (count--)
		if (pread(function->device_fd, &value, sizeof(value), at) != sizeof(value))
			bail("load: %s", strerror(errno));
}

void function_store(const struct function *function, unsigned int count)
{
	u64 at = region_at(function, VFIO_PCI_BAR0_REGION_INDEX) + REGISTER_STORE;
	u32 value = 0;

	enable_memory(function);
	while (count--)
		if (pwrite(function->device_fd, &value, sizeof(value), at) != sizeof(value))
			bail("store: %s", strerror(errno));
}

void function_refresh(const struct function *function, unsigned int count)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)function->ram,
		.iova = function->start_dma,
		.size = PAGE_BYTES,
	};
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = function->start_dma,
		.size = PAGE_BYTES,
	};

	while (count--) {
		if (ioctl(function->container_fd, VFIO_IOMMU_MAP_DMA, &map))
			bail("map: %s", strerror(errno));
		unmap.size = PAGE_BYTES;
		if (ioctl(function->container_fd, VFIO_IOMMU_UNMAP_DMA, &unmap))
			bail("unmap: %s", strerror(errno));
	}
}

static void put_register(const struct function *function, u64 at, u32 value)
{
	u32 little = htole32(value);

	if (pwrite(function->device_fd, &little, sizeof(little), at) != sizeof(little))
		bail("a register: %s", strerror(errno));
}

struct state {
	const struct function *function;
	u64 at;
};

static bool is_ready(void *arg)
{
	struct state *state = arg;
	u32 value;

	if (pread(state->function->device_fd, &value, sizeof(value), state->at) != sizeof(value))
		bail("a register: %s", strerror(errno));
	return le32toh(value) & STATE_READY;
}

void function_break(const struct function *function)
{
	u64 bar = region_at(function, VFIO_PCI_BAR0_REGION_INDEX);
	struct state state = { .function = function, .at = bar + REGISTER_STATE };

	enable_memory(function);
	put_register(function, bar + REGISTER_SIZES, SIZES_SMALL);
	put_register(function, bar + REGISTER_SUBMIT, 1 * PAGE_BYTES);
	put_register(function, bar + REGISTER_SUBMIT + 4, 0);
	put_register(function, bar + REGISTER_DONE, 2 * PAGE_BYTES);
	put_register(function, bar + REGISTER_DONE + 4, 0);
	put_register(function, bar + REGISTER_CONFIG, CONFIG_ENABLE);
	if (!until(is_ready, &state, 60))
		bail("the controller does not become ready");
	put_register(function, bar + REGISTER_BELL, 1);
}

static int interrupt_fd(const struct function *function, u32 index)
{
	struct {
		struct vfio_irq_set set;
		s32 fd;
	} request = {
		.set = {
			.argsz = sizeof(request),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
			.index = index,
			.count = 1,
		},
		.fd = eventfd(0, EFD_CLOEXEC),
	};

	if (request.fd < 0 || ioctl(function->device_fd, VFIO_DEVICE_SET_IRQS, &request))
		bail("interrupt %u: %s", index, strerror(errno));
	return request.fd;
}

int function_request_fd(const struct function *function)
{
	return interrupt_fd(function, VFIO_PCI_REQ_IRQ_INDEX);
}

int function_error_fd(const struct function *function)
{
	return interrupt_fd(function, VFIO_PCI_ERR_IRQ_INDEX);
}
