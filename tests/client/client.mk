# SPDX-License-Identifier: GPL-2.0
#
# apvmm, the VFIO client. Included by the Makefile at the root of the
# repository. Static: it runs in any host, also in one without our root file
# system, and needs nothing of the lab to be built.

APVMM_DIR := tests/client
APVMM_SOURCES := $(sort $(wildcard $(APVMM_DIR)/*.c driver/core/*.c)) tests/lib/stall.c
# The guest's processor is one of s390x; elsewhere something that says so.
APVMM_S390X_SOURCES := $(filter-out $(APVMM_DIR)/vcpu_none.c,$(APVMM_SOURCES))
APVMM_NATIVE_SOURCES := $(filter-out $(APVMM_DIR)/vcpu.c,$(APVMM_SOURCES))
APVMM_HEADERS := $(wildcard $(APVMM_DIR)/*.h tests/lib/*.h driver/core/*.h include/uapi/linux/*.h)

# Messages that are too long are cut: that is what snprintf() is for here.
APVMM_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -pthread -Wall -Wextra -Werror \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-format-truncation

# How a program that opens guests is built: of the .c files among what its rule
# needs. KVM before 7.x refuses a program whose page tables have no room for the
# guest's; the linker flag asks for it.
define GUEST_PROGRAM
	@mkdir -p $(@D)
	s390x-linux-gnu-gcc $(APVMM_CFLAGS) -static -Wl,--s390-pgste \
		-o $@ $(filter %.c,$^)
endef

build/s390x/bin/apvmm: $(APVMM_S390X_SOURCES) $(APVMM_HEADERS) $(APVMM_DIR)/client.mk
	$(GUEST_PROGRAM)

# To look for mistakes on the build machine; it finds no device there.
build/native/bin/apvmm: $(APVMM_NATIVE_SOURCES) $(APVMM_HEADERS) $(APVMM_DIR)/client.mk
	@mkdir -p $(@D)
	$(CC) $(APVMM_CFLAGS) -fsanitize=address,undefined -o $@ $(APVMM_NATIVE_SOURCES)

.PHONY: client
client: build/s390x/bin/apvmm build/native/bin/apvmm
