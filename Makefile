# SPDX-License-Identifier: GPL-2.0
#
# aptrace. `make help` lists the goals; README.md says what they show.
#
# No recursion but for one reason: what a goal needs may have to be installed
# first (compilers, the lab), and only a second make sees that it is there.

.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash

CC := gcc

include driver/core/core.mk
include tests/lab/cross.mk
include bpf/bpf.mk
include tools/aptrace/aptrace.mk
include tests/e2e/other-abi.mk
include tools/aptrace/manual/manual.mk
include tests/client/client.mk
include tests/unit/unit.mk
include tests/unit/aptrace/aptrace-tests.mk
include tests/unit/agent/agent-tests.mk
include tests/unit/preflight/preflight-tests.mk
include tests/conformance/conformance.mk
include tests/storm/storm.mk
include tests/hostile/hostile.mk
include tests/fmb/fmb.mk
include tests/bench/bench.mk
include tests/outcomes/outcomes.mk

.PHONY: all modules programs demo deps lab help install clean distclean
.PHONY: check check-debug check-all

## all: kernel modules and programs for the lab's hosts (s390x)
all: modules programs

## modules: vfio_ap.ko and the adapter emulator, for the lab's kernel
modules:
	@tests/lab/lab modules

## programs: aptrace, apvmm and the tests' own programs for the lab's hosts
programs: $(addprefix build/s390x/bin/,aptrace aptrace-other-abi apvmm storm hostile fmb outcomes)

## deps: install what the build machine needs (apt)
deps:
	@tests/lab/install-deps

## lab: build kernel and root file system of the emulated hosts
lab: deps
	@tests/lab/lab build

## demo: two emulated hosts, one migration that succeeds, one that is refused
demo: lab
	@$(MAKE) --no-print-directory all
	@tests/demo/demo

# So many suites at a time, as they wait a lot: each has hosts of two CPUs.
JOBS ?= 2

## check: all tests on Debian 13's kernel; ends with "N passed, N failed"
check: lab
	@$(MAKE) --no-print-directory all
	@tests/run --jobs $(JOBS)

## check-debug: the conformance suite on the kernel with KASAN, lockdep, kmemleak
check-debug: lab
	@$(MAKE) --no-print-directory all
	@tests/lab/lab build --debug
	@tests/lab/lab modules --debug
	@tests/run --debug --jobs $(JOBS)

## check-all: everything: 6.12 and the newest kernel, without and with checkers
check-all: lab
	@$(MAKE) --no-print-directory all
	@set -e; for kernel in "--kernel newest" "--debug" "--kernel newest --debug"; do \
		tests/lab/lab build $$kernel; \
		tests/lab/lab modules $$kernel; \
	done
	@tests/run --all --jobs $(JOBS)

# With BUILD_ONLY=1 a suite's goal makes what it needs and does not run it: suites run
# side by side, and two makes must not write the same file (tests/run).
RUN := $(if $(BUILD_ONLY),@: ,@)

# The emulator's model needs no kernel; natively with sanitizers.
EMU_MODEL_SRCS := $(addprefix tests/emu/,test_model.c insn.c aqic.c state.c list.c)
build/native/unit/emu-model: $(EMU_MODEL_SRCS) $(wildcard tests/emu/*.h)
	@mkdir -p $(@D)
	$(CC) $(UNIT_CFLAGS) $(UNIT_SANITIZE) -o $@ $(EMU_MODEL_SRCS)

.PHONY: emu-model
emu-model: build/native/unit/emu-model
	$(RUN)$<

## install: aptrace, its pages, completion and systemd unit, built for this machine, below $(DESTDIR)$(PREFIX)
PREFIX ?= /usr/local
install: build/native/bin/aptrace man
	install -D -m 755 $< $(DESTDIR)$(PREFIX)/bin/aptrace
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@PREFIX@|$(PREFIX)|' tools/aptrace/aptrace-agent.service \
		> $(DESTDIR)$(PREFIX)/lib/systemd/system/aptrace-agent.service
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 build/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -D -m 644 build/man/completion \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/aptrace

## clean: remove what was built here; the cache of the lab stays
clean:
	rm -rf build

## distclean: also remove the lab's cache
distclean: clean
	@tests/lab/lab clean --all

help:
	@echo "Goals:"
	@sed -n 's/^## \([a-z-]*\): \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
	@echo "The lab's cache is $(LAB_CACHE); APTRACE_CACHE in the environment moves it."
