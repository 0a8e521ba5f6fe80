# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C5: who owns a queue: the host, another mdev

case_ownership() {
	# The host has 10.0001 to 10.0003.
	mdev_make $m1 domain 1
	expect_put C5.assign_adapter.host $matrix/$m1/assign_adapter 0x10 -EADDRNOTAVAIL
	expect_matrix C5.assign_adapter.host.result $m1 .0001
	# Without a domain in it that the host has, the adapter is free.
	expect_put C5.unassign_domain.ok $matrix/$m1/unassign_domain 1 ok
	expect_put C5.assign_adapter.shared_adapter $matrix/$m1/assign_adapter 0x10 ok
	expect_put C5.assign_domain.host $matrix/$m1/assign_domain 1 -EADDRNOTAVAIL
	expect_put C5.assign_domain.host_last $matrix/$m1/assign_domain 3 -EADDRNOTAVAIL
	expect_matrix C5.assign_domain.host.result $m1 10.
	expect_put C5.assign_domain.released $matrix/$m1/assign_domain 6 ok
	expect_matrix C5.assign_domain.released.result $m1 10.0006
	# What counts are the masks, not whether there is such a queue.
	expect_put C5.assign_domain.host_no_queue $matrix/$m1/assign_domain 0x50 -EADDRNOTAVAIL
	expect_put C5.assign_adapter.host_no_queue $matrix/$m1/assign_adapter 0x60 ok
	expect_matrix C5.assign_adapter.no_queue.result $m1 "10.0006 60.0006"
	expect_guest C5.assign_adapter.no_queue.guest $m1 "10.0006"
	# One queue of many is enough.
	mdev_make $m2 adapter 3 domain 0 1 2
	expect_put C5.assign_adapter.host_one_of_many $matrix/$m2/assign_adapter 0x10 -EADDRNOTAVAIL
	# Control domains belong to nobody.
	expect_put C5.assign_control_domain.host $matrix/$m1/assign_control_domain 1 ok
	expect_put C5.assign_control_domain.shared $matrix/$m2/assign_control_domain 1 ok
	expect_put C5.assign_control_domain.not_the_hosts $matrix/$m2/assign_control_domain 0x20 ok
	expect_words C5.assign_control_domain.result2 $matrix/$m2/control_domains "0001 0020"
	mdev_remove $m1
	mdev_remove $m2

	mdev_make $m1 adapter 3 domain 0 6
	mdev_make $m2 domain 6
	expect_put C5.assign_adapter.in_use $matrix/$m2/assign_adapter 3 -EADDRINUSE
	expect_matrix C5.assign_adapter.in_use.result $m2 .0006
	expect_matrix C5.assign_adapter.in_use.other $m1 "03.0000 03.0006"
	expect_put C5.assign_adapter.other_adapter $matrix/$m2/assign_adapter 0xa ok
	expect_put C5.unassign_domain.for_swap $matrix/$m2/unassign_domain 6 ok
	expect_put C5.assign_adapter.same_adapter $matrix/$m2/assign_adapter 3 ok
	expect_put C5.assign_domain.in_use $matrix/$m2/assign_domain 6 -EADDRINUSE
	expect_put C5.assign_domain.other_domain $matrix/$m2/assign_domain 2 ok
	expect_matrix C5.assign_domain.in_use.result $m2 "03.0002 0a.0002"
	expect_guest C5.assign_domain.in_use.other $m1 "03.0000 03.0006"
	# Given back, it can be had.
	expect_put C5.unassign_domain.given_back $matrix/$m1/unassign_domain 6 ok
	expect_put C5.assign_domain.taken_over $matrix/$m2/assign_domain 6 ok
	expect_guest C5.assign_domain.taken_over.guest $m2 "03.0002 03.0006 0a.0002 0a.0006"
	expect_guest C5.assign_domain.taken_over.other $m1 "03.0000"
	mdev_remove $m1
	mdev_remove $m2
	# Queues that do not exist are owned all the same.
	sure_put $ap_bus/apmask -0x40
	mdev_make $m1 adapter 0x40 domain 0x30
	mdev_make $m2 adapter 0x40
	expect_put C5.assign_domain.in_use_no_queue $matrix/$m2/assign_domain 0x30 -EADDRINUSE
	mdev_remove $m1
	mdev_remove $m2
	sure_put $ap_bus/apmask +0x40
}
