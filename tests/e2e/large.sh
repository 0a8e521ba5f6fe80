# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# For what runs inside a host with very many queues, up to 256 adapters with 256
# domains: source this after host.sh.

readonly large_totals=/sys/kernel/debug/ap_emu/totals
# A facility bit of TAPQ's information
readonly large_mex4k=4000000000000000

# The first N numbers as a mask, as ap_config has them
large_mask() { # N
	local hex='' nr

	for ((nr = 0; nr < 256; nr += 4)); do
		hex+=$(printf %x $((nr + 4 <= $1 ? 15 : nr >= $1 ? 0 : 15 << (nr + 4 - $1) & 15)))
	done
	echo "0x$hex"
}

# All of so many adapters and domains, with as many control domains as domains
large_config() { # ADAPTERS DOMAINS
	echo "$(large_mask "$1"),$(large_mask "$2"),$(large_mask "$2")"
}

large_bound() {
	local bound=(/sys/bus/ap/drivers/vfio_ap/*.*)

	[[ -e ${bound[0]} ]] || bound=()
	echo ${#bound[@]}
}

# What ap-emu-config is to make. Adapters differ, and of each of them one queue differs
# from all others: a table in the wrong order, or with another queue's information, is
# another table.
large_hardware() { # ADAPTERS DOMAINS
	local modes=(cca accel ep11) kind nr list

	echo "domains 0-$(($2 - 1)) control 0-$(($2 - 1))"
	for kind in {0..5}; do
		list=
		for ((nr = kind; nr < $1; nr += 6)); do
			printf -v list '%s%02x,' "$list" $nr
		done
		[[ -z $list ]] ||
			echo "adapter ${list%,} cex8 ${modes[kind % 3]} qd=$((2 + kind)) config=0"
	done
	list=
	for ((nr = 0; nr < $1; nr++)); do
		printf -v list '%s%02x.%04x,' "$list" $nr $((nr % $2))
	done
	echo "queue ${list%,} fac_xor=$large_mex4k"
}

# What a stream has to say of each queue, as large_stream_table prints it
large_table() { # ADAPTERS DOMAINS
	local nr info

	for ((nr = 0; nr < $1; nr++)); do
		printf -v info %02x $nr
		info=$(</sys/kernel/config/ap_emu/adapters/$info/info)
		printf '%d %d %016x %016x\n' $nr $((nr % $2)) $((info)) $((info ^ 0x$large_mex4k))
	done | awk -v domains="$2" '{
		for (domain = 0; domain < domains; domain++)
			printf "%02x%02x000000000000%s\n", $1, domain, domain == $2 ? $4 : $3
	}'
}

# stream-format.rst: entries of 16 bytes, from 64 + 24 + 208 on: number, response code,
# five times zero, information
large_stream_table() { # FILE QUEUES
	od -An -v -tx1 -w16 -j296 -N$((16 * $2)) "$1" | tr -d ' '
}

# large_start ADAPTERS DOMAINS: with all their queues bound to our driver, which comes
# first, so that none goes from one driver to the other.
#
# What the AP bus does for each queue takes as long as there are queues. It looks for
# it among all devices: ap_index.ko answers that. And it goes through all queues again
# and again as long as one is not ready, which those that are plugged in
# deconfigured, and configured later, do not have to be made: it leaves them alone.
large_start() {
	local list

	lab-load-vfio-ap || bail_out "our vfio_ap does not load"
	insmod "$LAB_MODULES/ap_index.ko" || bail_out "ap_index does not load"
	echo 120 >/sys/bus/ap/config_time
	echo 0x0 | tee /sys/bus/ap/apmask >/sys/bus/ap/aqmask
	printf -v list '%02x,' $(seq 0 $(($1 - 1)))
	ap-emu-config batch <<-END
		$(large_hardware "$1" "$2")
		rescan
		adapter ${list%,} config=1
		rescan
	END
}

large_total() { # COUNTER, of all queues
	local word

	for word in $(<$large_totals); do
		[[ $word != "$1="* ]] || echo "${word#*=}"
	done
}

# The AP bus asks each queue in each scan, its adapter's first one twice. A scan begins
# with QCI, and is counted when it ends. A forced one waits for one that is under way.
large_zero() {
	echo 1 >/sys/bus/ap/scans
	zero_counters
}

# How often the queues were asked since then, but by scans: "once=N", and "MANY=N" for
# those that were not asked once
large_asked() {
	local scans=-1 asked

	while [[ $(large_total qci) != "$scans" ]]; do
		echo 1 >/sys/bus/ap/scans
		scans=$(($(</sys/bus/ap/scans) - scans_at_zero))
		asked=$(awk -v scans=$scans '
			{ by_bus = /^...0000 / ? 2 * scans : scans }
			{ sub(/^.* tapq=/, ""); asked[$1 == by_bus + 1 ? "once" : $1 - by_bus]++ }
			END { for (many in asked) print many "=" asked[many] }' "$emu_counters" | sort)
	done
	echo "$asked"
}
