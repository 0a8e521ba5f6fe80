# SPDX-License-Identifier: GPL-2.0
#
# How to build programs for the lab's hosts, for inclusion by other makefiles:
#
#	include tests/lab/cross.mk
#	prog: prog.c
#		$(S390X_CC) $(S390X_CFLAGS) $< -o $@ $(S390X_LDFLAGS) -lbpf -lelf -lz
#
# Nothing is run but the compiler (for the place of its own headers). Goals
# that need the lab say so by $(LAB_REQUIRE) in their recipe or dependency.

LAB_MK_DIR := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
LAB_CACHE := $(or $(APTRACE_CACHE),$(HOME)/.cache/aptrace)

# The hosts' root file system, unpacked: also the sysroot
LAB_ROOT := $(LAB_CACHE)/root/current/tree
S390X_SYSROOT := $(LAB_ROOT)

# The built kernel tree. Programs run on every kernel of the lab and are built
# from this one's BTF whatever LAB_KERNEL and LAB_DEBUG say.
LAB_VARIANT ?= lab
LAB_KBUILD := $(LAB_CACHE)/kernel/$(LAB_VARIANT)/build
LAB_VMLINUX := $(LAB_KBUILD)/vmlinux

# Debian's cross compiler looks into its own /usr/s390x-linux-gnu before any
# sysroot, for headers as for libraries, and that is another release's libc.
# Hence the explicit order; the hosts' libc is what the programs run with.
S390X_CROSS := s390x-linux-gnu-
S390X_LIBDIR := $(S390X_SYSROOT)/usr/lib/s390x-linux-gnu
S390X_GCC_INCLUDE := $(shell command -v $(S390X_CROSS)gcc >/dev/null && \
	$(S390X_CROSS)gcc -print-file-name=include)
S390X_CC := $(S390X_CROSS)gcc --sysroot=$(S390X_SYSROOT)
S390X_STRIP := $(S390X_CROSS)strip
S390X_CFLAGS := -nostdinc -isystem $(S390X_GCC_INCLUDE) \
	-isystem $(S390X_SYSROOT)/usr/include/s390x-linux-gnu \
	-isystem $(S390X_SYSROOT)/usr/include
S390X_LDFLAGS := -B$(S390X_LIBDIR)/ -L$(S390X_LIBDIR)

# Run a program of the hosts on this machine
LAB_QEMU_USER := $(firstword $(shell command -v qemu-s390x-static || \
	command -v qemu-s390x) qemu-s390x-static)
LAB_RUN_USER := $(LAB_QEMU_USER) -L $(LAB_ROOT)

# The hosts' bpftool: one of this machine's endianness refuses their objects
LAB_BPFTOOL := $(LAB_RUN_USER) $(LAB_ROOT)/usr/sbin/bpftool

# For recipes: fails with a way out when the lab was not built yet
LAB_REQUIRE = @[ -e $(LAB_ROOT) ] && [ -e $(LAB_CACHE)/kernel/$(LAB_VARIANT)/complete ] || \
	{ echo "$(LAB_CACHE) has no lab yet; run tests/lab/lab build" >&2; exit 1; }
