// SPDX-License-Identifier: GPL-2.0
#include "guest.h"

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "scene.h"

#define KVM_LOG		"/sys/kernel/debug/s390dbf/kvm-%d/sprintf"

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/*
 * KVM names its log after the thread that creates the virtual machine. Only one
 * of the same name gets a file, so each machine has a thread of its own.
 */
static void *create_vm(void *argument)
{
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_VFIO };
	struct kvm_device_attr attr = {
		.group = APVMM_KVM_S390_VM_CRYPTO,
		.attr = APVMM_KVM_S390_ENABLE_APIE,
	};
	struct machine *machine = argument;
	struct vm *vm = &machine->vm;

	machine->tid = gettid();
	vm->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm_fd < 0)
		return (void *)(long)-errno;
	vm->vm_fd = ioctl(vm->kvm_fd, KVM_CREATE_VM, 0UL);
	if (vm->vm_fd < 0)
		return (void *)(long)-errno;
	ioctl(vm->vm_fd, KVM_SET_DEVICE_ATTR, &attr);
	if (ioctl(vm->vm_fd, KVM_CREATE_DEVICE, &device))
		return (void *)(long)-errno;
	vm->vfio_fd = device.fd;
	return NULL;
}

static int create_vcpu(struct machine *machine)
{
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	int ret;

	/* KVM takes whole segments of 1 MiB: there is one in twice as much. */
	machine->area = mmap(NULL, 2 * GUEST_RAM_BYTES, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (machine->area == MAP_FAILED) {
		machine->area = NULL;
		return -errno;
	}
	machine->ram = (void *)(((uintptr_t)machine->area + GUEST_RAM_BYTES - 1) &
				~(uintptr_t)(GUEST_RAM_BYTES - 1));
	/* apvmm, where this comes from, has one thread. */
	pthread_mutex_lock(&one_at_a_time);
	ret = vcpu_set_model(&machine->vm, true, true);
	if (!ret)
		ret = vcpu_create(&machine->vcpu, &machine->vm, machine->ram,
				  GUEST_RAM_BYTES);
	pthread_mutex_unlock(&one_at_a_time);
	return ret;
}

int machine_create(struct machine *machine)
{
	pthread_t thread;
	void *ret;
	int err;

	*machine = MACHINE_NONE;
	if (pthread_create(&thread, NULL, create_vm, machine) ||
	    pthread_join(thread, &ret))
		abort();
	err = (long)ret;
	if (!err)
		err = create_vcpu(machine);
	if (err)
		machine_destroy(machine);
	return err;
}

void machine_destroy(struct machine *machine)
{
	vcpu_destroy(&machine->vcpu);
	close_fd(&machine->vm.vfio_fd);
	close_fd(&machine->vm.vm_fd);
	close_fd(&machine->vm.kvm_fd);
	if (machine->area)
		munmap(machine->area, 2 * GUEST_RAM_BYTES);
	machine->area = NULL;
}

/* The name of the device's node, "vfioN" */
static int find_node(const char *uuid, char *name, size_t name_bytes)
{
	char path[PATH_BYTES];
	const struct dirent *entry;
	int ret = -ENOENT;
	DIR *dir;

	snprintf(path, sizeof(path), MATRIX "/%s/vfio-dev", uuid);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (strncmp(entry->d_name, "vfio", 4))
			continue;
		snprintf(name, name_bytes, "%s", entry->d_name);
		ret = 0;
	}
	closedir(dir);
	return ret;
}

static int open_node(struct guest *guest, const char *uuid)
{
	char path[PATH_BYTES], name[64], again[64];
	int ret;

	ret = find_node(uuid, name, sizeof(name));
	if (ret)
		return ret;
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", name);
	guest->device_fd = open(path, O_RDWR | O_CLOEXEC);
	if (guest->device_fd < 0)
		return -errno;
	/* The number may have gone to another mdev in between. */
	ret = find_node(uuid, again, sizeof(again));
	if (!ret && strcmp(name, again))
		ret = -ENOENT;
	return ret;
}

/* KVM keeps the device open from FILE_ADD to FILE_DEL. */
static int tell_kvm(const struct guest *guest, const struct machine *machine, u32 what)
{
	s32 fd = guest->device_fd;
	struct kvm_device_attr attr = {
		.group = APVMM_KVM_VFIO_FILE,
		.attr = what,
		.addr = (uintptr_t)&fd,
	};

	return ioctl(machine->vm.vfio_fd, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
}

static int bind_iommufd(struct guest *guest)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };

	guest->iommu_fd = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (guest->iommu_fd < 0)
		return -errno;
	bind.iommufd = guest->iommu_fd;
	return ioctl(guest->device_fd, VFIO_DEVICE_BIND_IOMMUFD, &bind) ?
		-errno : 0;
}

/* With the machine's memory: the driver pins pages of it for interrupts. */
static int attach_ioas(const struct guest *guest, const struct machine *machine)
{
	struct iommu_ioas_map map = {
		.size = sizeof(map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.user_va = (uintptr_t)machine->ram,
		.length = GUEST_RAM_BYTES,
	};
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };

	if (ioctl(guest->iommu_fd, IOMMU_IOAS_ALLOC, &alloc))
		return -errno;
	map.ioas_id = alloc.out_ioas_id;
	if (ioctl(guest->iommu_fd, IOMMU_IOAS_MAP, &map))
		return -errno;
	attach.pt_id = alloc.out_ioas_id;
	return ioctl(guest->device_fd, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach) ?
		-errno : 0;
}

static int read_info(struct guest *guest)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	if (ioctl(guest->device_fd, VFIO_DEVICE_GET_INFO, &info))
		return -errno;
	guest->irqs = info.num_irqs;
	return info.num_irqs >= 1 && info.num_irqs <= IRQS_MAX ? 0 : -EPROTO;
}

static int connect_irqs(struct guest *guest)
{
	unsigned int index;
	int ret;

	for (index = 0; index < guest->irqs; index++) {
		guest->irq_fd[index] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (guest->irq_fd[index] < 0)
			return -errno;
		ret = device_set_irq(guest, index, guest->irq_fd[index]);
		if (ret)
			return ret;
		guest->irq_set[index] = true;
	}
	return 0;
}

int device_open(struct guest *guest, const struct machine *machine,
		const char *uuid, const char **step)
{
	bool added = false;
	int ret;

	guest->device_fd = -1;
	guest->iommu_fd = -1;
	guest->irq_fd[0] = -1;
	guest->irq_fd[1] = -1;
	guest->irq_set[0] = false;
	guest->irq_set[1] = false;

	*step = "open";
	ret = open_node(guest, uuid);
	if (!ret) {
		*step = "FILE_ADD";
		ret = tell_kvm(guest, machine, APVMM_KVM_VFIO_FILE_ADD);
		added = !ret;
	}
	if (!ret) {
		*step = "BIND";
		ret = bind_iommufd(guest);
	}
	if (!ret) {
		*step = "ATTACH";
		ret = attach_ioas(guest, machine);
	}
	if (!ret) {
		*step = "GET_INFO";
		ret = read_info(guest);
	}
	if (!ret) {
		*step = "SET_IRQS";
		ret = connect_irqs(guest);
	}
	if (ret && added)
		tell_kvm(guest, machine, APVMM_KVM_VFIO_FILE_DEL);
	if (ret)
		device_close(guest);
	return ret;
}

void device_close(struct guest *guest)
{
	close_fd(&guest->device_fd);
	close_fd(&guest->iommu_fd);
	close_fd(&guest->irq_fd[0]);
	close_fd(&guest->irq_fd[1]);
}

int device_reset(const struct guest *guest)
{
	return ioctl(guest->device_fd, VFIO_DEVICE_RESET) ? -errno : 0;
}

int device_set_irq(const struct guest *guest, unsigned int index, int fd)
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

	return ioctl(guest->device_fd, VFIO_DEVICE_SET_IRQS, &request) ?
		-errno : 0;
}

static int mig_feature(const struct guest *guest, u32 flags,
		       struct vfio_device_feature_mig_state *data)
{
	struct {
		struct vfio_device_feature header;
		struct vfio_device_feature_mig_state data;
	} __attribute__((packed, aligned(8))) request = {
		.header = {
			.argsz = sizeof(request),
			.flags = flags | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
		},
		.data = *data,
	};
	int ret;

	ret = ioctl(guest->device_fd, VFIO_DEVICE_FEATURE, &request);
	*data = request.data;
	return ret < 0 ? -errno : 0;
}

int device_get_state(const struct guest *guest, u32 *state)
{
	struct vfio_device_feature_mig_state data = { .data_fd = -1 };
	int ret = mig_feature(guest, VFIO_DEVICE_FEATURE_GET, &data);

	*state = data.device_state;
	return ret;
}

int device_set_state(const struct guest *guest, u32 state, int *data_fd)
{
	struct vfio_device_feature_mig_state data = {
		.device_state = state,
		.data_fd = -1,
	};
	int ret = mig_feature(guest, VFIO_DEVICE_FEATURE_SET, &data);

	*data_fd = ret ? -1 : data.data_fd;
	return ret;
}

static u64 mirrored(u64 mask)
{
	u64 result = 0;
	int nr;

	for_each_bit(nr, mask)
		result |= BIT_ULL(63 - nr);
	return result;
}

int guest_masks(const struct machine *machine, struct masks *masks)
{
	unsigned long long word[4];
	char line[512], kind[4];
	const char *found;
	u64 *mask;
	FILE *log;

	memset(masks, 0, sizeof(*masks));
	snprintf(line, sizeof(line), KVM_LOG, machine->tid);
	log = fopen(line, "re");
	if (!log)
		return -errno;
	while (fgets(line, sizeof(line), log)) {
		if (strstr(line, "CLR CRYCB:")) {
			memset(masks, 0, sizeof(*masks));
			continue;
		}
		found = strstr(line, "SET CRYCB: ");
		if (!found || sscanf(found, "SET CRYCB: %3s %llx %llx %llx %llx",
				     kind, &word[0], &word[1], &word[2],
				     &word[3]) != 5)
			continue;
		mask = !strcmp(kind, "apm") ? &masks->adapters :
		       !strcmp(kind, "aqm") ? &masks->domains : &masks->control;
		*mask = mirrored(word[0]);
		if (word[1] | word[2] | word[3]) {
			fclose(log);
			return -ERANGE;
		}
	}
	fclose(log);
	return 0;
}
