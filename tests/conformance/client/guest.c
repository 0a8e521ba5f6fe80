// SPDX-License-Identifier: GPL-2.0
/* A virtual machine, and the device opened by either of VFIO's two ways. */
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "../../client/kernel_abi.h"
#include "../../client/mdev.h"
#include "../../client/vm.h"

static struct vm vm = { .kvm_fd = -1, .vm_fd = -1, .vfio_fd = -1 };

void cmd_vm(char **words)
{
	int ret;

	(void)words;
	ret = vm_create(&vm);
	if (ret)
		answer_errno(-ret);
	else
		answer("ok");
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* KVM has a reference of its own, without which the device stays open. */
static void leave_kvm(const struct guest *g)
{
	__s32 fd = g->group_fd >= 0 ? g->group_fd : g->device_fd;
	struct kvm_device_attr attr = {
		.group = APVMM_KVM_VFIO_FILE,
		.attr = APVMM_KVM_VFIO_FILE_DEL,
		.addr = (uintptr_t)&fd,
	};

	if (fd >= 0 && vm.vfio_fd >= 0)
		ioctl(vm.vfio_fd, KVM_SET_DEVICE_ATTR, &attr);
}

static void close_device(struct guest *g)
{
	leave_kvm(g);
	close_fd(&g->device_fd);
	close_fd(&g->group_fd);
	close_fd(&g->container_fd);
}

/* The step that failed, NULL for none; errno is its. */
static const char *open_group(struct guest *g, const struct mdev *mdev, bool kvm)
{
	g->group_fd = open(mdev->group_path, O_RDWR | O_CLOEXEC);
	if (g->group_fd < 0)
		return "group";
	g->container_fd = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (g->container_fd < 0)
		return "container";
	if (ioctl(g->group_fd, VFIO_GROUP_SET_CONTAINER, &g->container_fd))
		return "set_container";
	if (ioctl(g->container_fd, VFIO_SET_IOMMU,
		  (unsigned long)VFIO_TYPE1v2_IOMMU))
		return "set_iommu";
	if (kvm && vm_add_file(&vm, g->group_fd, mdev->group_path))
		return "kvm";
	g->device_fd = ioctl(g->group_fd, VFIO_GROUP_GET_DEVICE_FD, mdev->uuid);
	return g->device_fd < 0 ? "get_device_fd" : NULL;
}

static const char *open_cdev(struct guest *g, const struct mdev *mdev, bool kvm)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };

	g->device_fd = open(mdev->cdev_path, O_RDWR | O_CLOEXEC);
	if (g->device_fd < 0)
		return "cdev";
	if (kvm && vm_add_file(&vm, g->device_fd, mdev->cdev_path))
		return "kvm";
	g->container_fd = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (g->container_fd < 0)
		return "iommufd";
	bind.iommufd = g->container_fd;
	if (ioctl(g->device_fd, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		return "bind";
	if (ioctl(g->container_fd, IOMMU_IOAS_ALLOC, &alloc))
		return "ioas_alloc";
	attach.pt_id = alloc.out_ioas_id;
	if (ioctl(g->device_fd, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach))
		return "attach";
	return NULL;
}

static void open_and_answer(struct guest *g, char **words, bool kvm)
{
	const char *step;
	struct mdev mdev;
	int ret;

	ret = mdev_find(words[1], &mdev);
	if (ret) {
		answer_errno(-ret);
		answer(" find");
		return;
	}
	if (!strcmp(words[2], "group"))
		step = open_group(g, &mdev, kvm);
	else
		step = open_cdev(g, &mdev, kvm);
	if (!step) {
		answer("ok");
		return;
	}
	answer_errno(errno);
	answer(" %s", step);
	close_device(g);
}

void cmd_open(char **words)
{
	if (guest.device_fd >= 0)
		answer("usage: close it first");
	else
		open_and_answer(&guest, words,
				!words[3] || strcmp(words[3], "nokvm"));
}

void cmd_open_twice(char **words)
{
	struct guest second = { .device_fd = -1, .group_fd = -1,
				.container_fd = -1 };

	open_and_answer(&second, words, true);
	close_device(&second);
}

void cmd_close(char **words)
{
	(void)words;
	close_device(&guest);
	answer("ok");
}
