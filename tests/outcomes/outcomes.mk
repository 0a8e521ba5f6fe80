# SPDX-License-Identifier: GPL-2.0
#
# outcomes, the tests of what is kept of migrations. Included by the Makefile at the
# root of the repository. Static, like apvmm: needs nothing of the lab to be built.

OUTCOMES_DIR := tests/outcomes
OUTCOMES_SOURCES := $(sort $(wildcard $(OUTCOMES_DIR)/*.c))
# The guest and its device are apvmm's.
OUTCOMES_SOURCES += $(addprefix tests/client/,device.c dirty.c error.c mdev.c migration.c \
	number.c sysfs.c vm.c)
OUTCOMES_SOURCES += $(addprefix tests/lib/,caller.c cases.c kallsyms.c stall.c tap.c)
OUTCOMES_SOURCES += $(CORE_SRCS)
OUTCOMES_HEADERS := $(wildcard $(OUTCOMES_DIR)/*.h tests/client/*.h tests/lib/*.h) $(CORE_HDRS)

build/s390x/bin/outcomes: $(OUTCOMES_SOURCES) $(OUTCOMES_HEADERS) $(OUTCOMES_DIR)/outcomes.mk
	$(GUEST_PROGRAM)

.PHONY: outcomes
outcomes: build/s390x/bin/outcomes
