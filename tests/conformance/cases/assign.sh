# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C5, C6: the six attributes, with every kind of text

# Name, text, what assigning says, number that is assigned then ("-": none).
# MAX is the limit, OVER one more.
assign_table() {
	cat <<'EOT'
garbage|zz|-EINVAL|-
empty||-EINVAL|-
negative|-1|-EINVAL|-
plus|+4|ok|4
octal|011|ok|9
octal_bad|08|-EINVAL|-
hex|0x0b|ok|11
hex_upper|0X0C|ok|12
hex_bare|0b|-EINVAL|-
hex_empty|0x|-EINVAL|-
hex_bad|0xg|-EINVAL|-
decimal|13|ok|13
zero|0|ok|0
space_after|3\s|-EINVAL|-
space_before|\s3|-EINVAL|-
tab_after|3\t|-EINVAL|-
carriage_return|3\r|-EINVAL|-
second_line|3\n|-EINVAL|-
list|3,4|-EINVAL|-
two|3 4|-EINVAL|-
range|3-4|-EINVAL|-
fraction|3.0|-EINVAL|-
nul|5\06|ok|5
over_max|OVER|-ENODEV|-
far_over|4294967299|-ENODEV|-
ulong_max|18446744073709551615|-ENODEV|-
too_big|18446744073709551616|-ERANGE|-
too_big_hex|0x10000000000000003|-ERANGE|-
max|MAX|ok|MAX
duplicate|011|ok|9
EOT
}

# The list that an attribute shows when these numbers are in it
shown() { # KIND NUMBER...
	local kind=$1 number text=
	local -A words=()

	for number in "${@:2}"; do
		case $kind in
		adapter) printf -v "words[$number]" '%02x.\\n' "$number" ;;
		domain) printf -v "words[$number]" '.%04x\\n' "$number" ;;
		control_domain) printf -v "words[$number]" '%04x\\n' "$number" ;;
		esac
	done
	for ((number = 0; number < 256; number++)); do
		text+=${words[$number]-}
	done
	answer=$text
}

case_assign() {
	local kind max file name text want number numbers all table

	table=$(assign_table)
	for kind in adapter domain control_domain; do
		max=$domain_max file=matrix
		[[ $kind != adapter ]] || max=$adapter_max
		[[ $kind != control_domain ]] || file=control_domains
		mdev_new $m1
		# Nothing is assigned: these are no errors.
		expect_put C6.unassign_$kind.not_assigned $matrix/$m1/unassign_$kind 3 ok
		put_bare $matrix/$m1/assign_$kind ""
		expect C5.assign_$kind.nothing "$answer" ok
		put_bare $matrix/$m1/assign_$kind 7
		expect C5.assign_$kind.no_line_end "$answer" ok
		numbers=(7)
		while IFS='|' read -r name text want number; do
			text=${text/OVER/$((max + 1))}
			text=${text/MAX/$max}
			expect_put C5.assign_$kind."$name" $matrix/$m1/assign_$kind "$text" "$want"
			[[ $number == - ]] || numbers+=("${number/MAX/$max}")
		done <<<"$table"
		shown $kind "${numbers[@]}"
		all=$answer
		expect_get C5.assign_$kind.result $matrix/$m1/$file "$all"

		while IFS='|' read -r name text want number; do
			[[ $number == - ]] || continue
			text=${text/OVER/$((max + 1))}
			expect_put C5.unassign_$kind."$name" $matrix/$m1/unassign_$kind "$text" "$want"
		done <<<"$table"
		expect_get C5.unassign_$kind.nothing_lost $matrix/$m1/$file "$all"
		put_bare $matrix/$m1/unassign_$kind 7
		expect C5.unassign_$kind.no_line_end "$answer" ok
		while IFS='|' read -r name text want number; do
			[[ $number != - ]] || continue
			text=${text/MAX/$max}
			# The last one, "duplicate", is unassigned for the second time.
			expect_put C6.unassign_$kind."$name" $matrix/$m1/unassign_$kind "$text" ok
		done <<<"$table"
		expect_get C5.unassign_$kind.result $matrix/$m1/$file ""
		mdev_remove $m1
	done
}
