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

# Runs a command and says what it cost
METER := $(BENCH_DIR)/meter/meter.c
build/native/bin/meter: $(METER) $(BENCH_DIR)/bench.mk
	@mkdir -p $(@D)
	$(CC) $(BENCH_CFLAGS) -D_GNU_SOURCE -o $@ $<

build/s390x/bin/meter: $(METER) $(BENCH_DIR)/bench.mk
	@mkdir -p $(@D)
	s390x-linux-gnu-gcc $(BENCH_CFLAGS) -D_GNU_SOURCE -static -o $@ $<

.PHONY: bench bench-check bench-lab bench-observers bench-observers-vast

## bench: what it costs to save, to restore, and to start aptrace, as ratios; no lab needed
# aptrace needs libraries, the rest a compiler only.
bench: build/native/bin/bench-stream build/native/bin/meter
	@$(BENCH_DIR)/run
	@if $(MAKE) -s build/native/bin/aptrace >build/native/aptrace.log 2>&1; \
	then $(BENCH_DIR)/start; \
	else echo "Starting aptrace: left out, it cannot be built here (build/native/aptrace.log); make deps"; fi

# That the two sides of a comparison do the same.
bench-check: build/native/bin/bench-stream
	$(RUN)$< --check

# Not in the hosts' image: no test needs it, and LLVM is larger than all the rest.
build/s390x/bpftrace.tar: $(BENCH_DIR)/get-bpftrace tests/lab/lib/root.sh
	@$< $@

# In a host: aptrace beside bpftrace and perf record, on 65,536 verdicts in a row; a
# guest with 65,536 queues takes some minutes to be set up.
BENCH_OBSERVERS := build/s390x/bin/meter build/s390x/bpftrace.tar
bench-observers: $(BENCH_OBSERVERS)
	@LAB_MEMORY=4096 tests/lab/lab run --timeout 7200 -- /repo/$(BENCH_DIR)/observers

bench-observers-vast: $(BENCH_OBSERVERS)
	@LAB_MEMORY=4096 tests/lab/lab run --timeout 7200 -- /repo/$(BENCH_DIR)/observers --vast

## bench-lab: the same of the driver itself, and aptrace beside others, in an emulated host
bench-lab: lab
	@$(MAKE) --no-print-directory all
	@LAB_MEMORY=4096 tests/lab/lab run --timeout 7200 -- /repo/$(BENCH_DIR)/driver
	@$(MAKE) --no-print-directory bench-observers
