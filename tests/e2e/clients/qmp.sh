# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A stock QEMU and its monitor. There is no SIE in the lab, so a vCPU that ran
# would never come back: -S, always.

# patience_s: of scene.sh; commas that are those of strace
# shellcheck disable=SC2154,SC2054

readonly qemu_machine=(-accel kvm -cpu host -m 128 -nodefaults -display none -S)

qemu_answered() { # ID
	grep -q "\"id\": $1[,}]" /run/qemu.log || ! kill -0 "$qemu_pid" 2>/dev/null
}

# qemu_start ARGS...: until it takes commands; fails if it ends, or takes none
qemu_start() {
	local prefix=()

	[[ -z ${qemu_trace-} ]] || prefix=(strace -f -o "$qemu_trace" -e trace=ioctl,openat)
	[[ -p /run/qemu.in ]] || mkfifo /run/qemu.in
	: >/run/qemu.log
	${prefix[@]+"${prefix[@]}"} qemu-system-s390x "${qemu_machine[@]}" -qmp stdio \
		"$@" </run/qemu.in >/run/qemu.log 2>/run/qemu.err &
	qemu_pid=$!
	exec {qemu_in}>/run/qemu.in
	qmp qmp_capabilities >/run/qemu.first && kill -0 "$qemu_pid" 2>/dev/null
}

# qmp COMMAND [ARGUMENTS]: its return value, or "error: " and why
qmp() {
	local qmp_id=${EPOCHREALTIME//[!0-9]}

	# Its end shows in the log as in the exit code; no signal of a closed pipe
	printf '{"execute": "%s", "id": %s, "arguments": %s}\n' "$1" "$qmp_id" "${2-"{}"}" >&"$qemu_in"
	wait_for "$patience_s" qemu_answered "$qmp_id" || {
		echo "no answer to $1 in $patience_s s"
		return 1
	}
	jq -r --argjson id "$qmp_id" 'select(.id == $id) |
		if .error then "error: \(.error.desc)" else .return end |
		if type == "string" then . else tojson end' /run/qemu.log
}

qemu_event() { # NAME
	grep -q "\"event\": \"$1\"" /run/qemu.log
}

# The exit code; all that it said is in /run/qemu.err
qemu_end() {
	local status=0

	qmp quit >/run/qemu.last
	exec {qemu_in}>&-
	wait "$qemu_pid" || status=$?
	return $status
}

# A QEMU that is to end by itself: what it says, and its exit code
qemu_says() { # ARGS...
	said timeout "$patience_s" qemu-system-s390x "${qemu_machine[@]}" "$@"
}
