# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C10: the status attribute of a queue

expect_status() { # ID AA.DDDD WANT
	queue_status "$2"
	expect "$1" "$answer" "$3\\n"
}

case_status() {
	expect_status C10.unassigned 03.0006 unassigned
	mdev_make $m1 adapter 3 10
	expect_status C10.adapter_only 03.0006 unassigned
	mdev_assign $m1 domain 6
	expect_status C10.assigned 03.0006 assigned
	expect_status C10.other_domain 03.0000 unassigned
	expect_status C10.other_adapter 10.0006 unassigned
	guest_start g1 $m1
	expect_status C10.in_use 03.0006 "in use"
	expect_status C10.in_use.other 03.0000 unassigned
	# Withheld from the guest, with its adapter
	mdev_assign $m1 domain 2
	unbind 03.0002
	expect_status C10.withheld 03.0006 assigned
	expect_status C10.withheld.other_adapter 0a.0006 "in use"
	bind 03.0002
	expect_status C10.given_back 03.0006 "in use"
	expect_status C10.given_back.bound 03.0002 "in use"
	sure_put $matrix/$m1/unassign_domain 2
	expect_status C10.hot_unplugged 03.0002 unassigned
	guest_stop g1
	expect_status C10.closed 03.0006 assigned
	mdev_remove $m1
	expect_status C10.removed 03.0006 unassigned
}
