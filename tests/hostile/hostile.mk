# SPDX-License-Identifier: GPL-2.0
#
# hostile, a VMM that means ill. Included by the Makefile at the root of the
# repository. Static, like apvmm: needs nothing of the lab to be built.

HOSTILE_DIR := tests/hostile
HOSTILE_SOURCES := $(sort $(wildcard $(HOSTILE_DIR)/*.c))
# The guest and its device are apvmm's.
HOSTILE_SOURCES += $(addprefix tests/client/,device.c dirty.c error.c mdev.c migration.c \
	number.c sysfs.c vm.c)
HOSTILE_SOURCES += $(addprefix tests/lib/,caller.c cases.c kallsyms.c stall.c tap.c)
HOSTILE_SOURCES += $(CORE_SRCS)
HOSTILE_HEADERS := $(wildcard $(HOSTILE_DIR)/*.h tests/client/*.h tests/lib/*.h driver/core/*.h)

build/s390x/bin/hostile: $(HOSTILE_SOURCES) $(HOSTILE_HEADERS) $(HOSTILE_DIR)/hostile.mk
	$(GUEST_PROGRAM)

.PHONY: hostile
hostile: build/s390x/bin/hostile
