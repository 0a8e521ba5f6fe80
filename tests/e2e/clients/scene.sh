# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the client tests start from, and helpers that all of them use: adapters
# 03, 0a and 10 with domains 0 to 3 and 6; the host owns 10.0001 to 10.0003.

# which, matrix: of run and host.sh
# shellcheck disable=SC2154,SC2034

readonly a=11111111-2222-3333-4444-aaaaaaaaaaaa
readonly b=11111111-2222-3333-4444-bbbbbbbbbbbb
# Bounds a hang; what is waited for comes in a second or two.
readonly patience_s=60

load_driver() {
	if [[ $which == intree ]]; then
		lab-load-vfio-ap intree
	else
		lab-load-vfio-ap
	fi
}

scene_start() {
	host_start
	load_driver || bail_out "vfio_ap ($which) does not load"
	ap-scene vfio 0x03,0x0a 0,6 || bail_out "no queues for vfio_ap"
	# On the overlay: gone with the host
	rm -rf /etc/mdevctl.d/matrix
}

scene_end() {
	is "$(mdevs)" "" "end: no mdev is left"
	holds "end: the module unloads" rmmod vfio_ap
}

# The mdevs that exist, blank separated
mdevs() {
	local mdev names=()

	for mdev in /sys/bus/mdev/devices/*; do
		[[ -e $mdev ]] && names+=("${mdev##*/}")
	done
	echo "${names[*]-}"
}

mdev_is_there() { # UUID
	[[ -e $matrix/$1 ]]
}

status_of() { # QUEUE
	attribute "/sys/devices/ap/card${1%.*}/$1/status"
}

# A device with two adapters, two domains and a control domain
mdev_create() { # UUID
	local file value

	echo "$1" >"$create" || bail_out "no mdev $1"
	while read -r file value; do
		echo "$value" >"$matrix/$1/$file" || bail_out "$file $value"
	done <<-EOF
		assign_adapter 3
		assign_adapter 0xa
		assign_domain 0
		assign_domain 6
		assign_control_domain 7
	EOF
}

mdev_remove() { # UUID
	echo 1 >"$matrix/$1/remove"
}

# Standard output and error as one line, and the exit code after it
said() { # COMMAND...
	local status=0 text words=()

	text=$("$@" 2>&1) || status=$?
	read -ra words -d "" <<<"$text" || true
	echo "${words[*]-}${words:+ }($status)"
}

# A test of something that is not there; the reason has been seen, not assumed
skip() { # WHAT WHY
	tap_tests=$((tap_tests + 1))
	echo "ok $tap_tests - $1 # SKIP $2"
}
