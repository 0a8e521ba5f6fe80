# SPDX-License-Identifier: GPL-2.0
#
# aptrace-other-abi: an aptrace that was built for another layout of the events than
# the driver's, as after an update of one of both. Included by the top-level Makefile,
# after tools/aptrace/aptrace.mk.

OTHER_ABI := build/s390x/other-abi
OTHER_ABI_CFLAGS := -I$(OTHER_ABI)/uapi -I$(OTHER_ABI)

$(OTHER_ABI)/uapi/linux/vfio_ap_trace.h: include/uapi/linux/vfio_ap_trace.h
	@mkdir -p $(@D)
	sed 's/^\(#define VFIO_AP_TRACE_ABI\).*/\1 77/' $< > $@.new
	@grep '^#define VFIO_AP_TRACE_ABI 77$$' $@.new > /dev/null
	@mv $@.new $@

$(OTHER_ABI)/aptrace.bpf.o: bpf/aptrace.bpf.c $(BPF_HEADERS) \
		$(OTHER_ABI)/uapi/linux/vfio_ap_trace.h
	$(BPF_CLANG) --target=bpfeb -I$(OTHER_ABI)/uapi $(BPF_CFLAGS) -c $< -o $@

$(OTHER_ABI)/aptrace.skel.h: $(OTHER_ABI)/aptrace.bpf.o
	$(LAB_BPFTOOL) gen skeleton $< name aptrace_bpf > $@.new
	@mv $@.new $@

# These know the layout's number, or the skeleton.
OTHER_ABI_PARTS := collector loop cmd_agent main
$(OTHER_ABI)/%.o: tools/aptrace/%.c $(APTRACE_HEADERS) $(OTHER_ABI)/aptrace.skel.h
	$(S390X_CC) $(S390X_CFLAGS) $(OTHER_ABI_CFLAGS) $(APTRACE_CFLAGS) -c -o $@ $<

build/s390x/bin/aptrace-other-abi: $(OTHER_ABI_PARTS:%=$(OTHER_ABI)/%.o) \
		$(filter-out $(OTHER_ABI_PARTS:%=build/s390x/aptrace/%.o),$(APTRACE_S390X_OBJS)) \
		build/s390x/libapcore.a
	@mkdir -p $(@D)
	$(S390X_CC) -o $@ $^ $(S390X_LDFLAGS) $(APTRACE_LIBS)
