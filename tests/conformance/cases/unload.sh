# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C22: unloading and loading again, with queues bound, with mdevs, with a guest

unload_state() {
	ask h list /sys/devices/vfio_ap
	expect "$1".sysfs "$answer" -ENOENT
	ask h list /sys/bus/matrix
	expect "$1".bus "$answer" -ENOENT
	ask h list $ap_driver
	expect "$1".ap_driver "$answer" -ENOENT
	queue_driver 03.0006
	expect "$1".queue "$answer" -ENOENT
}

case_unload() {
	mdev_make $m1 adapter 3 10 domain 6
	mdev_make $m2 adapter 3 domain 0
	guest_start g1 $m1
	expect C22.open.refused "$(rmmod vfio_ap 2>&1 | grep -c 'in use')" 1
	expect_view C22.open.view g1 "03,0a/06/-"
	guest_stop g1
	zero_counters
	rmmod vfio_ap
	expect C22.mdevs.unload "$?" 0
	unload_state C22.mdevs
	get_resets
	expect C22.mdevs.resets "$([[ " $answer " == *' 03.0000 '*' 03.0006 '*' 0a.0006 '* ]] && echo yes)" yes
	driver_load
	expect C22.load "$?" 0
	settle
	queue_driver 03.0006
	expect C22.load.queue "$answer" vfio_ap
	queue_status 03.0006
	expect C22.load.status "$answer" 'unassigned\n'
	expect_get C22.load.available_instances $type/available_instances '65536\n'
	mdev_make $m1 adapter 3 domain 6
	expect_guest C22.load.guest_matrix $m1 03.0006
	mdev_remove $m1

	rmmod vfio_ap
	expect C22.no_mdev.unload "$?" 0
	unload_small_machine
}

# Without extended addressing: 64 adapters, 16 domains
unload_small_machine() {
	local kind

	machine_fields apxa=0
	driver_load
	expect C22.no_apxa.load "$?" 0
	mdev_new $m1
	expect_put C22.no_apxa.assign_adapter.max $matrix/$m1/assign_adapter 63 ok
	expect_put C22.no_apxa.assign_adapter.over $matrix/$m1/assign_adapter 64 -ENODEV
	sure_put $matrix/$m1/unassign_adapter 63
	for kind in domain control_domain; do
		expect_put C22.no_apxa.assign_$kind.max $matrix/$m1/assign_$kind 15 ok
		expect_put C22.no_apxa.assign_$kind.over $matrix/$m1/assign_$kind 16 -ENODEV
	done
	expect_put C22.no_apxa.ap_config.over $matrix/$m1/ap_config "0x0,0x00008,0x0" -ENODEV
	mdev_remove $m1
	rmmod vfio_ap
	machine_fields apxa=1
	driver_load
	settle
}
