# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Labs of one or more hosts: up, exec, kill, down, and run, which is up, exec, down.

# parse_options ARGS...: options before "--" into OPT_*, the rest into REST
parse_options()
{
	kernel_defaults
	OPT_HOSTS=1 OPT_TIMEOUT=300 OPT_AP=1 OPT_TTY=no
	OPT_OUT='' OPT_KEEP=no REST=()
	while [ $# -gt 0 ]; do
		case $1 in
		--hosts)
			[[ ${2-} =~ ^[1-8]$ ]] || usage_error \
				"--hosts: \"${2-}\" is not a number from 1 to 8"
			OPT_HOSTS=$2
			shift ;;
		--timeout)
			[[ ${2-} =~ ^[1-9][0-9]{0,5}$ ]] || usage_error \
				"--timeout: \"${2-}\" is not a number of seconds from 1 to 999999"
			OPT_TIMEOUT=$2
			shift ;;
		--out)
			[ -d "${2-}" ] || usage_error \
				"--out: \"${2-}\" is not a folder"
			OPT_OUT=$(cd "$2" && pwd)
			shift ;;
		--kernel)
			kernel_check_line --kernel "${2-}"
			OPT_KERNEL=$2
			shift ;;
		--debug) OPT_DEBUG=1 ;;
		--no-ap) OPT_AP=0 ;;
		--tty) OPT_TTY=yes ;;
		--keep-log) OPT_KEEP=yes ;;
		--)
			shift
			REST=("$@")
			break ;;
		-*) usage_error "unknown option \"$1\"" ;;
		*) usage_error "unexpected \"$1\" (a command comes after \"--\")" ;;
		esac
		shift
	done
	OPT_VARIANT=$(kernel_variant "$OPT_KERNEL" "$OPT_DEBUG")
}

# check_name NAME
check_name()
{
	[[ $1 =~ ^[a-z0-9][a-z0-9_.-]{0,39}$ ]] || usage_error \
		"\"$1\" is not a lab's name: up to 40 of a-z 0-9 _ . -, the first a letter or digit"
}

# session_hosts NAME: its hosts, one a line
session_hosts()
{
	local host

	for host in "$RUN_DIR/$1"/*.pid; do
		[ -e "$host" ] || continue
		host=${host##*/}
		printf '%s\n' "${host%.pid}"
	done
}

# session_start NAME LIFE: start and await OPT_HOSTS hosts
session_start()
{
	local name=$1 life=$2 dir=$RUN_DIR/$1 out i host rc

	kernel_require "$OPT_VARIANT"
	modules_require "$OPT_VARIANT"
	root_require
	qemu_require
	out=${OPT_OUT:-$REPO/build/lab-out}
	mkdir -p "$out"
	rm -rf "$dir"
	mkdir -p "$dir"
	printf '%s\n' "$OPT_VARIANT" >"$dir/variant"
	for ((i = 0; i < OPT_HOSTS; i++)); do
		host_start "$name" "${HOST_NAMES:i:1}" "$OPT_HOSTS" \
			"$OPT_VARIANT" "$OPT_AP" "$out" "$life"
	done
	for ((i = 0; i < OPT_HOSTS; i++)); do
		host=${HOST_NAMES:i:1}
		rc=0
		host_wait "$dir" "$host" "$OPT_VARIANT" || rc=$?
		case $rc in
		0) ;;
		1) return "$EXIT_KERNEL" ;; # session_end shows why
		*)
			console_tail "$dir" "$host"
			return "$EXIT_HANG" ;;
		esac
	done
}

# session_exec NAME HOST ARGV...: with the judgement that goes with hangs
session_exec()
{
	local dir=$RUN_DIR/$1 host=$2 rc=0

	shift 2
	host_exec "$dir" "$host" "$OPT_TIMEOUT" "$OPT_TTY" "$@" || rc=$?
	if [ $rc = "$EXIT_HANG" ]; then
		console_tail "$dir" "$host"
	fi
	return $rc
}

# session_leaks NAME: with the debug kernel, have kmemleak look for what was
# lost. What it finds goes to the kernel's log, where session_end sees it.
session_leaks()
{
	local host

	kernel_is_debug "$(cat "$RUN_DIR/$1/variant" 2>/dev/null)" || return 0
	OPT_TTY=no
	OPT_TIMEOUT=$(allowance 180)
	for host in $(session_hosts "$1"); do
		session_exec "$1" "$host" lab-leaks </dev/null || return $?
	done
}

# session_end NAME [RC]: stop the hosts and judge their logs. EXIT_KERNEL if any
# is not clean, or if a QEMU is gone that nobody stopped; EXIT_HANG if one does
# not answer, unless RC says that this is known. What a host that was killed had
# said before counts as well.
session_end()
{
	local name=$1 dir=$RUN_DIR/$1 known=${2:-0} host rc=0

	for host in "$dir"/*.killed; do
		[ -e "$host" ] || continue
		host=${host##*/}
		console_check "$dir" "${host%.killed}" || rc=$EXIT_KERNEL
	done

	for host in $(session_hosts "$name"); do
		if ! host_alive "$dir" "$host"; then
			note "host $host: QEMU ended by itself"
			! console_check "$dir" "$host" ||
				console_tail "$dir" "$host"
			rc=$EXIT_KERNEL
			rm -f "$dir/$host.pid"
			continue
		fi
		if [ "$known" != "$EXIT_HANG" ] && [ "$known" != "$EXIT_KERNEL" ] &&
			! host_settle "$dir" "$host"; then
			note "host $host did not answer at its end"
			console_tail "$dir" "$host"
			[ "$rc" != 0 ] || rc=$EXIT_HANG
		fi
		host_stop "$dir" "$host"
		console_check "$dir" "$host" || rc=$EXIT_KERNEL
	done
	return "$rc"
}

# session_remove NAME KEEP: the run's folder; with KEEP=yes the logs go to
# build/lab-logs in the repository first
session_remove()
{
	local dir=$RUN_DIR/$1 logs=$REPO/build/lab-logs/$1

	[ -d "$dir" ] || return 0
	if [ "$2" = yes ]; then
		rm -rf "$logs"
		mkdir -p "$logs"
		cp "$dir"/*.console "$dir"/*.qemu-log "$logs/" 2>/dev/null || true
		note "the hosts' logs are in $logs"
	fi
	rm -rf "$dir"
}

# cleanup_now NAME: for traps; never fails, leaves nothing running
cleanup_now()
{
	local host

	trap '' INT TERM HUP
	exec_stop
	for host in $(session_hosts "$1"); do
		host_stop "$RUN_DIR/$1" "$host"
	done
	session_remove "$1" "$OPT_KEEP"
}

cmd_run()
{
	local name=run.$$ rc=0 end=0

	parse_options "$@"
	[ ${#REST[@]} -gt 0 ] || usage_error \
		"run: no command; lab run [OPTIONS] -- CMD ARGS..."
	trap 'cleanup_now '"$name" EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	session_start "$name" bound || rc=$?
	if [ $rc = 0 ]; then
		session_exec "$name" a "${REST[@]}" || rc=$?
		case $rc in
		"$EXIT_KERNEL" | "$EXIT_HANG") ;;
		*)
			session_leaks "$name" || end=$?
			[ $end = 0 ] || rc=$end ;;
		esac
	fi
	end=0
	session_end "$name" "$rc" || end=$?
	# A kernel report outranks what the command said; a hang outranks it,
	# as the log of a hung kernel is often the reason.
	if [ $end != 0 ] && [ $rc != "$EXIT_HANG" ]; then
		rc=$end
	fi
	case $rc in
	"$EXIT_KERNEL" | "$EXIT_HANG") OPT_KEEP=yes ;;
	esac
	exit "$rc"
}

cmd_up()
{
	local name=${1-} rc=0

	[ -n "$name" ] || usage_error "up: no name; lab up NAME [OPTIONS]"
	check_name "$name"
	shift
	parse_options "$@"
	[ ${#REST[@]} -eq 0 ] || usage_error "up takes no command; see \"lab exec\""
	if [ -n "$(session_hosts "$name")" ]; then
		usage_error "lab \"$name\" is up already; lab down $name"
	fi
	trap 'OPT_KEEP=yes; cleanup_now '"$name" EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	session_start "$name" free || rc=$?
	[ $rc = 0 ] || exit "$rc"
	trap - EXIT INT TERM HUP
}

# need_session NAME [HOST]
need_session()
{
	check_name "$1"
	[ -n "$(session_hosts "$1")" ] || usage_error \
		"no lab \"$1\" is up (lab status lists them)"
	[ -z "${2-}" ] || [ -e "$RUN_DIR/$1/$2.pid" ] || usage_error \
		"lab \"$1\" has no host \"$2\"; its hosts: $(session_hosts "$1" | tr '\n' ' ')"
}

cmd_exec()
{
	local target=${1-} name host=a rc=0

	[ -n "$target" ] || usage_error \
		"exec: no lab; lab exec NAME[:HOST] [--tty] [--timeout SEC] -- CMD ARGS..."
	shift
	name=${target%%:*}
	[[ $target != *:* ]] || host=${target#*:}
	[[ $host =~ ^[a-h]$ ]] || usage_error \
		"\"$host\" is not a host's name (a to h)"
	need_session "$name" "$host"
	parse_options "$@"
	[ ${#REST[@]} -gt 0 ] || usage_error "exec: no command after \"--\""
	trap 'exec_stop; exit 130' INT
	trap 'exec_stop; exit 143' TERM
	trap 'exec_stop; exit 129' HUP
	session_exec "$name" "$host" "${REST[@]}" || rc=$?
	if [ $rc = "$EXIT_KERNEL" ] && console_check "$RUN_DIR/$name" "$host"; then
		console_tail "$RUN_DIR/$name" "$host"
	fi
	exit "$rc"
}

cmd_kill()
{
	local target=${1-}

	[[ $# -eq 1 && $target == *:[a-h] ]] ||
		usage_error "kill: no host; lab kill NAME:HOST"
	need_session "${target%:*}" "${target#*:}"
	host_kill "$RUN_DIR/${target%:*}" "${target#*:}"
}

cmd_down()
{
	local name=${1-} rc=0 end=0

	[ -n "$name" ] || usage_error "down: no name; lab down NAME"
	shift
	parse_options "$@"
	[ ${#REST[@]} -eq 0 ] || usage_error "down takes no command"
	need_session "$name"
	session_leaks "$name" || rc=$?
	session_end "$name" "$rc" || end=$?
	[ $rc != 0 ] || rc=$end
	[ $rc = 0 ] || OPT_KEEP=yes
	session_remove "$name" "$OPT_KEEP"
	exit "$rc"
}
