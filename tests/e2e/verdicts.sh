# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# For what runs inside a host and wants very many verdicts in a row: source this after
# host.sh, guest.sh and large.sh. A guest takes its own configuration over, as often as
# is said, and the driver's own count of its verdicts is the truth to compare with.

readonly verdicts_mdev=11111111-2222-3333-4444-aaaaaaaaaaaa
readonly verdicts_stream=/run/verdicts-stream
readonly verdicts_trace=$tracing/instances/verdicts

# verdicts_step STEP: fails with $line if that step does
verdicts_step() {
	step "$1" && [[ $(value errno) == 0 ]]
}

# As many adapters as domains, a guest that has all of them, and its stream. It stays
# open, or closing it would reset all queues each time.
verdicts_start() { # SIDE
	local config step

	config=$(large_config "$1" "$1")
	large_start "$1" "$1"
	[[ $(large_bound) == $(($1 * $1)) ]] || bail_out "not all queues are bound to vfio_ap"
	echo $verdicts_mdev >$create
	[[ $(writing $matrix/$verdicts_mdev/ap_config "$config") == accepted ]] ||
		bail_out "$1 x $1 cannot be assigned"
	guest_up $verdicts_mdev --chunk all
	for step in stop_copy save=$verdicts_stream running; do
		verdicts_step $step || bail_out "$step: $line"
	done
	mkdir -p $verdicts_trace
	echo 8192 >$verdicts_trace/buffer_size_kb
	echo 1 >$verdicts_trace/events/vfio_ap/enable
	# Their number is known by the others', and nobody else is to be slowed down.
	echo 0 >$verdicts_trace/events/vfio_ap/vfio_ap_mig_verdict/enable
}

verdicts_stop() {
	rmdir $verdicts_trace
	guest_down
	ap-scene remove $verdicts_mdev
}

# verdicts_storm TIMES: all of them judged so many times. In verdicts_ns how long the
# write() calls took in which they were.
verdicts_storm() {
	local i step

	# The AP bus looks for its queues now and then; not now.
	echo 120 >/sys/bus/ap/config_time
	: >$verdicts_trace/trace
	verdicts_ns=0
	for ((i = 0; i < $1; i++)); do
		for step in resuming write=$verdicts_stream stop running; do
			verdicts_step $step || bail_out "$step: $line"
			[[ $step != write=* ]] || verdicts_ns=$((verdicts_ns + $(value duration_ns)))
		done
	done
}

# What the driver has counted since: "migrations=N events=N verdicts=N". An end says
# which number the first event of its migration had; what is no verdict is in the trace.
verdicts_truth() {
	awk -v mdev=$verdicts_mdev '
		function field(name, rest) {
			rest = $0
			if (!sub(".* " name "=", "", rest))
				return 0
			sub(/ .*/, "", rest)
			return rest + 0
		}
		!index($0, "mdev=" mdev) { next }
		{ others[field("session")]++ }
		/ vfio_ap_mig_end: / {
			migrations++
			events += field("seq") - field("first_seq") + 1
			no_verdicts += others[field("session")]
		}
		END {
			printf "migrations=%d events=%d verdicts=%d\n", migrations, events,
				events - no_verdicts
		}' $verdicts_trace/trace
}
