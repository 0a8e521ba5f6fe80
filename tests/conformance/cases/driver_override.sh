# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C11, C14 with driver_override, which 7.x has: a single queue for a driver by
# name. The AP bus takes it only while its masks are untouched.

expect_override() { # ID AA.DDDD NAME WANT
	expect_put "$1" $ap_bus/devices/"$2"/driver_override "$3" "$4"
}

# Gives the queue to whoever is to have it now
rebind() { # AA.DDDD
	put_bare $ap_bus/devices/"$1"/driver/unbind "$1"
	put_bare $ap_bus/drivers_probe "$1"
}

case_driver_override() {
	if [[ ! -e $ap_bus/devices/03.0006/driver_override ]]; then
		skip C11.driver_override "this kernel's AP bus has no driver_override"
		return
	fi
	# The masks are in use.
	expect_override C11.override.masks_in_use 03.0006 vfio_ap -EINVAL
	sure_put $ap_bus/apmask 0x${zeros_64//0/f}
	sure_put $ap_bus/aqmask 0x${zeros_64//0/f}
	settle
	mdev_make $m1 adapter 3
	expect_put C11.override.host_owns $matrix/$m1/assign_domain 6 -EADDRNOTAVAIL

	expect_override C11.override.set 03.0006 vfio_ap ok
	rebind 03.0006
	queue_driver 03.0006
	expect C11.override.bound "$answer" vfio_ap
	queue_status 03.0006
	expect C11.override.status "$answer" 'unassigned\n'
	expect_put C11.override.assign $matrix/$m1/assign_domain 6 ok
	expect_guest C11.override.guest_matrix $m1 03.0006
	guest_start g1 $m1
	expect_view C11.override.view g1 "03/06/-"
	# The queue beside it is still the host's.
	expect_put C11.override.neighbour $matrix/$m1/assign_domain 0 -EADDRNOTAVAIL
	expect_put C14.override.masks $ap_bus/apmask -3 -EINVAL
	# Two of them
	expect_override C11.override.second 0a.0006 vfio_ap ok
	rebind 0a.0006
	expect_put C11.override.second.assign $matrix/$m1/assign_adapter 0xa ok
	expect_view C11.override.second.view g1 "03,0a/06/-"
	expect_ask C11.override.reset ok g1 reset

	# Taken back while it is in use: the guest loses the adapter.
	expect_override C11.override.clear 0a.0006 '' ok
	rebind 0a.0006
	queue_driver 0a.0006
	expect C11.override.cleared.bound "${answer#cex4}" queue
	expect_view C11.override.cleared.view g1 "03/06/-"
	expect_guest C11.override.cleared.guest_matrix $m1 03.0006
	expect_matrix C11.override.cleared.matrix $m1 "03.0006 0a.0006"
	guest_stop g1
	mdev_remove $m1
	expect_override C11.override.clear_first 03.0006 '' ok
	rebind 03.0006
	queue_driver 03.0006
	expect C11.override.back "${answer#cex4}" queue
	sure_put $ap_bus/apmask -3,-10
	sure_put $ap_bus/aqmask -0,-6
	settle
}
