# SPDX-License-Identifier: GPL-2.0
#
# fmb, the tests of measurement blocks. Included by the Makefile at the root of the
# repository. Static, like apvmm: needs nothing of the lab to be built.

FMB_DIR := tests/fmb
FMB_SOURCES := $(sort $(wildcard $(FMB_DIR)/*.c))
FMB_SOURCES += $(addprefix tests/lib/,caller.c cases.c stall.c tap.c)
FMB_SOURCES += $(addprefix tests/client/,error.c number.c)
FMB_SOURCES += $(CORE_DIR)/fmb.c
FMB_HEADERS := $(wildcard $(FMB_DIR)/*.h tests/lib/*.h tests/client/*.h) $(CORE_HDRS)

build/s390x/bin/fmb: $(FMB_SOURCES) $(FMB_HEADERS) $(FMB_DIR)/fmb.mk
	$(GUEST_PROGRAM)

.PHONY: fmb
fmb: build/s390x/bin/fmb
