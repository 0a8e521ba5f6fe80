# SPDX-License-Identifier: GPL-2.0
#
# conform-client, what the conformance suite touches the driver with. Included
# by the Makefile at the root of the repository. Static, as apvmm is.

CONFORM_DIR := tests/conformance/client
CONFORM_SOURCES := $(sort $(wildcard $(CONFORM_DIR)/*.c)) \
	$(addprefix tests/client/,error.c mdev.c sysfs.c vm.c)
CONFORM_HEADERS := $(wildcard $(CONFORM_DIR)/*.h tests/client/*.h)

build/s390x/bin/conform-client: $(CONFORM_SOURCES) $(CONFORM_HEADERS) \
		tests/conformance/conformance.mk
	$(GUEST_PROGRAM)

programs: build/s390x/bin/conform-client
