// SPDX-License-Identifier: GPL-2.0
#include "vm.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../driver/core/types.h"
#include "error.h"
#include "kernel_abi.h"

/* What a VMM does for a guest with AP: have its AP instructions interpreted. */
static void enable_ap_interpretation(const struct vm *vm)
{
	struct kvm_device_attr attr = {
		.group = APVMM_KVM_S390_VM_CRYPTO,
		.attr = APVMM_KVM_S390_ENABLE_APIE,
	};

	/*
	 * Matters only when a vCPU runs, which none does here; so a kernel
	 * that cannot do it is no reason to stop.
	 */
	ioctl(vm->vm_fd, KVM_SET_DEVICE_ATTR, &attr);
}

int vm_create(struct vm *vm)
{
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_VFIO };
	int err;

	*vm = VM_NONE;
	vm->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm_fd < 0)
		return fail(errno, "/dev/kvm: cannot open; load the kvm module (in the lab: after ap_emu)");
	vm->vm_fd = ioctl(vm->kvm_fd, KVM_CREATE_VM, 0UL);
	if (vm->vm_fd < 0) {
		err = errno;
		fail(err, "/dev/kvm: KVM_CREATE_VM%s", err == EINVAL ?
		     " (before 7.x this wants a program linked with -Wl,--s390-pgste, or sysctl vm.allocate_pgste=1)" : "");
		vm_destroy(vm);
		return -err;
	}
	enable_ap_interpretation(vm);
	if (ioctl(vm->vm_fd, KVM_CREATE_DEVICE, &device)) {
		err = errno;
		fail(err, "/dev/kvm: KVM_CREATE_DEVICE of type VFIO; the kernel needs CONFIG_KVM_VFIO");
		vm_destroy(vm);
		return -err;
	}
	vm->vfio_fd = device.fd;
	return 0;
}

int vm_add_file(const struct vm *vm, int file_fd, const char *what)
{
	s32 fd = file_fd;
	struct kvm_device_attr attr = {
		.group = APVMM_KVM_VFIO_FILE,
		.attr = APVMM_KVM_VFIO_FILE_ADD,
		.addr = (uintptr_t)&fd,
	};

	if (ioctl(vm->vfio_fd, KVM_SET_DEVICE_ATTR, &attr))
		return fail(errno, "%s: KVM_DEV_VFIO_FILE_ADD, KVM does not take it",
			    what);
	return 0;
}

void vm_destroy(struct vm *vm)
{
	if (vm->vfio_fd >= 0)
		close(vm->vfio_fd);
	if (vm->vm_fd >= 0)
		close(vm->vm_fd);
	if (vm->kvm_fd >= 0)
		close(vm->kvm_fd);
	*vm = VM_NONE;
}
