# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C11: queues that come and go, with and without an mdev and a guest

case_queue_probe() {
	# Nobody has it.
	zero_counters
	unbind 03.0002
	expect_resets C11.unassigned.remove.resets "03.0002"
	queue_status 03.0002
	expect C11.unassigned.remove.status "$answer" "-ENOENT open"
	bind 03.0002
	queue_status 03.0002
	expect C11.unassigned.probe.status "$answer" 'unassigned\n'

	mdev_make $m1 adapter 3 10 domain 0 6
	zero_counters
	unbind 03.0006
	expect_guest C11.assigned.remove.guest_matrix $m1 "0a.0000 0a.0006"
	expect_resets C11.assigned.remove.resets "03.0000 03.0006"
	bind 03.0006
	expect_guest C11.assigned.probe.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"

	guest_start g1 $m1
	zero_counters
	unbind 03.0006
	expect_view C11.in_use.remove.view g1 "0a/00,06/-"
	expect_resets C11.in_use.remove.resets "03.0000 03.0006"
	bind 03.0006
	expect_view C11.in_use.probe.view g1 "03,0a/00,06/-"
	get_resets
	expect C11.in_use.probe.other_adapter "${answer//03.00??/}" " "

	# A second one of the same adapter: the guest has lost that already.
	unbind 03.0006
	guest_view g1
	changes=$view_changes
	zero_counters
	unbind 03.0000
	guest_view g1
	expect C11.second.remove.view_untouched "$((view_changes - changes))" 0
	bind 03.0006
	expect_view C11.second.probe.view g1 "0a/00,06/-"
	bind 03.0000
	expect_view C11.both.probe.view g1 "03,0a/00,06/-"

	# Not assigned to it: the guest does not notice.
	guest_view g1
	changes=$view_changes
	unbind 03.0002
	bind 03.0002
	guest_view g1
	expect C11.elsewhere.view_untouched "$((view_changes - changes))" 0
	guest_stop g1

	# The mdev goes while the queue is away, and while it is there.
	unbind 0a.0006
	mdev_remove $m1
	bind 0a.0006
	queue_status 0a.0006
	expect C11.mdev_gone.status "$answer" 'unassigned\n'
	unbind 0a.0006
	bind 0a.0006
	queue_status 03.0006
	expect C11.mdev_gone.other.status "$answer" 'unassigned\n'
}
