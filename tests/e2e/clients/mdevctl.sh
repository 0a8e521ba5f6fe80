# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# mdevctl: definitions in /etc/mdevctl.d, and devices made from them

# a, b, matrix: constants without blanks, of scene.sh and host.sh
# shellcheck disable=SC2154,SC2086,SC2054

readonly mdevctl_type=vfio_ap-passthrough

# A definition's attributes, in their order: "assign_adapter=0x3 ..."
mdevctl_attributes() { # UUID
	mdevctl list -d -u "$1" --dumpjson | jq -r '
		.attrs | map(to_entries[0] | "\(.key)=\(.value)") | join(" ")'
}

mdevctl_add() { # UUID ATTRIBUTE=VALUE...
	local pair uuid=$1

	shift
	for pair; do
		mdevctl modify -u "$uuid" -p matrix --addattr "${pair%=*}" --value "${pair#*=}" ||
			return
	done
}

# "assigned" and "guest" of an mdev on one line
mdevctl_result() { # UUID
	echo "$(lines "$matrix/$1/matrix") | $(lines "$matrix/$1/guest_matrix") | $(
		lines "$matrix/$1/control_domains")"
}

test_mdevctl() {
	test_mdevctl_types
	test_mdevctl_define
	test_mdevctl_start
	test_mdevctl_refused
	test_mdevctl_transient
}

test_mdevctl_types() {
	is "$(mdevctl types)" "matrix
  vfio_ap-passthrough
    Available instances: 65536
    Device API: vfio-ap
    Name: VFIO AP Passthrough Device" "mdevctl types: the whole text"
	is "$(mdevctl types --dumpjson | jq -c .)" \
		"$(printf '[{"matrix":[{"%s":{"available_instances":65536,"device_api":"%s","name":"%s"}}]}]' \
			$mdevctl_type vfio-ap "VFIO AP Passthrough Device")" \
		"mdevctl types: as JSON"
}

test_mdevctl_define() {
	is "$(said mdevctl define -u $a -p matrix --type $mdevctl_type)" "(0)" "mdevctl define"
	is "$(said mdevctl_add $a assign_adapter=0x3 assign_adapter=0xa assign_domain=6 \
		assign_domain=0x0 assign_control_domain=7)" "(0)" "mdevctl modify --addattr, five times"
	is "$(mdevctl_attributes $a)" \
		"assign_adapter=0x3 assign_adapter=0xa assign_domain=6 assign_domain=0x0 assign_control_domain=7" \
		"mdevctl list -d --dumpjson: all of them, in this order"
	is "$(mdevctl list -d)" "$a matrix $mdevctl_type manual" "mdevctl list -d"
	is "$(mdevs)" "" "mdevctl define makes no device"

	mdevctl list -d -u $a --dumpjson >/run/definition
	is "$(said mdevctl define -u $b -p matrix --jsonfile /run/definition)" "(0)" \
		"mdevctl define --jsonfile: what it dumped"
	is "$(mdevctl_attributes $b)" "$(mdevctl_attributes $a)" "mdevctl define --jsonfile: the same attributes"
	is "$(said mdevctl modify -u $b -p matrix --delattr --index 1)" "(0)" "mdevctl modify --delattr"
	is "$(mdevctl_attributes $b)" \
		"assign_adapter=0x3 assign_domain=6 assign_domain=0x0 assign_control_domain=7" \
		"mdevctl modify --delattr: this one only"
	is "$(said mdevctl undefine -u $b)" "(0)" "mdevctl undefine"
	is "$(mdevctl list -d)" "$a matrix $mdevctl_type manual" "mdevctl undefine: it is gone"
}

test_mdevctl_start() {
	local want="03.0000 03.0006 0a.0000 0a.0006 | 03.0000 03.0006 0a.0000 0a.0006 | 0007"

	is "$(said mdevctl start -u $a)" "(0)" "mdevctl start"
	is "$(mdevctl_result $a)" "$want" "mdevctl start: every attribute was written"
	is "$(mdevctl list)" "$a matrix $mdevctl_type manual (defined)" "mdevctl list"
	# It reads no attribute back: that is a call-out's business (callout.sh).
	is "$(mdevctl list --dumpjson | jq -c '.[0].matrix[0][].attrs')" "[]" \
		"mdevctl list --dumpjson: no values without a call-out"
	is "$(mdevctl list -d)" "$a matrix $mdevctl_type manual (active)" "mdevctl list -d: active"
	has "$(said mdevctl start -u $a)" "already exists*(1)" "mdevctl start: the same again"
	has "$(said mdevctl modify -u $a -p matrix --live --jsonfile /run/definition)" \
		"Live modification is not supported for this device type*(1)" \
		"mdevctl modify --live: wants a call-out"
	is "$(mdevctl types --dumpjson | jq '.[0].matrix[0][].available_instances')" 65535 \
		"mdevctl types: instances are counted"
	is "$(said mdevctl stop -u $a)" "(0)" "mdevctl stop"
	is "$(mdevs)" "" "mdevctl stop: the device is gone"
	is "$(said mdevctl modify -u $a -p matrix --auto)" "(0)" "mdevctl modify --auto"
	is "$(said mdevctl start-parent-mdevs matrix)" "(0)" "mdevctl start-parent-mdevs"
	is "$(mdevctl_result $a)" "$want" "mdevctl start-parent-mdevs: every attribute was written"
	mdevctl stop -u $a
}

# What starts with a good attribute and ends with a bad one must leave nothing.
test_mdevctl_refused() {
	local before value why

	before=$(mdevctl_attributes $a)
	while read -r value why; do
		mdevctl_add $a "$value"
		is "$(said mdevctl start -u $a)" \
			"Error: Failed to write ${value#*=} to attribute ${value%=*} Caused by: $why (1)" \
			"mdevctl start, refused: $value"
		is "$(mdevs)" "" "mdevctl start, refused: $value left no device"
		mdevctl modify -u $a -p matrix --delattr
	done <<-EOF
		assign_domain=256 No such device (os error 19)
		assign_domain=nonsense Invalid argument (os error 22)
		assign_control_domain=99999999999999999999 Numerical result out of range (os error 34)
	EOF
	mdevctl_add $a assign_adapter=0x10
	mdevctl_add $a assign_domain=1
	has "$(said mdevctl start -u $a)" \
		"Cannot assign requested address (os error 99)*(1)" \
		"mdevctl start, refused: 10.0001 is the host's"
	is "$(mdevs)" "" "mdevctl start, refused: no device is left"
	has "$(said mdevctl start-parent-mdevs matrix)" \
		"Cannot assign requested address*(0)" "mdevctl start-parent-mdevs: warns only"
	is "$(mdevs)" "" "mdevctl start-parent-mdevs: no device is left"
	mdevctl modify -u $a -p matrix --delattr
	mdevctl modify -u $a -p matrix --delattr
	is "$(mdevctl_attributes $a)" "$before" "mdevctl modify --delattr: the last ones"

	mdev_create $b
	has "$(said mdevctl start -u $a)" "Address already in use (os error 98)*(1)" \
		"mdevctl start, refused: another mdev has a queue"
	is "$(mdevs)" $b "mdevctl start, refused: the other mdev is the only one"
	mdev_remove $b
	is "$(said mdevctl undefine -u $a)" "(0)" "mdevctl undefine"
	is "$(mdevctl list -d)" "" "mdevctl list -d: nothing is defined"
}

# Without a definition, and a definition of what is there
test_mdevctl_transient() {
	is "$(said mdevctl start -u $a -p matrix --type $mdevctl_type)" "(0)" \
		"mdevctl start --type: without a definition"
	is "$(mdevctl list)" "$a matrix $mdevctl_type manual" "mdevctl list: not defined"
	is "$(mdevctl_result $a)" " |  | " "mdevctl start --type: nothing is assigned"
	is "$(said mdevctl define -u $a)" "(0)" "mdevctl define: of what is there"
	is "$(mdevctl list -d)" "$a matrix $mdevctl_type manual (active)" "mdevctl list -d: with its type"
	mdevctl stop -u $a
	mdevctl undefine -u $a
}
