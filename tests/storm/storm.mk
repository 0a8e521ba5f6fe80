# SPDX-License-Identifier: GPL-2.0
#
# storm, the random operations of C21. Included by the Makefile at the root of
# the repository. Static, like apvmm: needs nothing of the lab to be built.

STORM_DIR := tests/storm
STORM_SOURCES := $(sort $(wildcard $(STORM_DIR)/*.c))
# The guest's processor is apvmm's, and so are the small things.
STORM_SOURCES += $(addprefix tests/client/,error.c number.c sysfs.c vcpu.c)
STORM_HEADERS := $(wildcard $(STORM_DIR)/*.h tests/client/*.h)

build/s390x/bin/storm: $(STORM_SOURCES) $(STORM_HEADERS) $(STORM_DIR)/storm.mk
	$(GUEST_PROGRAM)

.PHONY: storm
storm: build/s390x/bin/storm
