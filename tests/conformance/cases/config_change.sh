# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C13: the host's configuration changes under an mdev, with and without guest.
# New adapters and domains are not the host's own by the masks.

config_change_steps() { # PREFIX: with guest g1, or not
	local with=${1##*.}

	step_adapter_gone "$1" "$with"
	step_domain_gone "$1" "$with"
	step_control_domain "$1" "$with"
	step_new_adapter "$1" "$with"
	step_new_domain "$1" "$with"
}

view_if() { # WITH ID WANT
	[[ $1 != guest ]] || expect_view "$2" g1 "$3"
}

step_adapter_gone() {
	emu_adapter 03 present=0
	rescan
	expect_matrix "$1".adapter_gone.matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	expect_guest "$1".adapter_gone.guest_matrix $m1 "0a.0000 0a.0006"
	view_if "$2" "$1".adapter_gone.view "0a/00,06/05"
	emu_adapter 03 present=1
	rescan
	expect_guest "$1".adapter_back.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	view_if "$2" "$1".adapter_back.view "03,0a/00,06/05"
}

step_domain_gone() {
	machine_fields domains=0-3
	rescan
	expect_matrix "$1".domain_gone.matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	expect_guest "$1".domain_gone.guest_matrix $m1 "03.0000 0a.0000"
	view_if "$2" "$1".domain_gone.view "03,0a/00/05"
	machine_fields domains=0-3,6
	rescan
	expect_guest "$1".domain_back.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	view_if "$2" "$1".domain_back.view "03,0a/00,06/05"
}

step_control_domain() {
	machine_fields control_domains=0-4
	rescan
	expect_words "$1".control_gone.control_domains $matrix/$m1/control_domains "0005"
	view_if "$2" "$1".control_gone.view "03,0a/00,06/-"
	machine_fields control_domains=0-7
	rescan
	view_if "$2" "$1".control_back.view "03,0a/00,06/05"
}

# Assigned before it is there
step_new_adapter() {
	sure_put $matrix/$m1/assign_adapter 5
	expect_guest "$1".adapter_awaited.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	emu_adapter 05 type=cex8 mode=cca present=1
	rescan
	expect_guest "$1".adapter_new.guest_matrix $m1 \
		"03.0000 03.0006 05.0000 05.0006 0a.0000 0a.0006"
	view_if "$2" "$1".adapter_new.view "03,05,0a/00,06/05"
	emu_adapter 05 present=0
	ask h rmdir $emu/adapters/05
	rescan
	view_if "$2" "$1".adapter_new_gone.view "03,0a/00,06/05"
	sure_put $matrix/$m1/unassign_adapter 5
}

step_new_domain() {
	sure_put $ap_bus/aqmask -8
	sure_put $matrix/$m1/assign_domain 8
	expect_guest "$1".domain_awaited.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"
	machine_fields domains=0-3,6,8
	rescan
	expect_guest "$1".domain_new.guest_matrix $m1 \
		"03.0000 03.0006 03.0008 0a.0000 0a.0006 0a.0008"
	view_if "$2" "$1".domain_new.view "03,0a/00,06,08/05"
	machine_fields domains=0-3,6
	rescan
	view_if "$2" "$1".domain_new_gone.view "03,0a/00,06/05"
	sure_put $matrix/$m1/unassign_domain 8
	sure_put $ap_bus/aqmask +8
}

case_config_change() {
	local changes

	mdev_make $m1 adapter 3 10 domain 0 6 control_domain 5
	config_change_steps C13.no_guest
	guest_start g1 $m1
	config_change_steps C13.guest

	# Several at once
	emu_adapter 0a present=0
	machine_fields domains=1-3,6,9 control_domains=6-7
	rescan
	expect_view C13.many.view g1 "03/06/-"
	emu_adapter 0a present=1
	machine_fields domains=0-3,6 control_domains=0-7
	rescan
	expect_view C13.many_back.view g1 "03,0a/00,06/05"
	expect_guest C13.many_back.guest_matrix $m1 "03.0000 03.0006 0a.0000 0a.0006"

	# Nothing of this guest's: it is left alone.
	guest_view g1
	changes=$view_changes
	emu_adapter 10 present=0
	machine_fields control_domains=0-6
	rescan
	emu_adapter 10 present=1
	machine_fields control_domains=0-7
	rescan
	settle
	guest_view g1
	expect C13.elsewhere.view_untouched "$((view_changes - changes))" 0
	guest_stop g1
	mdev_remove $m1

	# With no mdev at all
	emu_adapter 03 present=0
	rescan
	emu_adapter 03 present=1
	rescan
	settle
	queue_status 03.0006
	expect C13.no_mdev.status "$answer" 'unassigned\n'
}
