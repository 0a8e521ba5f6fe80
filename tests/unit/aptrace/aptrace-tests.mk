# SPDX-License-Identifier: GPL-2.0
#
# Unit tests of aptrace (all but the BPF side), for the top-level makefile:
# include it from the repository root, with driver/core/core.mk and
# tests/unit/unit.mk before it. Each goal prints TAP and fails if a test does.
#
#	unit-aptrace	with gcc's address and undefined-behaviour sanitizers
#	unit-aptrace-be	as a big-endian s390x program under qemu-user
#	cli-aptrace	the command line of the s390x program under qemu-user

APTRACE_TEST_DIR := tests/unit/aptrace
APTRACE_TEST_PARTS := event_fields.c fields.c format.c json_writer.c model.c \
	options.c screen.c text.c view.c view_json.c view_lines.c
APTRACE_TEST_SRCS := $(wildcard $(APTRACE_TEST_DIR)/*.c) tests/unit/tap.c \
	$(addprefix tools/aptrace/,$(APTRACE_TEST_PARTS)) \
	driver/core/names.c driver/core/reasons.c driver/core/stream_error.c
APTRACE_TEST_HDRS := $(wildcard $(APTRACE_TEST_DIR)/*.h tools/aptrace/*.h) \
	bpf/record.h bpf/aggregate.h tests/unit/tap.h $(CORE_HDRS)
APTRACE_TEST_CFLAGS := -std=gnu11 -g -Wall -Wextra -Werror -Wshadow \
	-Ibpf -Iinclude/uapi -Itools/aptrace

build/native/unit/unit-aptrace: $(APTRACE_TEST_SRCS) $(APTRACE_TEST_HDRS)
	@mkdir -p $(@D)
	$(CC) $(APTRACE_TEST_CFLAGS) -O1 $(UNIT_SANITIZE) -o $@ \
		$(APTRACE_TEST_SRCS)

build/s390x/unit/unit-aptrace: $(APTRACE_TEST_SRCS) $(APTRACE_TEST_HDRS)
	@mkdir -p $(@D)
	$(UNIT_BE_CC) $(APTRACE_TEST_CFLAGS) -O2 -static -o $@ \
		$(APTRACE_TEST_SRCS)

.PHONY: unit-aptrace unit-aptrace-be cli-aptrace

unit-aptrace: build/native/unit/unit-aptrace
	@build/native/unit/unit-aptrace unit-aptrace

unit-aptrace-be: build/s390x/unit/unit-aptrace
	@$(UNIT_BE_RUN) build/s390x/unit/unit-aptrace unit-aptrace-be

cli-aptrace: build/s390x/bin/aptrace
	@$(APTRACE_TEST_DIR)/cli $(LAB_RUN_USER) build/s390x/bin/aptrace
