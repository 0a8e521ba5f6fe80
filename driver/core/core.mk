# SPDX-License-Identifier: GPL-2.0
#
# The pure files, for programs in user space: include this from the repository
# root. The kernel module names the same files in its Kbuild as ../core/x.o.
#
# build/native/libapcore.a and build/s390x/libapcore.a are goals; the latter
# uses S390X_CC, which tests/lab/cross.mk may have set.

CORE_DIR := driver/core
CORE_SRCS := $(addprefix $(CORE_DIR)/,compat.c crc32c.c fmb.c matrix.c names.c \
	outcomes.c outcomes_decode.c reasons.c stream_decode.c stream_encode.c stream_error.c)
CORE_HDRS := $(wildcard $(CORE_DIR)/*.h) include/uapi/linux/vfio_ap_migration.h \
	include/uapi/linux/vfio_ap_outcomes.h include/uapi/linux/vfio_ap_trace.h \
	include/uapi/linux/vfio_zpci_fmb.h include/uapi/linux/vfio_zpci_trace.h
CORE_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wshadow \
	-Wframe-larger-than=512

S390X_CC ?= s390x-linux-gnu-gcc
S390X_AR ?= s390x-linux-gnu-ar

CORE_NATIVE_OBJS := $(CORE_SRCS:$(CORE_DIR)/%.c=build/native/core/%.o)
CORE_S390X_OBJS := $(CORE_SRCS:$(CORE_DIR)/%.c=build/s390x/core/%.o)

build/native/core/%.o: $(CORE_DIR)/%.c $(CORE_HDRS)
	@mkdir -p $(@D)
	$(CC) $(CORE_CFLAGS) -c -o $@ $<

build/s390x/core/%.o: $(CORE_DIR)/%.c $(CORE_HDRS)
	@mkdir -p $(@D)
	$(S390X_CC) $(S390X_CFLAGS) $(CORE_CFLAGS) -c -o $@ $<

build/native/libapcore.a: $(CORE_NATIVE_OBJS)
	rm -f $@
	$(AR) rcs $@ $^

build/s390x/libapcore.a: $(CORE_S390X_OBJS)
	rm -f $@
	$(S390X_AR) rcs $@ $^
