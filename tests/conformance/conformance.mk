# SPDX-License-Identifier: GPL-2.0
#
# conform-client, what the conformance suite touches the driver with. Included
# by the Makefile at the root of the repository. Static, as apvmm is.

CONFORM_DIR := tests/conformance/client
CONFORM_SOURCES := $(sort $(wildcard $(CONFORM_DIR)/*.c)) \
	$(addprefix tests/client/,error.c mdev.c vm.c)
CONFORM_HEADERS := $(wildcard $(CONFORM_DIR)/*.h tests/client/*.h)

build/s390x/bin/conform-client: $(CONFORM_SOURCES) $(CONFORM_HEADERS) \
		tests/conformance/conformance.mk
	@mkdir -p $(@D)
	s390x-linux-gnu-gcc -std=gnu11 -O2 -g -D_GNU_SOURCE -Wall -Wextra \
		-Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
		-Wno-format-truncation -static -Wl,--s390-pgste -o $@ $(CONFORM_SOURCES)

programs: build/s390x/bin/conform-client
