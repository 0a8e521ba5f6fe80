# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What came of all migrations of a round, from where it can be known: the clients, the
# tracepoints of both hosts, sysfs, VFIO, the masks that KVM has logged. Source it after
# tests/lib/scene.sh. A test is about all pairs; it names those that are not as wanted.

# Names that only the including script reads or sets
# shellcheck disable=SC2034,SC2154

# By "src.N" and "dst.N", from the clients' reports: the last step "open" and "summary"
declare -A pid result code migration_id why states said_errno
# And of the stream, as they saw it: what the guest sees, as in ap_config, and how many
# queues, adapters, domains, control domains that is
declare -A sent sent_counts
# By "src.N" and "dst.N", from the events
declare -A outcome cause stream_error bytes ends applied dropped reasons event_id
declare -A applied_counts paused_ns
# By host and number, before and after: VFIO's state, ap_config, "all" or "not"
declare -A config_before state_after config_after sees_after
# By "src.N" and "dst.N"
declare -A masks
# By host: migrations, ends, how many at once, missing events, lost ones
declare -A sessions all_ends at_once gaps lost disturbances

clear_round() {
	pid=() result=() code=() migration_id=() why=() states=() said_errno=()
	sent=() sent_counts=() applied_counts=() paused_ns=()
	outcome=() cause=() stream_error=() bytes=() ends=() applied=() dropped=()
	reasons=() event_id=() masks=() state_after=() config_after=() sees_after=()
	sessions=() all_ends=() at_once=() gaps=() lost=() disturbances=()
}

# All lines of all clients' logs of a round, with their key
reports() { # FILTER of jq
	grep -H '^{.*}$' "$scene_out/$round"/{src,dst}.*.log |
		sed -nE 's/^.*\/([a-z]+\.[0-9]+)\.log:\{/{"key": "\1", /p' | jq -r "$1"
}

read_reports() {
	local key step a b c d e f g

	while IFS='|' read -r key step a b c d e f g; do
		case $step in
		open) pid[$key]=$a ;;
		answer) said_errno[$key]=$a ;;
		summary)
			result[$key]=$a code[$key]=$b migration_id[$key]=$c
			states[$key]=$d sent[$key]=$e sent_counts[$key]=$f why[$key]=$g ;;
		esac
	done < <(reports 'if .step == "open" then [.key, .step, .pid]
		elif .step == "answer" then [.key, .step, .errno // "-"]
		elif .step == "summary" then [.key, .step, .result, .exit_code,
			.migration_id // "-", (.states | join(">")), .guest // "-",
			([.queues, .adapters, .domains, .control_domains] | join(",")),
			(.error // "-" | gsub("[|\n]"; " "))]
		else empty end | map(tostring) | join("|")')
}

# Of a host: the events of its side
read_events() { # HOST
	local key kind number role rest
	local -a word

	while read -ra word; do
		case ${word[0]} in
		session)
			[[ ${word[2]} == destination ]] && key=dst || key=src
			key+=.${word[1]}
			outcome[$key]=${word[3]} cause[$key]=${word[4]}
			stream_error[$key]=${word[6]} bytes[$key]=${word[7]}
			[[ ${word[8]} == "${word[9]}" ]] || outcome[$key]+=" (${word[8]} events of ${word[9]})"
			ends[$key]=$((${ends[$key]-0} + word[10]))
			event_id[$key]=${word[11]} applied[$key]=${word[12]}
			dropped[$key]=${word[13]} reasons[$key]=${word[14]}
			applied_counts[$key]=${word[15]} paused_ns[$key]=${word[16]} ;;
		trace)
			sessions[$1]=${word[1]} all_ends[$1]=${word[2]} at_once[$1]=${word[3]}
			gaps[$1]=${word[4]} lost[$1]=${word[5]} disturbances[$1]=${word[6]} ;;
		esac
	done < <(awk -v idle="$pairs" -f "$here/events.awk" "$scene_out/$round/trace.$1")
}

read_before() { # HOST, lines of "host state" on standard input
	local number state config sees

	while read -r number state config sees; do
		config_before[$1.$number]=$config
	done
}

# --- what there is to know of a host, into files: both hosts are asked at the same time

held() { # KEY: its client holds a guest until it is told to go
	grep -qF '"step": "hold"' "$scene_out/$round/$1.log"
}

gather() { # HOST src|dst
	local number out=$scene_out/$round

	in_host "$1" trace-end "/out/$round/trace.$1" &&
		in_host "$1" state >"$out/state.$1" &&
		for number in "${numbers[@]}"; do
			! held "$2.$number" || echo "$2.$number ${pid[$2.$number]}"
		done | in_host "$1" masks >"$out/masks.$1"
}

read_host() { # HOST
	local number key state config sees text

	read_events "$1"
	while read -r number state config sees; do
		state_after[$1.$number]=$state
		config_after[$1.$number]=$config
		sees_after[$1.$number]=$sees
	done <"$scene_out/$round/state.$1"
	while read -r key text; do
		masks[$key]=$text
	done <"$scene_out/$round/masks.$1"
}

# The masks of a guest that sees all of that ap_config
masks_of() { # CONFIG
	local apm aqm adm

	IFS=, read -r apm aqm adm <<<"$1"
	echo "apm=${apm#0x} aqm=${aqm#0x} adm=${adm#0x}"
}

# --- configurations

clear_bit() { # MASK NUMBER
	local digits=${1#0x} at=$(($2 / 4)) digit

	printf -v digit '%x' $((16#${digits:at:1} & ~(8 >> $2 % 4)))
	echo "0x${digits:0:at}$digit${digits:at + 1}"
}

# What is to arrive of a source's ap_config, after what an event says was dropped
config_without() { # CONFIG DROPPED
	local apm aqm adm item

	IFS=, read -r apm aqm adm <<<"$1"
	for item in ${2//,/ }; do
		case $item in
		adapter:*) apm=$(clear_bit "$apm" "${item#*:}") ;;
		domain:*) aqm=$(clear_bit "$aqm" "${item#*:}") ;;
		control_domain:*) adm=$(clear_bit "$adm" "${item#*:}") ;;
		esac
	done
	echo "$apm,$aqm,$adm"
}

# --- tests about all pairs

bad=()
bad() { # NUMBER WHAT
	bad+=("pair $1: $2")
}

# No pair was bad
none_bad() { # WHAT
	local rc=0

	((${#bad[@]} == 0)) || rc=1
	ok $rc "$round: $1"
	((rc == 0)) || printf '#   %s\n' "${bad[@]}"
	bad=()
}

same() { # NUMBER WHAT GOT WANT
	[[ $3 == "$4" ]] || bad "$1" "$2: $3, expected $4"
}

# Each migration was counted on each host, once, and no event was missed.
check_events() { # HOST SIDE
	local number

	is "${lost[$1]} ${gaps[$1]}" "0 0" "$round: host $1: no event is missing"
	is "${sessions[$1]} ${all_ends[$1]}" "$expected_sessions $expected_sessions" \
		"$round: host $1: $expected_sessions migrations, and as many ends"
	for number in "${numbers[@]}"; do
		[[ -n ${outcome[$2.$number]-} ]] || continue
		same "$number" "ends" "${ends[$2.$number]}" 1
		[[ ${outcome[$2.$number]} != *events* ]] || bad "$number" "${outcome[$2.$number]}"
	done
	none_bad "host $1: each of them has one end, and all of its events"
}

# Both hosts and both clients mean the same migration.
check_ids() {
	local number

	for number in "${numbers[@]}"; do
		[[ ${result[src.$number]-} == @(migrated|refused) ]] || continue
		same "$number" "id, destination's client" "${migration_id[dst.$number]-}" "${migration_id[src.$number]}"
		same "$number" "id, source's events" "${event_id[src.$number]-}" "${migration_id[src.$number]}"
		same "$number" "id, destination's events" "${event_id[dst.$number]-}" "${migration_id[src.$number]}"
	done
	none_bad "clients and events of both hosts have the same migration ids"
}
