/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest: a KVM virtual machine without a processor. That is enough for a
 * vfio-ap device: its masks live in the virtual machine's CRYCB.
 */
#ifndef APVMM_VM_H
#define APVMM_VM_H

struct vm {
	int kvm_fd;
	int vm_fd;
	int vfio_fd;	/* KVM's "VFIO device": it binds VFIO files to the VM */
};

#define VM_NONE	((struct vm){ .kvm_fd = -1, .vm_fd = -1, .vfio_fd = -1 })

int vm_create(struct vm *vm);
/* Tell KVM of a group's or a device's file, and VFIO of this KVM. */
int vm_add_file(const struct vm *vm, int file_fd, const char *what);
void vm_destroy(struct vm *vm);

#endif /* APVMM_VM_H */
