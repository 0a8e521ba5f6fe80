# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# B1: a queue must not remember an mdev that does not have it any more. In-tree
# it does when its adapter was withheld while it was unassigned.

case_stale_links() {
	not_run B1.stale_links && return
	mdev_make $m1 adapter 3 10 domain 0 6
	unbind 03.0000
	expect_put B1.unassign_adapter $matrix/$m1/unassign_adapter 3 ok
	queue_status 03.0006
	expect B1.unassign_adapter.status "$answer" 'unassigned\n'
	mdev_remove $m1
	bind 03.0000
	unbind 03.0006
	bind 03.0006
	queue_status 03.0006
	expect B1.unassign_adapter.bound_again "$answer" 'unassigned\n'

	mdev_make $m1 adapter 3 10 domain 0 6
	unbind 03.0000
	expect_put B1.unassign_domain $matrix/$m1/unassign_domain 6 ok
	mdev_remove $m1
	bind 03.0000
	unbind 03.0006
	bind 03.0006
	queue_status 03.0006
	expect B1.unassign_domain.bound_again "$answer" 'unassigned\n'

	mdev_make $m1 adapter 3 10 domain 0 6
	unbind 03.0000
	expect_put B1.ap_config $matrix/$m1/ap_config "0x002,0x82,0x0" ok
	mdev_make $m2 adapter 3 domain 6
	expect_guest B1.ap_config.other.guest_matrix $m2 "03.0006"
	mdev_remove $m1
	guest_start g1 $m2
	unbind 03.0006
	expect_view B1.ap_config.other.unbind.view g1 "-/06/-"
	bind 03.0006
	expect_view B1.ap_config.other.bind.view g1 "03/06/-"
	guest_stop g1
	mdev_remove $m2
	bind 03.0000
}
