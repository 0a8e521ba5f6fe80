# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C16: removing an mdev that is open: the VMM is asked by its eventfd, and the
# removal waits for it

# irq_req_silent_removal ID UUID GUEST: removing the mdev, open in GUEST, waits; g1's
# eventfd 0 stays silent; the removal ends when GUEST does.
irq_req_silent_removal() {
	remove_begin "$2"
	hear r 0.5
	expect "$1.remove_waits" "$answer" "(no answer)"
	expect_ask "$1.silent" 0 g1 count 0
	guest_stop "$3"
	hear r
	expect "$1.removed" "$answer" ok
	client_stop r
}

case_irq_req() {
	local api

	for api in group cdev; do
		mdev_make $m1 adapter 3 10 domain 6
		guest_start g1 $m1 $api
		set_eventfd g1 $req_index 0
		expect C16.$api.set_irqs "$answer" ok
		remove_begin $m1
		expect_ask C16.$api.req 1 g1 wait 0 20000
		expect_view C16.$api.view g1 cleared
		hear r 0.5
		expect C16.$api.remove_waits "$answer" "(no answer)"
		expect_put C16.$api.name_is_taken $type/create $m1 -EEXIST
		expect_get C16.$api.instance_is_taken $type/available_instances '65535\n'
		zero_counters
		expect_ask C16.$api.reset ok g1 reset
		clear_eventfd g1 $req_index
		expect_ask C16.$api.close ok g1 close
		hear r
		expect C16.$api.remove_ends "$answer" ok
		get_resets
		expect C16.$api.resets "$answer" "03.0006 0a.0006"
		queue_status 03.0006
		expect C16.$api.status "$answer" 'unassigned\n'
		ask h list /sys/bus/mdev/devices
		expect C16.$api.gone "$answer" ""
		guest_stop g1
		client_stop r
	done

	# The replaced eventfd and one that was taken back are silent.
	mdev_make $m1 adapter 3 domain 6
	guest_start g1 $m1
	set_eventfd g1 $req_index 0
	set_eventfd g1 $req_index 1
	remove_begin $m1
	expect_ask C16.replaced.new 1 g1 wait 1 20000
	expect_ask C16.replaced.old 0 g1 count 0
	clear_eventfd g1 $req_index
	ask g1 close
	hear r
	expect C16.replaced.removed "$answer" ok
	guest_stop g1
	client_stop r

	mdev_make $m1 adapter 3 domain 6
	guest_start g1 $m1
	set_eventfd g1 $req_index 0
	clear_eventfd g1 $req_index
	irq_req_silent_removal C16.cleared $m1 g1

	# A new mdev of that name has nothing of the old one.
	mdev_make $m1
	expect_matrix C16.again.matrix $m1 ""
	guest_start g1 $m1
	expect_view C16.again.view g1 "-/-/-"
	guest_stop g1

	# What a VMM has left set when it closes, or dies, is gone: the next one is not
	# its business. kmemleak sees whether the eventfd was let go.
	not_run C16.left_set && return
	mdev_make $m2 adapter 3 domain 6
	guest_start g1 $m2
	set_eventfd g1 $req_index 0
	ask g1 close
	guest_start g2 $m2
	irq_req_silent_removal C16.left_set $m2 g2
	guest_stop g1
}
