# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C13: an adapter is configured off and on, checkstopped, or replaced by another
# type. Off and checkstopped are no reason to take it from the guest: its
# response codes tell it.

case_adapter_state() {
	local state

	mdev_make $m1 adapter 3 10 domain 6
	guest_start g1 $m1
	for state in "config 0 1" "checkstop 1 0"; do
		# shellcheck disable=SC2086
		set -- $state
		emu_adapter 03 "$1=$2"
		rescan
		expect_guest C13."$1".off.guest_matrix $m1 "03.0006 0a.0006"
		expect_view C13."$1".off.view g1 "03,0a/06/-"
		queue_status 03.0006
		expect C13."$1".off.status "$answer" 'in use\n'
		# It may be assigned in that state, too.
		sure_put $matrix/$m1/assign_domain 0
		expect_view C13."$1".off.assign.view g1 "03,0a/00,06/-"
		sure_put $matrix/$m1/unassign_domain 0
		sure_put $matrix/$m1/assign_domain 0
		expect_view C13."$1".off.assign_again.view g1 "03,0a/00,06/-"
		sure_put $matrix/$m1/unassign_domain 0
		emu_adapter 03 "$1=$3"
		rescan
		expect_view C13."$1".on.view g1 "03,0a/06/-"
		expect_ask C13."$1".on.reset ok g1 reset
	done

	# The bus takes the old card away and makes a new one.
	emu_adapter 03 type=cex7
	rescan
	rescan
	expect_guest C13.type.guest_matrix $m1 "03.0006 0a.0006"
	expect_view C13.type.view g1 "03,0a/06/-"
	get /sys/devices/ap/card03/hwtype
	expect C13.type.new "$answer" '13\n'
	emu_adapter 03 type=cex8
	rescan
	rescan
	expect_view C13.type_back.view g1 "03,0a/06/-"
	guest_stop g1
}
