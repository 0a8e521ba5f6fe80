# SPDX-License-Identifier: GPL-2.0
#
# The BPF object and its skeleton, once for each byte order. Needs no kernel
# BTF and no kernel headers: the events are uapi structures.
#
# Included by the top-level Makefile at the root of the repository.

BPF_CLANG ?= clang
BPF_NATIVE_BPFTOOL ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool)

BPF_SOURCES := bpf/aptrace.bpf.c bpf/aggregate.h bpf/record.h \
	include/uapi/linux/vfio_ap_trace.h \
	include/uapi/linux/vfio_ap_migration.h

# The host's own kernel and libbpf headers serve both byte orders: what is
# used of them has fixed-width types only. -idirafter: ours come first.
BPF_CFLAGS := -mcpu=v3 -g -O2 -Wall -Wextra -Werror -Ibpf -Iinclude/uapi \
	-idirafter /usr/include/$(shell gcc -dumpmachine 2>/dev/null)

build/s390x/bpf/aptrace.bpf.o: BPF_TARGET := bpfeb
build/native/bpf/aptrace.bpf.o: BPF_TARGET := bpfel

build/s390x/bpf/aptrace.bpf.o build/native/bpf/aptrace.bpf.o: $(BPF_SOURCES)
	@mkdir -p $(@D)
	$(BPF_CLANG) --target=$(BPF_TARGET) $(BPF_CFLAGS) -c $< -o $@

# A bpftool of this machine's byte order does not read the other one's objects;
# the lab has one of s390x.
build/s390x/bpf/aptrace.skel.h: build/s390x/bpf/aptrace.bpf.o
	$(LAB_BPFTOOL) gen skeleton $< name aptrace_bpf > $@.new
	@mv $@.new $@

build/native/bpf/aptrace.skel.h: build/native/bpf/aptrace.bpf.o
	@test -n "$(BPF_NATIVE_BPFTOOL)" || { \
		echo "bpftool is missing: apt-get install bpftool" >&2; exit 1; }
	$(BPF_NATIVE_BPFTOOL) gen skeleton $< name aptrace_bpf > $@.new
	@mv $@.new $@
