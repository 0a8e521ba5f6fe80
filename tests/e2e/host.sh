# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# For suites that run inside a host: source this. Loads our vfio_ap above
# emulated adapters, unless E2E_UNLOADED is set: then the driver is left out, to
# show that nothing passes without it (tests/e2e/unloaded).

export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:$here/../emu:$here/../client
# shellcheck source=../lib/tap.sh
. "$here/../lib/tap.sh"

readonly matrix=/sys/devices/vfio_ap/matrix
readonly create=$matrix/mdev_supported_types/vfio_ap-passthrough/create
readonly tracing=/sys/kernel/tracing
readonly emu_counters=/sys/kernel/debug/ap_emu/counters

# Adapters 03, 0a, 10 with domains 0 to 3 and 6, all but 10 for vfio_ap.
host_start() {
	ap-emu-config domains 0-3,6 control 0-7
	ap-emu-config adapter 03,0a,10 cex8 cca
	ap-emu-config rescan
	# The AP bus's own scans would count among the instructions.
	echo 120 >/sys/bus/ap/config_time
	[[ -z ${E2E_UNLOADED-} ]] || return 0
	lab-load-vfio-ap || bail_out "our vfio_ap does not load"
	ap-scene vfio 0x03,0x0a 0,6 || bail_out "no queues for vfio_ap"
}

# 1: from now on the host is a Secure Execution guest itself; 0: it is not
host_is_se() { # 0|1
	echo "$1" >/sys/module/ap_emu/parameters/se_guest || bail_out "ap_emu has no se_guest"
}

dir_of() { # UUID
	echo "$matrix/$1"
}

# What an attribute has. One that is not there is equal to nothing, not even to
# itself: a test that compares must not pass then.
attribute() { # FILE
	cat "$1" 2>/dev/null || echo "(no $1 at $EPOCHREALTIME)"
}

# All lines of an attribute as one, separated by blanks
lines() { # FILE
	local words=()
	read -ra words -d '' <<<"$(attribute "$1")" || true
	echo "${words[*]-}"
}

# In front of what only the AP bus answers, but on the driver's behalf
driver() {
	[[ -d /sys/bus/ap/drivers/vfio_ap ]] && echo vfio_ap || echo "no driver"
}

# Sum of one counter of the emulator over all queues, or one queue's
counted() { # COUNTER [QUEUE]
	awk -v name="$1" -v queue="${2-}" '
		queue == "" || $1 == queue {
			for (i = 2; i <= NF; i++) {
				split($i, pair, "=")
				if (pair[1] == name)
					sum += pair[2]
			}
		}
		END { print sum + 0 }' "$emu_counters"
}

# Until no queue is asked for a while: a scan of the AP bus takes seconds in a host with
# checkers, and is counted only when it has ended.
scan_has_ended() {
	local before after=''

	until [[ $after && $after == "$before" ]]; do
		before=$after
		after="$(counted tapq) $(</sys/bus/ap/scans)"
		sleep 0.2
	done
}

zero_counters() {
	# The next scan is two minutes from here.
	echo 120 >/sys/bus/ap/config_time
	scan_has_ended
	scans_at_zero=$(</sys/bus/ap/scans)
	ap-emu-config zero-counters
}

# How often the driver has asked a queue since then. The AP bus asks once in each of
# its scans, which come every two minutes; of its adapter's first queue twice, so do
# not ask for that one.
asked() { # QUEUE
	scan_has_ended
	echo $(($(counted tapq "$1") - $(</sys/bus/ap/scans) + scans_at_zero))
}

# A guest that stays open until guest_stop; its process id is in guest_pid, what
# it prints in guest_log.
guest_start() { # UUID [COMMAND...]
	local uuid=$1 pipe=/run/guest-in.$1
	shift
	guest_log=/run/guest-log.$uuid
	rm -f "$pipe" "$guest_log.ready"
	mkfifo "$pipe"
	apvmm "${@:-open}" --mdev "$uuid" --hold stdin \
		--ready-file "$guest_log.ready" <"$pipe" >"$guest_log" 2>&1 &
	guest_pid=$!
	exec {guest_in}>"$pipe"
	wait_for 30 test -s "$guest_log.ready" ||
		bail_out "apvmm ${*:-open} does not hold: $(<"$guest_log")"
}

guest_stop() {
	exec {guest_in}>&-
	wait "$guest_pid"
}

# aptrace in the background, attached when this returns; its process id is in watcher.
# It prints JSON Lines into FILE, and what is wrong into FILE.err. What the one before it
# has said there must not be taken for its word.
listen_start() { # FILE COMMAND...
	local file=$1

	rm -f "$file"
	"${@:2}" >"$file" 2>"$file.err" &
	watcher=$!
	wait_for 60 grep -qs '"type":"attached"' "$file" ||
		bail_out "${*:2} does not attach: $(<"$file.err")"
}
