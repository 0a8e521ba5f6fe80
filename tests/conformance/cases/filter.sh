# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C8, C12: what the guest gets of what is assigned

# What one queue that cannot be used does to its adapter, without and with guest
filter_unbound() { # PREFIX
	unbind 0a.0002
	expect_matrix "$1".unbound.matrix $m1 "03.0002 03.0006 0a.0002 0a.0006"
	expect_guest "$1".unbound.guest_matrix $m1 "03.0002 03.0006"
	bind 0a.0002
	expect_guest "$1".bound.guest_matrix $m1 "03.0002 03.0006 0a.0002 0a.0006"
	unbind 03.0006
	unbind 0a.0006
	expect_guest "$1".all_unbound.guest_matrix $m1 ".0002 .0006"
	bind 03.0006
	expect_guest "$1".one_bound.guest_matrix $m1 "03.0002 03.0006"
	bind 0a.0006
	expect_guest "$1".two_bound.guest_matrix $m1 "03.0002 03.0006 0a.0002 0a.0006"
}

case_filter() {
	mdev_make $m1 adapter 3 10 domain 2 6
	filter_unbound C8.no_guest
	guest_start g1 $m1
	expect_view C8.guest.view.before g1 "03,0a/02,06/-"
	filter_unbound C8.guest
	unbind 0a.0002
	expect_view C8.guest.view.unbound g1 "03/02,06/-"
	# Adding a domain does not bring the adapter back, nor lose the other.
	expect_put C12.assign_domain $matrix/$m1/assign_domain 0 ok
	expect_guest C12.assign_domain.guest_matrix $m1 "03.0000 03.0002 03.0006"
	expect_view C12.assign_domain.view g1 "03/00,02,06/-"
	# Without the domain of the missing queue the adapter is complete.
	expect_put C12.unassign_domain $matrix/$m1/unassign_domain 0 ok
	expect_view C12.unassign_domain.view g1 "03/02,06/-"
	bind 0a.0002
	expect_view C8.guest.view.bound g1 "03,0a/02,06/-"
	guest_stop g1
	mdev_remove $m1

	# Bound late: assigned while the queue had no driver
	unbind 0a.0006
	mdev_make $m1 adapter 3 10 domain 6
	expect_guest C8.assigned_unbound.guest_matrix $m1 "03.0006"
	bind 0a.0006
	expect_guest C8.bound_later.guest_matrix $m1 "03.0006 0a.0006"
	mdev_remove $m1

	filter_control_domains
	filter_not_passable
}

# The guest gets those that the host has: 0 to 7.
filter_control_domains() {
	mdev_make $m1 adapter 3 domain 6 control_domain 5 0x20
	expect_words C8.control_domains.shown $matrix/$m1/control_domains "0005 0020"
	guest_start g1 $m1
	expect_view C8.control_domains.view g1 "03/06/05"
	sure_put $matrix/$m1/assign_control_domain 7
	expect_view C8.control_domains.assign.view g1 "03/06/05,07"
	sure_put $matrix/$m1/assign_control_domain 0x21
	expect_view C8.control_domains.beyond_host.view g1 "03/06/05,07"
	sure_put $matrix/$m1/unassign_control_domain 5
	expect_view C8.control_domains.unassign.view g1 "03/06/07"
	guest_stop g1
	mdev_remove $m1
}

# A queue whose reset said that it is not there is not given to a guest.
filter_not_passable() {
	mdev_make $m1 adapter 3 10 domain 6
	guest_start g1 $m1
	emu_queue 03.0006 reset_rc=01
	expect_ask C12.not_passable.reset -EIO g1 reset
	# The next change is when a driver must look at the result.
	sure_put $matrix/$m1/assign_domain 0
	expect_guest C12.not_passable.guest_matrix $m1 "0a.0000 0a.0006"
	expect_view C12.not_passable.view g1 "0a/00,06/-"
	queue_status 03.0006
	expect C12.not_passable.status "$answer" 'assigned\n'
	emu_queue_plain 03.0006
	expect_ask C12.passable.reset ok g1 reset
	sure_put $matrix/$m1/assign_domain 2
	expect_guest C12.passable.guest_matrix $m1 "03.0000 03.0002 03.0006 0a.0000 0a.0002 0a.0006"
	expect_view C12.passable.view g1 "03,0a/00,02,06/-"
	guest_stop g1
	mdev_remove $m1
}
