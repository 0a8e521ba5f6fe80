// SPDX-License-Identifier: GPL-2.0
/*
 * Each way in which a migration can have gone, in words: what happened, why the
 * driver does so, what to do.
 */
#include "../../driver/core/types.h"
#include "explain.h"

#define HERE(text, shell)	{ EXPLAIN_HERE, false, text, shell }
#define DST(text, shell)	{ EXPLAIN_DESTINATION, false, text, shell }
#define SRC(text, shell)	{ EXPLAIN_SOURCE, false, text, shell }
#define OR_HERE(text, shell)	{ EXPLAIN_HERE, true, text, shell }

/* What to look at when the cause is not in this driver but in the VMM. */
#define VMM_LOG "tail -n 20 /var/log/libvirt/qemu/*.log"
#define MODULES "modinfo -F version vfio_ap; aptrace --version"

#define VFIO_H	"enum vfio_device_mig_state in include/uapi/linux/vfio.h"
#define FORMAT	"Documentation/stream-format.rst"

static const struct explain_steps nothing = { { { 0 } } };

static const struct explain_steps ask_destination = {
	{
		DST("What became of the guest only the destination knows:",
		    "aptrace explain %I"),
	},
};

static const struct explain_steps ask_vmm = {
	{
		HERE("See what the VMM says:", VMM_LOG),
	},
};

static const struct explain_steps ask_both_vmms = {
	{
		SRC("See what the source's VMM says: it sends the stream.", VMM_LOG),
		DST("And the destination's:", VMM_LOG),
	},
};

static const struct explain_steps why_not = {
	{
		DST("The reason, if there is one, is on the destination:",
		    "aptrace explain %I"),
		SRC("Or somebody cancelled it. See what the VMM says:", VMM_LOG),
	},
};

static const struct explain_steps check_path = {
	{
		SRC("Migrate again. If it happens again, look for what changes data on the way: the VMM's transport, a tunnel, a proxy, memory of either host.",
		    "journalctl -k -p err --since -1h"),
	},
};

static const struct explain_steps same_version = {
	{
		SRC("Compare the driver on both hosts:", MODULES),
		DST("", MODULES),
	},
};

static const struct explain_steps free_memory = {
	{
		HERE("See what takes the memory, then migrate again:",
		     "free -m; journalctl -k --since -1h | grep -i memory"),
	},
};

static const struct explain_steps look_at_queues = {
	{
		HERE("Look for adapters that do not answer, and restart those:",
		     "lszcrypt -V"),
		HERE("See what the kernel says:",
		     "journalctl -k --since -1h | grep -iE 'ap_|zcrypt|vfio'"),
	},
};

static const struct explain_steps kernel_log = {
	{
		HERE("See what the kernel says:", "journalctl -k --since -1h"),
	},
};

static const struct explain_steps quiet_first = {
	{
		HERE("Wait until adapters are no longer plugged or moved, then migrate again:",
		     "udevadm monitor --kernel --subsystem-match=ap"),
	},
};

static const struct explain_steps one_guest = {
	{
		SRC("Stop one of the two guests at once. See which one is meant to run:",
		    "virsh list --all"),
		DST("", "virsh list --all"),
	},
};

static const struct explain_steps start_source = {
	{
		SRC("Start the guest again on the source, where its mdev still is:",
		    "virsh list --all; ls -d /sys/bus/mdev/devices/%U"),
		DST("Mend what is said above before the next attempt.", NULL),
	},
};

static const struct explain_steps record_all = {
	{
		HERE("Have a recording run before the next attempt:",
		     "aptrace record -o FILE"),
	},
};

static const struct explain_class classes[EXPLAIN_CLASSES] = {
	[EXPLAIN_COMPLETED] = {
		"completed", "COMPLETED",
		"%d has taken the guest over.",
		"The configuration was judged compatible and was applied, and the device runs on %d.",
		{ "", "", &nothing },
	},
	[EXPLAIN_HANDED_OVER] = {
		"handed_over", "HANDED OVER",
		"%s has given the guest away.",
		"The whole configuration was read on %s and the device closed without running again, as a VMM does when the destination has taken over.",
		{ "The source does not learn what the destination says: that is between the VMMs.",
		  VFIO_H, &ask_destination },
	},
	[EXPLAIN_REFUSED] = {
		"refused", "REFUSED",
		"%h cannot take the guest over: ",
		"",
		{ "", "", &nothing },
	},
	[EXPLAIN_APPLY_REFUSED] = {
		"apply_refused", "REFUSED",
		"%h could take the guest over, but not any more: ",
		"All was compatible when it was judged. Before it was applied something changed on %h, so nothing was applied.",
		{ "What was judged can be long ago when it is applied: it is judged again under the locks under which it is applied.",
		  "Documentation/migration.rst, Verdicts have an age", &nothing },
	},
	[EXPLAIN_STREAM_FOREIGN] = {
		"stream_foreign", "REFUSED",
		"%h got something that is not a migration of vfio_ap.",
		"",
		{ "A stream begins with eight characters that say what it is. Anything else is refused before it is looked at.",
		  FORMAT, &same_version },
	},
	[EXPLAIN_STREAM_VERSION] = {
		"stream_version", "REFUSED",
		"%h does not know the source's version of the stream.",
		"",
		{ "A destination takes its own major version only, and no record that it does not know unless that is marked as optional.",
		  FORMAT, &same_version },
	},
	[EXPLAIN_STREAM_DAMAGED] = {
		"stream_damaged", "REFUSED",
		"the data was changed on its way to %h.",
		"",
		{ "Header, records and the whole stream have checksums. What does not fit them is not looked at.",
		  FORMAT, &check_path },
	},
	[EXPLAIN_STREAM_MALFORMED] = {
		"stream_malformed", "REFUSED",
		"%h got a stream that contradicts itself.",
		"",
		{ "The checksums fit, so the sender wrote it so: it is not the driver of this project, or that has a bug.",
		  FORMAT, &same_version },
	},
	[EXPLAIN_STREAM_TOO_LONG] = {
		"stream_too_long", "REFUSED",
		"%h got more than a stream can have.",
		"",
		{ "A stream says how long it is, or ends with an END record. Nothing may come after it.",
		  FORMAT, &check_path },
	},
	[EXPLAIN_STREAM_CUT] = {
		"stream_cut", "REFUSED",
		"the stream to %h was cut.",
		"The VMM on %h asked for the end before all of the stream had been written.",
		{ "Nothing is applied before the END record is complete.",
		  VFIO_H ": RESUMING -> STOP", &ask_both_vmms },
	},
	[EXPLAIN_PEER_GONE] = {
		"peer_gone", "ABORTED",
		"the VMM on %h gave up in the middle of the stream.",
		"The device was reset before all had arrived. This is what a VMM does when its peer is gone or the migration is cancelled.",
		{ "VFIO_DEVICE_RESET ends a migration from every state.",
		  VFIO_H, &ask_both_vmms },
	},
	[EXPLAIN_NOT_STARTED] = {
		"not_started", "ABORTED",
		"the VMM on %h gave up after all had arrived.",
		"The whole stream arrived on %h and nothing in it was refused; then the device was reset.",
		{ "VFIO_DEVICE_RESET ends a migration from every state.",
		  VFIO_H, &ask_both_vmms },
	},
	[EXPLAIN_DESTINATION_CLOSED] = {
		"destination_closed", "ABORTED",
		"the VMM on %h closed the device in the middle.",
		"The device was closed on %h before the guest ran there. This is what it looks like when a VMM ends, is killed or crashes.",
		{ "Closing the device ends a migration from every state; the queues are reset.",
		  VFIO_H, &ask_both_vmms },
	},
	[EXPLAIN_ROLLED_BACK] = {
		"rolled_back", "ROLLED BACK",
		"the guest stays on %s.",
		"The VMM took the device back to RUNNING on %s. No error was seen there.",
		{ "The source does not learn why: that is between the VMMs.",
		  VFIO_H, &why_not },
	},
	[EXPLAIN_SOURCE_RESET] = {
		"source_reset", "ABORTED",
		"the device was reset on %s in the middle.",
		"The VMM on %s, or the guest by a restart, reset the device while it was being saved.",
		{ "VFIO_DEVICE_RESET ends a migration from every state.",
		  VFIO_H, &ask_vmm },
	},
	[EXPLAIN_SOURCE_CLOSED] = {
		"source_closed", "ABORTED",
		"the VMM on %s closed the device in the middle.",
		"The device was closed on %s before the whole stream had been read. This is what it looks like when a VMM ends, is killed or crashes.",
		{ "Closing the device ends a migration from every state; the queues are reset.",
		  VFIO_H, &ask_vmm },
	},
	[EXPLAIN_SE_HOST] = {
		"se_host", "FAILED",
		"%h is itself a Secure Execution guest.",
		"The driver neither saves nor resumes there (EOPNOTSUPP). There is no way around that: the guest has to stay where it is, or give its queues up.",
		{ "The queues of a Secure Execution guest are bound to it, with secrets that do not migrate.",
		  "ap_is_se_guest() in drivers/s390/crypto/ap_bus.c", &nothing },
	},
	[EXPLAIN_NO_MEMORY] = {
		"no_memory", "FAILED",
		"%h had no memory for it.",
		"The kernel could not allocate what the migration needs (ENOMEM): up to 4 MiB, and as much for one table of queues.",
		{ "Memory for a stream is charged to the VMM's control group.",
		  "GFP_KERNEL_ACCOUNT", &free_memory },
	},
	[EXPLAIN_INTERRUPTS] = {
		"interrupts", "FAILED",
		"a queue on %h does not let go of its interrupts.",
		"The device could not be stopped (EIO): a queue did not answer when its interrupts were to be switched off.",
		{ "After STOP no interrupt may reach the guest's memory.",
		  "PQAP(AQIC); Documentation/migration.rst", &look_at_queues },
	},
	[EXPLAIN_RESTLESS] = {
		"restless", "FAILED",
		"queues came and went on %h while they were judged.",
		"Twice in a row a queue was another device than the one that had been judged (EAGAIN).",
		{ "What is applied has to be what was judged.",
		  "Documentation/migration.rst, Verdicts have an age", &quiet_first },
	},
	[EXPLAIN_BAD_ADDRESS] = {
		"bad_address", "FAILED",
		"the VMM on %h gave the kernel memory that it does not have.",
		"A read() or write() of the migration file failed (EFAULT).",
		{ "That is a mistake of the VMM.", "read(2), write(2)", &ask_vmm },
	},
	[EXPLAIN_BAD_REQUEST] = {
		"bad_request", "FAILED",
		"the VMM on %h asked for something that cannot be had.",
		"A request for a state was refused (EINVAL): there is no way to it from the one before.",
		{ "That is a mistake of the VMM.", VFIO_H, &ask_vmm },
	},
	[EXPLAIN_KERNEL_ERROR] = {
		"kernel_error", "FAILED",
		"an error of the kernel on %h.",
		"",
		{ "The device is as it was before the step that failed.",
		  VFIO_H, &kernel_log },
	},
	[EXPLAIN_TWO_GUESTS] = {
		"two_guests", "DANGER",
		"the guest may be running on both hosts.",
		"%d has taken the guest over, and the device runs again on %s.",
		{ "Two copies of a guest that write to the same disks destroy them.",
		  "only the VMMs can prevent this", &one_guest },
	},
	[EXPLAIN_NO_GUEST] = {
		"no_guest", "LOST",
		"the guest runs on neither host.",
		"%s has given it away, and %d has not taken it over.",
		{ "A source may close the device only when the destination has taken over.",
		  "only the VMMs can prevent this", &start_source },
	},
	[EXPLAIN_UNSEEN] = {
		"unseen", "UNKNOWN",
		"it is over on %h, and how it ended was not seen.",
		"The device has gone on to something else. The event that tells the end is not in %r.",
		{ "Each event has a number, so that a gap is known.",
		  "Documentation/tracepoints.rst", &record_all },
	},
	[EXPLAIN_UNDER_WAY] = {
		"under_way", "UNDER WAY",
		"it had not ended on %h at the end of %r.",
		"",
		{ "", "", &nothing },
	},
};

const struct explain_class *explain_class(enum explain_class_id id)
{
	return &classes[id];
}
