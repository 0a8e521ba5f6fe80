# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C7: matrix and guest_matrix in their four shapes, control_domains

# Many adapters, so that the numbers have all kinds of digits
large_matrix() {
	local adapter text=

	sure_put $ap_bus/aqmask -0x5f
	mdev_make $m1 domain 0x5f
	for ((adapter = 0; adapter <= adapter_max; adapter += 9)); do
		sure_put $matrix/$m1/assign_adapter $adapter
		printf -v text '%s%02x.005f\\n' "$text" $adapter
	done
	expect_get C7.matrix.many $matrix/$m1/matrix "$text"
	mdev_remove $m1
	sure_put $ap_bus/aqmask +0x5f
}

# More than an attribute can show: whole lines of it, and no harm to anybody
matrix_of_many_pages() {
	local domains=0x10,0x11,0x12,0x13,0x14,0x15,0x16,0x17

	not_run C7.many_pages && return
	sure_put $ap_bus/aqmask "-${domains//,/,-}"
	mdev_new $m1
	# 128 adapters, domains 10 to 17: 1024 lines of 8 bytes
	expect_put C7.many_pages.assign $matrix/$m1/ap_config "0x0,0x0000ff,0x0" ok
	expect_put C7.many_pages.assign_all $matrix/$m1/ap_config \
		"0x${zeros_64//00/f},0x0000ff,0x0" ok
	get $matrix/$m1/matrix
	expect C7.many_pages.begin "${answer:0:20}" '00.0010\n00.0011\n00'
	# Each line is 7 characters and the two of the escape.
	expect C7.many_pages.whole_lines "$((${#answer} % 9)) ${answer: -2}" '0 \n'
	expect C7.many_pages.fits "$((${#answer} / 9 <= 512 && ${#answer} / 9 >= 500))" 1
	mdev_remove $m1
	sure_put $ap_bus/aqmask "+${domains//,/,+}"
}

case_matrix_format() {
	mdev_new $m1
	expect_get C7.matrix.none $matrix/$m1/matrix ""
	expect_get C7.guest_matrix.none $matrix/$m1/guest_matrix ""
	expect_get C7.control_domains.none $matrix/$m1/control_domains ""
	mdev_assign $m1 adapter 10 3
	expect_get C7.matrix.adapters $matrix/$m1/matrix '03.\n0a.\n'
	expect_get C7.guest_matrix.adapters $matrix/$m1/guest_matrix '03.\n0a.\n'
	mdev_assign $m1 domain 6 0
	expect_get C7.matrix.queues $matrix/$m1/matrix '03.0000\n03.0006\n0a.0000\n0a.0006\n'
	expect_get C7.guest_matrix.queues $matrix/$m1/guest_matrix '03.0000\n03.0006\n0a.0000\n0a.0006\n'
	sure_put $matrix/$m1/unassign_adapter 3
	sure_put $matrix/$m1/unassign_adapter 10
	expect_get C7.matrix.domains $matrix/$m1/matrix '.0000\n.0006\n'
	expect_get C7.guest_matrix.domains $matrix/$m1/guest_matrix '.0000\n.0006\n'
	mdev_assign $m1 control_domain 0x5f 7 0
	expect_get C7.control_domains.three $matrix/$m1/control_domains '0000\n0007\n005f\n'
	# They do not show up elsewhere.
	expect_get C7.matrix.control $matrix/$m1/matrix '.0000\n.0006\n'
	mdev_remove $m1

	# What the host does not have: so that it may be assigned, not in its masks
	sure_put $ap_bus/apmask -0x50
	sure_put $ap_bus/aqmask -0x51
	mdev_make $m1 adapter 3 0x50 domain 6 0x51
	expect_get C7.matrix.beyond_host $matrix/$m1/matrix '03.0006\n03.0051\n50.0006\n50.0051\n'
	expect_get C7.guest_matrix.beyond_host $matrix/$m1/guest_matrix '03.0006\n'
	mdev_remove $m1
	mdev_make $m1 adapter 0x50 domain 6
	expect_get C7.guest_matrix.no_adapter $matrix/$m1/guest_matrix '.0006\n'
	mdev_remove $m1
	mdev_make $m1 adapter 0x50
	expect_get C7.guest_matrix.none_of_host $matrix/$m1/guest_matrix ''
	mdev_remove $m1
	mdev_make $m1 adapter 3 domain 0x51
	expect_get C7.matrix.no_domain $matrix/$m1/matrix '03.0051\n'
	expect_get C7.guest_matrix.no_domain $matrix/$m1/guest_matrix '03.\n'
	mdev_remove $m1
	sure_put $ap_bus/apmask +0x50
	sure_put $ap_bus/aqmask +0x51
	large_matrix
	matrix_of_many_pages
}
