# SPDX-License-Identifier: GPL-2.0
#
# Unit tests of aptrace inventory and aptrace preflight, for the top-level makefile:
# include it from the repository root, with driver/core/core.mk, tests/lab/cross.mk
# and tests/unit/unit.mk before it. They read JSON with json-c.
#
#	unit-preflight		with gcc's address and undefined-behaviour sanitizers
#	unit-preflight-be	as a big-endian program of the lab's hosts, under qemu-user

PREFLIGHT_TEST_DIR := tests/unit/preflight
PREFLIGHT_PARTS := format.c inventory.c inventory_fields.c inventory_json.c \
	inventory_read.c inventory_sysfs.c json_writer.c predict.c \
	preflight_fields.c preflight_view.c sysfs.c tapq_view.c text.c value.c
PREFLIGHT_SRCS := $(addprefix tools/aptrace/,$(PREFLIGHT_PARTS)) $(CORE_SRCS)
PREFLIGHT_TEST_SRCS := $(wildcard $(PREFLIGHT_TEST_DIR)/*.c) tests/unit/tap.c \
	tests/unit/aptrace/json_check.c $(PREFLIGHT_SRCS)
PREFLIGHT_TEST_HDRS := $(wildcard $(PREFLIGHT_TEST_DIR)/*.h tools/aptrace/*.h) \
	$(wildcard bpf/*.h) tests/unit/tap.h tests/unit/aptrace/json_check.h $(CORE_HDRS)
PREFLIGHT_TEST_CFLAGS := -std=gnu11 -g -Wall -Wextra -Werror -Wshadow \
	-Ibpf -Iinclude/uapi -Itools/aptrace \
	-DUNIT_DOCUMENT='"Documentation/preflight.rst"'

build/native/unit/unit-preflight: $(PREFLIGHT_TEST_SRCS) $(PREFLIGHT_TEST_HDRS)
	@mkdir -p $(@D)
	$(CC) $(PREFLIGHT_TEST_CFLAGS) -O1 $(UNIT_SANITIZE) -o $@ \
		$(PREFLIGHT_TEST_SRCS) -ljson-c

# Fewer pairs of hosts: an emulated processor is slow.
build/s390x/unit/unit-preflight: $(PREFLIGHT_TEST_SRCS) $(PREFLIGHT_TEST_HDRS)
	@mkdir -p $(@D)
	$(S390X_CC) $(S390X_CFLAGS) $(PREFLIGHT_TEST_CFLAGS) -O2 -DAGREE_PAIRS=120 -o $@ \
		$(PREFLIGHT_TEST_SRCS) $(S390X_LDFLAGS) -ljson-c

$(UNIT_FUZZ_INVENTORY): UNIT_CFLAGS += -Ibpf -Iinclude/uapi
$(UNIT_FUZZ_INVENTORY): UNIT_FUZZ_LIBS := -ljson-c
$(UNIT_FUZZ_INVENTORY): $(UNIT_DIR)/fuzz_inventory.c $(PREFLIGHT_SRCS) \
		$(PREFLIGHT_TEST_HDRS)
	$(unit-fuzzer)

.PHONY: unit-preflight unit-preflight-be

unit-preflight: build/native/unit/unit-preflight
	$(RUN)build/native/unit/unit-preflight unit-preflight

unit-preflight-be: build/s390x/unit/unit-preflight
	$(RUN)$(LAB_RUN_USER) build/s390x/unit/unit-preflight unit-preflight-be
