# SPDX-License-Identifier: GPL-2.0
#
# Tests of what the agent shows to the world, natively: the page of metrics by its
# judges (promtool, Prometheus itself), slow and rude clients, the journal; its unit. For
# the top-level makefile, behind tests/unit/aptrace/aptrace-tests.mk. Prints TAP.
#
#	metrics		what it shows
#	service		its unit, under a systemd in namespaces; needs root

AGENT_TEST_DIR := tests/unit/agent
AGENT_TEST_SRCS := $(AGENT_TEST_DIR)/main.c \
	$(addprefix $(APTRACE_TEST_DIR)/,metrics_scene.c scene.c) \
	$(addprefix tools/aptrace/,$(APTRACE_TEST_PARTS) metrics_server.c) \
	$(addprefix driver/core/,fmb.c matrix.c names.c outcomes.c outcomes_decode.c \
		reasons.c stream_error.c)

build/native/unit/agent-ends: $(AGENT_TEST_SRCS) $(APTRACE_TEST_HDRS)
	@mkdir -p $(@D)
	$(CC) $(APTRACE_TEST_CFLAGS) -O1 $(UNIT_SANITIZE) -o $@ \
		$(AGENT_TEST_SRCS) -ljson-c -lmicrohttpd -lsystemd

.PHONY: metrics service
metrics: build/native/unit/agent-ends build/native/bin/aptrace
	$(RUN)$(AGENT_TEST_DIR)/metrics build/native/unit/agent-ends build/native/bin/aptrace

service: build/native/bin/aptrace man
	$(RUN)$(AGENT_TEST_DIR)/service
