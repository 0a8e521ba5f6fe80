# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Devices that start by themselves: the distribution's udev daemon with mdevctl's
# rule, which waits for the driver to register its parent device

# a, matrix: constants without blanks, of scene.sh and host.sh
# shellcheck disable=SC2154,SC2086,SC2054

readonly udev_rule=/usr/lib/udev/rules.d/60-mdevctl.rules
readonly udev_log=/run/syslog

udev_reload_driver() {
	rmmod vfio_ap && load_driver && udevadm settle --timeout=$patience_s
}

test_udev() {
	local command

	syslogd -O $udev_log
	ln -sf /usr/bin/udevadm /run/systemd-udevd
	mkdir -p /run/udev
	/run/systemd-udevd --daemon >/dev/null 2>&1
	holds "udev: the daemon runs" udevadm control --ping --timeout=$patience_s
	mdevctl define -u $a -p matrix --type $mdevctl_type --auto
	mdevctl_add $a assign_adapter=3 assign_domain=6

	# Debian 13's rule calls mdevctl where Debian 13's package does not put it.
	command=$(sed -n '0,/start-parent-mdevs/s/.*[{ ]\([^ ]*mdevctl\) start-parent-mdevs.*/\1/p' $udev_rule)
	has "$command" mdevctl "udev: $udev_rule has a command"
	if [[ ! -e $command ]]; then
		udev_reload_driver
		has "$(<$udev_log)" "$command: No such file or directory" \
			"udev: the rule's $command is missing, as udev says"
		skip "udev: auto-start as the package comes" \
			"$udev_rule calls $command, the package has $(command -v mdevctl) only; tested with a link"
		ln -s "$(command -v mdevctl)" "$command"
	fi
	udev_reload_driver
	holds "udev: the mdev is there when the driver is" wait_for $patience_s mdev_is_there $a
	is "$(mdevctl_result $a)" "03.0006 | 03.0006 | " "udev: with its attributes"
	is "$(mdevctl list)" "$a matrix $mdevctl_type auto (defined)" "udev: mdevctl list"
	mdevctl stop -u $a
	udevadm trigger -c add $matrix
	udevadm settle --timeout=$patience_s
	holds "udev: again at the cold plug of the parent" wait_for $patience_s mdev_is_there $a
	mdevctl modify -u $a -p matrix --manual
	mdevctl stop -u $a
	udev_reload_driver
	is "$(mdevs)" "" "udev: not when it is to be started by hand"
	mdevctl undefine -u $a
	udevadm control --exit
}
