# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C19: RESET with queues in every condition. B5: one that is deconfigured or
# checkstopped has nothing that could be left in it, so that is a success.

case_reset() {
	local rc

	mdev_make $m1 adapter 3 10 domain 0 6
	guest_start g1 $m1
	zero_counters
	expect_ask C19.normal ok g1 reset
	expect_resets C19.normal.resets "03.0000 03.0006 0a.0000 0a.0006"
	expect_view C19.normal.view g1 "03,0a/00,06/-"
	expect_ask C19.again ok g1 reset

	# A queue that is withheld is reset as well, with its adapter.
	unbind 0a.0000
	zero_counters
	expect_ask C19.withheld ok g1 reset
	expect_resets C19.withheld.resets "03.0000 03.0006 0a.0006"
	bind 0a.0000

	# Busy for some polls
	emu_queue 03.0006 reset_busy=3
	zero_counters
	expect_ask C19.busy ok g1 reset
	count_of tapq 03.0006
	expect C19.busy.polled "$((answer >= 4))" 1
	expect_view C19.busy.view g1 "03,0a/00,06/-"
	emu_queue_plain 03.0006

	# One that ends late
	emu_queue 03.0006 reset_busy=forever
	tell g1 reset
	hear g1 1
	expect C19.late.waits "$answer" "(no answer)"
	emu_queue 03.0006 reset_busy=0
	hear g1
	expect C19.late.ends "$answer" ok
	emu_queue_plain 03.0006

	for rc in 03 04; do
		emu_queue 03.0006 rc=$rc
		expect_ask C19.rc_$rc ok g1 reset
		expect_view C19.rc_$rc.view g1 "03,0a/00,06/-"
		emu_queue_plain 03.0006
		expect_ask C19.rc_$rc.after ok g1 reset
	done
	emu_adapter 03 config=0
	rescan
	expect_ask C19.deconfigured ok g1 reset
	emu_adapter 03 config=1 checkstop=1
	rescan
	expect_ask C19.checkstopped ok g1 reset
	emu_adapter 03 checkstop=0
	rescan
	expect_ask C19.on_again ok g1 reset
	expect_view C19.on_again.view g1 "03,0a/00,06/-"

	# It says that it is not there: an error, also of the others' success.
	emu_queue 03.0006 reset_rc=01
	zero_counters
	expect_ask C19.rc_01 -EIO g1 reset
	expect_resets C19.rc_01.resets "03.0000 03.0006 0a.0000 0a.0006"
	emu_queue_plain 03.0006
	expect_ask C19.rc_01.after ok g1 reset
	reset_stuck
	guest_stop g1

	# No queue at all is no error.
	mdev_new $m2
	guest_start g1 $m2
	expect_ask C19.no_queue ok g1 reset
	guest_stop g1
}

# A reset that never ends must not hold the VMM for ever.
reset_stuck() {
	not_run C19.stuck && return
	emu_queue 0a.0000 reset_busy=forever
	expect_ask C19.stuck -EIO g1 reset
	emu_queue_plain 0a.0000
	expect_ask C19.stuck.after ok g1 reset
	expect_guest C19.stuck.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	expect_view C19.stuck.view g1 "03,0a/00,06/-"
}
