// SPDX-License-Identifier: GPL-2.0
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "kernel_abi.h"

#define CONTAINER_PATH	"/dev/vfio/vfio"
#define IOMMUFD_PATH	"/dev/iommu"
#define SEGMENT_BYTES	0x100000

void device_init(struct device *device)
{
	int i;

	memset(device, 0, sizeof(*device));
	device->device_fd = -1;
	device->container_fd = -1;
	device->group_fd = -1;
	for (i = 0; i < DEVICE_IRQS_MAX; i++)
		device->irq_fd[i] = -1;
}

const char *device_api_name(enum device_api api)
{
	switch (api) {
	case DEVICE_API_GROUP:
		return "group";
	case DEVICE_API_CDEV:
		return "cdev";
	case DEVICE_API_AUTO:
		break;
	}
	return "auto";
}

static const char *open_hint(int err)
{
	switch (err) {
	case EBUSY:
		return " (another program has it open)";
	case EINVAL:
		return " (open elsewhere, or KVM is not bound)";
	case EPERM:
		return " (this guest has another mdev, or no permission)";
	case ENOENT:
		return " (no such node: is devtmpfs mounted, the module loaded?)";
	default:
		return "";
	}
}

int device_map(const struct device *device, u64 iova, u64 bytes)
{
	struct vfio_iommu_type1_dma_map type1 = {
		.argsz = sizeof(type1),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)device->ram + iova,
		.iova = iova,
		.size = bytes,
	};
	struct iommu_ioas_map ioas = {
		.size = sizeof(ioas),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.ioas_id = device->ioas_id,
		.user_va = (uintptr_t)device->ram + iova,
		.length = bytes,
		.iova = iova,
	};
	int ret;

	if (device->api == DEVICE_API_GROUP)
		ret = ioctl(device->container_fd, VFIO_IOMMU_MAP_DMA, &type1);
	else
		ret = ioctl(device->container_fd, IOMMU_IOAS_MAP, &ioas);
	return ret ? -errno : 0;
}

int device_unmap(const struct device *device, u64 iova, u64 bytes)
{
	struct vfio_iommu_type1_dma_unmap type1 = {
		.argsz = sizeof(type1),
		.iova = iova,
		.size = bytes,
	};
	struct iommu_ioas_unmap ioas = {
		.size = sizeof(ioas),
		.ioas_id = device->ioas_id,
		.iova = iova,
		.length = bytes,
	};
	int ret;

	if (device->api == DEVICE_API_GROUP)
		ret = ioctl(device->container_fd, VFIO_IOMMU_UNMAP_DMA, &type1);
	else
		ret = ioctl(device->container_fd, IOMMU_IOAS_UNMAP, &ioas);
	return ret ? -errno : 0;
}

static int map_ram(const struct device *device, u64 piece_bytes)
{
	u64 iova, bytes;
	int ret;

	if (!device->ram || piece_bytes == RAM_UNMAPPED)
		return 0;
	if (!piece_bytes)
		piece_bytes = device->ram_bytes;
	for (iova = 0; iova < device->ram_bytes; iova += bytes) {
		bytes = device->ram_bytes - iova;
		if (bytes > piece_bytes)
			bytes = piece_bytes;
		ret = device_map(device, iova, bytes);
		if (ret)
			return fail(-ret, "mapping %llu bytes of guest memory at address 0x%llx (--ram)",
				    (unsigned long long)bytes, (unsigned long long)iova);
	}
	return 0;
}

/* KVM wants memory that begins at a segment; the slack on both sides goes back. */
static int allocate_ram(struct device *device, u64 bytes)
{
	size_t slack, all = bytes + SEGMENT_BYTES;
	char *base;

	if (!bytes)
		return 0;
	base = mmap(NULL, all, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return fail(errno, "--ram %llu: cannot allocate",
			    (unsigned long long)bytes);
	slack = -(uintptr_t)base % SEGMENT_BYTES;
	if (slack)
		munmap(base, slack);
	device->ram = base + slack;
	device->ram_bytes = bytes;
	return 0;
}

static int open_group(struct device *device, const struct vm *vm, u64 piece_bytes)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	const char *path = device->mdev.group_path;
	int ret;

	if (!*path)
		return fail(ENOENT, "mdev %s: has no IOMMU group; use --api cdev",
			    device->mdev.uuid);
	device->group_fd = open(path, O_RDWR | O_CLOEXEC);
	if (device->group_fd < 0)
		return fail(errno, "%s: cannot open%s", path, open_hint(errno));
	if (ioctl(device->group_fd, VFIO_GROUP_GET_STATUS, &status))
		return fail(errno, "%s: VFIO_GROUP_GET_STATUS", path);
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return fail(ENODEV, "%s: the group is not viable: one of its devices has a host driver",
			    path);
	device->container_fd = open(CONTAINER_PATH, O_RDWR | O_CLOEXEC);
	if (device->container_fd < 0)
		return fail(errno, "%s: cannot open%s", CONTAINER_PATH,
			    open_hint(errno));
	if (ioctl(device->container_fd, VFIO_GET_API_VERSION) != VFIO_API_VERSION)
		return fail(EPROTO, "%s: unknown VFIO API version", CONTAINER_PATH);
	if (ioctl(device->container_fd, VFIO_CHECK_EXTENSION,
		  (unsigned long)VFIO_TYPE1v2_IOMMU) <= 0)
		return fail(ENOTSUP, "%s: no TYPE1v2 IOMMU; load vfio_iommu_type1",
			    CONTAINER_PATH);
	if (ioctl(device->group_fd, VFIO_GROUP_SET_CONTAINER,
		  &device->container_fd))
		return fail(errno, "%s: VFIO_GROUP_SET_CONTAINER", path);
	if (ioctl(device->container_fd, VFIO_SET_IOMMU,
		  (unsigned long)VFIO_TYPE1v2_IOMMU))
		return fail(errno, "%s: VFIO_SET_IOMMU", CONTAINER_PATH);
	ret = vm_add_file(vm, device->group_fd, path);
	if (ret)
		return ret;
	ret = map_ram(device, piece_bytes);
	if (ret)
		return ret;
	device->device_fd = ioctl(device->group_fd, VFIO_GROUP_GET_DEVICE_FD,
				  device->mdev.uuid);
	if (device->device_fd < 0)
		return fail(errno, "%s: VFIO_GROUP_GET_DEVICE_FD of %s%s", path,
			    device->mdev.uuid, open_hint(errno));
	return 0;
}

static int open_cdev(struct device *device, const struct vm *vm, u64 piece_bytes)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	const char *path = device->mdev.cdev_path;
	int ret;

	if (!*path)
		return fail(ENOENT, "mdev %s: has no device node in /dev/vfio/devices (CONFIG_VFIO_DEVICE_CDEV); use --api group",
			    device->mdev.uuid);
	device->device_fd = open(path, O_RDWR | O_CLOEXEC);
	if (device->device_fd < 0)
		return fail(errno, "%s: cannot open%s", path, open_hint(errno));
	/* Before BIND_IOMMUFD: that opens the device, which wants its KVM. */
	ret = vm_add_file(vm, device->device_fd, path);
	if (ret)
		return ret;
	device->container_fd = open(IOMMUFD_PATH, O_RDWR | O_CLOEXEC);
	if (device->container_fd < 0)
		return fail(errno, "%s: cannot open; load the iommufd module",
			    IOMMUFD_PATH);
	bind.iommufd = device->container_fd;
	if (ioctl(device->device_fd, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		return fail(errno, "%s: VFIO_DEVICE_BIND_IOMMUFD%s", path,
			    open_hint(errno));
	if (ioctl(device->container_fd, IOMMU_IOAS_ALLOC, &alloc))
		return fail(errno, "%s: IOMMU_IOAS_ALLOC", IOMMUFD_PATH);
	attach.pt_id = alloc.out_ioas_id;
	if (ioctl(device->device_fd, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach))
		return fail(errno, "%s: VFIO_DEVICE_ATTACH_IOMMUFD_PT", path);
	device->ioas_id = alloc.out_ioas_id;
	return map_ram(device, piece_bytes);
}

static int read_info(struct device *device)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	if (ioctl(device->device_fd, VFIO_DEVICE_GET_INFO, &info))
		return fail(errno, "mdev %s: VFIO_DEVICE_GET_INFO",
			    device->mdev.uuid);
	device->flags = info.flags;
	device->irq_count = info.num_irqs;
	if (!(info.flags & VFIO_DEVICE_FLAGS_AP))
		return fail(ENODEV, "mdev %s: VFIO_DEVICE_GET_INFO flags 0x%x: not a vfio-ap device",
			    device->mdev.uuid, info.flags);
	return 0;
}

static int set_irq_fd(const struct device *device, u32 index, s32 fd)
{
	struct {
		struct vfio_irq_set set;
		s32 fd;
	} request = {
		.set = {
			.argsz = sizeof(request),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD |
				 VFIO_IRQ_SET_ACTION_TRIGGER,
			.index = index,
			.count = 1,
		},
		.fd = fd,
	};

	return ioctl(device->device_fd, VFIO_DEVICE_SET_IRQS, &request);
}

/* Like QEMU: an interrupt that cannot be had is no reason to stop. */
static void connect_irqs(struct device *device)
{
	u32 index;
	int fd;

	for (index = 0; index < device->irq_count && index < DEVICE_IRQS_MAX;
	     index++) {
		fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (fd < 0)
			continue;
		if (set_irq_fd(device, index, fd)) {
			fail(errno, "mdev %s: VFIO_DEVICE_SET_IRQS of index %u (going on without)",
			     device->mdev.uuid, index);
			close(fd);
			continue;
		}
		device->irq_fd[index] = fd;
	}
}

int device_open(struct device *device, const struct vm *vm, const char *uuid,
		enum device_api api, u64 ram_bytes, u64 piece_bytes)
{
	int ret;

	device_init(device);
	ret = mdev_find(uuid, &device->mdev);
	if (ret)
		return ret;
	if (api == DEVICE_API_AUTO)
		api = device->mdev.cdev_path[0] ? DEVICE_API_CDEV :
						  DEVICE_API_GROUP;
	device->api = api;
	ret = allocate_ram(device, ram_bytes);
	if (!ret)
		ret = api == DEVICE_API_GROUP ? open_group(device, vm, piece_bytes) :
						open_cdev(device, vm, piece_bytes);
	if (!ret)
		ret = read_info(device);
	if (ret) {
		device_close(device);
		return ret;
	}
	connect_irqs(device);
	return 0;
}

int device_open_again(const struct device *device)
{
	struct vfio_device_bind_iommufd bind = {
		.argsz = sizeof(bind),
		.iommufd = device->container_fd,
	};
	int fd, ret;

	if (device->api != DEVICE_API_CDEV)
		return -EOPNOTSUPP;
	fd = open(device->mdev.cdev_path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = ioctl(fd, VFIO_DEVICE_BIND_IOMMUFD, &bind) ? -errno : 0;
	close(fd);
	return ret;
}

int device_reset(const struct device *device)
{
	return ioctl(device->device_fd, VFIO_DEVICE_RESET) ? -errno : 0;
}

int device_request_fd(const struct device *device)
{
	return device->irq_fd[APVMM_VFIO_AP_REQ_IRQ_INDEX];
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void device_close(struct device *device)
{
	u32 index;

	for (index = 0; index < DEVICE_IRQS_MAX; index++) {
		if (device->irq_fd[index] < 0)
			continue;
		set_irq_fd(device, index, -1);
		close_fd(&device->irq_fd[index]);
	}
	close_fd(&device->device_fd);
	close_fd(&device->group_fd);
	close_fd(&device->container_fd);
	if (device->ram)
		munmap(device->ram, device->ram_bytes);
	device->ram = NULL;
}
