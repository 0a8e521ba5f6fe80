# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C9: ap_config: what it shows and takes, and that a refused one changes nothing

config_table() {
	cat <<'EOT'
short|0x10,0x80,0x04|ok|03.0000|0005
no_prefix|10,08,04|ok|03.0004|0005
lower_x_only|x1,x08,x0|ok|03.0004|
upper_digits|0x002,0x0C,0xF|ok|0a.0004 0a.0005|0000 0001 0002 0003
lower_digits|0x002,0x0c,0xf|ok|0a.0004 0a.0005|0000 0001 0002 0003
lines|0x10\n0x80\n0x04|ok|03.0000|0005
zeros|0x0,0x0,0x0|ok||
nothing_after_x|0x,0x,0x|ok|?|
empty_first|,0x80,0x04|ok|?|
two|0x10,0x80|ok|?|
three_empty|,,|ok|?|
four|0x10,0x80,0x04,0x8|ok|?|
junk_at_end|0x10,0x80,0x04,junk|ok|?|
upper_prefix|0X10,0x80,0x0|-EINVAL||
empty||-EINVAL||
one|0x10|-EINVAL||
garbage|zz|-EINVAL||
no_hex|0xg,0x0,0x0|-EINVAL||
no_hex_second|0x10,0x8g,0x0|-EINVAL||
no_hex_third|0x10,0x80,q|-EINVAL||
space_after_comma|0x10, 0x80, 0x04|-EINVAL||
space_before| 0x10,0x80,0x04|-EINVAL||
space_at_end|0x10,0x80,0x04 |-EINVAL||
space_between|0x10 0x80 0x04|-EINVAL||
semicolons|0x10;0x80;0x04|-EINVAL||
negative|-0x10,0x80,0x04|-EINVAL||
plus|+3,+0,+5|-EINVAL||
65_digits|0xZEROS0,0x80,0x04|-EINVAL||
65_digits_third|0x10,0x80,0xZEROS0|-EINVAL||
carriage_return|0x10,0x80,0x04\r|-EINVAL||
tab|0x10,\t0x80,0x04|-EINVAL||
double_prefix|0x0x10,0x80,0x04|-EINVAL||
percent|%s,%n,%x|-EINVAL||
over_max_adapter|0xOVER_A,0x0,0x0|-ENODEV||
over_max_domain|0x0,0xOVER_D,0x0|-ENODEV||
over_max_control|0x0,0x0,0xOVER_D|-ENODEV||
host|0x00008,0x4,0x0|-EADDRNOTAVAIL||
host_one_of_many|0x10008,0xa2,0x0|-EADDRNOTAVAIL||
other_mdev|0x002,0x02,0x0|-EADDRINUSE||
other_mdev_one_of_many|0x102,0xf2,0x04|-EADDRINUSE||
EOT
}

# A mask with bit N only
mask_of() { # N
	local text

	printf -v text '%0*x' $(($1 / 4 + 1)) $((8 >> $1 % 4))
	answer=$text
}

case_ap_config() {
	local config name text want list control over_a over_d table

	table=$(config_table)
	mask_of $((adapter_max + 1))
	over_a=$answer
	mask_of $((domain_max + 1))
	over_d=$answer
	# The other mdev has 0a.0006.
	mdev_make $m2 adapter 10 domain 6
	mdev_make $m1 adapter 3 domain 2 6 control_domain 7
	config="0x10${zeros_60}00,0x22${zeros_60}00,0x01${zeros_60}00"
	guest_start g1 $m1
	expect_get C9.show $matrix/$m1/ap_config "$config\\n"
	expect_put C9.round_trip $matrix/$m1/ap_config "$config" ok
	expect_get C9.round_trip.same $matrix/$m1/ap_config "$config\\n"
	put_bare $matrix/$m1/ap_config "$config"
	expect C9.no_line_end "$answer" ok

	# First all that is refused: guest and text show if it was atomic. With "?"
	# only the answer matters.
	while IFS='|' read -r name text want list control; do
		[[ $want != ok || $list == '?' ]] || continue
		text=${text//ZEROS/$zeros_64}
		text=${text/OVER_A/$over_a}
		text=${text/OVER_D/$over_d}
		expect_put "C9.store.$name" $matrix/$m1/ap_config "$text" "$want"
		[[ $answer != ok ]] || sure_put $matrix/$m1/ap_config "$config"
		get $matrix/$m1/ap_config
		[[ $answer == "$config\\n" ]] ||
			is "$answer" "$config\\n" "C9.store.$name.atomic"
	done <<<"$table"
	guest_view g1
	expect C9.atomic.view "$answer" "03/02,06/07"
	expect_guest C9.atomic.guest_matrix $m1 "03.0002 03.0006"
	expect_matrix C9.atomic.other $m2 "0a.0006"

	while IFS='|' read -r name text want list control; do
		[[ $want == ok && $list != '?' ]] || continue
		expect_put "C9.store.$name" $matrix/$m1/ap_config "$text" ok
		expect_matrix "C9.store.$name.matrix" $m1 "$list"
		expect_words "C9.store.$name.control_domains" $matrix/$m1/control_domains "$control"
	done <<<"$table"
	config_changes
	guest_stop g1
	mdev_remove $m1
	mdev_remove $m2
}

# What a guest sees of a change, and what is reset
config_changes() {
	sure_put $matrix/$m1/ap_config "0x10,0x82,0x04"
	expect_view C9.change.view.first g1 "03/00,06/05"
	zero_counters
	expect_put C9.change.domain $matrix/$m1/ap_config "0x10,0xa0,0x08" ok
	expect_view C9.change.domain.view g1 "03/00,02/04"
	expect_resets C9.change.domain.resets "03.0006"
	zero_counters
	expect_put C9.change.adapter $matrix/$m1/ap_config "0x00,0xa0,0x08" ok
	expect_view C9.change.adapter.view g1 "-/00,02/04"
	expect_resets C9.change.adapter.resets "03.0000 03.0002"
	zero_counters
	expect_put C9.change.add $matrix/$m1/ap_config "0x10,0xa2,0x0c" ok
	expect_view C9.change.add.view g1 "03/00,02,06/04,05"
	expect_put C9.change.control_only $matrix/$m1/ap_config "0x10,0xa2,0x01" ok
	expect_view C9.change.control_only.view g1 "03/00,02,06/07"
	expect_resets C9.change.control_only.resets ""
	expect_put C9.change.all $matrix/$m1/ap_config "0x0,0x0,0x0" ok
	expect_view C9.change.all.view g1 "-/-/-"
	expect_resets C9.change.all.resets "03.0000 03.0002 03.0006"
	sure_put $matrix/$m1/ap_config "0x10,0x80,0x0"
	sure_put $matrix/$m2/ap_config "0x0,0x0,0x0"
	zero_counters
	expect_put C9.change.swap $matrix/$m1/ap_config "0x002,0x02,0x0" ok
	expect_view C9.change.swap.view g1 "0a/06/-"
	expect_guest C9.change.swap.guest_matrix $m1 "0a.0006"
	expect_resets C9.change.swap.resets "03.0000"
}
