# SPDX-License-Identifier: GPL-2.0
#
# The BPF objects and their skeletons, once for each byte order: aptrace for the
# events of vfio_ap, fmb for those of vfio_zpci. They need no kernel BTF and no
# kernel headers: the events are uapi structures.
#
# Included by the top-level Makefile at the root of the repository.

BPF_CLANG ?= clang
BPF_NATIVE_BPFTOOL ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool)

BPF_HEADERS := $(wildcard bpf/*.h) \
	include/uapi/linux/vfio_ap_trace.h \
	include/uapi/linux/vfio_ap_migration.h \
	include/uapi/linux/vfio_zpci_trace.h

# The host's own kernel and libbpf headers serve both byte orders: what is
# used of them has fixed-width types only. -idirafter: ours come first.
BPF_CFLAGS := -mcpu=v3 -g -O2 -Wall -Wextra -Werror -Ibpf -Iinclude/uapi \
	-idirafter /usr/include/$(shell gcc -dumpmachine 2>/dev/null)

build/s390x/bpf/%.bpf.o: bpf/%.bpf.c $(BPF_HEADERS)
	@mkdir -p $(@D)
	$(BPF_CLANG) --target=bpfeb $(BPF_CFLAGS) -c $< -o $@

build/native/bpf/%.bpf.o: bpf/%.bpf.c $(BPF_HEADERS)
	@mkdir -p $(@D)
	$(BPF_CLANG) --target=bpfel $(BPF_CFLAGS) -c $< -o $@

# A bpftool of this machine's byte order does not read the other one's objects;
# the lab has one of s390x.
build/s390x/bpf/%.skel.h: build/s390x/bpf/%.bpf.o
	$(LAB_BPFTOOL) gen skeleton $< name $*_bpf > $@.new
	@mv $@.new $@

build/native/bpf/%.skel.h: build/native/bpf/%.bpf.o
	@test -n "$(BPF_NATIVE_BPFTOOL)" || { \
		echo "bpftool is missing: apt-get install bpftool" >&2; exit 1; }
	$(BPF_NATIVE_BPFTOOL) gen skeleton $< name $*_bpf > $@.new
	@mv $@.new $@

# Kept: make would take them for intermediate files.
.PRECIOUS: build/s390x/bpf/%.bpf.o build/native/bpf/%.bpf.o
.PRECIOUS: build/s390x/bpf/%.skel.h build/native/bpf/%.skel.h
