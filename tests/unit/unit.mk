# SPDX-License-Identifier: GPL-2.0
#
# Unit tests of driver/core, for the top-level makefile (include it from the
# repository root, with driver/core/core.mk before it). Nothing here needs the
# lab, and nothing but the compiler and libc; each goal prints TAP and fails if
# a test does.
#
#	unit		with gcc's address and undefined-behaviour sanitizers
#	unit-be		as big-endian s390x programs under qemu-user
#	fuzz-smoke	libFuzzer on the decoders, on the rules and on the readers of
#			files, a few seconds each
#	fuzz		the same for 5 million inputs each (FUZZ_LONG_RUNS=N)
#	fuzz-corpus	keep what the last run found: tests/unit/corpus

UNIT_DIR := tests/unit
UNIT_SRCS := $(addprefix $(UNIT_DIR)/,main.c tap.c corpus.c encode.c feed.c golden.c \
	make_stream.c test_compat.c test_crc32c.c test_damage.c test_decode.c \
	test_encode.c test_filter.c test_fmb.c test_largest.c test_layout.c test_matrix.c \
	test_names.c test_outcomes.c test_pre_copy.c test_reasons.c)
UNIT_HDRS := $(wildcard $(UNIT_DIR)/*.h) $(CORE_HDRS)
UNIT_CFLAGS := -std=gnu11 -O1 -g -Wall -Wextra -Werror -Wshadow \
	-DUNIT_DIR='"$(UNIT_DIR)"'
UNIT_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

# Not those of the lab: these programs are static and need no sysroot.
UNIT_BE_CC ?= s390x-linux-gnu-gcc
UNIT_BE_RUN ?= $(firstword $(shell command -v qemu-s390x-static || \
	command -v qemu-s390x) qemu-s390x-static)

# Whatever the distribution calls its compiler. Its fuzzer run-time is a
# package of its own, so try a link.
FUZZ_CC ?= $(firstword $(shell command -v clang || \
	ls /usr/bin/clang-[0-9]* 2>/dev/null | sort -V | tail -n 1) clang)
FUZZ_RUNS ?= 200000
FUZZ_SECONDS ?= 5
FUZZ_SEED ?= 1
# Of each of them
FUZZ_LONG_RUNS ?= 5000000

UNIT_NATIVE := build/native/unit/unit
UNIT_BE := build/s390x/unit/unit
UNIT_FUZZ := build/native/unit/fuzz_stream
UNIT_FUZZ_RULES := build/native/unit/fuzz_rules
UNIT_FUZZ_FMB := build/native/unit/fuzz_fmb
UNIT_FUZZ_OUTCOMES := build/native/unit/fuzz_outcomes
UNIT_FUZZ_RECORDING := build/native/unit/fuzz_recording
UNIT_FUZZ_TRACE := build/native/unit/fuzz_trace
# Built by preflight/preflight-tests.mk
UNIT_FUZZ_INVENTORY := build/native/unit/fuzz_inventory
UNIT_FUZZERS := $(UNIT_FUZZ) $(UNIT_FUZZ_RULES) $(UNIT_FUZZ_FMB) $(UNIT_FUZZ_OUTCOMES) \
	$(UNIT_FUZZ_RECORDING) $(UNIT_FUZZ_TRACE) $(UNIT_FUZZ_INVENTORY)
UNIT_CORPUS := build/native/unit/corpus

$(UNIT_NATIVE): $(UNIT_SRCS) $(CORE_SRCS) $(UNIT_HDRS)
	@mkdir -p $(@D)
	$(CC) $(UNIT_CFLAGS) $(UNIT_SANITIZE) -o $@ $(UNIT_SRCS) $(CORE_SRCS)

$(UNIT_BE): $(UNIT_SRCS) $(CORE_SRCS) $(UNIT_HDRS)
	@mkdir -p $(@D)
	$(UNIT_BE_CC) $(UNIT_CFLAGS) -O2 -static -o $@ $(UNIT_SRCS) $(CORE_SRCS)

# Where no fuzzer can be built this makes nothing, and fuzz-smoke says why.
define unit-fuzzer
	@mkdir -p $(@D)
	@rm -f $@
	@if $(UNIT_DIR)/fuzz-smoke probe $(FUZZ_CC) >/dev/null; then \
		$(FUZZ_CC) $(UNIT_CFLAGS) -fno-sanitize-recover=all \
			-fsanitize=fuzzer,address,undefined -o $@ $(filter %.c,$^) \
			$(UNIT_FUZZ_LIBS); \
	fi
endef

$(UNIT_FUZZ): $(addprefix $(UNIT_DIR)/,fuzz_stream.c encode.c make_stream.c) \
		$(CORE_SRCS) $(UNIT_HDRS)
	$(unit-fuzzer)

$(UNIT_FUZZ_RULES): $(UNIT_DIR)/fuzz_rules.c $(CORE_SRCS) $(UNIT_HDRS)
	$(unit-fuzzer)

$(UNIT_FUZZ_FMB): $(UNIT_DIR)/fuzz_fmb.c $(CORE_SRCS) $(UNIT_HDRS)
	$(unit-fuzzer)

$(UNIT_FUZZ_OUTCOMES): $(UNIT_DIR)/fuzz_outcomes.c $(CORE_SRCS) $(UNIT_HDRS)
	$(unit-fuzzer)

# aptrace's reader of recordings, and what it hands them to
UNIT_FUZZ_TRACE_PARTS := \
	child.c devices.c event_fields.c event_read.c fields.c format.c \
	hash_table.c json_line.c json_reader.c json_writer.c model.c \
	recording.c recording_write.c text.c trace_about.c trace_file.c \
	trace_lines.c trace_text.c value.c view.c view_json.c
UNIT_FUZZ_RECORDING_PARTS := $(UNIT_FUZZ_TRACE_PARTS) \
	aggregate_event.c canvas.c ledger.c overlap.c replay.c screen.c story.c \
	text_list.c tracker.c tracker_ledger.c verdict_groups.c view_lines.c
$(UNIT_FUZZ_RECORDING): UNIT_CFLAGS += -Ibpf -Iinclude/uapi
$(UNIT_FUZZ_RECORDING): UNIT_FUZZ_LIBS := -ljson-c
$(UNIT_FUZZ_RECORDING): $(UNIT_DIR)/fuzz_recording.c \
		$(addprefix tools/aptrace/,$(UNIT_FUZZ_RECORDING_PARTS)) \
		$(addprefix driver/core/,matrix.c names.c reasons.c stream_error.c) \
		$(UNIT_HDRS) $(wildcard tools/aptrace/*.h bpf/*.h)
	$(unit-fuzzer)

# The same of what perf and trace-cmd print
$(UNIT_FUZZ_TRACE): UNIT_CFLAGS += -Ibpf -Iinclude/uapi
$(UNIT_FUZZ_TRACE): UNIT_FUZZ_LIBS := -ljson-c
$(UNIT_FUZZ_TRACE): $(UNIT_DIR)/fuzz_trace.c \
		$(addprefix tools/aptrace/,$(UNIT_FUZZ_TRACE_PARTS)) \
		$(addprefix driver/core/,matrix.c names.c reasons.c stream_error.c) \
		$(UNIT_HDRS) $(wildcard tools/aptrace/*.h bpf/*.h)
	$(unit-fuzzer)

.PHONY: unit unit-be fuzz-smoke fuzz fuzz-corpus

unit: $(UNIT_NATIVE)
	$(RUN)$(UNIT_NATIVE) unit

unit-be: $(UNIT_BE)
	$(RUN)$(UNIT_BE_RUN) $(UNIT_BE) unit-be

fuzz-smoke: $(UNIT_NATIVE) $(UNIT_FUZZERS)
	$(RUN)$(UNIT_DIR)/fuzz-smoke run $(FUZZ_CC) $(FUZZ_RUNS) $(FUZZ_SECONDS) $(FUZZ_SEED) \
		$(UNIT_NATIVE) $(UNIT_CORPUS) $(UNIT_FUZZERS)

## fuzz: decoders, rules, readers of files under libFuzzer, 5 million inputs each
fuzz:
	@$(MAKE) --no-print-directory fuzz-smoke FUZZ_RUNS=$(FUZZ_LONG_RUNS) FUZZ_SECONDS=0

fuzz-corpus: $(UNIT_FUZZERS)
	@$(UNIT_DIR)/fuzz-smoke merge $(UNIT_CORPUS) $^
