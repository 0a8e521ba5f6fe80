// SPDX-License-Identifier: GPL-2.0
#include "vcpu.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "error.h"
#include "kernel_abi.h"
#include "number.h"

#define FACILITY_AQIC		65
#define TIMER_INTERVAL_US	20000

/* Program status words; all with 64 bit addresses. */
#define PSW_64BIT		0x0000000180000000ULL
#define PSW_WAIT		0x0002000000000000ULL
#define PSW_PROBLEM		0x0001000000000000ULL
#define PSW_IO			0x0200000000000000ULL
#define PSW_CC_SHIFT		44

/* The guest's lowcore, at its address 0. */
#define LC_PGM_CODE		0x8e
#define LC_IO_INT_WORD		0xc0
#define LC_PGM_NEW_PSW		0x1d0
#define LC_IO_NEW_PSW		0x1f0
#define IO_INT_WORD_ISC_SHIFT	27

/* Addresses in PSWs that only tell where the processor stopped. */
#define STOPPED_PROGRAM		0x0bad0
#define STOPPED_IO		0x0bad2

#define ICPT_INSTRUCTION	0x04
#define ICPT_WAIT		0x1c
#define CR6_ALL_ISCS		0xff000000ULL
#define CPU_MODEL_ATTR(nr)	{ .group = KVM_S390_VM_CPU_MODEL, .attr = (nr) }

/* PQAP, and the instruction that nobody has, on which it comes back to us. */
static const unsigned char program[] = { 0xb2, 0xaf, 0x00, 0x00, 0x00, 0x00 };

#define PQAP_BYTES		4

static void put_psw(struct vcpu *vcpu, size_t addr, u64 mask, u64 psw_addr)
{
	/* Same byte order as the guest. */
	memcpy(vcpu->ram + addr, &mask, sizeof(mask));
	memcpy(vcpu->ram + addr + sizeof(mask), &psw_addr, sizeof(psw_addr));
}

static int vm_attr(const struct vm *vm, unsigned long request, struct kvm_device_attr attr,
		   void *data)
{
	attr.addr = (uintptr_t)data;
	return ioctl(vm->vm_fd, request, &attr) ? -errno : 0;
}

int vcpu_set_model(const struct vm *vm, bool aqic_facility, bool ap_interpretation)
{
	static struct kvm_s390_vm_cpu_processor guest;
	static struct kvm_s390_vm_cpu_machine host;
	const struct kvm_device_attr no_apie = {
		.group = APVMM_KVM_S390_VM_CRYPTO,
		.attr = KVM_S390_VM_CRYPTO_DISABLE_APIE,
	};
	u64 aqic_bit = 1ULL << (63 - FACILITY_AQIC % 64);
	size_t i;
	int ret;

	ret = vm_attr(vm, KVM_GET_DEVICE_ATTR,
		      (struct kvm_device_attr)CPU_MODEL_ATTR(KVM_S390_VM_CPU_MACHINE), &host);
	if (ret)
		return fail(-ret, "KVM: the guest's processor model");
	guest.cpuid = host.cpuid;
	guest.ibc = host.ibc;
	for (i = 0; i < ARRAY_SIZE(guest.fac_list); i++)
		guest.fac_list[i] = host.fac_list[i] & host.fac_mask[i];
	if (!aqic_facility)
		guest.fac_list[FACILITY_AQIC / 64] &= ~aqic_bit;
	else if (!(guest.fac_list[FACILITY_AQIC / 64] & aqic_bit))
		return fail(ENODEV, "KVM: no facility 65 for guests; boot with facilities=12,15,65 and load ap_emu before kvm, or give --no-aqic");
	ret = vm_attr(vm, KVM_SET_DEVICE_ATTR,
		      (struct kvm_device_attr)CPU_MODEL_ATTR(KVM_S390_VM_CPU_PROCESSOR), &guest);
	if (!ret && !ap_interpretation)
		ret = vm_attr(vm, KVM_SET_DEVICE_ATTR, no_apie, NULL);
	if (ret)
		return fail(-ret, "KVM: setting the guest's processor model");
	return 0;
}

static int set_memory(const struct vm *vm, void *ram, size_t bytes)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = bytes,
		.userspace_addr = (uintptr_t)ram,
	};

	if (ioctl(vm->vm_fd, KVM_SET_USER_MEMORY_REGION, &region))
		return fail(errno, "KVM: %zu bytes of guest memory (--ram, a multiple of 1 MiB)",
			    bytes);
	return 0;
}

static int set_registers(struct vcpu *vcpu)
{
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_S390_INITIAL_RESET, 0UL) ||
	    ioctl(vcpu->fd, KVM_GET_SREGS, &sregs))
		return fail(errno, "KVM: resetting the guest's processor");
	sregs.crs[6] = CR6_ALL_ISCS;
	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs))
		return fail(errno, "KVM: the control registers of the guest's processor");
	return 0;
}

int vcpu_create(struct vcpu *vcpu, const struct vm *vm, void *ram, size_t ram_bytes)
{
	int bytes = ioctl(vm->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0UL);
	int ret;

	*vcpu = VCPU_NONE;
	vcpu->ram = ram;
	ret = set_memory(vm, ram, ram_bytes);
	if (ret)
		return ret;
	vcpu->fd = ioctl(vm->vm_fd, KVM_CREATE_VCPU, 0UL);
	if (vcpu->fd < 0)
		return fail(errno, "KVM_CREATE_VCPU");
	vcpu->run_bytes = bytes > 0 ? bytes : 0;
	vcpu->run = mmap(NULL, vcpu->run_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED) {
		vcpu->run = NULL;
		ret = fail(errno, "KVM: mapping %zu bytes of the guest's processor",
			   vcpu->run_bytes);
	} else {
		ret = set_registers(vcpu);
	}
	if (ret)
		vcpu_destroy(vcpu);
	return ret;
}

static void set_start(struct vcpu *vcpu, u64 mask, u64 addr)
{
	struct kvm_run *shared = vcpu->run;

	put_psw(vcpu, LC_PGM_NEW_PSW, PSW_64BIT | PSW_WAIT, STOPPED_PROGRAM);
	put_psw(vcpu, LC_IO_NEW_PSW, PSW_64BIT | PSW_WAIT, STOPPED_IO);
	shared->psw_mask = mask;
	shared->psw_addr = addr;
}

/*
 * Run, or run on after -EINTR, until the processor stops. 0, -EINTR, or why KVM
 * could not.
 */
static int run(struct vcpu *vcpu)
{
	const struct kvm_run *shared = vcpu->run;

	if (ioctl(vcpu->fd, KVM_RUN, 0UL))
		return errno == EINTR ? -EINTR : fail(errno, "KVM_RUN");
	if (shared->exit_reason != KVM_EXIT_S390_SIEIC)
		return fail(EIO, "KVM_RUN: unexpected exit reason %u at guest address 0x%llx; is ap_emu loaded?",
			    shared->exit_reason, (unsigned long long)shared->psw_addr);
	return 0;
}

/* Where and why it stopped tells what happened. */
static int read_result(const struct vcpu *vcpu, struct vcpu_result *result)
{
	const struct kvm_run *shared = vcpu->run;
	unsigned int icpt = shared->s390_sieic.icptcode;
	u16 program_code;
	u32 word;

	memcpy(&program_code, vcpu->ram + LC_PGM_CODE, sizeof(program_code));
	memcpy(&word, vcpu->ram + LC_IO_INT_WORD, sizeof(word));
	memcpy(result->gr, shared->s.regs.gprs, sizeof(result->gr));
	result->cc = shared->psw_mask >> PSW_CC_SHIFT & 3;
	result->program_code = 0;
	result->isc = 0;
	if (icpt == ICPT_WAIT && shared->psw_addr == STOPPED_PROGRAM) {
		result->outcome = VCPU_PROGRAM;
		result->program_code = program_code;
	} else if (icpt == ICPT_WAIT && shared->psw_addr == STOPPED_IO) {
		result->outcome = VCPU_IO;
		result->isc = word >> IO_INT_WORD_ISC_SHIFT & 7;
	} else if (icpt == ICPT_INSTRUCTION &&
		   shared->psw_addr == VCPU_CODE_ADDR + sizeof(program)) {
		result->outcome = VCPU_DONE;
	} else if (icpt == ICPT_INSTRUCTION && shared->psw_addr == VCPU_CODE_ADDR + PQAP_BYTES) {
		result->outcome = VCPU_USER;
	} else {
		return fail(EIO, "KVM_RUN: unexpected interception 0x%x (instruction 0x%04x) at guest address 0x%llx",
			    icpt, shared->s390_sieic.ipa, (unsigned long long)shared->psw_addr);
	}
	return 0;
}

int vcpu_pqap(struct vcpu *vcpu, struct vcpu_result *result)
{
	struct kvm_run *shared = vcpu->run;
	int ret;

	memcpy(vcpu->ram + VCPU_CODE_ADDR, program, sizeof(program));
	memcpy(shared->s.regs.gprs, result->gr, sizeof(result->gr));
	set_start(vcpu, PSW_64BIT | (vcpu->problem ? PSW_PROBLEM : 0), VCPU_CODE_ADDR);
	do {
		ret = run(vcpu);
	} while (ret == -EINTR);
	return ret ? ret : read_result(vcpu, result);
}

static void on_timer(int signal)
{
	(void)signal;
}

/* A timer that ticks on: one that fired just before KVM_RUN would be lost. */
static void timer_set(u64 interval_us)
{
	struct itimerval timer = {
		.it_interval.tv_usec = interval_us,
		.it_value.tv_usec = interval_us,
	};
	struct sigaction action = { .sa_handler = on_timer };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

int vcpu_wait_io(struct vcpu *vcpu, u64 timeout_ms, struct vcpu_result *result)
{
	u64 end_ns = now_ns() + timeout_ms * NSEC_PER_MSEC;
	const struct kvm_run *shared = vcpu->run;
	int ret;

	/* Once: a signal may come when an interruption has been taken, but not told. */
	set_start(vcpu, PSW_64BIT | PSW_WAIT | PSW_IO, VCPU_CODE_ADDR);
	timer_set(TIMER_INTERVAL_US);
	do {
		ret = run(vcpu);
	} while (ret == -EINTR &&
		 (now_ns() < end_ns || shared->psw_addr != VCPU_CODE_ADDR));
	timer_set(0);
	if (ret == -EINTR) {
		result->outcome = VCPU_TIMEOUT;
		return 0;
	}
	return ret ? ret : read_result(vcpu, result);
}

void vcpu_destroy(struct vcpu *vcpu)
{
	if (vcpu->run)
		munmap(vcpu->run, vcpu->run_bytes);
	if (vcpu->fd >= 0)
		close(vcpu->fd);
	*vcpu = VCPU_NONE;
}
