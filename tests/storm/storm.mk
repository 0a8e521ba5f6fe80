# SPDX-License-Identifier: GPL-2.0
#
# storm, the random operations of C21. Included by the Makefile at the root of
# the repository. Static, like apvmm: needs nothing of the lab to be built.

STORM_DIR := tests/storm
STORM_SOURCES := $(sort $(wildcard $(STORM_DIR)/*.c))
# The guest's processor is apvmm's.
STORM_SOURCES += $(addprefix tests/client/,vcpu.c error.c)
STORM_HEADERS := $(wildcard $(STORM_DIR)/*.h tests/client/*.h)

STORM_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -pthread -Wall -Wextra -Werror \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-format-truncation

# The linker flag: see tests/client/client.mk.
build/s390x/bin/storm: $(STORM_SOURCES) $(STORM_HEADERS) $(STORM_DIR)/storm.mk
	@mkdir -p $(@D)
	s390x-linux-gnu-gcc $(STORM_CFLAGS) -static -Wl,--s390-pgste \
		-o $@ $(STORM_SOURCES)

.PHONY: storm
storm: build/s390x/bin/storm
