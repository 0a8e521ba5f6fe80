# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C18: opening and closing, by the group and by the device's own node; two
# guests, two mdevs

open_one_way() { # API
	local api=$1 step=bind

	[[ $api != group ]] || step=get_device_fd
	guest_vm g1
	expect_ask C18."$api".no_kvm "-EINVAL $step" g1 open $m1 "$api" nokvm
	expect_ask C18."$api".open ok g1 open $m1 "$api"
	expect_view C18."$api".open.view g1 "03,0a/06/05"
	queue_status 03.0006
	expect C18."$api".open.status "$answer" 'in use\n'
	zero_counters
	expect_ask C18."$api".reset ok g1 reset
	expect_resets C18."$api".reset.resets "03.0006 0a.0006"

	# A second time: this guest, another guest
	expect_ask C18."$api".twice.same_guest "$2" g1 open-twice $m1 "$api"
	guest_vm g2
	expect_ask C18."$api".twice.other_guest "$2" g2 open $m1 "$api"
	expect_view C18."$api".twice.view g1 "03,0a/06/05"
	expect_view C18."$api".twice.other_view g2 "never set"

	# Another mdev for the same guest
	expect_ask C18."$api".second_mdev "-EPERM $step" g1 open-twice $m2 "$api"
	expect_view C18."$api".second_mdev.view g1 "03,0a/06/05"
	queue_status 03.0000
	expect C18."$api".second_mdev.status "$answer" 'assigned\n'
	expect_ask C18."$api".second_mdev.reset ok g1 reset

	# Another mdev for another guest
	expect_ask C18."$api".other_mdev ok g2 open $m2 "$api"
	expect_view C18."$api".other_mdev.view g2 "03/00/-"
	expect_view C18."$api".other_mdev.first_view g1 "03,0a/06/05"

	zero_counters
	expect_ask C18."$api".close ok g1 close
	expect_view C18."$api".close.view g1 cleared
	expect_resets C18."$api".close.resets "03.0006 0a.0006"
	expect_guest C18."$api".close.guest_matrix $m1 "03.0006 0a.0006"
	queue_status 03.0006
	expect C18."$api".close.status "$answer" 'assigned\n'
	expect_view C18."$api".close.other_view g2 "03/00/-"

	# What the guest does not have any more is not set.
	sure_put $matrix/$m1/unassign_domain 6
	expect_view C18."$api".closed.unassign.view g1 cleared
	sure_put $matrix/$m1/assign_domain 6
	expect_view C18."$api".closed.assign.view g1 cleared

	# This guest may have the other mdev now, and the other guest this.
	ask g2 close
	expect_ask C18."$api".swap.first ok g1 open $m2 "$api"
	expect_view C18."$api".swap.first.view g1 "03/00/-"
	expect_ask C18."$api".swap.second ok g2 open $m1 "$api"
	expect_view C18."$api".swap.second.view g2 "03,0a/06/05"

	# A VMM that just ends
	zero_counters
	guest_stop g2
	expect_resets C18."$api".exit.resets "03.0006 0a.0006"
	queue_status 03.0006
	expect C18."$api".exit.status "$answer" 'assigned\n'
	guest_stop g1
}

case_open() {
	mdev_make $m1 adapter 3 10 domain 6 control_domain 5
	mdev_make $m2 adapter 3 domain 0
	open_one_way group "-EBUSY group"
	open_one_way cdev "-EINVAL bind"

	# An mdev with nothing; it gets its queues while it is open.
	mdev_new $m3
	guest_start g1 $m3
	expect_view C18.empty.view g1 "-/-/-"
	sure_put $matrix/$m3/assign_adapter 0x10
	expect_view C18.empty.adapter.view g1 "10/-/-"
	sure_put $matrix/$m3/assign_domain 6
	expect_view C18.empty.domain.view g1 "10/06/-"
	queue_status 10.0006
	expect C18.empty.status "$answer" 'in use\n'
	expect_ask C18.empty.reset ok g1 reset
	zero_counters
	sure_put $matrix/$m3/unassign_adapter 0x10
	expect_view C18.empty.unassign.view g1 "-/06/-"
	expect_resets C18.empty.unassign.resets 10.0006
	guest_stop g1
}
