# SPDX-License-Identifier: GPL-2.0
#
# What things cost (Documentation/bench.rst). Included by the Makefile at the root
# of the repository, after driver/core/core.mk.

BENCH_DIR := tests/bench
BENCH_SOURCES := $(sort $(wildcard $(BENCH_DIR)/*.c))
BENCH_HEADERS := $(wildcard $(BENCH_DIR)/*.h) $(CORE_HDRS)
# Optimized as the kernel's objects are.
BENCH_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes

build/native/bin/bench-stream: $(BENCH_SOURCES) $(BENCH_HEADERS) \
		build/native/libapcore.a $(BENCH_DIR)/bench.mk
	@mkdir -p $(@D)
	$(CC) $(BENCH_CFLAGS) -o $@ $(BENCH_SOURCES) build/native/libapcore.a

.PHONY: bench bench-check bench-lab

## bench: what it costs to save and restore, as ratios of one run; no lab needed
bench: build/native/bin/bench-stream
	@$(BENCH_DIR)/run

# That the two sides of a comparison do the same.
bench-check: build/native/bin/bench-stream
	$(RUN)$< --check

## bench-lab: the same of the driver itself, in an emulated host
bench-lab: lab
	@$(MAKE) --no-print-directory all
	@LAB_MEMORY=4096 tests/lab/lab run --timeout 7200 -- /repo/$(BENCH_DIR)/driver
