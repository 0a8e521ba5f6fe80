# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C20: PQAP(AQIC), executed by a guest's processor: a queue's interrupts. The
# adapters then really raise them, and count those that hit a page which the
# driver has let go ("stray").

# Guest memory: indicators in this piece of 1 MiB, and some other piece
readonly piece=0x200000,0x100000 other_piece=0x300000,0x100000
readonly nib=0x202000 nib_other=0x202040

on() { # AA.DDDD [ISC [NIB]]
	answer=aqic=$1,on,isc=${2-3},nib=${3-$nib}
}

expect_on() { # ID WANT AA.DDDD [ISC [NIB]]
	on "${@:3}"
	expect_vcpu "$1" "$answer" "$2"
}

expect_off() { # ID WANT AA.DDDD
	expect_vcpu "$1" "aqic=$3,off" "$2"
}

# An interrupt arrives: the guest's processor gets it, and its byte is set.
expect_interrupt() { # ID AA.DDDD ISC NIB
	vcpu "poke=$4,0"
	expect_raise "$1".raise "$2" ok
	expect_vcpu "$1".arrives wait-irq=20000 "io $3"
	expect_vcpu "$1".indicator "peek=$4,1" 01
}

case_aqic() {
	local api

	for api in group cdev; do
		mdev_make $m1 adapter 3 10 domain 0 6
		vcpu_start $m1 --api $api || return
		aqic_on_off C20.$api
		aqic_unmap C20.$api
		# A VMM that ends with interrupts on
		expect_on C20.$api.exit.on "rc=00 cc=0" 0a.0006
		vcpu_stop
		expect_raise C20.$api.exit.raise 0a.0006 -ENODATA
		mdev_remove $m1
	done
	mdev_make $m1 adapter 3 10 domain 0 6
	vcpu_start $m1 || return
	aqic_refused
	aqic_guest_reset
	aqic_hot_plug
	aqic_removed
	vcpu_stop
	aqic_forced
	ask h counter irq_stray
	expect C20.no_stray_interrupt "$answer" ""
}

aqic_on_off() { # PREFIX
	expect_on "$1".on "rc=00 cc=0" 0a.0006
	expect_interrupt "$1".interrupt 0a.0006 3 $nib
	expect_on "$1".on_again "rc=07 cc=3" 0a.0006
	expect_interrupt "$1".on_again.interrupt 0a.0006 3 $nib
	# Another queue with the same subclass, and its own byte of the same page
	expect_on "$1".second.on "rc=00 cc=0" 03.0006 3 $nib_other
	expect_off "$1".off "rc=00 cc=0" 0a.0006
	expect_raise "$1".off.raise 0a.0006 -ENODATA
	expect_interrupt "$1".second.interrupt 03.0006 3 $nib_other
	expect_off "$1".off_again "rc=07 cc=3" 0a.0006
	expect_on "$1".other_isc.on "rc=00 cc=0" 0a.0006 7
	expect_interrupt "$1".other_isc 0a.0006 7 $nib
	expect_off "$1".other_isc.off "rc=00 cc=0" 0a.0006
	expect_off "$1".second.off "rc=00 cc=0" 03.0006
	# Turning off takes a while: the page must stay until it is done.
	expect_on "$1".slow.on "rc=00 cc=0" 0a.0006
	emu_queue 0a.0006 irq_delay=2
	expect_off "$1".slow.off "rc=00 cc=0" 0a.0006
	expect_raise "$1".slow.raise 0a.0006 -ENODATA
	emu_queue_plain 0a.0006
	# RESET turns off, and nothing is in the way of turning on again.
	expect_on "$1".reset.on "rc=00 cc=0" 0a.0006
	expect_vcpu "$1".reset reset ok
	expect_raise "$1".reset.raise 0a.0006 -ENODATA
	expect_on "$1".reset.on_again "rc=00 cc=0" 0a.0006
	expect_interrupt "$1".reset.interrupt 0a.0006 3 $nib
	expect_off "$1".reset.off "rc=00 cc=0" 0a.0006
}

# The VMM takes memory from the device.
aqic_unmap() { # PREFIX
	not_run "$1".unmap && return
	expect_on "$1".unmap.on "rc=00 cc=0" 0a.0006
	expect_vcpu "$1".unmap.other unmap=$other_piece ok
	expect_interrupt "$1".unmap.other.interrupt 0a.0006 3 $nib
	expect_vcpu "$1".unmap unmap=$piece ok
	expect_raise "$1".unmap.raise 0a.0006 -ENODATA
	expect_on "$1".unmapped.on "rc=06 cc=3" 0a.0006
	expect_raise "$1".unmapped.raise 0a.0006 -ENODATA
	expect_vcpu "$1".map map=$piece ok
	expect_vcpu "$1".map.other map=$other_piece ok
	expect_on "$1".map.on "rc=00 cc=0" 0a.0006
	expect_interrupt "$1".map.interrupt 0a.0006 3 $nib
	expect_off "$1".map.off "rc=00 cc=0" 0a.0006
}

aqic_refused() {
	expect_on C20.nib_0 "rc=06 cc=3" 0a.0006 3 0
	expect_on C20.nib_beyond_memory "rc=06 cc=3" 0a.0006 3 0x40000000
	expect_on C20.nib_last_byte "rc=00 cc=0" 0a.0006 3 0x202fff
	expect_interrupt C20.nib_last_byte.interrupt 0a.0006 3 0x202fff
	expect_off C20.nib_last_byte.off "rc=00 cc=0" 0a.0006
	expect_on C20.not_assigned "rc=01 cc=3" 03.0001
	expect_off C20.not_assigned.off "rc=01 cc=3" 03.0001
	expect_on C20.other_adapter "rc=01 cc=3" 10.0006
	expect_on C20.no_queue "rc=01 cc=3" 50.0006
	expect_raise C20.not_assigned.raise 03.0001 -ENODATA
	# Not for the driver to decide, but nothing may come of it
	expect_vcpu C20.qci pqap=0x04000000,0x200000,0 user
	expect_vcpu C20.problem_state.psw psw=problem ok
	expect_on C20.problem_state "program 2" 0a.0006
	expect_vcpu C20.supervisor_state.psw psw=supervisor ok
	expect_raise C20.refused.raise 0a.0006 -ENODATA
}

# The guest resets the queue itself, which the driver does not see, and goes on.
aqic_guest_reset() {
	expect_on C20.guest_reset.on "rc=00 cc=0" 0a.0006
	expect_vcpu C20.guest_reset.zapq pqap=0x02000a06,0,0 "rc=00 cc=0"
	expect_raise C20.guest_reset.raise 0a.0006 -ENODATA
	expect_on C20.guest_reset.on_again "rc=00 cc=0" 0a.0006 3 $nib_other
	expect_interrupt C20.guest_reset.interrupt 0a.0006 3 $nib_other
	expect_vcpu C20.guest_reset.unmap unmap=$piece ok
	expect_raise C20.guest_reset.unmap.raise 0a.0006 -ENODATA
	expect_vcpu C20.guest_reset.map map=$piece ok
}

aqic_hot_plug() {
	expect_on C20.unassign.on "rc=00 cc=0" 0a.0006
	expect_on C20.unassign.other.on "rc=00 cc=0" 0a.0000 5 $nib_other
	sure_put $matrix/$m1/unassign_domain 6
	expect_raise C20.unassign.raise 0a.0006 -ENODATA
	expect_on C20.unassign.on_again "rc=01 cc=3" 0a.0006
	expect_interrupt C20.unassign.other 0a.0000 5 $nib_other
	sure_put $matrix/$m1/assign_domain 6
	expect_on C20.assign.on "rc=00 cc=0" 0a.0006
	expect_interrupt C20.assign 0a.0006 3 $nib

	unbind 0a.0006
	expect_raise C20.unbind.raise 0a.0006 -ENODATA
	# It was withheld with its adapter, and reset.
	expect_raise C20.unbind.other.raise 0a.0000 -ENODATA
	expect_on C20.unbind.on_again "rc=01 cc=3" 0a.0006
	bind 0a.0006
	expect_on C20.bind.on "rc=00 cc=0" 0a.0006
	expect_interrupt C20.bind 0a.0006 3 $nib

	# The adapter goes: there is nothing that could be turned off.
	emu_adapter 0a present=0
	rescan
	expect_on C20.adapter_gone.on "rc=01 cc=3" 0a.0006
	emu_adapter 0a present=1
	rescan
	# The AP bus turns the interrupts of new queues on, for the host and whoever
	# they belong to. A guest's first act is a reset.
	expect_vcpu C20.adapter_back.reset pqap=0x02000a06,0,0 "rc=00 cc=0"
	expect_on C20.adapter_back.on "rc=00 cc=0" 0a.0006
	expect_interrupt C20.adapter_back 0a.0006 3 $nib
	sure_put $matrix/$m1/ap_config "0x10,0x82,0x0"
	expect_raise C20.ap_config.raise 0a.0006 -ENODATA
	sure_put $matrix/$m1/ap_config "0x102,0x82,0x0"
}

# The mdev is removed under the guest with its interrupts on.
aqic_removed() {
	expect_on C20.remove.on "rc=00 cc=0" 0a.0006
	remove_begin $m1
	hear r 0.5
	expect C20.remove.waits "$answer" "(no answer)"
	vcpu_stop
	hear r
	expect C20.remove.ends "$answer" ok
	client_stop r
	expect_raise C20.remove.raise 0a.0006 -ENODATA
}

# The adapter refuses: the guest is told, and nothing stays behind: the page can
# be unmapped, and the next attempt succeeds.
aqic_forced() {
	local rc

	not_run C20.forced && return
	mdev_make $m1 adapter 3 10 domain 6
	vcpu_start $m1 || return
	for rc in 02 03 04 05 08; do
		emu_queue 0a.0006 aqic_rc=$rc aqic_rc_count=1
		expect_on C20.forced.$rc "rc=$rc cc=3" 0a.0006
		emu_queue_plain 0a.0006
		expect_raise C20.forced.$rc.raise 0a.0006 -ENODATA
		expect_vcpu C20.forced.$rc.unmap unmap=$piece ok
		expect_vcpu C20.forced.$rc.map map=$piece ok
	done
	expect_on C20.forced.after.on "rc=00 cc=0" 0a.0006
	expect_interrupt C20.forced.after 0a.0006 3 $nib
	expect_off C20.forced.after.off "rc=00 cc=0" 0a.0006
	vcpu_stop
	mdev_remove $m1
}
