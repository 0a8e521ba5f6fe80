# SPDX-License-Identifier: GPL-2.0
#
# Unit tests of aptrace (all but the BPF side), for the top-level makefile:
# include it from the repository root, with driver/core/core.mk and
# tests/unit/unit.mk before it. Each goal prints TAP and fails if a test does.
#
#	unit-aptrace	with gcc's address and undefined-behaviour sanitizers
#	unit-aptrace-be	as a big-endian s390x program under qemu-user
#	cli-aptrace	the command line of the s390x program under qemu-user
#	linear		how many steps a long recording takes
#	screens		the live view driven by keys, under tmux
#	recordings	the committed recordings: by their schema, and the same in the
#			views of the s390x and of the native program; pages of reports
#	report-browser	pages of reports in a browser, if there is one
#	manual		manual pages and bash completion against the program

APTRACE_TEST_DIR := tests/unit/aptrace
APTRACE_TEST_PARTS := \
	aggregate_event.c bpf_why.c browser.c browser_details.c browser_view.c \
	canvas.c child.c devices.c doctor.c doctor_checks.c event_fields.c \
	event_list.c event_read.c explain.c explain_classes.c \
	explain_classify.c explain_guest.c explain_json.c explain_notes.c \
	explain_rules.c explain_text.c explain_todos.c export_csv.c \
	export_trace.c fields.c flight.c flight_files.c flight_past.c \
	fmb_fields.c fmb_json.c fmb_lines.c fmb_model.c fmb_screen.c fmb_view.c \
	format.c hash_table.c html.c journal.c json_line.c json_reader.c \
	json_writer.c keys.c latency_books.c latency_fields.c latency_json.c \
	latency_lines.c latency_replay.c latency_slots.c ledger.c \
	listen_address.c mdev_watch.c merge.c merge_clock.c metrics.c \
	metrics_answer.c model.c options.c outcomes_file.c outcomes_host.c \
	outcomes_swap.c overlap.c piece_file.c record_file.c record_queue.c recording.c \
	recording_write.c replay.c report.c report_axis.c report_losses.c \
	report_marks.c report_page.c report_sources.c report_states.c \
	report_step_words.c report_steps.c report_story.c report_style.c \
	report_timeline.c report_verdicts.c screen.c standard_files.c story.c \
	sysfs.c tally.c text.c text_list.c trace_about.c trace_file.c \
	trace_lines.c trace_text.c tracker.c tracker_ledger.c value.c \
	verdict_groups.c view.c view_json.c view_lines.c zpci_device.c \
	zpci_name.c
APTRACE_TEST_SRCS := $(wildcard $(APTRACE_TEST_DIR)/*.c) tests/unit/tap.c \
	$(addprefix tools/aptrace/,$(APTRACE_TEST_PARTS)) \
	$(addprefix driver/core/,fmb.c matrix.c names.c outcomes.c outcomes_decode.c \
		reasons.c stream_error.c)
APTRACE_TEST_HDRS := $(wildcard $(APTRACE_TEST_DIR)/*.h tools/aptrace/*.h) \
	$(wildcard bpf/*.h) tests/unit/tap.h $(CORE_HDRS) \
	$(wildcard $(APTRACE_TEST_DIR)/kernel/*/*.h) include/trace/events/vfio_ap.h
APTRACE_TEST_CFLAGS := -std=gnu11 -g -Wall -Wextra -Werror -Wshadow \
	-Ibpf -Iinclude/uapi -Itools/aptrace -I$(APTRACE_TEST_DIR)/kernel

build/native/unit/unit-aptrace: $(APTRACE_TEST_SRCS) $(APTRACE_TEST_HDRS)
	@mkdir -p $(@D)
	$(CC) $(APTRACE_TEST_CFLAGS) -O1 $(UNIT_SANITIZE) -o $@ \
		$(APTRACE_TEST_SRCS) -ljson-c

# Unlike the others, one of the lab's programs: it needs a library of the hosts.
build/s390x/unit/unit-aptrace: $(APTRACE_TEST_SRCS) $(APTRACE_TEST_HDRS)
	$(LAB_REQUIRE)
	@mkdir -p $(@D)
	$(S390X_CC) $(S390X_CFLAGS) $(APTRACE_TEST_CFLAGS) -O2 -o $@ \
		$(APTRACE_TEST_SRCS) $(S390X_LDFLAGS) -ljson-c

.PHONY: unit-aptrace unit-aptrace-be cli-aptrace linear recordings report-browser screens

unit-aptrace: build/native/unit/unit-aptrace
	$(RUN)build/native/unit/unit-aptrace unit-aptrace

unit-aptrace-be: build/s390x/unit/unit-aptrace
	$(RUN)$(LAB_RUN_USER) build/s390x/unit/unit-aptrace unit-aptrace-be

cli-aptrace: build/s390x/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/cli $(LAB_RUN_USER) build/s390x/bin/aptrace

# Steps are counted by the compiler, so sanitizers would only be in the way.
APTRACE_LINEAR_SRCS := $(APTRACE_TEST_DIR)/linear/main.c \
	$(filter-out $(APTRACE_TEST_DIR)/%,$(APTRACE_TEST_SRCS))
build/native/unit/linear: $(APTRACE_LINEAR_SRCS) $(APTRACE_TEST_HDRS)
	@mkdir -p $(@D)
	$(CC) $(APTRACE_TEST_CFLAGS) -O1 -fsanitize-coverage=trace-pc -o $@ \
		$(APTRACE_LINEAR_SRCS) -ljson-c

linear: build/native/unit/linear
	$(RUN)$<

# What keys make of the screen, under tmux
screens: build/native/bin/aptrace build/native/unit/unit-aptrace
	$(RUN)$(APTRACE_TEST_DIR)/screens/run build/native/bin/aptrace \
		build/native/unit/unit-aptrace

APTRACE_RECORDINGS := $(addprefix $(APTRACE_TEST_DIR)/recordings/,source.jsonl \
	destination.jsonl)
recordings: build/s390x/bin/aptrace build/native/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/schema-check Documentation/aptrace-record.schema.json \
		$(APTRACE_RECORDINGS) -- build/native/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/latency-check Documentation/aptrace-latency.schema.json \
		$(APTRACE_TEST_DIR)/recordings/latency.jsonl $(APTRACE_RECORDINGS) -- \
		build/native/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/export-check $(APTRACE_RECORDINGS) -- build/native/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/report/check $(APTRACE_RECORDINGS) -- build/native/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/replay-same $(APTRACE_RECORDINGS) -- \
		$(LAB_RUN_USER) build/s390x/bin/aptrace -- build/native/bin/aptrace

report-browser: build/native/bin/aptrace
	$(RUN)$(APTRACE_TEST_DIR)/report/browser build/native/bin/aptrace

.PHONY: manual
manual: build/native/bin/aptrace build/man/aptrace.1 build/man/completion
	$(RUN)$(APTRACE_TEST_DIR)/manual/run build/native/bin/aptrace \
		build/native/bin/aptrace-manual build/man
