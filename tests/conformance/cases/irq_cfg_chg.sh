# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C17: the eventfd CFG_CHG, and KVM's masks, exactly when the guest's view
# changes. Touching the masks without a change would stop the guest's processors
# for nothing.

# change ID changed|same ACTION...: what ACTION does to guest g1. The order in
# which several resources change in one store is the driver's: "changed" is at
# least once.
change() {
	local id=$1 want=$2 before signals=1

	shift 2
	guest_view g1
	before=$view_changes
	ask g1 count 1
	"$@"
	guest_view g1
	expect C17.masks."$id" "$(touched $((view_changes - before)))" "$want"
	[[ $cfg_chg == yes ]] || return 0
	ask g1 count 1
	signals=$answer
	expect C17.signal."$id" "$(touched "$signals")" "$want"
}

touched() { # COUNT
	case $1 in
	0) echo same ;;
	*) echo changed ;;
	esac
}

to_m1() { # FILE VALUE
	sure_put $matrix/$m1/"$1" "$2"
}

scan_with() { # FIELD=VALUE...
	machine_fields "$@"
	rescan
}

refused() { # FILE VALUE
	put $matrix/$m1/"$1" "$2"
	[[ $answer == -* ]] || broken "$1 takes '$2'"
}

case_irq_cfg_chg() {
	cfg_chg=yes
	# Where there is no such interrupt, KVM's masks alone are looked at.
	not_run C17.signal && cfg_chg=no
	mdev_make $m1 adapter 3 10 domain 6 control_domain 5
	mdev_make $m2 adapter 3 domain 1
	guest_start g1 $m1
	set_eventfd g1 $cfg_chg_index 1

	change assign_domain changed to_m1 assign_domain 0
	change assign_domain.again same to_m1 assign_domain 0
	change assign_adapter changed to_m1 assign_adapter 0x10
	change assign_adapter.again same to_m1 assign_adapter 0x10
	change assign_control_domain changed to_m1 assign_control_domain 6
	change assign_control_domain.again same to_m1 assign_control_domain 6
	change assign_control_domain.beyond_host same to_m1 assign_control_domain 0x20
	change unassign_control_domain.beyond_host same to_m1 unassign_control_domain 0x20
	change unassign_control_domain changed to_m1 unassign_control_domain 6
	change unassign_control_domain.again same to_m1 unassign_control_domain 6
	change unassign_adapter changed to_m1 unassign_adapter 0x10
	change unassign_adapter.again same to_m1 unassign_adapter 0x10
	change unassign_domain changed to_m1 unassign_domain 0
	change unassign_domain.again same to_m1 unassign_domain 0

	sure_put $ap_bus/apmask -0x50
	change assign_adapter.beyond_host same to_m1 assign_adapter 0x50
	change unassign_adapter.beyond_host same to_m1 unassign_adapter 0x50
	sure_put $ap_bus/apmask +0x50
	change refused.in_use same refused assign_domain 1
	change refused.number same refused assign_domain 1000
	change refused.config same refused ap_config "0x10,0x40,0x0"

	change config.same same to_m1 ap_config "0x102,0x02,0x04"
	change config.add changed to_m1 ap_config "0x102,0x82,0x04"
	change config.control changed to_m1 ap_config "0x102,0x82,0x06"
	change config.remove changed to_m1 ap_config "0x102,0x02,0x04"

	change unbind changed unbind 03.0006
	change bind changed bind 03.0006
	change unbind.elsewhere same unbind 03.0002
	change bind.elsewhere same bind 03.0002
	change other_mdev same sure_put $matrix/$m2/assign_domain 2
	change host.apmask same sure_put $ap_bus/apmask -0x41
	change host.apmask_back same sure_put $ap_bus/apmask +0x41

	change scan.nothing same rescan
	change scan.domain_gone changed scan_with domains=0-3
	change scan.domain_back changed scan_with domains=0-3,6
	change scan.other_domain_gone same scan_with domains=0-2,6
	change scan.other_domain_back same scan_with domains=0-3,6
	change scan.control_gone changed scan_with control_domains=0-4
	change scan.control_back changed scan_with control_domains=0-7
	change scan.other_control_gone same scan_with control_domains=0-6
	change scan.other_control_back same scan_with control_domains=0-7

	change reset same ask g1 reset

	# The replaced one is silent, and so is one that was taken back.
	if [[ $cfg_chg == yes ]]; then
		set_eventfd g1 $cfg_chg_index 2
		to_m1 assign_domain 0
		expect_ask C17.signal.replaced.new 1 g1 count 2
		expect_ask C17.signal.replaced.old 0 g1 count 1
		clear_eventfd g1 $cfg_chg_index
		to_m1 unassign_domain 0
		expect_ask C17.signal.cleared 0 g1 count 2
		# Removal takes all away.
		set_eventfd g1 $cfg_chg_index 2
		set_eventfd g1 $req_index 3
		remove_begin $m1
		ask g1 wait 3 20000
		expect_ask C17.signal.remove 1 g1 count 2
		clear_eventfd g1 $cfg_chg_index
		clear_eventfd g1 $req_index
		guest_stop g1
		hear r
		expect C17.signal.remove.ends "$answer" ok
		client_stop r
	fi
	guest_stop g1
}
