# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# mdevctl's call-outs, by which it shows and changes a device that is running.
# s390-tools have one for vfio_ap, ap-check, which Debian 13 does not ship; a
# stand-in (ap-callout) makes the same accesses.

# a, matrix, folder: constants without blanks, of scene.sh, host.sh and run
# shellcheck disable=SC2154,SC2086,SC2054

readonly callout_folder=/etc/mdevctl.d/scripts.d/callouts

callout_modify() { # ATTRIBUTE=VALUE...
	printf '%s\n' "$@" | jq -R 'split("=") | {(.[0]): .[1]}' |
		jq -s --arg type $mdevctl_type '{mdev_type: $type, start: "manual", attrs: .}' >/run/live
	said mdevctl modify -u $a -p matrix --live --jsonfile /run/live
}

test_callout() {
	local shipped

	shipped=$(find /usr /etc -xdev -name 'ap-check*' 2>/dev/null)
	if [[ -z $shipped ]]; then
		skip "ap-check under mdevctl" \
			"the s390-tools package of Debian 13 has none ($(lszcrypt --version | sed 's/lszcrypt //;q'); no ap-check in /usr and /etc)"
		mkdir -p $callout_folder
		install -m 755 "$folder/ap-callout" $callout_folder/ap-callout
	fi
	mdevctl define -u $a -p matrix --type $mdevctl_type
	mdevctl_add $a assign_adapter=3 assign_domain=6
	is "$(said mdevctl start -u $a)" "(0)" "call-out: mdevctl start"
	is "$(mdevctl list -u $a --dumpjson | jq -c .attrs)" \
		'[{"assign_adapter":"3"},{"assign_domain":"6"}]' "call-out: mdevctl list reads the values"
	guest_start $a
	is "$(callout_modify assign_adapter=3 assign_adapter=10 assign_domain=0 \
		assign_control_domain=7)" "(0)" \
		"call-out: mdevctl modify --live, while a guest runs"
	is "$(mdevctl_result $a)" "03.0000 0a.0000 | 03.0000 0a.0000 | 0007" \
		"call-out: all of it is in effect"
	has "$(lab-guest-masks "$guest_pid")" "apm=1020*aqm=8000*adm=0100" "call-out: the guest has it"
	has "$(callout_modify assign_adapter=16 assign_domain=1)" "Cannot assign requested address*(1)" \
		"call-out: modify --live, refused: 10.0001 is the host's"
	is "$(mdevctl_result $a)" "03.0000 0a.0000 | 03.0000 0a.0000 | 0007" \
		"call-out: nothing has changed"
	guest_stop
	mdevctl stop -u $a
	mdevctl undefine -u $a
	rm -rf ${callout_folder%/*}
}
