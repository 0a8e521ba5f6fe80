# SPDX-License-Identifier: GPL-2.0
#
# The aptrace program: build/native/bin/aptrace and build/s390x/bin/aptrace.
#
# Included by the top-level Makefile at the root of the repository, after
# tests/lab/cross.mk, driver/core/core.mk and bpf/bpf.mk.

APTRACE_DIR := tools/aptrace
APTRACE_SOURCES := $(wildcard $(APTRACE_DIR)/*.c)
APTRACE_HEADERS := $(wildcard $(APTRACE_DIR)/*.h) $(wildcard bpf/*.h) \
	$(CORE_HDRS)
APTRACE_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wshadow \
	-Ibpf -Iinclude/uapi
APTRACE_LIBS := -lbpf -lelf -lz -ljson-c -lmicrohttpd -lsystemd -lcap-ng

APTRACE_NATIVE_OBJS := $(APTRACE_SOURCES:$(APTRACE_DIR)/%.c=build/native/aptrace/%.o)
APTRACE_S390X_OBJS := $(APTRACE_SOURCES:$(APTRACE_DIR)/%.c=build/s390x/aptrace/%.o)

build/native/aptrace/%.o: $(APTRACE_DIR)/%.c $(APTRACE_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(APTRACE_CFLAGS) -Ibuild/native/bpf -c -o $@ $<

build/s390x/aptrace/%.o: $(APTRACE_DIR)/%.c $(APTRACE_HEADERS)
	@mkdir -p $(@D)
	$(S390X_CC) $(S390X_CFLAGS) $(APTRACE_CFLAGS) -Ibuild/s390x/bpf -c -o $@ $<

# Only these files see a skeleton.
build/native/aptrace/collector.o: build/native/bpf/aptrace.skel.h
build/s390x/aptrace/collector.o: build/s390x/bpf/aptrace.skel.h
build/native/aptrace/fmb_collector.o: build/native/bpf/fmb.skel.h
build/s390x/aptrace/fmb_collector.o: build/s390x/bpf/fmb.skel.h

build/native/bin/aptrace: $(APTRACE_NATIVE_OBJS) build/native/libapcore.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(APTRACE_LIBS)

build/s390x/bin/aptrace: $(APTRACE_S390X_OBJS) build/s390x/libapcore.a
	@mkdir -p $(@D)
	$(S390X_CC) -o $@ $^ $(S390X_LDFLAGS) $(APTRACE_LIBS)
