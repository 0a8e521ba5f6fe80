# SPDX-License-Identifier: GPL-2.0
#
# Manual pages and bash completion, from the tables of the program: build/man/aptrace.1,
# aptrace-COMMAND.1, and build/man/completion. Natively only.
#
# Included by the top-level Makefile after tools/aptrace/aptrace.mk.

MANUAL_DIR := $(APTRACE_DIR)/manual
MANUAL_SOURCES := $(wildcard $(MANUAL_DIR)/*.c)
MANUAL_OBJS := $(MANUAL_SOURCES:$(MANUAL_DIR)/%.c=build/native/manual/%.o)

build/native/manual/%.o: $(MANUAL_DIR)/%.c $(wildcard $(MANUAL_DIR)/*.h) $(APTRACE_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(APTRACE_CFLAGS) -c -o $@ $<

# The commands themselves, as the tables point into them
build/native/bin/aptrace-manual: $(MANUAL_OBJS) \
		$(filter-out build/native/aptrace/main.o,$(APTRACE_NATIVE_OBJS)) \
		build/native/libapcore.a
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(APTRACE_LIBS)

# A command that is no more must not leave a page behind.
build/man/aptrace.1: build/native/bin/aptrace-manual
	@rm -f build/man/*.1
	@mkdir -p $(@D)
	$< pages $(@D)

build/man/completion: build/native/bin/aptrace-manual $(MANUAL_DIR)/completion.bash
	@mkdir -p $(@D)
	{ $< completion && sed 1,2d $(MANUAL_DIR)/completion.bash; } >$@.new
	mv $@.new $@

## man: manual pages of aptrace and its commands, and bash completion, to build/man
.PHONY: man
man: build/man/aptrace.1 build/man/completion
