# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# For suites that run inside a host: source this after host.sh. A guest with the
# device that does what it is told, one step at a time ("apvmm guest").

# For one step, on a machine that has other things to do
: "${guest_patience_s:=60}"

guest_up() { # UUID [apvmm's options]
	coproc guest { exec apvmm guest --mdev "$1" "${@:2}" 2>&1; }
	exec {to}>&"${guest[1]}" {from}<&"${guest[0]}"
	eval "exec ${guest[1]}>&-"
	guest_pid_now=$guest_PID
	while read -r -t $guest_patience_s -u "$from" line && [[ $line != ready* ]]; do
		[[ $line == open* ]] || bail_out "no guest: $line"
	done
}

guest_down() {
	exec {to}>&-
	cat <&"$from" >/run/guest-rest
	exec {from}<&-
	wait "$guest_pid_now"
}

# step WORD: what came of it; the line is in $line. Others before it explain.
step() {
	local name=${1%%=*}

	case $name in
	error | running | stop | *_copy | resuming | *_p2p) name=set_state ;;
	esac
	echo "$1" >&"$to"
	while read -r -t $guest_patience_s -u "$from" line; do
		[[ $line != "$name "* ]] || return 0
	done
	line="nothing within $guest_patience_s s"
	return 1
}

value() { # KEY of $line
	local word

	for word in $line; do
		[[ $word != "$1="* ]] || echo "${word#*=}"
	done
}
