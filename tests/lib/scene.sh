# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Two emulated hosts A and B with crypto adapters, and guests that migrate
# between them: what the demo and the two-host tests have in common. Source it,
# then scene_up; runs on the build machine.
#
#	adapter  03 CCA (CEX7 on A, CEX8 on B)   0a CEX8 EP11   0b CEX7 accelerator
#	domain   0 to 9, 0x33, 0x4e: 36 queues; control domains 0 to 15 and 0x33
#
# Everything that is said of a host is asked of it there and then: nothing is
# remembered from what was configured.

# Names that only the including script reads or sets
# shellcheck disable=SC2034,SC2154

scene_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tap.sh
. "$scene_root/tests/lib/tap.sh"

readonly scene_adapters=0x03,0x0a,0x0b
readonly scene_domains=0-9,0x33,0x4e
readonly scene_control=0-3,0x33
readonly scene_queues=36
# Emulation on a busy machine is slow; this only bounds a hang.
readonly scene_patience_s=120
# The same of a command
scene_timeout_s=600
# And of one that goes on for as long as its scene, whose end is its own, too
readonly scene_lifetime_s=14400

scene_lab=
scene_out=
scene_keys=()
declare -A scene_pid scene_fd scene_status

# scene_up NAME OUT [LAB OPTION...]: OUT is the folder that is /out in both
# hosts, and where the jobs' output goes.
scene_up() {
	local name=$1

	scene_out=$2
	shift 2
	mkdir -p "$scene_out"
	rm -f "$scene_out"/*
	scene_lab=$name
	"$scene_root/tests/lab/lab" up "$name" --hosts 2 --out "$scene_out" "$@"
}

# scene_attach NAME OUT: to a scene that another process has set up and will end
scene_attach() {
	scene_lab=$1 scene_out=$2
}

# Fails when a kernel had something to report.
scene_down() {
	local key name=$scene_lab rc=0

	[[ -n $name ]] || return 0
	scene_lab=
	for key in ${scene_keys[@]+"${scene_keys[@]}"}; do
		[[ -z ${scene_fd[$key]-} ]] || job_release "$key"
		[[ -n ${scene_status[$key]-} ]] || kill "${scene_pid[$key]}" 2>/dev/null || true
	done
	"$scene_root/tests/lab/lab" down "$name" || rc=$?
	for key in ${scene_keys[@]+"${scene_keys[@]}"}; do
		[[ -n ${scene_status[$key]-} ]] || wait "${scene_pid[$key]}" 2>/dev/null || true
	done
	scene_keys=()
	return $rc
}

# on HOST CMD ARGS...: runs it in host a or b
on() {
	"$scene_root/tests/lab/lab" exec "$scene_lab:$1" --timeout $scene_timeout_s -- "${@:2}"
}

# on_script HOST ARGS... <SCRIPT: for more than one command
on_script() {
	local host=$1 prologue

	shift
	prologue='set -euo pipefail
PATH=$PATH:/repo/tests/emu:/repo/tests/client
matrix=/sys/devices/vfio_ap/matrix'
	{ echo "$prologue"; cat; } | on "$host" bash -s -- "$@"
}

# scene_host HOST [ap-emu-config COMMAND]...: the adapters above with these
# changes, our driver, every queue bound to it.
scene_host() {
	local host=$1 newer=cex7

	shift
	[[ $host == a ]] || newer=cex8
	# The driver and the masks come first, so that each queue is bound once.
	on_script "$host" "$newer" "$scene_adapters" "$scene_domains" "$@" <<'EOS'
newer=$1 adapters=$2 domains=$3
shift 3
lab-load-vfio-ap
ap-scene vfio "$adapters" "$domains"
ap-emu-config batch <<EOB
domains $domains control 0-15,0x33
adapter 03 $newer cca
adapter 0a cex8 ep11
adapter 0b cex7 accel
$(printf '%s\n' "$@")
rescan
EOB
deadline=$((SECONDS + 60))
until [[ $(</sys/bus/ap/bindings) == *complete* ]]; do
	((SECONDS < deadline)) || {
		echo "bindings after 60 s: $(</sys/bus/ap/bindings)" >&2
		exit 1
	}
	sleep 0.05
done
for queue in /sys/bus/ap/devices/*.*; do
	[[ $queue/driver -ef /sys/bus/ap/drivers/vfio_ap ]] || {
		echo "${queue##*/} is not bound to vfio_ap" >&2
		exit 1
	}
done
EOS
}

# scene_hosts [ap-emu-config COMMAND]...: A, and at the same time B with these
# changes
scene_hosts() {
	local other rc=0

	scene_host a &
	other=$!
	scene_host b "$@" || rc=$?
	wait $other || rc=$?
	return $rc
}

scene_address() { # HOST
	case $1 in
	a) echo 10.77.0.1 ;;
	b) echo 10.77.0.2 ;;
	esac
}

# The mdev's view, on three lines "matrix: ...", "guest_matrix: ...",
# "control_domains: ..."
scene_masks() { # HOST UUID
	on_script "$1" "$2" <<<'ap-scene masks "$1"'
}

# The same and "kvm: ...": the masks that KVM has for the guest of that process
scene_guest() { # HOST UUID PID
	on_script "$1" "$2" "$3" <<'EOS'
ap-scene masks "$1"
echo "kvm: $(lab-guest-masks "$2")"
EOS
}

scene_line() { # TEXT NAME: the value of line "NAME: ..."
	sed -n "s/^$2: *//p" <<<"$1"
}

# The masks, as lab-guest-masks prints them, of what scene_masks printed
scene_expected_masks() { # TEXT
	local queue adapter domain byte text
	local -a apm aqm adm
	local -a masks=()

	for ((byte = 0; byte < 32; byte++)); do
		apm[byte]=0 aqm[byte]=0 adm[byte]=0
	done
	for queue in $(scene_line "$1" guest_matrix); do
		adapter=$((16#${queue%.*})) domain=$((16#${queue#*.}))
		apm[adapter / 8]=$((apm[adapter / 8] | 128 >> adapter % 8))
		aqm[domain / 8]=$((aqm[domain / 8] | 128 >> domain % 8))
	done
	for domain in $(scene_line "$1" control_domains); do
		domain=$((16#$domain))
		adm[domain / 8]=$((adm[domain / 8] | 128 >> domain % 8))
	done
	printf -v text '%02x' "${apm[@]}"
	masks+=("apm=$text")
	printf -v text '%02x' "${aqm[@]}"
	masks+=("aqm=$text")
	printf -v text '%02x' "${adm[@]}"
	masks+=("adm=$text")
	echo "${masks[*]}"
}

# --- jobs: programs in a host that go on while the scene does

# job_start KEY HOST CMD ARGS...: its output goes to $scene_out/KEY.log and
# KEY.err; its standard input stays open until job_release.
job_start() {
	local key=$1 host=$2 pipe fd

	shift 2
	pipe=$scene_out/$key.stdin
	rm -f "$pipe" "$scene_out/$key.ready"
	mkfifo "$pipe"
	: >"$scene_out/$key.log"
	(
		# Not another job's: that would never see its end.
		for fd in ${scene_fd[@]+"${scene_fd[@]}"}; do
			exec {fd}>&-
		done
		on "$host" "$@" <"$pipe" >"$scene_out/$key.log" 2>"$scene_out/$key.err"
	) &
	scene_pid[$key]=$!
	exec {fd}>"$pipe"
	rm -f "$pipe"
	scene_fd[$key]=$fd
	unset "scene_status[$key]"
	scene_keys+=("$key")
}

# A job that goes on for as long as its scene
long_job() { # KEY HOST COMMAND ARGS...
	local scene_timeout_s=$scene_lifetime_s

	job_start "$@"
}

job_release() { # KEY
	local fd=${scene_fd[$1]-}

	[[ -n $fd ]] || return 0
	exec {fd}>&-
	unset "scene_fd[$1]"
}

# Releases it and gives its exit code
job_end() { # KEY
	job_release "$1"
	if [[ -z ${scene_status[$1]-} ]]; then
		wait_for $scene_timeout_s job_ended "$1" || {
			echo "$1 has not ended in $scene_timeout_s s" >&2
			kill "${scene_pid[$1]}"
		}
		scene_status[$1]=0
		wait "${scene_pid[$1]}" || scene_status[$1]=$?
	fi
	return "${scene_status[$1]}"
}

job_ended() { # KEY
	! kill -0 "${scene_pid[$1]}" 2>/dev/null
}

job_said() { # KEY TEXT
	grep -qF -- "$2" "$scene_out/$1.log"
}

job_said_or_ended() { # KEY TEXT
	job_said "$@" || job_ended "$1"
}

# Until the job has printed TEXT; fails if it ended without, and shows why.
job_wait() { # KEY TEXT
	wait_for $scene_patience_s job_said_or_ended "$@" && job_said "$@" && return
	{
		echo "$1 has not said: $2"
		tail -n 5 "$scene_out/$1.log" "$scene_out/$1.err" || true
	} >&2
	return 1
}

# --- a guest, held by apvmm

# A guest with the device, in RUNNING, until job_end
guest_open() { # KEY HOST UUID [OPTION...]
	job_start "$1" "$2" apvmm open --mdev "$3" --json --hold stdin "${@:4}"
	job_wait "$1" '"step": "hold"'
}

guest_pid() { # KEY
	step_field "$1" open pid
}

# A field of the last step of that name that apvmm reported
step_field() { # KEY STEP FIELD
	jq -rs --arg step "$2" --arg field "$3" \
		'map(select(.step == $step)) | last | .[$field] | if type == "array" then join(">") else . end' \
		"$scene_out/$1.log"
}

# migrate_start KEY FROM UUID TO UUID: jobs KEY.src and KEY.dst, both of which
# keep their guest. Options of apvmm come from the arrays source_options and
# destination_options, what it runs under from destination_prefix.
migrate_port=4400
migrate_start() {
	local key=$1 from=$2 from_mdev=$3 to=$4 to_mdev=$5 address

	# A port may linger in TIME_WAIT.
	migrate_port=$((migrate_port + 1))
	address=$(scene_address "$to"):$migrate_port
	job_start "$key.dst" "$to" \
		${destination_prefix[@]+"${destination_prefix[@]}"} apvmm destination --mdev "$to_mdev" --json \
		--listen "$address" --hold stdin \
		${destination_options[@]+"${destination_options[@]}"} || return
	job_wait "$key.dst" '"step": "listening"' || return
	job_start "$key.src" "$from" apvmm source --mdev "$from_mdev" --json \
		--connect "$address" --hold stdin \
		${source_options[@]+"${source_options[@]}"}
}

# Until both sides know how it ended, and hold their guest if they have one
migrate_wait() { # KEY
	local side

	for side in src dst; do
		job_wait "$1.$side" '"step": "summary"' || return
	done
	job_wait "$1.dst" '"step": "hold"' || return
	[[ $(step_field "$1.src" summary result) == migrated ]] ||
		job_wait "$1.src" '"step": "hold"'
}

migrate() { # KEY FROM UUID TO UUID
	migrate_start "$@" && migrate_wait "$1"
}

migrate_end() { # KEY: fills source_code and destination_code
	source_code=0 destination_code=0
	job_end "$1.src" || source_code=$?
	job_end "$1.dst" || destination_code=$?
}

# --- observers

# watch_start KEY HOST [OPTION...]: aptrace migrations there; watch_wait knows
# when it is attached (several start faster at the same time)
watch_start() {
	long_job "$1" "$2" aptrace migrations "${@:3}"
}

watch_wait() { # KEY...
	local key

	for key; do
		job_wait "$key" attached || return
	done
}

# Interrupts it, as a user does; its exit code
watch_end() { # KEY HOST
	on "$2" pkill -INT -x aptrace || true
	job_end "$1"
}

# What "aptrace migrations --json --verdicts 0", the job json.HOST, said of a
# migration. First wait until it has seen its end.
json_end_seen() { # HOST ID
	grep -F '"type":"end"' "$scene_out/json.$1.log" | grep -F "\"migration_id\":\"$2\"" >/dev/null
}

watch_seen() { # HOST ID
	wait_for $scene_patience_s json_end_seen "$@" && return
	echo "aptrace on host $1 has not seen the end of migration $2" >&2
	! job_ended "json.$1" || echo "it has ended: $(head -n 1 "$scene_out/json.$1.err")" >&2
	return 1
}

# FILTER of jq over the list of all objects of that migration
watched() { # HOST ID FILTER
	jq -rs --arg id "$2" "map(select(.migration_id == \$id)) | $3" "$scene_out/json.$1.log"
}

watched_end() { # HOST ID FIELD
	watched "$1" "$2" "map(select(.type == \"end\"))[0].$3"
}

# Each reason for each refusal: "03.0006 type: expected ..., found ..."
watched_reasons() { # HOST ID
	watched "$1" "$2" '.[] | select(.type == "verdict") | . as $verdict | .reasons[] |
		"\($verdict.subject) \(.name): expected \(.expected), found \(.found)"' | sort
}

watch_lost() { # HOST: what its summary says
	jq -rs 'map(select(.type == "summary")) | last | .lost' "$scene_out/json.$1.log"
}
