# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C14: the host's masks while mdevs have queues

expect_mask() { # ID apmask|aqmask VALUE WANT
	expect_put "$1" $ap_bus/"$2" "$3" "$4"
}

case_in_use() {
	local apmask aqmask all=0x${zeros_64//0/f}

	get $ap_bus/apmask
	apmask=$answer
	get $ap_bus/aqmask
	aqmask=$answer
	mdev_make $m1 adapter 3 domain 1
	mdev_make $m2 adapter 0x10 domain 6
	mdev_make $m3 adapter 0xa

	expect_mask C14.apmask.relative apmask +3 -EBUSY
	expect_mask C14.apmask.relative_many apmask +10,+3 -EBUSY
	expect_mask C14.apmask.absolute apmask $all -EBUSY
	expect_mask C14.aqmask.relative aqmask +6 -EBUSY
	expect_mask C14.aqmask.relative_many aqmask +0,+6 -EBUSY
	expect_mask C14.aqmask.absolute aqmask $all -EBUSY
	expect_get C14.apmask.unchanged $ap_bus/apmask "$apmask"
	expect_get C14.aqmask.unchanged $ap_bus/aqmask "$aqmask"
	queue_driver 03.0001
	expect C14.apmask.still_bound "$answer" vfio_ap
	queue_driver 10.0006
	expect C14.aqmask.still_bound "$answer" vfio_ap
	expect_guest C14.guest_matrix.apmask $m1 03.0001
	expect_guest C14.guest_matrix.aqmask $m2 10.0006

	# An adapter alone is no queue; domain 0 is nobody's.
	expect_mask C14.apmask.adapter_only apmask +10 ok
	settle
	queue_driver 0a.0001
	expect C14.apmask.adapter_only.moved "${answer#cex4}" queue
	queue_driver 0a.0006
	expect C14.apmask.adapter_only.stays "$answer" vfio_ap
	expect_put C14.assign.after $matrix/$m3/assign_domain 1 -EADDRNOTAVAIL
	expect_mask C14.apmask.back apmask -10 ok
	expect_mask C14.aqmask.free aqmask +0 ok
	expect_mask C14.aqmask.free_back aqmask -0 ok
	# Taking more from the host is no harm.
	expect_mask C14.aqmask.minus aqmask -2 ok
	expect_mask C14.aqmask.minus_back aqmask +2 ok
	settle
	expect_guest C14.guest_matrix.after $m1 03.0001

	# Nor does it matter whether there is a queue, or a guest.
	sure_put $ap_bus/apmask -0x40
	sure_put $matrix/$m3/unassign_adapter 0xa
	mdev_assign $m3 adapter 0x40 domain 0x30
	expect_mask C14.apmask.no_queue apmask +0x40 -EBUSY
	mdev_remove $m3
	expect_mask C14.apmask.mdev_gone apmask +0x40 ok
	guest_start g1 $m1
	expect_mask C14.guest.apmask apmask +3 -EBUSY
	expect_view C14.guest.view g1 "03/01/-"
	sure_put $matrix/$m1/unassign_domain 1
	expect_mask C14.guest.unassigned apmask +3 ok
	settle
	expect_put C14.guest.reassign $matrix/$m1/assign_domain 1 -EADDRNOTAVAIL
	expect_mask C14.guest.unassigned_back apmask -3 ok
	settle
	sure_put $matrix/$m1/assign_domain 1
	expect_view C14.guest.view_back g1 "03/01/-"
	guest_stop g1
}
