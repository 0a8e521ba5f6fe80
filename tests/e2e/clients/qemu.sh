# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A stock QEMU with the device: realize, reset, hot plug, unplug, the request to
# let go; over the VFIO group and over iommufd

# a, b, matrix, which: constants without blanks, of scene.sh, host.sh and run
# shellcheck disable=SC2154,SC2086,SC2054

qemu_zeros=$(printf '0%.0s' {1..60})
readonly qemu_full="apm=1020$qemu_zeros aqm=8200$qemu_zeros adm=0100$qemu_zeros"
readonly qemu_queues="03.0000 03.0006 0a.0000 0a.0006"

# What QEMU has on its AP bus
qemu_ap_bus() {
	qmp human-monitor-command '{"command-line": "info qtree"}' | tr -d '\r' |
		sed -n '/bus: ap-bus/,/^  dev:/s/ *dev: //p' | grep '^vfio-ap' | paste -sd ' '
}

test_qemu() {
	local how

	for how in group iommufd; do
		mdev_create $a
		test_qemu_life "$how"
		test_qemu_remove "$how"
	done
	test_qemu_calls
	test_qemu_refused
}

# qemu_device HOW UUID ID: sets the array device to QEMU's arguments
qemu_device() {
	device=(-device "vfio-ap,id=$3,sysfsdev=$matrix/$2")
	[[ $1 == group ]] ||
		device=(-object iommufd,id=fd0 -device "vfio-ap,id=$3,iommufd=fd0,sysfsdev=$matrix/$2")
}

test_qemu_life() { # HOW
	local how="QEMU, $1" device queue counts argument half=accepted

	qemu_device "$1" $a ap0
	zero_counters
	holds "$how: starts and realizes the device" qemu_start "${device[@]}"
	is "$(qemu_ap_bus)" 'vfio-ap, id "ap0"' "$how: info qtree"
	is "$(lab-guest-masks "$qemu_pid")" "$qemu_full" "$how: KVM has the masks"
	is "$(status_of 03.0006)" "in use" "$how: status"

	zero_counters
	is "$(qmp system_reset)" "{}" "$how: system_reset"
	counts=
	for queue in $qemu_queues; do
		counts+="$(counted zapq "$queue") "
	done
	# QEMU asks twice: for the device and for the bus it is on.
	is "$counts$(counted zapq)" "2 2 2 2 8" "$how: each queue was reset, no other"
	is "$(lab-guest-masks "$qemu_pid")" "$qemu_full" "$how: the masks are as before"

	is "$(writing $matrix/$a/unassign_domain 6)" accepted "$how: hot unplug of a domain"
	is "$(lab-guest-masks "$qemu_pid")" "apm=1020$qemu_zeros aqm=8000$qemu_zeros adm=0100$qemu_zeros" \
		"$how: the guest lost it"
	is "$(writing $matrix/$a/assign_domain 6)" accepted "$how: hot plug"
	is "$(lab-guest-masks "$qemu_pid")" "$qemu_full" "$how: the guest has it again"
	# 6.12's AP bus asks about the queues that the host gets, 7.x's about all of
	# an adapter.
	[[ ! -e /sys/devices/ap/card03/03.0006/driver_override ]] || half="Device or resource busy"
	is "$(writing /sys/bus/ap/apmask +3) $(writing /sys/bus/ap/aqmask +6) $(writing /sys/bus/ap/apmask -3)" \
		"$half Device or resource busy accepted" "$how: the host cannot take a queue away"

	# The device itself migrates; QEMU marks it unmigratable before it asks.
	is "$(qmp migrate '{"uri": "exec:cat >/dev/null"}')" \
		"error: State blocked by non-migratable device '/1/vfio-ap'" "$how: refuses to migrate"

	zero_counters
	is "$(qmp device_del '{"id": "ap0"}')" "{}" "$how: device_del"
	holds "$how: DEVICE_DELETED" wait_for "$patience_s" qemu_event DEVICE_DELETED
	is "$(qemu_ap_bus)" "" "$how: info qtree, without it"
	is "$(lab-guest-masks "$qemu_pid")" cleared "$how: the guest has no queue"
	is "$(status_of 03.0006) $(counted zapq)" "assigned 4" "$how: the queues were reset"

	argument=$(printf '{"driver": "vfio-ap", "id": "ap1", "sysfsdev": "%s"%s}' "$matrix/$a" \
		"$([[ $1 == group ]] || echo ', "iommufd": "fd0"')")
	is "$(qmp device_add "$argument")" "{}" "$how: device_add"
	is "$(qemu_ap_bus)" 'vfio-ap, id "ap1"' "$how: info qtree, again"
	is "$(lab-guest-masks "$qemu_pid")" "$qemu_full" "$how: KVM has the masks again"
	zero_counters
	holds "$how: quit" qemu_end
	is "$(</run/qemu.err)" "" "$how: it had nothing to complain of"
	is "$(status_of 03.0006) $(counted zapq)" "assigned 4" "$how: the queues were reset at its end"
}

# The administrator takes the mdev away; QEMU is asked, and unplugs.
test_qemu_remove() { # HOW
	local how="QEMU, $1" device

	qemu_device "$1" $a ap0
	holds "$how: starts again" qemu_start "${device[@]}"
	is "$(said timeout "$patience_s" bash -c "echo 1 >$matrix/$a/remove")" "(0)" \
		"$how: remove while it runs"
	holds "$how: it was asked and unplugged" wait_for "$patience_s" qemu_event DEVICE_DELETED
	is "$(mdevs)" "" "$how: the mdev is gone"
	is "$(status_of 03.0006)" unassigned "$how: status"
	is "$(qmp query-status | jq -r .status)" prelaunch "$how: QEMU is still there"
	holds "$how: quit without the device" qemu_end
}

# Which interrupts it asks for
test_qemu_calls() {
	local device qemu_trace=/run/qemu.trace calls

	mdev_create $a
	qemu_device group $a ap0
	qemu_start "${device[@]}" || bail_out "QEMU does not start under strace"
	calls=$(grep -c 'VFIO_DEVICE_SET_IRQS.* = 0$' $qemu_trace)
	is "$(grep -c 'VFIO_DEVICE_SET_IRQS' $qemu_trace)" "$calls" "QEMU: SET_IRQS succeeds each time"
	holds "QEMU: GET_INFO succeeds" grep -q 'VFIO_DEVICE_GET_INFO.* = 0$' $qemu_trace
	if ((calls == 1)); then
		skip "QEMU: is told of a configuration change" \
			"$(qemu-system-s390x --version | sed 's/ (.*//;q') asks for the unplug request only"
	else
		is "$calls" 2 "QEMU: asks for both interrupts"
	fi
	qemu_end
	skip "QEMU: its guest runs" "the lab's machine has no SIE: a vCPU would not come back"
	mdev_remove $a
}

# What it says when it cannot have the device
test_qemu_refused() {
	local device other

	mdev_create $a
	echo $b >"$create"
	qemu_device group $a ap0
	other="vfio-ap,sysfsdev=$matrix/$b"
	qemu_start "${device[@]}" || bail_out "QEMU does not start"
	has "$(qemu_says -device "vfio-ap,sysfsdev=$matrix/$a")" \
		"Could not open '/dev/vfio/*': Device or resource busy (1)" "QEMU: a second one, over the group"
	has "$(qemu_says -object iommufd,id=fd0 -device "vfio-ap,iommufd=fd0,sysfsdev=$matrix/$a")" \
		"(1)" "QEMU: a second one, over iommufd"
	is "$(status_of 03.0006)" "in use" "QEMU: the first one still has the device"
	is "$(lab-guest-masks "$qemu_pid")" "$qemu_full" "QEMU: and its guest the queues"
	has "$(qmp device_add "{\"driver\": \"vfio-ap\", \"sysfsdev\": \"$matrix/$b\"}")" \
		"error:*ap-bus" "QEMU: a second device has no place on its AP bus"
	qemu_end
	has "$(qemu_says "${device[@]}" -device "$other")" "No 'ap-bus' bus found for device 'vfio-ap' (1)" \
		"QEMU: two devices on its command line"
	has "$(qemu_says -device "vfio-ap,sysfsdev=$matrix/nothing")" \
		"no such host device: No such file or directory (1)" "QEMU: a device that is not there"
	has "$(said timeout "$patience_s" qemu-system-s390x -accel tcg -cpu max -nodefaults -display none -S \
		"${device[@]}")" "No 'ap-bus' bus found for device 'vfio-ap' (1)" "QEMU: without KVM it has no AP bus"
	is "$(status_of 03.0006)" assigned "QEMU: whoever was refused left nothing open"
	mdev_remove $a
	mdev_remove $b
}
