# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C4: creating and removing mdevs

case_create_remove() {
	local name value want upper=AABBCCDD-2222-3333-4444-00000000000F

	while IFS='|' read -r name value want; do
		expect_put "C4.create.$name" $type/create "$value" "$want"
	done <<EOF
garbage|not-a-uuid|-EINVAL
empty||-EINVAL
short|${m1%?}|-EINVAL
long|${m1}0|-EINVAL
longer|${m1}00|-EINVAL
braces|{$m1}|-EINVAL
no_dashes|${m1//-/}0000|-EINVAL
dash_elsewhere|111111112-222-3333-4444-000000000001|-EINVAL
no_hex|g1111111-2222-3333-4444-000000000001|-EINVAL
leading_space| ${m1}|-EINVAL
EOF
	expect_get C4.create.none_made $type/available_instances '65536\n'
	expect_put C4.create.line $type/create $m1 ok
	put_bare $type/create $m2
	expect C4.create.no_line_end "$answer" ok
	expect_put C4.create.duplicate $type/create $m1 -EEXIST
	expect_put C4.create.upper_case $type/create $upper ok
	expect_ask C4.create.lower_case_name "$m1 $m2 ${upper,,}" h list /sys/bus/mdev/devices
	expect_put C4.create.duplicate_upper $type/create ${upper,,} -EEXIST
	expect_get C4.create.instances $type/available_instances '65533\n'
	for name in matrix guest_matrix control_domains; do
		expect_get C4.create.new.$name $matrix/$m1/$name ""
	done
	expect_get C4.create.new.ap_config $matrix/$m1/ap_config \
		"0x$zeros_64,0x$zeros_64,0x$zeros_64\\n"

	expect_put C4.remove.garbage $matrix/$m1/remove x -EINVAL
	expect_put C4.remove.empty $matrix/$m1/remove "" -EINVAL
	expect_put C4.remove.zero $matrix/$m1/remove 0 ok
	expect_matrix C4.remove.still_there $m1 ""
	expect_put C4.remove.one $matrix/$m1/remove 1 ok
	expect_get C4.remove.gone $matrix/$m1/matrix "-ENOENT open"
	expect_put C4.remove.again $matrix/$m1/remove 1 "-ENOENT open"
	expect_put C4.create.again $type/create $m1 ok
	mdev_remove ${upper,,}

	# With everything assigned, and nothing is left of it
	mdev_assign $m1 adapter 3 10 domain 0 6 control_domain 5
	zero_counters
	expect_put C4.remove.assigned $matrix/$m1/remove 1 ok
	expect_resets C4.remove.resets "03.0000 03.0006 0a.0000 0a.0006"
	expect_put C4.remove.queues_free.adapter $matrix/$m2/assign_adapter 3 ok
	expect_put C4.remove.queues_free.domain $matrix/$m2/assign_domain 6 ok
	expect_guest C4.remove.queues_free.guest_matrix $m2 03.0006
}
